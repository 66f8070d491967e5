"""Jekyll, and Octopress: `_config.yml`, `_config.yaml` or `_config.toml`, and articles in folders named `_posts`.

Without these, the collections with dates. Not read: themes, and plugins except jekyll-multiple-languages-plugin and
jekyll-feed.
"""

from collections.abc import Sequence
from fnmatch import fnmatchcase

from feedmaker.generators import article_files
from feedmaker.generators.recognition import SHOWS_HIDDEN, PermalinkRules, Recognition, known_values
from feedmaker.generators.site_folder import SettingsFile, SiteFolder
from feedmaker.generators.source_paths import note_other_files, set_source
from feedmaker.generators.template_variables import data_files, put_data, set_variables
from feedmaker.loader.links.permalink import BUILT_IN
from feedmaker.text.languages import language_tag

_FILES = ("_config.yml", "_config.yaml", "_config.toml")
_SUFFIXES = (*article_files.MARKDOWN, ".html")
_OTHER_SUFFIXES = (".textile", ".adoc", ".asciidoc", ".org", ".rst", ".haml", ".slim")
_SPECIAL = "Jekyll passes over folders that begin with _"
_SETTINGS = {
    "site.title": ("title", "name"),
    "site.description": ("description", "tagline", "subtitle"),
    "site.language": ("lang", "language", "locale"),
    "site.timezone": ("timezone",),
    "site.rights": ("copyright", "rights"),
    "articles.future": ("future",),
    "feeds.limit": ("feed.posts_limit",),
}
#: Keys of `site` whose values are not those of the settings, or known anyway.
_COMPUTED = frozenset({
    "baseurl", "categories", "collections", "data", "defaults", "docs", "documents", "github", "html_files",
    "html_pages", "include", "pages", "posts", "related_posts", "static_files", "tags", "time", "title", "url",
})  # fmt: skip
_DEFAULT_SEPARATOR = "<!--more-->"


def read_site(found: Recognition) -> None:
    """Read what a _config.yml says of a site, if there is one: a site of pages alone may have it, too."""
    if settings := found.site.read_settings(*_FILES):
        _read_site(found, settings)


def _read_site(found: Recognition, settings: SettingsFile) -> None:
    found.read(settings, _SETTINGS)
    path = settings.text("baseurl") or ""
    found.set_url(settings.text("url"), path, settings.origin("url and baseurl" if path else "url"))
    found.read_author(settings, "author", email="email")
    if "jemoji" in _plugins(settings):
        found.set("articles.emoji", True, "jemoji")


def recognise(site: SiteFolder) -> Recognition | None:
    """Recognise a Jekyll site: a _config.yml that is not Hexo's, and a folder _posts or a collection with dates."""
    settings = site.read_settings(*_FILES)
    if settings is None:
        return None
    source = (settings.text("source") or ".").strip("/")
    collections = f"{source}/{(settings.text('collections_dir') or '').strip('/')}".rstrip("/")
    folders = article_files.posts_folders(article_files.list_files(site.path / collections))
    if site.has(f"{collections}/_posts"):
        folders.add("_posts")
    collections_with_dates = _dated_collections(site, settings, collections)
    dated = [] if folders else collections_with_dates
    if not folders and not dated:
        return None
    found = Recognition("Jekyll", site, settings.name)
    _read_site(found, settings)
    if folders and collections_with_dates:
        names = ", ".join(collections_with_dates)
        found.note(
            f"{settings.origin('collections')}: {names} have dates, too, but only posts are read, as in jekyll-feed"
        )
    if dated:
        _read_collections(found, settings, collections, dated)
    elif languages := _languages(site, settings, source):
        _read_languages(found, settings, source, languages)
    else:
        _read_source(found, settings, collections, folders)
        is_polyglot = "jekyll-polyglot" in _plugins(settings)
        found.set_text("articles.permalink", *_permalink(settings, ":lang_folder/" if is_polyglot else ""))
        if is_polyglot:
            _read_polyglot(found, settings)
    if settings.flag("feed.excerpt_only"):
        found.set("feeds.content", "summary", settings.origin("feed.excerpt_only"))
    read_defaults(found, settings, source, dated)
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


def _read_source(found: Recognition, settings: SettingsFile, collections: str, folders: set[str]) -> None:
    unread = {folder for folder in folders if _is_special(folder) or _excluded(settings, collections, folder)}
    # below _posts, only a name that begins with _ at the top is passed over, and no folder is a category
    files = article_files.list_files(found.site.path / collections)
    has_nested = any(f"/{file}".count("/_posts/") > 1 for file in files)
    is_single = folders - unread == {"_posts"} and not has_nested
    if is_single:
        set_source(found, f"{collections}/_posts", _SUFFIXES)
        found.add_patterns("source.exclude", ["_*/**"], _SPECIAL)
    else:
        # the folders above _posts are categories, and part of the links
        found.set("source.path", found.site.relative(collections), ", ".join(sorted(folders - unread)))
        found.add_patterns("source.include", [f"**/_posts/**/*{suffix}" for suffix in _SUFFIXES])
        found.add_patterns("source.exclude", ["**/README.md", "**/node_modules/**", "vendor/**", "_site/**"])
        above = ("_[!p]*", "_p[!o]*") if has_nested else ("_*",)
        found.add_patterns(
            "source.exclude", ["**/_posts/_*/**", *(f"**/{name}/**/_posts/**" for name in above)], _SPECIAL
        )
        for folder in sorted(unread):
            origin = _SPECIAL if _is_special(folder) else settings.origin("exclude")
            found.add_patterns("source.exclude", [f"{folder}/**"], origin)
    for folder in sorted(folders - unread):
        note_other_files(found, f"{collections}/{folder}", _OTHER_SUFFIXES, "which Jekyll reads with a plugin")
        for pattern in _patterns(settings, collections):
            if pattern.startswith(f"{folder}/"):
                inner = pattern.removeprefix(f"{folder}/") if is_single else pattern
                if inner.endswith("/"):
                    globs = [f"{inner}**"]
                else:
                    globs = [inner] if {".", "*"} & set(inner) else [f"{inner}*", f"{inner}*/**"]
                found.add_patterns("source.exclude", globs, settings.origin("exclude"))


def _patterns(settings: SettingsFile, collections: str) -> list[str]:
    """Return the entries of `exclude`, relative to the folder of collections."""
    base = "" if collections == "." else collections.removeprefix("./") + "/"
    return [pattern.removeprefix("/").removeprefix(base) for pattern in settings.texts("exclude")]


def _is_special(folder: str) -> bool:
    """Return True if Jekyll passes over a folder of posts, as the name of one above it begins with "_" or "#"."""
    return any(name[0] in "_#" or name[-1] == "~" for name in folder.split("/")[:-1])


def _excluded(settings: SettingsFile, collections: str, folder: str) -> bool:
    """Return True if `exclude` has a folder of posts: its entries are beginnings of paths, or have wildcards."""
    steps = folder.split("/")
    folders = ["/".join(steps[:depth]) for depth in range(1, len(steps) + 1)]
    return any(
        pattern and (f"{folder}/".startswith(pattern) or any(fnmatchcase(each, pattern) for each in folders))
        for pattern in _patterns(settings, collections)
    )


def _permalink(settings: SettingsFile, prefix: str = "") -> tuple[str, str]:
    """Return the permalink of posts and its origin; `prefix` is a folder for it."""
    keys = ("collections.posts.permalink", "permalink")
    key = next((key for key in keys if settings.text(key)), "")
    pattern = settings.text(key) if key else None
    pattern = BUILT_IN.get((pattern or "date").lower(), pattern or "")
    return f"jekyll:/{prefix}{pattern.lstrip('/')}", settings.origin(key) if key else "Jekyll's default"


def _plugins(settings: SettingsFile) -> set[str]:
    return {*settings.texts("plugins"), *settings.texts("gems")}


def _read_polyglot(found: Recognition, settings: SettingsFile) -> None:
    """Read the settings of jekyll-polyglot, with which the front matter or a folder names the language of a post."""
    found.set_text("site.language", settings.text("default_lang") or "en", settings.origin("default_lang"))
    found.set("feeds.languages", True, settings.origin("languages"))
    if settings.flag("lang_from_path"):
        for language in settings.texts("languages"):
            if glob := found.under_source(found.site.relative(f"_posts/{language}")):
                found.add_defaults(glob, {"lang": language}, settings.origin("lang_from_path"))


def _languages(site: SiteFolder, settings: SettingsFile, source: str) -> list[str]:
    """Return the languages of jekyll-multiple-languages-plugin that have posts: those in _i18n/<language>/_posts."""
    if "jekyll-multiple-languages-plugin" not in _plugins(settings) or "_posts" in settings.texts(
        "exclude_from_localizations"
    ):
        return []
    return [name for name in settings.texts("languages") if site.has(f"{source}/_i18n/{name}/_posts")]


def _read_languages(found: Recognition, settings: SettingsFile, source: str, languages: Sequence[str]) -> None:
    """Set a source folder for each language; the pages of all but the first one are in a folder of its name."""
    folders: list[dict[str, str]] = []
    for language in languages:
        set_source(found, f"{source}/_i18n/{language}/_posts", _SUFFIXES, settings.origin("languages"))
        is_root = language == settings.texts("languages")[0] and not settings.flag("default_locale_in_subfolder")
        permalink, origin = _permalink(settings, "" if is_root else f"{language}/")
        found.set_text("articles.permalink", permalink, origin)
        tag = language_tag(language)
        folders.append({"path": found.source_folders[0], "permalink": permalink, **({"language": tag} if tag else {})})
    if len(folders) > 1:
        del found.settings["articles.permalink"]
        found.set("source.path", tuple(folders), settings.origin("languages"))
        found.set("feeds.languages", True, settings.origin("languages"))


def _dated_collections(site: SiteFolder, settings: SettingsFile, collections: str) -> list[str]:
    """Return the collections that have pages, most of them with a date."""
    names = [
        name
        for name in settings.table("collections")
        if name != "posts" and settings.flag(f"collections.{name}.output")
    ]
    dated = []
    for name in names:
        folder = site.path / collections / f"_{name}"
        samples = article_files.read_samples(folder, article_files.list_files(folder))
        if samples and sum(sample.is_dated for sample in samples) * 2 > len(samples):
            dated.append(name)
    return dated


def _read_collections(found: Recognition, settings: SettingsFile, collections: str, names: Sequence[str]) -> None:
    """Set the source to the folders of some collections, and their permalinks."""
    origin = settings.origin("collections")
    subfolders = [f"_{name}" for name in names]
    set_source(found, collections, _SUFFIXES, origin, subfolders=subfolders, keeps_folder=True)
    style = (settings.text("permalink") or "date").lower()
    ending = "/" if style == "pretty" or style.endswith("/") else ":output_ext" if style in BUILT_IN else ""
    rules: PermalinkRules = []
    for name in names:
        pattern = settings.text(f"collections.{name}.permalink") or f"/:collection/:path{ending}"
        pattern = "/:collection/:path/" if pattern == "pretty" else pattern
        rules.append((f"_{name}/**", f"jekyll:/{pattern.lstrip('/')}"))
    found.set_permalinks(rules, origin)


def read_defaults(found: Recognition, settings: SettingsFile, source: str, collections: Sequence[str] = ()) -> None:
    """Read `defaults`: of several for a key, that of the longest path counts (Jekyll, FrontmatterDefaults).

    Those that are for a type are read for posts, or for these collections.
    """
    rules = settings.tables("defaults")
    for rule in sorted(rules, key=lambda rule: (len(rule.text("scope.path") or ""), bool(rule.text("scope.type")))):
        kind = rule.text("scope.type") or rule.text("scope.collection")
        if kind not in (None, *(collections or ("posts", "post"))):
            continue
        path = f"{source}/{(rule.text('scope.path') or '').strip('/')}".removeprefix("./").rstrip("/")
        glob = found.under_source(found.site.relative(path or "."))
        if collections and kind and glob == "**":
            glob = f"_{kind}/**"
        values = known_values(rule.table("values"))
        if glob and values:
            found.add_defaults(glob, values, settings.origin("defaults"))
