"""Hexo: `_config.yml`, `_config.yaml` or `_config.json`, and articles in `source/_posts`.

Not read: themes, plugins other than abbrlink, `root` (part of `url`) and `post_asset_folder`. What changes links and is
not supported is noted: `permalink_defaults`, `category_map`, dates in file names that `new_post_name` keeps.
"""

from feedmaker.generators import article_files
from feedmaker.generators.recognition import Recognition
from feedmaker.generators.site_folder import SettingsFile, SiteFolder
from feedmaker.generators.source_paths import set_source

_FILES = ("_config.yml", "_config.yaml", "_config.json")
_SUFFIXES = (*article_files.MARKDOWN, ".html", ".htm")
#: Settings that Jekyll, whose file has the same name, does not have.
_HEXO_ONLY = frozenset(
    [
        *("source_dir", "public_dir", "tag_dir", "archive_dir", "category_dir", "code_dir", "i18n_dir", "skip_render"),
        *("new_post_name", "default_layout", "titlecase", "filename_case", "render_drafts", "post_asset_folder"),
        *("relative_link", "index_generator", "default_category", "category_map", "tag_map", "pretty_urls"),
        *("permalink_defaults", "deploy", "per_page", "pagination_dir", "external_link"),
    ]
)
#: As many of them need no further evidence.
_ENOUGH = 3
_SETTINGS = {
    "site.title": ("title",),
    "site.url": ("url",),
    "site.timezone": ("timezone",),
    "site.rights": ("copyright",),
    "site.description": ("description", "subtitle"),
    "articles.future": ("future",),
}
_DEFAULT_PERMALINK = ":year/:month/:day/:title/"
#: The value that means no category.
_NO_CATEGORY = "uncategorized"


def recognise(site: SiteFolder) -> Recognition | None:
    """Recognise a Hexo site."""
    settings = site.read_settings(*_FILES)
    if settings is None or not _is_hexo(site, settings):
        return None
    found = Recognition("Hexo", site, settings.name)
    found.read(settings, _SETTINGS)
    languages = [name for name in settings.texts("language") if name.lower() != "default"]
    found.set_text("site.language", next(iter(languages), None), settings.origin("language"))
    found.read_author(settings, "author", email="email")
    _read_source(found, settings)
    _read_permalink(found, settings)
    found.note_drafts(settings, "render_drafts")
    if (settings.text("default_category") or "").lower() != _NO_CATEGORY:
        found.read(settings, {"categories.default": ("default_category",)})
    return found


def _is_hexo(site: SiteFolder, settings: SettingsFile) -> bool:
    if site.depends_on("hexo"):
        return True
    count = len(_HEXO_ONLY & settings.values.keys())
    # Octopress, which is Jekyll, has many of Hexo's settings: Hexo took them from there
    if count == 0 or site.has("Gemfile") or site.has("Rakefile"):
        return False
    return count >= _ENOUGH or site.has(settings.text("source_dir") or "source")


def _read_source(found: Recognition, settings: SettingsFile) -> None:
    posts = f"{(settings.text('source_dir') or 'source').strip('/')}/_posts"
    if not found.site.has(posts) and found.site.has("_posts"):
        posts = "_posts"
    set_source(found, posts, _SUFFIXES)
    # Hexo ignores names that begin with "_" or end with "~"
    found.add_patterns("source.exclude", ["**/_*", "**/_*/**"])
    for name in ("skip_render", "exclude", "ignore"):
        globs = filter(None, map(_below_posts, settings.texts(name)))
        found.add_patterns("source.exclude", globs, settings.origin(name))


def _below_posts(glob: str) -> str | None:
    """Turn a pattern of paths under the source folder into one of paths under _posts; None if it is about others."""
    glob = glob.removeprefix("/").removeprefix("source/")
    if glob.endswith("/"):
        glob += "**"
    if glob.startswith("_posts/"):
        return glob.removeprefix("_posts/")
    return glob if glob.startswith("**/") else None


def _read_permalink(found: Recognition, settings: SettingsFile) -> None:
    pattern = settings.text("permalink")
    origin = settings.origin("permalink") if pattern else "Hexo's default"
    pattern = (pattern or _DEFAULT_PERMALINK).lstrip("/")
    if settings.flag("pretty_urls.trailing_index") is False:
        pattern = pattern.removesuffix("index.html")
    if settings.flag("pretty_urls.trailing_html") is False and not pattern.endswith("index.html"):
        pattern = pattern.removesuffix(".html")
    if ":abbrlink" in pattern:
        algorithm, digits = settings.text("abbrlink.alg") or "crc16", settings.text("abbrlink.rep") or "dec"
        pattern = pattern.replace(":abbrlink", f":abbrlink({algorithm},{digits})")
    found.set_text("articles.permalink", f"hexo:/{pattern}", origin)
    if settings.table("permalink_defaults"):
        found.note(f"{settings.origin('permalink_defaults')} is not supported: set those keys in the articles")
    if ":year" not in (settings.text("new_post_name") or ":year") and _has_dated_names(found.site, settings):
        found.note(f"{settings.origin('new_post_name')} keeps dates of file names in links; feedmaker removes them")
    if settings.table("category_map") and ":category" in pattern:
        found.note(f"{settings.origin('category_map')} renames categories in links, which is not supported")


def _has_dated_names(site: SiteFolder, settings: SettingsFile) -> bool:
    posts = site.path / (settings.text("source_dir") or "source") / "_posts"
    return any(path.rpartition("/")[2][:5].rstrip("-").isdigit() for path in article_files.list_files(posts))
