"""Hugo: `hugo.*` or `config.*` (TOML, YAML or JSON), `config/_default/`, `config/production/`; articles in `content`.

Not read: themes, modules, other environments, and archetypes.
"""

import posixpath
import re
from collections.abc import Mapping, Sequence

from feedmaker.generators import article_files, hugo_content
from feedmaker.generators.hugo_cascade import read_cascades
from feedmaker.generators.hugo_content import ContentRoot, content_roots, read_permalinks
from feedmaker.generators.recognition import Recognition
from feedmaker.generators.site_folder import SettingsFile, SiteFolder
from feedmaker.generators.source_paths import note_other_files, set_source
from feedmaker.generators.template_variables import set_variables
from feedmaker.loader.metadata.keys import FIELDS
from feedmaker.text.messages import quoted

_ENDINGS = ("toml", "yaml", "yml", "json")
_ENVIRONMENTS = ("_default", "production")
#: Keys of a configuration beside a folder `content` that make it Hugo's.
_OWN_KEYS = frozenset({"title", "theme", "defaultcontentlanguage", "permalinks", "taxonomies", "module"})
#: Markup that Hugo reads.
_OTHER_SUFFIXES = (".org", ".adoc", ".asciidoc", ".ad", ".pandoc", ".pdc")
#: Sources of dates in `frontmatter` that are not keys.
_NOT_KEYS = frozenset({":git", ":filemodtime", ":default"})
#: An expression of characters, escaped ones and `.*`, to the end or not; none that tells folders.
_PLAIN_EXPRESSION = re.compile(r"(?:[\w ~@%,=-]|\\[^\w\s/]|\.[*+])++\$?")
#: An expression whose search could take more than polynomial time, or a high power of the length of a path.
_SLOW = re.compile(r"\)[*+{]|(?:[*+{][^*+{]*){4}")
#: Fields of articles → keys of `frontmatter`.
_DATE_FIELDS = {"date": "date", "embargo": "publishDate", "updated": "lastmod", "expires": "expiryDate"}


def _settings_of(language: str) -> dict[str, tuple[str, ...]]:
    own = f"languages.{language}"
    return {
        "site.title": (f"{own}.title", "title", f"{own}.params.title"),
        "site.url": (f"{own}.baseURL", "baseURL"),
        "site.description": (f"{own}.params.description", "params.description", "params.subtitle"),
        "site.language": (f"{own}.locale", f"{own}.languageCode", "languageCode", "locale", "defaultContentLanguage"),
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
    found.read(settings, _settings_of(hugo_content.default_language(settings)))
    found.read_author(settings, "params.author", "author")
    roots = content_roots(settings)
    _read_source(found, settings, roots)
    read_permalinks(found, settings, roots)
    read_cascades(found, settings, [root.folder for root in roots])
    found.note_drafts(settings, "buildDrafts")
    if settings.flag("buildExpired"):
        found.set("articles.expired", "keep", settings.origin("buildExpired"))
    _read_taxonomies(found, settings)
    _read_date_keys(found, settings)
    found.read(settings, {"feeds.limit": ("services.rss.limit", "rssLimit")})
    for name in ("canonifyURLs", "relativeURLs"):
        if settings.flag(name):
            found.set("articles.root", "site", settings.origin(name))
    if settings.flag("enableEmoji"):
        found.set("articles.emoji", True, settings.origin("enableEmoji"))
    if params := settings.table("params"):
        set_variables(found, {"param": params}, settings.origin("params"))
    return found


def _read_source(found: Recognition, settings: SettingsFile, roots: Sequence[ContentRoot]) -> None:
    """Set the source to the folders of content, of which only the main sections have articles where they are named."""
    folder = posixpath.commonpath([root.folder for root in roots]) or "."
    sections = settings.texts("params.mainSections") or settings.texts("mainSections") or [""]
    places = [posixpath.join(root.folder, section).rstrip("/") for root in roots for section in sections]
    subfolders = sorted(posixpath.relpath(place, folder) for place in places if found.site.has(place))
    if subfolders in ([], ["."]):
        set_source(found, folder, article_files.MARKDOWN)
    else:
        origin = settings.origin("params.mainSections") if sections != [""] else settings.origin("languages")
        set_source(found, folder, article_files.MARKDOWN, origin, subfolders=subfolders, keeps_folder=True)
    found.add_patterns("source.exclude", ["**/_index.*"])
    _read_ignored(found, settings)
    for root in roots:
        note_other_files(found, root.folder, _OTHER_SUFFIXES, "which Hugo reads")


def _read_ignored(found: Recognition, settings: SettingsFile) -> None:
    """Read `ignoreFiles`: regular expressions, searched for in the whole path of a file.

    Those that describe the end of a name are read as patterns, of all others the files and folders that they match now.
    """
    origin = settings.origin("ignoreFiles")
    folder = found.source_folders[0]
    files = article_files.list_files(found.site.base / folder)
    for expression in settings.texts("ignoreFiles"):
        if _PLAIN_EXPRESSION.fullmatch(expression):
            name = re.sub(r"\\(.)|\.[*+]", lambda match: match[1] or "*", expression.rstrip("$")).strip("*")
            ending = "" if expression.endswith("$") else "*"
            found.add_patterns("source.exclude", [f"**/*{name}{ending}", f"**/*{name}{ending}/**"], origin)
            continue
        try:
            is_ignored = None if _SLOW.search(expression) else re.compile(expression).search
        except re.error:
            is_ignored = None
        if is_ignored is None:
            found.note(f"{origin} has an expression that is not read: {quoted(expression)}; see source.exclude")
            continue
        ignored = {file for file in files if is_ignored(f"/site/{folder}/{file}")}
        found.add_patterns("source.exclude", article_files.in_whole_folders(files, ignored), origin)
        found.note(f"{origin}: {quoted(expression)} is applied to the files that are there now")


def _read_taxonomies(found: Recognition, settings: SettingsFile) -> None:
    """Read the keys of categories and tags, where the taxonomies of the site have other names."""
    names = {str(name).lower() for name in settings.table("taxonomies").values()}
    others = {
        field: tuple(key for key in FIELDS[field] if key in names)
        for field in ("categories", "tags")
        if names and field not in names
    }
    if fields := {field: keys for field, keys in others.items() if keys}:
        found.set_fields(fields, settings.origin("taxonomies"))


def _read_date_keys(found: Recognition, settings: SettingsFile) -> None:
    fields = {}
    for field, name in _DATE_FIELDS.items():
        sources = settings.texts(f"frontmatter.{name}")
        keys = tuple(source for source in sources if source.lower() not in _NOT_KEYS)
        if field == "date" and ":filemodtime" in map(str.lower, sources):
            found.set("articles.undated", "file-time", settings.origin("frontmatter.date"))
        if ":git" in map(str.lower, sources):
            found.note(f"{settings.origin(f'frontmatter.{name}')}: dates of Git's commits are not read")
        if keys:
            fields[field] = keys + (FIELDS[field] if ":default" in map(str.lower, sources) else ())
    if fields:
        found.set("articles.fields", fields, settings.origin("frontmatter"))


def _read_settings(site: SiteFolder) -> SettingsFile | None:
    """Read the configuration, by default for the environment "production"; None if there is none of Hugo's."""
    values: dict[str, object] = {}
    files = []
    for name in [f"{stem}.{ending}" for stem in ("hugo", "config") for ending in _ENDINGS]:
        main = site.read_settings(name)
        if main is not None and (name.startswith("hugo.") or _is_hugo(site, main)):
            values, files = dict(main.values), [main.name]
            break
    for environment in _ENVIRONMENTS:
        # folders in it have no meaning: languages/languages.fr.toml is as languages.fr.toml
        for file in sorted((site.path / "config" / environment).rglob("*")):
            stem, _, ending = file.name.rpartition(".")
            part = site.read_settings(file.relative_to(site.path).as_posix()) if ending in _ENDINGS else None
            if part is not None:
                files.append(part.name)
                values = _merged(values, _placed(stem.lower(), part.values))
    return SettingsFile(files[0], values) if files else None


def _placed(stem: str, values: Mapping[str, object]) -> Mapping[str, object]:
    """Return the values of a file where its name places them: `params.toml`, `languages.fr.toml`, `params.fr.toml`."""
    name, _, language = stem.partition(".")
    if name in ("hugo", "config"):
        return values
    if not language:
        return {name: values}
    return {"languages": {language: values if name == "languages" else {name: values}}}


def _merged(values: Mapping[str, object], others: Mapping[str, object]) -> dict[str, object]:
    """Return both, of which `others` take precedence; tables are merged key by key."""
    merged = {key.lower(): value for key, value in values.items()}
    for key, value in others.items():
        known = merged.get(key.lower())
        both = isinstance(known, dict) and isinstance(value, dict)
        merged[key.lower()] = _merged(known, value) if both else value  # type: ignore[arg-type]
    return merged


def _is_hugo(site: SiteFolder, settings: SettingsFile) -> bool:
    """Return True if a config.* is Hugo's and not Zola's, feedmaker's or that of another program."""
    if settings.get("base_url") is not None or isinstance(settings.get("site"), dict):
        return False
    return (
        "baseurl" in settings.values
        or "languagecode" in settings.values
        or (site.has("content") and not _OWN_KEYS.isdisjoint(settings.values))
    )
