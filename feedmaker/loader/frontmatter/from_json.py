"""JSON front matter: an object before the body (Hugo), or members without braces before `;;;` (Hexo)."""

import json
import re
from collections.abc import Iterator

from feedmaker.loader.frontmatter.result import MAX_LENGTH, Field, FieldMapping, ParsedBlock, collect_fields, line_at
from feedmaker.problems import Problem
from feedmaker.text.messages import quoted

_TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+"|[{}\[\]]')
_COLON = re.compile(r"\s*:")
_OPENING = re.compile(r'\{\s*(?:"|\})')
_REST_OF_LINE = re.compile(r"[ \t]*\n?")
_CLOSING_LINE = re.compile(r"^\}[ \t]*(?:\n|\Z)", re.MULTILINE)
#: "title": "A walk",
_MEMBER = re.compile(r'[ \t{]*+"([^"\n]{1,80}+)"[ \t]*+:[ \t]*+([^\n]++)')
_OPENING_MEMBER = re.compile(r'\s*+\{?\s*+"[^"\n]{1,80}+"\s*+:')
_ARTICLE_MEMBER = re.compile(r'"(?:title|date|draft|published)"\s*+:', re.IGNORECASE)
_HEXO_CLOSING = re.compile(r"^;{3,}[ \t]*(?:\n|\Z)", re.MULTILINE)


#: Reads an integer of more than 64 bits, which other programs cannot, as text; NaN and Infinity, which are not JSON
#: (RFC 8259, section 6), as null.
_DECODER = json.JSONDecoder(
    parse_int=lambda digits: int(digits) if len(digits) < 19 else digits, parse_constant=lambda _: None, strict=False
)


def read(text: str, start: int) -> ParsedBlock | None:
    """Read the object that begins at `start`; None where there is none."""
    if not _OPENING.match(text, start):
        return None
    try:
        value, end = _DECODER.raw_decode(text[: start + MAX_LENGTH], start)
    except (ValueError, RecursionError) as error:
        return _recover(text, start, error)
    fields = _fields(text[start:end], line_at(text, start), value)
    rest = _REST_OF_LINE.match(text, end)
    return ParsedBlock(fields, rest.end() if rest else end)


def read_members(text: str, start: int) -> ParsedBlock | None:
    """Read members without braces that `;;;` closes; None where there are none."""
    closing = _HEXO_CLOSING.search(text, start, start + MAX_LENGTH)
    if closing is None:
        return None
    inside = text[start : closing.start()].strip().removesuffix(",")
    source = inside if inside.startswith("{") else "{" + inside + "}"
    try:
        value, _ = _DECODER.raw_decode(source)
    except (ValueError, RecursionError):
        return None
    blank = len(text[start:]) - len(text[start:].lstrip())
    return ParsedBlock(_fields(source, line_at(text, start + blank), value), closing.end())


def is_damaged(text: str, start: int) -> bool:
    """Return True if the members of an article begin at `start`, which `read` and `read_members` cannot read."""
    is_object = text.startswith("{", start) or _HEXO_CLOSING.search(text, start, start + MAX_LENGTH) is not None
    found = is_object and _OPENING_MEMBER.match(text, start) and _ARTICLE_MEMBER.search(text, start, start + MAX_LENGTH)
    return bool(found)


def _fields(source: str, first_line: int, members: dict[str, object]) -> FieldMapping:
    return collect_fields(Field(key, members[key], line) for key, line in _key_lines(source, first_line))


def _key_lines(source: str, first_line: int) -> Iterator[tuple[str, int]]:
    """Yield the keys of the outermost object and their lines; one that is given twice is yielded twice."""
    depth, line, counted = 0, first_line, 0
    for token in _TOKEN.finditer(source):
        mark = token[0]
        if mark in "{[":
            depth += 1
        elif mark in "}]":
            depth -= 1
        elif depth == 1 and _COLON.match(source, token.end()):
            line += source.count("\n", counted, token.start())
            counted = token.start()
            yield json.loads(mark, strict=False), line


def _recover(text: str, start: int, error: Exception) -> ParsedBlock | None:
    """Read an object that is not JSON line by line, up to a line that begins with its closing brace."""
    closing = _CLOSING_LINE.search(text, start, start + MAX_LENGTH)
    if closing is None:
        return None
    first_line = line_at(text, start)
    fields: list[Field] = []
    reason, line_of_error = str(error), first_line
    if isinstance(error, json.JSONDecodeError):
        reason, line_of_error = error.msg, error.lineno
    message = f"front matter is not JSON ({reason}) and was read line by line"
    problems = [Problem("front-matter-recovered", message, "check the quotes and commas", line_of_error)]
    for number, line in enumerate(text[start : closing.start()].split("\n"), first_line):
        match = _MEMBER.match(line)
        if match:
            fields.append(Field(match[1], _member_value(match[2].rstrip(" \t").removesuffix(",")), number))
        elif line.strip(" \t{}[],"):
            message = f'front matter line is not `"key": "value",` and was left out: {quoted(line.strip())}'
            problems.append(Problem("front-matter-line-unreadable", message, 'write it as "key": "value",', number))
    return ParsedBlock(collect_fields(fields, problems), closing.end()) if fields else None


def _member_value(written: str) -> object:
    try:
        value: object = _DECODER.decode(written)
    except (ValueError, RecursionError):
        return written.strip("\"'[]{} ")
    return value
