"""OPML 2.0 lists of feeds (O1-O3)."""

from collections.abc import Iterator

from feedmaker.check.dates import rfc822
from feedmaker.check.rules import Flaw
from feedmaker.check.urls import is_web, shown, url_flaws
from feedmaker.check.xml_tree import Element


def opml_flaws(root: Element) -> Iterator[Flaw]:
    """Check a list of feeds."""
    if root.attributes.get("version") != "2.0":
        version = shown(root.attributes.get("version", ""))
        yield Flaw("O1", root.line, f"the version of opml is {version}, not '2.0'", 'write <opml version="2.0">')
    head, body = root.first("head"), root.first("body")
    if head is None or body is None:
        yield Flaw("O1", root.line, "opml has not both head and body", "OPML 2.0 requires them")
    if head is not None:
        yield from _head_flaws(head)
    outlines = [element for element in body.walk() if element.tag == "outline"] if body else []
    if body is not None and not outlines:
        yield Flaw("O1", body.line, "body has no outline", "OPML 2.0 requires one at least")
    seen: dict[tuple[str, str], int | None] = {}
    for outline in outlines:
        if not outline.attributes.get("text", "").strip():
            yield Flaw("O1", outline.line, "an outline has no text", "OPML 2.0 requires it")
        if "xmlUrl" in outline.attributes or outline.attributes.get("type", "").lower() in ("rss", "atom"):
            yield from _feed_flaws(outline)
            key = (outline.attributes.get("text", ""), outline.attributes.get("htmlUrl", ""))
            if all(key) and key in seen:
                hint = "list one format a feed, or readers subscribe twice"
                yield Flaw("O3", outline.line, f"{shown(key[0])} is listed twice", hint)
            seen[key] = outline.line


def _head_flaws(head: Element) -> Iterator[Flaw]:
    for tag in ("title", "docs"):
        if not head.words(tag):
            yield Flaw("O3", head.line, f"head has no {tag}")
    created = head.first("dateCreated")
    if created is None:
        yield Flaw("O3", head.line, "head has no dateCreated", "write it as Sat, 25 Sep 2021 14:07:50 +0000")
    else:
        for flaw in rfc822(created.text, created.line, "dateCreated").flaws:
            yield flaw._replace(rule="O3", level=None)


def _feed_flaws(outline: Element) -> Iterator[Flaw]:
    kind, url = outline.attributes.get("type", ""), outline.attributes.get("xmlUrl", "")
    if kind != "rss":
        yield Flaw("O2", outline.line, f"type of a feed's outline is {shown(kind)}", "write rss, for Atom too")
    if not is_web(url):
        yield Flaw("O2", outline.line, f"xmlUrl is not absolute: {shown(url)}", "write the feed's URL")
    else:
        yield from url_flaws(url, outline.line, "xmlUrl")
    html = outline.attributes.get("htmlUrl")
    if html is not None and not is_web(html):
        yield Flaw("O2", outline.line, f"htmlUrl is not absolute: {shown(html)}", "write the page's URL")
    if outline.attributes.get("title", outline.attributes.get("text")) != outline.attributes.get("text"):
        yield Flaw("O2", outline.line, "title of an outline is not its text", "write both alike", "warning")
