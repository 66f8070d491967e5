"""Front matter that is meant as YAML but is not, read field by field.

Scrapers and people write front matter that no YAML parser accepts: titles in several layers of quotes or with a colon
and a space, values that begin with `@` or `[tag]`, tabs. Each top-level field is read alone; one that still is not YAML
is taken as text and reported with its line.
"""

import re
from collections.abc import Iterator
from itertools import takewhile
from typing import NamedTuple

from feedmaker.loader.frontmatter import from_yaml
from feedmaker.loader.frontmatter.other_languages import KEYS
from feedmaker.loader.frontmatter.result import (
    KNOWN_KEYS,
    MAX_LENGTH,
    Field,
    FieldMapping,
    are_article_keys,
    collect_fields,
)
from feedmaker.problems import Problem
from feedmaker.text.messages import quoted

#: Keys in other scripts, in which a colon may be a wide one, and one of a sentence as well.
_OTHER_KEYS = "|".join(sorted((key for keys in KEYS.values() for key in keys if not key.isascii()), reverse=True))
#: `title: A walk`, `"a key": x`, `title:A walk`, `title：A walk`, `draft = true`. Without a space after the colon the
#: key must be a plain name, and no URL follows; with an equals sign it is one that decides about publication.
_FIELD = re.compile(
    r"""([ \t]*)(?:"([^"\n]{1,80})"|'([^'\n]{1,80})'|(\w[\w .@/-]{0,60}?))[ \t]*:(?:[ \t]+(.*)|$)"""
    rf"|([ \t]*)((?:[A-Za-z_][\w-]{{0,40}}|{_OTHER_KEYS})(?=[:：](?!//))"
    r"|(?i:title|date|draft|published|private|hidden|status|visibility|password)(?=[ \t]*=))[ \t]*[:：=]+\s*(\S.*)$"
)
_FLAG = re.compile(
    r"[\"']?(?:true|false|yes|no|on|off|draft|unpublished|private|hidden|unlisted|members|paid)[\"']?", re.IGNORECASE
)
_ITEM = re.compile(r"[ \t]*-(?:[ \t]+(.*)|$)")
_INLINE_LIST = re.compile(r"\[(.*)\]\Z")
#: Invisible characters at the beginning of a line.
_ZERO_WIDTH = re.compile(r"^[\u200b-\u200f\u2060\ufeff]++", re.MULTILINE)
#: White space and dashes at the beginning of a line.
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
    #: False for `key:value` and the like.
    spaced: bool
    first: _Line
    below: list[_Line]


def is_field(line: str) -> bool:
    """Return True if the line begins a field."""
    return _FIELD.match(line) is not None


def key_of(line: str) -> str:
    """Return the key that the line begins with, in lower case, or an empty string."""
    match = _FIELD.match(line)
    return _key(match).strip().lower() if match else ""


def _key(match: re.Match[str]) -> str:
    return match[2] or match[3] or match[4] or match[7]


def field_lines(text: str, start: int) -> list[str]:
    """Return the lines from `start` on that are fields, up to the first blank line or text."""
    lines: list[str] = []
    for line in text[start : start + MAX_LENGTH].split("\n"):
        continues = bool(lines) and (line[:1] in (" ", "\t", "#") or line.startswith("- "))
        if not line.strip() or not (continues or is_field(line)):
            break
        lines.append(line)
    return lines


def are_article_fields(lines: list[str]) -> bool:
    """Return True if these lines are fields of an article, not text above a rule or a setext heading."""
    keys: list[str] = []
    after_blank = in_list = False
    for line in lines:
        if is_field(line):
            keys.append(key_of(line))
            in_list = line.rstrip().endswith(":")
        # The items of a list may follow a blank line, other text may not.
        elif line[:1] not in ("", " ", "\t", "#", "-") or (
            line.strip() and after_blank and not (in_list and line[0] == "-")
        ):
            return False
        after_blank = not line.strip()
    return are_article_keys(keys)


def read(head: str, first_line: int, error: from_yaml.YamlError) -> FieldMapping:
    """Read front matter that `from_yaml.read` refused with `error`; there is at least one problem about it."""
    head, removed = from_yaml.remove_illegal(_ZERO_WIDTH.sub("", head), first_line)
    lines = [_Line(number, text) for number, text in enumerate(head.split("\n"), first_line)]
    problems: list[Problem] = []
    fields = [field for block in _blocks(lines, problems) for field in _read_block(block, problems, 0)]
    if not problems:
        message = f"front matter is not YAML ({error.message}) and was read field by field"
        hint = "check the indentation and the quotes of this line and the one above"
        problems.append(Problem("front-matter-recovered", message, hint, error.line or first_line))
    return collect_fields(fields, removed + problems)


def strip_quotes(written: str) -> str:
    """Remove all layers of quotes around a text; quotes that belong to the text stay."""
    text = written.strip()
    for _ in range(_MAX_QUOTES):
        if len(text) < 2 or text[0] != text[-1] or text[0] not in "\"'":
            break
        mark = text[0]
        layers = min(len(text) - len(text.lstrip(mark)), len(text) - len(text.rstrip(mark)))
        if layers * 2 >= len(text):
            return ""
        inside = text[layers:-layers]
        nested = inside[0] == inside[-1] and inside[0] in "\"'"
        if layers == 1 and not nested and _ends_quotation(inside, mark):
            return text
        text = inside
    return text[1:].strip() if text[:1] in ('"', "'") and text.count(text[0]) == 1 else text


def _ends_quotation(inside: str, mark: str) -> bool:
    """Return True if the first quote inside a quoted text ends a quotation, as in `"Here" and "there"`."""
    at = inside.find(mark)
    return at > 0 and not inside[at - 1].isspace() and not inside[at + 1 : at + 2].isalnum()


def _blocks(lines: list[_Line], problems: list[Problem]) -> Iterator[_Block]:
    """Divide lines into fields; a key that is indented no deeper than the field above begins the next one."""
    block: _Block | None = None
    for line in lines:
        match = _FIELD.match(line.text)
        if match and (block is None or _begins_field(match, block)):
            if block is not None:
                yield block
            spaced = match[7] is None
            rest = (match[5] if spaced else match[8]) or ""
            block = _Block(_indent(match), _key(match), rest, spaced, first=line, below=[])
        elif block is not None:
            block.below.append(line)
        elif line.text.strip() and not line.text.lstrip().startswith("#"):
            problems.append(_left_out(line))
    if block is not None:
        yield block


def _begins_field(match: re.Match[str], block: _Block) -> bool:
    # A scalar has no fields below it, and a flag has no continuation: a key that is indented below was indented by
    # mistake.
    below_scalar = _FLAG.fullmatch(block.rest.partition(" #")[0].strip()) or (
        bool(block.rest.strip(" |>+-")) and _key(match).lower() in KNOWN_KEYS
    )
    return _indent(match) <= block.indent or bool(below_scalar)


def _indent(match: re.Match[str]) -> int:
    return len(match[1] or match[6] or "")


def _read_block(block: _Block, problems: list[Problem], nesting: int) -> Iterator[Field]:
    """Read one field as YAML, as YAML without tabs, or as text; yield nothing if that fails."""
    line = block.first.number
    texts = [block.first.text, *(below.text for below in block.below)]
    expanded = [_MARGIN.sub(lambda margin: margin[0].expandtabs(4), text, count=1) for text in texts]
    tabbed = [at for at, (old, new) in enumerate(zip(texts, expanded, strict=True), line) if old != new]
    if block.spaced and (value := _parse_yaml([text[block.indent :] for text in texts], line, problems)):
        tabbed = tabbed if texts[0].startswith("\t") else []
    elif block.spaced and tabbed and (value := _parse_yaml([expanded[0].lstrip(), *expanded[1:]], line, problems)):
        pass
    else:
        yield from _repair(block, problems, nesting)
        return
    if tabbed:
        message = f"{quoted(block.key)} is indented with a tab, which YAML forbids"
        problems.append(Problem("front-matter-tab", message, "indent with spaces", tabbed[0]))
    yield Field(block.key, value[0], line)


def _parse_yaml(texts: list[str], line: int, problems: list[Problem]) -> tuple[object] | None:
    """Read the lines of one field as YAML: its value in a tuple, None if they are not one field in YAML."""
    try:
        fields = from_yaml.read("\n".join(texts), line)
    except from_yaml.YamlError:
        return None
    if len(fields.values) != 1:
        return None
    problems.extend(fields.problems)
    return (next(iter(fields.values.values())),)


def _repair(block: _Block, problems: list[Problem], nesting: int) -> Iterator[Field]:
    line = block.first.number
    rest = block.rest.strip()
    below = [entry for entry in block.below if entry.text.strip() and not entry.text.lstrip().startswith("#")]
    if not rest or rest[0] in "|>":
        value = _collection(below, problems, nesting) if not rest else _join(below)
        if value is None:
            problems.append(_left_out(block.first))
        else:
            yield Field(block.key, value, line)
        return
    # What is indented continues the text above; a line at the margin does not.
    more = list(takewhile(lambda entry: entry.text[:1].isspace() and not _ITEM.match(entry.text), below))
    rest = f"{rest} {_join(more)}" if more else rest
    value = strip_quotes(rest)
    if not block.spaced and _INLINE_LIST.match(rest) and (read := _parse_yaml([f"{block.key}: {rest}"], line, [])):
        value = read[0]
    written = f"{block.key}: {rest}" if block.spaced else block.first.text.strip()
    hint = f"write {block.key}: {_yaml_quoted(value)}" if isinstance(value, str) else "put a space after the colon"
    message = f"{quoted(written)} is not YAML, read as {quoted(str(value))}"
    problems.append(Problem("front-matter-recovered", message, hint, line))
    problems.extend(map(_left_out, below[len(more) :]))
    yield Field(block.key, value, line)


def _collection(below: list[_Line], problems: list[Problem], nesting: int) -> object:
    """Read the lines below a key as a list or as fields, whatever their indentation; None if they are neither."""
    if not below:
        return None
    items = [_ITEM.match(entry.text) for entry in below]
    if all(items):
        _report_indentation(below[0], problems)
        return [_read_item((match[1] or "").strip()) for match in items if match]
    if nesting < _MAX_NESTING and is_field(below[0].text):
        _report_indentation(below[0], problems)
        blocks = _blocks(below, problems)
        return {field.key: field.value for block in blocks for field in _read_block(block, problems, nesting + 1)}
    return None


def _report_indentation(line: _Line, problems: list[Problem]) -> None:
    message = f"{quoted(line.text.strip())} and the lines below are not YAML and were read line by line"
    problems.append(Problem("front-matter-recovered", message, "indent these lines alike, with spaces", line.number))


def _read_item(written: str) -> object:
    """Read a list item as YAML if it is a scalar, else as text."""
    if ": " not in written and not written.startswith("- "):
        value = _parse_yaml([f"item: {written}"], 1, [])
        if value:
            return value[0]
    return strip_quotes(written)


def _join(lines: list[_Line]) -> str:
    return " ".join(line.text.strip() for line in lines)


def _yaml_quoted(text: str) -> str:
    """Return a text as YAML's single-quoted scalar, truncated for a message."""
    inside = (text if len(text) <= 60 else text[:59] + "…").replace("'", "''")
    return f"'{inside}'"


def _left_out(line: _Line) -> Problem:
    message = f"front matter line is not `key: value` and was left out: {quoted(line.text.strip())}"
    hint = "write it as key: value, or remove it"
    return Problem("front-matter-line-unreadable", message, hint, line.number)
