"""Forcing files to disk while others are still made: the disk works while the processors do."""

import os
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor

#: Enough for the disk to take several files together.
_THREADS = 8


class Flusher:
    """Forces files to disk in threads of its own, which are no use across a fork."""

    def __init__(self) -> None:
        self._threads: ThreadPoolExecutor | None = None
        self._pending: list[Future[None]] = []

    def force(self, paths: Sequence[str]) -> None:
        """Begin to force files that are written to disk, by whichever process, one after the other."""
        if self._threads is None:
            self._threads = ThreadPoolExecutor(_THREADS)
        self._pending.append(self._threads.submit(_force, paths))

    def wait(self) -> None:
        """Wait until everything is on disk; raises OSError when something could not be written."""
        pending, self._pending = self._pending, []
        for done in pending:
            done.exception()
        for done in pending:
            done.result()

    def close(self) -> None:
        """End the threads, whatever is still to be done."""
        if self._threads is not None:
            self._threads.shutdown(cancel_futures=True)
        self._threads = None


def _force(paths: Sequence[str]) -> None:
    for path in paths:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
