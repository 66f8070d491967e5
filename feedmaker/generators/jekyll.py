"""Jekyll, and Octopress: `_config.yml`, `_config.yaml` or `_config.toml`, and articles in folders named `_posts`.

Not read: themes, plugins, and collections other than `posts`.
"""

from feedmaker.generators import article_files
from feedmaker.generators.recognition import SHOWS_HIDDEN, Recognition, known_values
from feedmaker.generators.site_folder import SettingsFile, SiteFolder
from feedmaker.generators.source_paths import set_source
from feedmaker.generators.template_variables import data_files, put_data, set_variables
from feedmaker.loader.links.permalink import BUILT_IN

_FILES = ("_config.yml", "_config.yaml", "_config.toml")
_SUFFIXES = (*article_files.MARKDOWN, ".html")
_SETTINGS = {
    "site.title": ("title", "name"),
    "site.description": ("description", "tagline", "subtitle"),
    "site.language": ("lang", "language", "locale"),
    "site.timezone": ("timezone",),
    "site.rights": ("copyright", "rights"),
    "articles.future": ("future",),
}
#: Keys of `site` whose values are not those of the settings, or known anyway.
_COMPUTED = frozenset({
    "baseurl", "categories", "collections", "data", "defaults", "docs", "documents", "github", "html_files",
    "html_pages", "include", "pages", "posts", "related_posts", "static_files", "tags", "time", "title", "url",
})  # fmt: skip
_DEFAULT_SEPARATOR = "<!--more-->"


def recognise(site: SiteFolder) -> Recognition | None:
    """Recognise a Jekyll site: a _config.yml that is not Hexo's, and a folder _posts."""
    settings = site.read_settings(*_FILES)
    if settings is None:
        return None
    source = (settings.text("source") or ".").strip("/")
    collections = f"{source}/{(settings.text('collections_dir') or '').strip('/')}".rstrip("/")
    folders = article_files.posts_folders(article_files.list_files(site.path / collections))
    if site.has(f"{collections}/_posts"):
        folders.add("_posts")
    if not folders:
        return None
    found = Recognition("Jekyll", site, settings.name)
    found.read(settings, _SETTINGS)
    _read_url(found, settings)
    found.read_author(settings, "author", email="email")
    _read_source(found, settings, collections, folders)
    _read_permalink(found, settings)
    read_defaults(found, settings, source)
    found.note_drafts(settings, "show_drafts", "unpublished")
    if settings.text("excerpt_separator") != _DEFAULT_SEPARATOR:
        found.read(settings, {"articles.excerpt_separator": ("excerpt_separator",)})
    # Jekyll takes a date from this key or from the file name, never from another key
    found.set_fields({"date": ("date",), **SHOWS_HIDDEN}, "Jekyll's rule")
    _read_variables(found, settings, source)
    return found


def _read_variables(found: Recognition, settings: SettingsFile, source: str) -> None:
    """Read the settings and the data files that articles show: `{{ site.author }}`, `{{ site.data.shop.phone }}`."""
    data: dict[str, object] = {}
    folder = f"{source}/{(settings.text('data_dir') or '_data').strip('/')}"
    for steps, value in data_files(found.site, folder, ("yml", "yaml", "json")):
        put_data(data, steps, value)
    site = {name: value for name, value in settings.written.items() if str(name) not in _COMPUTED}
    set_variables(found, {"site": {**site, "data": data}}, settings.name)


def _read_url(found: Recognition, settings: SettingsFile) -> None:
    path = settings.text("baseurl") or ""
    found.set_url(settings.text("url"), path, settings.origin("url and baseurl" if path else "url"))


def _read_source(found: Recognition, settings: SettingsFile, collections: str, folders: set[str]) -> None:
    is_single = folders == {"_posts"}
    if is_single:
        set_source(found, f"{collections}/_posts", _SUFFIXES)
    else:
        # the folders above _posts are categories, and part of the links
        found.set("source.path", found.site.relative(collections), ", ".join(sorted(folders)))
        found.add_patterns("source.include", [f"**/_posts/**/*{suffix}" for suffix in _SUFFIXES])
        found.add_patterns("source.exclude", ["**/README.md", "**/node_modules/**", "vendor/**", "_site/**"])
    for glob in settings.texts("exclude"):
        pattern = glob.removeprefix("/") + ("**" if glob.endswith("/") else "")
        if pattern.startswith("_posts/"):
            pattern = pattern.removeprefix("_posts/") if is_single else pattern
            found.add_patterns("source.exclude", [pattern], settings.origin("exclude"))


def _read_permalink(found: Recognition, settings: SettingsFile) -> None:
    for pattern, origin in (
        (settings.text("collections.posts.permalink"), settings.origin("collections.posts.permalink")),
        (settings.text("permalink"), settings.origin("permalink")),
        ("date", "Jekyll's default"),
    ):
        if pattern:
            pattern = BUILT_IN.get(pattern.lower(), pattern)
            found.set_text("articles.permalink", f"jekyll:/{pattern.lstrip('/')}", origin)
            return


def read_defaults(found: Recognition, settings: SettingsFile, source: str) -> None:
    """Read `defaults`: of several for a key, that of the longest path counts (Jekyll, FrontmatterDefaults)."""
    defaults = settings.get("defaults")
    rules = (
        [SettingsFile("", rule) for rule in defaults if isinstance(rule, dict)] if isinstance(defaults, list) else []
    )
    rules = [
        rule for rule in rules if (rule.text("scope.type") or rule.text("scope.collection")) in ("posts", "post", None)
    ]
    for rule in sorted(rules, key=lambda rule: (len(rule.text("scope.path") or ""), bool(rule.text("scope.type")))):
        path = f"{source}/{(rule.text('scope.path') or '').strip('/')}".removeprefix("./").rstrip("/")
        glob = found.under_source(found.site.relative(path or "."))
        values = known_values(rule.table("values"))
        permalink = values.get("permalink")
        if isinstance(permalink, str):
            values["permalink"] = BUILT_IN.get(permalink.lower(), permalink)
        if glob and values:
            found.add_defaults(glob, values, settings.origin("defaults"))
