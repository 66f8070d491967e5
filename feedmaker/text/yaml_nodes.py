"""YAML text → nodes that know their line, with every scalar as it is written (`1.10`, `on` and `no` stay text).

Reads what YAML 1.1 allows of plain data: anchors, aliases and merge keys (`<<`), no tags but those of the core schema.
Time and memory are bounded by MAX_NODES and MAX_DEPTH, whatever aliases multiply.
"""

import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from feedmaker.problems import Problem
from feedmaker.text.messages import quoted

if TYPE_CHECKING:
    import yaml

#: Nodes of a document with its aliases written out, and levels of nesting.
MAX_NODES = 200_000
MAX_DEPTH = 50

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_CORE_TAGS = frozenset(f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "map", "seq"))
# The characters that YAML 1.1 calls printable (5.1), less the byte order mark inside the text.
_UNPRINTABLE = "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
_LINE_BREAK = "\r\n|[\n\r\x85\u2028\u2029]"

# What the parser says (libyaml and the pure Python one word it differently) → what helps.
_HINTS = (
    ("mapping values are not allowed", "quote a value that holds ': ', and check the indentation of this line"),
    ("tab", "indent with spaces, not with tabs"),
    ("anchor", "quote a value that begins with &"),
    ("undefined alias", "quote a value that begins with *"),
    ("an alias", "quote a value that begins with *"),
    ("cannot start any token", "quote a value that begins with @, %, ` or a tab"),
    ("quoted scalar", "close the quotes, and double a single quote inside single quotes"),
    ("plain scalar", "quote a value that holds a colon"),
    ("flow mapping", "close the {, and quote a value that begins with {"),
    ("flow sequence", "close the [, and quote a value that begins with ["),
    ("directive", "quote a value that begins with %"),
    ("block mapping", "check the indentation and the quotes of this line and the one above"),
    ("block collection", "a list is of lines that begin with '- ', all indented alike"),
    ("could not find expected ':'", "write `key: value`, with a space after the colon"),
    ("document start", "keep one document: quote or remove what stands after '---' or '...'"),
)


class Scalar(NamedTuple):
    """Text as written, quotes and escapes resolved; `null` where it is plain and says nothing, `~` or `null`."""

    text: str
    line: int
    null: bool = False


class Listing(NamedTuple):
    """A sequence."""

    items: tuple["Node", ...]
    line: int


class Table(NamedTuple):
    """A mapping: each key once, in the order written, merge keys resolved."""

    pairs: tuple[tuple[Scalar, "Node"], ...]
    line: int


Node: TypeAlias = Scalar | Listing | Table


class Document(NamedTuple):
    """`root` is None where the text holds nothing but comments, or cannot be read at all."""

    root: Node | None
    problems: tuple[Problem, ...]


class _Unreadable(Exception):  # noqa: N818 - ends the reading, is not passed on
    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class _Open:
    """A sequence or mapping whose end has not been seen; a mapping alternates keys and values."""

    def __init__(self, line: int, anchor: str | None) -> None:
        self.line = line
        self.anchor = anchor
        self.nodes: list[Node] = []
        self.size = 1


def read_yaml(text: str) -> Document:
    """Read one YAML document; whatever is wrong with it as YAML is among the problems, nothing is raised."""
    text = text.removeprefix("\ufeff")
    # a file that is no text at all has one in every line
    unprintable = tuple(islice(_unprintable(text), 20))
    if unprintable:
        return Document(None, unprintable)
    builder = _Builder()
    try:
        root = builder.document(_events(text))
    except _Unreadable as error:
        return Document(None, (*builder.problems, error.problem))
    return Document(root, tuple(builder.problems))


def _unprintable(text: str) -> Iterator[Problem]:
    # compiling the pattern takes longer than reading a small file: Python's own word first
    if all(map(str.isprintable, text.splitlines())):
        return
    for number, line in enumerate(re.split(_LINE_BREAK, text), start=1):
        if match := re.search(_UNPRINTABLE, line):
            message = f"line {number} holds a character that YAML forbids: {match.group()!r}"
            yield Problem("config-syntax", message, "remove it; save the file as UTF-8 text", number)


def _events(text: str) -> "Iterator[yaml.Event]":
    import yaml

    try:
        yield from yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.MarkedYAMLError as error:
        raise _Unreadable(_syntax_problem(error, re.split(_LINE_BREAK, text))) from None
    except (yaml.YAMLError, ValueError) as error:
        raise _Unreadable(Problem("config-syntax", f"is not YAML: {quoted(str(error))}")) from None


def _syntax_problem(error: "yaml.MarkedYAMLError", lines: list[str]) -> Problem:
    mark = error.problem_mark or error.context_mark
    number = min(mark.line, len(lines) - 1) + 1 if mark and lines else 1
    found = lines[number - 1].strip(" ") if lines else ""
    # the end of the file tells nothing: the quote or bracket left open does
    if error.context_mark and not found:
        number = min(error.context_mark.line, len(lines) - 1) + 1
        found = lines[number - 1].strip(" ")
    said = f"{error.context or ''} {error.problem or ''}".strip()
    if "maximum nesting depth" in said:  # libyaml has a bound of its own since 0.2.6, and reads ahead
        return _too_deep(number)
    if "\t" in found[: len(found) - len(found.lstrip())]:
        hint = "indent with spaces, not with tabs"
    else:
        hint = next((hint for part, hint in _HINTS if part in said), "check the indentation and the quotes")
    return Problem("config-syntax", f"is not YAML: {said}: {quoted(found)}", hint, number)


def _too_deep(line: int) -> Problem:
    return Problem("config-too-large", f"more than {MAX_DEPTH} levels of nesting", "write it flat", line)


class _Builder:
    """Nodes from the parser's events, without recursion: nesting of any depth ends in a problem."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self._open: list[_Open] = []
        self._anchors: dict[str, tuple[Node, int]] = {}
        self._root: Node | None = None

    def document(self, events: "Iterator[yaml.Event]") -> Node | None:
        steps: dict[str, Callable[[Any], None]] = {
            "ScalarEvent": self._scalar,
            "AliasEvent": self._alias,
            "SequenceStartEvent": self._begin,
            "MappingStartEvent": self._begin,
            "SequenceEndEvent": self._end_sequence,
            "MappingEndEvent": self._end_mapping,
        }
        documents = 0
        for event in events:
            kind = type(event).__name__
            if kind == "DocumentStartEvent":
                documents += 1
                if documents > 1:
                    line = _line(event)
                    raise _Unreadable(
                        Problem("config-syntax", "a second document begins", "keep what stands above '---'", line)
                    )
            elif kind in steps:
                steps[kind](event)
        root = self._root
        return None if isinstance(root, Scalar) and root.null else root

    def _scalar(self, event: Any) -> None:
        self._check_tag(event)
        plain = event.implicit[0]
        null = (plain and event.value in _NULLS) or (event.tag or "").endswith("2002:null")
        self._add(Scalar(event.value, _line(event), null), 1, event.anchor)

    def _alias(self, event: Any) -> None:
        known = self._anchors.get(event.anchor)
        if known is None:
            message = f"no anchor is named {quoted(event.anchor)} above this line"
            hint = "quote a value that begins with *"
            raise _Unreadable(Problem("config-syntax", message, hint, _line(event)))
        self._add(*known, None)

    def _end_sequence(self, _event: Any) -> None:
        done = self._open.pop()
        self._add(Listing(tuple(done.nodes), done.line), done.size, done.anchor)

    def _end_mapping(self, _event: Any) -> None:
        done = self._open.pop()
        self._add(Table(self._pairs(done), done.line), done.size, done.anchor)

    def _begin(self, event: Any) -> None:
        self._check_tag(event)
        if len(self._open) >= MAX_DEPTH:
            raise _Unreadable(_too_deep(_line(event)))
        self._open.append(_Open(_line(event), event.anchor))

    def _add(self, node: Node, size: int, anchor: str | None) -> None:
        if anchor is not None:
            self._anchors[anchor] = (node, size)
        if not self._open:
            self._root = node
            return
        parent = self._open[-1]
        parent.nodes.append(node)
        parent.size += size
        if parent.size > MAX_NODES:
            message = f"more than {MAX_NODES:,} values, aliases written out"
            raise _Unreadable(Problem("config-too-large", message, "use fewer aliases", parent.line))

    def _check_tag(self, event: Any) -> None:
        if event.tag not in (None, "!") and event.tag not in _CORE_TAGS:
            message = f"a tag means nothing here: {quoted(event.tag)}"
            hint = "remove it, or quote a value that begins with !"
            self.problems.append(Problem("config-syntax", message, hint, _line(event)))

    def _pairs(self, table: _Open) -> tuple[tuple[Scalar, Node], ...]:
        own: dict[str, tuple[Scalar, Node]] = {}
        merged: dict[str, tuple[Scalar, Node]] = {}
        nodes = iter(table.nodes)
        for key, value in zip(nodes, nodes, strict=True):
            if not isinstance(key, Scalar):
                message = f"a key is text, not a {'list' if isinstance(key, Listing) else 'mapping'}"
                self.problems.append(Problem("config-wrong-type", message, "quote the key", key.line))
            elif key.text == "<<":
                for pair in self._merge_pairs(value, key.line):
                    merged.setdefault(pair[0].text, pair)
            elif key.text in own:
                message = f"key {quoted(key.text)} is written twice, first in line {own[key.text][0].line}"
                self.problems.append(Problem("config-duplicate-key", message, "keep one of the two", key.line))
            else:
                own[key.text] = (key, value)
        return (*own.values(), *(pair for text, pair in merged.items() if text not in own))

    def _merge_pairs(self, value: Node, line: int) -> Iterator[tuple[Scalar, Node]]:
        for source in value.items if isinstance(value, Listing) else (value,):
            if isinstance(source, Table):
                yield from source.pairs
            else:
                message = "the merge key '<<' takes an alias of a mapping"
                self.problems.append(Problem("config-wrong-type", message, "write it as <<: *name", line))


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1
