"""Heads without fences: `Key: value`, reStructuredText and Nikola fields, LCTT's `[#]: key: (value)`.

Every reader takes the text and the offset of its first line that is not blank, and gives the fields and the offset
of the body, or None where the text has no such head.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from feedmaker.loader.frontmatter import from_yaml, yaml_repair
from feedmaker.loader.frontmatter.result import MAX_LENGTH, Fields, gather, line_at


class Found(NamedTuple):
    """A head that was read, and the offset of what follows it."""

    fields: Fields
    end: int


class _Line(NamedTuple):
    text: str
    start: int
    #: Offset of the next line.
    end: int


#: Pelican and MultiMarkdown: a key of words, a colon, white space.
_HEADER = re.compile(r"([^\W\d_][\w -]{0,40}?)[ ]?:(?:[ \t]+(.*)|$)")

#: What makes a value YAML rather than text.
_YAML_VALUE = re.compile(r"\[.*\]\Z|[|>][+-]?\Z|'.*'\Z|\".*\"\Z", re.DOTALL)

_RST_FIELD = re.compile(r":([^\W_][\w -]{0,60}):(?:[ \t]+(.*)|[ \t]*$)")
_RST_RULE = re.compile(r"([!-/:-@\[-`{-~])\1+[ \t]*\Z")
_RST_COMMENT = re.compile(r"\.\.(?: (?!.*::)|$)")
_NIKOLA_FIELD = re.compile(r"\.\. ([\w-]{1,60}):(?: (.*)|[ \t]*$)")
_NIKOLA_COMMENT = re.compile(r"<!--[ \t]*(?=\n?[ \t]*\.\. [\w-]{1,60}:)")
_LCTT_FIELD = re.compile(r"\[#\]: ?([\w-]{1,60}):? *(.*)$")

#: Keys of which several lines are several values.
_LISTS = frozenset(["tags", "tag", "keywords", "categories", "category", "authors", "author"])


def key_values(text: str, start: int) -> Found | None:
    """Read a Pelican, MultiMarkdown or bare YAML head: `Key: value` lines that end at the first blank line."""
    first = _HEADER.match(text, start, _end_of_line(text, start))
    if first is None:
        return None
    fields: list[tuple[str, list[str], int]] = []
    number = line_at(text, start)
    end = start
    for line in _lines(text, start):
        if not line.text.strip():
            end = line.end
            break
        match = _HEADER.match(line.text)
        if match:
            fields.append((match[1], [match[2] or ""], number))
        elif line.text[0] in " \t" or (line.text.startswith("- ") and not fields[-1][1][0].strip()):
            fields[-1][1].append(line.text)
        else:
            break
        end = line.end
        number += 1
    if not yaml_repair.looks_known({key.lower() for key, _, _ in fields}):
        return None
    head = text[start:end].rstrip()
    return Found(_as_yaml(head, line_at(text, start), fields) or gather(map(_header_value, fields)), end)


def _as_yaml(head: str, first_line: int, fields: list[tuple[str, list[str], int]]) -> Fields | None:
    """Read the head as YAML where its values are written in YAML, such as `tags: [a, b]` or `summary: |`."""
    if not any(_YAML_VALUE.match(parts[0].strip()) or _is_list(parts) for _, parts, _ in fields):
        return None
    clean, problems = from_yaml.purge(head, first_line)
    try:
        read = from_yaml.read(clean, first_line)
    except from_yaml.UnreadableError:
        return None
    return read._replace(problems=problems + read.problems)


def _is_list(parts: list[str]) -> bool:
    return len(parts) > 1 and not parts[0].strip() and parts[1].lstrip().startswith("- ")


def _header_value(field: tuple[str, list[str], int]) -> tuple[str, object, int]:
    key, parts, number = field
    stripped = [part.strip() for part in parts]
    if _is_list(parts):
        return key, [part.removeprefix("- ").strip() for part in stripped[1:]], number
    filled = [part for part in stripped if part]
    value: object = filled if len(filled) > 1 and key.lower() in _LISTS else " ".join(filled)
    return key, value, number


def rst(text: str, start: int, *, certain: bool) -> Found | None:
    """Read a reStructuredText head: a title that is underlined, also overlined, and then `:key: value` fields.

    `certain`: the file is reStructuredText by its name; otherwise a title without fields is no head.
    """
    if not certain and text[start : start + 1] != ":" and not _title(list(_lines(text, start, limit=3)), 0)[0]:
        return None
    lines = list(_lines(text, start, limit=2000 if certain else 60))
    at = 0
    while certain and at < len(lines) and (not lines[at].text.strip() or _RST_COMMENT.match(lines[at].text)):
        at += 1
    title, after = _title(lines, at)
    fields, stop = _rst_fields(lines, after, line_at(text, start))
    if not fields and not (certain and title):
        return None
    if not title and not certain and not yaml_repair.looks_known({key.lower() for key, _, _ in fields}):
        return None
    if title and "title" not in {key.strip().lower() for key, _, _ in fields}:
        number = line_at(text, start) + (after - 2)
        fields.insert(0, ("title", title, number))
    end = lines[stop - 1].end if stop else start
    return Found(gather(fields), end)


def rst_title(text: str, start: int) -> tuple[str, int] | None:
    """Return the underlined title that a text begins with, and its line."""
    lines = list(_lines(text, start, limit=50))
    at = next((index for index, line in enumerate(lines) if line.text.strip()), 0)
    title, after = _title(lines, at)
    return (title, line_at(text, start) + after - 2) if title else None


def _title(lines: list[_Line], at: int) -> tuple[str, int]:
    """Read a section title (docutils, "Sections"): the title, empty where there is none, and the index after it."""
    over = lines[at : at + 3]
    if len(over) == 3 and _RST_RULE.match(over[0].text) and over[2].text.rstrip() == over[0].text.rstrip():
        title = over[1].text.strip()
        if title and not _RST_RULE.match(title):
            # One less, so that `after - 2` is the line of the title for both forms.
            return title, at + 3
    under = lines[at : at + 2]
    if len(under) == 2 and _RST_RULE.match(under[1].text) and not under[0].text[:1].isspace():
        title, rule = under[0].text.rstrip(), under[1].text.rstrip()
        if title and len(rule) >= min(4, len(title)) and not _RST_RULE.match(title) and not _RST_FIELD.match(title):
            return title, at + 2
    return "", at


def _rst_fields(lines: list[_Line], at: int, first_line: int) -> tuple[list[tuple[str, object, int]], int]:
    """Read a field list, which blank lines may interrupt: the fields, and the index after the last one."""
    fields: list[tuple[str, object, int]] = []
    stop = at
    while at < len(lines):
        line = lines[at].text
        match = _RST_FIELD.match(line)
        if match:
            fields.append((match[1], (match[2] or "").strip(), first_line + at))
            stop = at + 1
        elif line.strip():
            if not (fields and line[0] in " \t" and stop == at):
                break
            key, value, number = fields[-1]
            fields[-1] = (key, f"{value} {line.strip()}".strip(), number)
            stop = at + 1
        at += 1
    return fields, stop


def nikola(text: str, start: int) -> Found | None:
    """Read a Nikola head: `.. key: value` lines, bare or within one HTML comment."""
    comment = _NIKOLA_COMMENT.match(text, start)
    fields: list[tuple[str, object, int]] = []
    begin = comment.end() if comment else start
    number = line_at(text, begin)
    end = begin
    for line in _lines(text, begin):
        content, closing, _ = line.text.partition("-->") if comment else (line.text, "", "")
        match = _NIKOLA_FIELD.match(content.strip())
        if match:
            fields.append((match[1], (match[2] or "").strip(), number))
        elif content.strip() or (not comment and fields):
            break
        end = line.end
        if closing:
            end = line.start + line.text.index("-->") + 3
            end += text.startswith("\n", end)
            break
        number += 1
    if not yaml_repair.looks_known({key.lower() for key, _, _ in fields}):
        return None
    return Found(gather(fields), end)


def lctt(text: str, start: int) -> Found | None:
    """Read the head of LCTT/TranslateProject: Markdown link definitions `[#]: key: (value)`."""
    fields: list[tuple[str, object, int]] = []
    end = start
    for number, line in enumerate(_lines(text, start), line_at(text, start)):
        match = _LCTT_FIELD.match(line.text.rstrip())
        if match is None:
            break
        fields.append((match[1], _bare(match[2].strip()), number))
        end = line.end
    return Found(gather(fields), end) if fields else None


def _bare(value: str) -> str:
    """Remove the one pair of brackets or quotes around a value."""
    for pair in ("()", '""'):
        if len(value) >= 2 and value[0] == pair[0] and value[-1] == pair[1]:
            return value[1:-1].strip()
    return value


def _lines(text: str, start: int, limit: int = 5000) -> Iterator[_Line]:
    """Yield the lines from `start` on, as many as a head may have."""
    last = min(len(text), start + MAX_LENGTH)
    for _ in range(limit):
        if start >= last:
            return
        stop = _end_of_line(text, start)
        end = stop + 1 if stop < len(text) else stop
        yield _Line(text[start : min(stop, last)], start, end)
        start = end


def _end_of_line(text: str, start: int) -> int:
    stop = text.find("\n", start)
    return len(text) if stop < 0 else stop
