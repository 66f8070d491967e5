"""Rendered entries are in the entry cache where they are said to be, even if an append was interrupted."""

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from feedmaker.build import entry_cache
from feedmaker.build.entry_cache import EntryCacheReader, append
from feedmaker.engine.bounds import TooSlowError

FRAGMENTS = [[f"{number}-{part}".encode() * (number * 700 + part) for part in range(4)] for number in range(1, 9)]


def read(folder: Path, places: list[tuple[str, int]]) -> list[list[bytes]]:
    with EntryCacheReader(str(folder)) as cache:
        return [
            [bytes(part) for part in cache.read(file, offset, [len(part) for part in fragments])]
            for (file, offset), fragments in zip(places, FRAGMENTS, strict=True)
        ]


def test_fragments_are_where_append_says(tmp_path: Path) -> None:
    places = [append(str(tmp_path), fragments) for fragments in FRAGMENTS]

    assert read(tmp_path, places) == FRAGMENTS
    assert len(list(tmp_path.iterdir())) == 1


def test_each_thread_has_a_file_of_its_own(tmp_path: Path) -> None:
    barrier = threading.Barrier(len(FRAGMENTS))

    def add(fragments: list[bytes]) -> tuple[str, int]:
        barrier.wait()
        return append(str(tmp_path), fragments)

    with ThreadPoolExecutor(len(FRAGMENTS)) as threads:
        places = list(threads.map(add, FRAGMENTS))

    assert read(tmp_path, places) == FRAGMENTS
    assert len({file for file, _ in places}) == len(FRAGMENTS)


@pytest.mark.parametrize("slow", range(len(FRAGMENTS)))
def test_an_interrupted_append_damages_no_other_entry(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, slow: int
) -> None:
    places = []
    for number, fragments in enumerate(FRAGMENTS):
        if number == slow:
            with monkeypatch.context() as patch:
                patch.setattr(entry_cache, "write_all", out_of_time)
                with pytest.raises(TooSlowError):
                    append(str(tmp_path), fragments)
        places.append(append(str(tmp_path), fragments))

    assert read(tmp_path, places) == FRAGMENTS


def out_of_time(descriptor: int, data: bytes) -> Any:
    """Write a part, and reach the bound."""
    os.write(descriptor, data[:100])
    raise TooSlowError


def test_other_users_cannot_read_it(tmp_path: Path) -> None:
    file, _ = append(str(tmp_path), [b"text"])

    assert (tmp_path / file).stat().st_mode & 0o077 == 0
