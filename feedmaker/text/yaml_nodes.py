"""YAML text → nodes that know their line, with every scalar as written (`1.10`, `on` and `no` stay text).

They are smaller than those of PyYAML, which front matter reads (`yaml_parser`).
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple, TypeAlias

import yaml

from feedmaker.problems import Problem
from feedmaker.text.messages import quoted
from feedmaker.text.xml_characters import NOT_YAML
from feedmaker.text.yaml_parser import (
    MAX_DEPTH,
    MAX_NODES,
    compose,
    has_standard_tag,
    is_merge_key,
    is_null,
    split_merged,
)

_LINE_BREAK = "\r\n|[\n\r\x85\u2028\u2029]"
#: `title：T` and `title:T`: the parser names a line below it.
_NO_COLON = re.compile(r"[ \t]*(?:- +)?([A-Za-z_]\w{0,40})(?:：|:(?=[^\s/:]))[ \t]*+(.*)")
#: Lines above the one that the parser names in which such a key is searched.
_ABOVE = 3
# A part of the parser's message (of libyaml's or of the pure Python parser's) → hint.
_HINTS = (
    ("mapping values are not allowed", "quote a value that contains ': ', and check the indentation of this line"),
    ("tab", "indent with spaces, not with tabs"),
    ("anchor", "quote a value that begins with &"),
    ("undefined alias", "quote a value that begins with *"),
    ("an alias", "quote a value that begins with *"),
    ("cannot start any token", "quote a value that begins with @, %, ` or a tab"),
    ("escape character", "write / instead of \\, or single quotes instead of double ones"),
    ("quoted scalar", "close the quotes, and double a single quote inside single quotes"),
    ("plain scalar", "quote a value that contains a colon"),
    ("flow mapping", "close the {, and quote a value that begins with {"),
    ("flow sequence", "close the [, and quote a value that begins with ["),
    ("directive", "quote a value that begins with %"),
    ("block mapping", "check the indentation and the quotes of this line and the one above"),
    ("block collection", "write a list as lines that begin with '- ', all with the same indentation"),
    ("could not find expected ':'", "write `key: value`, with a space after the colon"),
    ("another document", "keep only what is above '---'"),
    ("document start", "keep one document: quote or remove what follows '---' or '...'"),
)


class Scalar(NamedTuple):
    """Text as written with quotes and escapes resolved; `null` for a plain `~`, `null` or nothing."""

    text: str
    #: Counted from 1; None for a node that was not read from a file.
    line: int | None
    null: bool = False


class Listing(NamedTuple):
    """A sequence."""

    items: tuple["Node", ...]
    line: int | None


class Table(NamedTuple):
    """A mapping: each key once in the order written, merge keys resolved."""

    pairs: tuple[tuple[Scalar, "Node"], ...]
    line: int | None


Node: TypeAlias = Scalar | Listing | Table


class Document(NamedTuple):
    """`root` is None if the text contains nothing but comments, or cannot be read at all."""

    root: Node | None
    problems: tuple[Problem, ...]


class _UnreadableError(Exception):
    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def read_yaml(text: str) -> Document:
    """Read one YAML document; everything that is wrong with it as YAML is among the problems, nothing is raised."""
    text = text.removeprefix("\ufeff")
    # a file that is not text at all has one in every line
    illegal = tuple(islice(_illegal_characters(text), 20))
    if illegal:
        return Document(None, illegal)
    reader = _Reader()
    try:
        composed = compose(text)
        root = reader.read(composed) if composed is not None else None
    except _UnreadableError as error:
        return Document(None, (*reader.problems, error.problem))
    except yaml.MarkedYAMLError as error:
        return Document(None, (_syntax_problem(error, re.split(_LINE_BREAK, text)),))
    except (yaml.YAMLError, ValueError) as error:
        return Document(None, (Problem("config-syntax", f"is not YAML: {quoted(str(error))}"),))
    is_empty = isinstance(root, Scalar) and root.null
    return Document(None if is_empty else root, tuple(dict.fromkeys(reader.problems)))


def _illegal_characters(text: str) -> Iterator[Problem]:
    # compiling the pattern takes longer than reading a small file
    if all(map(str.isprintable, text.splitlines())):
        return
    for number, line in enumerate(re.split(_LINE_BREAK, text), start=1):
        if match := re.search(NOT_YAML, line):
            message = f"line {number} has a character that YAML forbids: {quoted(match[0])}"
            yield Problem("config-syntax", message, "remove it; save the file as UTF-8 text", number)


def _syntax_problem(error: yaml.MarkedYAMLError, lines: list[str]) -> Problem:
    mark = error.problem_mark or error.context_mark
    number = min(mark.line, len(lines) - 1) + 1 if mark and lines else 1
    found = lines[number - 1].strip(" ") if lines else ""
    # the end of the file does not help: the quote or bracket left open does
    if error.context_mark and not found:
        number = min(error.context_mark.line, len(lines) - 1) + 1
        found = lines[number - 1].strip(" ")
    said = f"{error.context or ''} {error.problem or ''}".strip()
    if "nesting" in said:  # libyaml has a limit of its own since 0.2.6, and reads ahead
        return _too_deep(number)
    for above in range(number, max(number - _ABOVE, 1) - 1, -1):
        if key := _NO_COLON.match(lines[above - 1]):
            message = f"is not YAML: no colon and space behind a key: {quoted(lines[above - 1].strip())}"
            return Problem("config-syntax", message, f"write {key[1]}: {key[2][:60]}".rstrip(), above)
    if "\t" in found[: len(found) - len(found.lstrip())]:
        hint = "indent with spaces, not with tabs"
    else:
        hint = next((hint for part, hint in _HINTS if part in said), "check the indentation and the quotes")
    return Problem("config-syntax", f"is not YAML: {said}: {quoted(found)}", hint, number)


def _too_deep(line: int | None) -> Problem:
    return Problem("config-too-large", f"more than {MAX_DEPTH} levels of nesting", "use fewer levels of nesting", line)


class _Reader:
    """Turns the nodes of one document into ours, with aliases written out."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self._nodes = 0
        self._open: set[int] = set()

    def _count(self) -> None:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            message = f"more than {MAX_NODES:,} values, aliases written out"
            raise _UnreadableError(Problem("config-too-large", message, "use fewer aliases"))

    def read(self, node: yaml.Node) -> Node:
        self._count()
        line = int(node.start_mark.line) + 1
        if not has_standard_tag(node):
            message = f"YAML tag {quoted(node.tag)} has no meaning here"
            self.problems.append(Problem("config-syntax", message, "remove it, or quote the value", line))
        if isinstance(node, yaml.ScalarNode):
            return Scalar(node.value, line, is_null(node))
        if id(node) in self._open:
            raise _UnreadableError(Problem("config-syntax", "an alias contains itself", "remove the alias", line))
        if len(self._open) >= MAX_DEPTH:
            raise _UnreadableError(_too_deep(line))
        self._open.add(id(node))
        found: Node
        if isinstance(node, yaml.MappingNode):
            found = Table(tuple(self._pairs(node)), line)
        else:
            found = Listing(tuple(map(self.read, node.value)), line)
        self._open.discard(id(node))
        return found

    def _pairs(self, node: yaml.MappingNode) -> Iterator[tuple[Scalar, Node]]:
        own, merged = split_merged(node, self._count)
        lines: dict[str, int | None] = {}
        for key_node, value_node in own:
            key, value = self.read(key_node), self.read(value_node)
            if not isinstance(key, Scalar):
                message = f"a key is text, not a {'list' if isinstance(key, Listing) else 'mapping'}"
                self.problems.append(Problem("config-wrong-type", message, "quote the key", key.line))
            elif is_merge_key(key_node):
                message = "the merge key '<<' takes an alias of a mapping"
                self.problems.append(Problem("config-wrong-type", message, "write it as <<: *name", key.line))
            elif key.text in lines:
                message = f"key {quoted(key.text)} is written twice, first in line {lines[key.text]}"
                self.problems.append(Problem("config-duplicate-key", message, "keep one of the two", key.line))
            else:
                lines[key.text] = key.line
                yield key, value
        for key_node, value_node in merged:
            if isinstance(key := self.read(key_node), Scalar):
                yield key, self.read(value_node)
