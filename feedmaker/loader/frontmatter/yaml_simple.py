"""The commonest front matter, read without a YAML parser.

Scraped and generated articles have heads of `key: value` lines and `- item` lists. Such a head is read here in a
few microseconds, with the very result that `yamlhead` would give; whatever could mean anything else in YAML 1.1
is left to `yamlhead`.
"""

import re
from functools import cache

from feedmaker.loader.frontmatter.result import Fields
from feedmaker.text.yaml_nodes import NULLS

#: A line: the key or the dash of a list item, and what follows.
_ROW = re.compile(r"^(?:([^\W\d][\w-]{0,80}):(?= |$)|(\ *-)(?=\ )|(?=\ *$))\ *+(.*)", re.MULTILINE)

#: No plain scalar begins with one of these: white space and indicators (YAML 1.1, section 5.3).
_MARKS = frozenset("-?:,[]{}#&*!|>'\"%@`") | frozenset(
    "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
#: An inline list of plain words.
_WORDS = re.compile(r"\[[\w ./+,-]*\]")

#: Stands for a value that a YAML parser must read.
_UNREAD = object()


def read(head: str, first_line: int) -> Fields | None:
    """Read the lines of `head`, which begin in line `first_line` of the file; None where a YAML parser must decide."""
    # most heads are printable, which takes less time to tell
    if not head.replace("\n", " ").isprintable() and _unsure().search(head):
        return None
    rows = _ROW.findall(head)
    if len(rows) != head.count("\n") + 1:
        return None
    values: dict[str, object] = {}
    lines: dict[str, int] = {}
    spelled: dict[str, str] = {}
    items: list[object] = []
    margin: str | None = None
    owner = ""
    number = first_line - 1
    for key, dash, written in rows:
        number += 1
        # the first cases of `_scalar` are written out: a call takes as long as they do
        value: object = None
        if written:
            if written[0] in _MARKS or written[-1] in " :" or ": " in written or " #" in written:
                value = _scalar(written.rstrip(" "))
                if value is _UNREAD:
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
                spelled[name] = key
            owner = "" if written else name
            margin = None
        elif dash:
            if not owner or not written or (margin is not None and margin != dash):
                return None
            if margin is None:
                margin = dash
                items = []
                values[owner] = items
            items.append(value)
    return Fields(values, lines, spelled, ())


@cache
def _unsure() -> re.Pattern[str]:
    """Tabs, control characters and YAML's further line breaks."""
    return re.compile("[^\n -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")


def _scalar(written: str) -> object:
    """Read a scalar or a list between brackets; `_UNREAD` where it may mean more than it seems to."""
    first = written[0]
    if first in "'\"":
        inner = written[1:-1]
        escaped = first in inner or (first == '"' and "\\" in inner)
        return inner if written[-1] == first and len(written) > 1 and not escaped else _UNREAD
    if first == "[":
        return _inline(written[1:-1]) if _WORDS.fullmatch(written) else _UNREAD
    if first in _MARKS or ": " in written or " #" in written or written[-1] == ":":
        return _UNREAD
    return None if written in NULLS else written


def _inline(inside: str) -> object:
    """Read what stands between the brackets of a list of plain words; `_UNREAD` where it may be more."""
    if not inside.strip(" "):
        return []
    items: list[object] = []
    for part in inside.split(","):
        word = part.strip(" ")
        if not word or not word[0].isalnum():
            return _UNREAD
        items.append(None if word in NULLS else word)
    return items
