"""Hugo: `hugo.*` or `config.*` (TOML, YAML or JSON), and `config/_default/`; articles in `content`.

Not read: themes, modules, other environments than `_default`, archetypes, `cascade`, and all languages but
`defaultContentLanguage`. Where sections have different permalinks, that of the section with most files is taken.
"""

from collections import Counter
from pathlib import Path

from feedmaker.generators import article_files
from feedmaker.generators.recognition import Recognition
from feedmaker.generators.site_folder import SettingsFile, SiteFolder
from feedmaker.generators.source_paths import ARTICLES_ARE_HERE, set_source
from feedmaker.loader.metadata.keys import FIELDS

_ENDINGS = ("toml", "yaml", "yml", "json")
_DEFAULT_PERMALINK = "/:sections/:slugorcontentbasename/"
#: Sources of dates in `frontmatter` that are not keys.
_NOT_KEYS = frozenset({":filename", ":git", ":filemodtime", ":default"})
#: Fields of articles → keys of `frontmatter`.
_DATE_FIELDS = {"date": "date", "embargo": "publishDate", "updated": "lastmod", "expires": "expiryDate"}


def _settings_of(language: str) -> dict[str, tuple[str, ...]]:
    own = f"languages.{language}"
    return {
        "site.title": (f"{own}.title", "title", f"{own}.params.title"),
        "site.url": (f"{own}.baseURL", "baseURL"),
        "site.description": (f"{own}.params.description", "params.description", "params.subtitle"),
        "site.language": (f"{own}.languageCode", "languageCode", "locale", "defaultContentLanguage"),
        "site.timezone": (f"{own}.timeZone", "timeZone"),
        "site.rights": ("copyright", f"{own}.copyright"),
        "articles.future": ("buildFuture",),
    }


def recognise(site: SiteFolder) -> Recognition | None:
    """Recognise a Hugo site."""
    settings = _read_settings(site)
    if settings is None:
        return None
    found = Recognition("Hugo", site, settings.name)
    language = settings.text("defaultContentLanguage") or ""
    found.read(settings, _settings_of(language))
    found.read_author(settings, "params.author", "author")
    folder = settings.text(f"languages.{language}.contentDir") or settings.text("contentDir") or "content"
    section = _read_source(found, settings, folder)
    _read_permalink(found, settings, site.path / folder, section)
    found.note_drafts(settings, "buildDrafts")
    if settings.flag("buildExpired"):
        found.set("articles.expired", "keep", settings.origin("buildExpired"))
    _read_date_keys(found, settings)
    if len(settings.table("languages")) > 1:
        origin = settings.origin("languages")
        found.note(f"{origin}: feeds.languages makes a feed for each language that articles name")
    return found


def _read_settings(site: SiteFolder) -> SettingsFile | None:
    """Read the configuration: one file, or the files of config/_default, each named after its part."""
    values: dict[str, object] = {}
    files = []
    for name in [f"{stem}.{ending}" for stem in ("hugo", "config") for ending in _ENDINGS]:
        main = site.read_settings(name)
        if main is not None and (name.startswith("hugo.") or _is_hugo(site, main)):
            values, files = dict(main.values), [main.name]
            break
    folder = site.path / "config" / "_default"
    for file in sorted(folder.iterdir()) if folder.is_dir() else ():
        stem, _, ending = file.name.rpartition(".")
        part = site.read_settings(f"config/_default/{file.name}") if ending in _ENDINGS else None
        if part is None:
            continue
        files.append(part.name)
        if stem in ("hugo", "config"):
            values |= part.values
        elif "." not in stem:
            values[stem.lower()] = part.values
    return SettingsFile(files[0], values) if files else None


def _is_hugo(site: SiteFolder, settings: SettingsFile) -> bool:
    """Return True if a config.* is Hugo's and not Zola's, feedmaker's or that of another program."""
    if settings.get("base_url") is not None or isinstance(settings.get("site"), dict):
        return False
    return (
        "baseurl" in settings.values
        or "languagecode" in settings.values
        or (site.has("content") and ("title" in settings.values or "theme" in settings.values))
    )


def _read_source(found: Recognition, settings: SettingsFile, folder: str) -> str:
    """Set the source to the main sections, or to all of the content. Return the section if it is a single one."""
    names = settings.texts("params.mainSections") or settings.texts("mainSections")
    sections = sorted(name for name in names if found.site.has(f"{folder}/{name}"))
    origin = settings.origin("params.mainSections") if sections else ARTICLES_ARE_HERE
    set_source(found, folder, article_files.MARKDOWN, origin, subfolders=sections)
    found.add_patterns("source.exclude", ["**/_index.*"])
    return sections[0] if len(sections) == 1 else ""


def _read_permalink(found: Recognition, settings: SettingsFile, folder: Path, section: str) -> None:
    """Set the permalink of most articles; `section` is the one that source.path has become, if any."""
    table = settings.table("permalinks.page") or settings.table("permalinks")
    patterns = {name.strip("/"): pattern for name, pattern in table.items() if isinstance(pattern, str)}
    counts: Counter[str] = Counter()
    for path in article_files.list_files(folder):
        own_section = article_files.first_folder(path)
        if own_section == section or not section:
            counts[patterns.get(own_section.lower(), "")] += 1
    pattern = counts.most_common(1)[0][0] if counts else next(iter(patterns.values()), "")
    origin = settings.origin("permalinks") if pattern else "Hugo's default"
    if others := counts.total() - counts[pattern]:
        found.note(
            f"{settings.origin('permalinks')} differs by section and feedmaker uses that of most articles: "
            f"the links of other sections are wrong ({others} of {counts.total()} files)"
        )
    pattern = "/" + (pattern or _DEFAULT_PERMALINK).lstrip("/")
    if section:
        # it is not part of an article's path under source.path
        pattern = pattern.replace(":sections", f"{section}/:sections").replace(":section/", f"{section}/")
    if settings.flag("uglyURLs") and not pattern.endswith(".html"):
        pattern = pattern.rstrip("/") + ".html"
    if settings.flag("defaultContentLanguageInSubdir"):
        pattern = f"/{settings.text('defaultContentLanguage') or 'en'}{pattern}"
    found.set_text("articles.permalink", f"hugo:{pattern}", origin)


def _read_date_keys(found: Recognition, settings: SettingsFile) -> None:
    fields = {}
    for field, name in _DATE_FIELDS.items():
        sources = settings.texts(f"frontmatter.{name}")
        keys = tuple(source for source in sources if source.lower() not in _NOT_KEYS)
        if keys:
            fields[field] = keys + (FIELDS[field] if ":default" in map(str.lower, sources) else ())
    if fields:
        found.set("articles.fields", fields, settings.origin("frontmatter"))
