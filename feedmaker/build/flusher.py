"""Forcing files to disk while the next ones are made: the disk works while the processor does."""

import os
from concurrent.futures import Future, ThreadPoolExecutor

from feedmaker.writer.draft import force_to_disk

#: Enough for a disk to have several requests at hand.
_THREADS = 4


class Flusher:
    """Forces files to disk in threads of the process that asks for it."""

    def __init__(self) -> None:
        self._threads: ThreadPoolExecutor | None = None
        self._process = 0
        self._pending: list[Future[None]] = []

    def force(self, descriptor: int) -> None:
        """Take over the descriptor of a file that is written, to force it to disk and close it."""
        # Threads do not come along when a process is forked.
        if self._threads is None or self._process != os.getpid():
            self._threads, self._process = ThreadPoolExecutor(_THREADS), os.getpid()
        self._pending.append(self._threads.submit(force_to_disk, descriptor))

    def wait(self) -> None:
        """Wait until everything is on disk; raises OSError when something could not be written."""
        pending, self._pending = self._pending, []
        for done in pending:
            done.exception()
        for done in pending:
            done.result()

    def close(self) -> None:
        """End the threads of this process."""
        if self._threads is not None and self._process == os.getpid():
            self._threads.shutdown()
        self._threads = None
