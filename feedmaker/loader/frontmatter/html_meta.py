"""The metadata of an HTML document as front matter, read by lxml's parser.

These are `title`, `meta`, JSON-LD and `time`, the canonical link, and `base`, against which addresses are resolved.
"""

import json
import re
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from feedmaker.loader.frontmatter.result import Field, ParsedBlock, collect_fields, line_at

#: Characters of a document in which its metadata are searched for.
_MAX_HEAD = 64_000

#: `<?xml version="1.0"?><!-- comment --><!DOCTYPE html`, `<html`, `<head`
_DOCUMENT = re.compile(
    r"(?:<\?xml[^>]{0,200}>\s*+)?(?:<!--.{0,2000}?-->\s*+){0,9}(?:<!doctype\s+html|<html|<head)\b",
    re.IGNORECASE | re.DOTALL,
)
_BODY = re.compile(r"<body\b[^>]{0,2000}>[ \t]*\n?|</head\s*+>[ \t]*+\n?+(?!\s*+<body\b)", re.IGNORECASE)
#: What may hold tags that are none: comments, scripts, styles, the title.
_HIDDEN = re.compile(r"<!--.*?(?:-->|\Z)|<(script|style|title)\b.*?(?:</\1|\Z)", re.IGNORECASE | re.DOTALL)
_NOT_A_LINE_BREAK = re.compile(r"[^\n]")
#: JSON-LD of schema.org, https://schema.org/Article
_JSON_LD_KEYS = ("datePublished", "dateModified", "headline", "description", "keywords", "author", "image")
_MAX_ITEMS = 1000
# A page, but not that of the site itself, which some templates name on every page.
_PAGE = re.compile(r"\s*+https?://[^/\s?#]++/[^\s]", re.IGNORECASE)

_HEADING = "h1"
# " - Harbour News", "_财经频道_新浪网", behind the name of the article
_SEPARATOR = re.compile(r"[-–—_|·•»/｜－]")
_SITE_NAME = re.compile(rf"\s*+{_SEPARATOR.pattern}\s*+\S")

#: The key of the address in the first `base` element, which no front matter can have.
BASE = "base[href]"


def read(text: str, start: int) -> ParsedBlock | None:
    """Read the document at `start`; None for a fragment. Texts are escaped, as in the other dialects."""
    if not _DOCUMENT.match(text, start):
        return None
    document = text[start : start + _MAX_HEAD]
    body = _BODY.search(_HIDDEN.sub(lambda found: _NOT_A_LINE_BREAK.sub(" ", found[0]), document))
    if body is None:
        return None
    first_line = line_at(text, start) - 1
    fields: dict[str, Field] = {}
    for field in sorted(_fields(document), key=lambda field: field.line):
        fields.setdefault(field.key.lower(), field._replace(line=field.line + first_line))
    heading = fields.pop(_HEADING, None)
    if "title" in fields:
        names = [fields[key].value for key in ("og:title", "headline") if key in fields]
        fields["title"] = _without_site(fields["title"], names, heading.value if heading else None)
    return ParsedBlock(collect_fields(fields.values()), start + body.end())


def _without_site(title: Field, names: list[object], heading: object) -> Field:
    """Return the title of a document without the name of the site behind it, where the document names its article so.

    The heading must be longer than the parts behind it: it may be the name of the site, before that of the article.
    """
    for name in (*names, heading):
        text, whole = str(name), str(title.value)
        rest = whole.removeprefix(text)
        is_whole = name is not heading or all(len(part) < len(text) for part in _SEPARATOR.split(rest))
        if isinstance(name, str) and text and rest != whole and is_whole and _SITE_NAME.match(rest):
            return title._replace(value=text)
    return title


def _fields(document: str) -> Iterator[Field]:
    from lxml import etree

    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(document.replace("\0", "").encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:  # a document without any element
        return
    if root is None:
        return
    if language := root.get("lang"):
        yield Field("lang", escape(language, quote=False), root.sourceline or 1)
    for element in root.iter("title", "meta", "script", "time", "link", "base", "h1"):
        line, attributes = element.sourceline or 1, element.attrib
        if element.tag == "title":
            yield Field("title", escape((element.text or "").strip(), quote=False), line)
        elif element.tag == "meta":
            name = attributes.get("name") or attributes.get("property") or attributes.get("itemprop")
            if name and name.lower() not in {"title", "lang"}:
                yield Field(name, escape(attributes.get("content", "").strip(), quote=False), line)
        elif element.tag == "h1":
            yield Field(_HEADING, escape(" ".join("".join(element.itertext()).split()), quote=False), line)
        elif element.tag == "base":
            if href := attributes.get("href", "").strip():
                yield Field(BASE, href, line)
        elif element.tag == "link":
            if attributes.get("rel", "").strip().lower() == "canonical" and _PAGE.match(attributes.get("href", "")):
                yield Field("canonical", escape(attributes["href"].strip(), quote=False), line)
        elif element.tag == "script":
            if attributes.get("type", "").strip().lower() == "application/ld+json":
                yield from (Field(key, value, line) for key, value in _json_ld(element.text or ""))
        elif value := attributes.get("datetime"):
            yield Field(_key_of_time(attributes), value, line)


def _key_of_time(attributes: Mapping[str, str]) -> str:
    """Return what a `time` element dates, by microdata, microformats and HTML's former `pubdate`."""
    words = {attributes.get("itemprop", "").lower(), *attributes.get("class", "").lower().split()}
    if "pubdate" in attributes or not words.isdisjoint(("datepublished", "dt-published", "entry-date", "published")):
        return "datePublished"
    if not words.isdisjoint(("datemodified", "dt-updated", "updated")):
        return "dateModified"
    return "time[datetime]"


def _json_ld(text: str) -> Iterator[tuple[str, object]]:
    """Yield the properties of the article that JSON-LD describes, alone, in a list or in an `@graph`."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return
    items = value.get("@graph", [value]) if isinstance(value, dict) else value
    for item in items[:_MAX_ITEMS] if isinstance(items, list) else ():
        if isinstance(item, dict) and _is_article(item.get("@type")):
            yield from ((key, _escaped(item[key])) for key in _JSON_LD_KEYS if item.get(key))
            return


def _is_article(kind: object) -> bool:
    kinds = kind if isinstance(kind, list) else [kind]
    return any(isinstance(one, str) and one.endswith(("Article", "Posting", "Report", "Episode")) for one in kinds)


def _escaped(value: Any) -> object:
    return escape(value, quote=False) if isinstance(value, str) else value
