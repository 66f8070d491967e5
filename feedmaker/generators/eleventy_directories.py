"""The data of the folders of an Eleventy site: permalinks and front matter that articles have in common.

It is in files named after the folders and the articles, and in the front matter of layouts.
"""

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from feedmaker.generators import article_files
from feedmaker.generators.eleventy_code import (
    Filters,
    computed_data,
    computes_permalinks,
    filters_of,
    permalink_of,
    site_code,
)
from feedmaker.generators.recognition import Recognition, known_values
from feedmaker.generators.site_folder import SCRIPTS, ScriptFile, SettingsFile, read_text
from feedmaker.loader.links.eleventy import TOKENS, template_pattern
from feedmaker.text.messages import quoted

_DIRECTORY_DATA_ENDINGS = (".json", *(f".11tydata.{ending}" for ending in ("json", *SCRIPTS)))
#: Of data files that only sites with `addDataExtension` have.
_ADDED_ENDINGS = tuple(f"{stem}.{ending}" for stem in (".11tydata", "") for ending in ("yaml", "yml", "toml"))
_LAYOUT_ENDINGS = ("", ".njk", ".liquid", ".html", ".md", ".hbs", ".ejs", ".webc", ".vto")
#: Keys of directory data that are read in a script, where values are text.
_SCRIPT_KEYS = ("author", "category", "draft", "lang", "language", "layout")
#: The key of an object in JavaScript, or of another one that is set.
_NAME = re.compile(r"""\b(\w{1,60})["']?\s*+[:=,}\]]""")
_DEFAULT_PERMALINK = "eleventy:/:page/"
#: :slug, :name[slugify,=slug]
_TOKEN_KEY = re.compile(r"[:=]([A-Za-z]\w*)")
_PERMALINK = re.compile(r"\bpermalink\b")
#: No permalink, as None is one that is not known.
_NOTHING = object()


def read_directory_data(
    found: Recognition, folder: str, script: SettingsFile, source: str, data_folder: str
) -> set[str]:
    """Read the data files of folders and of articles, which are named after them: permalinks and front matter.

    Return the names that the data may have.
    """
    names: set[str] = set()
    rules: list[tuple[str, str | None]] = [("**", _DEFAULT_PERMALINK)]
    computed_rules: list[tuple[str, str | None]] = []
    origins = [found.default_origin]
    filters = filters_of(source)
    if computes_permalinks(source):
        found.note("the links of this site are computed: articles get no links unless you set articles.permalink")
        rules = []
    for glob, permalink in _layouts_of_articles(found, folder, script):
        rules.append((glob, template_pattern(permalink, filters) if isinstance(permalink, str) else None))
        origins.append("permalink of layouts")
    added = _ADDED_ENDINGS if "addDataExtension" in source else ()
    shared = found.site.read_settings(*(f"{folder}/{data_folder}/eleventyComputed.{end}" for end in ("json", *SCRIPTS)))
    files = ([("**", shared)] if shared else []) + list(_data_files(found, folder, added))
    for glob, data in files:
        values, computed = _values(found, data, filters, is_computed=data is shared)
        names.update(map(str, data.written), _NAME.findall(data.code if isinstance(data, ScriptFile) else ""))
        layout = _layout_permalink(found, folder, script, values.pop("layout", None))
        if layout is not None:
            values = {"permalink": layout, **values}
        permalink = values.get("permalink")
        if permalink is False or permalink == "false":
            values = {**values, "permalink": "false"}
        elif "permalink" in values:
            rules.append((glob, _pattern(found, data, permalink, filters)))
            origins.append(data.origin("permalink"))
        values = {key: value for key, value in known_values(values).items() if key != "permalink" or value == "false"}
        if computed is not _NOTHING:
            computed_rules.append((glob, _pattern(found, data, computed, filters)))
            origins.append(data.origin("eleventyComputed"))
            if not (isinstance(data, ScriptFile) and "data.permalink" in data.code):
                values["eleventyComputed"] = {"permalink": None}
        if isinstance(values.get("tags"), str):
            values["tags"] = [values["tags"]]
        if values:
            found.add_defaults(glob, values, data.name)
    found.set_permalinks(rules + computed_rules, ", ".join(origins))
    keys = {key for _, pattern in rules + computed_rules for key in _TOKEN_KEY.findall(pattern or "")} - TOKENS.keys()
    for glob, data in files:
        if values := {key: text for key in sorted(keys) if (text := data.text(key))}:
            found.add_defaults(glob, values, data.name)
    return names


def _values(
    found: Recognition, data: SettingsFile, filters: Filters, *, is_computed: bool
) -> tuple[dict[str, object], object]:
    """Return what a data file has for articles, and the permalink of its `eleventyComputed`, or _NOTHING.

    `is_computed`: all that is in the file is computed data.
    """
    if not isinstance(data, ScriptFile):
        computed = data.values if is_computed else data.table("eleventyComputed")
        return {} if is_computed else dict(data.values), computed.get("permalink", _NOTHING)
    source = site_code(found.site, posixpath.relpath(data.name, found.site.relative(".")))
    # a file may have what another one exports
    code = data.code if _PERMALINK.search(data.code) else source
    computed_code = code if is_computed else computed_data(code)
    computed_permalink = _permalink(computed_code, source, filters)
    if computed_permalink == _DEFAULT_PERMALINK:
        # the function keeps the permalink of the article
        computed_permalink = _NOTHING
    if is_computed:
        return {}, computed_permalink
    own = ScriptFile(data.name, code.replace(computed_code, "") if computed_code else code)
    values: dict[str, object] = {key: value for key in _SCRIPT_KEYS if (value := own.get(key)) is not None}
    tags = own.list_of("tags")
    values |= {"tags": tags} if tags else {}
    permalink = _permalink(own.code, source, filters)
    return values | ({} if permalink is _NOTHING else {"permalink": permalink}), computed_permalink


def _permalink(part: str, source: str, filters: Filters) -> object:
    """Return the permalink in a part of a script: a template, a pattern, None if it is not known, or _NOTHING."""
    if not _PERMALINK.search(part):
        return _NOTHING
    return ScriptFile("", part).get("permalink") or permalink_of(part, source, filters)


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
        computed = head.values.get("eleventycomputed")
        for values in (computed if isinstance(computed, dict) else {}, head.values):
            if "permalink" in values:
                return values["permalink"]
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
