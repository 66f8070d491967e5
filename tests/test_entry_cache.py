"""Rendered entries are in the entry cache where they are said to be, even if an append was interrupted."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from feedmaker.build.entry_cache import EntryCacheReader, EntryCacheWriter
from feedmaker.engine.bounds import TooSlowError

FRAGMENTS = [[f"{number}-{part}".encode() * (number * 700 + part) for part in range(4)] for number in range(1, 9)]


def read(folder: Path, places: list[tuple[str, int]]) -> list[list[bytes]]:
    with EntryCacheReader(str(folder)) as cache:
        return [
            [bytes(part) for part in cache.read(file, offset, [len(part) for part in fragments])]
            for (file, offset), fragments in zip(places, FRAGMENTS, strict=True)
        ]


def write(folder: Path, fragments: list[list[bytes]]) -> list[tuple[str, int]]:
    with EntryCacheWriter(str(folder)) as cache:
        return [(cache.name, cache.append(some)) for some in fragments]


def test_fragments_are_where_append_says(tmp_path: Path) -> None:
    places = write(tmp_path, FRAGMENTS[:5]) + write(tmp_path, FRAGMENTS[5:])

    assert read(tmp_path, places) == FRAGMENTS
    assert len(list(tmp_path.iterdir())) == 1


def test_each_thread_has_a_file_of_its_own(tmp_path: Path) -> None:
    barrier = threading.Barrier(len(FRAGMENTS))

    def add(fragments: list[bytes]) -> tuple[str, int]:
        barrier.wait()
        return write(tmp_path, [fragments])[0]

    with ThreadPoolExecutor(len(FRAGMENTS)) as threads:
        places = list(threads.map(add, FRAGMENTS))

    assert read(tmp_path, places) == FRAGMENTS
    assert len({file for file, _ in places}) == len(FRAGMENTS)


@pytest.mark.parametrize("slow", range(len(FRAGMENTS)))
def test_an_interrupted_append_damages_no_other_entry(tmp_path: Path, slow: int) -> None:
    with EntryCacheWriter(str(tmp_path)) as cache:
        places = []
        for number, fragments in enumerate(FRAGMENTS):
            if number == slow:
                with pytest.raises(TooSlowError):
                    cache.append(out_of_time(fragments))
            places.append((cache.name, cache.append(fragments)))

    assert read(tmp_path, places) == FRAGMENTS


def out_of_time(fragments: list[bytes]) -> Iterator[bytes]:
    """Yield some fragments, and reach the bound."""
    yield from fragments[:2]
    raise TooSlowError


def test_other_users_cannot_read_it(tmp_path: Path) -> None:
    ((file, _),) = write(tmp_path, [[b"text"]])

    assert (tmp_path / file).stat().st_mode & 0o077 == 0
