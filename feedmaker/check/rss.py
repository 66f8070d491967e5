"""RSS 2.0: channel and items, and how a document reads as a feed."""

import re
from collections.abc import Iterator, Mapping

from lxml import etree

from feedmaker.check.dates import parse_rfc822, parse_rfc3339, rfc822_problems, rfc3339_problems
from feedmaker.check.extensions import dublin_core_problems, media_problems, podcast_problems
from feedmaker.check.html_content import content_problems
from feedmaker.check.parsed_feed import Link, ParsedEntry, ParsedFeed, atom_links
from feedmaker.check.plain_text import summary_problems, tag_problems, title_problems
from feedmaker.check.rules import problem
from feedmaker.check.urls import is_web_url, web_url_problems
from feedmaker.check.xml_document import (
    ATOM,
    CONTENT,
    DC,
    DCTERMS,
    FH,
    WFW,
    Element,
    line_of,
    metadata_order_problems,
    name_of,
    text_of,
)
from feedmaker.problems import Problem
from feedmaker.text.languages import is_right_to_left
from feedmaker.text.messages import printable, quoted

#: Element → the elements without namespace that it may contain, and its attributes (RSS 2.0).
_CHILDREN: Mapping[str, str] = {
    "rss": "channel",
    "channel": "title link description language copyright managingEditor webMaster pubDate lastBuildDate category "
    "generator docs cloud ttl image rating textInput skipHours skipDays item",
    "item": "title link description author category comments enclosure guid pubDate source",
    "image": "url title link width height description",
    "textInput": "title description name link",
    "skipHours": "hour",
    "skipDays": "day",
}
_ATTRIBUTES: Mapping[str, str] = {
    "rss": "version",
    "guid": "isPermaLink",
    "category": "domain",
    "enclosure": "url length type",
    "source": "url",
    "cloud": "domain port path registerProcedure protocol",
}
_REPEATABLE = frozenset(("channel", "category", "item", "hour", "day"))
_EMAIL = re.compile(r"[^\s@<>()]+@[^\s@<>()]+\.[^\s@<>().]+")
_NOT_RSS_IMAGES = (".svg", ".webp", ".avif", ".ico", ".bmp")


def rss_problems(root: Element) -> Iterator[Problem]:
    """Check an RSS 2.0 document, without what all formats have in common."""
    if root.get("version") != "2.0":
        yield problem("rss-version", line_of(root), f"the version of rss is {quoted(root.get('version'))}, not '2.0'")
    channels = root.findall("channel")
    if len(channels) != 1:
        yield problem("rss-channel", line_of(root), f"rss has {len(channels) or 'no'} channels, not one")
    yield from _vocabulary_problems(root)
    for channel in channels[:1]:
        yield from _required_problems(channel)
        yield from _channel_problems(channel)
        yield from _image_problems(channel)
        yield from dublin_core_problems(channel)
        yield from podcast_problems(channel)
        for item in channel.iterfind("item"):
            yield from _item_problems(item, text_of(channel, "language"))


def parse_rss(root: Element) -> ParsedFeed | None:
    """The channel as a feed; None if there is none."""
    channel = root.find("channel")
    if channel is None:
        return None
    return ParsedFeed(
        format="rss",
        id="",
        title=" ".join(text_of(channel, "title").split()),
        home=text_of(channel, "link"),
        updated=parse_rfc822(text_of(channel, "lastBuildDate")),
        language=text_of(channel, "language") or None,
        line=line_of(channel),
        links=atom_links(channel),
        is_archive=channel.find(FH + "archive") is not None,
        is_complete=channel.find(FH + "complete") is not None,
        entries=tuple(_entry(item) for item in channel.iterfind("item")),
    )


def _entry(item: Element) -> ParsedEntry:
    guid, link = item.find("guid"), text_of(item, "link")
    if not link and guid is not None and guid.get("isPermaLink", "true") == "true":
        link = text_of(item, "guid")
    return ParsedEntry(
        id=item.findtext("guid") or "",
        link=link,
        title=" ".join(text_of(item, "title").split()),
        published=parse_rfc822(text_of(item, "pubDate")) or parse_rfc3339(text_of(item, DC + "date")),
        updated=parse_rfc3339(text_of(item, ATOM + "updated") or text_of(item, DCTERMS + "modified")),
        language=text_of(item, DC + "language") or None,
        line=line_of(item),
        links=(*atom_links(item), *(_enclosure(found) for found in item.iterfind("enclosure"))),
    )


def _enclosure(found: Element) -> Link:
    return Link("enclosure", found.get("url", ""), line_of(found), found.get("type", ""), found.get("length"))


def _vocabulary_problems(root: Element) -> Iterator[Problem]:
    for element in root.iter(etree.Element):
        if element.tag.startswith("{") or ":" in element.tag:
            continue
        name, allowed = printable(element.tag), _ATTRIBUTES.get(element.tag, "").split()
        for key in element.attrib:
            if not key.startswith("{") and ":" not in key and key not in allowed:
                yield problem("rss-vocabulary", line_of(element), f"<{name}> has no attribute {quoted(key)} in RSS 2.0")
        known, seen = _CHILDREN.get(element.tag, "").split(), set[str]()
        for child in element.iterchildren(etree.Element):
            if child.tag.startswith("{") or ":" in child.tag:
                continue  # of a namespace, or with a prefix that is not declared (xml-namespace)
            if child.tag not in known:
                correct = next((tag for tag in known if tag.lower() == child.tag.lower()), "")
                what = f"<{name}> has no element <{printable(child.tag)}> in RSS 2.0"
                yield problem("rss-vocabulary", line_of(child), what, f"write <{correct}>" if correct else "")
            elif child.tag in seen and child.tag not in _REPEATABLE:
                yield problem("rss-element-twice", line_of(child), f"<{name}> has <{child.tag}> twice")
            seen.add(child.tag)


def _required_problems(channel: Element) -> Iterator[Problem]:
    for tag in ("title", "link", "description"):
        found = channel.find(tag)
        if found is None:
            yield problem("rss-channel", line_of(channel), f"channel has no {tag}")
        elif not text_of(channel, tag):
            yield problem("rss-channel", line_of(found), f"the {tag} of the channel is empty")
        elif tag == "title":
            yield from title_problems(found.text, line_of(found))
        elif tag == "link":
            yield from web_url_problems("rss-channel-link", found.text, line_of(found), "the link of the channel")


def _channel_problems(channel: Element) -> Iterator[Problem]:
    for child in channel.iterchildren("lastBuildDate", "pubDate", "ttl", "managingEditor", "webMaster"):
        text, line = (child.text or "").strip(), line_of(child)
        if child.tag == "ttl":
            if not re.fullmatch("0*[1-9][0-9]*", text, re.ASCII):
                yield problem("rss-ttl", line, f"ttl is not a number of minutes: {quoted(text)}")
        elif child.tag in ("managingEditor", "webMaster"):
            yield from _email_problems(child)
        else:
            yield from rfc822_problems(text, line, child.tag)
    yield from metadata_order_problems(channel, "item")


def _image_problems(channel: Element) -> Iterator[Problem]:
    image = channel.find("image")
    if image is None:
        return
    url, line = text_of(image, "url"), line_of(image)
    yield from web_url_problems("rss-image", url, line, "url of image")
    if url.partition("?")[0].lower().endswith(_NOT_RSS_IMAGES):
        yield problem("rss-image", line, f"image is not PNG, JPEG or GIF: {quoted(url)}")
    for tag in ("title", "link"):
        expected = text_of(channel, tag)
        if text_of(image, tag) != expected and expected and (tag == "title" or is_web_url(expected)):
            what = f"the {tag} of image is not that of the channel: {quoted(text_of(image, tag))}"
            yield problem("rss-image", line, what)
    for tag, most in (("width", 144), ("height", 400)):
        number = text_of(image, tag)
        if image.find(tag) is not None and not (re.fullmatch("[0-9]{1,9}", number) and 0 < int(number) <= most):
            yield problem("rss-image", line, f"{tag} of image is not 1 to {most}: {quoted(number)}")


def _email_problems(element: Element) -> Iterator[Problem]:
    # The pattern takes quadratic time if there is no @.
    text = (element.text or "").strip()[:1000]
    if not _EMAIL.search(text):
        yield problem("rss-email", line_of(element), f"{element.tag} has no e-mail address: {quoted(text)}")


def _item_problems(item: Element, feed_language: str) -> Iterator[Problem]:
    yield from _text_problems(item, rtl=is_right_to_left(text_of(item, DC + "language") or feed_language))
    yield from _url_element_problems(item)
    yield from _guid_problems(item)
    yield from _date_problems(item)
    yield from dublin_core_problems(item)
    for author in item.iterfind("author"):
        yield from _email_problems(author)
    for category in item.iterfind("category"):
        if not (category.text or "").strip():
            yield problem("rss-category", line_of(category), "category is empty")
    yield from media_problems(item, text_of(item, CONTENT + "encoded") or text_of(item, "description"))


def _text_problems(item: Element, *, rtl: bool) -> Iterator[Problem]:
    title, description, content = (text_of(item, tag) for tag in ("title", "description", CONTENT + "encoded"))
    if not (title or description):
        yield problem("rss-item-text", line_of(item), "item has neither title nor description")
    elif not title or not (description or content):
        missing = "description" if title else "title"
        yield problem("rss-item-incomplete", line_of(item), f"item has no {missing}")
    tags = [child.tag for child in item.iterchildren("title", "description", CONTENT + "encoded")]
    for tag in tags:
        element = item.find(tag)
        text, line = element.text or "", line_of(element)
        if tag == "title":
            yield from title_problems(text, line)
            continue
        name = "description" if tag == "description" else "content:encoded"
        is_summary = name == "description" and CONTENT + "encoded" in tags
        yield from content_problems(text, line, name, rtl=rtl and not is_summary)
        yield from tag_problems(text, line, name, is_summary=is_summary)
        if tag == "description":
            yield from summary_problems(text, line, name, html=True)
        elif "description" not in tags[: tags.index(tag)]:
            where = "before" if "description" in tags else "without"
            yield problem("rss-content-encoded", line, f"content:encoded is written {where} description")


def _url_element_problems(item: Element) -> Iterator[Problem]:
    for child in item.iterchildren("link", "source", "comments", WFW + "commentRss"):
        url = child.get("url") if child.tag == "source" else child.text
        yield from web_url_problems("url-absolute", url, line_of(child), name_of(child))


def _guid_problems(item: Element) -> Iterator[Problem]:
    for guid in item.iterfind("guid"):
        permanent, text = guid.get("isPermaLink", "true"), guid.text or ""
        if permanent not in ("true", "false"):
            yield problem("rss-guid-permalink", line_of(guid), f"isPermaLink is {quoted(permanent)}")
        elif permanent == "true" and text.strip() and not is_web_url(text):
            yield problem(
                "rss-guid-permalink", line_of(guid), f"guid is not a URL, as isPermaLink says: {quoted(text)}"
            )


def _date_problems(item: Element) -> Iterator[Problem]:
    if item.find("pubDate") is None and item.find(DC + "date") is None:
        yield problem("rss-item-date", line_of(item), "item has no pubDate")
    for date in item.iterfind("pubDate"):
        yield from rfc822_problems(date.text or "", line_of(date), "pubDate")
    for date in item.iterchildren(ATOM + "updated", ATOM + "published", DCTERMS + "modified"):
        # dcterms:modified may be a day only (W3C-DTF).
        if date.tag != DCTERMS + "modified" or "T" in (date.text or ""):
            yield from rfc3339_problems(date.text or "", line_of(date), name_of(date))
