"""RSS 2.0 channels (R1-R10) and how a channel reads as a feed."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime

from feedmaker.check.dates import rfc822, rfc3339
from feedmaker.check.feed_view import EntryView, FeedView, Link
from feedmaker.check.plain_text import language_flaws, title_flaws
from feedmaker.check.rss_extensions import channel_module_flaws
from feedmaker.check.rss_items import has_page, item_flaws
from feedmaker.check.rules import Flaw
from feedmaker.check.urls import is_web, shown, split, url_flaws
from feedmaker.check.word_lists import names
from feedmaker.check.xml_file import relation_flaws
from feedmaker.check.xml_tree import ATOM, DC, DCTERMS, FH, Element
from feedmaker.text.languages import is_right_to_left

_CHANNEL = names(
    "title link description language copyright managingEditor webMaster pubDate lastBuildDate category generator docs "
    "cloud ttl image rating textInput skipHours skipDays item"
)
_ITEM = names("title link description author category comments enclosure guid pubDate source")
#: Parent → the children it may have that are in no namespace.
_CHILDREN: Mapping[str, frozenset[str]] = {
    "rss": frozenset(("channel",)),
    "channel": _CHANNEL,
    "item": _ITEM,
    "image": names("url title link width height description"),
    "textInput": names("title description name link"),
    "skipHours": frozenset(("hour",)),
    "skipDays": frozenset(("day",)),
}
_ATTRIBUTES: Mapping[str, frozenset[str]] = {
    "rss": frozenset(("version",)),
    "guid": frozenset(("isPermaLink",)),
    "category": frozenset(("domain",)),
    "enclosure": frozenset(("url", "length", "type")),
    "source": frozenset(("url",)),
    "cloud": frozenset(("domain", "port", "path", "registerProcedure", "protocol")),
}
_MANY = frozenset(("channel", "category", "item", "hour", "day", "enclosure", "title", "link", "description"))
_EMAIL = re.compile(r"[^\s@<>()]+@[^\s@<>()]+\.[^\s@<>().]+")
_NOT_PICTURES = (".svg", ".webp", ".avif", ".ico", ".bmp")


def rss_flaws(root: Element) -> Iterator[Flaw]:
    """Check an RSS 2.0 document, without what all formats have in common."""
    if root.attributes.get("version") != "2.0":
        version = shown(root.attributes.get("version", ""))
        yield Flaw("R1", root.line, f"the version of rss is {version}, not '2.0'", 'write <rss version="2.0">')
    channels = root.all("channel")
    if len(channels) != 1:
        yield Flaw("R1", root.line, f"rss has {len(channels)} channels, not one")
    yield from _vocabulary_flaws(root)
    for channel in channels[:1]:
        yield from _required_flaws(channel)
        yield from _self_flaws(channel)
        yield from _channel_flaws(channel)
        yield from _image_flaws(channel)
        yield from _contact_flaws(channel)
        yield from channel_module_flaws(channel)
        without = [item for item in channel.all("item") if not has_page(item)]
        if without:
            what = f"{len(without)} items have no link" if len(without) > 1 else "an item has no link"
            yield Flaw("RI1", without[0].line, what, "link the article's page", "warning")
        language = channel.words("language")
        for item in channel.all("item"):
            yield from item_flaws(item, rtl=is_right_to_left(item.words(DC + "language") or language))


def rss_view(root: Element) -> FeedView | None:
    """The channel as a feed; None where there is none."""
    channel = root.first("channel")
    if channel is None:
        return None
    return FeedView(
        format="rss",
        id="",
        title=" ".join(channel.words("title").split()),
        home=channel.words("link"),
        updated=_date(channel, "lastBuildDate"),
        language=channel.words("language") or None,
        line=channel.line,
        links=_links(channel),
        archive=channel.first(FH + "archive") is not None,
        complete=channel.first(FH + "complete") is not None,
        entries=tuple(_entry(item) for item in channel.all("item")),
    )


def _entry(item: Element) -> EntryView:
    guid = item.first("guid")
    link = item.words("link")
    if not link and guid is not None and guid.attributes.get("isPermaLink", "true") == "true":
        link = guid.text.strip()
    updated = item.words(ATOM + "updated") or item.words(DCTERMS + "modified")
    return EntryView(
        id=item.words("guid"),
        link=link,
        title=" ".join(item.words("title").split()),
        published=_date(item, "pubDate") or rfc3339(item.words(DC + "date"), None, "").at,
        updated=rfc3339(updated, None, "").at,
        language=item.words(DC + "language") or None,
        line=item.line,
        links=_links(item),
    )


def _date(parent: Element, tag: str) -> datetime | None:
    text = parent.words(tag)
    return rfc822(text, None, tag).at if text else None


def _links(parent: Element) -> tuple[Link, ...]:
    return tuple(
        Link(link.attributes.get("rel", "alternate"), link.attributes.get("href", "").strip(), link.line)
        for link in parent.all(ATOM + "link")
    )


def _vocabulary_flaws(root: Element) -> Iterator[Flaw]:
    for element in root.walk():
        if element.tag.startswith("{"):
            continue
        allowed = _ATTRIBUTES.get(element.tag, frozenset())
        for key in element.attributes:
            if not key.startswith("{") and key not in allowed:
                yield Flaw("R10", element.line, f"<{element.tag}> has no attribute {shown(key)} in RSS 2.0")
            elif key.endswith("}base"):
                yield Flaw("A13", element.line, f"<{element.tag}> has xml:base", "write absolute URLs")
        names = _CHILDREN.get(element.tag, frozenset())
        seen: set[str] = set()
        for child in element.children:
            if child.tag.startswith("{") or ":" in child.tag:
                continue  # a prefix that is not declared: X7 says so
            if child.tag not in names:
                right = next((name for name in names if name.lower() == child.tag.lower()), None)
                hint = f"write <{right}>" if right else "use a namespace for what RSS does not name"
                yield Flaw("R10", child.line, f"<{element.tag}> has no element <{child.tag}> in RSS 2.0", hint)
            elif child.tag in seen and child.tag not in _MANY:
                yield Flaw("R10", child.line, f"<{element.tag}> has <{child.tag}> twice", "keep one")
            seen.add(child.tag)


def _required_flaws(channel: Element) -> Iterator[Flaw]:
    for tag in ("title", "link", "description"):
        found = channel.all(tag)
        if not found:
            yield Flaw("R1", channel.line, f"channel has no {tag}", "RSS 2.0 requires it")
        elif len(found) > 1:
            yield Flaw("R1", found[1].line, f"channel has {len(found)} of {tag}", "keep one")
        elif not found[0].text.strip():
            yield Flaw("R1", found[0].line, f"the channel's {tag} is empty", "RSS 2.0 requires it")
    title = channel.first("title")
    if title is not None:
        yield from title_flaws(title.text, title.line)
    link = channel.first("link")
    if link is not None and link.text.strip():
        if not is_web(link.text):
            yield Flaw("R2", link.line, f"the channel's link is not absolute: {shown(link.text)}")
        elif link.text.strip() in [x.href for x in _links(channel) if x.rel == "self"]:
            yield Flaw(
                "R2", link.line, "the channel's link is the feed itself", "link the HTML page that it belongs to"
            )
        yield from url_flaws(link.text, link.line, "the channel's link")


def _self_flaws(channel: Element) -> Iterator[Flaw]:
    links = channel.all(ATOM + "link")
    own = [link for link in links if link.attributes.get("rel") == "self"]
    hint = 'write <atom:link rel="self" type="application/rss+xml" href="URL of the feed"/>'
    if len(own) != 1:
        yield Flaw("R3", channel.line, f"channel has {len(own)} of atom:link rel=self", hint)
    for link in own:
        if not is_web(link.attributes.get("href", "")):
            yield Flaw("R3", link.line, "atom:link rel=self is not absolute", hint)
        elif link.attributes.get("type", "application/rss+xml") != "application/rss+xml":
            yield Flaw("R3", link.line, f"atom:link rel=self has the type {shown(link.attributes['type'])}", hint)
    for link in links:
        yield from url_flaws(link.attributes.get("href", ""), link.line, "href of atom:link")
        yield from relation_flaws(link)


def _channel_flaws(channel: Element) -> Iterator[Flaw]:
    language = channel.first("language")
    if language is None:
        yield Flaw("R4", channel.line, "channel has no language", "readers choose fonts and hyphenation by it")
    else:
        yield from language_flaws(language.text, language.line, "R4", "language")
    for tag in ("lastBuildDate", "pubDate"):
        date = channel.first(tag)
        if date is not None:
            yield from rfc822(date.text, date.line, tag).flaws
    generator = channel.first("generator")
    if generator is None:
        yield Flaw("R5", channel.line, "channel has no generator", "name the program, with its URL")
    elif "http" not in generator.text:
        yield Flaw("R5", generator.line, "generator names no URL", "name the program, with its URL", "info")
    if not is_web(channel.words("docs")):
        hint = "write https://www.rssboard.org/rss-specification"
        yield Flaw("R5", channel.line, "channel has no docs", hint)
    ttl = channel.first("ttl")
    if ttl is not None and not (re.fullmatch(r"[0-9]{1,9}", ttl.text.strip()) and int(ttl.text)):
        yield Flaw(
            "R6", ttl.line, f"ttl is not a number of minutes: {shown(ttl.text)}", "write whole minutes above zero"
        )
    yield from _order_flaws(channel)


def _order_flaws(channel: Element) -> Iterator[Flaw]:
    item_seen = False
    for child in channel.children:
        if child.tag == "item":
            item_seen = True
        elif item_seen:
            yield Flaw("R9", child.line, f"<{child.name}> stands after an item", "put channel metadata first")
            break
    for tag in ("textInput", "rating"):
        found = channel.first(tag)
        if found is not None:
            yield Flaw("R9", found.line, f"channel has {tag}, which no reader uses", "leave it out")


def _image_flaws(channel: Element) -> Iterator[Flaw]:
    image = channel.first("image")
    if image is None:
        return
    parts = split(image.words("url"))
    if parts is None or not is_web(image.words("url")):
        yield Flaw("R7", image.line, "image has no absolute url")
    elif parts.path.lower().endswith(_NOT_PICTURES):
        yield Flaw("R7", image.line, f"image is not PNG, JPEG or GIF: {shown(image.words('url'))}")
    for tag in ("title", "link"):
        if (
            image.words(tag) != channel.words(tag)
            and channel.words(tag)
            and (tag == "title" or is_web(channel.words(tag)))
        ):
            yield Flaw("R7", image.line, f"image has not the channel's {tag}: {shown(image.words(tag))}")
    for tag, most in (("width", 144), ("height", 400)):
        number = image.words(tag)
        if image.first(tag) is not None and not (re.fullmatch("[0-9]{1,9}", number) and 0 < int(number) <= most):
            yield Flaw("R7", image.line, f"{tag} of image is not 1 to {most}: {shown(number)}")


def _contact_flaws(channel: Element) -> Iterator[Flaw]:
    for tag in ("managingEditor", "webMaster"):
        found = channel.first(tag)
        if found is not None:
            yield from contact_flaws(found)
    for item in channel.all("item"):
        for author in item.all("author"):
            yield from contact_flaws(author)


def contact_flaws(element: Element) -> Iterator[Flaw]:
    """Check an element that holds an e-mail address (R8: RSS 2.0, Best Practices Profile)."""
    # The pattern takes quadratic time where there is no @.
    text = element.text.strip()[:1000]
    if not _EMAIL.search(text):
        hint = "write a@b.c (Name), or leave it out and use dc:creator"
        yield Flaw("R8", element.line, f"{element.tag} has no e-mail address: {shown(text)}", hint)
    elif not re.fullmatch(rf"{_EMAIL.pattern} \(.+\)", text):
        what = f"{element.tag} names nobody: {shown(text)}"
        yield Flaw("R8", element.line, what, "write a@b.c (Name)", "warning")
