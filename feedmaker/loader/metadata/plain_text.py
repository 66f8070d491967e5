"""Titles, names and descriptions as plain text on one line: markup is rendered, entities are decoded once.

A title is not a document: `a * b`, `snake_case`, `List<String>`, `<5 Minutes` and `refute <-> assert` are text, and so
is `<details>` in a title about it. Only certain markup is removed: paired HTML elements, and Markdown that has both an
opening and a closing mark.
"""

import re
from collections.abc import Callable
from html import unescape
from html.entities import html5

from feedmaker.text.xml_characters import one_line

_ENTITY = re.compile(r"&(?:#[0-9]{1,8}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_PHP = re.compile(r"<\?(?:php\b|=)(?:(?!\?>|<\?).)*\?>")
_SPECIAL = re.compile(r"[<*_`~\[\\]")

_PHRASE = (
    "a|abbr|acronym|b|bdi|bdo|big|center|cite|code|del|dfn|div|em|font|h[1-6]|i|ins|kbd|label|mark|nobr|p|q|rb|rp|rt|ruby"
    "|s|samp|small|span|strike|strong|sub|sup|tt|u|var"
)
_BLOCKS = "article|blockquote|dd|dl|dt|figcaption|figure|footer|header|li|ol|section|table|tbody|td|th|thead|tr|ul"
# <em class="x">, </em>
_PHRASE_TAG = re.compile(rf"<(/?)({_PHRASE})(\s[^<>]*+)?>", re.IGNORECASE)
_VOID = re.compile(r"<!--.{0,1000}?-->|<(?:br|wbr|hr|img)(?:\s[^<>]*+)?/?>", re.IGNORECASE | re.DOTALL)
# <!-- comment -->, <p class="x">, </section>, <br/>
_ANY_TAG = re.compile(
    rf"<!--.{{0,1000}}?-->|</?(?:{_PHRASE}|{_BLOCKS}|br|wbr|hr|img)(?:\s[^<>]*)?/?>", re.IGNORECASE | re.DOTALL
)
_INLINE_TAG = re.compile(r"</?(?!(?:p|div|h[1-6]|center|br|hr|img)\b)[a-z][^<>]*>", re.IGNORECASE)

_CODE = re.compile(r"(?<!`)(`{1,3})(?!`)(.+?)(?<!`)\1(?!`)")
_ESCAPED = re.compile(r"\\([*_`~\[\]#])")
# [text](/url_(1) "title"), ![alt [1]](<a b.png>)
_LINK = re.compile(
    r"!?\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\((?:<[^<>]*>|[^()\s]*(?:\([^()\s]*\)[^()\s]*)*)(?:\s+\"[^\"]*\")?\)"
)
# **text**
_PAIR_OF_MARKS = r"(?<![{word}{c}]){mark}(?![\s{c}])({text})(?<![\s{c}]){mark}(?![{word}{c}])"
# The marks of emphasis, the characters of words that it may not be a part of, and the text in it: 2*3*4 is arithmetic.
# Chinese, which has no spaces, has none around emphasis either. __two words__ are emphasis, __init__ is a name.
_EMPHASIS = tuple(
    (mark, re.compile(_PAIR_OF_MARKS.format(mark=re.escape(mark), c=mark[0], word=word, text=text)))
    for mark, word, text in (
        ("***", "A-Za-z0-9", "[^*]++"), ("**", "A-Za-z0-9", "[^*]++"), ("*", "A-Za-z0-9", "[^*]++"),
        ("__", r"\w", r"(?=[^_\s]*+\s)[^_]++"), ("_", r"\w", "[^_]++"), ("~~", "A-Za-z0-9", "[^~]++"),
    )
)  # fmt: skip
_PROTECTED = re.compile("\x00([0-9]+)\x00")

#: Longer text is not a title and keeps its markup, which also limits the time that the patterns take.
_MAX_LENGTH = 8000


def unescape_once(text: str) -> str:
    """Decode every complete entity, such as `&amp;` and `&#123;`, once; `AT&T`, `&copy` and `&nothing;` stay."""
    return _ENTITY.sub(_decode_entity, text) if "&" in text else text


def plain_title(text: str) -> str:
    """Return a title as plain text on one line."""
    return _plain(one_line(text), _without_pairs)


def plain_summary(text: str) -> str:
    """Return a description as plain text on one line; unlike in a title, a single HTML tag is markup too."""
    line = one_line(text)
    return _plain(_PHP.sub(" ", line) if "<?" in line else line, _without_tags)


def plain_name(text: str) -> str:
    """Return a name as plain text on one line; HTML elements and entities are markup, Markdown is not."""
    line = one_line(text)
    if "<" in line:
        line = _without_pairs(line)
    return one_line(unescape_once(line)) if "&" in line else line.strip()


def _plain(line: str, remove_tags: Callable[[str], str]) -> str:
    if _SPECIAL.search(line):
        line = _without_markup(line, remove_tags)
    elif "&" not in line:
        return line
    return one_line(unescape_once(line))


def _decode_entity(match: re.Match[str]) -> str:
    entity = match[0]
    # unescape alone would decode the &not of &notit;
    return unescape(entity) if entity[1] == "#" or entity[1:] in html5 else entity


def _without_markup(line: str, remove_tags: Callable[[str], str]) -> str:
    """Remove markup, but none in `code` or behind a backslash."""
    if len(line) > _MAX_LENGTH:
        return line
    protected: list[str] = []

    def protect(text: str) -> str:
        protected.append(text)
        return f"\x00{len(protected) - 1}\x00"

    if "`" in line:
        line = _CODE.sub(lambda match: protect(match[2].strip() or match[0]), line)
    if "\\" in line:
        line = _ESCAPED.sub(lambda match: protect(match[1]), line)
    if "<" in line:
        line = remove_tags(line)
    if "](" in line:
        line = _LINK.sub(r"\1", line)
    for mark, pattern in _EMPHASIS:
        if mark in line:
            line = pattern.sub(r"\1", line)
    return _PROTECTED.sub(lambda match: protected[int(match[1])], line)


def _without_pairs(line: str) -> str:
    """Remove each start tag and the end tag that follows it, as browsers match them; a single one is text."""
    line = _VOID.sub(" ", line)
    opened: dict[str, list[re.Match[str]]] = {}
    paired: list[tuple[int, int]] = []
    for tag in _PHRASE_TAG.finditer(line):
        of_name = opened.setdefault(tag[2].lower(), [])
        if not tag[1]:
            of_name.append(tag)
        elif of_name and not (tag[3] or "").strip():
            paired += [of_name.pop().span(), tag.span()]
    for start, end in sorted(paired, reverse=True):
        line = line[:start] + line[end:]
    return line


def _without_tags(line: str) -> str:
    return _ANY_TAG.sub(lambda tag: "" if _INLINE_TAG.fullmatch(tag[0]) else " ", line)
