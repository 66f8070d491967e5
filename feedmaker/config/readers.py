"""Nodes of config.yaml → values: readers of a text, a list, a mapping and a section with known keys, to be combined.

A reader takes a node, its dotted key (`feeds.limit`) and the Context. It returns the value, or UNSET where nothing is
written or a problem was added: the default then applies. Tests make the JSON Schema of config.yaml of the attributes of
the readers, and the package ships it.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol, TypeAlias

from feedmaker.config.scalars import InvalidValueError, name
from feedmaker.problems import Problem
from feedmaker.text.messages import nearest, quoted
from feedmaker.text.yaml_nodes import Listing, Node, Scalar, Table

UNSET: Final = object()

_KINDS = {Scalar: "one value", Listing: "a list", Table: "a mapping"}


class Context:
    """What is collected while one configuration is read."""

    def __init__(
        self,
        problems: Sequence[Problem],
        sections: Mapping[str, Collection[str]],
        folders: dict[str, tuple[str, int | None]],
    ) -> None:
        self.problems = list(problems)
        #: Name of a section → its keys, to say where a misplaced key belongs.
        self.sections = sections
        #: Key of a folder → its value and line; without those that are invalid.
        self.folders = folders

    def add_problem(self, code: str, message: str, hint: str, line: int | None) -> None:
        """Add a problem."""
        self.problems.append(Problem(code, message, hint, line))

    def convert(self, convert: Callable[[str], object], node: Scalar, key: str) -> object:
        """Return the value of a scalar; UNSET, and a problem, if it is invalid."""
        try:
            return convert(node.text)
        except InvalidValueError as error:
            self.add_problem(error.code, f"{key} {error.what}: {quoted(node.text)}", error.hint, node.line)
            return UNSET


class Read(Protocol):
    """A reader, or a function that reads a node."""

    def __call__(self, node: Node, key: str, context: Context, /) -> Any:
        """Read a node whose dotted key is `key`."""


#: The keys of a section with their readers.
Keys: TypeAlias = Mapping[str, Read]


@dataclass(frozen=True, slots=True)
class Text:
    """Reads one value; null and an empty value leave the default."""

    convert: Callable[[str], object]
    #: A function that accepts the same texts as `convert`, if that is not known to the JSON Schema.
    like: Callable[[str], object] | None = None

    def __call__(self, node: Node, key: str, context: Context) -> Any:
        """Read a node."""
        if not isinstance(node, Scalar):
            hint = "write one value, and quote one that begins with { or ["
            return _wrong_type(node, key, context, "one value", hint)
        return UNSET if _is_empty(node) else context.convert(self.convert, node, key)


@dataclass(frozen=True, slots=True)
class Either:
    """Reads a text as a short form, and anything else as `other`."""

    text: Read
    other: Read

    def __call__(self, node: Node, key: str, context: Context) -> Any:
        """Read a node."""
        return (self.text if isinstance(node, Scalar) else self.other)(node, key, context)


@dataclass(frozen=True, slots=True)
class Own:
    """Reads with a function what `like` accepts."""

    function: Read
    like: Read

    def __call__(self, node: Node, key: str, context: Context) -> Any:
        """Read a node."""
        return self.function(node, key, context)


def like(reader: Read) -> Callable[[Read], Own]:
    """Make a reader of a function that reads what another reader accepts."""
    return lambda function: Own(function, reader)


@dataclass(frozen=True, slots=True)
class Many:
    """Reads a list without duplicates; a single value is read as a list of one."""

    item: Read
    allow_empty: bool = True

    def __call__(self, node: Node, key: str, context: Context) -> Any:
        """Read a node."""
        if _is_empty(node):
            return UNSET
        if not isinstance(node, Listing):
            before = len(context.problems)
            value = self.item(node, key, context)
            if value is UNSET and isinstance(node, Scalar) and "," in node.text and len(context.problems) > before:
                context.problems[-1] = context.problems[-1]._replace(hint=f"write a list: [{node.text.strip()}]")
            return () if value is UNSET else (value,)
        if not node.items and not self.allow_empty:
            context.add_problem("config-out-of-range", f"{key} is an empty list", "name at least one", node.line)
            return UNSET
        values = []
        for number, entry in enumerate(node.items, start=1):
            value = self.item(entry, f"{key}[{number}]", context)
            if _is_empty(entry):
                hint = "remove it, or quote a value that begins with #"
                context.add_problem("config-wrong-type", f"{key}[{number}] is empty", hint, entry.line)
            elif value is not UNSET and value not in values:
                values.append(value)
        return tuple(values)


@dataclass(frozen=True, slots=True)
class ByName:
    """Reads a mapping whose keys are the user's; `empty` is the value of a key without one, which is else wrong."""

    value: Read
    empty: object = UNSET

    def __call__(self, node: Node, key: str, context: Context) -> Any:
        """Read a node."""
        if isinstance(node, Scalar) and node.null:
            return UNSET
        if not isinstance(node, Table):
            return _wrong_type(node, key, context, "a mapping", f"write {key.rpartition('.')[2]}: {{name: value}}")
        values: dict[str, object] = {}
        for key_node, value_node in node.pairs:
            own_key: Any = context.convert(name, key_node, f"a name in {key}")
            if own_key is UNSET:
                continue
            full = f"{key}.{_shown(own_key)}"
            found = self.value(value_node, full, context)
            if found is UNSET and _is_empty(value_node):
                found = self.empty
                if found is UNSET:
                    hint = "write a value or remove the line"
                    context.add_problem("config-wrong-type", f"{full} has no value", hint, value_node.line)
            if found is not UNSET:
                values[own_key] = found
        return values


class FrontMatter:
    """Reads a mapping of the user's keys to values as front matter has them: text, None, lists and mappings."""

    def __call__(self, node: Node, key: str, context: Context) -> Any:
        """Read a node."""
        if isinstance(node, Table) and node.pairs:
            return _plain(node)
        if not _is_empty(node):
            return _wrong_type(node, key, context, "a mapping", f"write {key.rpartition('.')[2]}: {{key: value}}")
        return UNSET


def _plain(node: Node) -> object:
    if isinstance(node, Scalar):
        return None if node.null else node.text
    if isinstance(node, Listing):
        return [_plain(item) for item in node.items]
    return {name.text: _plain(value) for name, value in node.pairs}


@dataclass(frozen=True, slots=True)
class Section:
    """Reads a mapping whose keys are known, as `build` called with the values that are set."""

    build: Callable[..., object]
    keys: Keys
    #: The keys that must be set, with examples of their values; and keys of which one must be set.
    required: Mapping[str, str] = field(default_factory=dict)
    any_of: Collection[str] = ()

    def __call__(self, node: Node, key: str, context: Context) -> Any:
        """Read a node."""
        if isinstance(node, Scalar) and node.null:
            if not self.required:
                return UNSET
            node = Table((), node.line)
        if not isinstance(node, Table):
            hint = f"write its keys below it, indented: {', '.join(self.keys)}"
            return _wrong_type(node, key or "the file", context, "a mapping of keys", hint)
        before = len(context.problems)
        values, invalid = self._values(node, key, context)
        for missing in [each for each in self.required if each not in values and each not in invalid]:
            hint = f"write {missing}: {self.required[missing]}"
            context.add_problem("config-missing-key", f"{_dotted(key, missing)} is missing", hint, node.line)
        if not self.required.keys() <= values.keys():
            return UNSET
        is_any_set = not self.any_of or any(values.get(_keyword(each)) for each in self.any_of)
        if not is_any_set and len(context.problems) == before:
            names = ", ".join(self.any_of)
            hint = f"write at least one of {names}"
            context.add_problem("config-missing-key", f"{key} has none of {names}", hint, node.line)
        return self.build(**values)

    def _values(self, node: Table, parent: str, context: Context) -> tuple[dict[str, Any], set[str | None]]:
        """Return the values that are set by keyword, and the keys that were invalid or misspelled."""
        values: dict[str, Any] = {}
        invalid: set[str | None] = set()
        for key_node, value_node in node.pairs:
            key = key_node.text
            if key not in self.keys:
                invalid.add(_report_unknown(key_node, parent, self.keys, context))
                continue
            before = len(context.problems)
            value = self.keys[key](value_node, _dotted(parent, key), context)
            if value is not UNSET:
                values[_keyword(key)] = value
            elif len(context.problems) > before:
                invalid.add(key)
        return values, invalid


def _keyword(key: str) -> str:
    """Return a key as a keyword argument; `not` is a keyword of Python."""
    return "not_" if key == "not" else key


def _report_unknown(node: Scalar, parent: str, keys: Keys, context: Context) -> str | None:
    """Add a problem for an unknown key and return the known key that was probably meant."""
    word = node.text
    homes = [section for section, known in context.sections.items() if word in known and section != parent]
    homes.sort(key=lambda section: section.count("."))
    near = None if homes else nearest(word, keys)
    if homes:
        # a word that is a key elsewhere is not a typing error
        hint = f"write it under {' or '.join(homes)}" if all(homes) else "write it without indentation"
    elif near:
        hint = f"write it as {near}"
    else:
        hint = f"known here: {', '.join(keys)}"
    message = f"{_dotted(parent, _shown(word))} is not a key of the configuration"
    context.add_problem("config-unknown-key", message, hint, node.line)
    return near


def _wrong_type(node: Node, key: str, context: Context, wanted: str, hint: str) -> object:
    found = quoted(node.text) if isinstance(node, Scalar) else _KINDS[type(node)]
    context.add_problem("config-wrong-type", f"{key} is not {wanted}: {found}", hint, node.line)
    return UNSET


def _is_empty(node: Node) -> bool:
    return isinstance(node, Scalar) and (node.null or not node.text)


def _dotted(parent: str, key: str) -> str:
    return f"{parent}.{key}" if parent else key


def _shown(word: str) -> str:
    return word if word.isprintable() and 0 < len(word) <= 60 else quoted(word)
