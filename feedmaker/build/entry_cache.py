"""Where rendered entries are kept until the documents are made of them: files in a folder under the output."""

import os
import platform
import re
import tempfile
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from hashlib import blake2b

from feedmaker.build.guards import failed_by_system
from feedmaker.build.options import ENTRY_CACHE, BuildPaths
from feedmaker.object_store import is_url
from feedmaker.system import open_to_append, open_to_read, read_at

#: Bytes that are written at once.
_BUFFER = 1 << 18
#: Name of a file: a hash of the name of the computer, which earlier releases left out, a process and a thread.
_NAME = re.compile(r"(?:[0-9a-f]{8}-)?\d+-\d+")


@contextmanager
def entry_cache(paths: BuildPaths, *, dry_run: bool) -> Iterator[str]:
    """Create an empty folder that nobody else can read, and remove it at the end.

    It is among temporary files for a dry run, which leaves the output alone, and for an output in a store.

    Raises BuildFailed where it cannot be created.
    """
    if dry_run or is_url(paths.output):
        with tempfile.TemporaryDirectory(prefix="feedmaker-") as folder:
            yield folder
        return
    cache = f"{paths.output}/{ENTRY_CACHE}"
    try:
        _remove(cache)
        os.mkdir(cache, 0o700)
    except OSError as error:
        raise failed_by_system(error, paths) from error
    try:
        yield cache
    finally:
        with suppress(OSError):
            _remove(cache)


class EntryCacheWriter:
    """Writes entries to the file of this thread; a context manager, at whose end they can be read. Raises OSError."""

    def __init__(self, folder: str) -> None:
        self.name = f"{_computer()}-{os.getpid()}-{threading.get_ident()}"
        self._file = open(open_to_append(f"{folder}/{self.name}"), "ab", buffering=_BUFFER)  # noqa: SIM115

    def __enter__(self) -> "EntryCacheWriter":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def append(self, fragments: Iterable[bytes]) -> int:
        """Write fragments one after the other; return where they begin. Raises OSError.

        An interrupted append leaves bytes that are never read.
        """
        offset = self._file.tell()
        self._file.writelines(fragments)
        return offset


class EntryCacheReader:
    """Reads entries; a context manager that keeps the files open that it has read from."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._open: dict[str, int] = {}

    def __enter__(self) -> "EntryCacheReader":
        return self

    def __exit__(self, *_: object) -> None:
        for descriptor in self._open.values():
            os.close(descriptor)

    def read(self, name: str, offset: int, sizes: Sequence[int]) -> list[memoryview]:
        """Return the fragments of these sizes that follow one another in a file. Raises OSError."""
        descriptor = self._open.get(name)
        if descriptor is None:
            descriptor = self._open[name] = open_to_read(f"{self._folder}/{name}")
        data = memoryview(read_at(descriptor, sum(sizes), offset))
        fragments, start = [], 0
        for size in sizes:
            fragments.append(data[start : start + size])
            start += size
        return fragments


@cache
def _computer() -> str:
    """Return what distinguishes this computer from others that share the disk."""
    return blake2b(platform.node().encode(), digest_size=4).hexdigest()


def _remove(folder: str) -> None:
    """Remove the folder and the files that EntryCacheWriter wrote. Raises OSError where it holds anything else."""
    with suppress(FileNotFoundError):
        for name in os.listdir(folder):
            if _NAME.fullmatch(name):
                os.unlink(f"{folder}/{name}")
        os.rmdir(folder)
