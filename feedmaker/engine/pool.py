"""Worker processes that name what they hold: batches in, results out, in no promised order.

The executors of the standard library cannot tell which item a dead worker held nor stop one that hangs, and a build
must do both: hence a pool of our own, on pipes.
"""

import multiprocessing.connection as mpc
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any, TypeVar

from feedmaker.engine.worker import Crew, Outcome, Parcel, Worker, WorkerDiedError, alarm, outcomes, work_at

__all__ = ["Crew", "Outcome", "Pool", "WorkerDiedError"]

Item = TypeVar("Item")


#: With fewer items than this workers are not worth it; how many a worker is sent at a time.
_ALONE = 150
_BATCH = 100


def _batches(items: Iterator[Item], size: int) -> Iterator[list[Item]]:
    while batch := list(islice(items, size)):
        yield batch


def _as_it_is(item: Item) -> Item:
    return item


class Pool:
    """Does items of tasks in `jobs` processes, or in this one when `jobs` is 1.

    `seconds` bounds each item: it is stopped from within, or, when it is deaf, killed with its worker after three
    times as long. Use as a context manager.
    """

    def __init__(self, crew: Crew, jobs: int, seconds: float) -> None:
        self._crew = crew
        self._seconds = seconds
        self._jobs = jobs
        self._workers: list[Worker] = []

    def __enter__(self) -> "Pool":
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers:
            worker.stop()

    def prepare(self, task: str) -> None:
        """Have the workers make ready for a task while their parent is at something else."""
        for worker in self._workers:
            worker.prepare(task)

    def dismiss(self) -> None:
        """Let the workers end while their parent goes on: nothing more will be asked of them."""
        for worker in self._workers:
            worker.dismiss()

    def stage(
        self, task: str, items: Iterable[Item], *, pack: Callable[[Any], Any] = tuple, batch: int = _BATCH
    ) -> Iterator[list[Outcome[Item, Any]]]:
        """Do a task to all items, `batch` at a time, and yield the outcomes of each batch: see `run`.

        Few items are done in this process: starting workers would take longer.
        """
        stream = iter(items)
        first = list(islice(stream, _ALONE))
        batches = _batches(chain(first, stream), batch)
        yield from self.run(task, batches, pack=pack, alone=len(first) < _ALONE)

    def run(
        self,
        task: str,
        batches: Iterable[Sequence[Item]],
        *,
        pack: Callable[[Item], Any] = _as_it_is,
        alone: bool = False,
    ) -> Iterator[list[Outcome[Item, Any]]]:
        """Yield the outcomes of each batch; in this process when `alone`.

        The crew is given what `pack` makes of an item. Raises WorkerDiedError when a worker ends unasked.
        """
        if alone or self._jobs == 1:
            with alarm():
                for batch in batches:
                    yield outcomes(batch, work_at(self._crew, task, map(pack, batch), self._seconds, lambda _: None))
            return
        if not self._workers:
            self._workers = [Worker(self._crew, self._seconds) for _ in range(self._jobs)]
        yield from self._share(_Queue(task, iter(batches), pack))

    def _share(self, queue: "_Queue") -> Iterator[list[Outcome[Any, Any]]]:
        while True:
            self._hand_out(queue)
            busy = {worker.pipe: worker for worker in self._workers if worker.load}
            if not busy:
                return
            for pipe in mpc.wait(list(busy), timeout=1.0):
                answer = busy[pipe].receive()
                # Whoever waits for more gets it before anybody looks at what was done.
                self._hand_out(queue)
                yield answer
            for worker in [worker for worker in self._workers if worker.load and worker.is_deaf()]:
                self._workers.remove(worker)
                culprit, rest = worker.kill()
                self._workers.append(Worker(self._crew, self._seconds))
                queue.put_back(rest)
                yield [Outcome(culprit, None)]

    def _hand_out(self, queue: "_Queue") -> None:
        """Send batches while anybody takes one, to the idle first."""
        while (parcel := queue.next()) is not None:
            worker = min(self._workers, key=_load)
            if not worker.takes(parcel):
                return
            worker.send(parcel)
            queue.sent()


def _load(worker: Worker) -> int:
    return worker.load


class _Queue:
    """The batches of a task that are still to be sent."""

    def __init__(self, task: str, batches: Iterator[Sequence[Any]], pack: Callable[[Any], Any]) -> None:
        self._task = task
        self._pack = pack
        self._batches = batches
        self._again: list[Sequence[Any]] = []
        self._next: Parcel | None = None

    def next(self) -> Parcel | None:
        """Give the next batch, the same one until it is `sent`; None when there is none."""
        if self._next is None:
            batch = self._again.pop() if self._again else next(self._batches, None)
            self._next = None if batch is None else Parcel(self._task, batch, self._pack)
        return self._next

    def sent(self) -> None:
        """Go on to the batch that follows."""
        self._next = None

    def put_back(self, batches: list[Sequence[Any]]) -> None:
        """Put in batches that were sent and not done."""
        self._again += batches
