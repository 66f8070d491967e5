"""feeds.opml: every feed in one file that readers import (OPML 2.0, subscription lists)."""

from collections.abc import Sequence

from lxml import etree

from feedmaker.text.timestamps import rfc822
from feedmaker.writer.feed_list import KINDS, FeedList, ListedFeed, Node, tree
from feedmaker.writer.pages.translations import Texts, texts_for

_DOCS = "http://opml.org/spec2.opml"
_GROUP_TEXTS = {"custom": "custom", "tag": "tags", "author": "authors", "language": "languages"}


def opml(feed_list: FeedList, texts: Texts | None = None) -> bytes:
    """Write the list: one format a feed, groups as nested outlines, dated by the newest entry.

    RSS is named where it is written, else Atom, else JSON Feed: a reader that is given two formats of one feed
    subscribes twice. Texts name the groups of tags, authors, languages and rules; default: by the site's language.
    """
    texts = texts_for(feed_list.language) if texts is None else texts
    root = etree.Element("opml", version="2.0")
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = feed_list.title
    if feed_list.updated is not None:
        etree.SubElement(head, "dateCreated").text = rfc822(feed_list.updated)
    etree.SubElement(head, "docs").text = _DOCS
    body = etree.SubElement(root, "body")
    for kind in KINDS:
        nodes = tree(feed_list.of_kind(kind))
        if nodes and kind in _GROUP_TEXTS:
            _add_outlines(_group(body, texts[_GROUP_TEXTS[kind]]), nodes)
        else:
            _add_outlines(body, nodes)
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
    url = feed.url() if feed is not None else None
    if feed is None or url is None:
        return
    outline = etree.SubElement(parent, "outline", type="rss", text=feed.title, title=feed.title, xmlUrl=url)
    outline.set("htmlUrl", feed.link)
    if feed.language:
        outline.set("language", feed.language)
