"""An HTML tokeniser: text → start tags, end tags and text with their offsets, in one pass."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Literal, NamedTuple

#: Elements without an end tag (HTML Standard, 13.1.2).
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
_RAW_TEXT = {"script", "style", "xmp", "iframe", "noembed", "noframes", "textarea", "title"}
# "<!-- a -->", "<!-->", "<!doctype html>", "<?xml?>" and "</>" (which parsers read as comments), "</p", "<p"
_TAG = re.compile(r"<(?:(!--(?:-?>|[\s\S]*?(?:--!?>|\Z))|[!?][^>]*>?|/(?![A-Za-z])[^>]*>?)|(/?)([A-Za-z][^\s/>]*))")
# ' href="x"', " href='x'", " href=x", " href"
_ATTRIBUTE = re.compile(r"""[\s/]*(=?[^\s/>=]+|=)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]*)))?""")
_END = re.compile(r"[\s/]*>")


class Token(NamedTuple):
    """A tag or a run of text."""

    #: "comment" is a declaration too, "raw" the text of script and the like, "cut" a tag that the text ends in.
    kind: Literal["start", "end", "text", "raw", "comment", "cut"]
    #: Lower-case name of a tag or declaration ("!doctype"); the text itself (references kept) of a text.
    name: str
    offset: int
    #: Names (lower-case) and values (references resolved) in order, duplicates kept.
    attributes: tuple[tuple[str, str], ...] = ()


def tokens(html: str, *, scripting: bool = False) -> Iterator[Token]:
    """Tokenise by the rules of the HTML Standard (13.2.5), in linear time.

    With `scripting`, the content of noscript is text, as for parsers that run scripts.
    """
    at, end = 0, len(html)
    while at < end:
        found = _TAG.search(html, at)
        start = found.start() if found else end
        if start > at:
            yield Token("text", html[at:start], at)
        if found is None:
            return
        comment, slash, name = found.groups()
        if comment:
            at = found.end()
            yield Token("comment", comment[:8].lower(), start)
            continue
        name = name.lower()
        attributes, at = _attributes(html, found.end())
        if at > end:
            yield Token("cut", name, start)
            return
        yield Token("end" if slash else "start", name, start, attributes)
        if not slash and (name in _RAW_TEXT or (scripting and name == "noscript")):
            end_tag = re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE).search(html, at)
            stop = end_tag.start() if end_tag else end
            if stop > at:
                yield Token("raw", html[at:stop], at)
            at = stop


def plain_text(html: str) -> str:
    """The text of a fragment on one line, without markup."""
    if "<" in html:
        html = "".join(token.name for token in tokens(html) if token.kind == "text")
    return " ".join(unescape(html).split())


def _attributes(html: str, at: int) -> tuple[tuple[tuple[str, str], ...], int]:
    """The attributes of a tag and the offset after it, which is beyond the end for a tag that the text ends in."""
    found: list[tuple[str, str]] = []
    while True:
        end = _END.match(html, at)
        if end:
            return tuple(found), end.end()
        attribute = _ATTRIBUTE.match(html, at)
        if attribute is None:
            return tuple(found), len(html) + 1
        name, double, single, bare = attribute.groups()
        found.append((name.lower(), unescape(double or single or bare or "")))
        at = attribute.end()
