"""Extensions of RSS: Media RSS, Dublin Core, slash, itunes, podcast (M1, M3, N1-N4)."""

import re
from collections.abc import Iterator

from feedmaker.check.rules import Flaw
from feedmaker.check.urls import is_web, shown
from feedmaker.check.xml_tree import CONTENT, DC, ITUNES, MEDIA, PODCAST, SLASH, WFW, Element

_WHOLE = re.compile(r"[0-9]+")
_MIME = re.compile(r"[\w.+-]+/[\w.+-]+(?:\s*;.*)?")
_MEDIUMS = frozenset(("image", "audio", "video", "document", "executable"))
_PICTURE = re.compile(r"<(?:img|picture|video|svg)\b", re.IGNORECASE)
_UUID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_CORE_OF = {"identifier": "guid", "rights": "copyright"}


def channel_module_flaws(channel: Element) -> Iterator[Flaw]:
    """Check the extensions of a channel."""
    for name in ("title", "description", "language", "rights"):
        yield from _double_flaws(channel, name)
    if channel.first("lastBuildDate") is None:
        for item in channel.all("item"):
            slash = item.first(SLASH + "comments")
            if slash is not None:
                hint = "a count needs the date that it was true"
                yield Flaw("N2", slash.line, "slash:comments without the channel's lastBuildDate", hint)
                break
    yield from _itunes_flaws(channel)
    yield from _podcast_flaws(channel)


def item_module_flaws(item: Element) -> Iterator[Flaw]:
    """Check the extensions of an RSS item."""
    for name in ("title", "description", "identifier", "source"):
        yield from _double_flaws(item, name)
    comments = item.first(WFW + "commentRss")
    if comments is not None and not is_web(comments.text):
        yield Flaw("N2", comments.line, f"wfw:commentRss is no URL: {shown(comments.text)}")
    for transcript in item.all(PODCAST + "transcript"):
        if not is_web(transcript.attributes.get("url", "")) or not _MIME.fullmatch(
            transcript.attributes.get("type", "")
        ):
            yield Flaw("N4", transcript.line, "podcast:transcript has not both url and type")
    yield from media_flaws(item, item.words(CONTENT + "encoded") or item.words("description"))


def media_flaws(entry: Element, html: str) -> Iterator[Flaw]:
    """Check the Media RSS of an item or Atom entry; `html` is its content, where a plain summary does not count."""
    lead: Element | None = None
    for element in entry.walk():
        if not element.tag.startswith(MEDIA) or element.name not in ("content", "thumbnail"):
            continue
        url, kind, medium = (element.attributes.get(key, "") for key in ("url", "type", "medium"))
        name = f"media:{element.name}"
        player = element.first(MEDIA + "player") is not None
        if (url or not player) and not is_web(url):
            yield Flaw("M3", element.line, f"{name} has no absolute url: {shown(url)}")
        for key in ("width", "height", "fileSize"):
            if key in element.attributes and not _WHOLE.fullmatch(element.attributes[key]):
                yield Flaw("M3", element.line, f"{key} of {name} is no whole number: {shown(element.attributes[key])}")
        if kind and not _MIME.fullmatch(kind):
            yield Flaw("M3", element.line, f"type of {name} is no MIME type: {shown(kind)}")
        if element.name == "content" and medium not in _MEDIUMS:
            yield Flaw("M1", element.line, f"{name} has no medium: {shown(medium)}", 'write medium="image"')
        if lead is None and (element.name == "thumbnail" or medium == "image" or kind.startswith("image/")):
            lead = element
    if lead is not None and "<" in html and not _PICTURE.search(html):
        yield Flaw("M1", lead.line, "the lead image is not in the content", "many readers show the content only")


def _double_flaws(parent: Element, name: str) -> Iterator[Flaw]:
    own = _CORE_OF.get(name, name)
    double = parent.first(DC + name)
    if double is not None and parent.first(own) is not None:
        yield Flaw("N1", double.line, f"dc:{name} doubles {own}", f"leave dc:{name} out")


def _itunes_flaws(channel: Element) -> Iterator[Flaw]:
    used = [element for element in channel.walk() if element.tag.startswith(ITUNES)]
    if not used:
        return
    names = {child.name for child in channel.children if child.tag.startswith(ITUNES)}
    missing = [name for name in ("image", "category", "explicit") if name not in names]
    if not names & {"author", "owner"}:
        missing.append("author")
    kinds = [e.attributes.get("type", "") for item in channel.all("item") for e in item.all("enclosure")]
    if missing:
        yield Flaw("N3", used[0].line, f"itunes: is used without {', '.join(missing)}", "give the whole set or none")
    elif channel.all("item") and not any(kind.startswith(("audio/", "video/")) for kind in kinds):
        yield Flaw("N3", used[0].line, "itunes: is used, but no item has audio or video", "leave itunes: out")


def _podcast_flaws(channel: Element) -> Iterator[Flaw]:
    guid = channel.first(PODCAST + "guid")
    if guid is not None and not _UUID.fullmatch(guid.text.strip()):
        hint = "make it with uuid5 of the feed's URL, once"
        yield Flaw("N4", guid.line, f"podcast:guid is no UUID: {shown(guid.text)}", hint)
    locked = channel.first(PODCAST + "locked")
    if locked is not None and locked.text.strip().lower() not in ("yes", "no"):
        yield Flaw("N4", locked.line, f"podcast:locked is neither yes nor no: {shown(locked.text)}")
