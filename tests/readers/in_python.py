"""The libraries that readers in Python are made of: feedparser and lemon24's reader."""

import calendar
import importlib.util
import time
import urllib.request
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

from shown import Shown


class Feedparser:
    """feedparser, with the memory of ids that every program around it has."""

    name: ClassVar[str] = "feedparser"
    formats: ClassVar[tuple[str, ...]] = ("rss", "atom")

    def __init__(self, folder: Path, url: str) -> None:
        self.url = url
        self.parsed: Any = None
        self.seen: set[str] = set()

    @staticmethod
    def missing() -> str:
        return "" if importlib.util.find_spec("feedparser") else "the Python package feedparser is not installed"

    def refresh(self) -> list[Shown]:
        import feedparser

        with urllib.request.urlopen(self.url, timeout=180) as answer:
            headers = {name.lower(): value for name, value in answer.headers.items()}
            self.parsed = feedparser.parse(answer.read(), response_headers=headers)
        assert not self.parsed.bozo, self.parsed.bozo_exception
        new = [entry for entry in self.parsed.entries if entry.id not in self.seen]
        self.seen |= {entry.id for entry in new}
        return [_parsed(entry) for entry in new]

    def entries(self) -> list[Shown]:
        return [_parsed(entry) for entry in self.parsed.entries]


def _parsed(entry: Any) -> Shown:
    content = entry.content[0].value if "content" in entry else entry.get("summary", "")
    return Shown(
        title=entry.title,
        link=entry.get("link", ""),
        date=_moment(entry.published_parsed),
        authors=", ".join(author.get("name", "") for author in entry.get("authors", [])),
        content=content,
        enclosures=tuple(enclosure.href for enclosure in entry.get("enclosures", [])),
        categories=tuple(tag.term for tag in entry.get("tags", [])),
        updated=_moment(entry.updated_parsed) if "updated_parsed" in entry else None,
    )


def _moment(parsed: time.struct_time) -> datetime:
    return datetime.fromtimestamp(calendar.timegm(parsed), UTC)


class Lemon24:
    """The package `reader`: it stores entries in SQLite and knows what is unread."""

    name: ClassVar[str] = "reader"
    formats: ClassVar[tuple[str, ...]] = ("rss", "atom", "json")

    def __init__(self, folder: Path, url: str) -> None:
        from reader import make_reader

        self.reader = make_reader(str(folder / "reader.sqlite"), session_timeout=180)
        self.reader.add_feed(url)

    @staticmethod
    def missing() -> str:
        return "" if importlib.util.find_spec("reader") else "the Python package reader is not installed"

    def refresh(self) -> list[Shown]:
        # By default it asks again only after an hour.
        self.reader.update_feeds(scheduled=False)
        (feed,) = self.reader.get_feeds()
        assert feed.last_exception is None, feed.last_exception
        new = list(self.reader.get_entries(read=False))
        for entry in new:
            self.reader.mark_entry_as_read(entry)
        return [_stored(entry) for entry in new]

    def entries(self) -> list[Shown]:
        return [_stored(entry) for entry in self.reader.get_entries()]


def _stored(entry: Any) -> Shown:
    content = entry.get_content(prefer_summary=False)
    return Shown(
        title=entry.title or "",
        link=entry.link or "",
        date=entry.published,
        authors=", ".join(author.name or "" for author in getattr(entry, "authors", ())) or entry.author or "",
        content=content.value if content else "",
        enclosures=tuple(enclosure.href for enclosure in entry.enclosures),
        updated=entry.updated,
    )
