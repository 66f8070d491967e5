"""Eleventy: `.eleventy.js` or `eleventy.config.*`, read and never run; the site's data in `_data` or `data`.

Not read: values that are computed, collections, `eleventyComputed`, and templates of permalinks with more than
variables, slugs and dates: with those, articles get no link.
"""

from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from feedmaker.generators import article_files
from feedmaker.generators.recognition import COMMON_NAMES, Recognition, known_values
from feedmaker.generators.site_folder import SCRIPTS, ScriptFile, SettingsFile, SiteFolder, read_text
from feedmaker.generators.source_paths import set_source_by_dates
from feedmaker.loader.links.eleventy import template_pattern
from feedmaker.text.messages import quoted

_FILES = (".eleventy.js", *(f"eleventy.config.{ending}" for ending in SCRIPTS))
#: Names of the data file with the site's title and URL.
_DATA_NAMES = ("site", "metadata", "meta", "config", "globals", "settings")
_DATA_ENDINGS = ("json", "yaml", "yml", "toml", *SCRIPTS)
_DIRECTORY_DATA_ENDINGS = (".json", *(f".11tydata.{ending}" for ending in ("json", *SCRIPTS)))
#: Of COMMON_NAMES, those that a data file may have: Eleventy reads dates in UTC, whatever the zone of a site is.
_NAMES = {key: names for key, names in COMMON_NAMES.items() if key != "site.timezone"}
#: Keys of directory data that are read in a script, where values are text.
_SCRIPT_KEYS = ("author", "category", "draft", "lang", "language", "permalink")
_DEFAULT_PERMALINK = "eleventy:/:page/"


def recognise(site: SiteFolder) -> Recognition | None:
    """Recognise an Eleventy site."""
    script = site.read_settings(*_FILES)
    if script is None:
        return None
    found = Recognition("Eleventy", site, script.name)
    folder = (script.text("input") or ".").strip("./") or "."
    data = (script.text("data") or "_data").strip("/")
    for place in dict.fromkeys((data if folder == "." else f"{folder}/{data}", f"{folder}/data", "_data")):
        _read_data(found, place)
    found.set("site.timezone", "UTC", "Eleventy's zone of dates")
    _add_path_prefix(found, script)
    set_source_by_dates(found, folder, article_files.MARKDOWN, keeps_folder=True)
    found.add_patterns("source.exclude", ["**/_*/**", "**/node_modules/**"])
    _read_directory_data(found, folder, script)
    return found


def _read_data(found: Recognition, folder: str) -> None:
    for name in _DATA_NAMES:
        settings = found.site.read_settings(*(f"{folder}/{name}.{ending}" for ending in _DATA_ENDINGS))
        if settings is not None:
            found.add_evidence(settings.name)
            found.read(settings, _NAMES)
            found.read_author(settings, "author")


def _add_path_prefix(found: Recognition, script: SettingsFile) -> None:
    """Add `pathPrefix` to the URL of the site, unless the data file has it."""
    url, prefix = found.settings.get("site.url"), (script.text("pathPrefix") or "").strip("/")
    if url and prefix and not urlsplit(str(url.value)).path.strip("/"):
        found.set_text("site.url", f"{url.value}{prefix}/", f"{url.origin}, {script.origin('pathPrefix')}")


def _read_directory_data(found: Recognition, folder: str, script: SettingsFile) -> None:
    """Read the data files of folders and of articles, which are named after them: permalinks and front matter."""
    rules: list[tuple[str, str | None]] = [("**", _DEFAULT_PERMALINK)]
    origins = ["Eleventy's default"]
    if isinstance(script, ScriptFile) and "permalink" in script.code and "addGlobalData" in script.code:
        found.note("the links of this site are computed: articles get no links unless you set articles.permalink")
        rules = []
    for glob, data in _data_files(found, folder):
        values = data.values
        if isinstance(data, ScriptFile):
            values = {key: value for key in _SCRIPT_KEYS if (value := data.get(key)) is not None}
            tags = data.list_of("tags")
            values |= {"tags": tags} if tags else {}
            if "permalink" in data.code and "permalink" not in values:
                values["permalink"] = ""
        permalink = values.get("permalink")
        if permalink is False or permalink == "false":
            values = {**values, "permalink": "false"}
        elif "permalink" in values:
            rules.append((glob, _pattern(found, data, permalink)))
            origins.append(data.origin("permalink"))
        values = {key: value for key, value in known_values(values).items() if key != "permalink" or value == "false"}
        if isinstance(values.get("tags"), str):
            values["tags"] = [values["tags"]]
        if values:
            found.add_defaults(glob, values, data.name)
    found.set_permalinks(rules, ", ".join(origins))


def _pattern(found: Recognition, data: SettingsFile, permalink: object) -> str | None:
    """Return the pattern of a permalink in a data file, None for one that is computed."""
    pattern = template_pattern(permalink) if isinstance(permalink, str) and permalink else None
    if pattern is None or ":" not in pattern.removeprefix("eleventy:"):
        shown = f": {quoted(permalink)}" if isinstance(permalink, str) and permalink else ""
        found.note(f"{data.origin('permalink')} is computed{shown}; articles there get no links")
        return None
    return pattern


def _data_files(found: Recognition, folder: str) -> Iterator[tuple[str, SettingsFile]]:
    """Yield the data files of folders, outermost first, and then those of articles, with the pattern of their files."""
    root = found.site.path / folder
    files = article_files.list_files(root)
    folders = {str(parent) for path in files for parent in PurePosixPath(path).parents}
    for place in sorted(folders, key=lambda place: (place != ".", place.count("/"), place)):
        name = PurePosixPath(place).name or root.resolve().name
        if data := _read_data_file(found, root / place / name):
            yield found.under_source(found.site.relative(root / place)), data
    for path in files:
        if data := _read_data_file(found, root / PurePosixPath(path).with_suffix("")):
            yield found.under_source(found.site.relative(root / path)), data


def _read_data_file(found: Recognition, stem: Path) -> SettingsFile | None:
    names = (f"{stem}{ending}" for ending in _DIRECTORY_DATA_ENDINGS)
    present = [name for name in names if read_text(Path(name)) is not None]
    return found.site.read_settings(*present) if present else None
