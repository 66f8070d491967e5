"""Nodes → values, by readers that are put together: a scalar, a list of them, a mapping, a section of named keys.

A reader takes a node, the dotted name of its key (`feeds.limit`) and the Notes of this reading. It gives the value,
or UNSET where nothing is written or the mistake has been noted: the default then stands.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from feedmaker.config.scalars import Refused
from feedmaker.config.scalars import name as a_name
from feedmaker.problems import Problem
from feedmaker.text.messages import nearest, quoted
from feedmaker.text.yaml_nodes import Listing, Node, Scalar, Table

UNSET: Final = object()

_NONE_REQUIRED: Mapping[str, str] = MappingProxyType({})


class Notes:
    """What is noted while one config.yaml is read."""

    def __init__(
        self,
        problems: Iterable[Problem],
        folders: Mapping[str, tuple[str, int | None]],
        homes: Mapping[str, Sequence[str]],
        *,
        check_selectors: bool,
    ) -> None:
        self.problems = list(problems)
        #: Keys that name a folder → what stands there, and its line; a value that is refused is taken out.
        self.folders = dict(folders)
        #: Key → the sections that have it, to say where a misplaced key belongs.
        self.homes = homes
        #: Whether CSS selectors are checked: that costs more than all the rest together.
        self.check_selectors = check_selectors

    def mistake(self, code: str, message: str, hint: str, line: int) -> None:
        """Note one mistake."""
        self.problems.append(Problem(code, message, hint, line))

    def refused(self, key: str, node: Scalar, refusal: Refused) -> None:
        """Note that a key's value cannot be used."""
        self.mistake(refusal.code, f"{key} {refusal.what}: {quoted(node.text)}", refusal.hint, node.line)


Read: TypeAlias = Callable[[Node, str, Notes], Any]
Convert: TypeAlias = Callable[[str], object]

_KINDS = {Scalar: "one value", Listing: "a list", Table: "a mapping"}


def _wrong_shape(node: Node, key: str, notes: Notes, wanted: str, hint: str) -> object:
    found = quoted(node.text) if isinstance(node, Scalar) else _KINDS[type(node)]
    notes.mistake("config-wrong-type", f"{key} is not {wanted}: {found}", hint, node.line)
    return UNSET


def scalar(convert: Convert) -> Read:
    """Make a reader of one value; null and an empty value leave the default."""

    def read(node: Node, key: str, notes: Notes) -> object:
        if not isinstance(node, Scalar):
            hint = "write one value, and quote one that begins with { or ["
            return _wrong_shape(node, key, notes, "one value", hint)
        if node.null or not node.text:
            return UNSET
        try:
            return convert(node.text)
        except Refused as refusal:
            notes.refused(key, node, refusal)
            return UNSET

    return read


def many(item: Read) -> Read:
    """Make a reader of a list, each value once; one value stands for a list of one."""

    def read(node: Node, key: str, notes: Notes) -> object:
        if isinstance(node, Scalar) and (node.null or not node.text):
            return UNSET
        if not isinstance(node, Listing):
            before = len(notes.problems)
            value = item(node, key, notes)
            if value is UNSET and isinstance(node, Scalar) and "," in node.text and len(notes.problems) > before:
                notes.problems[-1] = notes.problems[-1]._replace(hint=f"write a list: [{node.text.strip()}]")
            return () if value is UNSET else (value,)
        values = []
        for number, entry in enumerate(node.items, start=1):
            value = item(entry, f"{key}[{number}]", notes)
            if isinstance(entry, Scalar) and (entry.null or not entry.text):
                hint = "remove it, or quote a value that begins with #"
                notes.mistake("config-wrong-type", f"{key}[{number}] is empty", hint, entry.line)
            elif value is not UNSET and value not in values:
                values.append(value)
        return tuple(values)

    return read


def some(item: Read) -> Read:
    """Make a reader of a list that may not be empty when it is written."""
    read_many = many(item)

    def read(node: Node, key: str, notes: Notes) -> object:
        if isinstance(node, Listing) and not node.items:
            notes.mistake("config-out-of-range", f"{key} is an empty list", "name one at least", node.line)
            return UNSET
        return read_many(node, key, notes)

    return read


def mapping(value: Read, *, nothing: object = UNSET) -> Read:
    """Make a reader of a mapping with names of the user's own; `nothing` stands for a name without a value."""

    def read(node: Node, key: str, notes: Notes) -> object:
        if isinstance(node, Scalar) and node.null:
            return UNSET
        if not isinstance(node, Table):
            return _wrong_shape(node, key, notes, "a mapping", f"write {key.rpartition('.')[2]}: {{name: value}}")
        values: dict[str, object] = {}
        for name_node, value_node in node.pairs:
            try:
                own_name = a_name(name_node.text)
            except Refused as refusal:
                notes.refused(f"a name in {key}", name_node, refusal)
                continue
            found = value(value_node, f"{key}.{_shown(own_name)}", notes)
            if found is UNSET and isinstance(value_node, Scalar) and (value_node.null or not value_node.text):
                found = nothing
                if nothing is UNSET:
                    message = f"{key}.{_shown(own_name)} has no value"
                    notes.mistake("config-wrong-type", message, "write a value or remove the line", value_node.line)
            if found is not UNSET:
                values[own_name] = found
        return values

    return read


def section(
    build: Callable[..., object],
    keys: Mapping[str, Read],
    *,
    required: Mapping[str, str] = _NONE_REQUIRED,
    check: Callable[[Mapping[str, Any]], Refused | None] | None = None,
) -> Read:
    """Make a reader of a mapping whose keys are known; gives `build` called with the values that are set.

    Args:
        build: takes the values by keyword (`not` as `not_`, a keyword of Python).
        keys: key as written → reader of its value.
        required: keys without which there is no value → an example of the value.
        check: looks at the values together, once each is in order; what it refuses is said of the section's own line.
    """

    def read(node: Node, key: str, notes: Notes) -> object:
        if isinstance(node, Scalar) and node.null:
            if not required:
                return UNSET
            node = Table((), node.line)
        if not isinstance(node, Table):
            hint = f"write its keys below it, indented: {', '.join(keys)}"
            return _wrong_shape(node, key or "the file", notes, "a mapping of keys", hint)
        values: dict[str, Any] = {}
        excused: set[str | None] = set()
        noted = len(notes.problems)
        for name_node, value_node in node.pairs:
            own_key = name_node.text
            if own_key not in keys:
                excused.add(_unknown(name_node, key, keys, notes))
                continue
            full = _dotted(key, own_key)
            before = len(notes.problems)
            value = keys[own_key](value_node, full, notes)
            if value is not UNSET:
                values[f"{own_key}_" if own_key == "not" else own_key] = value
            elif len(notes.problems) > before:
                excused.add(own_key)
        for missing in [name for name in required if name not in values and name not in excused]:
            hint = f"write {missing}: {required[missing]}"
            notes.mistake("config-missing-key", f"{_dotted(key, missing)} is missing", hint, node.line)
        if any(name not in values for name in required):
            return UNSET
        if check and len(notes.problems) == noted and (refusal := check(values)):
            notes.mistake(refusal.code, f"{key} {refusal.what}", refusal.hint, node.line)
        return build(**values)

    return read


def _unknown(node: Scalar, parent: str, keys: Mapping[str, Read], notes: Notes) -> str | None:
    """Note an unknown key; gives the known key that was likely meant."""
    word = node.text
    homes = [home for home in notes.homes.get(word, ()) if home != parent]
    near = None if homes else nearest(word, keys)
    if homes:
        # a word that is a key elsewhere is no slip of the pen
        hint = f"write it under {' or '.join(homes)}" if all(homes) else "write it without indentation"
    elif near:
        hint = f"write it as {near}"
    else:
        hint = f"known here: {', '.join(keys)}"
    message = f"{_dotted(parent, _shown(word))} is not a key of the configuration"
    notes.mistake("config-unknown-key", message, hint, node.line)
    return near


def _dotted(parent: str, key: str) -> str:
    return f"{parent}.{key}" if parent else key


def _shown(word: str) -> str:
    return word if word.isprintable() and 0 < len(word) <= 60 else quoted(word)
