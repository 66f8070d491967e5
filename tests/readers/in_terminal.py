"""The readers of the terminal: newsboat and sfeed, with their own caches."""

import re
import shutil
import sqlite3
import subprocess
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

from shown import Shown, environment


class Newsboat:
    """newsboat, which reloads once; its SQLite cache is what its lists and pages are made of."""

    name: ClassVar[str] = "newsboat"
    formats: ClassVar[tuple[str, ...]] = ("rss", "atom")

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        self.cache = folder / "cache.db"
        (folder / "urls").write_text(f"{url}\n")
        (folder / "config").write_text("download-timeout 180\n")

    @staticmethod
    def missing() -> str:
        return "" if shutil.which("newsboat") else "newsboat is not installed (Debian: apt-get install newsboat)"

    def refresh(self) -> list[Shown]:
        self.run("reload")
        unread = self._select("unread = 1")
        assert self.run("print-unread") == f"{len(unread)} unread articles"
        with closing(sqlite3.connect(self.cache)) as cache:
            cache.execute("UPDATE rss_item SET unread = 0")
            cache.commit()
        return unread

    def entries(self) -> list[Shown]:
        return self._select("deleted = 0")

    def run(self, *commands: str) -> str:
        """Execute newsboat's own commands unattended."""
        return self.start("-x", *commands)

    def start(self, *options: str) -> str:
        """Start newsboat with options beside its files."""
        files = ["-C", str(self.folder / "config"), "-u", str(self.folder / "urls"), "-c", str(self.cache)]
        done = subprocess.run(
            ["newsboat", *files, *options],
            env=environment(self.folder),
            capture_output=True,
            text=True,
            timeout=180,
            check=True,
        )
        assert done.stderr == ""
        return done.stdout.strip()

    def _select(self, condition: str) -> list[Shown]:
        with closing(sqlite3.connect(self.cache)) as cache:
            rows = cache.execute(
                f"SELECT title, url, pubDate, author, content, enclosure_url FROM rss_item WHERE {condition}"
            )
            return [
                Shown(title, url, datetime.fromtimestamp(date, UTC), author, content, enclosures=_some(enclosure))
                for title, url, date, author, content, enclosure in rows
            ]


class Sfeed:
    """sfeed_update with its own fetching, parsing and merging; an item is a line of the feed's file."""

    name: ClassVar[str] = "sfeed"
    formats: ClassVar[tuple[str, ...]] = ("rss", "atom")

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        self.feed = folder / "feeds" / "harbour"
        self.seen: set[tuple[str, ...]] = set()
        (folder / "sfeedrc").write_text(f"sfeedpath='{folder}/feeds'\nfeeds() {{\n\tfeed harbour '{url}'\n}}\n")

    @staticmethod
    def missing() -> str:
        if not shutil.which("sfeed_update"):
            return "sfeed is not installed (Debian: apt-get install sfeed)"
        return "" if shutil.which("curl") else "sfeed_update fetches with curl, which is not installed"

    def refresh(self) -> list[Shown]:
        subprocess.run(
            ["sfeed_update", self.folder / "sfeedrc"],
            env=environment(self.folder),
            capture_output=True,
            timeout=180,
            check=True,
        )
        lines = self._lines()
        new = [line for line in lines if _identity(line) not in self.seen]
        self.seen |= {_identity(line) for line in new}
        return [_item(line) for line in new]

    def entries(self) -> list[Shown]:
        return [_item(line) for line in self._lines()]

    def _lines(self) -> list[str]:
        return self.feed.read_text(encoding="utf-8").splitlines()


def _item(line: str) -> Shown:
    """An item of sfeed(5): fields divided by tabs."""
    stamp, title, link, content, _, _, author, enclosure, categories = line.split("\t")
    return Shown(
        title=title,
        link=link,
        date=datetime.fromtimestamp(int(stamp), UTC) if stamp else None,
        authors=author,
        content=re.sub(r"\\(.)", _unescaped, content),
        enclosures=_some(enclosure),
        categories=tuple(categories.split("|")),
    )


def _identity(line: str) -> tuple[str, ...]:
    """What sfeed_update identifies items by: id, title and link."""
    _, title, link, _, _, identity, *_ = line.split("\t")
    return identity, title, link


def _some(url: str | None) -> tuple[str, ...]:
    return (url,) if url else ()


def _unescaped(match: re.Match[str]) -> str:
    return {"n": "\n", "t": "\t"}.get(match[1], match[1])
