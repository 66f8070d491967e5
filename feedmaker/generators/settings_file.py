"""A generator's configuration file → its values. YAML, TOML and JSON are parsed; Python and JavaScript only read."""

import ast
import json
import re
import tomllib
import warnings
from collections.abc import Mapping
from pathlib import Path

#: A larger file is no configuration, in bytes.
MAX_BYTES = 2_000_000
_DEPTH = 12

_TRUE = frozenset({"true", "yes", "on", "1"})
_FALSE = frozenset({"false", "no", "off", "0"})
_SCRIPT_PARTS = re.compile(
    r"""("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)|//[^\n]*|/\*.*?\*/""", re.DOTALL
)
_SCRIPT_VALUE = r"""(?<![\w.$])["']?%s["']?\s*(?::(?:\s*[\w.]+\s*=)?|=)\s*(["'`])((?:\\.|(?!\1).){1,400}?)\1"""


class UnreadableError(Exception):
    """A configuration that cannot be parsed; the text says why."""


class SettingsFile:
    """The values of one configuration; names are compared without regard to case."""

    def __init__(self, name: str, values: Mapping[str, object]) -> None:
        #: As messages name it, under the folder that was looked at.
        self.name = name
        self.values = _folded(values, _DEPTH)

    def at(self, *path: str) -> object:
        """Return what stands at a path of names, None where nothing does."""
        found: object = self.values
        for step in path:
            if not isinstance(found, dict):
                return None
            found = found.get(step.lower())
        return found

    def text(self, *path: str) -> str | None:
        """Return a text or number as text; None where there is none, or it is empty."""
        found = self.at(*path)
        if isinstance(found, (str, int, float)) and not isinstance(found, bool):
            return str(found).strip() or None
        return None

    def texts(self, *path: str) -> list[str]:
        """Return a list of texts; one text is a list of one."""
        found = self.at(*path)
        one = self.text(*path)
        if one is not None:
            return [one]
        if not isinstance(found, (list, tuple)):
            return []
        return [part.strip() for part in found if isinstance(part, str) and part.strip()]

    def flag(self, *path: str) -> bool | None:
        """Return true or false, None where neither is said."""
        found = self.at(*path)
        if isinstance(found, bool):
            return found
        word = str(found).strip().lower() if isinstance(found, (str, int)) else ""
        return True if word in _TRUE else False if word in _FALSE else None

    def table(self, *path: str) -> dict[str, object]:
        """Return a mapping, empty where there is none."""
        found = self.at(*path)
        return found if isinstance(found, dict) else {}

    def origin(self, *path: str) -> str:
        """Name a value's place for people."""
        return f"{self.name}: {'.'.join(path)}"


def read(folder: Path, name: str) -> SettingsFile | None:
    """Read `name` under `folder` by its suffix; None where there is no such file.

    Raises UnreadableError for one that cannot be read or parsed.
    """
    text = read_text(folder / name)
    if text is None:
        return None
    suffix = name.rpartition(".")[2].lower()
    try:
        if suffix in ("yml", "yaml"):
            values = _yaml(text)
        elif suffix == "toml":
            values = tomllib.loads(text)
        elif suffix == "py":
            values = _python(text)
        else:
            values = json.loads(text)
    except (ValueError, SyntaxError, RecursionError, MemoryError) as error:
        said = str(error).partition("\n")[0][:120]
        raise UnreadableError(f"{name} cannot be read: {said}") from None
    return SettingsFile(name, values if isinstance(values, dict) else {})


def read_text(file: Path) -> str | None:
    """Return the text of a file, None where there is none, or one too large for a configuration."""
    try:
        if not file.is_file() or file.stat().st_size > MAX_BYTES:
            return None
        return file.read_bytes().decode("utf-8-sig", "replace").replace("\r\n", "\n")
    except OSError:
        return None


def script_value(text: str, key: str) -> str | None:
    """Return the first string that a JavaScript or TypeScript text gives to `key`, as `key: "…"` or `key = "…"`.

    Comments do not count, nor do template strings with something to fill in.
    """
    bare = _SCRIPT_PARTS.sub(lambda match: match[1] or " ", text)
    for match in re.finditer(_SCRIPT_VALUE % re.escape(key), bare):
        value = re.sub(r"\\(.)", r"\1", match[2])
        if value.strip() and not (match[1] == "`" and "${" in value):
            return value.strip()
    return None


def _yaml(text: str) -> object:
    import yaml

    # scalars stay as written: `no` is Norwegian, not false
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        return next(iter(yaml.load_all(text, Loader=loader)), {})
    except yaml.YAMLError as error:
        raise ValueError(str(error).replace("\n", " ")) from None


def _python(text: str) -> dict[str, object]:
    """Return the names that a module gives plain values to; nothing of it is executed."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        module = ast.parse(text)
    found: dict[str, object] = {}
    for statement in module.body:
        if isinstance(statement, ast.Assign):
            targets, value = statement.targets, statement.value
        elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
            targets, value = [statement.target], statement.value
        else:
            continue
        try:
            plain = ast.literal_eval(value)
        except (ValueError, TypeError, SyntaxError):
            continue
        found.update((target.id, plain) for target in targets if isinstance(target, ast.Name))
    return found


def _folded(values: Mapping[str, object], depth: int) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in values.items():
        inner = _folded(value, depth - 1) if isinstance(value, dict) and depth else value
        found[str(key).lower()] = inner
    return found
