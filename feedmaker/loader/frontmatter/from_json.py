"""JSON front matter: an object that the body follows (Hugo), or Hexo's members that `;;;` ends."""

import json
import re
from collections import Counter
from collections.abc import Iterator

from feedmaker.loader.frontmatter.field_lists import Found
from feedmaker.loader.frontmatter.result import MAX_LENGTH, Fields, gather, line_at
from feedmaker.problems import Problem
from feedmaker.text.messages import quoted

_TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+"|[{}\[\]]')
_COLON = re.compile(r"\s*:")
_OPENING = re.compile(r'\{\s*(?:"|\})')
_REST_OF_LINE = re.compile(r"[ \t]*\n?")
_CLOSING_LINE = re.compile(r"^\}[ \t]*(?:\n|\Z)", re.MULTILINE)
_MEMBER = re.compile(r'[ \t]*"([^"\n]{1,80})"[ \t]*:[ \t]*(.+?),?[ \t]*$')
_HEXO_CLOSING = re.compile(r"^;{3,}[ \t]*(?:\n|\Z)", re.MULTILINE)


def read(text: str, start: int) -> Found | None:
    """Read the object that `text` holds at `start`; None where that is no object."""
    if not _OPENING.match(text, start):
        return None
    line = line_at(text, start)
    try:
        value, end = _DECODER.raw_decode(text[: start + MAX_LENGTH], start)
    except (ValueError, RecursionError) as error:
        return _recovered(text, start, str(error))
    fields = _gather(text[start:end], line, value)
    rest = _REST_OF_LINE.match(text, end)
    return Found(fields, rest.end() if rest else end)


def members(text: str, start: int) -> Found | None:
    """Read Hexo's form, members without braces closed by `;;;`; None where there is no such head."""
    closing = _HEXO_CLOSING.search(text, start, start + MAX_LENGTH)
    if closing is None:
        return None
    inside = text[start : closing.start()].strip().removesuffix(",")
    try:
        value, end = _DECODER.raw_decode(inside if inside.startswith("{") else "{" + inside + "}")
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, _Pairs) or not end:
        return None
    lead = len(text[start:]) - len(text[start:].lstrip())
    shift = "" if inside.startswith("{") else "{"
    return Found(_gather(shift + inside, line_at(text, start + lead), value), closing.end())


class _Pairs(dict[str, object]):
    """An object that remembers which of its keys were given twice."""

    twice: tuple[str, ...] = ()


def _pairs(members: list[tuple[str, object]]) -> _Pairs:
    result = _Pairs(members)
    if len(result) < len(members):
        count = Counter(key for key, _ in members)
        result.twice = tuple(key for key, times in count.items() if times > 1)
    return result


def _nothing(_constant: str) -> None:
    """NaN and Infinity are not JSON (RFC 8259, section 6) and mean nothing in metadata."""


_DECODER = json.JSONDecoder(object_pairs_hook=_pairs, parse_constant=_nothing, strict=False)


def _gather(source: str, first_line: int, value: object) -> Fields:
    values = value if isinstance(value, _Pairs) else _Pairs()
    lines = dict(_keys(source, first_line))
    problems = [
        Problem(
            "key-twice", f"{quoted(key)} is given twice; the last one counts", "keep one of the two", lines.get(key)
        )
        for key in values.twice
    ]
    return gather(((key, entry, lines.get(key, first_line)) for key, entry in values.items()), problems)


def _keys(source: str, first_line: int) -> Iterator[tuple[str, int]]:
    """Yield the keys of the outermost object and their lines."""
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


def _recovered(text: str, start: int, failure: str) -> Found | None:
    """Read an object that is not JSON line by line, up to a line that begins with its closing brace."""
    closing = _CLOSING_LINE.search(text, start, start + MAX_LENGTH)
    if closing is None:
        return None
    first_line = line_at(text, start)
    fields: list[tuple[str, object, int]] = []
    problems = [Problem("front-matter-recovered", f"front matter is not JSON: {failure}", "correct it", first_line)]
    for number, line in enumerate(text[start : closing.start()].split("\n"), first_line):
        match = _MEMBER.match(line)
        if match:
            fields.append((match[1], _member(match[2]), number))
        elif line.strip(" \t{}[],"):
            message = f"front matter line is not JSON and was left out: {quoted(line.strip())}"
            problems.append(Problem("front-matter-line-unreadable", message, 'write it as "key": "value",', number))
    return Found(gather(fields, problems), closing.end()) if fields else None


def _member(raw: str) -> object:
    try:
        value: object = _DECODER.decode(raw)
    except (ValueError, RecursionError):
        return raw.strip("\"'[]{} ")
    return value
