"""The place of a feed document among its archives (RFC 5005)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ArchiveLinks:
    """Links of one feed document in one format: every URL is of that format, absolute and ASCII.

    A subscription document has `prev` when archives exist, and nothing else. An archive document has `archive`,
    `current`, and `prev` and `next` as far as there are such archives. A document that holds every entry has
    `complete` and no link (RFC 5005 sections 2 and 4).
    """

    #: The subscription document.
    current: str | None = None
    #: The archive document with the entries just before these.
    prev: str | None = None
    #: The archive document with the entries just after these.
    next: str | None = None
    #: This document holds every entry of the feed: fh:complete.
    complete: bool = False
    #: This is an archive document: fh:archive.
    archive: bool = False

    @property
    def links(self) -> tuple[tuple[str, str], ...]:
        """Give (relation, URL) of each link that is set, in a fixed order; none in a complete feed."""
        if self.complete:
            return ()
        relations = (("current", self.current), ("prev-archive", self.prev), ("next-archive", self.next))
        return tuple((relation, url) for relation, url in relations if url)
