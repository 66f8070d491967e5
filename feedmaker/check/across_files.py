"""Feeds beside one another: twins in other formats, ids across feeds (I4, I5, D11, G5, L5, P3, R3, A3)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from urllib.parse import urlsplit

from feedmaker.check.feed_view import EntryView, FeedView
from feedmaker.check.html_tokens import plain
from feedmaker.check.rules import Fault, Flaw
from feedmaker.check.urls import shown

_NAMES: Mapping[str, str] = {"rss.xml": "rss", "atom.xml": "atom", "feed.json": "json"}


class Checked(NamedTuple):
    """A feed that was read, and the path it was read from."""

    path: str
    feed: FeedView


def set_faults(feeds: Sequence[Checked]) -> Iterator[Fault]:
    """Compare all feeds that were given with one another."""
    groups = _groups(feeds)
    parts = _parts(feeds)
    yield from _shared_id_faults(feeds, parts)
    yield from _article_faults(feeds)
    yield from _title_faults(groups, parts)
    yield from _archive_faults(feeds)
    for group in groups:
        for twin in group[1:]:
            yield from _twin_faults(group[0], twin)


def _groups(feeds: Sequence[Checked]) -> list[list[Checked]]:
    """Put the twins together: the fixed names in one folder, else one page and title in one folder."""
    groups: dict[tuple[str, ...], list[Checked]] = {}
    for checked in feeds:
        folder, _, name = checked.path.rpartition("/")
        feed = checked.feed
        if _NAMES.get(name) == feed.format:
            key: tuple[str, ...] = (folder, "named")
        elif feed.archive or not feed.home:
            key = (folder, "alone", name)
        else:
            key = (folder, "page", _page(feed.home), feed.title)
        group = groups.setdefault(key, [])
        if any(other.feed.format == feed.format for other in group):
            group = groups.setdefault((*key, name), [])
        group.append(checked)
    return list(groups.values())


def _page(url: str) -> str:
    """Fold what does not make another page: scheme, trailing slash, tracking parameters."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return url
    query = "&".join(p for p in parts.query.split("&") if p and not p.startswith("utm_"))
    return f"{parts.netloc.lower()}{parts.path.rstrip('/')}?{query}"


def _parts(feeds: Sequence[Checked]) -> set[str]:
    """The paths of archive documents and further pages, which are parts of another feed (RFC 5005, JSON next_url)."""
    pages = {link.href for c in feeds for link in c.feed.links if link.rel in ("next", "prev-archive")}
    return {c.path for c in feeds if c.feed.archive or c.feed.href("self") in pages}


def _shared_id_faults(feeds: Sequence[Checked], parts: set[str]) -> Iterator[Fault]:
    ids: dict[tuple[str, str], Checked] = {}
    urls: dict[str, Checked] = {}
    for checked in feeds:
        feed = checked.feed
        other = ids.setdefault((feed.format, feed.id), checked) if feed.id else checked
        if other is not checked and not {checked.path, other.path} & parts:
            hint = "give every feed its own, for ever"
            yield Flaw("I5", feed.line, f"{other.path} has the same feed id {shown(feed.id)}", hint).at(checked.path)
            continue
        url = feed.href("self")
        first = urls.setdefault(url, checked) if url else checked
        if first is not checked:
            rule = "R3" if feed.format == "rss" else "A3" if feed.format == "atom" else "I5"
            hint = "rel=self is the feed's own URL"
            yield Flaw(rule, feed.line, f"{first.path} has the same self link {shown(url)}", hint).at(checked.path)


def _article_faults(feeds: Sequence[Checked]) -> Iterator[Fault]:
    by_link: dict[str, tuple[Checked, EntryView]] = {}
    by_name: dict[tuple[str, datetime], tuple[Checked, EntryView]] = {}
    for checked in feeds:
        links, names = _unique(checked.feed.entries)
        for entry in checked.feed.entries:
            if not entry.id:
                continue
            same = by_link.setdefault(entry.link, (checked, entry)) if entry.link in links else None
            key = _name(entry)
            if same is None or same[1] is entry:
                named = by_name.setdefault(key, (checked, entry)) if key and key in names else None
                same = named if named and _may_be_one(named[1], entry) else None
            if same and same[1].id != entry.id and (same[1].title == entry.title or same[1].at == entry.at):
                what = f"{shown(entry.title)} has the id {shown(entry.id)}, in {same[0].path} {shown(same[1].id)}"
                yield Flaw("I4", entry.line, what, "an article has one id everywhere").at(checked.path)


def _name(entry: EntryView) -> tuple[str, datetime] | None:
    return (entry.title, entry.at) if entry.title and entry.at else None


def _unique(entries: Sequence[EntryView]) -> tuple[set[str], set[tuple[str, datetime]]]:
    links: dict[str, int] = {}
    names: dict[tuple[str, datetime], int] = {}
    for entry in entries:
        links[entry.link] = links.get(entry.link, 0) + 1
        key = _name(entry)
        if key:
            names[key] = names.get(key, 0) + 1
    return {k for k, n in links.items() if k and n == 1}, {k for k, n in names.items() if n == 1}


def _may_be_one(one: EntryView, other: EntryView) -> bool:
    # Two articles of one title and day are two as long as they have pages of their own.
    return not one.link or not other.link or _page(one.link) == _page(other.link)


def _title_faults(groups: Sequence[Sequence[Checked]], parts: set[str]) -> Iterator[Fault]:
    seen: dict[str, Sequence[Checked]] = {}
    for group in groups:
        checked = group[0]
        title = checked.feed.title
        if checked.path in parts or not title:
            continue
        first = seen.setdefault(title, group)
        # Two documents that go on with the same page are parts of one feed.
        if first is not group and not _pages(first) & _pages(group):
            what = f"{first[0].path} has the same title {shown(title)}"
            yield Flaw("L5", checked.feed.line, what, "write the category into the title").at(checked.path)


def _pages(group: Sequence[Checked]) -> set[str]:
    return {checked.feed.href("next") for checked in group} - {""}


def _archive_faults(feeds: Sequence[Checked]) -> Iterator[Fault]:
    current = {checked.feed.href("current") for checked in feeds if checked.feed.archive} - {""}
    for checked in feeds:
        feed = checked.feed
        if not feed.archive and feed.href("self") in current and not feed.href("prev-archive"):
            hint = "link the newest archive document (RFC 5005 section 4)"
            yield Flaw("P3", feed.line, "the feed has archives, but no link rel=prev-archive", hint).at(checked.path)


def _twin_faults(first: Checked, twin: Checked) -> Iterator[Fault]:
    ours, theirs = ({e.id: e for e in c.feed.entries if e.id} for c in (first, twin))
    missing, added = _alone(ours, theirs), _alone(theirs, ours)
    if missing or added:
        what = (
            f"{len(missing)} entries of {first.path} are missing"
            if missing
            else f"{len(added)} are not in {first.path}"
        )
        yield Flaw("G5", twin.feed.line, f"{what}: {shown((missing or added)[0])}", "write twins together").at(
            twin.path
        )
    elif [i for i in ours if i in theirs] != [i for i in theirs if i in ours]:
        yield Flaw("D11", twin.feed.line, f"the order of entries is not that of {first.path}").at(twin.path)
    for key, entry in theirs.items():
        if key in ours:
            yield from _entry_faults(first, ours[key], twin, entry)


def _alone(some: Mapping[str, EntryView], others: Mapping[str, EntryView]) -> list[str]:
    """The ids of one twin that the other lacks, those aside whose article stands there under another id (I4)."""
    links = {entry.link for entry in others.values() if entry.link}
    return [key for key, entry in some.items() if key not in others and entry.link not in links]


def _entry_faults(first: Checked, one: EntryView, twin: Checked, other: EntryView) -> Iterator[Fault]:
    pairs = (
        ("title", *_titles(one.title, other.title)),
        ("link", one.link, other.link),
        ("date", one.published and str(one.published), other.published and str(other.published)),
        ("updated date", one.updated and str(one.updated), other.updated and str(other.updated)),
    )
    for name, ours, theirs in pairs:
        if ours and theirs and ours != theirs:
            what = f"{name} is {shown(theirs)}, in {first.path} {shown(ours)}"
            yield Flaw("G5", other.line, what, "write twins together").at(twin.path)


def _titles(one: str, other: str) -> tuple[str, str]:
    """Fold what formats may write otherwise: white space, and markup where one of the two is HTML."""
    if "".join(plain(one).split()) == "".join(plain(other).split()):
        return "", ""
    return one, other
