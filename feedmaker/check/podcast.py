"""Podcasts: what Apple Podcasts requires of a channel and its items, and values of the podcast namespace.

A channel is a podcast if it has itunes: elements of its own; those of items alone are for players of other feeds.
"""

import re
from collections.abc import Callable, Iterator, Mapping

from feedmaker.check.rules import problem
from feedmaker.check.values import MEDIA_TYPE, is_web_url
from feedmaker.check.xml_document import ITUNES, PODCAST, Element, line_of, name_of
from feedmaker.problems import Problem
from feedmaker.text.messages import quoted

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
            yield from _value_problems(child)


def _episode_problems(item: Element) -> Iterator[Problem]:
    enclosure = item.find("enclosure")
    if enclosure is None:
        yield problem("itunes-episode", line_of(item), "an item of a podcast has no enclosure")
    elif enclosure.get("length", "").strip() in ("", "0"):
        yield problem("itunes-episode", line_of(enclosure), "the enclosure of an episode has no length")


def _value_problems(element: Element) -> Iterator[Problem]:
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
