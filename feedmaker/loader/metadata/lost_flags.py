"""Lines about publication that no reader of front matter took for fields, because it is damaged or was not found."""

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple, TypeAlias

from feedmaker.loader.frontmatter.result import FrontMatter, are_article_keys
from feedmaker.loader.metadata.keys import FIELDS_IN_ALL_LANGUAGES, normalise_key

#: Where a line stands: in front matter of which lines were left out, in one whose lines were all read as something,
#: or in what may be a text.
_Place: TypeAlias = Literal["left out", "read", "text"]


class _Line(NamedTuple):
    number: int
    text: str
    place: _Place


#: Fields whose every value counts, but for "false" and the like.
CLEAR_FIELDS = ("draft", "password")
#: Characters of a text in which the end of front matter, or front matter without fences, is looked for.
_SEARCHED = 2_000
#: Problems of front matter that may have lost a field.
_LOSSES = frozenset([
    "front-matter-line-unreadable", "front-matter-recovered", "front-matter-tab", "front-matter-too-long",
    "front-matter-unreadable", "front-matter-unclosed",
])  # fmt: skip
#: Fields about publication, by their keys as these are compared.
_FIELDS = {
    normalise_key(key): field
    for field in ("draft", "published", "status", "visibility", "excluded", "listed", "password")
    for key in FIELDS_IN_ALL_LANGUAGES[field]
}
# "- draft: true", '"draft" = true', "**draft**: true"
_FIELD_LINE = re.compile(r"[^\w\n]{0,40}([^\W\d_][\w-]{0,40})[^\w\n:：=]{0,5}[:：=]{1,2}[^\S\n]*(.*)")
# "draft true", "draft"; "- draft" may be a tag
_WORD_LINE = re.compile(
    r"[^\w\n-]{0,40}([^\W\d_][\w-]{0,40})[\"'*]{0,3}"
    r"(?:[^\S\n]+(true|yes|on|1|false|no|off|0|draft|private|hidden|unlisted))?[^\w\n]*$",
    re.IGNORECASE,
)
_AROUND_VALUE = " \t\"'`*,;%[]{}"
# A fence, or what was meant as one.
_RULE = re.compile(r"^(?:[—–]|[^\w\n]{2,}(?:ya?ml|toml|markdown|md)?)$", re.MULTILINE)


class LostFlag(NamedTuple):
    """A line that may say whether the article is published."""

    field: str
    key: str
    #: "" for a key alone.
    value: str
    line: int
    text: str
    #: Whether the line may be one of a text, so that only a clear value counts.
    may_be_text: bool


def lost_flags(front_matter: FrontMatter, text: str) -> Iterator[LostFlag]:
    """Yield the lines that may be fields about publication; `text` is that of the file."""
    for number, line, place in _lines(front_matter, text):
        is_field = _FIELD_LINE.match(line)
        found = is_field or (_WORD_LINE.match(line) if place != "text" else None)
        field = _FIELDS.get(normalise_key(found[1])) if found else None
        if found and field and (is_field or place == "left out" or field in CLEAR_FIELDS):
            value = (found[2] or "").partition(" #")[0].strip(_AROUND_VALUE)
            if value or field == "draft":
                yield LostFlag(field, found[1], value, number, line.strip(), place != "left out")


def _lines(front_matter: FrontMatter, text: str) -> Iterator[_Line]:
    codes = {problem.code for problem in front_matter.problems}
    end = front_matter.body_offset
    if not codes.isdisjoint(_LOSSES):
        yield from _damaged_lines(text, end, codes)
    elif not front_matter.lines:
        yield from _lines_like_fields(text[end : end + _SEARCHED], front_matter.body_line)
    elif front_matter.kind == "header" and not text.endswith("\n\n", 0, end):
        yield from _lines_below_header(text[end : end + _SEARCHED], front_matter.body_line)


def _damaged_lines(text: str, end: int, codes: set[str]) -> Iterator[_Line]:
    """Yield the lines of damaged front matter that seems to end at `end`; if unclosed, also those up to a fence."""
    stop = end or _SEARCHED
    rule = _RULE.search(text, stop, stop + _SEARCHED) if "front-matter-unclosed" in codes else None
    above: _Place = "left out" if "front-matter-line-unreadable" in codes else "read"
    position = 0
    for number, line in enumerate(text[: rule.start() if rule else stop].split("\n"), 1):
        yield _Line(number, line, "text" if position >= stop else above)
        position += len(line) + 1


def _lines_like_fields(body: str, first_line: int) -> list[_Line]:
    """Return the lines that a text without front matter begins with, if they are like fields."""
    lines: list[_Line] = []
    keys: list[str] = []
    for number, line in enumerate(body.split("\n"), first_line):
        if not _is_end(line):
            if found := _FIELD_LINE.match(line):
                keys.append(found[1])
            elif not keys:
                break
        elif len(keys) > 1:  # fences and blank lines may stand above fields
            break
        lines.append(_Line(number, line, "text"))
    return lines if are_article_keys(keys) else []


def _lines_below_header(body: str, first_line: int) -> Iterator[_Line]:
    """Yield the lines that follow a header without a blank line between: the header goes on with what was not read."""
    for number, line in enumerate(body.split("\n"), first_line):
        if _is_end(line):
            return
        yield _Line(number, line, "text")


def _is_end(line: str) -> bool:
    return not line.strip() or _RULE.fullmatch(line) is not None
