"""The documents of a feed, alike: a fragment an entry, a frame a feed, a separator between fragments."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from feedmaker.config.schema import FILE_NAMES
from feedmaker.model import Channel, Entry
from feedmaker.writer.archive import ArchiveLinks

#: "page" is the HTML page that shows a feed's entries.
FormatName: TypeAlias = Literal["rss", "atom", "json", "page"]

FILES: Mapping[str, str] = {**FILE_NAMES, "page": "index.html"}


@dataclass(frozen=True, slots=True)
class Setting:
    """What a document says beside its channel and its entries."""

    self_url: str
    archive: ArchiveLinks | None = None
    stylesheet: str | None = None
    ttl: int | None = None
    podcast: Mapping[str, str] | None = None
    #: (format, URL) of all documents of the feed, for its page.
    urls: tuple[tuple[str, str], ...] = ()
    #: Relative reference to the index page.
    home: str | None = None


Frame: TypeAlias = tuple[bytes, bytes]


@dataclass(frozen=True, slots=True)
class Format:
    """One format: a document is head + separator.join(fragments) + tail."""

    name: FormatName
    fragment: Callable[[Entry], bytes]
    frame: Callable[[Channel, Setting, frozenset[str]], Frame]
    separator: bytes


def formats(names: Iterable[str], *, timezone: str, language: str | None, texts: Mapping[str, str]) -> list[Format]:
    """Give the formats asked for, importing what each one needs only now."""
    found = []
    for name in names:
        if name in {"rss", "atom"}:
            found.append(_xml(name))
        elif name == "json":
            found.append(_json())
        else:
            found.append(_page(timezone, language, texts))
    return found


def _xml(name: str) -> Format:
    from feedmaker.writer import feedgen_xml as xml

    if name == "rss":
        return Format(
            "rss",
            xml.rss_entry,
            lambda channel, setting, namespaces: xml.rss_frame(
                channel,
                namespaces=namespaces,
                self_url=setting.self_url,
                archive=setting.archive,
                stylesheet=setting.stylesheet,
                ttl=setting.ttl,
                podcast=setting.podcast,
            ),
            b"\n",
        )
    return Format(
        "atom",
        xml.atom_entry,
        lambda channel, setting, namespaces: xml.atom_frame(
            channel,
            namespaces=namespaces,
            self_url=setting.self_url,
            archive=setting.archive,
            stylesheet=setting.stylesheet,
        ),
        b"\n",
    )


def _json() -> Format:
    from feedmaker.writer import jsonfeed

    return Format(
        "json",
        jsonfeed.json_item,
        lambda channel, setting, _: jsonfeed.json_frame(channel, self_url=setting.self_url, archive=setting.archive),
        jsonfeed.SEPARATOR,
    )


def _page(timezone: str, language: str | None, texts: Mapping[str, str]) -> Format:
    from zoneinfo import ZoneInfo

    from feedmaker.writer import pages
    from feedmaker.writer.texts import texts_for

    zone, words = ZoneInfo(timezone), texts_for(language, texts)
    return Format(
        "page",
        lambda entry: pages.entry_html(entry, zone),
        lambda channel, setting, _: pages.feed_page_frame(
            channel, setting.urls, words, language=language, home=setting.home
        ),
        b"",
    )


def namespaces_of(fragment: bytes) -> frozenset[str]:
    """Name the XML prefixes that a fragment uses."""
    from feedmaker.writer.feedgen_xml import namespaces_of as found

    return found(fragment)
