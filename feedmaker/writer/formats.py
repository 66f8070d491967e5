"""The documents of a feed, alike: a fragment an entry, a frame a feed, a separator between fragments."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from feedmaker.config.schema import FILE_NAMES
from feedmaker.model import Channel, Entry
from feedmaker.writer.document_options import DocumentOptions

#: "page" is the HTML page that shows a feed's entries.
FormatName: TypeAlias = Literal["rss", "atom", "json", "page"]

_NO_PREFIXES = frozenset[str]()

DOCUMENT_NAMES: Mapping[str, str] = {**FILE_NAMES, "page": "index.html"}


#: An entry in one format, and the XML prefixes that it uses, which its document's frame declares.
Fragment: TypeAlias = tuple[bytes, frozenset[str]]
Frame: TypeAlias = tuple[bytes, bytes]


@dataclass(frozen=True, slots=True)
class Format:
    """One format: a document is head + separator.join(fragments) + tail."""

    name: FormatName
    render: Callable[[Entry], Fragment]
    frame: Callable[[Channel, DocumentOptions, frozenset[str]], Frame]
    separator: bytes


def formats(names: Iterable[str], *, timezone: str, language: str | None, texts: Mapping[str, str]) -> list[Format]:
    """Give the formats asked for, importing what each one needs only now."""
    found = []
    xml: Mapping[str, Format] = {}
    for name in names:
        if name in {"rss", "atom"}:
            xml = xml or _xml()
            found.append(xml[name])
        elif name == "json":
            found.append(_json())
        else:
            found.append(_page(timezone, language, texts))
    return found


def _xml() -> Mapping[str, Format]:
    """Give RSS and Atom, which share what they learn of an entry."""
    from feedmaker.writer.feedgen_xml import SEPARATOR
    from feedmaker.writer.xml_writer import XmlWriter

    writer = XmlWriter()
    rss = Format(
        "rss",
        writer.rss_entry,
        lambda channel, setting, namespaces: writer.rss_frame(
            channel,
            namespaces=namespaces,
            self_url=setting.self_url,
            archive=setting.archive,
            stylesheet=setting.stylesheet,
            ttl=setting.ttl,
            podcast=setting.podcast,
        ),
        SEPARATOR,
    )
    atom = Format(
        "atom",
        writer.atom_entry,
        lambda channel, setting, namespaces: writer.atom_frame(
            channel,
            namespaces=namespaces,
            self_url=setting.self_url,
            archive=setting.archive,
            stylesheet=setting.stylesheet,
        ),
        SEPARATOR,
    )
    return {"rss": rss, "atom": atom}


def _json() -> Format:
    from feedmaker.writer import json_feed

    return Format(
        "json",
        lambda entry: (json_feed.json_item(entry), _NO_PREFIXES),
        lambda channel, setting, _: json_feed.json_frame(channel, self_url=setting.self_url, archive=setting.archive),
        json_feed.SEPARATOR,
    )


def _page(timezone: str, language: str | None, texts: Mapping[str, str]) -> Format:
    from zoneinfo import ZoneInfo

    from feedmaker.writer.pages import html
    from feedmaker.writer.pages.translations import texts_for

    zone, words = ZoneInfo(timezone), texts_for(language, texts)
    return Format(
        "page",
        lambda entry: (html.entry_html(entry, zone), _NO_PREFIXES),
        lambda channel, setting, _: html.feed_page_frame(
            channel, setting.urls, words, language=language, home=setting.home
        ),
        b"",
    )
