"""`feedmaker watch`: what makes it build, what does not, and that nothing ends it but its user."""

import os
import shutil
import signal
import struct
import subprocess
import sys
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from filelock import FileLock
from previewing import PATIENCE, Running, preview, running
from site_folder import Site

from feedmaker.build.options import LOCK
from feedmaker.serve.watching import watching as follow

#: Seconds in which nothing must happen; a build takes less where something does.
QUIET = 2.5


@contextmanager
def watching(site: Site) -> Iterator[Running]:
    with running(site.folder, "watch") as watch:
        watch.until("watching for changes")
        yield watch


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path / "site")
    site.article("a.md", "Ship", 1, image="/photo.png")
    return site


def png(width: int) -> bytes:
    header = b"IHDR" + struct.pack(">IIBBBBB", width, 10, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))


def eventually(is_true: "object", watch: Running) -> None:
    assert callable(is_true)
    until = time.monotonic() + PATIENCE
    while not is_true():
        assert time.monotonic() < until, watch.quiet(0)
        time.sleep(0.05)


def test_articles_that_are_written_changed_renamed_and_removed_are_built(site: Site) -> None:
    with watching(site) as watch:
        assert b"Ship" in site.files()["rss.xml"]

        site.article("news/b.md", "Ferry", 2)
        watch.until("new: news/b.md: Ferry")
        site.article("news/b.md", "Ferry boat", 2)
        watch.until("changed: news/b.md: Ferry boat")
        (site.source / "news").rename(site.source / "old")
        watch.until("0 feeds written")
        (site.source / "old" / "b.md").unlink()
        watch.until("gone: old/b.md")
        eventually(lambda: b"Ferry" not in site.files()["rss.xml"], watch)


def test_a_burst_of_changes_is_built_together(site: Site) -> None:
    with watching(site) as watch:
        for number in range(40):
            site.article(f"{number}.md", f"Ferry {number}", 2)
            time.sleep(0.02)
        watch.until("from 41 articles")
        assert sum("written" in line for line in watch.printed) <= 5


def test_nothing_that_a_build_or_an_editor_writes_makes_it_build(tmp_path: Path) -> None:
    """The output and the state are in the source, the worst case."""
    site = Site(tmp_path / "site", output={"path": "articles/feeds"}, state="articles/state.sqlite3")
    site.article("a.md", "Ship", 1)
    with watching(site) as watch:
        site.article("a.md", "Ferry", 1)
        watch.until("changed: a.md: Ferry")
        watch.until("see")
        for name in (".a.md.swp", "a.md~", ".git/index", "articles.tmp"):
            site.put(name, "x")
        (site.source / "feeds" / "own.txt").write_text("x")
        assert watch.quiet(QUIET) == []


def test_a_mistake_in_the_configuration_is_shown_and_the_next_change_is_built(site: Site) -> None:
    right = site.config_file.read_text()
    with watching(site) as watch:
        site.config_file.write_text(right + "feds: {}\n")
        watch.until("feds is not a key of the configuration")
        site.article("b.md", "Ferry", 2)
        watch.until("feds is not a key of the configuration")
        site.config_file.write_text(right.replace("Harbour News", "Harbour Post"))
        watch.until("new: b.md: Ferry")
        eventually(lambda: b"Harbour Post" in site.files()["rss.xml"], watch)


def test_another_source_in_the_configuration_is_watched_from_then_on(site: Site) -> None:
    (site.folder / "others").mkdir()
    with watching(site) as watch:
        site.configure(source={"path": "others"}, output={"path": "elsewhere"})
        watch.until("0 articles")
        (site.folder / "others" / "c.md").write_text("---\ntitle: Canoe\ndate: 2024-01-03\n---\nC\n")
        watch.until("new: c.md: Canoe")


def test_each_of_several_sources_is_watched(site: Site) -> None:
    (site.folder / "others").mkdir()
    site.configure(source={"path": ["articles", "others"]})
    with watching(site) as watch:
        (site.folder / "others" / "c.md").write_text("---\ntitle: Canoe\ndate: 2024-01-03\n---\nC\n")
        watch.until("c.md: Canoe")
        site.article("b.md", "Ferry", 2)
        watch.until("new: articles/b.md: Ferry")


def test_files_outside_of_the_source_that_articles_name_are_watched(site: Site) -> None:
    """Also one that is not there yet, in a folder that is not there yet."""
    with watching(site) as watch:
        (site.folder / "static").mkdir()
        (site.folder / "static" / "photo.png").write_bytes(png(640))
        watch.until("1 feed written")
        eventually(lambda: b'width="640"' in site.files()["rss.xml"], watch)
        (site.folder / "static" / "photo.png").write_bytes(png(1280))
        eventually(lambda: b'width="1280"' in site.files()["rss.xml"], watch)


def test_a_broken_article_and_a_refused_build_are_shown_and_it_goes_on(site: Site) -> None:
    site.configure(source={"guard": 0.5})
    with watching(site) as watch:
        site.put("b.md", "---\ntitle: Ferry\ndate: never\n---\nB\n")
        watch.until("articles/b.md:3: ")
        shutil.move(site.source, site.folder / "away")
        watch.until("source articles is missing")
        (site.folder / "away" / "b.md").unlink()
        site_copy = site.folder / "away"
        shutil.move(site_copy, site.source)
        watch.until("from 1 article")
        site.article("c.md", "Canoe", 3)
        watch.until("new: c.md: Canoe")


def test_it_waits_for_another_build(site: Site) -> None:
    with watching(site) as watch:
        with FileLock(site.output / LOCK):
            site.article("b.md", "Ferry", 2)
            assert watch.quiet(QUIET) == []
        watch.until("new: b.md: Ferry")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_ends_it_without_an_error(site: Site, number: signal.Signals) -> None:
    with watching(site) as watch:
        assert watch.interrupt(number) == 0
        assert watch.quiet(0.2) == []


def test_an_interrupt_while_it_builds_ends_the_build_too(site: Site) -> None:
    with watching(site) as watch, FileLock(site.output / LOCK):
        site.article("b.md", "Ferry", 2)
        children = Path(f"/proc/{watch.process.pid}/task/{watch.process.pid}/children")
        if not children.exists():
            pytest.skip("no /proc to see the build in")
        eventually(lambda: children.read_text() != "", watch)
        build = int(children.read_text().split()[0])
        assert watch.interrupt(signal.SIGTERM) == 0
        eventually(lambda: not os.path.exists(f"/proc/{build}"), watch)


def test_an_interrupt_while_a_build_starts_ends_the_build_too(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[subprocess.Popen[bytes]] = []

    class Starting(subprocess.Popen[bytes]):
        def __init__(self, _: list[str]) -> None:
            super().__init__([sys.executable, "-c", "import time; time.sleep(60)"])
            started.append(self)
            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(subprocess, "Popen", Starting)

    with pytest.raises(KeyboardInterrupt):
        follow(site.config_file, started=lambda: None)

    (process,) = started
    ended = process.poll()
    process.kill()
    assert ended is not None


def test_a_wrong_configuration_at_the_start_ends_it(site: Site) -> None:
    site.config_file.write_text("sight: {}\n")
    assert site.run("watch").returncode == 2


def test_a_source_in_a_store_is_not_watched(site: Site) -> None:
    site.configure(source={"path": "s3://bucket/articles"}, output={"path": "output"}, state=".feedmaker/state.sqlite3")
    done = site.run("watch")
    assert done.returncode == 3
    assert "source.path is s3://bucket/articles: only folders on disk can be watched" in done.stderr


def test_a_preview_that_watches_shows_what_was_built(site: Site) -> None:
    from urllib.request import urlopen

    with preview(site.folder, "--watch") as (url, process):
        assert b"Ferry" not in urlopen(f"{url}rss.xml").read()
        site.article("b.md", "Ferry", 2)
        process.until("new: b.md: Ferry")
        process.until("see")
        with urlopen(f"{url}rss.xml") as answer:
            assert b"Ferry" in answer.read()
        assert process.interrupt() == 0
