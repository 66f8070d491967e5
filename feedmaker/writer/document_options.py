"""What a feed document says beside its channel and its entries."""

from collections.abc import Mapping
from dataclasses import dataclass


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
