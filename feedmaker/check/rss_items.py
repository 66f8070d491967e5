"""RSS 2.0 items (RI1-RI8, I6)."""

import re
from collections.abc import Iterator

from feedmaker.check.dates import rfc822, rfc3339
from feedmaker.check.html_content import content_flaws
from feedmaker.check.plain_text import content_escape_flaws, language_flaws, summary_flaws, title_flaws
from feedmaker.check.rss_extensions import item_module_flaws
from feedmaker.check.rules import Flaw
from feedmaker.check.urls import id_flaws, is_web, shown, split, url_flaws
from feedmaker.check.xml_file import relation_flaws
from feedmaker.check.xml_tree import ATOM, CONTENT, DC, DCTERMS, Element


def item_flaws(item: Element, *, rtl: bool) -> Iterator[Flaw]:
    """Check an item; `rtl` where its language is written from right to left."""
    yield from _text_flaws(item, rtl)
    yield from _link_flaws(item)
    yield from _guid_flaws(item)
    yield from _date_flaws(item)
    yield from _double_flaws(item)
    yield from _enclosure_flaws(item)
    yield from item_module_flaws(item)


def _text_flaws(item: Element, rtl: bool) -> Iterator[Flaw]:
    title, description, content = (item.first(tag) for tag in ("title", "description", CONTENT + "encoded"))
    if not (item.words("title") or item.words("description")):
        yield Flaw("RI1", item.line, "item has neither title nor description", "RSS 2.0 requires one")
    elif not item.words("title") or not (item.words("description") or item.words(CONTENT + "encoded")):
        missing = "description" if item.words("title") else "title"
        yield Flaw("RI1", item.line, f"item has no {missing}", "readers show both", "warning")
    for tag in ("title", "link", "description"):
        if len(item.all(tag)) > 1:
            yield Flaw("RI1", item.all(tag)[1].line, f"item has {tag} twice", "keep one")
    if title is not None:
        yield from title_flaws(title.text, title.line)
    order = [child.tag for child in item.children]
    if content is not None and description is None:
        hint = "put the summary there, or the full text where there is none"
        yield Flaw("RI2", content.line, "content:encoded stands without description", hint)
    elif content is not None and order.index("description") > order.index(CONTENT + "encoded"):
        yield Flaw("RI2", content.line, "content:encoded stands before description", "put description first")
    if description is not None:
        yield from summary_flaws(description.text, description.line, "description", html=True)
    for element, name in ((description, "description"), (content, "content:encoded")):
        if element is not None:
            yield from content_flaws(element.text, element.line, name=name, rtl=rtl)
            is_summary = element is description and content is not None
            yield from content_escape_flaws(element.text, element.line, name, "warning" if is_summary else None)


def _link_flaws(item: Element) -> Iterator[Flaw]:
    link = item.first("link")
    if link is not None:
        if not is_web(link.text):
            yield Flaw("RI1", link.line, f"the item's link is not absolute: {shown(link.text)}", "write http(s)://…")
        yield from url_flaws(link.text, link.line, "the item's link")
    for extra in item.all(ATOM + "link"):
        yield from url_flaws(extra.attributes.get("href", ""), extra.line, "href of atom:link")
        yield from relation_flaws(extra)
    source = item.first("source")
    if source is not None and not is_web(source.attributes.get("url", "")):
        yield Flaw("RI8", source.line, "source has no absolute url", "name the feed that the item comes from")
    comments = item.first("comments")
    if comments is not None and not is_web(comments.text):
        yield Flaw("RI8", comments.line, f"comments is no URL: {shown(comments.text)}", "link the page of the comments")


def has_page(item: Element) -> bool:
    """Tell whether an item names its page: by its link, or by a guid that is one."""
    guid = item.first("guid")
    is_link = guid is not None and guid.attributes.get("isPermaLink") != "false"
    return is_link or item.first("link") is not None


def _guid_flaws(item: Element) -> Iterator[Flaw]:
    for guid in item.all("guid"):
        yield from id_flaws(guid.text, guid.line, "guid")
        permanent = guid.attributes.get("isPermaLink")
        if permanent not in (None, "true", "false"):
            yield Flaw("I6", guid.line, f"isPermaLink is {shown(permanent)}", "write true or false")
        elif permanent != "false" and guid.text.strip() and not is_web(guid.text):
            hint = 'write isPermaLink="false"'
            yield Flaw("I6", guid.line, f"guid is said to be a URL, and is none: {shown(guid.text)}", hint)


def _date_flaws(item: Element) -> Iterator[Flaw]:
    date = item.first("pubDate")
    if date is not None:
        yield from rfc822(date.text, date.line, "pubDate").flaws
    elif item.first(DC + "date") is None:
        yield Flaw("RI3", item.line, "item has no pubDate", "readers sort by it")
    for tag, name in ((ATOM + "updated", "atom:updated"), (ATOM + "published", "atom:published")):
        extra = item.first(tag)
        if extra is not None:
            yield from rfc3339(extra.text, extra.line, name).flaws
    modified = item.first(DCTERMS + "modified")
    # dcterms:modified takes every precision of W3CDTF; only what bears a time is held to RFC 3339.
    if modified is not None and "T" in modified.text:
        yield from rfc3339(modified.text, modified.line, "dcterms:modified").flaws
    language = item.first(DC + "language")
    if language is not None:
        yield from language_flaws(language.text, language.line, "L1", "dc:language")


def _double_flaws(item: Element) -> Iterator[Flaw]:
    both = (("RI4", "author", "creator"), ("RI5", "category", "subject"), ("RI5", "pubDate", "date"))
    for rule, own, foreign in both:
        found = item.first(DC + foreign)
        if found is not None and item.first(own) is not None:
            yield Flaw(rule, found.line, f"item has both {own} and dc:{foreign}", "keep one kind")
    for category in item.all("category"):
        if not category.text.strip():
            yield Flaw("RI5", category.line, "category is empty", "leave it out")


def _enclosure_flaws(item: Element) -> Iterator[Flaw]:
    enclosures = item.all("enclosure")
    if len(enclosures) > 1:
        yield Flaw("RI6", enclosures[1].line, "item has more than one enclosure", "readers take any one of them")
    for enclosure in enclosures:
        url = enclosure.attributes.get("url", "")
        parts = split(url)
        if not is_web(url) or parts is None or "." not in (parts.hostname or ""):
            yield Flaw("RI6", enclosure.line, f"enclosure has no absolute http url: {shown(url)}")
        else:
            yield from url_flaws(url, enclosure.line, "url of enclosure")
        length = enclosure.attributes.get("length", "")
        if not re.fullmatch("[0-9]+", length):
            yield Flaw(
                "RI6", enclosure.line, f"enclosure has no length in bytes: {shown(length)}", "write 0 if unknown"
            )
        kind = enclosure.attributes.get("type", "")
        if not re.fullmatch(r"[\w.+-]+/[\w.+-]+(?:\s*;.*)?", kind):
            yield Flaw("RI6", enclosure.line, f"enclosure has no MIME type: {shown(kind)}", "write it as audio/mpeg")
        if kind.startswith("image/"):
            yield Flaw("M2", enclosure.line, "a picture is given as enclosure", "use media:content for a lead image")
