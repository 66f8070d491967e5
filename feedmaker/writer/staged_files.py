"""Bytes → a file beside the one that it will replace: complete, but not yet visible under its own name.

The only module that writes files of the output and forces them to disk.
"""

import os
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import NamedTuple

from feedmaker.system import force_to_disk, open_to_create, open_to_read, output_version, read_at, write_all

#: Begins the names of staged files; the next build removes any that are left over.
STAGED_PREFIX = ".feedmaker-draft-"

#: Enough for the disk to group several fsync calls.
_THREADS = 8


class StagedFile(NamedTuple):
    """A file to be published; `temporary` is None if the published file already has these bytes."""

    #: Under the output, "/" between segments.
    path: str
    size: int
    temporary: str | None
    #: Of the file once published, in nanoseconds.
    mtime: int

    @property
    def version(self) -> str:
        """The version of the file once published (`output_version`)."""
        return output_version(self.size, self.mtime)

    @classmethod
    def write(cls, output: str, path: str, data: bytes, *, sync: bool = True) -> "StagedFile":
        """Write `data` for `output/path` unless that file already has these bytes. Raises OSError.

        Without `sync`, the caller must force the file to disk before it publishes it.
        """
        target = f"{output}/{path}"
        status = _same(target, data)
        if status is not None:
            return cls(path, len(data), temporary=None, mtime=status.st_mtime_ns)
        folder, _, name = target.rpartition("/")
        temporary = f"{folder}/{STAGED_PREFIX}{name}"
        try:
            descriptor = _create(temporary)
        except FileNotFoundError:
            os.makedirs(folder, exist_ok=True)
            descriptor = _create(temporary)
        try:
            mtime = _write_and_close(descriptor, data, sync=sync)
        except OSError:
            with suppress(OSError):
                os.unlink(temporary)
            raise
        return cls(path, len(data), temporary, mtime)


class FsyncPool:
    """Forces files and folders to disk in threads while other work goes on. Do not use it across a fork."""

    def __init__(self) -> None:
        self._threads: ThreadPoolExecutor | None = None
        self._pending: list[Future[None]] = []

    def submit(self, paths: Sequence[str]) -> None:
        """Start to force these paths to disk, one after the other."""
        if self._threads is None:
            self._threads = ThreadPoolExecutor(_THREADS)
        self._pending.append(self._threads.submit(fsync_each, paths))

    def wait(self) -> None:
        """Wait until everything is on disk. Raises OSError."""
        pending, self._pending = self._pending, []
        for done in pending:
            done.exception()
        for done in pending:
            done.result()

    def close(self) -> None:
        """Cancel what has not begun and end the threads."""
        if self._threads is not None:
            self._threads.shutdown(cancel_futures=True)
        self._threads = None


def fsync_each(paths: Sequence[str]) -> None:
    """Force files or folders to disk. Raises OSError."""
    for path in paths:
        force_to_disk(path)


def fsync_folders(folders: Sequence[str]) -> None:
    """Force the directory entries of folders to disk, in parallel if there are many. Raises OSError."""
    if len(folders) < _THREADS:
        fsync_each(folders)
        return
    pool = FsyncPool()
    try:
        for first in range(_THREADS):
            pool.submit(folders[first::_THREADS])
        pool.wait()
    finally:
        pool.close()


def _write_and_close(descriptor: int, data: bytes, *, sync: bool) -> int:
    """Write all of `data` and return the file's mtime in nanoseconds."""
    try:
        write_all(descriptor, data)
        mtime = os.fstat(descriptor).st_mtime_ns
        if sync:
            os.fsync(descriptor)
        return mtime
    finally:
        os.close(descriptor)


def _create(path: str) -> int:
    try:
        return open_to_create(path)
    except FileExistsError:
        os.unlink(path)  # a killed build left it
        return open_to_create(path)


def _same(path: str, data: bytes) -> os.stat_result | None:
    """Return the status of `path` if it is a regular file that holds exactly `data`, else None."""
    try:
        descriptor = open_to_read(path)
    except OSError:
        return None
    try:
        status = os.fstat(descriptor)
        if status.st_size != len(data):
            return None
        found = read_at(descriptor, len(data), 0)
    except OSError:
        return None
    else:
        return status if found == data else None
    finally:
        os.close(descriptor)
