"""`output.precompress`: compressed copies that are whole, true, deterministic, and gone when they are not wanted."""

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import brotli
import pytest
from site_folder import Site

from feedmaker.text import compression
from feedmaker.writer.publish import MANIFEST

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

ALL = ["gzip", "br", "zstd"]
SUFFIXES: Mapping[str, Callable[[bytes], bytes]] = {
    ".gz": gzip.decompress,
    ".br": brotli.decompress,
    ".zst": zstd.decompress,
}


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path / "site", output={"precompress": ALL}, feeds={"limit": 2, "archives": True})
    for number in range(5):
        site.article(f"{number}.md", f"Ship {number}", number, categories=[f"c{number % 2}"])
    return site


def copies(site: Site) -> dict[str, bytes]:
    return {path: data for path, data in site.files().items() if Path(path).suffix in SUFFIXES}


def originals(site: Site) -> dict[str, bytes]:
    return {path: data for path, data in site.files().items() if Path(path).suffix not in SUFFIXES}


def test_every_file_that_is_served_has_copies_that_hold_its_bytes_and_its_time(site: Site) -> None:
    site.build(jobs=2)

    served = {path: data for path, data in originals(site).items() if not path.endswith("autodiscovery.html")}
    expected = {"rss.xml", "index.html", "feeds.opml", "feed.css", "categories/c1/feed.json", "archive/atom-1.xml"}
    assert expected <= served.keys()
    assert copies(site).keys() == {path + suffix for path in served for suffix in SUFFIXES}
    times = site.mtimes()
    for path, data in served.items():
        for suffix, decompress in SUFFIXES.items():
            assert decompress(copies(site)[path + suffix]) == data
            assert times[path + suffix] == times[path]


def test_gzip_names_neither_time_nor_file_nor_system() -> None:
    packed = compression.compress("gzip", b"Harbour" * 100)

    # RFC 1952 section 2.3: no flags, no time, maximum compression, unknown system
    assert packed[:10] == b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
    assert subprocess.run(["gzip", "-dc"], input=packed, capture_output=True, check=True).stdout == b"Harbour" * 100


def test_a_build_without_changes_touches_nothing_and_one_with_them_gives_what_a_full_one_gives(site: Site) -> None:
    site.build(jobs=2)
    before = site.mtimes()
    assert site.build(full=True).feeds.written == 0
    assert site.mtimes() == before

    site.article("5.md", "Ship 5", 5, categories=["c1"])
    report = site.build()

    assert report.feeds.written == 2
    assert site.files() == site.build_afresh()
    changed = {path for path, time in site.mtimes().items() if time != before.get(path)}
    assert "categories/c0/rss.xml.gz" not in changed
    assert {"rss.xml.br", "categories/c1/atom.xml.zst"} <= changed


def test_copies_are_in_the_manifest_and_go_with_the_setting_and_with_their_feeds(site: Site) -> None:
    site.build()
    manifest = json.loads((site.output / MANIFEST).read_text())
    assert copies(site).keys() < set(manifest["files"])

    for number in (1, 3):
        (site.source / f"{number}.md").unlink()
    site.build()
    assert not (site.output / "categories" / "c1").exists()

    site.configure(output={"precompress": ["gzip"]})
    kept = {path: time for path, time in site.mtimes().items() if Path(path).suffix in {"", ".gz", ".xml", ".json"}}
    report = site.build()
    assert {Path(path).suffix for path in copies(site)} == {".gz"}
    assert (report.feeds.written, report.feeds.removed) == (0, 0)
    assert {path: time for path, time in site.mtimes().items() if path in kept} == kept

    site.configure(output={"precompress": []})
    site.build()
    assert copies(site) == {}
    assert set(json.loads((site.output / MANIFEST).read_text())["files"]) == originals(site).keys()


@pytest.mark.parametrize("damage", ["missing", "changed", "of another time"])
def test_a_copy_that_is_not_as_it_was_published_is_written_again(site: Site, damage: str) -> None:
    site.build()
    before, times = site.files(), site.mtimes()
    copy = site.output / "categories" / "c0" / "rss.xml.gz"
    if damage == "missing":
        copy.unlink()
    elif damage == "changed":
        copy.write_bytes(b"x")
    else:
        os.utime(copy, (1, 1))

    report = site.build()

    assert site.files() == before
    assert site.mtimes() == times
    assert report.feeds.written == 0, "a copy is no feed"


def test_a_copy_is_in_place_before_its_file_so_that_none_is_ever_older(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    replaced: list[str] = []
    replace = os.replace

    def record(source: str, target: str) -> None:
        replaced.append(os.path.relpath(target, site.output))
        replace(source, target)

    monkeypatch.setattr(os, "replace", record)
    site.build_here()

    for path in originals(site):
        for suffix in SUFFIXES:
            if path + suffix in replaced:
                assert replaced.index(path + suffix) < replaced.index(path)
    assert "rss.xml.br" in replaced


def test_a_killed_build_leaves_copies_that_the_next_one_corrects(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.build()
    article = (site.source / "4.md").read_bytes()
    site.put("4.md", article.replace(b"Ship 4", b"Ship four"))
    replace = os.replace

    def die(source: str, target: str) -> None:
        replace(source, target)
        if target.endswith("rss.xml.gz"):
            raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", die)
    with pytest.raises(KeyboardInterrupt):
        site.build_here()
    monkeypatch.undo()
    # the article is as it was: only the copy is of the killed build
    site.put("4.md", article)
    site.build()

    assert site.files() == site.build_afresh()
    assert gzip.decompress((site.output / "rss.xml.gz").read_bytes()) == (site.output / "rss.xml").read_bytes()


def test_a_missing_package_is_a_mistake_in_the_configuration_with_the_line_to_install_it(site: Site) -> None:
    blocker = site.folder / "without" / "brotli.py"
    blocker.parent.mkdir()
    blocker.write_text("raise ImportError\n")
    path = os.pathsep.join([str(blocker.parent), *filter(None, [os.environ.get("PYTHONPATH")])])

    done = site.run("build", PYTHONPATH=path)

    assert done.returncode == 2
    assert "output.precompress[2] needs a package that is not installed: 'br'" in done.stderr
    assert "hint: install it: pip install 'feedmaker[compress]'" in done.stderr
    assert not site.output.exists()
