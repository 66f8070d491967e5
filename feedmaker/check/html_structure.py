"""HTML that an HTML5 parser reads otherwise than it is written: tags left open, wrong nesting, cut tags."""

import re
from collections.abc import Iterable, Iterator, Sequence
from html import unescape
from html.entities import html5
from itertools import groupby

import nh3

from feedmaker.check.html_tokens import VOID, Token, tokens
from feedmaker.check.rules import problem
from feedmaker.problems import Problem

#: End tags that may be left out (HTML Standard, 13.1.2.4), and start tags that the parser adds.
_MAY_BE_OPEN = "li dt dd p rb rt rtc rp optgroup option thead tbody tfoot tr td th colgroup caption"
_MAY_BE_ADDED = {("start", "tbody"), ("start", "colgroup"), *(("end", name) for name in [*VOID, *_MAY_BE_OPEN.split()])}
#: Elements that ammonia rewrites, so that a difference would mean nothing.
_NOT_COMPARED = frozenset(("svg", "math", "template"))
_PAGE = frozenset(("!doctype", "html", "head", "body"))
_ACTIVE = "script img iframe object embed form input svg style link meta base a video audio"
_UNTERMINATED = re.compile(r"&([A-Za-z]+)(?![A-Za-z0-9;=])")
_MAX_DEPTH = 512
_MAX_ATTRIBUTES = 1000
_MAX_WORK = 4_000_000


def structure_problems(source: Sequence[Token], html: str) -> tuple[list[Problem], str]:
    """Check the structure of a fragment: the mistakes that tokens show, else the first place that a parser changes.

    Returns the problems, with an offset as their line, and the fragment as an HTML5 parser reads it; "" if that is as
    written or too expensive to find out.
    """
    found = [problem("html-broken", offset, message) for offset, message in _token_mistakes(source)]
    too_complex = _too_complex(source)
    if too_complex:
        return [*found, problem("html-broken", 0, too_complex)], ""
    parsed = _parse(source, html)
    if found or any(token.kind == "start" and token.name in _NOT_COMPARED for token in source):
        return found, parsed
    if parsed == html:
        return [], ""
    # html5ever reads noscript as a parser that runs scripts.
    written, read = (_comparable(tokens(text, scripting=True)) for text in (html, parsed))
    difference = _difference(written, read)
    if difference is None:
        return [], ""
    before, after = difference
    offset = before.offset if before else len(html)
    return [problem("html-broken", offset, f"{_name(before)} is written, but a parser reads {_name(after)}")], parsed


def _token_mistakes(source: Sequence[Token]) -> Iterator[tuple[int, str]]:
    for token in source:
        if token.kind == "cut":
            yield token.offset, "the text ends within a tag"
        elif token.kind in ("start", "comment") and token.name in _PAGE:
            yield token.offset, f"<{token.name}> belongs to a page, not to a fragment"
        elif token.kind == "start" and len(dict(token.attributes)) < len(token.attributes):
            yield token.offset, f"<{token.name}> has an attribute twice"
        elif token.kind == "text":
            for bare in _UNTERMINATED.finditer(token.name):
                if bare[1] in html5:
                    yield token.offset + bare.start(), f"'{bare[0]}' lacks its semicolon"


def _too_complex(source: Sequence[Token]) -> str:
    """Say why a fragment is not given to the parser; "" if it is."""
    open_: dict[str, int] = {}
    depth = deepest = 0
    for token in source:
        if token.kind == "start" and token.name not in VOID:
            open_[token.name] = open_.get(token.name, 0) + 1
            depth += 1
            deepest = max(deepest, depth)
        elif token.kind == "end" and open_.get(token.name, 0):
            open_[token.name] -= 1
            depth -= 1
    if deepest > _MAX_DEPTH:
        return f"elements are nested deeper than {_MAX_DEPTH}"
    if any(len(token.attributes) > _MAX_ATTRIBUTES for token in source):
        return f"an element has more than {_MAX_ATTRIBUTES} attributes"
    # In every block, a parser opens again the formatting that was left open: the result may outgrow memory.
    return "too many elements are left open" if deepest * len(source) > _MAX_WORK else ""


def _parse(source: Sequence[Token], html: str) -> str:
    """Return the fragment as an HTML5 parser (html5ever) reads it, without removing anything."""
    starts = [token for token in source if token.kind == "start"]
    return nh3.clean(
        html,
        tags={*_ACTIVE.split(), *(token.name for token in starts)},
        clean_content_tags=set(),
        attributes={"*": {name for token in starts for name, _ in token.attributes}},
        generic_attribute_prefixes={"on"},
        link_rel=None,
    )


def _comparable(source: Iterable[Token]) -> list[Token]:
    """Return the tags, and the texts without white space, joined across comments."""
    steps: list[Token] = []
    for is_text, run in groupby(
        (t for t in source if t.kind != "comment"), lambda token: token.kind in ("text", "raw")
    ):
        group = [*run]
        text = "".join(unescape(token.name) if token.kind == "text" else token.name for token in group if is_text)
        text = "".join(text.replace("\0", "").split())
        steps += [Token("text", text, group[0].offset)] if text else [] if is_text else group
    return steps


def _difference(written: Sequence[Token], read: Sequence[Token]) -> tuple[Token | None, Token | None] | None:
    """Find the first place where the two differ, ignoring tags that a parser may add."""
    rest = [*reversed(written)]
    for token in read:
        if rest and rest[-1][:2] == token[:2]:
            rest.pop()
        elif token[:2] not in _MAY_BE_ADDED:
            return (rest[-1] if rest else None), token
    return (rest[-1], None) if rest else None


def _name(token: Token | None) -> str:
    if token is None:
        return "nothing"
    return {"text": "text", "end": f"</{token.name}>"}.get(token.kind, f"<{token.name}>")
