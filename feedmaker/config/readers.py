"""Nodes of config.yaml → values: readers of a scalar, a list, a mapping and a section with known keys, to be combined.

A reader takes a node, its dotted key (`feeds.limit`) and the Context. It returns the value, or UNSET where nothing is
written or a problem was added: the default then applies.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from feedmaker.config.scalars import InvalidValueError, name
from feedmaker.config.shapes import (
    EitherShape,
    FrontMatterShape,
    ListShape,
    MappingShape,
    Read,
    SectionShape,
    TextShape,
    shaped,
)
from feedmaker.problems import Problem
from feedmaker.text.messages import nearest, quoted
from feedmaker.text.yaml_nodes import Listing, Node, Scalar, Table

UNSET: Final = object()

_NONE_REQUIRED: Mapping[str, str] = MappingProxyType({})
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


def scalar(convert: Callable[[str], object], *, like: Callable[[str], object] | None = None) -> Read:
    """Make a reader of one value; null and an empty value leave the default.

    `like` is a function that accepts the same texts as `convert`.
    """

    def read(node: Node, key: str, context: Context) -> object:
        if not isinstance(node, Scalar):
            hint = "write one value, and quote one that begins with { or ["
            return _wrong_type(node, key, context, "one value", hint)
        return UNSET if _is_empty(node) else context.convert(convert, node, key)

    return Read(read, TextShape(like or convert))


def or_scalar(
    read_other: Read, convert: Callable[[str], object], *, like: Callable[[str], object] | None = None
) -> Read:
    """Make a reader of one value in short form, or of what `read_other` reads."""
    read_scalar = scalar(convert, like=like)

    def read(node: Node, key: str, context: Context) -> object:
        return (read_scalar if isinstance(node, Scalar) else read_other)(node, key, context)

    return Read(read, EitherShape(read_scalar.shape, read_other.shape))


def many(item: Read, *, allow_empty: bool = True) -> Read:
    """Make a reader of a list without duplicates; a single value is read as a list of one."""

    def read(node: Node, key: str, context: Context) -> object:
        if _is_empty(node):
            return UNSET
        if not isinstance(node, Listing):
            before = len(context.problems)
            value = item(node, key, context)
            if value is UNSET and isinstance(node, Scalar) and "," in node.text and len(context.problems) > before:
                context.problems[-1] = context.problems[-1]._replace(hint=f"write a list: [{node.text.strip()}]")
            return () if value is UNSET else (value,)
        if not node.items and not allow_empty:
            context.add_problem("config-out-of-range", f"{key} is an empty list", "name at least one", node.line)
            return UNSET
        values = []
        for number, entry in enumerate(node.items, start=1):
            value = item(entry, f"{key}[{number}]", context)
            if _is_empty(entry):
                hint = "remove it, or quote a value that begins with #"
                context.add_problem("config-wrong-type", f"{key}[{number}] is empty", hint, entry.line)
            elif value is not UNSET and value not in values:
                values.append(value)
        return tuple(values)

    return Read(read, ListShape(item.shape, allow_empty))


def mapping(value: Read, *, empty: object = UNSET) -> Read:
    """Make a reader of a mapping whose keys are the user's; `empty` is used for a key without a value."""

    def read(node: Node, key: str, context: Context) -> object:
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
            found = value(value_node, full, context)
            if found is UNSET and _is_empty(value_node):
                found = empty
                if empty is UNSET:
                    hint = "write a value or remove the line"
                    context.add_problem("config-wrong-type", f"{full} has no value", hint, value_node.line)
            if found is not UNSET:
                values[own_key] = found
        return values

    return Read(read, MappingShape(value.shape, allow_empty=empty is not UNSET))


@shaped(FrontMatterShape())
def front_matter(node: Node, key: str, context: Context) -> object:
    """Read a mapping of the user's keys to values as front matter has them: text, None, lists and mappings."""
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


def section(
    build: Callable[..., object],
    keys: Mapping[str, Read],
    *,
    required: Mapping[str, str] = _NONE_REQUIRED,
    any_of: Collection[str] = (),
) -> Read:
    """Make a reader of a mapping whose keys are known; it returns `build` called with the values that are set.

    `required` are the keys that must be set, with examples of their values; of `any_of`, one must be set.
    """

    def read(node: Node, key: str, context: Context) -> object:
        if isinstance(node, Scalar) and node.null:
            if not required:
                return UNSET
            node = Table((), node.line)
        if not isinstance(node, Table):
            hint = f"write its keys below it, indented: {', '.join(keys)}"
            return _wrong_type(node, key or "the file", context, "a mapping of keys", hint)
        before = len(context.problems)
        values, invalid = _read_keys(node, key, keys, context)
        for missing in [each for each in required if each not in values and each not in invalid]:
            hint = f"write {missing}: {required[missing]}"
            context.add_problem("config-missing-key", f"{_dotted(key, missing)} is missing", hint, node.line)
        if not required.keys() <= values.keys():
            return UNSET
        if any_of and len(context.problems) == before and not any(values.get(_keyword(each)) for each in any_of):
            hint = f"write at least one of {', '.join(any_of)}"
            context.add_problem("config-missing-key", f"{key} has none of {', '.join(any_of)}", hint, node.line)
        return build(**values)

    return Read(read, SectionShape(keys, required, any_of))


def _read_keys(
    node: Table, parent: str, keys: Mapping[str, Read], context: Context
) -> tuple[dict[str, Any], set[str | None]]:
    """Return the values that are set by keyword, and the keys that were invalid or misspelled."""
    values: dict[str, Any] = {}
    invalid: set[str | None] = set()
    for key_node, value_node in node.pairs:
        key = key_node.text
        if key not in keys:
            invalid.add(_report_unknown(key_node, parent, keys, context))
            continue
        before = len(context.problems)
        value = keys[key](value_node, _dotted(parent, key), context)
        if value is not UNSET:
            values[_keyword(key)] = value
        elif len(context.problems) > before:
            invalid.add(key)
    return values, invalid


def _keyword(key: str) -> str:
    """Return a key as a keyword argument; `not` is a keyword of Python."""
    return "not_" if key == "not" else key


def _report_unknown(node: Scalar, parent: str, keys: Mapping[str, Read], context: Context) -> str | None:
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
