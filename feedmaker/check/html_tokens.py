"""HTML as a flat row of tokens, in one pass over the text: start tags, end tags and text, with their places."""

import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple

from feedmaker.check.word_lists import names

VOID = names("area base br col embed hr img input link meta param source track wbr")
_RAW = names("script style xmp iframe noembed noframes textarea title")
_TAG = re.compile(r"<(?:(!--)|([!?])|/(?:([A-Za-z][^\s/>]*)|(?![A-Za-z]))|([A-Za-z][^\s/>]*))")
_ATTRIBUTE = re.compile(r"""[\s/]*(=?[^\s/>=]+|=)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]*)))?""")
_END = re.compile(r"[\s/]*>")
_COMMENT_END = re.compile(r"--!?>")


class Token(NamedTuple):
    """A start tag, an end tag or a run of text.

    Comments and declarations are "comment", the text of script and its like "raw", a tag that the text ends in "cut".
    """

    kind: str
    #: Lower-case name of a tag, the text itself (references kept) of a text.
    name: str
    offset: int
    #: Name (lower-case) and value (references resolved), in order, doubles kept.
    attributes: tuple[tuple[str, str], ...] = ()


def tokens(html: str, *, scripting: bool = False) -> Iterator[Token]:
    """Tokenise by the rules of the HTML Standard (13.2.5), in linear time, whatever the text.

    `scripting` reads noscript as parsers do that run scripts: what is in it is text.
    """
    at, end = 0, len(html)
    while at < end:
        found = _TAG.search(html, at)
        if found is None:
            yield Token("text", html[at:], at)
            return
        if found.start() > at:
            yield Token("text", html[at : found.start()], at)
        comment, declaration, closing, opening = found.groups()
        if comment:
            at = _after_comment(html, found.end())
            yield Token("comment", "", found.start())
        elif opening is None and closing is None:
            at = _after(html, ">", found.end())
            name = html[found.end() : found.end() + 7].lower() if declaration == "!" else ""
            yield Token("comment", name, found.start())
        else:
            name = (opening or closing or "").lower()
            attributes, at = _attributes(html, found.end())
            if at > end:
                yield Token("cut", name, found.start())
                return
            yield Token("start" if opening else "end", name, found.start(), attributes)
            if opening and (name in _RAW or (scripting and name == "noscript")):
                close = re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE).search(html, at)
                stop = close.start() if close else end
                if stop > at:
                    yield Token("raw", html[at:stop], at)
                at = stop


def _after_comment(html: str, at: int) -> int:
    if html.startswith((">", "->"), at):
        return html.index(">", at) + 1
    found = _COMMENT_END.search(html, at)
    return found.end() if found else len(html)


def _after(html: str, character: str, at: int) -> int:
    found = html.find(character, at)
    return len(html) if found < 0 else found + 1


def _attributes(html: str, at: int) -> tuple[tuple[tuple[str, str], ...], int]:
    # A tag that the text ends in is dropped, as parsers do: the offset is then beyond the end.
    found: list[tuple[str, str]] = []
    while True:
        end = _END.match(html, at)
        if end:
            return tuple(found), end.end()
        attribute = _ATTRIBUTE.match(html, at)
        if attribute is None:
            return tuple(found), len(html) + 1
        name, double, single, bare = attribute.groups()
        value = double if double is not None else single if single is not None else bare or ""
        found.append((name.lower(), unescape(value) if "&" in value else value))
        at = attribute.end()


def plain(html: str) -> str:
    """The text of a fragment on one line, without markup."""
    if "<" not in html:
        return " ".join(unescape(html).split())
    return " ".join(unescape("".join(token.name for token in tokens(html) if token.kind == "text")).split())
