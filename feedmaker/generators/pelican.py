"""Pelican: `pelicanconf.py` with `publishconf.py` over it, both read and never run; articles in `content`.

Not read: values that are computed, plugins, translations, `SLUGIFY_SOURCE` and `SLUG_REGEX_SUBSTITUTIONS`: articles
without a `slug` get no link.
"""

import re
from pathlib import Path

from feedmaker.generators import article_files
from feedmaker.generators.recognition import Recognition
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
    "articles.future": ("WITH_FUTURE_DATES",),
    "categories.default": ("DEFAULT_CATEGORY",),
}
#: Placeholders of ARTICLE_URL → tokens of Jekyll, which treats slugs alike.
_TOKENS = {
    "slug": ":slug",
    "date:%Y": ":year",
    "date:%m": ":month",
    "date:%d": ":day",
    "date:%b": ":short_month",
    "date:%B": ":long_month",
    "date:%y": ":short_year",
    "date:%j": ":y_day",
    "date:%H": ":hour",
    "date:%M": ":minute",
}
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_DEFAULT_URL = "{slug}.html"


def recognise(site: SiteFolder) -> Recognition | None:
    """Recognise a Pelican site."""
    settings = site.read_settings("pelicanconf.py", "pelican.conf.py")
    if settings is None or not ({"sitename", "default_lang", "timezone", "path", "author"} & settings.values.keys()):
        return None
    found = Recognition("Pelican", site, settings.name)
    published = site.read_settings("publishconf.py")
    if published is not None:
        found.add_evidence(published.name)
        found.read(published, _SETTINGS)
    found.read(settings, _SETTINGS)
    found.read_author(settings, "AUTHOR", email="EMAIL")
    _read_source(found, settings)
    _read_default_metadata(found, settings)
    if settings.text("DEFAULT_DATE") == "fs":
        found.set("articles.undated", "file-time", settings.origin("DEFAULT_DATE"))
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
    folder = named or ("content" if found.site.has("content") else ".")
    path = found.site.path / folder
    articles = _existing(path, settings.texts("ARTICLE_PATHS") or settings.texts("ARTICLE_DIR"))
    set_source(found, folder, _SUFFIXES, settings.origin("PATH") if named else ARTICLES_ARE_HERE, subfolders=articles)
    pages = settings.texts("PAGE_PATHS") or settings.texts("PAGE_DIR")
    for folders, origin in (
        (pages or ["pages"], settings.origin("PAGE_PATHS") if pages else "Pelican's default"),
        (settings.texts("ARTICLE_EXCLUDES"), settings.origin("ARTICLE_EXCLUDES")),
    ):
        found.add_patterns("source.exclude", [f"{folder}/**" for folder in _existing(path, folders)], origin)
    ignored = [name for name in settings.texts("IGNORE_FILES") if "/" not in name and not name.startswith(".")]
    found.add_patterns("source.exclude", [f"**/{name}" for name in ignored], settings.origin("IGNORE_FILES"))
    _read_permalink(found, settings, path)


def _existing(path: Path, folders: list[str]) -> list[str]:
    names = [folder.strip("/") for folder in folders]
    return [name for name in names if name and (path / name).is_dir()]


def _read_permalink(found: Recognition, settings: SettingsFile, folder: Path) -> None:
    """Set the permalink if every article has a slug: what Pelican makes of a title is not known here."""
    url = settings.text("ARTICLE_URL")
    origin = settings.origin("ARTICLE_URL") if url else "Pelican's default"
    pattern = _PLACEHOLDER.sub(lambda match: _TOKENS.get(match[1], match[0]), url or _DEFAULT_URL)
    if "{" in pattern:
        found.note(f"{origin} has a placeholder that is not supported: {quoted(url)}; articles get no links")
        return
    samples = article_files.read_samples(folder, article_files.list_files(folder))
    articles = [sample for sample in samples if sample.is_dated]
    if not articles or any("slug" not in sample.keys for sample in articles):
        found.note(
            f"{origin} is {quoted(url or _DEFAULT_URL)}, and Pelican makes the slug of articles that have none: "
            "articles get no links unless you set articles.permalink"
        )
        return
    found.set_text("articles.permalink", f"jekyll:/{pattern.lstrip('/')}", origin)
