"""Atom 1.0: feed and entries, text constructs, and how a document reads as a feed (RFC 4287)."""

from collections.abc import Iterator, Sequence
from html import unescape

from feedmaker.check.content import content_problems, reference_problems, summary_problems, tag_problems, title_problems
from feedmaker.check.extensions import links, media_problems, metadata_order_problems, value_problems
from feedmaker.check.html_tokens import plain_text, tokens
from feedmaker.check.parsed_feed import ParsedEntry, ParsedFeed
from feedmaker.check.rules import problem
from feedmaker.check.values import ValueChecks, id_problems, is_uri, parse_rfc3339, rfc3339_problems, web_url_problems
from feedmaker.check.xml_document import ATOM, FH, XHTML, XML, Element, inner_html, line_of, name_of, text_of
from feedmaker.problems import Problem
from feedmaker.text.languages import is_right_to_left
from feedmaker.text.messages import quoted

_LANG = XML + "lang"
_CONSTRUCTS = [ATOM + tag for tag in ("title", "subtitle", "rights", "summary", "content")]
_FEED_VALUES: ValueChecks = {ATOM + "icon": web_url_problems, ATOM + "logo": web_url_problems, ATOM + "id": id_problems}
_DATES: ValueChecks = {ATOM + "updated": rfc3339_problems, ATOM + "published": rfc3339_problems}


def atom_problems(root: Element) -> Iterator[Problem]:
    """Check an Atom feed document, without what all formats have in common."""
    entries = root.findall(ATOM + "entry")
    if not any(link.rel == "alternate" for link in links(root)):
        yield problem("atom-alternate-link", line_of(root), "feed has no link rel=alternate")
    yield from _author_problems(root, entries)
    yield from value_problems(root, _FEED_VALUES)
    yield from metadata_order_problems(root, ATOM + "entry")
    for element in (root, *entries):
        yield from _required_problems(element)
        yield from value_problems(element, _DATES)
        yield from _link_problems(element)
        yield from _category_problems(element)
        rtl = is_right_to_left(element.get(_LANG) or root.get(_LANG))
        for child in element.iterchildren(*_CONSTRUCTS):
            yield from _construct_problems(child, rtl=rtl)
    for entry in entries:
        yield from _entry_problems(entry)


def parse_atom(root: Element) -> ParsedFeed:
    """The document as a feed."""
    own_links = links(root)
    return ParsedFeed(
        format="atom",
        id=text_of(root, ATOM + "id"),
        title=_plain(root.find(ATOM + "title")),
        home=next((link.href for link in own_links if link.rel == "alternate"), ""),
        updated=parse_rfc3339(text_of(root, ATOM + "updated")),
        language=root.get(_LANG) or None,
        line=line_of(root),
        links=own_links,
        is_archive=root.find(FH + "archive") is not None,
        is_complete=root.find(FH + "complete") is not None,
        entries=tuple(_entry(entry) for entry in root.iterfind(ATOM + "entry")),
    )


def _entry(entry: Element) -> ParsedEntry:
    own_links = links(entry)
    return ParsedEntry(
        id=entry.findtext(ATOM + "id") or "",
        link=next((link.href for link in own_links if link.rel == "alternate"), ""),
        title=_plain(entry.find(ATOM + "title")),
        published=parse_rfc3339(text_of(entry, ATOM + "published")),
        updated=parse_rfc3339(text_of(entry, ATOM + "updated")),
        language=entry.get(_LANG) or None,
        line=line_of(entry),
        links=own_links,
    )


def _html(element: Element | None) -> str:
    """The content of a text construct: HTML, or plain text as it is; "" for none."""
    if element is None:
        return ""
    return inner_html(element) if element.get("type") == "xhtml" else element.text or ""


def _plain(element: Element | None) -> str:
    """The text of a text construct on one line."""
    text = _html(element)
    is_html = element is not None and element.get("type") in ("html", "xhtml")
    return plain_text(text) if is_html else " ".join(text.split())


def _required_problems(element: Element) -> Iterator[Problem]:
    name = name_of(element)
    for tag in ("id", "title", "updated"):
        found = element.findall(ATOM + tag)
        if tag == "id" and name == "entry" and not text_of(element, ATOM + "id"):
            continue  # entry-id-missing
        if len(found) != 1:
            line = line_of(found[1] if found else element)
            yield problem("atom-required", line, f"{name} has {len(found) or 'no'} {tag}")
        elif tag == "title" and not _plain(found[0]):
            yield problem("atom-title-empty", line_of(found[0]), f"the title of the {name} is empty")
        elif tag == "id" and not is_uri(found[0].text or "") and not text_of(element, ATOM + "id").isdigit():
            yield problem("atom-id-uri", line_of(found[0]), f"id of {name} is not a URI: {quoted(found[0].text)}")


def _author_problems(root: Element, entries: Sequence[Element]) -> Iterator[Problem]:
    author = ATOM + "author"
    without = [e for e in entries if e.find(author) is None and e.find(f"{ATOM}source/{author}") is None]
    if root.find(author) is None:
        if without or not entries:
            yield problem("atom-author", line_of((without or [root])[0]), "neither feed nor entry has an author")
    elif without:
        yield problem("atom-entry-author", line_of(without[0]), f"{len(without)} entries have no author of their own")
    for person in root.iter(author, ATOM + "contributor"):
        if not text_of(person, ATOM + "name"):
            yield problem("atom-author", line_of(person), f"{name_of(person)} has no name", "write its name")


def _link_problems(parent: Element) -> Iterator[Problem]:
    alternates: set[tuple[str, str]] = set()
    for link in parent.iterfind(ATOM + "link"):
        href, media_type, line = link.get("href", ""), link.get("type", ""), line_of(link)
        if link.get("rel", "alternate") in ("", "alternate"):
            key = (media_type, link.get("hreflang", ""))
            if media_type.startswith(("audio/", "video/", "image/")):
                yield problem("enclosure", line, f"a file of type {quoted(media_type)} is linked as alternate")
            elif key in alternates:
                yield problem("atom-alternate-link", line, "two alternate links have one type and language")
            elif not is_uri(href):
                yield problem("atom-alternate-link", line, f"link rel=alternate is not absolute: {quoted(href)}")
            alternates.add(key)


def _category_problems(parent: Element) -> Iterator[Problem]:
    for category in parent.iterfind(ATOM + "category"):
        scheme = category.get("scheme")
        if not category.get("term", "").strip():
            yield problem("atom-category", line_of(category), "category has no term")
        if scheme is not None and not is_uri(scheme):
            yield problem("atom-category", line_of(category), f"scheme of category is not a URI: {quoted(scheme)}")


def _entry_problems(entry: Element) -> Iterator[Problem]:
    contents, summary = entry.findall(ATOM + "content"), entry.find(ATOM + "summary")
    if not contents and not any(link.rel == "alternate" for link in links(entry)):
        yield problem("atom-content", line_of(entry), "entry has neither content nor an alternate link")
    elif len(contents) > 1:
        yield problem("atom-content", line_of(contents[1]), "entry has more than one content")
    elif contents and contents[0].get("src") is not None and summary is None:
        yield problem("atom-content", line_of(contents[0]), "content has a src, but the entry has no summary")
    others = [_plain(entry.find(ATOM + tag)) for tag in ("title", "content")]
    if _plain(summary) and _plain(summary) in others:
        yield problem("atom-summary-repeats", line_of(summary), "the summary repeats the title or the content")
    yield from media_problems(entry, _html(entry.find(ATOM + "content")))


def _construct_problems(element: Element, *, rtl: bool) -> Iterator[Problem]:
    """Check a text construct or the content of an entry (RFC 4287 sections 3.1 and 4.1.3)."""
    name, kind, line, text = name_of(element), element.get("type", "text"), line_of(element), _html(element)
    if name == "content" and (("/" in kind and kind.lower() != "text/html") or "src" in element.attrib):
        return  # of another media type
    expected = {"text": [], "html": [], "xhtml": [XHTML + "div"]}.get(kind)
    if expected != [child.tag for child in element]:
        yield problem("atom-text-type", line, f"{name} does not contain what its type says: {quoted(kind)}")
    if name == "title":
        yield from _title_problems(text, line, kind)
        return
    if kind == "text":
        yield from reference_problems(text, line, name)
    elif kind in ("html", "xhtml"):
        is_xhtml = kind == "xhtml"
        yield from content_problems(text, line, name, is_escaped=not is_xhtml, is_xhtml=is_xhtml, rtl=rtl)
        yield from tag_problems(text, line, name, is_summary=name == "summary")
    if name != "content":
        yield from summary_problems(text, line, name, html=kind != "text")


def _title_problems(text: str, line: int | None, kind: str) -> Iterator[Problem]:
    if kind not in ("html", "xhtml"):
        yield from title_problems(text, line)
        return
    has_tags = any(token.kind == "start" and (kind, token.name) != ("xhtml", "div") for token in tokens(text))
    if has_tags or (kind == "html" and "<" in unescape(text)):
        yield problem("atom-title-html", line, f"title of type {kind} contains markup: {quoted(text)}")
    yield from reference_problems(unescape(text), line, "title")
