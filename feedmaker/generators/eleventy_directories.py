"""The directory data of an Eleventy site: permalinks and front matter that the articles of a folder have in common.

It is in data files named after the folders and the articles, and in the front matter of layouts.
"""

import posixpath
import re
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from feedmaker.generators import article_files
from feedmaker.generators.eleventy_code import computed_data, site_code
from feedmaker.generators.eleventy_permalinks import filters_of, global_permalinks, permalink_of
from feedmaker.generators.recognition import PermalinkRules, Recognition, known_values
from feedmaker.generators.site_folder import SCRIPTS, ScriptFile, SettingsFile, read_text
from feedmaker.loader.links.eleventy import TOKENS, template_pattern
from feedmaker.text.messages import quoted

_DIRECTORY_DATA_ENDINGS = (".json", *(f".11tydata.{ending}" for ending in ("json", *SCRIPTS)))
#: Of data files that only sites with `addDataExtension` have.
_ADDED_ENDINGS = tuple(f"{stem}.{ending}" for stem in (".11tydata", "") for ending in ("yaml", "yml", "toml"))
_LAYOUT_ENDINGS = ("", ".njk", ".liquid", ".html", ".md", ".hbs", ".ejs", ".webc", ".vto")
#: Keys of directory data that are read from scripts, where their values are text.
_SCRIPT_KEYS = ("author", "category", "draft", "lang", "language", "layout")
#: A key of an object in JavaScript, or a name that is assigned.
_NAME = re.compile(r"""\b(\w{1,60})["']?\s*+[:=,}\]]""")
_DEFAULT_PERMALINK = "eleventy:/:page/"
#: :slug, :name[slugify,=slug]
_TOKEN_KEY = re.compile(r"[:=]([A-Za-z]\w*)")
_PERMALINK = re.compile(r"\bpermalink\b")
#: No permalink; None is a permalink that is not known.
_NOTHING = object()
_MAX_LAYOUTS = 5


class _FileData(NamedTuple):
    """The data that a data file has for articles."""

    values: dict[str, object]
    #: A template, a pattern, False for no page, None if it is not known, or _NOTHING.
    permalink: object
    #: The one in `eleventyComputed`, which overrides the permalinks of articles.
    computed_permalink: object


def read_directory_data(
    found: Recognition, folder: str, script: SettingsFile, source: str, data_folder: str
) -> set[str]:
    """Read the data files of folders and articles: permalinks and front matter; return the names that they may define.

    `source` is the code of the configuration.
    """
    reader = _Reader(found, folder, script, source)
    for code, is_computed in global_permalinks(source):
        reader.read("**", ScriptFile(script.name, code), is_computed=is_computed)
    reader.read_layouts()
    shared = found.site.read_settings(*(f"{folder}/{data_folder}/eleventyComputed.{end}" for end in ("json", *SCRIPTS)))
    files = list(reader.files(_ADDED_ENDINGS if "addDataExtension" in source else ()))
    if shared is not None:
        reader.read("**", shared, is_computed=True)
    for glob, data in files:
        reader.read(glob, data)
    reader.set_permalinks()
    reader.set_values_of_tokens([("**", shared), *files] if shared else files)
    return reader.names


class _Reader:
    """Reads the data of the folders of one site."""

    def __init__(self, found: Recognition, folder: str, script: SettingsFile, source: str) -> None:
        self._found = found
        self._root = found.site.path / folder
        self._filters = filters_of(source)
        layouts = script.text("layouts") or script.text("includes") or "_includes"
        self._layout_folders = [self._root / name for name in dict.fromkeys((layouts, "_includes"))]
        #: Patterns of files and their permalinks; `_computed_rules` override the permalinks of articles.
        self.rules: PermalinkRules = [("**", _DEFAULT_PERMALINK)]
        self._computed_rules: PermalinkRules = []
        self._origins = [found.default_origin]
        #: Names that the data may have.
        self.names: set[str] = set()

    def files(self, added: tuple[str, ...]) -> Iterator[tuple[str, SettingsFile]]:
        """Yield the data files of folders, outermost first, then those of articles, each with the pattern it is for."""
        files = article_files.list_files(self._root)
        folders = {str(parent) for path in files for parent in PurePosixPath(path).parents}
        ordered = sorted(folders, key=lambda place: (place != ".", place.count("/"), place))
        stems = [(place, f"{place}/{PurePosixPath(place).name or self._root.resolve().name}") for place in ordered]
        stems += ((path, str(PurePosixPath(path).with_suffix(""))) for path in files)
        for path, stem in stems:
            names = [f"{self._root / stem}{ending}" for ending in (*_DIRECTORY_DATA_ENDINGS, *added)]
            present = [name for name in names if read_text(Path(name)) is not None]
            if present and (data := self._found.site.read_settings(*present)):
                yield self._under_source(path), data

    def read_layouts(self) -> None:
        """Add the permalinks of the layouts that articles name, by folder; unknown if a folder has several."""
        permalinks: dict[str, str | None] = {}
        folders: dict[str, set[str | None]] = {}
        for path in article_files.list_files(self._root, suffixes=(".md", ".html")):
            head = article_files.read_front_matter(self._root / path)
            if head is None or head.kind == "none" or "permalink" in head.values:
                continue
            layout = head.values.get("layout")
            layout = layout if isinstance(layout, str) else ""
            if layout not in permalinks:
                permalink = self._layout_permalink(layout)
                permalinks[layout] = permalink if isinstance(permalink, str) else None
            folders.setdefault(path.rpartition("/")[0], set()).add(permalinks[layout])
        for place, several in sorted(folders.items()):
            if several != {None}:
                template = several.pop() if len(several) == 1 else None
                pattern = None if template is None else template_pattern(template, self._filters)
                self.rules.append((self._under_source(place).removesuffix("**") + "*", pattern))
                self._origins.append("permalink of layouts")

    def read(self, glob: str, data: SettingsFile, *, is_computed: bool = False) -> None:
        """Read a data file for the files of this pattern; with `is_computed`, it consists of computed data."""
        values, permalink, computed = self._data_of(data, is_computed=is_computed)
        self.names.update(map(str, data.written), _NAME.findall(data.code if isinstance(data, ScriptFile) else ""))
        of_layout = self._layout_permalink(values.pop("layout", None))
        if permalink is _NOTHING and of_layout is not None:
            permalink = of_layout
        values = known_values(values)
        if permalink is False or permalink == "false":
            values["permalink"] = "false"
        elif permalink is not _NOTHING:
            self.rules.append((glob, self._pattern(data, permalink)))
            self._origins.append(data.origin("permalink"))
        if computed is not _NOTHING:
            self._computed_rules.append((glob, self._pattern(data, computed)))
            self._origins.append(data.origin("eleventyComputed"))
            if not (isinstance(data, ScriptFile) and "data.permalink" in data.code):
                values["eleventyComputed"] = {"permalink": None}
        if isinstance(values.get("tags"), str):
            values["tags"] = [values["tags"]]
        if values:
            self._found.add_defaults(glob, values, data.name)

    def set_permalinks(self) -> None:
        """Set the permalinks that were read."""
        self._found.set_permalinks(self.rules + self._computed_rules, ", ".join(self._origins))

    def set_values_of_tokens(self, files: Iterable[tuple[str, SettingsFile]]) -> None:
        """Add the values of data files that are tokens of permalinks."""
        patterns = [pattern or "" for _, pattern in self.rules + self._computed_rules]
        keys = {key for pattern in patterns for key in _TOKEN_KEY.findall(pattern)} - TOKENS.keys()
        for glob, data in files:
            if values := {key: text for key in sorted(keys) if (text := data.text(key))}:
                self._found.add_defaults(glob, values, data.name)

    def _data_of(self, data: SettingsFile, *, is_computed: bool) -> _FileData:
        if not isinstance(data, ScriptFile):
            values = {} if is_computed else dict(data.values)
            computed = data.values if is_computed else data.table("eleventyComputed")
            return _FileData(values, values.pop("permalink", _NOTHING), computed.get("permalink", _NOTHING))
        source = site_code(self._found.site, posixpath.relpath(data.name, self._found.site.relative(".")))
        # a file may have what another one exports
        code = data.code if _PERMALINK.search(data.code) else source
        computed_code = code if is_computed else computed_data(code)
        computed_permalink = self._permalink(computed_code, source)
        if computed_permalink == _DEFAULT_PERMALINK:
            # the function keeps the permalink of the article
            computed_permalink = _NOTHING
        if is_computed:
            return _FileData({}, _NOTHING, computed_permalink)
        own = ScriptFile(data.name, code.replace(computed_code, "") if computed_code else code)
        values = {key: value for key in _SCRIPT_KEYS if (value := own.get(key)) is not None}
        if tags := own.texts("tags"):
            values["tags"] = tags
        return _FileData(values, self._permalink(own.code, source), computed_permalink)

    def _permalink(self, part: str, source: str) -> object:
        """Return the permalink that a part of a script has, as in _FileData."""
        if not _PERMALINK.search(part):
            return _NOTHING
        return ScriptFile("", part).get("permalink") or permalink_of(part, source, self._filters)

    def _layout_permalink(self, layout: object) -> object:
        """Return the permalink in the front matter of a layout or of its parent layouts, None if there is none."""
        for _ in range(_MAX_LAYOUTS):
            stems = [folder / str(layout) for folder in self._layout_folders] if layout else ()
            files = (Path(f"{stem}{ending}") for stem in stems for ending in _LAYOUT_ENDINGS)
            heads = (article_files.read_front_matter(file) for file in files if file.is_file())
            head = next(filter(None, heads), None)
            if head is None:
                return None
            computed = head.values.get("eleventycomputed")
            for values in (computed if isinstance(computed, dict) else {}, head.values):
                if "permalink" in values:
                    return values["permalink"]
            layout = head.values.get("layout")
        return None

    def _pattern(self, data: SettingsFile, permalink: object) -> str | None:
        """Return the pattern of a permalink in a data file, None if it is computed."""
        template = permalink if isinstance(permalink, str) else ""
        if template.startswith("eleventy:"):
            return template
        pattern = template_pattern(template, self._filters) if template else None
        if pattern is None or ":" not in pattern.removeprefix("eleventy:"):
            shown = f": {quoted(template)}" if template else ""
            self._found.note(f"{data.origin('permalink')} is computed{shown}; articles there get no links")
            return None
        return pattern

    def _under_source(self, path: str) -> str:
        return self._found.under_source(self._found.site.relative(self._root / path))
