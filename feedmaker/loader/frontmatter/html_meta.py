"""The `head` element of an HTML document as front matter (Pelican): its title and its `meta` elements."""

import re
from collections.abc import Iterator

from feedmaker.loader.frontmatter.result import Field, ParsedBlock, collect_fields, line_at

#: Characters of a document in which the end of its `head` is searched for.
_MAX_HEAD = 64_000

#: `<?xml version="1.0"?><!-- comment --><!DOCTYPE html`, `<html`, `<head`
_DOCUMENT = re.compile(
    r"(?:<\?xml[^>]{0,200}>\s*+)?(?:<!--.{0,2000}?-->\s*+){0,9}(?:<!doctype\s+html|<html|<head)\b",
    re.IGNORECASE | re.DOTALL,
)
_BODY = re.compile(r"<body\b[^>]{0,2000}>[ \t]*\n?|</head\s*+>[ \t]*+\n?+(?!\s*+<body\b)", re.IGNORECASE)
_HTML = re.compile(r"<html\b([^>]{0,500})>", re.IGNORECASE)
_TITLE = re.compile(r"<title\b[^>]{0,200}>([^<]{0,2000})</title", re.IGNORECASE)
_META = re.compile(r"<meta\b([^>]{0,4000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([\w:-]{1,40})\s{0,9}=\s{0,9}(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")


def read(text: str, start: int) -> ParsedBlock | None:
    """Read the `head` of the document at `start`, character references left as they are; None for a fragment."""
    if not _DOCUMENT.match(text, start):
        return None
    body = _BODY.search(text, start, start + _MAX_HEAD)
    if body is None:
        return None
    fields = collect_fields(sorted(_fields(text, start, body.start()), key=lambda field: field.line))
    # Several `meta` elements with one name are valid HTML.
    return ParsedBlock(fields._replace(problems=()), body.end())


def _fields(text: str, start: int, end: int) -> Iterator[Field]:
    title = _TITLE.search(text, start, end)
    if title:
        yield Field("title", title[1].strip(), line_at(text, title.start()))
    root = _HTML.search(text, start, end)
    language = _attributes(root[1]).get("lang", "") if root else ""
    if root and language:
        yield Field("lang", language, line_at(text, root.start()))
    for meta in _META.finditer(text, start, end):
        attributes = _attributes(meta[1])
        name = attributes.get("name") or attributes.get("property")
        if name and name.lower() not in {"title", "lang"}:
            yield Field(name, attributes.get("content", "").strip(), line_at(text, meta.start()))


def _attributes(source: str) -> dict[str, str]:
    return {match[1].lower(): match[2] or match[3] or match[4] or "" for match in _ATTRIBUTE.finditer(source)}
