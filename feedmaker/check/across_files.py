"""Feeds compared with one another: the formats of a feed, and ids and titles in all feeds."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from feedmaker.check.html_tokens import plain_text
from feedmaker.check.parsed_feed import ParsedEntry, ParsedFeed
from feedmaker.check.rules import problem
from feedmaker.problems import Problem
from feedmaker.text.messages import quoted

#: The names of a feed's formats in one folder, as feedmaker writes them.
_NAMES: Mapping[str, str] = {"rss.xml": "rss", "atom.xml": "atom", "feed.json": "json"}
# "https://" and "/?utm_source=rss&utm_medium=feed"
_NOT_PAGE = re.compile(r"^https?://|/?(?:[?&]utm_[^?&]*)*$")


class FeedFile(NamedTuple):
    """A feed and the path it was read from."""

    path: str
    feed: ParsedFeed


def set_problems(files: Sequence[FeedFile]) -> Iterator[Problem]:
    """Compare all feeds with one another."""
    groups = _groups(files)
    parts = _parts(files)
    yield from _feed_id_problems(files, parts)
    yield from _entry_id_problems(files)
    yield from _title_problems(groups, parts)
    yield from _archive_problems(files)
    for first, *others in groups:
        for other in others:
            yield from (one.at(other.path) for one in _format_problems(first, other))


def _groups(files: Sequence[FeedFile]) -> list[list[FeedFile]]:
    """Group the formats of a feed: files of one folder with the usual names, or with the same page and title."""
    groups: dict[tuple[str, ...], list[FeedFile]] = {}
    for file in files:
        folder, _, name = file.path.rpartition("/")
        feed = file.feed
        if _NAMES.get(name) == feed.format:
            key: tuple[str, ...] = (folder, "named")
        elif feed.is_archive or not feed.home:
            key = (folder, "alone", name)
        else:
            key = (folder, "page", _page(feed.home), feed.title)
        group = groups.setdefault(key, [])
        if any(other.feed.format == feed.format for other in group):
            group = groups.setdefault((*key, name), [])
        group.append(file)
    return list(groups.values())


def _page(url: str) -> str:
    """A URL without what does not make another page: scheme, trailing slash, tracking parameters."""
    return _NOT_PAGE.sub("", url.strip()[:2000])


def _parts(files: Sequence[FeedFile]) -> set[str]:
    """The paths of archive documents and further pages: parts of another feed (RFC 5005, JSON Feed next_url)."""
    pages = {link.href for file in files for link in file.feed.links if link.rel in ("next", "prev-archive")}
    return {file.path for file in files if file.feed.is_archive or file.feed.href("self") in pages}


def _feed_id_problems(files: Sequence[FeedFile], parts: set[str]) -> Iterator[Problem]:
    ids: dict[tuple[str, str], FeedFile] = {}
    urls: dict[str, FeedFile] = {}
    for file in files:
        feed, url = file.feed, file.feed.href("self")
        other = ids.setdefault((feed.format, feed.id), file) if feed.id else file
        first = urls.setdefault(url, file) if url else file
        if other is not file and not {file.path, other.path} & parts:
            what = f"{other.path} has the same feed id {quoted(feed.id)}"
            yield problem("feed-id-duplicate", feed.line, what).at(file.path)
        elif first is not file:
            what = f"{first.path} has the same self link {quoted(url)}"
            yield problem("self-link-duplicate", feed.line, what).at(file.path)


def _entry_id_problems(files: Sequence[FeedFile]) -> Iterator[Problem]:
    """Find articles with several ids: entries of one page, or (without links) of one title and date."""
    seen: dict[object, tuple[str, ParsedEntry]] = {}
    for path, feed in files:
        keys = [_page(entry.link) if entry.link else (entry.title, entry.date) for entry in feed.entries]
        count = Counter(keys)
        for key, entry in zip(keys, feed.entries, strict=True):
            # What two entries of one feed share does not identify an article.
            if not entry.key or count[key] > 1 or key == ("", None):
                continue
            first, other = seen.setdefault(key, (path, entry))
            if other.key != entry.key and (other.title == entry.title or other.date == entry.date):
                what = f"{quoted(entry.title)} has the id {quoted(entry.key)}, in {first} {quoted(other.key)}"
                yield problem("entry-id-differs", entry.line, what).at(path)


def _title_problems(groups: Sequence[Sequence[FeedFile]], parts: set[str]) -> Iterator[Problem]:
    seen: dict[str, Sequence[FeedFile]] = {}
    for group in groups:
        path, feed = group[0]
        if path in parts or not feed.title:
            continue
        first = seen.setdefault(feed.title, group)
        # Documents that continue on the same page are parts of one feed.
        if first is not group and not _next_pages(first) & _next_pages(group):
            what = f"{first[0].path} has the same title {quoted(feed.title)}"
            yield problem("feed-title-duplicate", feed.line, what).at(path)


def _next_pages(group: Sequence[FeedFile]) -> set[str]:
    return {file.feed.href("next") for file in group} - {""}


def _archive_problems(files: Sequence[FeedFile]) -> Iterator[Problem]:
    current = {file.feed.href("current") for file in files if file.feed.is_archive} - {""}
    for path, feed in files:
        if not feed.is_archive and feed.href("self") in current and not feed.href("prev-archive"):
            yield problem("archive-unlinked", feed.line, "the feed has archives but no link rel=prev-archive").at(path)


def _format_problems(first: FeedFile, other: FeedFile) -> Iterator[Problem]:
    """Compare two formats of one feed: the same entries in the same order, with the same values."""
    expected, found = ({entry.key: entry for entry in file.feed.entries if entry.key} for file in (first, other))
    line, code = other.feed.line, "feed-formats-differ"
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
