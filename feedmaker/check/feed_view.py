"""A feed as all formats have it, and the rules that do not ask for the format (I1, D7-D11, L2, P2-P6)."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from feedmaker.check.plain_text import script_flaws
from feedmaker.check.rules import Flaw
from feedmaker.check.urls import is_uri, shown

_PAGING = frozenset(("first", "last", "previous", "next", "current", "prev-archive", "next-archive"))
#: A cron run may begin some seconds before the clock of the machine that checks.
_CLOCKS_DIFFER = timedelta(minutes=10)


class Link(NamedTuple):
    """A link of the feed or of an entry: atom:link in XML, the URL keys in JSON."""

    rel: str
    href: str
    line: int | None


class EntryView(NamedTuple):
    """An entry; dates in UTC, None where missing or unreadable."""

    id: str
    link: str
    #: Plain text.
    title: str
    published: datetime | None
    updated: datetime | None
    language: str | None
    line: int | None
    links: tuple[Link, ...] = ()

    @property
    def at(self) -> datetime | None:
        """The date that readers sort by."""
        return self.published or self.updated


class FeedView(NamedTuple):
    """A feed and its entries."""

    format: str
    #: Atom id, JSON feed_url; "" for RSS.
    id: str
    title: str
    #: The HTML page.
    home: str
    updated: datetime | None
    language: str | None
    line: int | None
    links: tuple[Link, ...]
    #: fh:archive and fh:complete (RFC 5005).
    archive: bool
    complete: bool
    entries: tuple[EntryView, ...]

    def href(self, rel: str) -> str:
        """The first link of that relation, "" where there is none."""
        return next((link.href for link in self.links if link.rel == rel), "")


def view_flaws(feed: FeedView, now: datetime | None) -> Iterator[Flaw]:
    """Check what every format has in common."""
    yield from _id_flaws(feed.entries)
    yield from _date_flaws(feed, now)
    yield from _order_flaws(feed.entries)
    yield from script_flaws(feed.language, [e.title for e in feed.entries if not e.language], feed.line)
    yield from _paging_flaws(feed)


def _id_flaws(entries: Sequence[EntryView]) -> Iterator[Flaw]:
    seen: dict[str, int | None] = {}
    for entry in entries:
        if not entry.id:
            yield Flaw("I1", entry.line, f"entry {shown(entry.title)} has no id", "give it one that never changes")
        elif entry.id in seen:
            where = f" (first in line {seen[entry.id]})" if seen[entry.id] else ""
            yield Flaw("I1", entry.line, f"two entries have the id {shown(entry.id)}{where}", "readers show only one")
        else:
            seen[entry.id] = entry.line


def _date_flaws(feed: FeedView, now: datetime | None) -> Iterator[Flaw]:
    dates = [date for e in feed.entries for date in (e.published, e.updated) if date]
    if feed.updated and dates and feed.updated < max(dates):
        yield Flaw("D7", feed.line, "the feed is older than its newest entry", "give it the newest entry's date")
    elif feed.updated and dates and feed.updated > max(dates):
        hint = "take it from the newest entry, not from the clock"
        yield Flaw("D7", feed.line, "the feed is newer than its newest entry", hint, "warning")
    for entry in feed.entries:
        if now and entry.at and entry.at > now + _CLOCKS_DIFFER:
            yield Flaw(
                "D8", entry.line, f"the entry is dated in the future: {entry.at:%Y-%m-%d %H:%M}Z", "hold it back"
            )
        if entry.at and entry.at.year < 1990:
            yield Flaw("D9", entry.line, f"the entry is dated {entry.at.date()}", "leave it if it is true")
    if feed.format == "atom":
        yield from _same_instant_flaws(feed.entries)


def _same_instant_flaws(entries: Sequence[EntryView]) -> Iterator[Flaw]:
    seen: set[datetime] = set()
    doubles: list[EntryView] = []
    for entry in entries:
        if entry.updated in seen:
            doubles.append(entry)
        elif entry.updated:
            seen.add(entry.updated)
    if doubles:
        what = f"{len(doubles)} entries share the updated date of another"
        yield Flaw("D10", doubles[0].line, what, "use the real time where it is known")


def _order_flaws(entries: Sequence[EntryView]) -> Iterator[Flaw]:
    dated = [entry for entry in entries if entry.at]
    for before, after in pairwise(dated):
        if before.at and after.at and after.at > before.at:
            yield Flaw("D11", after.line, f"entry {shown(after.title)} is newer than the one before it", "newest first")
            return


def _paging_flaws(feed: FeedView) -> Iterator[Flaw]:
    paging = [link for link in feed.links if link.rel in _PAGING - {"first", "last", "current"}]
    paged = [link for link in feed.links if link.rel in ("next", "previous")]
    if feed.archive:
        yield from _archive_flaws(feed)
    elif feed.complete and paging:
        yield Flaw("P4", paging[0].line, f"a complete feed links {paging[0].rel}", "drop the link or fh:complete")
    elif paged and feed.format != "json" and not feed.href("prev-archive"):
        # JSON Feed has next_url alone, for archives too.
        hint = "link archive documents (prev-archive), whose content stays"
        yield Flaw("P1", paged[0].line, "older entries are on pages that shift, not in archives", hint)
    here, ends = feed.href("self"), {"next": feed.href("last"), "previous": feed.href("first")}
    for link in paged:
        if here and here in (link.href, ends[link.rel]):
            end = "last" if link.rel == "next" else "first"
            yield Flaw("P5", link.line, f"the {end} page links {link.rel}, or a page links itself", "drop the link")
    for entry in feed.entries:
        for link in entry.links:
            if link.rel in _PAGING:
                yield Flaw("P6", link.line, f"an entry has a link rel={link.rel}", "such links belong to the feed")


def _archive_flaws(feed: FeedView) -> Iterator[Flaw]:
    if not is_uri(feed.href("current")):
        hint = "archives link the subscription feed as current (RFC 5005 section 4)"
        yield Flaw("P2", feed.line, "an archive document has no link rel=current", hint)
    if not is_uri(feed.href("self")):
        yield Flaw("P2", feed.line, "an archive document has no link rel=self", "its URL must stay the same")
    for link in feed.links:
        if link.rel in ("prev-archive", "next-archive") and (not is_uri(link.href) or link.href == feed.href("self")):
            yield Flaw("P2", link.line, f"{link.rel} leads nowhere else: {shown(link.href)}")
