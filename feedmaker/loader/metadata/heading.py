"""The first heading of a body: the title of an article that names none."""

import re
from itertools import pairwise

from feedmaker.loader.metadata.title import plain, plain_summary

#: A heading further down is not the title of the article.
_REACH = 20_000

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_ATX = re.compile(r" {0,3}(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*(?:\{[#.:][^{}]*\})?[ \t]*")
_SETEXT = re.compile(r" {0,3}(?:={2,}|-{3,})[ \t]*")
_RST_RULE = re.compile(r"([=\-`:.'\"~^_*+#<>!$%&(),/;?@\[\\\]{|}])\1{2,}[ \t]*")
_HTML = re.compile(r"<(h[12]|title)(?:\s[^<>]*)?>(.{0,500}?)</\1\s*>", re.IGNORECASE | re.DOTALL)
_OPENING = re.compile(
    r"\s*(?:^ {0,3}#{1,6}[ \t]+\S.*|^ {0,3}[^\s<>|*+#`~-].*\n {0,3}(?:={2,}|-{3,})[ \t]*"
    r"|<h[12](?:\s[^<>]*)?>[^<>]{0,500}</h[12]\s*>[ \t]*)(?:\n+|\Z)",
    re.MULTILINE | re.IGNORECASE,
)
_ANY_TAG = re.compile(r"<[^<>]*>")
# Lines that may stand before a title without being prose.
_PREAMBLE = re.compile(r"[ \t]*(?:<|\{%|\{\{|!\[|\[!|\[[^\]]+\]:|import\s|export\s|:[\w-]+:|\.\. |---+[ \t]*$)")


def first_heading(text: str, offset: int = 0, *, rst: bool = False) -> str | None:
    """Return the first heading of the body that starts at `offset`, as plain text; None where there is none.

    Markdown's `#` and underlined headings of the first two levels, HTML's h1 and h2 (else the document's title) and
    reStructuredText's underlined ones. A deeper heading counts only where nothing stands before it.
    """
    body = text[offset : offset + _REACH]
    if rst:
        return _underlined(body)
    markdown = _markdown(body)
    html = _html(body) if "<" in body else None
    if markdown and html:
        return min(markdown, html)[1]
    best = markdown or html
    return best[1] if best else None


def after_heading(text: str, offset: int) -> int:
    """Return where the body goes on after the heading that it opens with, `offset` where it opens with anything else.

    What became the title is not to be read twice.
    """
    found = _OPENING.match(text, offset)
    return found.end() if found else offset


def _markdown(body: str) -> tuple[int, str] | None:
    """Return where the first Markdown heading stands, and its text."""
    fence = ""
    at = 0
    before = ""
    only_preamble = True
    for line in body.split("\n"):
        opening = _FENCE.match(line)
        if opening and not fence:
            fence = opening[1]
        elif fence:
            if opening and opening[1].startswith(fence) and line.strip() == opening[1]:
                fence = ""
        elif line.strip():
            title = _title_of(line, before, only_preamble)
            if title:
                return at, title
            only_preamble = only_preamble and _PREAMBLE.match(line) is not None
        before = "" if fence else line
        at += len(line) + 1
    return None


def _title_of(line: str, before: str, first: bool) -> str | None:
    atx = _ATX.fullmatch(line)
    if atx:
        return plain(atx[2]) if first or len(atx[1]) <= 2 else None
    if before.strip() and _SETEXT.fullmatch(line) and not _PREAMBLE.match(before) and before.strip()[0] not in "|>-*+#":
        return plain(before)
    return None


def _html(body: str) -> tuple[int, str] | None:
    """Return where the first h1 or h2 that says something stands, and its text; else the document's title."""
    fallback: tuple[int, str] | None = None
    for found in _HTML.finditer(body):
        title = plain_summary(_ANY_TAG.sub(" ", found[2]) if "<" in found[2] else found[2])
        if not title:
            continue
        if found[1].lower() != "title":
            return found.start(), title
        fallback = fallback or (found.start(), title)
    return fallback


def _underlined(body: str) -> str | None:
    """Return the first title of reStructuredText: a line with a rule below it at least as long (or over and below)."""
    lines = body.split("\n")
    for line, below in pairwise(lines):
        title = line.strip()
        if (
            title
            and not _RST_RULE.fullmatch(line)
            and _RST_RULE.fullmatch(below)
            and len(below.rstrip()) >= min(len(title), 4)
        ):
            return plain(title)
    return None
