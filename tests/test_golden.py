"""Folders of articles and the feeds that come of them, to the byte.

`make golden` writes them anew. A changed byte is a changed contract, and has its line under "Output" in CHANGELOG.md.
"""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import feedparser
import pytest
from lxml import etree
from site_folder import tree

from feedmaker import Report, build
from feedmaker.check.run import check_files
from feedmaker.loader.dates.read import parse_date
from feedmaker.text.timestamps import rfc3339

NOW = datetime(2024, 6, 1, 12, tzinfo=UTC)
CASES = sorted(path.parent for path in (Path(__file__).parent / "golden").glob("*/config.yaml"))
#: The pages may change at any time, and feeds.json, which sums them up, with them.
KINDS = (".xml", "feed.json", ".opml")
ATOM = "{http://www.w3.org/2005/Atom}"


class Told(NamedTuple):
    """What a feed says of an entry."""

    id: str
    link: str | None
    title: str
    published: str
    updated: str


def built(case: Path, folder: Path) -> tuple[Report, dict[str, bytes]]:
    """Build a copy of a case, and give the report and the documents."""
    shutil.copytree(case / "articles", folder / "articles")
    shutil.copy(case / "config.yaml", folder)
    report = build(folder / "config.yaml", jobs=1, now=NOW)
    return report, {
        path: data for path, data in tree(folder / "output").items() if path.endswith(KINDS) or "/archive/" in path
    }


def account(report: Report) -> bytes:
    """Write what a report says, but for how long it took."""
    values = json.loads(report.to_json())
    del values["seconds"]
    return (json.dumps(values, ensure_ascii=False, indent=1) + "\n").encode()


def in_rss(data: bytes) -> list[Told]:
    items = etree.fromstring(data).iterfind("channel/item")
    return [
        Told(
            item.findtext("guid", ""),
            item.findtext("link"),
            item.findtext("title", ""),
            seconds(published := item.findtext("pubDate", "")),
            seconds(item.findtext(f"{ATOM}updated") or published),
        )
        for item in items
    ]


def in_atom(data: bytes) -> list[Told]:
    found = []
    for entry in etree.fromstring(data).iterfind(f"{ATOM}entry"):
        links = [link.get("href") for link in entry.iterfind(f"{ATOM}link") if link.get("rel") in (None, "alternate")]
        texts = [entry.findtext(ATOM + name, "") for name in ("id", "title", "published", "updated")]
        found.append(Told(texts[0], links[0] if links else None, texts[1], seconds(texts[2]), seconds(texts[3])))
    return found


def in_json(data: bytes) -> list[Told]:
    return [
        Told(
            item["id"],
            item.get("url"),
            item["title"],
            item["date_published"],
            item.get("date_modified", item["date_published"]),
        )
        for item in json.loads(data)["items"]
    ]


def seconds(text: str) -> str:
    return rfc3339(parse_date(text, zone=ZoneInfo("UTC")).at)


READERS = {"rss.xml": in_rss, "atom.xml": in_atom, "feed.json": in_json}


@pytest.fixture(scope="module", params=CASES, ids=lambda case: case.name)
def case(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes]]:
    """Give a case, its documents and its report as a document."""
    report, files = built(request.param, tmp_path_factory.mktemp(request.param.name))
    return request.param, {**files, "report.json": account(report)}


def feeds(files: dict[str, bytes]) -> dict[str, bytes]:
    return {path: data for path, data in files.items() if path.rpartition("/")[2] in READERS or "/archive/" in path}


def test_feeds_have_the_expected_bytes(case: tuple[Path, dict[str, bytes]], *, update_golden: bool) -> None:
    folder, files = case
    expected = folder / "expected"
    if update_golden:
        shutil.rmtree(expected, ignore_errors=True)
        for path, data in files.items():
            (expected / path).parent.mkdir(parents=True, exist_ok=True)
            (expected / path).write_bytes(data)
    wanted = tree(expected)

    assert sorted(files) == sorted(wanted)
    for path, data in files.items():
        assert data.decode() == wanted[path].decode(), path


def test_feeds_are_well_formed_and_read_without_complaint(case: tuple[Path, dict[str, bytes]]) -> None:
    for path, data in feeds(case[1]).items():
        if path.endswith(".xml"):
            etree.fromstring(data, etree.XMLParser(recover=False, resolve_entities=False, huge_tree=False))
            parsed = feedparser.parse(data)
            assert not parsed.bozo, (path, parsed.get("bozo_exception"))
            told = READERS["atom.xml" if "atom" in path.rpartition("/")[2] else "rss.xml"](data)
            assert [entry.id for entry in parsed.entries] == [entry.id for entry in told]
        else:
            json.loads(data)


def test_feeds_hold_to_the_rules(case: tuple[Path, dict[str, bytes]]) -> None:
    faults = check_files(sorted(feeds(case[1]).items()))

    assert [fault for fault in faults if fault.level == "error"] == []


def test_the_formats_of_a_feed_have_the_same_content(case: tuple[Path, dict[str, bytes]]) -> None:
    folders: dict[str, dict[str, list[Told]]] = {}
    for path, data in case[1].items():
        folder, _, name = path.rpartition("/")
        if name in READERS:
            folders.setdefault(folder, {})[name] = READERS[name](data)
    for folder, twins in folders.items():
        first, *others = twins.values()
        assert others, folder
        assert all(other == first for other in others), folder


def test_an_entry_is_the_same_in_every_feed(case: tuple[Path, dict[str, bytes]]) -> None:
    known: dict[str, Told] = {}
    for path, data in feeds(case[1]).items():
        if path.rpartition("/")[2] in READERS:
            for entry in READERS[path.rpartition("/")[2]](data):
                assert known.setdefault(entry.id, entry) == entry, path
