"""Atom feeds and entries (A1-A13) and how a document reads as a feed."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from feedmaker.check.atom_text import construct_flaws, content_of, plain_of, summary_repeats
from feedmaker.check.dates import rfc3339
from feedmaker.check.feed_view import EntryView, FeedView, Link
from feedmaker.check.plain_text import language_flaws
from feedmaker.check.rss_extensions import media_flaws
from feedmaker.check.rules import Flaw
from feedmaker.check.urls import id_flaws, is_uri, is_web, shown, url_flaws
from feedmaker.check.xml_file import relation_flaws
from feedmaker.check.xml_tree import ATOM, FH, XML, Element
from feedmaker.text.languages import is_right_to_left

_MIME = re.compile(r"[\w.+-]+/[\w.+-]+(?:\s*;.*)?")
_MEDIA = ("audio/", "video/", "image/")


def atom_flaws(root: Element) -> Iterator[Flaw]:
    """Check an Atom feed document, without what all formats have in common."""
    entries = root.all(ATOM + "entry")
    yield from _required_flaws(root, "feed")
    yield from _feed_link_flaws(root)
    yield from _feed_flaws(root)
    yield from _author_flaws(root, entries)
    yield from _category_flaws(root, entries)
    language = root.attributes.get(XML + "lang")
    if language is None:
        yield Flaw("L1", root.line, "feed has no xml:lang", "readers choose fonts and hyphenation by it")
    for element in (root, *entries):
        if element.attributes.get(XML + "lang"):
            yield from language_flaws(element.attributes[XML + "lang"], element.line, "L1", "xml:lang")
        yield from _date_flaws(element)
        yield from construct_flaws(element, rtl=is_right_to_left(element.attributes.get(XML + "lang", language)))
    for entry in entries:
        yield from _required_flaws(entry, "entry")
        yield from _entry_flaws(entry)
    for element in root.walk():
        if XML + "base" in element.attributes:
            yield Flaw("A13", element.line, f"<{element.name}> has xml:base", "write absolute URLs")


def atom_view(root: Element) -> FeedView:
    """The document as a feed."""
    links = _links(root)
    return FeedView(
        format="atom",
        id=root.words(ATOM + "id"),
        title=plain_of(root.first(ATOM + "title")),
        home=next((link.href for link in links if link.rel == "alternate"), ""),
        updated=_date(root, "updated"),
        language=root.attributes.get(XML + "lang"),
        line=root.line,
        links=links,
        archive=root.first(FH + "archive") is not None,
        complete=root.first(FH + "complete") is not None,
        entries=tuple(_entry(entry) for entry in root.all(ATOM + "entry")),
    )


def _entry(entry: Element) -> EntryView:
    links = _links(entry)
    return EntryView(
        id=entry.words(ATOM + "id"),
        link=next((link.href for link in links if link.rel == "alternate"), ""),
        title=plain_of(entry.first(ATOM + "title")),
        published=_date(entry, "published"),
        updated=_date(entry, "updated"),
        language=entry.attributes.get(XML + "lang"),
        line=entry.line,
        links=links,
    )


def _links(parent: Element) -> tuple[Link, ...]:
    return tuple(
        Link(link.attributes.get("rel", "alternate"), link.attributes.get("href", "").strip(), link.line)
        for link in parent.all(ATOM + "link")
    )


def _date(parent: Element, name: str) -> datetime | None:
    return rfc3339(parent.words(ATOM + name), None, name).at


def _required_flaws(element: Element, name: str) -> Iterator[Flaw]:
    for tag in ("id", "title", "updated"):
        found = element.all(ATOM + tag)
        if tag == "id" and name == "entry" and not element.words(ATOM + "id"):
            continue  # I1 says so for every format
        if len(found) != 1:
            line = found[1].line if found else element.line
            yield Flaw("A1", line, f"{name} has {len(found) or 'no'} {tag}", "RFC 4287 requires exactly one")
        elif tag == "title" and not plain_of(found[0]):
            yield Flaw("A1", found[0].line, f"the {name}'s title says nothing", "readers show it", "warning")
    for found_id in element.all(ATOM + "id")[:1]:
        yield from id_flaws(found_id.text, found_id.line, "id")
        text = found_id.text.strip()
        if not is_uri(text) and (text or name == "feed") and not text.isdigit():
            hint = "use a URL, tag: or urn:uuid:"
            yield Flaw("A1", found_id.line, f"the {name}'s id is no URI: {shown(text)}", hint)


def _date_flaws(element: Element) -> Iterator[Flaw]:
    for tag in ("updated", "published"):
        for found in element.all(ATOM + tag):
            yield from rfc3339(found.text, found.line, tag).flaws


def _feed_link_flaws(root: Element) -> Iterator[Flaw]:
    own = [link for link in root.all(ATOM + "link") if link.attributes.get("rel") == "self"]
    if len(own) != 1:
        yield Flaw("A3", root.line, f"feed has {len(own)} of link rel=self", "link the URL where the feed is served")
    elif not is_web(own[0].attributes.get("href", "")):
        yield Flaw("A3", own[0].line, "link rel=self is not absolute", "link the URL where the feed is served")
    if not any(link.rel == "alternate" for link in _links(root)):
        yield Flaw("A3", root.line, "feed has no link rel=alternate", "link the HTML page that it belongs to")
    yield from _link_flaws(root)


def _link_flaws(parent: Element) -> Iterator[Flaw]:
    alternates: set[tuple[str, str]] = set()
    for link in parent.all(ATOM + "link"):
        rel, href, kind = (link.attributes.get(key, "") for key in ("rel", "href", "type"))
        yield from relation_flaws(link)
        if href:
            yield from url_flaws(href, link.line, "href of link", iri=True)
        if rel in ("", "alternate"):
            key = (kind, link.attributes.get("hreflang", ""))
            if kind.startswith(_MEDIA):
                yield Flaw("A9", link.line, f"a file of type {kind} is linked as alternate", 'write rel="enclosure"')
            elif key in alternates:
                yield Flaw("A3", link.line, "two alternate links have one type and language", "keep one")
            elif not is_uri(href):
                yield Flaw("A3", link.line, f"link rel=alternate is not absolute: {shown(href)}")
            alternates.add(key)
        elif rel == "enclosure":
            yield from _enclosure_flaws(link, href, kind)
        elif rel == "edit":
            yield Flaw("A12", link.line, "link rel=edit in a static feed", "leave it out")


def _enclosure_flaws(link: Element, href: str, kind: str) -> Iterator[Flaw]:
    length = link.attributes.get("length", "0")
    if not is_web(href):
        yield Flaw("A9", link.line, f"enclosure has no absolute href: {shown(href)}")
    elif not _MIME.fullmatch(kind):
        yield Flaw("A9", link.line, f"enclosure has no MIME type: {shown(kind)}", "write it as audio/mpeg")
    elif not re.fullmatch("[0-9]+", length):
        yield Flaw(
            "A9", link.line, f"length of enclosure is no number: {shown(length)}", "write bytes, or leave it out"
        )
    elif kind.startswith("image/"):
        yield Flaw("M2", link.line, "a picture is given as enclosure", "use media:content for a lead image")


def _feed_flaws(root: Element) -> Iterator[Flaw]:
    generator = root.first(ATOM + "generator")
    if generator is not None and not generator.attributes.get("uri"):
        yield Flaw("A10", generator.line, "generator has no uri", "link the program's page", "info")
    for tag in ("icon", "logo"):
        found = root.first(ATOM + tag)
        if found is not None and not is_web(found.text):
            yield Flaw("A10", found.line, f"{tag} is no absolute URL: {shown(found.text)}")
    entry_seen = False
    for child in root.children:
        if child.tag == ATOM + "entry":
            entry_seen = True
        elif entry_seen:
            yield Flaw("A11", child.line, f"<{child.name}> stands after an entry", "put feed metadata first")
            return


def _author_flaws(root: Element, entries: Sequence[Element]) -> Iterator[Flaw]:
    without = [entry for entry in entries if not _has_author(entry)]
    if root.first(ATOM + "author") is None:
        if without or not entries:
            hint = "RFC 4287 section 4.1.1 requires one on the feed or on every entry"
            yield Flaw("A2", (without or [root])[0].line, "neither feed nor entry has an author", hint)
    elif without:
        what = f"{len(without)} entries have no author of their own"
        yield Flaw("A2", without[0].line, what, "some readers do not inherit the feed's", "warning")
    for parent in (root, *entries):
        for tag in ("author", "contributor"):
            for person in parent.all(ATOM + tag):
                if not person.words(ATOM + "name"):
                    yield Flaw("A2", person.line, f"{tag} has no name", "RFC 4287 section 3.2.1 requires it")


def _has_author(entry: Element) -> bool:
    source = entry.first(ATOM + "source")
    return entry.first(ATOM + "author") is not None or (
        source is not None and source.first(ATOM + "author") is not None
    )


def _category_flaws(root: Element, entries: Sequence[Element]) -> Iterator[Flaw]:
    categories = [c for parent in (root, *entries) for c in parent.all(ATOM + "category")]
    for category in categories:
        if not category.attributes.get("term", "").strip():
            yield Flaw("A7", category.line, "category has no term", "RFC 4287 section 4.2.2 requires it")
        elif "scheme" in category.attributes and not is_uri(category.attributes["scheme"]):
            yield Flaw("A7", category.line, f"scheme of category is no URI: {shown(category.attributes['scheme'])}")
    bare = [category for category in categories if not category.attributes.get("label", "").strip()]
    if bare:
        yield Flaw(
            "A7", bare[0].line, f"{len(bare)} categories have no label", "some readers show the label", "warning"
        )


def _entry_flaws(entry: Element) -> Iterator[Flaw]:
    yield from _link_flaws(entry)
    contents = entry.all(ATOM + "content")
    alternate = any(link.rel == "alternate" for link in _links(entry))
    if not contents and not alternate:
        yield Flaw("A4", entry.line, "entry has neither content nor an alternate link", "give it one of them")
    elif len(contents) > 1:
        yield Flaw("A4", contents[1].line, "entry has content twice", "keep one")
    for content in contents[:1]:
        if "src" in content.attributes and entry.first(ATOM + "summary") is None:
            yield Flaw("A4", content.line, "content has a src, but the entry no summary", "readers show the summary")
    if summary_repeats(entry):
        yield Flaw("A6", entry.line, "summary repeats the title or the content", "leave the summary out")
    html = content_of(entry.first(ATOM + "content"))
    yield from media_flaws(entry, html)
