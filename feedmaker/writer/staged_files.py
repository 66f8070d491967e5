"""Bytes → a file beside the one it will replace: written whole, forced to disk, not yet visible under its name."""

import os
from contextlib import suppress
from typing import NamedTuple

#: Files under this name are feedmaker's own unfinished ones; the next build clears them away.
PREFIX = ".feedmaker-draft-"


class Draft(NamedTuple):
    """A file to be published; `temporary` is None where the published one has these bytes already."""

    #: Under the output, "/" between segments.
    path: str
    size: int
    temporary: str | None
    #: Of the file as it will lie there, in nanoseconds.
    mtime: int

    @classmethod
    def write(cls, output: str, path: str, data: bytes, *, force: bool = True) -> "Draft":
        """Write `data` for `output/path` unless it is there already. Raises OSError.

        Unless `force`, it is left to the caller to force the file to disk before it is published.
        """
        target = f"{output}/{path}"
        status = _same(target, data)
        if status is not None:
            return cls(path, len(data), None, status.st_mtime_ns)
        folder, _, name = target.rpartition("/")
        temporary = f"{folder}/{PREFIX}{name}"
        try:
            descriptor = _create(temporary)
        except FileNotFoundError:
            os.makedirs(folder, exist_ok=True)
            descriptor = _create(temporary)
        try:
            mtime = _fill(descriptor, data, force=force)
        except OSError:
            with suppress(OSError):
                os.unlink(temporary)
            raise
        return cls(path, len(data), temporary, mtime)


def _fill(descriptor: int, data: bytes, *, force: bool) -> int:
    """Write all of `data`, give the file's mtime and close it."""
    try:
        view = memoryview(data)
        while view:
            view = view[os.write(descriptor, view) :]
        mtime = os.fstat(descriptor).st_mtime_ns
        if force:
            os.fsync(descriptor)
        return mtime
    finally:
        os.close(descriptor)


def _create(path: str) -> int:
    # Not the 0600 of mkstemp: the web server reads it (STANDARDS HT8).
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644)


def _same(path: str, data: bytes) -> os.stat_result | None:
    """Give the status of the file at `path` if it is a regular file that holds exactly `data`."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        status = os.fstat(descriptor)
        if status.st_size != len(data):
            return None
        found = bytearray()
        while len(found) < len(data) and (more := os.read(descriptor, len(data) - len(found))):
            found += more
    except OSError:
        return None
    else:
        return status if found == data else None
    finally:
        os.close(descriptor)
