"""Lines that a dialect reads otherwise than CommonMark.

#Heading               Python-Markdown
[words] [1]            kramdown, Python-Markdown: a reference behind a space
{: name}               kramdown: attributes that another line defines
[words](a file.pdf)    an address with spaces
␣␣␣␣words              Eleventy, MDX: no code
~words~                GitHub and others, but not these and markdown-it: struck through
The tide comes in      files of plain text: a verse
collapsed:: true       Logseq: a property of a block, which is not shown
| a | `b|c` |          kramdown, Python-Markdown: a bar in code ends no cell, and kramdown's tables need no head
"""

import re
from collections.abc import Callable

from feedmaker.config.schema import Dialect
from feedmaker.loader.body.dialects.blocks import fence_after
from feedmaker.loader.body.markup import BULLET, OutsideCode, outside_code, replace_outside_code

_HEADING = outside_code(r"^(?P<sign>\#{1,6})(?=[^\#\s])")
_REFERENCE = outside_code(r"(?<![\]\\!])\[(?P<words>[^\[\]\n]{1,300})\][ ]\[(?P<name>[^\[\]\n]{1,100})\](?![(\[:])")
_DEFINITION = re.compile(r"^[ ]{0,3}\[([^\[\]\n]{1,100})\]:", re.MULTILINE)
_ATTRIBUTES = outside_code(r"^[ ]{0,3}\{:[ ]?[A-Za-z][\w-]*(?::[^{}\n]*)?\}(?P<end>[ \t]*)$")
_TILDE = outside_code(
    r"(?P<kept>https?://[^\s<>]++|www\.[^\s<>]++|</?[A-Za-z][^<>]*+>)|(?<![~\\])~(?![~\s])(?P<tilde>)"
)
_VERSE = outside_code(r"^(?P<verse>[^\n]{1,55}+)(?=\n[ \t]*+[^\s])")
# Those that Logseq writes itself, and the size of a picture.
_PROPERTIES = outside_code(
    r"^[ \t]*(?P<property>(?:collapsed|id|heading|background-color|ls-type|(?:card|hl)-[\w-]+|logseq\.[\w.-]+)::[ ]"
    r"[^\n]*)"
    r"|\{:height[ ][0-9]+,[ ]:width[ ][0-9]+\}"
)
_BLOCK_END = outside_code(r"^\^(?P<end>[ \t]*)$")
#: Dialects of libraries that do not read lines or single tildes as GitHub does.
_OTHER_LINES: frozenset[Dialect] = frozenset({"kramdown", "python-markdown"})
_TWO_TILDES = _OTHER_LINES | {"eleventy", "vitepress"}
#: Dialects, a text without which they have nothing to replace, its pattern, and what replaces it.
_REPLACED: tuple[tuple[frozenset[str], str, OutsideCode, Callable[[re.Match[str]], str]], ...] = (
    (_TWO_TILDES, "~", _TILDE, lambda found: "\\~" if found.lastgroup == "tilde" else found[0]),
    (_OTHER_LINES, "{:", _ATTRIBUTES, lambda _: ""),
    (frozenset({"python-markdown"}), "#", _HEADING, lambda found: found[0] + " "),
    (frozenset({"kramdown"}), "\n^", _BLOCK_END, lambda _: "<!-- -->"),
)
# The address has a scheme, begins as a path does, or ends in a suffix.
_SPACED = outside_code(
    r"""
    \]\((?P<url>(?:[A-Za-z][A-Za-z0-9+.-]*:|\.{0,2}/|(?=[^()<>"'\n]{1,300}\.[A-Za-z0-9]{2,5}[ ]*[)"'\#]))[^\s()<>"']*
      (?:[ ]+(?!=)[^\s()<>"']+)+)(?P<title>[ ]+(?:"[^"\n]*"|'[^'\n]*'))?[ ]*\)
    """
)
# Lists within lists that are followed.
_DEEPEST = 100
_ITEM = re.compile(rf"{BULLET}(?:[ \t]{{1,4}}(?=\S)|[ \t]|$)")
# In the cells of the head that a table without one gets.
_NO_HEAD = "\ufde1"
_EMPTY_HEAD = re.compile(rf"<thead>\n<tr>\n(?:<th[^<>]*>{_NO_HEAD}</th>\n)+</tr>\n</thead>\n")
_DELIMITERS = re.compile(r"[ ]{0,3}(?=[|:-])[ \t|:]*+-[ \t|:-]*+")
_SEPARATOR = re.compile(r"[ ]{0,3}\|[ \t|:+]*+[=-][ \t|:=+-]*+")
_CODE = re.compile(r"(?<!`)(`{1,3})(?!`)([^`]++)\1(?!`)")
_BAR = re.compile(r"(?<!\\)\|")


def rewrite(text: str, dialect: Dialect) -> str:
    """Return Markdown with its lines as CommonMark has them."""
    if dialect in _OTHER_LINES and "] [" in text:
        text = _join_references(text)
    for dialects, sign, pattern, replacement in _REPLACED:
        if dialect in dialects and sign in text:
            text = replace_outside_code(pattern, replacement, text)
    return _rewrite_tables(text, kramdown=dialect == "kramdown") if dialect in _OTHER_LINES and "|" in text else text


def remove_properties(text: str) -> str:
    """Return Markdown without the properties of blocks of Logseq."""
    return replace_outside_code(_PROPERTIES, lambda _: "", text)


def end_verses(text: str) -> str:
    """Return Markdown in which short lines stay lines; long ones are those of a paragraph that was wrapped."""
    return replace_outside_code(_VERSE, lambda found: found[0] + "  ", text)


def _join_references(text: str) -> str:
    """Return Markdown without the spaces before names of references."""
    defined = {name.lower() for name in _DEFINITION.findall(text)}

    def joined(found: re.Match[str]) -> str:
        return found[0].replace("] [", "][") if found["name"].lower() in defined else found[0]

    return replace_outside_code(_REFERENCE, joined, text)


def enclose_spaced_addresses(text: str) -> str:
    """Return Markdown with angle brackets around the addresses of links and pictures that have spaces."""
    return replace_outside_code(_SPACED, lambda link: f"](<{link['url']}>{link['title'] or ''})", text)


def remove_indents(text: str) -> str:
    """Return Markdown in which no indent makes a line code."""
    written: list[str] = []
    # where the content of each open list item begins
    columns = [0]
    fence = ""
    is_blank = True
    for line in text.split("\n"):
        bare = line.lstrip(" \t")
        if fence or "```" in line or "~~~" in line:
            fence = fence_after(fence, line)
        elif bare:
            indent = len(line[: len(line) - len(bare)].expandtabs(4))
            item = _ITEM.match(bare)
            while indent < columns[-1] and (is_blank or item):
                columns.pop()
            if is_blank and indent >= columns[-1] + 4:
                indent = columns[-1]
                line = " " * indent + bare
            if item and len(columns) < _DEEPEST:
                columns.append(indent + len(item[0].expandtabs(4)))
        is_blank = not bare
        written.append(line)
    return "\n".join(written)


def _rewrite_tables(text: str, *, kramdown: bool) -> str:
    """Return Markdown with tables as GitHub has them; `remove_empty_heads` is for the HTML made of it."""
    written: list[str] = []
    rows: list[str] = []
    fence = ""
    for line in [*text.split("\n"), ""]:
        if not fence and "|" in line and not line.startswith(("    ", "\t")):
            rows.append(line)
            continue
        if rows:
            begins = not (written and written[-1].strip())
            written += _table(rows, may_lack_head=kramdown and begins)
            rows = []
        fence = fence_after(fence, line)
        written.append(line)
    return "\n".join(written[:-1])


def remove_empty_heads(html: str) -> str:
    """Remove the heads that `rewrite` added."""
    return _EMPTY_HEAD.sub("", html).replace(_NO_HEAD, "") if _NO_HEAD in html else html


def _table(rows: list[str], *, may_lack_head: bool) -> list[str]:
    head = rows[:2] if len(rows) > 1 and _DELIMITERS.fullmatch(rows[1]) else []
    if not head and not may_lack_head:
        return rows
    body = [_CODE.sub(_escaped, row) if "`" in row else row for row in rows[len(head) :]]
    if may_lack_head and all(row.lstrip(" ").startswith("|") for row in rows):
        body = [row for row in body if not _SEPARATOR.fullmatch(row)]
        columns = max(map(_columns, body), default=0)
        if not head and body:
            head = [body[0][: body[0].index("|")] + "|"] * 2
            head = [f"{row}{cell * columns}" for row, cell in zip(head, (f"{_NO_HEAD}|", "-|"), strict=True)]
        elif head and columns > _columns(head[0]):
            added = columns - _columns(head[0])
            head = [
                row.rstrip().removesuffix("|") + "|" + cell * added
                for row, cell in zip(head, (" |", "-|"), strict=True)
            ]
    return [*head, *body] if head else rows


def _columns(row: str) -> int:
    return len(_BAR.findall(row.strip().removeprefix("|").removesuffix("|"))) + 1


def _escaped(code: re.Match[str]) -> str:
    return code[1] + _BAR.sub(r"\|", code[2]) + code[1]
