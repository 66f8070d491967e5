"""feeds.opml: every feed in one file that readers import (OPML 2.0, subscription lists)."""

from collections.abc import Sequence

from lxml import etree

from feedmaker.text.timestamps import rfc822
from feedmaker.writer.feed_list import KIND_HEADINGS, KINDS, FeedList, ListedFeed, Node, tree
from feedmaker.writer.pages.translations import Texts

_DOCS = "http://opml.org/spec2.opml"


def opml(feed_list: FeedList, texts: Texts) -> bytes:
    """Write the list, dated by the newest entry; categories are nested outlines, other kinds are grouped by kind.

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
        nodes = tree(feed_list.of_kind(kind))
        is_grouped = nodes and kind not in ("site", "category")
        _add_outlines(_group(body, texts[KIND_HEADINGS[kind]]) if is_grouped else body, nodes)
    if not len(body):
        # "The body of an OPML document has one or more outline elements."
        _group(body, feed_list.title)
    etree.indent(root, "  ")
    written: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=False)
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + written + b"\n"


def _add_outlines(parent: etree._Element, nodes: Sequence[Node]) -> None:
    for node in nodes:
        if not node.children:
            _add_feed(parent, node.feed)
            continue
        group = _group(parent, node.name)
        _add_feed(group, node.feed)
        _add_outlines(group, node.children)
        if not len(group):
            parent.remove(group)


def _group(parent: etree._Element, name: str) -> etree._Element:
    return etree.SubElement(parent, "outline", text=name, title=name)


def _add_feed(parent: etree._Element, feed: ListedFeed | None) -> None:
    if feed is None or feed.url is None:
        return
    outline = etree.SubElement(parent, "outline", type="rss", text=feed.title, title=feed.title, xmlUrl=feed.url)
    outline.set("htmlUrl", feed.link)
    if feed.language:
        outline.set("language", feed.language)
