"""Pelican: `pelicanconf.py` with `publishconf.py` over it, or that alone, read and never run; articles in `content`.

Not read: values that are computed, plugins, `EXTRA_PATH_METADATA`, a `PATH_METADATA` other than a category that is the
first folder, the `SLUG_REGEX_SUBSTITUTIONS` of a site, and a `FILENAME_METADATA` other than a date, a slug, or both: if
these make the slug, articles without a slug get no link.
"""

import re
from pathlib import Path

from feedmaker.generators import article_files
from feedmaker.generators.recognition import SHOWS_HIDDEN, Recognition
from feedmaker.generators.site_folder import SettingsFile, SiteFolder
from feedmaker.generators.source_paths import ARTICLES_ARE_HERE, set_source
from feedmaker.text.messages import quoted

_SUFFIXES = (*article_files.MARKDOWN, ".rst")
_SETTINGS = {
    "site.title": ("SITENAME",),
    "site.url": ("SITEURL",),
    "site.description": ("SITESUBTITLE",),
    "site.language": ("DEFAULT_LANG",),
    "site.timezone": ("TIMEZONE",),
    "feeds.limit": ("FEED_MAX_ITEMS",),
}
_DIRECTIVES = {
    "%Y": ":year",
    "%m": ":month",
    "%d": ":day",
    "%b": ":short_month",
    "%B": ":long_month",
    "%y": ":short_year",
    "%j": ":y_day",
    "%H": ":hour",
    "%M": ":minute",
    "%S": ":second",
    "%-m": ":i_month",
    "%-d": ":i_day",
    "%a": ":short_day",
    "%A": ":long_day",
}
_DIRECTIVE = re.compile(r"%-?[A-Za-z]")
_PLACEHOLDER = re.compile(r"\{([^{}:!]*)(?::([^{}]*))?\}")
_DEFAULT_URL = "{slug}.html"
_DEFAULT_LANG_URL = "{slug}-{lang}.html"
#: What makes slugs by default: a site may say so itself.
_DEFAULT_SUBSTITUTIONS = {(r"[^\w\s-]", ""), (r"(?u)\A\s*", ""), (r"(?u)\s*\Z", ""), (r"[-\s]+", "-")}
# (?P<date>\d{4}-\d{2}-\d{2})_(?P<slug>.*)
_DATE_AND_SLUG = re.compile(r"\^?\(\?P<date>\\d\{4\}-\\d\{2\}-\\d\{2\}\)[-_]\(\?P<slug>\.[*+]\)(?:\.\*)?\$?")
# (?P<slug>.*), (?P<slug>[^.]+)
_SLUG = re.compile(r"\^?\(\?P<slug>(?:\.|\[[^\[\]]{1,40}\])[*+]\)\$?")

# (?P<category>[^/]*)/.*
_CATEGORY_FIRST = re.compile(r"\^?\(\?P<category>(?:(?:\[\^/\]|\[[^\[\]/^]{1,40}\]|\\w)[*+]\??|\.[*+]\?)\)/.*")


def recognise(site: SiteFolder) -> Recognition | None:
    """Recognise a Pelican site."""
    own = site.read_settings("pelicanconf.py", "pelican.conf.py", "publishconf.py")
    if own is None or not ({"sitename", "default_lang", "timezone", "path", "author"} & own.values.keys()):
        return None
    found = Recognition("Pelican", site, own.name)
    published = found.read_file("publishconf.py")
    settings = published.over(own) if published else own
    found.read(settings, _SETTINGS)
    found.set_default("site.language", "en")
    found.read_author(settings, "AUTHOR", email="EMAIL")
    _read_source(found, settings)
    _read_default_metadata(found, settings)
    found.set_fields(SHOWS_HIDDEN, "hidden is not a key of Pelican's")
    if settings.flag("WITH_FUTURE_DATES") is not False:
        found.set("articles.future", "publish", found.origin(settings, "WITH_FUTURE_DATES"))
    if settings.text("DEFAULT_DATE") == "fs":
        found.set("articles.undated", "file-time", settings.origin("DEFAULT_DATE"))
    _read_categories(found, settings)
    _read_permalink(found, settings)
    _read_pages(found, settings)
    return found


def _read_default_metadata(found: Recognition, settings: SettingsFile) -> None:
    """Read DEFAULT_METADATA, such as {"status": "draft"}; Pelican 3 had pairs."""
    origin, values = settings.origin("DEFAULT_METADATA"), settings.get("DEFAULT_METADATA")
    try:
        metadata = {str(key): str(value) for key, value in dict(values or {}).items()}  # type: ignore[call-overload]
    except (TypeError, ValueError):
        metadata = {}
        found.note(f"{origin} cannot be read: set articles.defaults if it holds articles back")
    if metadata:
        found.add_defaults("**", metadata, origin)


def _read_source(found: Recognition, settings: SettingsFile) -> None:
    named = settings.text("PATH")
    folder = (named or ("content" if found.site.has("content") else ".")).rstrip("/")
    path = found.site.path / folder
    articles = _existing(path, settings.texts("ARTICLE_PATHS") or settings.texts("ARTICLE_DIR"))
    origin = settings.origin("PATH") if named else ARTICLES_ARE_HERE
    # folders below PATH are categories
    set_source(found, folder, _SUFFIXES, origin, subfolders=articles, keeps_folder=True)
    pages = settings.texts("PAGE_PATHS") or settings.texts("PAGE_DIR")
    for folders, origin in (
        (pages or ["pages"], settings.origin("PAGE_PATHS") if pages else found.default_origin),
        (settings.texts("ARTICLE_EXCLUDES"), settings.origin("ARTICLE_EXCLUDES")),
    ):
        found.add_patterns("source.exclude", [f"{folder}/**" for folder in _existing(path, folders)], origin)
    ignored = [name for name in settings.texts("IGNORE_FILES") if "/" not in name and not name.startswith(".")]
    found.add_patterns("source.exclude", [f"**/{name}" for name in ignored], settings.origin("IGNORE_FILES"))


def _existing(path: Path, folders: list[str]) -> list[str]:
    names = [folder.strip("/") for folder in folders]
    return [name for name in names if name and (path / name).is_dir()]


def _read_categories(found: Recognition, settings: SettingsFile) -> None:
    if settings.flag("USE_FOLDER_AS_CATEGORY") is not False:
        found.set("categories.folders", True, found.origin(settings, "USE_FOLDER_AS_CATEGORY"))
    path, origin = settings.text("PATH_METADATA") or "", settings.origin("PATH_METADATA")
    if _CATEGORY_FIRST.fullmatch(path):
        base = found.site.base / found.source_folders[0]
        for folder in sorted(entry.name for entry in base.iterdir() if entry.is_dir()):
            found.add_defaults(f"{folder}/**", {"category": folder}, origin)
    elif "<category>" in path:
        found.note(f"{origin} makes the categories of articles, which feedmaker does not: set articles.defaults")
    default = settings.text("DEFAULT_CATEGORY") or "misc"
    found.set_text("categories.default", default, found.origin(settings, "DEFAULT_CATEGORY"))


def _read_permalink(found: Recognition, settings: SettingsFile) -> None:
    if settings.get("ARTICLE_URL") in (False, "") and "article_url" in settings.values:
        found.note(f"{settings.origin('ARTICLE_URL')} is empty: articles have no pages and get no links")
        return
    url = settings.text("ARTICLE_URL") or _DEFAULT_URL
    origin = found.origin(settings, "ARTICLE_URL")
    translated = settings.text("ARTICLE_LANG_URL") or _DEFAULT_LANG_URL
    if translated == f"{{lang}}/{url}":
        url = "{lang_folder}/" + url
    elif translated == url.replace("{slug}", "{slug}-{lang}"):
        url = url.replace("{slug}", "{slug}{lang_suffix}")
    else:
        # articles in other languages get no link
        url = "{no_lang}/" + url
    if "{category}" in url and _has_own_slugs("CATEGORY", settings):
        found.note(f"{origin} has the slug of the category, which the site makes by rules of its own: no links")
        return
    tokens = {"slug": _slug_token(found, settings), "category": _with_options("category", settings)}
    for name in ("lang", "lang_folder", "lang_suffix", "no_lang"):
        tokens[name] = f":{name}"
    pattern = _PLACEHOLDER.sub(lambda match: _dates(match[2] or "") or tokens.get(match[1], match[0]), url)
    if "{" in pattern or "%" in pattern:
        found.note(f"{origin} has a placeholder that is not supported: {quoted(url)}; articles get no links")
        return
    found.set_text("articles.permalink", f"pelican:/{pattern.lstrip('/')}", origin)


def _dates(directives: str) -> str:
    """Return the tokens of a date such as %Y/%m."""
    return _DIRECTIVE.sub(lambda match: _DIRECTIVES.get(match[0], match[0]), directives)


def _slug_token(found: Recognition, settings: SettingsFile) -> str:
    """Return the token of the slug with the settings that make it."""
    file_name = settings.text("FILENAME_METADATA") or ""
    if _DATE_AND_SLUG.fullmatch(file_name):
        return ":slug(rest)"
    if _SLUG.fullmatch(file_name):
        return ":slug(file)"
    own_rules = [name for name in ("SLUG_REGEX_SUBSTITUTIONS", "SLUG_SUBSTITUTIONS") if _is_own(name, settings)]
    own_rules += [
        name for name in ("FILENAME_METADATA", "PATH_METADATA") if "<slug>" in (settings.text(name) or "").lower()
    ]
    if own_rules:
        found.note(
            f"{settings.origin(' and '.join(own_rules))} makes the slugs of articles, which feedmaker does not: "
            "articles that do not name their slug get no links"
        )
        return ":slug(own)"
    return _with_options("slug", settings, by_name=settings.text("SLUGIFY_SOURCE") == "basename")


def _with_options(token: str, settings: SettingsFile, *, by_name: bool = False) -> str:
    """Return a token with the settings of slugs."""
    options = {
        "name": by_name,
        "unicode": settings.flag("SLUGIFY_USE_UNICODE") is True,
        "case": settings.flag("SLUGIFY_PRESERVE_CASE") is True,
    }
    chosen = ",".join(name for name, is_chosen in options.items() if is_chosen)
    return f":{token}({chosen})" if chosen else f":{token}"


def _has_own_slugs(kind: str, settings: SettingsFile) -> bool:
    """Return True if the site makes the slugs of categories, tags or authors by rules of its own."""
    rules = (f"{kind}_REGEX_SUBSTITUTIONS", f"{kind}_SUBSTITUTIONS", "SLUG_REGEX_SUBSTITUTIONS", "SLUG_SUBSTITUTIONS")
    return any(_is_own(name, settings) for name in rules)


def _is_own(name: str, settings: SettingsFile) -> bool:
    """Return True if the site has substitutions in slugs that are not the default ones."""
    pairs = {tuple(map(str, pair)) for pair in settings.items(name) if isinstance(pair, (list, tuple))}
    return settings.has(name) and pairs != _DEFAULT_SUBSTITUTIONS


def _read_pages(found: Recognition, settings: SettingsFile) -> None:
    """Read where the pages of tags, categories and authors are, to which `{tag}oak` in an article leads."""
    pages = {}
    for kind in ("tag", "category", "author"):
        address, file = f"{kind.upper()}_URL", f"{kind.upper()}_SAVE_AS"
        has_pages = settings.get(file) if settings.has(file) else True
        url = settings.text(address) if settings.has(address) else f"{kind}/{{slug}}.html"
        if url and "{slug}" in url and has_pages and not _has_own_slugs(kind.upper(), settings):
            pattern = url.replace("{slug}", _with_options("slug", settings)).lstrip("/")
            if "{" not in pattern:
                pages[kind] = f"pelican:/{pattern}"
    if pages:
        found.set("site.pages", pages, "TAG_URL, CATEGORY_URL, AUTHOR_URL")
