"""Batches of items over an executor of concurrent.futures; an item that fails is tried again alone, and named.

The standard library's process pool cannot end a single hung worker, as pebble's can: a hung worker ends itself
(engine/bounds.py).
"""

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from functools import partial
from itertools import chain, islice
from typing import Any, Generic, NamedTuple, TypeAlias

from feedmaker.engine.bounds import Context, Item, Result, watchdog_seconds
from feedmaker.engine.workers import (
    SLOW,
    Around,
    ClusterExecutor,
    Failed,
    WorkerHungError,
    WorkerLostError,
    Workers,
)
from feedmaker.system import cpu_count

Function: TypeAlias = Callable[[Context, Item], Result]
Submit: TypeAlias = Callable[[Workers, list[Item]], Future[list[Any]]]

#: With fewer items than this one worker is enough: starting more would take longer than their work.
_FEW = 200
#: Batches that are submitted ahead for each worker, so that it does not have to wait for the next one.
_AHEAD = 2

CRASHED = "crashed"


class Outcome(NamedTuple, Generic[Item, Result]):
    """The result of one item."""

    item: Item
    #: None where `failure` says why.
    result: Result | None
    #: "": none; SLOW: it reached its limit twice; CRASHED: its process ended twice; else the text of the exception.
    failure: str = ""


class Engine:
    """Runs functions over items, on worker processes of its own or on the executor of a host application.

    A context manager. `seconds` limits each item in a worker of our own (engine/bounds.py). On an executor of others
    neither signal handlers nor forks are used, and items have a limit only on a ClusterExecutor.
    """

    def __init__(
        self, *, jobs: int | None, seconds: float, executor: Executor | None = None, may_fork: bool = True
    ) -> None:
        self._may_fork = may_fork
        self._jobs = jobs or cpu_count()
        self._seconds = seconds
        self._executor = executor
        self._workers: Workers | None = None
        self._endings: list[threading.Thread] = []

    def __enter__(self) -> "Engine":
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self.dismiss(kill=kind is not None)
        # A thread that is left would keep a later build in this process from forking.
        for ending in self._endings:
            ending.join()

    def warm_up(self, function: Function[Context, None, None], context: Context) -> None:
        """Have idle workers call function(context, None) while this process works on another core."""
        if self._workers is not None and self._jobs > 1:
            for _ in range(self._workers.count):
                self._workers.submit(function, context, [None])

    def dismiss(self, *, wait: bool = True, kill: bool = False) -> None:
        """Shut our own workers down, or kill them; `run` starts new ones."""
        if self._executor is not None:
            return
        if self._workers is not None:
            ending = partial(self._workers.shutdown, kill=kill)
            if wait:
                ending()
            else:
                # Not shutdown(wait=False), after which nothing can wait for the pool any more.
                thread = threading.Thread(target=ending)
                thread.start()  # before it is kept: a signal may stop the build here, and it could not be joined
                self._endings.append(thread)
        self._workers = None

    def run(
        self,
        function: Function[Context, Item, Result],
        context: Context,
        items: Iterable[Item],
        *,
        size: int = 100,
        memory: int | None = None,
        around: Around | None = None,
        retry: bool = True,
    ) -> Iterator[list[Outcome[Item, Result]]]:
        """Yield the outcomes of up to `size` items at a time, in no particular order.

        `memory` limits the bytes that a batch may use in a worker of our own, if the system supports it. With `around`,
        each batch runs in the context around(context, items).

        `function`, `around`, `context` and the items must be picklable. An item that fails, is too slow or ends its
        process is tried again alone, and so are the items that were lost with it. Without `retry`, on an executor of
        others, all of these are CRASHED at once. Raises OSError if an item raised it: a full disk concerns all items.
        """

        def submit(workers: Workers, batch: list[Item]) -> Future[list[Any]]:
            return workers.submit(function, context, batch, memory, around)

        stream = iter(items)
        first = list(islice(stream, _FEW))
        jobs = self._jobs if len(first) == _FEW else 1
        failed: list[Item] = []
        for outcomes, again in self._batches(submit, _batches(chain(first, stream), size), jobs):
            if retry:
                failed += again
            else:
                outcomes += [Outcome(item, None, CRASHED) for item in again]
            yield outcomes
        if failed:
            # Not earlier: a process can be forked safely only when the threads of the pool have ended.
            self.dismiss()
            yield list(self._alone(submit, failed))

    def _batches(
        self, submit: Submit[Item], batches: Iterator[list[Item]], jobs: int
    ) -> Iterator[tuple[list[Outcome[Item, Any]], list[Item]]]:
        """Run batches at the same time; yield the outcomes of each, and its items that have to be run again."""
        pending: dict[Future[list[Any]], list[Item]] = {}
        following = next(batches, [])
        while following or pending:
            workers = self._started(jobs)
            try:
                while following and len(pending) <= _AHEAD * workers.count:
                    pending[submit(workers, following)] = following
                    following = next(batches, [])
                for future in wait(pending, return_when=FIRST_COMPLETED).done:
                    found = _outcomes(future, pending[future])
                    del pending[future]
                    yield found
            except BrokenExecutor:
                if self._executor is not None:
                    raise
                yield [], [*following, *chain(*pending.values())]
                pending.clear()
                following = next(batches, [])
                self.dismiss()

    def _started(self, count: int) -> Workers:
        if self._workers is None and self._executor is not None:
            if isinstance(self._executor, ClusterExecutor):  # asked for its size here, when there is work for it
                self._workers = Workers(self._executor.threads, self._seconds, self._executor)
            else:
                self._workers = Workers(self._jobs, None, self._executor)
        elif self._workers is None or (self._workers.count < count and self._executor is None):
            self.dismiss()
            self._workers = Workers(count, self._seconds, may_fork=self._may_fork)
        return self._workers

    def _alone(self, submit: Submit[Item], items: list[Item]) -> Iterator[Outcome[Item, Any]]:
        """Run items again, one at a time, in a worker that has nothing else to do."""
        for item in items:
            workers = self._started(1)
            began = time.monotonic()
            try:
                (result,) = submit(workers, [item]).result()
            except OSError:
                raise
            except BrokenExecutor:
                if self._executor is not None:
                    raise
                self.dismiss()
                hung = time.monotonic() - began >= watchdog_seconds(self._seconds)
                yield Outcome(item, None, SLOW if hung else CRASHED)
            except WorkerLostError as error:
                yield Outcome(item, None, SLOW if isinstance(error, WorkerHungError) else CRASHED)
            except Exception as error:
                yield Outcome(item, None, f"{type(error).__name__}: {error}")
            else:
                yield _outcome(item, result)


def _batches(items: Iterator[Item], size: int) -> Iterator[list[Item]]:
    while batch := list(islice(items, size)):
        yield batch


def _outcomes(future: Future[list[Any]], batch: list[Item]) -> tuple[list[Outcome[Item, Any]], list[Item]]:
    """Return the outcomes of a batch, and the items to run again. Raises OSError and BrokenExecutor."""
    try:
        results = future.result()
    except (OSError, BrokenExecutor):
        raise
    except Exception:  # a defect: running each item alone shows which one it is
        return [], batch
    found = [_outcome(item, result) for item, result in zip(batch, results, strict=True)]
    done = [outcome for outcome in found if not outcome.failure]
    return done, [outcome.item for outcome in found if outcome.failure]


def _outcome(item: Item, result: Any) -> Outcome[Item, Any]:
    return Outcome(item, None, result.failure) if isinstance(result, Failed) else Outcome(item, result)
