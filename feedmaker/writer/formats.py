"""The formats of feeds behind one interface: a fragment per entry, and a frame per document, with its options."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from feedmaker.config.schema import FILE_NAMES
from feedmaker.model import Channel, Entry

#: "page" is the HTML page that shows a feed's entries.
FormatName: TypeAlias = Literal["rss", "atom", "json", "page"]

#: File name of a feed's document, by format.
DOCUMENT_NAMES: Mapping[str, str] = {**FILE_NAMES, "page": "index.html"}

#: An entry in one format, and the XML prefixes that it uses and that the frame of its document declares.
Fragment: TypeAlias = tuple[bytes, frozenset[str]]


@dataclass(frozen=True, slots=True)
class ArchiveLinks:
    """The place of a document among the archives of its feed (RFC 5005 sections 2 and 4).

    Every URL is of the document's own format, absolute and ASCII. A subscription document has only `prev`, and that
    if archives exist. An archive document has `archive`, `current`, and `prev` and `next` if there are such archives.
    A document that holds every entry of its feed is `complete` and has no links.
    """

    #: The subscription document.
    current: str | None = None
    #: The archive document with the entries just before these.
    prev: str | None = None
    #: The archive document with the entries just after these.
    next: str | None = None
    #: Whether this document holds every entry of the feed: fh:complete.
    complete: bool = False
    #: Whether this is an archive document: fh:archive.
    archive: bool = False

    @property
    def links(self) -> tuple[tuple[str, str], ...]:
        """(relation, URL) of each link that is set, in a fixed order; none in a complete feed."""
        if self.complete:
            return ()
        relations = (("current", self.current), ("prev-archive", self.prev), ("next-archive", self.next))
        return tuple((relation, url) for relation, url in relations if url)


@dataclass(frozen=True, slots=True)
class DocumentOptions:
    """The options of one document of a feed, in one format; each format ignores what it has no place for."""

    #: Where the document is served.
    self_url: str
    #: None if the feed has no archives.
    archive: ArchiveLinks | None = None
    #: A CSS file, relative to the document, so that mirrors and previews find it (RSS, Atom).
    stylesheet: str | None = None
    #: Minutes for which the feed may be cached (RSS ttl).
    ttl: int | None = None
    #: Settings of a podcast: category, subcategory, explicit, owner_name, owner_email, author, image, type, guid.
    #: `author` is always set; what else is missing is taken from the channel (RSS).
    podcast: Mapping[str, str] | None = None
    #: (format, URL) of every document of the feed, for its page.
    urls: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Format:
    """One format; a document is head + separator.join(fragments) + tail."""

    name: FormatName
    render: Callable[[Entry], Fragment]
    #: Takes the XML prefixes that the fragments use; returns what precedes and follows them.
    frame: Callable[[Channel, DocumentOptions, frozenset[str]], tuple[bytes, bytes]]
    separator: bytes


def document(
    format_: Format,
    channel: Channel,
    options: DocumentOptions,
    fragments: Iterable[tuple[bytes | memoryview, frozenset[str]]],
) -> bytes:
    """Return the document of a feed whose entries have these fragments, newest first; views of them will do."""
    parts: list[bytes | memoryview] = []
    prefixes = frozenset[str]()
    for text, used in fragments:
        parts += (format_.separator, text)
        prefixes |= used
    head, tail = format_.frame(channel, options, prefixes)
    # joined once, because documents are large
    return b"".join((head, *parts[1:], tail))


def formats(names: Sequence[str], *, timezone: str, language: str | None, texts: Mapping[str, str]) -> list[Format]:
    """Return these formats, in their order; the libraries of each one are imported only if it is used.

    Pages show days in `timezone` (IANA), and words in `language` (BCP 47), some of them replaced by `texts`.
    """
    found: dict[str, Format] = {}
    if "rss" in names or "atom" in names:
        found |= _xml()
    if "json" in names:
        found["json"] = _json()
    if "page" in names:
        found["page"] = _page(timezone, language, texts)
    return [found[name] for name in names]


def _xml() -> Mapping[str, Format]:
    """Return RSS and Atom, which share what they prepare of an entry."""
    from feedmaker.writer.feedgen_xml import SEPARATOR, atom_frame, rss_frame
    from feedmaker.writer.template_cache import EntryWriter

    writer = EntryWriter()
    return {
        "rss": Format("rss", writer.rss, rss_frame, SEPARATOR),
        "atom": Format("atom", writer.atom, atom_frame, SEPARATOR),
    }


def _json() -> Format:
    from feedmaker.writer import json_feed

    return Format(
        "json",
        lambda entry: (json_feed.json_item(entry), frozenset()),
        lambda channel, options, _: json_feed.json_frame(channel, options),
        json_feed.SEPARATOR,
    )


def _page(timezone: str, language: str | None, texts: Mapping[str, str]) -> Format:
    from zoneinfo import ZoneInfo

    from feedmaker.writer.pages import feed_page
    from feedmaker.writer.pages.templates import texts_for

    zone, words = ZoneInfo(timezone), texts_for(language, texts)
    return Format(
        "page",
        lambda entry: (feed_page.entry_html(entry, zone), frozenset()),
        lambda channel, options, _: feed_page.feed_page_frame(channel, options, words, language=language),
        b"",
    )
