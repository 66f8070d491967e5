"""The folder of a site and the configuration files in it. YAML, TOML and JSON are parsed; code is read, never run."""

import json
import os
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from feedmaker.generators.python_settings import read_python
from feedmaker.generators.script_values import expression_at, objects

#: Suffixes of JavaScript and TypeScript.
SCRIPTS = ("js", "cjs", "mjs", "ts", "mts")
#: Larger files are not read, in bytes.
MAX_BYTES = 2_000_000

_TRUE = frozenset({"true", "yes", "on", "1"})
_FALSE = frozenset({"false", "no", "off", "0"})
#: A string in quotation marks (group 1), a comment to the end of the line, or a comment of several lines. What is not
#: closed ends with the line or the text, so that a search is linear.
_STRING_OR_COMMENT = re.compile(
    r"""("(?:\\.|[^"\\\n])*+"?|'(?:\\.|[^'\\\n])*+'?|`(?:\\.|[^`\\])*+`?)|//[^\n]*|/\*.*?(?:\*/|\Z)""", re.DOTALL
)
#: With `site` for %s: `site: "a"`, `'site': "a"`, `site = "a"`, `site: string = "a"`; no `mysite: "a"`, `x.site = "a"`.
_STRING_OF = (
    r"""(?<![\w.$])["']?%s["']?\s*+(?::(?:\s*+[\w.]++\s*+=)?|=)\s*+(?:process\.env\.\w++\s*+\|\|\s*+)?"""
    r"""(["'`])((?:\\.|(?!\1)[^\\\n]){1,400}?)\1"""
)
#: With `url` for %s: `url: …`, `"url": …`, and `url` alone.
_KEY = r"""(?:^|[,{}\s])["']?%s["']?\s*+(?:[:,]|$)"""

#: With `tags` for %s: `tags: ["a", "b"]`.
_LIST_OF = r"""(?<![\w.$])["']?%s["']?\s*+[:=]\s*+\[([^\]\[]*+)\]"""

#: With `drafts` for %s: `drafts: …`, `drafts = …`, `drafts: string[] = …`; no `drafts == …`, `drafts => …`.
_VALUE_OF = r"""(?<![\w.$])["']?%s["']?\s*+(?::(?:\s*+[\w.\[\]]++\s*+=)?|=)(?![=>])"""
#: A string (group 2), and whether something is compared with it (group 1), or a name (group 3): `...name`, no `x.name`.
_STRING_OR_NAME = re.compile(
    r"""([=!]=\s?)?("(?:\\.|[^"\\\n])*+"?|'(?:\\.|[^'\\\n])*+'?|`(?:\\.|[^`\\])*+`?)"""
    r"|(?<![\w$])(?<![^.]\.)([A-Za-z_$][\w$]*+)"
)


class SettingsFile:
    """The values of a configuration file by dotted paths such as `params.author`, without regard to case."""

    def __init__(self, name: str, values: object, computed: Iterable[str] = (), notes: list[str] | None = None) -> None:
        """Take the values of a file, or of a mapping in it; anything else than a mapping has none."""
        #: The file's path, as shown in messages.
        self.name = name
        #: As they stand in the file.
        self.written: Mapping[Any, object] = values if isinstance(values, Mapping) else {}
        #: Keys of the first level are lower case.
        self.values = _lower_keys(self.written)
        #: Keys in lower case whose values are not known, as code computes them.
        self.computed = frozenset(key.lower() for key in computed)
        #: Gets a message for each requested value that is computed.
        self._notes = [] if notes is None else notes
        self._base: SettingsFile | None = None
        self._own: frozenset[str] = frozenset()

    def over(self, base: "SettingsFile") -> "SettingsFile":
        """Return these settings, and those of another file that these do not have."""
        values = {**{key: value for key, value in base.values.items() if key not in self.computed}, **self.values}
        both = SettingsFile(self.name, values, self.computed | (base.computed - self.values.keys()), self._notes)
        both._base = base
        both._own = frozenset(self.values) | self.computed
        return both

    def has(self, name: str) -> bool:
        """Return True if a key of the first level is set, to a known value or not."""
        return name.lower() in self.values or name.lower() in self.computed

    def get(self, path: str) -> object:
        """Return the value at a path, None if there is none."""
        if self.computed and path.lower() in self.computed:
            self._notes.append(f"{self.origin(path)} is computed, so that its value is not known")
        value: object = self.values
        for step in path.lower().split("."):
            value = _lower_keys(value).get(step) if isinstance(value, dict) else None
        return value

    def text(self, path: str) -> str | None:
        """Return a string, number or boolean as text, as in YAML; None for anything else and for an empty string."""
        value = self.get(path)
        if isinstance(value, bool):
            return str(value).lower()
        return str(value).strip() or None if isinstance(value, (str, int, float)) else None

    def texts(self, path: str) -> list[str]:
        """Return a list of strings; a single string is a list of one."""
        single = self.text(path)
        if single is not None:
            return [single]
        return [part.strip() for part in self.items(path) if isinstance(part, str) and part.strip()]

    def items(self, path: str) -> Sequence[Any]:
        """Return a list, empty if there is none."""
        value = self.get(path)
        return value if isinstance(value, (list, tuple)) else ()

    def tables(self, path: str) -> list["SettingsFile"]:
        """Return the mappings in a list."""
        return [SettingsFile("", item) for item in self.items(path) if isinstance(item, dict)]

    def flag(self, path: str) -> bool | None:
        """Return a boolean, None for anything else."""
        word = (self.text(path) or "").lower()
        return True if word in _TRUE else False if word in _FALSE else None

    def table(self, path: str) -> dict[str, object]:
        """Return a mapping with keys in lower case, empty if there is none."""
        value = self.get(path)
        return _lower_keys(value) if isinstance(value, dict) else {}

    def origin(self, path: str) -> str:
        """Return the path for messages, after the file if that has a name."""
        key = path.partition(".")[0].lower()
        if self._base is not None and key not in self._own:
            return self._base.origin(path)
        return f"{self.name}: {path}" if self.name else path


class ScriptFile(SettingsFile):
    """The strings that a file in JavaScript or TypeScript assigns to names."""

    def __init__(self, name: str, text: str) -> None:
        super().__init__(name, {})
        #: Without comments.
        self.code = _STRING_OR_COMMENT.sub(lambda match: match[1] or " ", text)

    def get(self, path: str) -> object:
        """Return the first string that is assigned to a name. Template strings with a `${…}` do not count."""
        for match in re.finditer(_STRING_OF % re.escape(path), self.code):
            value = re.sub(r"\\(.)", r"\1", match[2]).strip()
            if value and not (match[1] == "`" and "${" in value):
                return value
        return None

    def object_with(self, *keys: str) -> "ScriptFile":
        """Return the outermost object that has these keys itself, without the objects in it; the file if none has."""
        patterns = [re.compile(_KEY % re.escape(key)) for key in keys]
        found = [each for each in objects(self.code) if all(pattern.search(each[2]) for pattern in patterns)]
        return ScriptFile(self.name, min(found)[2]) if found else self

    def texts(self, path: str) -> list[str]:
        """Return the strings of the first list of strings, or the string, that is assigned to a name."""
        match = re.search(_LIST_OF % re.escape(path), self.code)
        if match:
            return [text for _, text in re.findall(r"""(["'`])((?:\\.|(?!\1)[^\\\n]){1,200}?)\1""", match[1])]
        return super().texts(path)

    def all_texts(self, path: str, constants: "ScriptFile | None" = None) -> list[str]:
        """Return all strings in what is assigned to a name, and to the constants in it, which may be in another file.

        For patterns that exclude files: of `live ? ["drafts/**"] : []` it is not known which list counts.
        """
        texts: list[str] = []
        values = _values(self.code, path)
        seen = {path}
        for value in values:
            for compared, text, name in _STRING_OR_NAME.findall(value):
                if text and not compared:
                    texts.append(text[1:].removesuffix(text[0]))
                elif name and name not in seen:
                    seen.add(name)
                    values += _values((constants or self).code, name)
        return list(dict.fromkeys(filter(None, texts)))


def _values(code: str, name: str) -> list[str]:
    """Return the expressions that are assigned to a name."""
    return [expression_at(code, found.end()) for found in re.finditer(_VALUE_OF % re.escape(name), code)]


class SiteFolder:
    """A folder that a generator may run in: `base`, the folder that config.yaml is for, or `base / subfolder`."""

    def __init__(self, base: Path, subfolder: str = ".") -> None:
        self.base = base
        self.path = base / subfolder
        #: A message for each configuration file that could not be parsed, and for each value that code computes.
        self.unreadable: list[str] = []

    def read_settings(self, *names: str) -> SettingsFile | None:
        """Read the first of these configuration files that exists and can be parsed, by its suffix."""
        for name in names:
            text = read_text(self.path / name)
            if text is None:
                continue
            suffix = name.rpartition(".")[2].lower()
            if suffix in SCRIPTS:
                return ScriptFile(self.relative(name), text)
            try:
                if suffix == "py":
                    values, computed = read_python(text, self._module)
                    return SettingsFile(self.relative(name), values, computed, self.unreadable)
                return SettingsFile(self.relative(name), _parse(text, suffix))
            except (ValueError, SyntaxError, RecursionError, MemoryError) as error:
                reason = str(error).partition("\n")[0][:120]
                self.unreadable.append(f"{self.relative(name)} cannot be read: {reason}")
        return None

    def _module(self, name: str) -> Mapping[str, object]:
        """Return the values of a module beside a settings file."""
        text = read_text(self.path / f"{name}.py")
        return {} if text is None else read_python(text)[0]

    def has(self, name: str) -> bool:
        """Return True if there is such a file or folder."""
        return (self.path / name).exists()

    def relative(self, path: str | Path) -> str:
        """Return a path relative to `base`, with "/" between steps, for config.yaml and messages."""
        return Path(os.path.relpath(self.path / path, self.base)).as_posix()

    def depends_on(self, package: str) -> bool:
        """Return True if package.json has this package among its dependencies, or a section of its name."""
        try:
            manifest = json.loads(read_text(self.path / "package.json") or "null")
        except (ValueError, RecursionError):
            return False
        if not isinstance(manifest, dict):
            return False
        tables = [manifest, *map(manifest.get, ("dependencies", "devDependencies", "peerDependencies"))]
        return any(package in table for table in tables if isinstance(table, dict))


def read_text(file: Path) -> str | None:
    """Return the text of a file, None if there is none or it is too large for a configuration."""
    try:
        if not file.is_file() or file.stat().st_size > MAX_BYTES:
            return None
        return file.read_bytes().decode("utf-8-sig", "replace").replace("\r\n", "\n")
    except OSError:
        return None


def _parse(text: str, suffix: str) -> object:
    """Return the values of a configuration file. Raises what the parsers raise."""
    if suffix in ("yml", "yaml"):
        return _read_yaml(text)
    values: object = tomllib.loads(text) if suffix == "toml" else json.loads(text)
    return values


def _read_yaml(text: str) -> object:
    from yaml import YAMLError
    from yaml.constructor import BaseConstructor

    from feedmaker.loader.frontmatter.from_yaml import remove_illegal
    from feedmaker.text.yaml_parser import MAX_NODES, compose, count_nodes

    # as Hexo does: YAML has no control characters, and no tabs before keys
    text, _ = remove_illegal(text, 1)
    text = re.sub(r"^\t{1,20}", lambda tabs: "  " * len(tabs[0]), text, flags=re.MULTILINE)
    try:
        node = compose(text, several=True)
        if node and count_nodes(node) > MAX_NODES:
            raise ValueError("its aliases make it too large, or contain themselves")
        # scalars stay as written: `no` is Norwegian, not false
        return BaseConstructor().construct_document(node) if node else {}
    except YAMLError as error:
        raise ValueError(str(error).replace("\n", " ")) from None


def _lower_keys(values: Mapping[Any, object]) -> dict[str, object]:
    return {str(key).lower(): value for key, value in values.items()}
