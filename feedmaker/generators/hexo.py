"""Hexo: _config.yml with source/_posts."""

from feedmaker.generators import article_files
from feedmaker.generators.recognition import Recognition
from feedmaker.generators.settings_file import SettingsFile
from feedmaker.generators.site_folder import Root
from feedmaker.generators.source_paths import choose_source, relative

_FILES = ("_config.yml", "_config.yaml", "_config.json")
#: Keys of Hexo's _config.yml that Jekyll's has not.
_NAMES = (
    "source_dir public_dir tag_dir archive_dir category_dir code_dir i18n_dir skip_render new_post_name default_layout "
    "titlecase filename_case render_drafts post_asset_folder relative_link index_generator default_category "
    "category_map tag_map pretty_urls permalink_defaults deploy per_page pagination_dir external_link"
)
_KEYS = frozenset(_NAMES.split())
_ENOUGH = 3
_DEFAULT_PERMALINK = ":year/:month/:day/:title/"
_DEFAULT_CATEGORY = "uncategorized"


def recognise(root: Root) -> Recognition | None:
    """Recognise a Hexo site by its configuration."""
    settings = root.read(*_FILES)
    if settings is None:
        return None
    signs = len(_KEYS & settings.values.keys())
    if not root.depends_on("hexo"):
        # Octopress, which is Jekyll, has many of Hexo's keys: Hexo took them from there
        if signs == 0 or any(root.has(name) for name in ("Gemfile", "Rakefile")):
            return None
        if signs < _ENOUGH and not root.has(settings.text("source_dir") or "source"):
            return None
    found = Recognition("Hexo", settings.name)
    _site(found, settings)
    _source(found, settings, root)
    _links(found, settings, root)
    if settings.flag("future"):
        found.put("articles.future", "publish", settings.origin("future"))
    if settings.flag("render_drafts"):
        found.note(f"{settings.origin('render_drafts')}: feedmaker never publishes drafts")
    found.put("categories.nested", True)
    default = settings.text("default_category")
    if default and default.lower() != _DEFAULT_CATEGORY:
        found.say("categories.default", default, settings.origin("default_category"))
    return found


def _site(found: Recognition, settings: SettingsFile) -> None:
    for key, name in (
        ("site.title", "title"),
        ("site.url", "url"),
        ("site.timezone", "timezone"),
        ("site.rights", "copyright"),
    ):
        found.say(key, settings.text(name), settings.origin(name))
    for name in ("description", "subtitle"):
        if found.say("site.description", settings.text(name), settings.origin(name)):
            break
    languages = [name for name in settings.texts("language") if name.lower() != "default"]
    if languages:
        found.say("site.language", languages[0], settings.origin("language"))
    found.author(settings.text("author"), settings.text("email"), None, settings.origin("author"))


def _source(found: Recognition, settings: SettingsFile, root: Root) -> None:
    source = (settings.text("source_dir") or "source").strip("/")
    posts = root.folder / source / "_posts"
    if not posts.is_dir() and root.has("_posts"):
        posts = root.folder / "_posts"
    choose_source(found, root.base, posts, (*article_files.MARKDOWN, ".html", ".htm"), relative(posts, root.base))
    # Hexo takes no notice of names that begin with "_" or end with "~"
    found.patterns("source.exclude", ["**/_*", "**/_*/**"])
    for name in ("skip_render", "exclude", "ignore"):
        globs = list(filter(None, map(_in_posts, settings.texts(name))))
        if globs:
            found.patterns("source.exclude", globs, settings.origin(name))


def _in_posts(glob: str) -> str | None:
    """Turn a pattern of paths under the source folder into one under _posts; None where it is about other files."""
    glob = glob.removeprefix("/").removeprefix("source/")
    if glob.endswith("/"):
        glob += "**"
    if glob.startswith("_posts/"):
        return glob.removeprefix("_posts/")
    return glob if glob.startswith("**/") else None


def _links(found: Recognition, settings: SettingsFile, root: Root) -> None:
    pattern = settings.text("permalink")
    origin = settings.origin("permalink") if pattern else "Hexo's default"
    pattern = (pattern or _DEFAULT_PERMALINK).lstrip("/")
    if settings.flag("pretty_urls", "trailing_index") is False:
        pattern = pattern.removesuffix("index.html")
    if settings.flag("pretty_urls", "trailing_html") is False and not pattern.endswith("index.html"):
        pattern = pattern.removesuffix(".html")
    if ":abbrlink" in pattern:
        algorithm = settings.text("abbrlink", "alg") or "crc16"
        digits = settings.text("abbrlink", "rep") or "dec"
        pattern = pattern.replace(":abbrlink", f":abbrlink({algorithm},{digits})")
    found.say("articles.permalink", f"hexo:/{pattern}", origin)
    if settings.table("permalink_defaults"):
        found.note(
            f"{settings.origin('permalink_defaults')} is not known to feedmaker: name those keys in the articles"
        )
    names = settings.text("new_post_name")
    if names and ":year" not in names and _have_dated_names(root, settings):
        found.note(f"{settings.origin('new_post_name')} keeps dates of file names in links; feedmaker takes them off")
    if settings.table("category_map") and ":category" in pattern:
        found.note(f"{settings.origin('category_map')} renames categories in links, which feedmaker does not")


def _have_dated_names(root: Root, settings: SettingsFile) -> bool:
    posts = root.folder / (settings.text("source_dir") or "source") / "_posts"
    return any(path.rpartition("/")[2][:5].rstrip("-").isdigit() for path in article_files.files_in(posts))
