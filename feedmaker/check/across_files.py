"""Feeds compared with one another: the formats of a feed, and ids and titles in all feeds."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from feedmaker.check.html_tokens import plain_text
from feedmaker.check.parsed_feed import ParsedEntry, ParsedFeed
from feedmaker.check.rules import problem
from feedmaker.config.schema import FILE_NAMES
from feedmaker.problems import Problem
from feedmaker.text.messages import quoted

_Feeds: TypeAlias = Sequence[ParsedFeed]
# "https://" and "/?utm_source=rss&utm_medium=feed"
_NOT_PAGE = re.compile(r"^https?://|/?(?:[?&]utm_[^?&]*)*$")


def set_problems(feeds: _Feeds) -> Iterator[Problem]:
    """Compare all feeds with one another."""
    groups = _groups(feeds)
    # Archive documents and further pages are parts of another feed (RFC 5005, JSON Feed next_url).
    pages = {link.href for feed in feeds for link in feed.links if link.rel in ("next", "prev-archive")}
    parts = {feed.path for feed in feeds if feed.is_archive or feed.href("self") in pages}
    yield from _duplicate_problems(feeds, groups, parts)
    yield from _entry_id_problems(feeds)
    current = {feed.href("current") for feed in feeds if feed.is_archive} - {""}
    for feed in feeds:
        if not feed.is_archive and feed.href("self") in current and not feed.href("prev-archive"):
            yield problem("archive-unlinked", feed.line, "the feed does not link its archives").at(feed.path)
    for first, *others in groups:
        for other in others:
            yield from (one.at(other.path) for one in _format_problems(first, other))


def _groups(feeds: _Feeds) -> list[list[ParsedFeed]]:
    """Group the formats of a feed: files of one folder with the usual names, or with the same page and title."""
    groups: dict[tuple[str, ...], list[ParsedFeed]] = {}
    for feed in feeds:
        folder, _, name = feed.path.rpartition("/")
        if FILE_NAMES.get(feed.format) == name:
            key: tuple[str, ...] = (folder, "named")
        elif feed.is_archive or not feed.home:
            key = (folder, "alone", name)
        else:
            key = (folder, "page", _page(feed.home), feed.title)
        group = groups.setdefault(key, [])
        if any(other.format == feed.format for other in group):
            group = groups.setdefault((*key, name), [])
        group.append(feed)
    return list(groups.values())


def _page(url: str) -> str:
    """A URL without what does not make another page: scheme, trailing slash, tracking parameters."""
    return _NOT_PAGE.sub("", url.strip()[:2000])


def _duplicate_problems(feeds: _Feeds, groups: Sequence[_Feeds], parts: set[str]) -> Iterator[Problem]:
    for feed, other in _duplicates((feed.id and feed.format + feed.id, feed) for feed in feeds):
        if not {feed.path, other.path} & parts:
            what = f"{other.path} has the same feed id {quoted(feed.id)}"
            yield problem("feed-id-duplicate", feed.line, what).at(feed.path)
    for feed, other in _duplicates((feed.href("self"), feed) for feed in feeds):
        if not feed.id or feed.id != other.id:
            what = f"{other.path} has the same self link {quoted(feed.href('self'))}"
            yield problem("self-link-duplicate", feed.line, what).at(feed.path)
    pages = {group[0].path: {feed.href("next") for feed in group} - {""} for group in groups}
    for feed, other in _duplicates((group[0].title, group[0]) for group in groups if group[0].path not in parts):
        # Documents that continue on the same page are parts of one feed.
        if not pages[feed.path] & pages[other.path]:
            what = f"{other.path} has the same title {quoted(feed.title)}"
            yield problem("feed-title-duplicate", feed.line, what).at(feed.path)


def _duplicates(feeds: Iterable[tuple[str, ParsedFeed]]) -> Iterator[tuple[ParsedFeed, ParsedFeed]]:
    """Yield every feed with the first one that has the same key, if it has one."""
    first: dict[str, ParsedFeed] = {}
    for key, feed in feeds:
        if key and first.setdefault(key, feed) is not feed:
            yield feed, first[key]


def _entry_id_problems(feeds: _Feeds) -> Iterator[Problem]:
    """Find articles with several ids: entries of one page, or (without links) of one title and date."""
    seen: dict[object, tuple[str, ParsedEntry]] = {}
    for feed in feeds:
        keys = [_page(entry.link) if entry.link else (entry.title, entry.date) for entry in feed.entries]
        count = Counter(keys)
        for key, entry in zip(keys, feed.entries, strict=True):
            # What two entries of one feed share does not identify an article.
            if not entry.key or count[key] > 1 or key == ("", None):
                continue
            first, other = seen.setdefault(key, (feed.path, entry))
            if other.key != entry.key and (other.title == entry.title or other.date == entry.date):
                what = f"{quoted(entry.title)} has the id {quoted(entry.key)}, in {first} {quoted(other.key)}"
                yield problem("entry-id-differs", entry.line, what).at(feed.path)


def _format_problems(first: ParsedFeed, other: ParsedFeed) -> Iterator[Problem]:
    """Compare two formats of one feed: the same entries in the same order, with the same values."""
    expected, found = ({entry.key: entry for entry in feed.entries if entry.key} for feed in (first, other))
    line, code = other.line, "feed-formats-differ"
    missing, added = _only_in(expected, found), _only_in(found, expected)
    if missing:
        yield problem(code, line, f"{len(missing)} entries of {first.path} are missing, such as {quoted(missing[0])}")
    elif added:
        yield problem(code, line, f"{len(added)} entries are not in {first.path}, such as {quoted(added[0])}")
    elif [key for key in expected if key in found] != [key for key in found if key in expected]:
        yield problem(code, line, f"the order of entries is not that of {first.path}")
    for key in (key for key in found if key in expected):
        one, entry = expected[key], found[key]
        same_title = "".join(plain_text(one.title).split()) == "".join(plain_text(entry.title).split())
        values = [
            ("title", "" if same_title else one.title, entry.title),
            ("link", one.link, entry.link),
            ("published date", one.published, entry.published),
            ("updated date", one.updated, entry.updated),
        ]
        for name, wanted, value in values:
            if wanted and value and wanted != value:
                what = f"{name} is {quoted(str(value))}, in {first.path} {quoted(str(wanted))}"
                yield problem(code, entry.line, what)


def _only_in(some: Mapping[str, ParsedEntry], others: Mapping[str, ParsedEntry]) -> list[str]:
    """The ids that the others lack, except where they have the article under another id (entry-id-differs)."""
    links = {entry.link for entry in others.values() if entry.link}
    return [key for key, entry in some.items() if key not in others and entry.link not in links]
