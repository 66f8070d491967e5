"""rss-parser of npm, in a process of Node.js."""

import json
import shutil
import subprocess
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

from shown import Shown, environment

HERE = Path(__file__).parent


class RssParser:
    """rss-parser, with the memory of ids that every program around it has."""

    name: ClassVar[str] = "rss-parser"
    formats: ClassVar[tuple[str, ...]] = ("rss", "atom")

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        self.url = url
        self.items: list[dict[str, Any]] = []
        self.seen: set[str] = set()

    @staticmethod
    def missing() -> str:
        if not shutil.which("node"):
            return "Node.js is not installed (Debian: apt-get install nodejs npm)"
        if not (HERE / "node_modules" / "rss-parser").is_dir():
            return "the npm package rss-parser is not installed (make readers)"
        return ""

    def refresh(self) -> list[Shown]:
        done = subprocess.run(
            ["node", HERE / "rss_parser.mjs", self.url],
            env=environment(self.folder),
            capture_output=True,
            text=True,
            timeout=180,
            check=True,
        )
        self.items = json.loads(done.stdout)
        new = [item for item in self.items if _id(item) not in self.seen]
        self.seen |= {_id(item) for item in new}
        return [_shown(item) for item in new]

    def entries(self) -> list[Shown]:
        return [_shown(item) for item in self.items]


def _id(item: dict[str, Any]) -> str:
    identity: str = item.get("guid") or item["id"]
    return identity


def _shown(item: dict[str, Any]) -> Shown:
    return Shown(
        title=item["title"],
        link=item.get("link", ""),
        date=datetime.fromisoformat(item["isoDate"]),
        authors=item.get("creator") or item.get("author", ""),
        content=item.get("content:encoded") or item.get("content", ""),
        enclosures=(item["enclosure"]["url"],) if "enclosure" in item else None,
        categories=tuple(item["categories"]) if "categories" in item else None,
    )
