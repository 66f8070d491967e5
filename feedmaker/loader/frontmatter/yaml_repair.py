"""YAML front matter that is not YAML, read field by field.

Scrapers and people write heads that no YAML parser accepts: titles quoted again and again, values that begin with
`@` or `[tag]`, tabs, a colon and a space in a title. Each top-level field is read alone; one that still is not YAML
is taken as the text it plainly is, and reported with its line.
"""

import re
from collections.abc import Iterator
from itertools import takewhile
from typing import NamedTuple

from feedmaker.loader.frontmatter import from_yaml
from feedmaker.loader.frontmatter.result import KNOWN_KEYS, Fields, gather
from feedmaker.problems import Problem
from feedmaker.text.messages import quoted

#: A key at the beginning of a line. Without a space after the colon it must be a plain name, and no URL.
_FIELD = re.compile(
    r"""([ \t]*)(?:"([^"\n]{1,80})"|'([^'\n]{1,80})'|(\w[\w .@/-]{0,60}?))[ \t]*:(?:[ \t]+(.*)|$)"""
    r"|([ \t]*)([A-Za-z_][\w-]{0,40})[:：](?!//)[ \t]*(\S.*)$"
)

_ITEM = re.compile(r"[ \t]*-(?:[ \t]+(.*)|$)")

#: A value that looks like a list or an object, closed in its line.
_INLINE_LIST = re.compile(r"\[(.*)\]\Z")

#: White space and dashes that a line begins with.
_MARGIN = re.compile(r"[ \t]*(?:-[ \t]+)*")

_MAX_NESTING = 4

#: Layers of quotes of alternating kind.
_MAX_QUOTES = 20


class _Line(NamedTuple):
    number: int
    text: str


class _Block(NamedTuple):
    """A field: the key, what follows the colon, and the lines below that belong to it."""

    indent: int
    key: str
    rest: str
    #: False for `key:value`.
    spaced: bool
    first: _Line
    below: list[_Line]


def has_fields(head: str) -> bool:
    """Tell whether a line of `head` is `key: value`, so that it can be front matter at all."""
    return any(_FIELD.match(line) for line in head.split("\n"))


def is_field(line: str) -> bool:
    """Tell whether a line begins a field."""
    return _FIELD.match(line) is not None


def key_of(line: str) -> str:
    """Return the key that `line` begins with in lower case, empty where it begins with none."""
    match = _FIELD.match(line)
    return (match[2] or match[3] or match[4] or match[7]).strip().lower() if match else ""


def read(head: str, first_line: int, failure: from_yaml.UnreadableError) -> Fields:
    """Read a head that `from_yaml.read` refused with `failure`; at least one problem says so."""
    lines = [_Line(number, text) for number, text in enumerate(head.split("\n"), first_line)]
    problems: list[Problem] = []
    fields = [
        (block.key, *reading)
        for block in _blocks(lines, problems)
        if (reading := _reading(block, problems, 0)) is not None
    ]
    if not problems:
        message = f"front matter is not YAML ({failure.message}) and was read field by field"
        problems.append(Problem("front-matter-recovered", message, "correct it", failure.line or first_line))
    return gather(fields, problems)


def unquoted(raw: str) -> str:
    """Remove the quotes that were put around a text, however often, and keep those that belong to it."""
    text = raw.strip()
    for _ in range(_MAX_QUOTES):
        if len(text) < 2 or text[0] != text[-1] or text[0] not in "\"'":
            break
        mark = text[0]
        ahead = len(text) - len(text.lstrip(mark))
        behind = len(text) - len(text.rstrip(mark))
        layers = min(ahead, behind)
        if layers * 2 >= len(text):
            return ""
        inside = text[layers:-layers]
        nested = inside[0] == inside[-1] and inside[0] in "\"'"
        if layers == 1 and not nested and _closes(inside, mark):
            return text
        text = inside
    return text[1:].strip() if text[:1] in ('"', "'") and text.count(text[0]) == 1 else text


def _closes(inside: str, mark: str) -> bool:
    """Tell whether the first quote mark within a quoted text ends a quotation, as in `"Here" and "there"`."""
    at = inside.find(mark)
    return at > 0 and not inside[at - 1].isspace() and not inside[at + 1 : at + 2].isalnum()


def _blocks(lines: list[_Line], problems: list[Problem]) -> Iterator[_Block]:
    """Divide lines into fields: a key that is indented no deeper than the field before it begins the next."""
    block: _Block | None = None
    for line in lines:
        match = _FIELD.match(line.text)
        indent = len(match[1] or match[6] or "") if match else 0
        key = match[2] or match[3] or match[4] or match[7] if match else ""
        # A scalar has no fields below it: a key of articles that is indented there has only slipped.
        slipped = block is not None and block.rest.strip(" |>+-") and key.lower() in KNOWN_KEYS
        if match and (block is None or indent <= block.indent or slipped):
            if block is not None:
                yield block
            spaced = match[7] is None
            block = _Block(indent, key, (match[5] if spaced else match[8]) or "", spaced, line, [])
        elif block is not None:
            block.below.append(line)
        elif line.text.strip() and not line.text.lstrip().startswith("#"):
            problems.append(_lost(line))
    if block is not None:
        yield block


def _reading(block: _Block, problems: list[Problem], nesting: int) -> tuple[object, int] | None:
    """Read one field: value and line; None where nothing can be made of it."""
    line = block.first.number
    texts = [block.first.text, *(below.text for below in block.below)]
    if block.spaced:
        reading = _yaml([text[block.indent :] for text in texts], line, problems)
        if reading is not None:
            if texts[0].startswith("\t"):
                problems.append(_tab(block.key, line))
            return reading[0], line
    untabbed = [_MARGIN.sub(lambda margin: margin[0].expandtabs(4), text, count=1) for text in texts]
    if block.spaced and untabbed != texts:
        reading = _yaml([untabbed[0].lstrip(), *untabbed[1:]], line, problems)
        if reading is not None:
            tabbed = next(at for at, (old, new) in enumerate(zip(texts, untabbed, strict=True), line) if old != new)
            problems.append(_tab(block.key, tabbed))
            return reading[0], line
    return _repaired(block, problems, nesting)


def _yaml(texts: list[str], line: int, problems: list[Problem]) -> tuple[object] | None:
    """Read the lines of one field as YAML; None where they are not one field of YAML."""
    try:
        fields = from_yaml.read("\n".join(texts), line)
    except from_yaml.UnreadableError:
        return None
    if len(fields.values) != 1:
        return None
    problems.extend(fields.problems)
    return (next(iter(fields.values.values())),)


def _repaired(block: _Block, problems: list[Problem], nesting: int) -> tuple[object, int] | None:
    line = block.first.number
    rest = block.rest.strip()
    below = [entry for entry in block.below if entry.text.strip() and not entry.text.lstrip().startswith("#")]
    if not rest or rest[0] in "|>":
        value = _collection(below, problems, nesting) if not rest else _folded(below)
        if value is None:
            problems.append(_lost(block.first))
            return None
        return value, line
    # What is indented goes on with the text above; a line at the margin does not.
    more = list(takewhile(lambda entry: entry.text[:1].isspace() and not _ITEM.match(entry.text), below))
    below = below[len(more) :]
    rest = " ".join([rest, *(entry.text.strip() for entry in more)])
    inline = _INLINE_LIST.match(rest)
    text: object = unquoted(rest)
    if inline and not block.spaced:
        reading = _yaml([f"{block.key}: {rest}"], line, [])
        text = reading[0] if reading else text
    shape = f"{block.key}: {rest}" if block.spaced else f"{block.key}:{rest}"
    remedy = f"write {block.key}: {_quoted(text)}" if isinstance(text, str) else "put a space after the colon"
    message = f"{quoted(shape)} is not YAML, read as {quoted(str(text))}"
    problems.append(Problem("front-matter-recovered", message, remedy, line))
    problems.extend(_lost(entry) for entry in below)
    return text, line


def _collection(below: list[_Line], problems: list[Problem], nesting: int) -> object:
    """Read the lines below a key as a list or as fields, however they are indented; None where they are neither."""
    if not below:
        return None
    items = [_ITEM.match(entry.text) for entry in below]
    if all(items):
        _report_indentation(below[0], problems)
        return [_item((match[1] or "").strip()) for match in items if match]
    if nesting < _MAX_NESTING and is_field(below[0].text):
        _report_indentation(below[0], problems)
        fields: dict[str, object] = {}
        for block in _blocks(below, problems):
            reading = _reading(block, problems, nesting + 1)
            if reading is not None:
                fields[block.key] = reading[0]
        return fields
    return None


def _report_indentation(line: _Line, problems: list[Problem]) -> None:
    message = f"{quoted(line.text.strip())} and what follows is not YAML, read line by line"
    problems.append(Problem("front-matter-recovered", message, "indent all of it alike, with spaces", line.number))


def _item(raw: str) -> object:
    """Read a list item alone: YAML where it is a scalar, else the text as it stands."""
    if ": " not in raw and not raw.startswith("- "):
        reading = _yaml([f"item: {raw}"], 1, [])
        if reading is not None:
            return reading[0]
    return unquoted(raw)


def _folded(below: list[_Line]) -> str:
    return " ".join(entry.text.strip() for entry in below)


def _quoted(text: str) -> str:
    """Write a text as YAML's single-quoted scalar, cut for a message."""
    inside = (text if len(text) <= 60 else text[:59] + "…").replace("'", "''")
    return f"'{inside}'"


def _tab(key: str, line: int) -> Problem:
    message = f"{quoted(key)} is indented with a tab, which YAML forbids"
    return Problem("front-matter-tab", message, "indent with spaces", line)


def _lost(line: _Line) -> Problem:
    message = f"front matter line is not `key: value` and was left out: {quoted(line.text.strip())}"
    return Problem("front-matter-line-unreadable", message, "write it as key: value", line.number)


def looks_known(keys: set[str]) -> bool:
    """Tell whether keys are those of an article, not of a sentence with a colon in it."""
    return "title" in keys or "date" in keys or len(keys & KNOWN_KEYS) >= 2
