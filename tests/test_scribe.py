"""What is rendered lies in the spool where it is said to lie, whatever runs out of its time on the way."""

import os
from pathlib import Path
from typing import Any

import pytest
from site_folder import Site

from feedmaker.api import places_of
from feedmaker.build import render
from feedmaker.build.assemble import Crew
from feedmaker.build.feed_plans import document_names
from feedmaker.build.read import FileToRead
from feedmaker.build.tasks import Rendered, ToRender
from feedmaker.config import load_config
from feedmaker.engine.worker import TooSlow


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path / "site")
    for number in range(6):
        site.article(f"{number}.md", f"Ship {number}", number, body=f"Of the ship {number}. " * 40)
    return site


def rendered(site: Site, spool: Path, slow: int | None = None) -> list[tuple[bytes, ...] | None]:
    """Render every article, of which one is stopped while it is written; give the fragments as the spool has them."""
    spool.mkdir()
    config = load_config(site.config_file)
    crew = Crew(config, places_of(config, site.config_file), str(spool), document_names(config))
    found: list[Rendered | None] = []
    for number in range(6):
        path = site.source / f"{number}.md"
        status = path.stat()
        row = crew.do("read", (*FileToRead("", path.name, status.st_size, status.st_mtime_ns, status.st_ino), b""))
        item = ToRender(number, row.path, row.size, row.mtime, row.own_id, row.record, ())
        with pytest.MonkeyPatch.context() as patch:
            if number == slow:
                patch.setattr(os, "pwrite", out_of_time(os.pwrite))
            try:
                found.append(crew.do("render", tuple(item)))
            except TooSlow:
                found.append(None)
    crew.settle()
    crew.close()
    (file,) = spool.iterdir()
    data = file.read_bytes()
    return [one and cut(data[one.offset :], one.sizes) for one in found]


def out_of_time(write: Any) -> Any:
    """Write a part, and run out of time."""

    def some(descriptor: int, data: Any, offset: int) -> int:
        write(descriptor, bytes(data)[:100], offset)
        raise TooSlow

    return some


def cut(data: bytes, sizes: tuple[int, ...]) -> tuple[bytes, ...]:
    found = []
    for size in sizes:
        found.append(data[:size])
        data = data[size:]
    return tuple(found)


@pytest.mark.parametrize("chunk", [0, 5_000, 1 << 20])
def test_fragments_lie_where_they_are_said_to_lie(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    expected = rendered(site, tmp_path / "one")
    monkeypatch.setattr(render, "_CHUNK", chunk)

    assert rendered(site, tmp_path / "other") == expected
    assert all(each and f"Ship {number}".encode() in each[0] for number, each in enumerate(expected))


@pytest.mark.parametrize("chunk", [0, 5_000])
def test_an_entry_that_runs_out_of_its_time_while_it_is_written_spoils_no_other(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    expected = rendered(site, tmp_path / "one")
    monkeypatch.setattr(render, "_CHUNK", chunk)
    stopped = 0

    for slow in range(6):
        found = rendered(site, tmp_path / f"slow {slow}", slow)
        stopped += found[slow] is None
        assert found == [None if each is None else whole for each, whole in zip(found, expected, strict=True)]
        assert sum(each is None for each in found) == (found[slow] is None)
    assert stopped >= 2
