"""The metadata of an HTML document as front matter, read by lxml's parser.

These are `title`, `meta`, JSON-LD and dates (`html_dates`), the address of the page, and `base`, against which
addresses are resolved. Pages name one thing in many ways: html_names.txt has those of the vocabularies in use.
"""

import re
from collections.abc import Iterable, Iterator
from html import escape, unescape

from feedmaker.loader.frontmatter import html_body, html_dates, json_ld
from feedmaker.loader.frontmatter.result import Field, ParsedBlock, collect_fields, line_at
from feedmaker.problems import Problem
from feedmaker.text.elements import Element, one_line_text
from feedmaker.text.messages import quoted
from feedmaker.text.patterns import portable
from feedmaker.text.word_lists import word_lists

#: Characters of a document, without its scripts and styles, in which its metadata are searched for.
_MAX_HEAD = 64_000
#: The end of a longer document is searched, too: some have JSON-LD there, and Medium the date.
_MAX_TAIL = 16_000
#: Values of a name that a document repeats, such as `article:tag`.
_MAX_VALUES = 500

#: `<?xml version="1.0"?><!-- note --><!DOCTYPE html`, `<html`, `<head`; documents may leave out the last two
_DOCUMENT = re.compile(
    portable(
        r"(?:<\?xml[^>]{0,200}>\s*+)?(?:(?><!--.{0,2000}?-->)\s*+){0,9}+(?:<!doctype\s+html|<html|<head|<meta|<title)\b"
    ),
    re.IGNORECASE | re.DOTALL,
)
_BODY = re.compile(r"<body\b[^>]{0,2000}>[ \t]*\n?|</head\s*+>[ \t]*+\n?+(?!\s*+<body\b)", re.IGNORECASE)
#: What precedes the body if no tag marks its beginning, after hidden parts were replaced by spaces.
_HEAD = re.compile(
    portable(r"(?:\s++|<(?:!doctype|/?html|head|meta|link|base)\b(?:\"[^\"]*+\"|'[^']*+'|[^<>\"'])*+>)*+"), re.I
)
#: Parts whose "<" begins no tag: comments, scripts, styles, the title.
_HIDDEN = re.compile(r"<!--.*?(?:-->|\Z)|<(script|style|title)\b.*?(?:</\1[^>]*+>|\Z)", re.IGNORECASE | re.DOTALL)
#: Hidden parts that have metadata.
_HAS_METADATA = re.compile(r"<title|<script[^>]{0,200}ld\+json", re.IGNORECASE)
#: A file within an address, which may be longer than the document.
_DATA_URL = re.compile(r"(?<=[\"'=(])data:[^\"'\s<>)]{200,}+", re.IGNORECASE)
# A page, but not that of the site itself, which some templates name on every page.
_PAGE = re.compile(r"\s*+https?://[^/\s?#]++/[^\s]", re.IGNORECASE)
#: The address of a saved page: `saved from url=(0034)https://…` of browsers, ` url: https://…` of SingleFile,
#: `Mirrored from quay.example/a.html by HTTrack`.
_SAVED_FROM = re.compile(
    r"<!--\s*+(?:saved from url=\(\d{4}\)|Page saved with SingleFile\s*+url: |Mirrored from )([^\s<>]{4,2000})"
)

_HEADING = "h1"
# " - Harbour News", "_财经频道_新浪网", behind the name of the article
_SEPARATOR = re.compile(r"[-–—_|·•»/｜－]")
_SITE_NAME = re.compile(rf"\s*+{_SEPARATOR.pattern}\s*+\S")

#: The key of the address in the first `base` element, which no front matter can have.
BASE = "base[href]"

#: Name of a `meta` element → the key with the same meaning.
_KEYS = {name: key for key, names in word_lists(__file__, "html_names.txt").items() for name in names}
#: Keys of lists, to which each element of such a name adds a value.
_LISTS = frozenset(("author", "tags", "category"))


def read(text: str, start: int) -> ParsedBlock | None:
    """Read the document at `start`; None for a fragment. Texts are escaped, as in the other dialects."""
    if not _DOCUMENT.match(text, start):
        return None
    blank = _HIDDEN.sub(lambda found: " " * len(found[0]), text[start:])
    body = _BODY.search(blank) or _HEAD.match(blank)
    if body is None:
        return None
    first_line = line_at(text, start) - 1
    document = _shortened(_DATA_URL.sub("data:,", _HIDDEN.sub(_without_code, text[start:])))
    found = sorted(_fields(document), key=lambda field: field.line)
    fields: dict[str, Field] = {}
    for field in found:
        fields.setdefault(field.key.lower(), field._replace(line=field.line + first_line))
    for field in _other_names(found):
        fields.setdefault(field.key, field._replace(line=field.line + first_line))
    if "canonical" not in fields and (saved := _SAVED_FROM.search(text, start, start + _MAX_HEAD)):
        address = saved[1] if "://" in saved[1] else f"https://{saved[1]}"
        if _PAGE.match(address):
            fields["canonical"] = Field("canonical", escape(address, quote=False), line_at(text, saved.start(1)))
    heading = fields.pop(_HEADING, None)
    if "title" in fields:
        names = [fields[key].value for key in ("og:title", "headline") if key in fields]
        fields["title"] = _without_site(fields["title"], names, heading.value if heading else None)
    article = html_body.find(blank, body.end())
    if article is None:
        return ParsedBlock(collect_fields(fields.values()), start + body.end())
    problems = tuple(_beside(markup, line_at(text, start + at)) for at, markup in article.beside[:1])
    found_fields = collect_fields(fields.values())._replace(problems=problems)
    return ParsedBlock(found_fields, start + article.begin, start + article.end)


def _beside(markup: str, line: int) -> Problem:
    words = " ".join(unescape(html_body.without_tags(markup)).split())
    message = f"text beside the article of the page is left out: {quoted(words)}"
    return Problem("text-dropped", message, "put it into the element of the article, such as <main>", line)


def _shortened(document: str) -> str:
    """Return the beginning and the end of a document, with line breaks for what is between them."""
    if len(document) <= _MAX_HEAD + _MAX_TAIL:
        return document
    between = document.count("\n", _MAX_HEAD, len(document) - _MAX_TAIL)
    return document[:_MAX_HEAD] + "\n" * between + document[-_MAX_TAIL:]


def _without_code(found: re.Match[str]) -> str:
    """Return a hidden part if it has metadata, else only its line breaks."""
    return found[0] if _HAS_METADATA.match(found[0]) else "\n" * found[0].count("\n")


def _other_names(fields: Iterable[Field]) -> Iterator[Field]:
    """Yield the fields that have other names, under the keys of html_names.txt; lists with all their values."""
    lists: dict[tuple[str, str], Field] = {}
    for field in fields:
        name = field.key.lower().replace(" ", "")
        key = _KEYS.get(name)
        if key is None or not field.value:
            continue
        if key in _LISTS:
            # one list for each name, as other names repeat its values
            values = lists.setdefault((key, name), Field(key, [], field.line)).value
            is_address = key == "author" and "://" in str(field.value)
            if isinstance(values, list) and len(values) < _MAX_VALUES and not is_address:
                values.append(field.value)
        elif key != "canonical" or _PAGE.match(str(field.value)):
            yield field._replace(key=key)
    for field in lists.values():
        value = field.value
        if isinstance(value, list) and value:
            # a list of lists is several categories, wherever a list is a path
            many = [[one] for one in value] if field.key == "category" else value
            yield field._replace(value=value[0] if len(value) == 1 else many)


def _without_site(title: Field, names: list[object], heading: object) -> Field:
    """Return the title of a document without the site name after it, if another name or the heading lacks it.

    The heading must be longer than the parts after it: it may be the name of the site, followed by that of the article.
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
    for element in root.iter("title", "meta", "script", "link", "base", "h1"):
        yield from _fields_of(element)
    yield from html_dates.find(root)
    if "h-entry" in document:
        yield from _microformat(root, is_draft="//medium.com" in document and "dt-published" not in document)


def _microformat(root: Element, *, is_draft: bool) -> Iterator[Field]:
    """Yield the properties of an h-entry; in an export of Medium, one without a date is a draft."""
    for element in root.iter("a", "section", "p", "span", "div"):
        classes, line = element.get("class", "").split(), element.sourceline or 1
        text = escape(one_line_text(element), quote=False) if classes else ""
        if "p-canonical" in classes and _PAGE.match(element.get("href", "")):
            yield Field("canonical", escape(element.get("href", "").strip(), quote=False), line)
        elif "p-author" in classes and text:
            yield Field("author", text, line)
        elif "p-summary" in classes and text:
            yield Field("description", text, line)
    if is_draft:
        yield Field("draft", "true", 1)


def _fields_of(element: Element) -> Iterator[Field]:
    line, attributes = element.sourceline or 1, element.attrib
    if element.tag == "title":
        # a drawing in SVG has a title of its own
        if (parent := element.getparent()) is None or parent.tag != "svg":
            yield Field("title", escape((element.text or "").strip(), quote=False), line)
    elif element.tag == "meta":
        name = next(filter(None, map(attributes.get, ("name", "property", "itemprop", "http-equiv"))), None)
        if name and name.lower() != "lang":
            key = f"meta:{name}" if name.lower() == "title" else name
            content = attributes.get("content", "").strip()
            # trafilatura joins lists by semicolons
            names = [[one] for one in content.split(";")] if name == "categories" and ";" in content else None
            yield Field(key, names or escape(content, quote=False), line)
    elif element.tag == "h1":
        yield Field(_HEADING, escape(one_line_text(element), quote=False), line)
    elif element.tag == "base":
        if href := attributes.get("href", "").strip():
            yield Field(BASE, href, line)
    elif element.tag == "link":
        if attributes.get("rel", "").strip().lower() == "canonical" and _PAGE.match(attributes.get("href", "")):
            yield Field("canonical", escape(attributes["href"].strip(), quote=False), line)
    elif attributes.get("type", "").partition(";")[0].strip().lower() == "application/ld+json":
        yield from (Field(key, value, line) for key, value in json_ld.read(element.text or ""))
