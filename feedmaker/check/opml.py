"""OPML 2.0: lists of feeds."""

from collections.abc import Iterator

from feedmaker.check.dates import rfc822_problems
from feedmaker.check.rules import problem
from feedmaker.check.urls import web_url_problems
from feedmaker.check.xml_document import Element, line_of
from feedmaker.problems import Problem
from feedmaker.text.messages import quoted


def opml_problems(root: Element) -> Iterator[Problem]:
    """Check a list of feeds."""
    if root.get("version") != "2.0":
        what = f"the version of opml is {quoted(root.get('version'))}, not '2.0'"
        yield problem("opml-structure", line_of(root), what)
    for tag in ("head", "body"):
        if root.find(tag) is None:
            yield problem("opml-structure", line_of(root), f"opml has no {tag}")
    created = root.find("head/dateCreated")
    if created is not None and any(rfc822_problems(created.text or "", None, "dateCreated")):
        what = f"dateCreated is not an RFC 822 date: {quoted((created.text or '').strip())}"
        yield problem("opml-date", line_of(created), what)
    outlines = [*root.iterfind("body//outline")]
    if root.find("body") is not None and not outlines:
        yield problem("opml-structure", line_of(root.find("body")), "body has no outline")
    listed: set[tuple[str, str]] = set()
    for outline in outlines:
        text, line = outline.get("text", "").strip(), line_of(outline)
        if not text:
            yield problem("opml-text", line, "an outline has no text")
        if "xmlUrl" not in outline.attrib and outline.get("type", "").lower() not in ("rss", "atom"):
            continue
        yield from _feed_problems(outline)
        feed = (text, outline.get("htmlUrl", ""))
        if all(feed) and feed in listed:
            yield problem("opml-duplicate", line, f"{quoted(text)} is listed twice")
        listed.add(feed)


def _feed_problems(outline: Element) -> Iterator[Problem]:
    line = line_of(outline)
    if outline.get("type") != "rss":
        yield problem("opml-feed", line, f"the type of a feed is {quoted(outline.get('type'))}, not 'rss'")
    for key in ("xmlUrl", "htmlUrl"):
        if key == "xmlUrl" or key in outline.attrib:
            yield from web_url_problems("opml-feed", outline.get(key), line, key)
    if outline.get("title", outline.get("text")) != outline.get("text"):
        yield problem("opml-title", line, f"the title of an outline is not its text: {quoted(outline.get('title'))}")
