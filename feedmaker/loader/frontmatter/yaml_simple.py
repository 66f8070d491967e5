"""The commonest YAML front matter, read without a YAML parser.

Scraped and generated articles have front matter of `key: value` lines and `- item` lists. For these a YAML parser takes
many times as long, a considerable part of a cold build.

For any text, `read(head, line)` returns None or what `from_yaml.read(head, line)` returns: None if the text could mean
anything else in YAML 1.1. A property test and a test over the corpora verify this.
"""

import re
from functools import cache

from feedmaker.loader.frontmatter.result import FieldMapping
from feedmaker.text.yaml_parser import NULLS

#: A line: the key or the dash of a list item, and what follows: `title: A walk`, `  - harbour`, or nothing but spaces.
_LINE = re.compile(r"^(?:([^\W\d][\w-]{0,80}):(?= |$)|(\ *-)(?=\ )|(?=\ *$))\ *+(.*)", re.MULTILINE)

#: No plain scalar begins with one of these: white space and indicators (YAML 1.1, section 5.3).
_INDICATORS = frozenset("-?:,[]{}#&*!|>'\"%@`") | frozenset(
    "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
#: An inline list of plain words.
_WORDS = re.compile(r"\[[\w ./+,-]*\]")

#: The result for a value that a YAML parser must read.
_NOT_SIMPLE = object()


def read(head: str, first_line: int) -> FieldMapping | None:
    """Read the lines of `head`, which begin in line `first_line` of the file; None where a YAML parser must."""
    # isprintable is faster than the expression, and enough for most.
    if not head.replace("\n", " ").isprintable() and _doubtful().search(head):
        return None
    rows = _LINE.findall(head)
    if len(rows) != head.count("\n") + 1:
        return None
    values: dict[str, object] = {}
    lines: dict[str, int] = {}
    original_keys: dict[str, str] = {}
    items: list[object] = []
    margin: str | None = None
    list_key = ""
    for number, (key, dash, written) in enumerate(rows, first_line):
        # The commonest case of `_scalar` is inline: a call takes as long as the rest of the line.
        value: object = None
        if written:
            if written[0] in _INDICATORS or written[-1] in " :" or ": " in written or " #" in written:
                value = _scalar(written.rstrip(" "))
                if value is _NOT_SIMPLE:
                    return None
            elif written not in NULLS:
                value = written
        if key:
            name = key.lower()
            if name in values:
                return None
            values[name] = value
            lines[name] = number
            if name != key:
                original_keys[name] = key
            list_key = "" if written else name
            margin = None
        elif dash:
            if not list_key or not written or (margin is not None and margin != dash):
                return None
            if margin is None:
                margin = dash
                items = []
                values[list_key] = items
            items.append(value)
    return FieldMapping(values, lines, original_keys)


@cache
def _doubtful() -> re.Pattern[str]:
    """Return the expression for tabs, control characters and YAML's further line breaks."""
    return re.compile("[^\n -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")


def _scalar(written: str) -> object:
    """Read a scalar or an inline list; `_NOT_SIMPLE` where it may mean something else."""
    first = written[0]
    if first in "'\"":
        inner = written[1:-1]
        escaped = first in inner or (first == '"' and "\\" in inner)
        return inner if written[-1] == first and len(written) > 1 and not escaped else _NOT_SIMPLE
    if first == "[":
        return _inline_list(written[1:-1]) if _WORDS.fullmatch(written) else _NOT_SIMPLE
    if first in _INDICATORS or ": " in written or " #" in written or written[-1] == ":":
        return _NOT_SIMPLE
    return None if written in NULLS else written


def _inline_list(inside: str) -> object:
    """Read what is between the brackets of a list of plain words; `_NOT_SIMPLE` where it may mean something else."""
    if not inside.strip(" "):
        return []
    items: list[object] = []
    for part in inside.split(","):
        word = part.strip(" ")
        if not word or not word[0].isalnum():
            return _NOT_SIMPLE
        items.append(None if word in NULLS else word)
    return items
