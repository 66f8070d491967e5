"""What RSS and Atom have in common: values, atom:link, the order of elements; Media RSS, Dublin Core and podcasts.

A channel is a podcast if it has itunes: elements of its own; those of items alone are for players of other feeds.
"""

import re
from collections.abc import Callable, Iterator, Mapping

from lxml import etree

from feedmaker.check.parsed_feed import Link
from feedmaker.check.rules import problem
from feedmaker.check.values import MEDIA_TYPE, WHOLE_NUMBER, ValueChecks, is_web_url
from feedmaker.check.xml_document import ATOM, DC, ITUNES, MEDIA, PODCAST, Element, line_of, name_of
from feedmaker.problems import Problem
from feedmaker.text.messages import quoted

_PICTURE = re.compile(r"<(?:img|picture|video|svg)\b", re.IGNORECASE)
#: Element of Dublin Core → the element of RSS that says the same.
_SAME_AS_DUBLIN_CORE = {
    "title": "title", "description": "description", "language": "language", "rights": "copyright",
    "identifier": "guid", "source": "source", "creator": "author", "subject": "category", "date": "pubDate",
}  # fmt: skip
_DURATION = re.compile(r"[0-9]{1,6}|(?:[0-9]{1,3}:)?[0-9]{1,3}:[0-9]{2}")
_NUMBER = re.compile(r"[1-9][0-9]{0,8}")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")

#: Element → whether its text is allowed, and what is.
_VALUES: Mapping[str, tuple[Callable[[str], object], str]] = {
    ITUNES + "explicit": (frozenset({"true", "false"}).__contains__, "true or false"),
    ITUNES + "type": (frozenset({"episodic", "serial"}).__contains__, "episodic or serial"),
    ITUNES + "episodeType": (frozenset({"full", "trailer", "bonus"}).__contains__, "full, trailer or bonus"),
    ITUNES + "duration": (_DURATION.fullmatch, "seconds, or H:MM:SS"),
    ITUNES + "episode": (_NUMBER.fullmatch, "a whole number from 1"),
    ITUNES + "season": (_NUMBER.fullmatch, "a whole number from 1"),
    PODCAST + "locked": (frozenset({"yes", "no"}).__contains__, "yes or no"),
    PODCAST + "guid": (_UUID.fullmatch, "a UUID"),
}
#: Element → the attributes that it must have.
_ATTRIBUTES: Mapping[str, tuple[str, ...]] = {
    PODCAST + "transcript": ("url", "type"),
    PODCAST + "chapters": ("url", "type"),
    PODCAST + "funding": ("url",),
}


def value_problems(parent: Element, checks: ValueChecks) -> Iterator[Problem]:
    """Check the text of every child that has a check."""
    for child in parent.iterchildren(*checks):
        yield from checks[child.tag](child.text or "", line_of(child), name_of(child))


def links(parent: Element) -> tuple[Link, ...]:
    """The links of a channel, item, feed or entry: atom:link and, in RSS, enclosure."""
    return tuple(
        Link(
            rel="enclosure" if link.tag == "enclosure" else link.get("rel") or "alternate",
            href=link.get("url" if link.tag == "enclosure" else "href", "").strip(),
            line=line_of(link),
            media_type=link.get("type", ""),
            length=link.get("length"),
        )
        for link in parent.iterchildren(ATOM + "link", "enclosure")
    )


def metadata_order_problems(feed: Element, entry_tag: str) -> Iterator[Problem]:
    """Check that no metadata of a channel or Atom feed follows an entry."""
    entry = feed.find(entry_tag)
    late = () if entry is None else entry.itersiblings(etree.Element)
    child = next((child for child in late if child.tag != entry_tag), None)
    if child is not None:
        yield problem("metadata-after-entries", line_of(child), f"<{name_of(child)}> follows an entry")


def media_problems(entry: Element, html: str) -> Iterator[Problem]:
    """Check the Media RSS of an RSS item or Atom entry; `html` is its content."""
    lead: Element | None = None
    for element in entry.iter(MEDIA + "content", MEDIA + "thumbnail"):
        url, media_type = element.get("url", ""), element.get("type", "")
        name, line = f"media:{name_of(element)}", line_of(element)
        if (url or element.find(MEDIA + "player") is None) and not is_web_url(url):
            yield problem("media-attributes", line, f"{name} has no absolute url: {quoted(url)}")
        for key in ("width", "height", "fileSize"):
            if not WHOLE_NUMBER.fullmatch(element.get(key, "0")):
                yield problem("media-attributes", line, f"{key} of {name} is not a number: {quoted(element.get(key))}")
        if media_type and not MEDIA_TYPE.fullmatch(media_type):
            yield problem("media-attributes", line, f"type of {name} is not a MIME type: {quoted(media_type)}")
        is_image = element.get("medium") == "image" or media_type.startswith("image/") or name == "media:thumbnail"
        if lead is None and is_image:
            lead = element
    if lead is not None and "<" in html and not _PICTURE.search(html):
        yield problem("media-not-in-content", line_of(lead), "the lead image is not in the content")


def dublin_core_problems(parent: Element) -> Iterator[Problem]:
    """Check that a channel or item does not say in Dublin Core again what an element of RSS says."""
    for child in parent.iterchildren(DC + "*"):
        same = _SAME_AS_DUBLIN_CORE.get(name_of(child))
        if same and parent.find(same) is not None:
            what = f"<{name_of(parent)}> has both {same} and dc:{name_of(child)}"
            yield problem("dublin-core-duplicate", line_of(child), what)


def podcast_problems(channel: Element) -> Iterator[Problem]:
    """Check the itunes: and podcast: elements of an RSS channel and its items."""
    used = next(channel.iterchildren(ITUNES + "*"), None)
    if used is not None:
        missing = [name for name in ("image", "category", "explicit") if channel.find(ITUNES + name) is None]
        if missing:
            yield problem("itunes-incomplete", line_of(used), f"itunes: is used without {', '.join(missing)}")
        else:
            for item in channel.iterchildren("item"):
                yield from _episode_problems(item)
    for parent in (channel, *channel.iterchildren("item")):
        for child in parent.iterchildren(ITUNES + "*", PODCAST + "*"):
            yield from _podcast_value_problems(child)


def _episode_problems(item: Element) -> Iterator[Problem]:
    enclosure = item.find("enclosure")
    if enclosure is None:
        yield problem("itunes-episode", line_of(item), "an item of a podcast has no enclosure")
    elif enclosure.get("length", "").strip() in ("", "0"):
        yield problem("itunes-episode", line_of(enclosure), "the enclosure of an episode has no length")


def _podcast_value_problems(element: Element) -> Iterator[Problem]:
    prefix = "itunes" if element.tag.startswith(ITUNES) else "podcast"
    name, text = f"{prefix}:{name_of(element)}", (element.text or "").strip()
    if element.tag in _VALUES:
        is_allowed, allowed = _VALUES[element.tag]
        if not is_allowed(text):
            yield problem("podcast-value", line_of(element), f"{name} is not {allowed}: {quoted(text)}")
    for key in _ATTRIBUTES.get(element.tag, ("href",) if element.tag == ITUNES + "image" else ()):
        value = element.get(key, "")
        if not (MEDIA_TYPE.match(value) if key == "type" else is_web_url(value)):
            what = "a MIME type" if key == "type" else "an absolute URL"
            yield problem("podcast-value", line_of(element), f"{key} of {name} is not {what}: {quoted(value)}")
