"""RSS 2.0: channel and items, and how a document reads as a feed; OPML 2.0, the lists of feeds."""

import re
from collections.abc import Iterator, Mapping

from lxml import etree

from feedmaker.check import extensions, values
from feedmaker.check.content import content_problems, summary_problems, tag_problems, title_problems
from feedmaker.check.parsed_feed import ParsedEntry, ParsedFeed
from feedmaker.check.rules import problem
from feedmaker.check.xml_document import ATOM, CONTENT, DC, DCTERMS, FH, WFW, Element, line_of, text_of
from feedmaker.problems import Problem
from feedmaker.text.languages import is_right_to_left
from feedmaker.text.messages import printable, quoted
from feedmaker.text.patterns import portable

#: Element → the elements without namespace that it may contain, and its attributes with an @ (RSS 2.0).
_VOCABULARY: Mapping[str, str] = {
    "rss": "@version channel",
    "channel": "title link description language copyright managingEditor webMaster pubDate lastBuildDate category "
    "generator docs cloud ttl image rating textInput skipHours skipDays item",
    "item": "title link description author category comments enclosure guid pubDate source",
    "image": "url title link width height description",
    "textInput": "title description name link",
    "skipHours": "hour", "skipDays": "day", "guid": "@isPermaLink", "category": "@domain", "source": "@url",
    "enclosure": "@url @length @type", "cloud": "@domain @port @path @registerProcedure @protocol",
}  # fmt: skip
_REPEATABLE = frozenset(("channel", "category", "item", "hour", "day"))
_EMAIL = re.compile(portable(r"(?<![^\s@<>()])[^\s@<>()]++@[^\s@<>().]++(?:\.++[^\s@<>().]++)++"))
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
        yield from extensions.value_problems(channel, _CHANNEL_VALUES)
        yield from extensions.metadata_order_problems(channel, "item")
        yield from _image_problems(channel)
        yield from extensions.dublin_core_problems(channel)
        yield from extensions.podcast_problems(channel)
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
        updated=values.parse_rfc822(text_of(channel, "lastBuildDate")),
        language=text_of(channel, "language") or None,
        line=line_of(channel),
        links=extensions.links(channel),
        is_archive=channel.find(FH + "archive") is not None,
        is_complete=channel.find(FH + "complete") is not None,
        entries=tuple(_entry(item) for item in channel.iterfind("item")),
    )


def opml_problems(root: Element) -> Iterator[Problem]:
    """Check a list of feeds (OPML 2.0)."""
    if root.get("version") != "2.0":
        yield problem("opml-structure", line_of(root), f"version of opml is {quoted(root.get('version'))}, not '2.0'")
    for path in ("head", "body", "body/outline"):
        if root.find(path) is None:
            yield problem("opml-structure", line_of(root), f"opml has no {path}")
    for created in root.iterfind("head/dateCreated"):
        yield from values.rfc822_problems(created.text or "", line_of(created), "dateCreated")
    listed: set[tuple[str, str]] = set()
    for outline in root.iterfind("body//outline"):
        text, kind, line = outline.get("text", "").strip(), outline.get("type"), line_of(outline)
        if not text:
            yield problem("opml-text", line, "an outline has no text")
        if "xmlUrl" not in outline.attrib and (kind or "").lower() not in ("rss", "atom"):
            continue
        if kind != "rss":
            yield problem("opml-feed", line, f"the type of a feed is {quoted(kind)}, not 'rss'")
        for key in ("xmlUrl", "htmlUrl"):
            if key == "xmlUrl" or key in outline.attrib:
                yield from values.web_url_problems(outline.get(key), line, key, "opml-feed")
        feed = (text, outline.get("htmlUrl", ""))
        if all(feed) and feed in listed:
            yield problem("opml-duplicate", line, f"{quoted(text)} is listed twice")
        listed.add(feed)


def _entry(item: Element) -> ParsedEntry:
    guid, link = item.find("guid"), text_of(item, "link")
    if not link and guid is not None and guid.get("isPermaLink", "true") == "true":
        link = text_of(item, "guid")
    return ParsedEntry(
        id=item.findtext("guid") or "",
        link=link,
        title=" ".join(text_of(item, "title").split()),
        published=values.parse_rfc822(text_of(item, "pubDate")) or values.parse_rfc3339(text_of(item, DC + "date")),
        updated=values.parse_rfc3339(text_of(item, ATOM + "updated") or text_of(item, DCTERMS + "modified")),
        language=text_of(item, DC + "language") or None,
        line=line_of(item),
        links=extensions.links(item),
    )


def _vocabulary_problems(root: Element) -> Iterator[Problem]:
    for element in root.iter(etree.Element):
        if element.tag.startswith("{") or ":" in element.tag:
            continue
        name, known, seen = printable(element.tag), _VOCABULARY.get(element.tag, "").split(), set[str]()
        for key in element.attrib:
            if not key.startswith("{") and ":" not in key and f"@{key}" not in known:
                yield problem("rss-vocabulary", line_of(element), f"<{name}> has no attribute {quoted(key)} in RSS 2.0")
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
        if found is None or not text_of(channel, tag):
            where, what = (channel, "has no") if found is None else (found, "has an empty")
            yield problem("rss-channel", line_of(where), f"channel {what} {tag}")
        elif tag == "link":
            yield from values.web_url_problems(found.text, line_of(found), "link of channel", "rss-channel-link")


def _ttl_problems(text: str, line: int | None, _name: str) -> Iterator[Problem]:
    if not re.fullmatch("0*[1-9][0-9]*", text.strip(), re.ASCII):
        yield problem("rss-ttl", line, f"ttl is not a number of minutes: {quoted(text.strip())}")


def _email_problems(text: str, line: int | None, name: str) -> Iterator[Problem]:
    # The pattern takes quadratic time if there is no @.
    if not _EMAIL.search(text[:1000]):
        yield problem("rss-email", line, f"{name} has no e-mail address: {quoted(text.strip())}")


def _image_problems(channel: Element) -> Iterator[Problem]:
    image = channel.find("image")
    if image is None:
        return
    url, line = text_of(image, "url"), line_of(image)
    yield from values.web_url_problems(url, line, "url of image", "rss-image")
    if url.partition("?")[0].lower().endswith(_NOT_RSS_IMAGES):
        yield problem("rss-image", line, f"image is not PNG, JPEG or GIF: {quoted(url)}")
    for tag in ("title", "link"):
        expected = text_of(channel, tag)
        if text_of(image, tag) != expected and expected and (tag == "title" or values.is_web_url(expected)):
            yield problem("rss-image", line, f"{tag} of image is not the channel's: {quoted(text_of(image, tag))}")
    for tag, most in (("width", 144), ("height", 400)):
        number = text_of(image, tag)
        if image.find(tag) is not None and not (re.fullmatch("[0-9]{1,9}", number) and 0 < int(number) <= most):
            yield problem("rss-image", line, f"{tag} of image is not 1 to {most}: {quoted(number)}")


def _item_problems(item: Element, feed_language: str) -> Iterator[Problem]:
    yield from _text_problems(item, rtl=is_right_to_left(text_of(item, DC + "language") or feed_language))
    yield from extensions.value_problems(item, _ITEM_VALUES)
    for source in item.iterfind("source"):
        yield from values.web_url_problems(source.get("url"), line_of(source), "source")
    for guid in item.iterfind("guid"):
        permanent, text = guid.get("isPermaLink", "true"), guid.text or ""
        if permanent not in ("true", "false"):
            yield problem("rss-guid-permalink", line_of(guid), f"isPermaLink is {quoted(permanent)}")
        elif permanent == "true" and text.strip() and not values.is_web_url(text):
            yield problem("rss-guid-permalink", line_of(guid), f"guid is a permalink but not a URL: {quoted(text)}")
    if item.find("pubDate") is None and item.find(DC + "date") is None:
        yield problem("rss-item-date", line_of(item), "item has no pubDate")
    yield from extensions.dublin_core_problems(item)
    yield from extensions.media_problems(item, text_of(item, CONTENT + "encoded") or text_of(item, "description"))


def _text_problems(item: Element, *, rtl: bool) -> Iterator[Problem]:
    title, description, content = (text_of(item, tag) for tag in ("title", "description", CONTENT + "encoded"))
    if not (title or description):
        yield problem("rss-item-text", line_of(item), "item has neither title nor description")
    elif not title or not (description or content):
        yield problem("rss-item-incomplete", line_of(item), f"item has no {'description' if title else 'title'}")
    tags = [child.tag for child in item.iterchildren("description", CONTENT + "encoded")]
    for child in item.iterchildren("description", CONTENT + "encoded"):
        text, line, is_description = child.text or "", line_of(child), child.tag == "description"
        name = "description" if is_description else "content:encoded"
        is_summary = is_description and CONTENT + "encoded" in tags
        yield from content_problems(text, line, name, rtl=rtl and not is_summary)
        yield from tag_problems(text, line, name, is_summary=is_summary)
        if is_description:
            yield from summary_problems(text, line, name, html=True)
        elif tags[0] != "description":
            yield problem("rss-content-encoded", line, "content:encoded does not follow a description")


_CHANNEL_VALUES: values.ValueChecks = {
    "title": title_problems, "pubDate": values.rfc822_problems, "lastBuildDate": values.rfc822_problems,
    "ttl": _ttl_problems, "managingEditor": _email_problems, "webMaster": _email_problems,
}  # fmt: skip
_ITEM_VALUES: values.ValueChecks = {
    "title": title_problems, "author": _email_problems, "pubDate": values.rfc822_problems,
    "link": values.web_url_problems, "comments": values.web_url_problems, WFW + "commentRss": values.web_url_problems,
    ATOM + "updated": values.rfc3339_problems, ATOM + "published": values.rfc3339_problems,
}  # fmt: skip
