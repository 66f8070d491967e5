"""Law 10: a folder of nothing but hostile articles, and a few good ones, which all come out."""

import json
import os
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import hostile_articles
import pytest
from hostile_heads import head
from lxml import etree
from site_folder import Site, tree

from feedmaker.check.run import check_files
from feedmaker.loader.metadata.ids import path_id
from feedmaker.writer.paths import MAX_SEGMENT_BYTES

#: A disk in memory, where there is one.
FAST = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None

#: What one process may take, in bytes, and one article, in seconds; the latter for a machine that is busy.
MEMORY = 2_500_000_000
SECONDS = 20

GOOD = 12

#: Names of articles that have an id of their own, or share it.
OWN_ID = ("guid", "link", "url", "canonical", "permalink", "controls-in-", "xml-in-", "base-")

#: Runs the command where memory is bounded.
BOUNDED = (
    f"import resource, runpy; resource.setrlimit(resource.RLIMIT_AS, ({MEMORY}, {MEMORY}));"
    "runpy.run_module('feedmaker', run_name='__main__')"
)


@dataclass
class Built:
    """What a build of the folder left behind."""

    site: Site
    report: dict[str, Any]
    status: int
    told: str
    files: dict[str, bytes]
    #: Paths of all files of the source, as bytes.
    sources: set[bytes]
    items: list[dict[str, Any]]


@pytest.fixture(scope="module")
def built() -> Iterator[Built]:
    with tempfile.TemporaryDirectory(dir=FAST) as folder:
        site = Site(
            Path(folder) / "site",
            feeds={"limit": 100_000, "max_bytes": 2_000_000_000},
            articles={"timeout": SECONDS, "permalink": "/p/:title.html"},
            # As many feeds as articles ask for: they are what is checked.
            categories={"max_per_article": 100_000},
        )
        sources = fill(site)
        arguments = ["build", "-v", "--jobs", "2", "--report", "report.json"]
        done = subprocess.run(
            [sys.executable, "-c", BOUNDED, *arguments], cwd=site.folder, capture_output=True, timeout=600, check=False
        )
        told = done.stderr.decode()
        assert (site.folder / "report.json").exists(), told[-2000:]
        report = json.loads((site.folder / "report.json").read_bytes())
        yield Built(site, report, done.returncode, told, tree(site.output), sources, site.items())


def fill(site: Site) -> set[bytes]:
    paths = set()
    for group in hostile_articles.GROUPS:
        for name, data in hostile_articles.articles(group):
            site.put(f"{group}/{name}.md", data)
            paths.add(f"{group}/{name}.md".encode())
    for day in range(GOOD):
        site.article(f"good/{day}.md", f"Good {day}", day, categories=["good"])
        paths.add(f"good/{day}.md".encode())
    with (site.source / "sizes" / "sparse.md").open("wb") as sparse:
        sparse.write(head())
        sparse.truncate(100_000_000)
    paths.add(b"sizes/sparse.md")
    names = os.path.join(os.fsencode(site.source), b"names")
    os.mkdir(names)
    for number, spelled in enumerate(hostile_articles.FILE_NAMES):
        try:
            with open(os.path.join(names, spelled), "xb") as file:
                file.write(head(f"Named {number}.", title=f"Named {number}"))
        except OSError:
            continue  # a file system that holds no such name
        paths.add(b"names/" + spelled)
    return paths


def test_every_file_is_accounted_for(built: Built) -> None:
    counts = built.report["articles"]
    parts = ("published", "held", "draft", "excluded", "duplicate", "left_out")

    assert counts["found"] == len(built.sources)
    assert sum(counts[part] for part in parts) == counts["found"]
    assert built.status == built.report["exit"] == 1


def test_every_article_is_an_entry_or_a_named_problem(built: Built) -> None:
    problems = {problem["path"].removeprefix("articles/") for problem in built.report["problems"]}
    ids = {item["id"] for item in built.items}
    neither = {
        path
        for path in (source.decode() for source in built.sources if is_utf8(source))
        if path not in problems
        and path_id("harbour.example", path) not in ids
        and not path.rpartition("/")[2].startswith(OWN_ID)
    }

    assert len(built.items) == built.report["articles"]["published"]
    assert len(neither) == built.report["articles"]["held"], neither
    assert all(path.startswith("dates/") or "9999" in path for path in neither)
    unreadable = [problem for problem in built.report["problems"] if problem["code"] == "file-name-not-utf8"]
    assert len(unreadable) == sum(not is_utf8(source) for source in built.sources)


def is_utf8(path: bytes) -> bool:
    try:
        path.decode()
    except UnicodeDecodeError:
        return False
    return True


def test_nothing_is_a_defect_of_ours_or_takes_too_long(built: Built) -> None:
    codes = {problem["code"] for problem in built.report["problems"]}

    assert not codes & {"internal-error", "article-too-slow", "article-unsettled"}
    assert {"file-too-large", "file-name-not-utf8", "body-too-deep", "yaml-recursive", "yaml-too-large"} <= codes


def test_every_good_article_is_published(built: Built) -> None:
    titles = {f"Good {day}" for day in range(GOOD)}

    assert titles <= {item["title"] for item in built.items}
    assert titles == {item["title"] for item in built.site.items("categories/good")}


def test_every_problem_names_a_file_and_can_be_shown(built: Built) -> None:
    for problem in built.report["problems"]:
        spelled = problem["path"].removeprefix("articles/")
        is_article = os.fsencode(spelled) in built.sources or "\\" in spelled
        assert is_article or (problem["path"], problem["code"]) == ("config.yaml", "link-missing")
        assert problem["message"].isprintable(), problem
        assert problem["hint"].isprintable(), problem


def test_no_terminal_sequence_is_printed(built: Built) -> None:
    assert all(line.isprintable() for line in built.told.split("\n"))
    assert "red" in built.told


def test_every_document_is_well_formed(built: Built) -> None:
    for path, data in built.files.items():
        if path.endswith((".xml", ".opml")):
            etree.fromstring(data, etree.XMLParser(huge_tree=True, resolve_entities=False))
        elif path.endswith(".json"):
            json.loads(data)
        else:
            assert data.decode().rstrip().endswith((">", "}")), path


def test_the_check_finds_no_error_in_what_was_written(built: Built) -> None:
    feeds = ("/rss.xml", "/atom.xml", "/feed.json", "feeds.opml")
    small = [(path, data) for path, data in built.files.items() if path.endswith(feeds) and len(data) < 300_000]

    assert len(small) > 1_000
    assert [str(fault)[-600:] for fault in check_files(small) if fault.level == "error"] == []


def test_every_path_is_safe_on_every_disk(built: Built) -> None:
    seen: dict[str, str] = {}
    for path in built.files:
        assert unicodedata.normalize("NFC", path) == path
        assert seen.setdefault(unicodedata.normalize("NFKC", path).casefold(), path) == path
        for segment in path.split("/"):
            assert 0 < len(segment.encode()) <= MAX_SEGMENT_BYTES, path
            assert segment.isprintable(), path
            assert segment.strip(". ") == segment, path
            assert segment.split(".")[0].lower() not in {"con", "prn", "aux", "nul", "com1", "lpt1"}, path


def test_nothing_is_written_beside_the_output(built: Built) -> None:
    found = sorted(path.name for path in built.site.folder.iterdir())

    assert found == [".feedmaker", "articles", "config.yaml", "output", "report.json"]
    assert sorted(path.name for path in built.site.folder.parent.iterdir()) == ["site"]


def test_names_that_differ_for_no_reader_are_one_category(built: Built) -> None:
    feeds = json.loads(built.files["feeds.json"])

    assert "categories/boat/rss.xml" in built.files
    assert not [path for path in built.files if path.startswith("categories/") and "Boat" in path]
    assert feeds
