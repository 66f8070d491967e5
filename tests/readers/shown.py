"""What a reader shows of an entry, and what every driver of a reader can do."""

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import ClassVar, Protocol


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry as a reader keeps it; "" and None for what the reader does not show."""

    title: str
    link: str
    #: Aware; the one date that the reader shows.
    date: datetime | None
    #: As the reader writes them in one line.
    authors: str
    #: HTML, as the reader keeps it.
    content: str
    #: URLs of the files to fetch.
    enclosures: tuple[str, ...] | None = None
    #: Names, None where the reader keeps none.
    categories: tuple[str, ...] | None = None
    #: Where the reader keeps it beside `date`.
    updated: datetime | None = None


class Reader(Protocol):
    """A subscription to one feed in one real reader, in a folder of its own."""

    name: ClassVar[str]
    #: Of "rss", "atom", "json": what the reader can read.
    formats: ClassVar[tuple[str, ...]]

    def __init__(self, folder: Path, url: str) -> None:
        """Subscribe, without asking for the feed yet."""

    @staticmethod
    def missing() -> str:
        """Why the reader cannot be had here, "" where it can."""

    def refresh(self) -> list[Shown]:
        """Fetch the feed, and give what the reader then holds to be new; all of it is read by that."""

    def entries(self) -> list[Shown]:
        """Everything that the reader holds."""


def environment(folder: Path) -> dict[str, str]:
    """Of a program that is to find nothing of the user's and nothing but this host."""
    kept = {name: os.environ[name] for name in ("PATH",) if name in os.environ}
    return {**kept, "HOME": str(folder), "TZ": "UTC", "LC_ALL": "C.UTF-8", "no_proxy": "*", "NO_PROXY": "*"}
