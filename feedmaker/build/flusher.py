"""Forcing files to disk while the next ones are made: the disk works while the processor does."""

from concurrent.futures import Future, ThreadPoolExecutor

from feedmaker.writer.draft import force_to_disk

#: Enough for a disk to have several requests at hand.
_THREADS = 4


class Flusher:
    """Forces files to disk in threads of this process."""

    def __init__(self) -> None:
        self._threads: ThreadPoolExecutor | None = None
        self._pending: list[Future[None]] = []

    def force(self, descriptor: int) -> None:
        """Take over the descriptor of a file that is written, to force it to disk and close it."""
        if self._threads is None:
            self._threads = ThreadPoolExecutor(_THREADS)
        self._pending.append(self._threads.submit(force_to_disk, descriptor))

    def wait(self) -> None:
        """Wait until everything is on disk and end the threads; raises OSError when something could not be written."""
        if self._threads is None:
            return
        self._threads.shutdown()
        self._threads = None
        pending, self._pending = self._pending, []
        for done in pending:
            done.result()
