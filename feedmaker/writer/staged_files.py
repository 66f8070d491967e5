"""Bytes → a file beside the one that it will replace: complete, but not yet visible under its own name.

The only module that writes files of the output and forces them to disk.
"""

import os
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from hashlib import blake2b
from typing import NamedTuple

from feedmaker.system import force_to_disk, open_to_create, open_to_read, output_version, read_at, write_all

#: Enough for the disk to group several fsync calls.
_THREADS = 8


class StagedFile(NamedTuple):
    """A file to be published.

    `temporary` is None if the published file already has these bytes, and "" if a dry run would replace it.
    """

    #: Under the output, "/" between segments.
    path: str
    size: int
    temporary: str | None
    #: Of the file once published, in nanoseconds.
    mtime: int
    #: What an object store says of it.
    etag: str = ""

    @property
    def version(self) -> str:
        """The version of the file once published."""
        return self.etag or output_version(self.size, self.mtime)

    @classmethod
    def write(
        cls, output: str, path: str, data: bytes, *, sync: bool = True, mtime: int | None = None, dry_run: bool = False
    ) -> "StagedFile":
        """Write `data` for `output/path` unless that file already has these bytes. Raises OSError.

        Without `sync`, the caller must force the file to disk before it publishes it. With `mtime`, in nanoseconds,
        the file gets that time, and one that has another is written again. A dry run only compares.
        """
        target = f"{output}/{path}"
        published = _mtime_if_equal(target, data)
        if published is not None and mtime in {None, published}:
            return cls(path, len(data), temporary=None, mtime=published)
        if dry_run:
            return cls(path, len(data), temporary="", mtime=0)
        folder, _, name = target.rpartition("/")
        temporary = f"{folder}/{staged_prefix(output)}{name}"
        try:
            try:
                written = _write(temporary, data, mtime, sync=sync)
            except FileNotFoundError:
                os.makedirs(folder, exist_ok=True)
                written = _write(temporary, data, mtime, sync=sync)
        except OSError:
            with suppress(OSError):
                os.unlink(temporary)
            raise
        return cls(path, len(data), temporary, written)


def staged_prefix(output: str) -> str:
    """Return how the names of staged files begin; the next build of this output removes any that are left over.

    Each output has its own, because one may lie within another.
    """
    return f".feedmaker-draft-{blake2b(os.fsencode(output), digest_size=4).hexdigest()}-"


class FsyncPool:
    """Forces files to disk in threads while other work goes on. Do not use it across a fork."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(_THREADS)
        self._pending: list[Future[None]] = []

    def submit(self, paths: Sequence[str]) -> None:
        """Start to force these files to disk, one after the other."""
        self._pending.append(self._threads.submit(_fsync_each, paths))

    def wait(self) -> None:
        """Wait until everything is on disk. Raises OSError."""
        pending, self._pending = self._pending, []
        wait(pending)
        for done in pending:
            done.result()

    def close(self) -> None:
        """Cancel what has not begun and end the threads."""
        self._threads.shutdown(cancel_futures=True)


def sync_folders(folders: Sequence[str]) -> None:
    """Force the directory entries of folders to disk, in parallel. Raises OSError."""
    with ThreadPoolExecutor(_THREADS) as threads:
        # To hand over each folder by itself takes longer than to force it to disk.
        list(threads.map(_fsync_each, [folders[start::_THREADS] for start in range(min(_THREADS, len(folders)))]))


def _fsync_each(paths: Sequence[str]) -> None:
    for path in paths:
        force_to_disk(path)


def _write(path: str, data: bytes, mtime: int | None, *, sync: bool) -> int:
    """Write a file, give it a time if one is wanted, and return its mtime in nanoseconds."""
    try:
        descriptor = open_to_create(path)
    except FileExistsError:
        os.unlink(path)  # a killed build left it
        descriptor = open_to_create(path)
    try:
        write_all(descriptor, data)
        if mtime is not None:
            os.utime(path, ns=(mtime, mtime))
        written = os.fstat(descriptor).st_mtime_ns
        if sync:
            os.fsync(descriptor)
        return written
    finally:
        os.close(descriptor)


def _mtime_if_equal(path: str, data: bytes) -> int | None:
    """Return the mtime of `path`, in nanoseconds, if it is a regular file that holds exactly `data`, else None."""
    try:
        descriptor = open_to_read(path)
    except OSError:
        return None
    try:
        status = os.fstat(descriptor)
        is_equal = status.st_size == len(data) and read_at(descriptor, len(data), 0) == data
    except OSError:  # a pipe or a folder
        return None
    else:
        return status.st_mtime_ns if is_equal else None
    finally:
        os.close(descriptor)
