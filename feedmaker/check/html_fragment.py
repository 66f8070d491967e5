"""Whether a fragment of HTML is written as an HTML5 parser reads it (H8)."""

import re
from collections.abc import Iterable, Sequence
from html import unescape
from html.entities import html5
from typing import NamedTuple

from feedmaker.check.html_tokens import VOID, Token, tokens
from feedmaker.check.word_lists import names

#: End tags that the HTML Standard lets an author leave out (13.1.2.4), and start tags that the parser adds.
_OPTIONAL_END = names("li dt dd p rb rt rtc rp optgroup option thead tbody tfoot tr td th colgroup caption") | VOID
_ADDED_START = frozenset(("tbody", "colgroup"))
#: What ammonia treats in ways of its own, so that a difference would say nothing; H9 names them.
_FOREIGN = frozenset(("svg", "math", "template"))
_WHOLE_PAGE = frozenset(("html", "head", "body"))
_ACTIVE = names("script img iframe object embed form input svg style link meta base a video audio")
_BARE = re.compile(r"&([A-Za-z]+)(?![A-Za-z0-9;=])")
_DEEPEST = 512
_MOST_ATTRIBUTES = 1000
_MOST_WORK = 4_000_000


class Break(NamedTuple):
    """What is wrong, and where in the fragment."""

    message: str
    offset: int


def breaks(source: Sequence[Token], html: str) -> tuple[list[Break], str]:
    """Name the breaks of a fragment, and give what a parser makes of it where that is not what is written.

    The breaks are each kind of plain mistake, else the first place that a parser changes. The second value is ""
    where both readings are one, or where the parser's would be too large.
    """
    found = [*_plain_breaks(source)]
    depth = _depth(source)
    if depth > _DEEPEST:
        return [*found, Break(f"elements are nested deeper than {_DEEPEST}", 0)], ""
    if any(len(token.attributes) > _MOST_ATTRIBUTES for token in source):
        return [*found, Break(f"an element has more than {_MOST_ATTRIBUTES} attributes", 0)], ""
    if depth * len(source) > _MOST_WORK:
        # A parser opens again in every block the formatting that was left open: the result may outgrow memory.
        return [*found, Break("too many elements are left open in too many others", 0)], ""
    # html5ever reads noscript as a parser that runs scripts.
    reparsed = _reread(source, html)
    if found or any(token.name in _FOREIGN for token in source if token.kind == "start"):
        return found, reparsed
    difference = _difference(tokens(html, scripting=True), tokens(reparsed, scripting=True), len(html))
    return ([difference], reparsed) if difference else ([], "")


def _reread(source: Sequence[Token], html: str) -> str:
    """Write the fragment as an HTML5 parser (html5ever) understands it, nothing taken away."""
    import nh3

    starts = [token for token in source if token.kind == "start"]
    return nh3.clean(
        html,
        tags={token.name for token in starts} | _ACTIVE,
        clean_content_tags=set(),
        attributes={"*": {name for token in starts for name, _ in token.attributes}},
        generic_attribute_prefixes={"on"},
        link_rel=None,
    )


def _plain_breaks(source: Sequence[Token]) -> list[Break]:
    found: dict[str, Break] = {}
    for token in source:
        if token.kind == "start":
            if token.name in _WHOLE_PAGE:
                found.setdefault("page", Break(f"<{token.name}> belongs to a page, not to a fragment", token.offset))
            names = [name for name, _ in token.attributes]
            if len(set(names)) < len(names):
                found.setdefault("twice", Break(f"<{token.name}> has an attribute twice", token.offset))
        elif token.kind == "cut":
            found["cut"] = Break("the text ends inside a tag", token.offset)
        elif token.kind == "comment" and token.name == "doctype":
            found.setdefault("page", Break("a document type belongs to a page, not to a fragment", token.offset))
        elif token.kind == "text" and "&" in token.name:
            for bare in _BARE.finditer(token.name):
                if bare[1] in html5:
                    found.setdefault("bare", Break(f"'{bare[0]}' lacks its semicolon", token.offset + bare.start()))
    return [*found.values()]


def _depth(source: Iterable[Token]) -> int:
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
    return deepest


class _Step(NamedTuple):
    kind: str
    name: str
    offset: int


def _steps(source: Iterable[Token]) -> list[_Step]:
    steps: list[_Step] = []
    texts: list[str] = []
    for kind, name, offset, _ in source:
        if kind == "comment":
            continue
        if kind == "text" or kind == "raw":
            text = "".join((unescape(name) if kind == "text" else name).replace("\0", "").split())
            if text and not texts:
                steps.append(_Step("text", "", offset))
            texts += [text] if text else []
        else:
            if texts:
                steps[-1] = steps[-1]._replace(name="".join(texts))
                texts = []
            steps.append(_Step(kind, name, offset))
    if texts:
        steps[-1] = steps[-1]._replace(name="".join(texts))
    return steps


def _difference(source: Iterable[Token], reparsed: Iterable[Token], length: int) -> Break | None:
    """Find the first place where the two part, tags aside that a parser may add."""
    written, read = _steps(source), _steps(reparsed)
    i = 0
    for step in read:
        at = written[i] if i < len(written) else None
        if at is not None and (step.kind, step.name) == (at.kind, at.name):
            i += 1
        elif not _may_be_added(step):
            if at is not None:
                return Break(_told(at, step), at.offset)
            what = f"<{step.name}> is not closed" if step.kind == "end" else f"<{step.name}> is read but not written"
            return Break(what, length)
    return Break(_told(written[i], None), written[i].offset) if i < len(written) else None


def _may_be_added(step: _Step) -> bool:
    return step.name in _OPTIONAL_END if step.kind == "end" else step.kind == "start" and step.name in _ADDED_START


def _told(written: _Step, read: _Step | None) -> str:
    if written.kind == "end":
        if read is not None and read.kind == "end":
            return f"</{written.name}> stands where <{read.name}> must be closed first"
        return f"</{written.name}> closes nothing"
    if read is not None and read.kind == "end":
        return f"<{read.name}> is not closed before {'the text' if written.kind == 'text' else f'<{written.name}>'}"
    if written.kind == "start":
        return f"<{written.name}> must not stand here"
    return "text stands where none may be, or a tag is never finished"
