"""Extensions of RSS and Atom: Media RSS, Dublin Core, itunes: and podcast:."""

import re
from collections.abc import Iterator

from lxml import etree

from feedmaker.check.rules import problem
from feedmaker.check.urls import MEDIA_TYPE, UUID, WHOLE_NUMBER, is_web_url
from feedmaker.check.xml_document import DC, ITUNES, MEDIA, PODCAST, Element, line_of, name_of
from feedmaker.problems import Problem
from feedmaker.text.messages import quoted

_PICTURE = re.compile(r"<(?:img|picture|video|svg)\b", re.IGNORECASE)
#: Element of Dublin Core → the element of RSS that says the same.
_SAME_IN_RSS = {
    "title": "title",
    "description": "description",
    "language": "language",
    "rights": "copyright",
    "identifier": "guid",
    "source": "source",
    "creator": "author",
    "subject": "category",
    "date": "pubDate",
}


def dublin_core_problems(parent: Element) -> Iterator[Problem]:
    """Check that a channel or item does not say in Dublin Core again what an element of RSS says."""
    for child in parent.iterchildren(DC + "*"):
        same = _SAME_IN_RSS.get(name_of(child))
        if same and parent.find(same) is not None:
            what = f"<{name_of(parent)}> has both {same} and dc:{name_of(child)}"
            yield problem("dublin-core-duplicate", line_of(child), what)


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
                what = f"{key} of {name} is not a whole number: {quoted(element.get(key))}"
                yield problem("media-attributes", line, what)
        if media_type and not MEDIA_TYPE.fullmatch(media_type):
            yield problem("media-attributes", line, f"type of {name} is not a MIME type: {quoted(media_type)}")
        is_image = element.get("medium") == "image" or media_type.startswith("image/")
        if lead is None and (is_image or name == "media:thumbnail"):
            lead = element
    if lead is not None and "<" in html and not _PICTURE.search(html):
        yield problem("media-not-in-content", line_of(lead), "the lead image is not in the content")


def podcast_problems(channel: Element) -> Iterator[Problem]:
    """Check that itunes: is complete (Apple requires it), and the values of podcast:."""
    itunes = next(channel.iter(ITUNES + "*"), None)
    names = {name_of(child) for child in channel.iterchildren(ITUNES + "*")}
    missing = [name for name in ("image", "category", "explicit") if name not in names]
    if not names & {"author", "owner"}:
        missing.append("author")
    if itunes is not None and missing:
        yield problem("itunes-incomplete", line_of(itunes), f"itunes: is used without {', '.join(missing)}")
    for element in channel.iter(etree.Element):
        text = (element.text or "").strip()
        if element.tag == PODCAST + "guid" and not UUID.fullmatch(text):
            yield problem("podcast-value", line_of(element), f"podcast:guid is not a UUID: {quoted(text)}")
        elif element.tag == PODCAST + "locked" and text.lower() not in ("yes", "no"):
            yield problem("podcast-value", line_of(element), f"podcast:locked is neither yes nor no: {quoted(text)}")
        elif element.tag == PODCAST + "transcript" and not (
            is_web_url(element.get("url", "")) and MEDIA_TYPE.fullmatch(element.get("type", ""))
        ):
            yield problem("podcast-value", line_of(element), "podcast:transcript lacks its url or its type")
