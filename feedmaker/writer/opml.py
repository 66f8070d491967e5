"""feeds.opml: every feed in one file that readers import (OPML 2.0, subscription lists)."""

from collections.abc import Sequence

from lxml import etree

from feedmaker.model import Category
from feedmaker.text.timestamps import rfc822
from feedmaker.writer.feed_list import KIND_HEADINGS, KINDS, FeedList, ListedFeed
from feedmaker.writer.pages.templates import Texts

_DOCS = "http://opml.org/spec2.opml"


def opml(feed_list: FeedList, texts: Texts) -> bytes:
    """Write the list, dated by the newest entry, in groups of one level: by outermost category, or by kind.

    Each feed is listed in one format, RSS if it is written, else Atom, else JSON Feed: a reader that is given two
    formats of one feed subscribes twice. `texts` names the groups.
    """
    root = etree.Element("opml", version="2.0")
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = feed_list.title
    if feed_list.updated is not None:
        etree.SubElement(head, "dateCreated").text = rfc822(feed_list.updated)
    etree.SubElement(head, "docs").text = _DOCS
    body = etree.SubElement(root, "body")
    for kind in KINDS:
        feeds = [feed for feed in feed_list.of_kind(kind) if feed.url]
        if kind in ("site", "category"):
            _add_categories(body, feeds)
        elif feeds:
            _add_feeds(_group(body, texts[KIND_HEADINGS[kind]]), feeds)
    if not len(body):
        # "The body of an OPML document has one or more outline elements."
        _group(body, feed_list.title)
    etree.indent(root, "  ")
    written: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=False)
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + written + b"\n"


def _add_categories(body: etree._Element, feeds: Sequence[ListedFeed]) -> None:
    """Add a group for each outermost category that has others inside, with all of them in it.

    Groups are not nested: of four readers, two lose the feeds of groups inside groups. The titles name the whole path.
    """
    groups: dict[Category, list[ListedFeed]] = {}
    for feed in feeds:
        groups.setdefault(feed.category[:1], []).append(feed)
    for name, members in groups.items():
        is_nested = any(len(feed.category) > 1 for feed in members)
        _add_feeds(_group(body, name[0]) if is_nested else body, members)


def _group(parent: etree._Element, name: str) -> etree._Element:
    return etree.SubElement(parent, "outline", text=name, title=name)


def _add_feeds(parent: etree._Element, feeds: Sequence[ListedFeed]) -> None:
    for feed in feeds:
        outline = etree.SubElement(parent, "outline", type="rss", text=feed.title, title=feed.title)
        outline.set("xmlUrl", feed.url or "")
        outline.set("htmlUrl", feed.link)
        if feed.language:
            outline.set("language", feed.language)
