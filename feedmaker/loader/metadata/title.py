"""Titles and other one-line texts: entities decoded once, markup rendered to plain text, what is no markup kept.

A title is not a document: `a * b`, `snake_case`, `List<String>`, `<5 Minutes` and `refute <-> assert` are text, and so
is `<details>` in a title about it. Only what is surely markup goes: paired HTML elements, Markdown with both its ends.
"""

import re
from collections.abc import Callable
from html import unescape
from html.entities import html5
from pathlib import PurePosixPath
from urllib.parse import unquote

from feedmaker.text.xml_characters import one_line

_ENTITY = re.compile(r"&(?:#[0-9]{1,8}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_PHP = re.compile(r"<\?(?:php\b|=)(?:(?!\?>|<\?).)*\?>")
_SPECIAL = re.compile(r"[<*_`~\[\\]")

_PHRASE = (
    "a|abbr|acronym|b|bdi|bdo|big|center|cite|code|del|dfn|div|em|font|h[1-6]|i|ins|kbd|label|mark|nobr|p|q|rb|rp|rt|ruby"
    "|s|samp|small|span|strike|strong|sub|sup|tt|u|var"
)
_BLOCKS = "article|blockquote|dd|dl|dt|figcaption|figure|footer|header|li|ol|section|table|tbody|td|th|thead|tr|ul"
_PAIR = re.compile(rf"<({_PHRASE})(?:\s[^<>]*)?>(.*?)</\1\s*>", re.IGNORECASE)
_VOID = re.compile(r"<!--.*?-->|<(?:br|wbr|hr|img)(?:\s[^<>]*)?/?>", re.IGNORECASE | re.DOTALL)
_ANY_TAG = re.compile(
    rf"<!--.*?-->|</?(?:{_PHRASE}|{_BLOCKS}|br|wbr|hr|img)(?:\s[^<>]*)?/?>", re.IGNORECASE | re.DOTALL
)
_INLINE_TAG = re.compile(r"</?(?!(?:p|div|h[1-6]|center|br|hr|img)\b)[a-z][^<>]*>", re.IGNORECASE)

_CODE = re.compile(r"(?<!`)(`{1,3})(?!`)(.+?)(?<!`)\1(?!`)")
_ESCAPED = re.compile(r"\\([*_`~\[\]#])")
_LINK = re.compile(
    r"!?\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\((?:<[^<>]*>|[^()\s]*(?:\([^()\s]*\)[^()\s]*)*)(?:\s+\"[^\"]*\")?\)"
)
# A run of * may open after anything but an ASCII word and close before anything but one: 2*3*4 is arithmetic, and
# Chinese, which knows no spaces, has no gaps around its emphasis.
_STARS = tuple(
    re.compile(rf"(?<![A-Za-z0-9*]){mark}(?![\s*])([^*]+?)(?<![\s*]){mark}(?![A-Za-z0-9*])")
    for mark in (r"\*\*\*", r"\*\*", r"\*")
)
_STRUCK = (re.compile(r"(?<![A-Za-z0-9~])~~(?![\s~])([^~]+?)(?<![\s~])~~(?![A-Za-z0-9~])"),)
# __init__ is a name, __two words__ is emphasis
_UNDERLINES = (
    re.compile(r"(?<![\w])__(?![\s_])([^_]*?\s[^_]*?)(?<![\s_])__(?![\w])"),
    re.compile(r"(?<![\w])_(?![\s_])([^_]+?)(?<![\s_])_(?![\w])"),
)
_KEPT = re.compile("\x00([0-9]+)\x00")

_DATE_PREFIX = re.compile(r"(?:[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}|(?:19|20)[0-9]{6})(?:[T_ -]+|$)")
# Longer ones are no titles: they are kept as they are, which also bounds the time that the patterns take.
_LONGEST = 8000
_NAMELESS = frozenset({"index", "_index", "readme", ""})


def unescape_once(text: str) -> str:
    """Decode each entity that is whole, `&amp;` and `&#123;`, once; `AT&T`, `&copy` and `&nothing;` stay."""
    return _ENTITY.sub(_decoded, text) if "&" in text else text


def plain(text: str) -> str:
    """Return a title as plain text on one line."""
    line = one_line(text)
    if _SPECIAL.search(line):
        return one_line(unescape_once(_rendered(line, _without_pairs)))
    return one_line(unescape_once(line)) if "&" in line else line


def plain_summary(text: str) -> str:
    """Return a description as plain text on one line; unlike in a title, a lone HTML tag is markup too."""
    line = one_line(text)
    if "<?" in line:
        line = _PHP.sub(" ", line)
    if _SPECIAL.search(line):
        return one_line(unescape_once(_rendered(line, _without_tags)))
    return one_line(unescape_once(line)) if "&" in line else line


def plain_name(text: str) -> str:
    """Return a name as plain text on one line: HTML elements and entities are markup, Markdown is not."""
    line = one_line(text)
    if "<" in line:
        line = _without_pairs(line)
    return one_line(unescape_once(line)) if "&" in line else line.strip()


def from_file_name(path: str) -> str:
    """Make the name of a file readable: no date, no suffix, spaces for hyphens; its folder's for an index file."""
    pure = PurePosixPath(path)
    stem = "" if pure.name.startswith(".") else pure.stem
    if stem.strip().lower() in _NAMELESS or not any(map(str.isalnum, stem)):
        stem = pure.parent.name
    if "%" in stem:
        stem = unquote(stem)
    stem = stem[_date_end(stem) :] or stem
    if " " not in stem:
        stem = re.sub(r"[-_+]+", " ", stem)
    return one_line(stem)


def _date_end(stem: str) -> int:
    found = _DATE_PREFIX.match(stem)
    return found.end() if found else 0


def _decoded(found: re.Match[str]) -> str:
    entity = found[0]
    # unescape would read the &not in &notit;
    return unescape(entity) if entity[1] == "#" or entity[1:] in html5 else entity


def _rendered(line: str, untag: Callable[[str], str]) -> str:
    """Take markup away; what stands in `code` or behind a backslash is text whatever it looks like."""
    if len(line) > _LONGEST:
        return line
    kept: list[str] = []

    def keep(text: str) -> str:
        kept.append(text)
        return f"\x00{len(kept) - 1}\x00"

    if "`" in line:
        line = _CODE.sub(lambda found: keep(found[2].strip() or found[0]), line)
    if "\\" in line:
        line = _ESCAPED.sub(lambda found: keep(found[1]), line)
    if "<" in line:
        line = untag(line)
    if "](" in line:
        line = _LINK.sub(lambda found: found[1], line)
    for mark, patterns in (("*", _STARS), ("_", _UNDERLINES), ("~~", _STRUCK)):
        if mark in line:
            for pattern in patterns:
                line = pattern.sub(lambda found: found[1], line)
    return _KEPT.sub(lambda found: kept[int(found[1])], line) if kept else line


def _without_pairs(line: str) -> str:
    before = ""
    line = _VOID.sub(" ", line)
    while line != before:
        before, line = line, _PAIR.sub(lambda found: found[2], line)
    return line


def _without_tags(line: str) -> str:
    return _ANY_TAG.sub(_space_for_block, line)


def _space_for_block(found: re.Match[str]) -> str:
    return "" if _INLINE_TAG.fullmatch(found[0]) else " "
