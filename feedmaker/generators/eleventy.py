"""Eleventy: `.eleventy.js` or `eleventy.config.*`, read and never run; the site's data in `_data` or `data`.

Not read: values that are computed, collections, and templates and functions of permalinks with more than variables,
slugs and dates: with those, articles get no link.
"""

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from feedmaker.generators import article_files
from feedmaker.generators.eleventy_code import (
    Filters,
    computes_permalinks,
    filters_of,
    permalink_of,
    shallow,
    site_code,
    with_directories,
)
from feedmaker.generators.eleventy_data import given_prefixes, global_data
from feedmaker.generators.recognition import COMMON_NAMES, Recognition, Setting, known_values
from feedmaker.generators.site_folder import SCRIPTS, ScriptFile, SettingsFile, SiteFolder, read_text
from feedmaker.generators.source_paths import note_other_files, set_source_by_dates
from feedmaker.generators.template_variables import set_variables
from feedmaker.loader.links.eleventy import template_pattern
from feedmaker.text.messages import quoted

_FILES = (".eleventy.js", *(f"eleventy.config.{ending}" for ending in SCRIPTS))
#: Names of the data file with the site's title and URL.
_DATA_NAMES = ("site", "metadata", "meta", "config", "globals", "settings")
_DATA_ENDINGS = ("json", "yaml", "yml", "toml", *SCRIPTS)
_DIRECTORY_DATA_ENDINGS = (".json", *(f".11tydata.{ending}" for ending in ("json", *SCRIPTS)))
#: Of data files that only sites with `addDataExtension` have.
_ADDED_ENDINGS = tuple(f"{stem}.{ending}" for stem in (".11tydata", "") for ending in ("yaml", "yml", "toml"))
_LAYOUT_ENDINGS = ("", ".njk", ".liquid", ".html", ".md", ".hbs", ".ejs", ".webc", ".vto")
#: Of COMMON_NAMES, those that a data file may have: Eleventy reads dates in UTC, whatever the zone of a site is.
_NAMES = {key: names for key, names in COMMON_NAMES.items() if key != "site.timezone"}
#: Keys of directory data that are read in a script, where values are text.
_SCRIPT_KEYS = ("author", "category", "draft", "lang", "language", "permalink")
#: Of `.env` of a Digital Garden.
_GARDEN = {
    "SITE_NAME_HEADER": "site.title",
    "SITE_BASE_URL": "site.url",
    "SITE_MAIN_LANGUAGE": "site.language",
}
_GARDEN_LINE = re.compile(rf"""^({"|".join(_GARDEN)})=["']?([^"'\n]+)""", re.MULTILINE)
#: The key of an object in JavaScript, or of another one that is set.
_NAME = re.compile(r"""\b(\w{1,60})["']?\s*+[:=,}\]]""")
_DEFAULT_PERMALINK = "eleventy:/:page/"


def recognise(site: SiteFolder) -> Recognition | None:
    """Recognise an Eleventy site."""
    script = site.read_settings(*_FILES)
    if script is None:
        return None
    found = Recognition("Eleventy", site, script.name)
    if isinstance(script, ScriptFile):
        script = with_directories(script)
    folder = (script.text("input") or ".").strip("./") or "."
    data = (script.text("data") or "_data").strip("/")
    for place in dict.fromkeys((data if folder == "." else f"{folder}/{data}", f"{folder}/data", "_data")):
        _read_data(found, place)
    _read_garden(found)
    _add_path_prefix(found, script)
    code = site_code(site, script.name if site.base == site.path else posixpath.basename(script.name))
    _read_zone(found, code)
    set_source_by_dates(found, folder, (".md",), keeps_folder=True)
    _include_templates(found, folder, script)
    _exclude_other_files(found, folder, script, data)
    names = _read_directory_data(found, folder, script, code)
    if re.search(r"\bmarkdownTemplateEngine\W{1,4}false\b", code):
        found.add_defaults("**", {"templateEngineOverride": "md"}, f"{script.name}: markdownTemplateEngine")
    else:
        shared = global_data(site, data if folder == "." else f"{folder}/{data}", code)
        shared = {name: value for name, value in shared.items() if name not in names}
        set_variables(found, shared, "data of the site")
    return found


def _read_garden(found: Recognition) -> None:
    """Read the settings of a Digital Garden, the site that the plugin of this name makes of notes in Obsidian."""
    settings = _GARDEN_LINE.findall(read_text(found.site.path / ".env") or "")
    if "SITE_NAME_HEADER" not in dict(settings):
        return
    found.add_evidence(found.site.relative(".env"))
    for name, value in settings:
        found.set_text(_GARDEN[name], value, f"{found.site.relative('.env')}: {name}")
    found.set("articles.markdown", "obsidian", "Digital Garden")
    found.set("feeds.hidden_tags", ("note", "gardenEntry"), "the collections of Digital Garden")


def _read_zone(found: Recognition, source: str) -> None:
    """Set the zone of dates without one: UTC, unless the site parses dates itself in one other zone."""
    zones = set(re.findall(r"""["']([A-Z]\w{2,20}/\w{3,20})["']""", source)) if "addDateParsing" in source else set()
    zone = zones.pop() if len(zones) == 1 else "UTC"
    found.set_text("site.timezone", zone, "Eleventy's zone of dates" if zone == "UTC" else "addDateParsing")
    if "addDateParsing" in source and zone == "UTC":
        found.note("this site parses dates with code of its own: they may differ")


def _include_templates(found: Recognition, folder: str, script: SettingsFile) -> None:
    """Leave out the files with suffixes that are not template formats of the site."""
    formats = {f".{name}" for name in script.list_of("templateFormats")} if isinstance(script, ScriptFile) else set()
    suffixes = {".md", ".html"} | formats
    setting = found.settings["source.include"]
    kept = tuple(glob for glob in setting.value if glob.rpartition("*")[2] in suffixes)  # type: ignore[attr-defined]
    found.settings["source.include"] = Setting(kept, setting.origin)
    others = tuple(suffix for suffix in article_files.SUFFIXES if suffix not in suffixes)
    note_other_files(found, folder, others, "which is no template format of this site")


def _exclude_other_files(found: Recognition, folder: str, script: SettingsFile, data: str) -> None:
    """Exclude the folders of templates, data and output, and what Eleventy ignores."""
    names = (script.text("includes") or "_includes", script.text("layouts"), data, script.text("output") or "_site")
    folders = [posixpath.normpath(posixpath.join(folder, name)) for name in names if name]
    globs = [found.under_source(found.site.relative(name)) for name in folders]
    found.add_patterns("source.exclude", [glob for glob in globs if glob not in ("", "**")] + ["**/node_modules/**"])
    for line in (read_text(found.site.path / ".eleventyignore") or "").splitlines():
        path = line.strip().removeprefix("./").rstrip("/")
        if not path or path[0] in "#!":
            continue
        path = path.removeprefix("/") if "/" in path else f"**/{path}"
        inner = path if path.startswith("**/") else found.under_source(found.site.relative(path))
        inner = inner.removesuffix("/**")
        if inner not in ("", "**"):
            found.add_patterns("source.exclude", [inner, f"{inner}/**"], ".eleventyignore")


def _read_data(found: Recognition, folder: str) -> None:
    for name in _DATA_NAMES:
        settings = found.site.read_settings(*(f"{folder}/{name}.{ending}" for ending in _DATA_ENDINGS))
        if settings is not None:
            found.add_evidence(settings.name)
            if isinstance(settings, ScriptFile):
                settings = ScriptFile(settings.name, shallow(settings.code))
            found.read(settings, _NAMES)
            found.read_author(settings, "author")


def _add_path_prefix(found: Recognition, script: SettingsFile) -> None:
    """Add `pathPrefix` of the configuration or of commands to the URL of the site, unless the data file has it."""
    url, prefix, origin = found.settings.get("site.url"), script.text("pathPrefix"), script.origin("pathPrefix")
    if not url or urlsplit(str(url.value)).path.strip("/"):
        return
    given = given_prefixes(found.site)
    if len(given) == 1 and not given & {"", "?"}:
        prefix, origin = given.pop(), "--pathprefix"
    elif given - {""}:
        found.note("some commands build this site with --pathprefix: add it to site.url if the site is published there")
    if prefix := (prefix or "").strip("/"):
        found.set_text("site.url", f"{url.value}{prefix}/", f"{url.origin}, {origin}")


def _read_directory_data(found: Recognition, folder: str, script: SettingsFile, source: str) -> set[str]:
    """Read the data files of folders and of articles, which are named after them: permalinks and front matter.

    Return the names that the data may have.
    """
    names: set[str] = set()
    rules: list[tuple[str, str | None]] = [("**", _DEFAULT_PERMALINK)]
    origins = ["Eleventy's default"]
    filters = filters_of(source)
    if computes_permalinks(source):
        found.note("the links of this site are computed: articles get no links unless you set articles.permalink")
        rules = []
    for glob, permalink in _layouts_of_articles(found, folder, script):
        rules.append((glob, template_pattern(permalink, filters) if isinstance(permalink, str) else None))
        origins.append("permalink of layouts")
    for glob, data in _data_files(found, folder, _ADDED_ENDINGS if "addDataExtension" in source else ()):
        own_code = ""
        values = data.values
        names.update(map(str, data.written))
        if isinstance(data, ScriptFile):
            own_code = site_code(found.site, posixpath.relpath(data.name, found.site.relative(".")))
            names.update(_NAME.findall(own_code))
            data = ScriptFile(data.name, own_code)
            values = {key: value for key in _SCRIPT_KEYS if (value := data.get(key)) is not None}
            tags = data.list_of("tags")
            values |= {"tags": tags} if tags else {}
            if "permalink" in own_code and "permalink" not in values:
                values["permalink"] = permalink_of(own_code, filters)
        name = values.get("layout") or (ScriptFile("", own_code).get("layout") if own_code else None)
        if (layout := _layout_permalink(found, folder, script, name)) is not None:
            values = {"permalink": layout, **values}
        permalink = values.get("permalink")
        if permalink is False or permalink == "false":
            values = {**values, "permalink": "false"}
        elif "permalink" in values:
            rules.append((glob, _pattern(found, data, permalink, filters)))
            origins.append(data.origin("permalink"))
        values = {key: value for key, value in known_values(values).items() if key != "permalink" or value == "false"}
        if isinstance(values.get("tags"), str):
            values["tags"] = [values["tags"]]
        if values:
            found.add_defaults(glob, values, data.name)
    found.set_permalinks(rules, ", ".join(origins))
    return names


def _layouts_of_articles(found: Recognition, folder: str, script: SettingsFile) -> Iterator[tuple[str, object]]:
    """Yield the permalinks of the layouts that the articles of a folder name, with the pattern of the folder.

    It is None where the articles of the folder have several.
    """
    root = found.site.path / folder
    permalinks: dict[object, object] = {None: None}
    folders: dict[str, set[object]] = {}
    for path in article_files.list_files(root, suffixes=(".md", ".html")):
        head = article_files.read_front_matter(root / path)
        if head is None or head.kind == "none" or "permalink" in head.values:
            continue
        layout = head.values.get("layout")
        layout = layout if isinstance(layout, str) else None
        if layout not in permalinks:
            permalinks[layout] = _layout_permalink(found, folder, script, layout)
        permalink = permalinks[layout]
        folders.setdefault(path.rpartition("/")[0], set()).add(permalink if isinstance(permalink, str) else None)
    for place, several in sorted(folders.items()):
        if several != {None}:
            glob = found.under_source(found.site.relative(root / place))
            yield glob.removesuffix("**") + "*", next(iter(several)) if len(several) == 1 else None


def _layout_permalink(found: Recognition, folder: str, script: SettingsFile, layout: object) -> object:
    """Return the permalink in the front matter of a layout, or of the layout of that one."""
    places = dict.fromkeys((script.text("layouts") or script.text("includes") or "_includes", "_includes"))
    for _ in range(5):
        stems = (found.site.path / folder / place / str(layout) for place in places) if layout else ()
        files = [Path(f"{stem}{ending}") for stem in stems for ending in _LAYOUT_ENDINGS]
        head = next(
            (head for file in files if file.is_file() and (head := article_files.read_front_matter(file))), None
        )
        if head is None:
            return None
        if "permalink" in head.values:
            return head.values["permalink"]
        layout = head.values.get("layout")
    return None


def _pattern(found: Recognition, data: SettingsFile, permalink: object, filters: Filters) -> str | None:
    """Return the pattern of a permalink in a data file, None for one that is computed."""
    if isinstance(permalink, str) and permalink.startswith("eleventy:"):
        return permalink
    pattern = template_pattern(permalink, filters) if isinstance(permalink, str) and permalink else None
    if pattern is None or ":" not in pattern.removeprefix("eleventy:"):
        shown = f": {quoted(permalink)}" if isinstance(permalink, str) and permalink else ""
        found.note(f"{data.origin('permalink')} is computed{shown}; articles there get no links")
        return None
    return pattern


def _data_files(found: Recognition, folder: str, added: tuple[str, ...]) -> Iterator[tuple[str, SettingsFile]]:
    """Yield the data files of folders, outermost first, and then those of articles, with the pattern of their files."""
    root = found.site.path / folder
    files = article_files.list_files(root)
    folders = {str(parent) for path in files for parent in PurePosixPath(path).parents}
    for place in sorted(folders, key=lambda place: (place != ".", place.count("/"), place)):
        name = PurePosixPath(place).name or root.resolve().name
        if data := _read_data_file(found, root / place / name, added):
            yield found.under_source(found.site.relative(root / place)), data
    for path in files:
        if data := _read_data_file(found, root / PurePosixPath(path).with_suffix(""), added):
            yield found.under_source(found.site.relative(root / path)), data


def _read_data_file(found: Recognition, stem: Path, added: tuple[str, ...]) -> SettingsFile | None:
    names = (f"{stem}{ending}" for ending in (*_DIRECTORY_DATA_ENDINGS, *added))
    present = [name for name in names if read_text(Path(name)) is not None]
    return found.site.read_settings(*present) if present else None
