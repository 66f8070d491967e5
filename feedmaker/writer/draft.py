"""Bytes → a file beside the one it will replace: written whole, forced to disk, not yet visible under its name."""

import os
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from typing import NamedTuple

#: Files under this name are feedmaker's own unfinished ones; the next build clears them away.
PREFIX = ".feedmaker-draft-"


class Draft(NamedTuple):
    """A file to be published; `temporary` is None where the published one has these bytes already."""

    #: Under the output, "/" between segments.
    path: str
    size: int
    #: Lower-case hexadecimal.
    sha256: str
    temporary: str | None
    #: Of the file as it will lie there, in nanoseconds.
    mtime: int

    @classmethod
    def write(cls, output: str, path: str, data: bytes, force: Callable[[int], None] | None = None) -> "Draft":
        """Write `data` for `output/path` unless it is there already. Raises OSError.

        `force` takes over the descriptor of the file, to force it to disk and close it; by default that is done here.
        """
        digest = sha256(data).hexdigest()
        target = f"{output}/{path}"
        status = _same(target, data)
        if status is not None:
            return cls(path, len(data), digest, None, status.st_mtime_ns)
        folder, _, name = target.rpartition("/")
        temporary = f"{folder}/{PREFIX}{name}"
        try:
            descriptor = _create(temporary)
        except FileNotFoundError:
            os.makedirs(folder, exist_ok=True)
            descriptor = _create(temporary)
        try:
            mtime = _fill(descriptor, data)
            (force or force_to_disk)(descriptor)
        except OSError:
            with suppress(OSError):
                os.unlink(temporary)
            raise
        return cls(path, len(data), digest, temporary, mtime)


def force_to_disk(descriptor: int) -> None:
    """Force a file to disk and close it."""
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _fill(descriptor: int, data: bytes) -> int:
    """Write all of `data` and give the file's mtime; closes the descriptor where that fails."""
    try:
        view = memoryview(data)
        while view:
            view = view[os.write(descriptor, view) :]
        return os.fstat(descriptor).st_mtime_ns
    except OSError:
        os.close(descriptor)
        raise


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
