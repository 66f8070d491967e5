"""A feed without its format, and the rules that are the same in RSS, Atom and JSON Feed."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Literal, NamedTuple

from feedmaker.check import values
from feedmaker.check.rules import problem
from feedmaker.problems import Problem
from feedmaker.text.languages import east_asian_language, language_tag, likely_tag
from feedmaker.text.media_types import FEEDS
from feedmaker.text.messages import quoted

#: Relations of RFC 5005 that a document has beside the page or archive that it is.
_PAGING = frozenset(("next", "previous", "prev-archive", "next-archive"))
#: A build may begin some seconds before the clock of the machine that checks.
_CLOCK_DIFFERENCE = timedelta(minutes=10)


class Link(NamedTuple):
    """A link of the feed or of an entry: atom:link, RSS enclosure, the keys with URLs in JSON."""

    rel: str
    href: str
    line: int | None
    media_type: str = ""
    #: In bytes, as written; None if it is missing.
    length: str | None = None


class ParsedEntry(NamedTuple):
    """An entry; dates are in UTC, None where missing or unreadable."""

    #: As written, with outer white space.
    id: str
    #: Of the page; "" if there is none.
    link: str
    #: Plain text on one line.
    title: str
    published: datetime | None
    updated: datetime | None
    language: str | None
    line: int | None
    links: tuple[Link, ...]

    @property
    def key(self) -> str:
        """The id as readers compare it."""
        return self.id.strip()

    @property
    def date(self) -> datetime | None:
        """The date that readers sort by."""
        return self.published or self.updated


class ParsedFeed(NamedTuple):
    """A feed and its entries."""

    format: Literal["rss", "atom", "json"]
    #: Atom id, JSON feed_url; "" for RSS.
    id: str
    title: str
    #: URL of the HTML page.
    home: str
    language: str | None
    line: int | None
    links: tuple[Link, ...]
    entries: tuple[ParsedEntry, ...]
    updated: datetime | None = None
    #: fh:archive and fh:complete (RFC 5005).
    is_archive: bool = False
    is_complete: bool = False
    path: str = ""

    def href(self, rel: str) -> str:
        """The first link of that relation, "" if there is none."""
        return next((link.href for link in self.links if link.rel == rel), "")


def feed_problems(feed: ParsedFeed, now: datetime | None) -> Iterator[Problem]:
    """Check what all formats have in common; `now` adds date-future."""
    yield from _self_link_problems(feed)
    for link in feed.links:
        yield from _link_problems(link, feed.format)
    yield from _language_problems(feed)
    yield from _id_problems(feed.entries)
    without = [entry for entry in feed.entries if not entry.link]
    if without:
        yield problem("entry-link", without[0].line, f"entries without a link to a page: {len(without)}")
    yield from _date_problems(feed, now)
    yield from _paging_problems(feed)
    for entry in feed.entries:
        for link in entry.links:
            yield from _link_problems(link, feed.format)
            if link.rel in _PAGING | {"first", "last", "current"}:
                yield problem("paging-links", link.line, f"an entry has a link rel={link.rel}")


def _self_link_problems(feed: ParsedFeed) -> Iterator[Problem]:
    own = [link for link in feed.links if link.rel == "self"]
    if feed.format != "json" and len(own) != 1:
        yield problem("feed-self-link", feed.line, f"the feed has {len(own) or 'no'} links rel=self")
    elif own and not values.is_web_url(own[0].href):
        yield problem("feed-self-link", own[0].line, f"the link rel=self is not absolute: {quoted(own[0].href)}")
    elif own and own[0].media_type not in ("", FEEDS[feed.format]):
        yield problem("feed-self-link", own[0].line, f"the type of link rel=self is {quoted(own[0].media_type)}")
    if own and own[0].href == feed.home:
        yield problem("feed-home-page", feed.line, f"the feed names itself as its HTML page: {quoted(feed.home)}")


def _link_problems(link: Link, format_: str) -> Iterator[Problem]:
    if link.rel != "enclosure":
        if format_ != "json":  # url-absolute
            yield from values.url_problems(link.href, link.line, f"link rel={link.rel}", iri=format_ == "atom")
        return
    yield from values.web_url_problems(link.href, link.line, "the URL of an enclosure", "enclosure")
    if not values.MEDIA_TYPE.fullmatch(link.media_type):
        yield problem("enclosure", link.line, f"the type of an enclosure is not a MIME type: {quoted(link.media_type)}")
    if not values.WHOLE_NUMBER.fullmatch(link.length or "0") or (link.length is None and format_ == "rss"):
        yield problem("enclosure", link.line, f"the length of an enclosure is not in bytes: {quoted(link.length)}")
    if link.media_type.startswith("image/"):
        yield problem("enclosure-image", link.line, "an image is an enclosure")


def _language_problems(feed: ParsedFeed) -> Iterator[Problem]:
    if feed.language is None:
        yield problem("feed-language", feed.line, "the feed has no language")
    for tag, line in [(feed.language, feed.line), *((entry.language, entry.line) for entry in feed.entries)]:
        if tag is not None and language_tag(tag) is None:
            likely = likely_tag(tag)
            hint = f"write {likely}" if likely else ""
            yield problem("language-tag", line, f"the language is not a language tag: {quoted(tag)}", hint)
    # Readers choose fonts by the language.
    primary = (feed.language or "").split("-")[0].lower()
    if primary in ("zh", "ja", "ko"):
        titles = " ".join(entry.title for entry in feed.entries if not entry.language)
        found = east_asian_language(titles, feed.language)
        if found and found.split("-")[0].lower() != primary:
            what = f"the language is {quoted(feed.language)}, the titles look like {found}"
            yield problem("language-script", feed.line, what)


def _id_problems(entries: Sequence[ParsedEntry]) -> Iterator[Problem]:
    seen: dict[str, int | None] = {}
    for entry in entries:
        if not entry.key:
            yield problem("entry-id-missing", entry.line, f"entry {quoted(entry.title)} has no id")
        elif entry.key in seen:
            where = f" (first in line {seen[entry.key]})" if seen[entry.key] else ""
            yield problem("entry-id-duplicate", entry.line, f"two entries have the id {quoted(entry.key)}{where}")
        else:
            seen[entry.key] = entry.line
        yield from values.id_problems(entry.id, entry.line, "id")


def _date_problems(feed: ParsedFeed, now: datetime | None) -> Iterator[Problem]:
    newest = max((date for e in feed.entries for date in (e.published, e.updated) if date), default=None)
    if feed.updated and newest and feed.updated < newest:
        yield problem("feed-older-than-entries", feed.line, "the feed is older than its newest entry")
    elif feed.updated and newest and feed.updated > newest:
        yield problem("feed-newer-than-entries", feed.line, "the feed is newer than its newest entry")
    for entry in feed.entries:
        if now and entry.date and entry.date > now + _CLOCK_DIFFERENCE:
            yield problem("date-future", entry.line, f"the entry is dated in the future: {entry.date:%Y-%m-%d %H:%M}Z")
        if entry.date and entry.date.year < 1990:
            yield problem("date-before-1990", entry.line, f"the entry is dated {entry.date.date()}")
    for before, after in pairwise(entry for entry in feed.entries if entry.date):
        if before.date and after.date and after.date > before.date:
            yield problem("entry-order", after.line, f"entry {quoted(after.title)} is newer than the one before it")
            break


def _paging_problems(feed: ParsedFeed) -> Iterator[Problem]:
    paging = [link for link in feed.links if link.rel in _PAGING]
    pages = [link for link in paging if link.rel in ("next", "previous")]
    if feed.is_archive:
        yield from _archive_problems(feed)
    elif feed.is_complete and paging:
        yield problem("paging-links", paging[0].line, f"a complete feed has a link rel={paging[0].rel}")
    elif pages and feed.format != "json" and not feed.href("prev-archive"):
        # JSON Feed has only next_url, for archives too.
        yield problem("paging-without-archive", pages[0].line, "older entries are on shifting pages, not in archives")
    here, ends = feed.href("self"), {"next": feed.href("last"), "previous": feed.href("first")}
    for link in pages:
        if here and here in (link.href, ends[link.rel]):
            yield problem("paging-links", link.line, f"rel={link.rel} leads beyond the end, or to the page itself")


def _archive_problems(feed: ParsedFeed) -> Iterator[Problem]:
    for rel in ("current", "self"):
        if not values.is_uri(feed.href(rel)):
            yield problem("archive-links", feed.line, f"an archive document has no link rel={rel}")
    for link in feed.links:
        leads_nowhere = not values.is_uri(link.href) or link.href == feed.href("self")
        if link.rel in ("prev-archive", "next-archive") and leads_nowhere:
            hint = "link another archive document by its absolute URL"
            yield problem("archive-links", link.line, f"{link.rel} leads nowhere: {quoted(link.href)}", hint)
