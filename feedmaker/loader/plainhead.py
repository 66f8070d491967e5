"""The commonest front matter, read without a YAML parser.

Scraped and generated articles have heads of `key: value` lines and `- item` lists. Such a head is read here in a
few microseconds, with the very result that `yamlhead` would give; whatever could mean anything else in YAML 1.1
is left to `yamlhead`.
"""

import re

from feedmaker.loader.head import Fields

#: Tabs, control characters and YAML's further line breaks.
_UNSURE = re.compile("[^\n -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")

#: A line: the key or the dash of a list item, and a value that is quoted without escapes, an inline list of plain
#: words, or a plain scalar that begins with no indicator (YAML 1.1, section 5.3).
_ROW = re.compile(
    r"""^(?:([^\W\d][\w-]{0,80}):(?![^ \n])|(\ *-)(?=\ )|(?=\ *$))\ *+
    ('[^'\n]*'|"[^"\\\n]*"|\[[\w ./+,-]*\]|[^\s\-?:,\[\]{}#&*!|>'"%@`][^\n]*)?\ *$""".replace("\n    ", ""),
    re.MULTILINE,
)

#: Plain scalars that are null (YAML 1.1, null type).
NULLS = frozenset(["", "~", "null", "Null", "NULL"])


def read(head: str, first_line: int) -> Fields | None:
    """Read the lines of `head`, which begin in line `first_line` of the file; None where a YAML parser must decide."""
    if _UNSURE.search(head):
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
        value: object = None
        if written:
            first = written[0]
            if first in "'\"":
                value = written[1:-1]
            elif first == "[":
                value = _inline(written[1:-1])
                if value is None:
                    return None
            else:
                word = written.rstrip(" ")
                if ": " in word or " #" in word or word[-1] == ":":
                    return None
                value = None if word in NULLS else word
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


def _inline(inside: str) -> list[object] | None:
    """Read what stands between the brackets of a list of plain words; None where it may be more than that."""
    if not inside.strip(" "):
        return []
    items: list[object] = []
    for part in inside.split(","):
        word = part.strip(" ")
        if not word or not word[0].isalnum():
            return None
        items.append(None if word in NULLS else word)
    return items
