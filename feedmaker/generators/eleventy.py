"""Eleventy: `.eleventy.js` or `eleventy.config.*`, which is read and never run, and the data in `_data` or `data`.

Computed values and collections are not read, nor are templates and functions of permalinks that use more than
variables, slugs and dates: articles with such a permalink get no link.
"""

import posixpath
import re
from urllib.parse import urlsplit

from feedmaker.generators import article_files
from feedmaker.generators.eleventy_code import (
    given_configurations,
    given_prefixes,
    global_data,
    shallow,
    site_code,
    with_directories,
)
from feedmaker.generators.eleventy_directories import read_directory_data
from feedmaker.generators.recognition import COMMON_NAMES, Recognition
from feedmaker.generators.site_folder import SCRIPTS, ScriptFile, SettingsFile, SiteFolder, read_text
from feedmaker.generators.source_paths import note_other_files, set_source_by_dates
from feedmaker.generators.template_variables import set_variables

_FILES = (".eleventy.js", *(f"eleventy.config.{ending}" for ending in SCRIPTS))
#: Names of the data file with the site's title and URL.
_DATA_NAMES = ("site", "metadata", "meta", "config", "globals", "settings")
_DATA_ENDINGS = ("json", "yaml", "yml", "toml", *SCRIPTS)
#: COMMON_NAMES without the zone: Eleventy reads dates in UTC, whatever the zone of the site is.
_NAMES = {key: names for key, names in COMMON_NAMES.items() if key != "site.timezone"}
#: Of `.env` of a Digital Garden.
_GARDEN = {
    "SITE_NAME_HEADER": "site.title",
    "SITE_BASE_URL": "site.url",
    "SITE_MAIN_LANGUAGE": "site.language",
}
# input: constants.CONTENT_FOLDER
_INPUT = re.compile(r"(?<![\w.$])input\s*:\s*(?:\w+\.)*([A-Za-z_]\w*)")
_VALUE_OF = r"\b%s\s*+[:=]\s*+[\"'`]([^\"'`$\n]{1,200})[\"'`]"
_GARDEN_LINE = re.compile(rf"""^({"|".join(_GARDEN)})=["']?([^"'\n]+)""", re.MULTILINE)


def recognise(site: SiteFolder) -> Recognition | None:
    """Recognise an Eleventy site."""
    script = site.read_settings(*_FILES, *given_configurations(site))
    if script is None:
        return None
    found = Recognition("Eleventy", site, script.name)
    if isinstance(script, ScriptFile):
        script = with_directories(script)
    code = site_code(site, script.name if site.base == site.path else posixpath.basename(script.name))
    folder = (script.text("input") or _named_input(found, script, code) or ".").strip("./") or "."
    data = (script.text("data") or "_data").strip("/")
    data_folder = data if folder == "." else f"{folder}/{data}"
    for place in dict.fromkeys((data_folder, f"{folder}/data", "_data")):
        _read_data(found, place)
    _read_garden(found)
    prefix = _add_path_prefix(found, script)
    if prefix and "HtmlBasePlugin" in code:
        found.set("articles.root", "site", "HtmlBasePlugin")
    _read_zone(found, code)
    set_source_by_dates(found, folder, (".md",), keeps_folder=True)
    _include_templates(found, folder, script)
    _exclude_other_files(found, folder, script, data)
    names = read_directory_data(found, folder, script, code, data)
    if re.search(r"\bmarkdownTemplateEngine\W{1,4}false\b", code):
        found.add_defaults("**", {"templateEngineOverride": "md"}, f"{script.name}: markdownTemplateEngine")
    else:
        shared = global_data(site, data_folder, code)
        shared = {name: value for name, value in shared.items() if name not in names}
        set_variables(found, shared, "data of the site")
    return found


def _named_input(found: Recognition, script: SettingsFile, code: str) -> str:
    """Return the folder that a constant such as `input: folders.CONTENT` has, "" if that is not known."""
    named = _INPUT.search(script.code) if isinstance(script, ScriptFile) else None
    if named is None:
        return ""
    values: set[str] = set(re.findall(_VALUE_OF % re.escape(named[1]), code))
    if len(values) == 1:
        return values.pop()
    found.note(f"{script.name}: input is computed, so that links may be wrong: set source.path and articles.permalink")
    return ""


def _read_garden(found: Recognition) -> None:
    """Read the settings of a Digital Garden: a site that the plugin of this name makes from notes in Obsidian."""
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
    suffixes = {".md", ".html", *(f".{name}" for name in script.texts("templateFormats"))}
    setting = found.settings["source.include"]
    kept = tuple(glob for glob in setting.value if glob.rpartition("*")[2] in suffixes)
    found.settings["source.include"] = setting._replace(value=kept)
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
        settings = found.read_file(*(f"{folder}/{name}.{ending}" for ending in _DATA_ENDINGS))
        if settings is not None:
            if isinstance(settings, ScriptFile):
                settings = ScriptFile(settings.name, shallow(settings.code))
            found.read(settings, _NAMES)
            found.read_author(settings, "author")


def _add_path_prefix(found: Recognition, script: SettingsFile) -> str:
    """Return the `pathPrefix` of the configuration or of commands; add it to site.url unless the data file has it."""
    url, prefix, origin = found.settings.get("site.url"), script.text("pathPrefix"), script.origin("pathPrefix")
    is_at_root = url is not None and not urlsplit(str(url.value)).path.strip("/")
    given = given_prefixes(found.site)
    if len(given) == 1 and not given & {"", "?"}:
        prefix, origin = given.pop(), "--pathprefix"
    elif given - {""} and is_at_root:
        found.note("some commands build this site with --pathprefix: add it to site.url if the site is published there")
    prefix = (prefix or "").strip("/")
    if prefix and (url is None or is_at_root):
        found.set_url(url and str(url.value), prefix, f"{url.origin}, {origin}" if url else origin)
    return prefix
