"""Worker processes that name what they hold: batches in, results out, in no promised order.

The executors of the standard library cannot tell which item a dead worker held nor stop one that hangs, and a build
must do both: hence a pool of our own, on pipes.
"""

import gc
import multiprocessing as mp
import multiprocessing.connection as mpc
import os
import pickle
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

#: Of prctl(2): the signal that a process gets when its parent ends.
_PR_SET_PDEATHSIG = 1
#: Seconds until an item that did not heed its bound is told again.
_AGAIN = 1.0

#: Objects that a worker makes before it looks for circles among them: items leave hardly any behind.
_GARBAGE = 20_000

Item = TypeVar("Item")
Result = TypeVar("Result")


class Crew(Protocol):
    """What every worker can do. It is sent to the workers once, when they start."""

    def do(self, task: str, item: Any) -> Any:
        """Do one item of a task."""


class TooSlow(BaseException):
    """An item took longer than its bound. No Exception, so that no handler for broken articles swallows it."""


class WorkerDiedError(Exception):
    """A worker was killed or crashed; `items` are those it may have been at, the likeliest first."""

    def __init__(self, items: Sequence[Any], how: str) -> None:
        super().__init__(how)
        self.items = tuple(items)
        self.how = how


@dataclass(frozen=True, slots=True)
class Outcome(Generic[Item, Result]):
    """What came of one item; `result` is None where it took too long."""

    item: Item
    result: Result | None


def _too_slow(*_: object) -> None:
    raise TooSlow


class Pool:
    """Does items of tasks in `jobs` processes, or in this one when `jobs` is 1.

    `seconds` bounds each item: it is stopped from within, or, when it is deaf, killed with its worker after three
    times as long. Use as a context manager.
    """

    def __init__(self, crew: Crew, jobs: int, seconds: float) -> None:
        self._crew = crew
        self._seconds = seconds
        self._jobs = jobs
        self._workers: list[_Worker] = []

    def __enter__(self) -> "Pool":
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers:
            worker.stop()

    def run(
        self, task: str, batches: Iterable[Sequence[Item]], *, alone: bool = False
    ) -> Iterator[list[Outcome[Item, Any]]]:
        """Yield the outcomes of each batch; in this process when `alone`.

        Raises WorkerDiedError when a worker ends without being asked to.
        """
        if alone or self._jobs == 1:
            with _alarm():
                for batch in batches:
                    yield _outcomes(batch, _do(self._crew, task, batch, self._seconds, lambda _: None))
            return
        if not self._workers:
            self._workers = [_Worker(self._crew, self._seconds) for _ in range(self._jobs)]
        yield from self._share(task, iter(batches))

    def _share(self, task: str, batches: Iterator[Sequence[Any]]) -> Iterator[list[Outcome[Any, Any]]]:
        idle = list(self._workers)
        busy: dict[Any, _Worker] = {}
        again: list[Sequence[Any]] = []
        more = True
        while True:
            while idle and (again or more):
                batch = again.pop() if again else next(batches, None)
                if batch is None:
                    more = False
                    break
                worker = idle.pop()
                worker.send(task, batch)
                busy[worker.pipe] = worker
            if not busy:
                return
            for pipe in mpc.wait(list(busy), timeout=1.0):
                worker = busy.pop(pipe)
                answer = worker.receive()
                idle.append(worker)
                yield answer
            for worker in [worker for worker in busy.values() if worker.is_deaf()]:
                del busy[worker.pipe]
                self._workers.remove(worker)
                culprit, rest = worker.kill()
                fresh = _Worker(self._crew, self._seconds)
                self._workers.append(fresh)
                idle.append(fresh)
                if rest:
                    again.append(rest)
                yield [Outcome(culprit, None)]


class _Worker:
    def __init__(self, crew: Crew, seconds: float) -> None:
        # Forking spares every worker its imports; elsewhere than on Linux it is not safe.
        context: Any = mp.get_context("fork" if sys.platform == "linux" else "spawn")
        self.pipe, theirs = context.Pipe()
        self._seconds = seconds
        self._index = context.RawValue("q", -1)
        self._since = context.RawValue("d", 0.0)
        self._batch: Sequence[Any] = ()
        self._process = context.Process(
            target=_work, args=(theirs, crew, seconds, self._index, self._since, os.getpid()), daemon=True
        )
        self._process.start()
        theirs.close()

    def send(self, task: str, batch: Sequence[Any]) -> None:
        self._batch = batch
        self._index.value = -1
        try:
            self.pipe.send((task, batch))
        except (BrokenPipeError, ConnectionResetError):
            raise self._died() from None

    def receive(self) -> list[Outcome[Any, Any]]:
        try:
            results, error = self.pipe.recv()
        except (EOFError, ConnectionResetError):
            raise self._died() from None
        if error is not None:
            raise error
        return _outcomes(self._batch, results)

    def is_deaf(self) -> bool:
        since: float = self._since.value
        return bool(self._index.value >= 0 and since > 0 and time.monotonic() - since > 3 * self._seconds + 1)

    def kill(self) -> tuple[Any, list[Any]]:
        """End a deaf worker: the item it hung at, and the others of its batch."""
        index = self._index.value
        self._process.kill()
        self._process.join()
        self.pipe.close()
        return self._batch[index], [item for number, item in enumerate(self._batch) if number != index]

    def stop(self) -> None:
        with suppress(OSError):
            self.pipe.send(None)
        self.pipe.close()
        self._process.join(0.5)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()

    def _died(self) -> WorkerDiedError:
        self._process.join(1)
        code = self._process.exitcode
        how = f"was killed by signal {-code}" if code is not None and code < 0 else f"ended with status {code}"
        index = max(self._index.value, 0)
        return WorkerDiedError([*self._batch[index:], *self._batch[:index]], how)


def _work(pipe: Any, crew: Crew, seconds: float, index: Any, since: Any, parent: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _die_with(parent)
    # What came along from the parent is not looked through again and again, nor copied by being looked at.
    gc.freeze()
    gc.set_threshold(_GARBAGE)

    def mark(item: int) -> None:
        since.value = time.monotonic()
        index.value = item

    with _alarm():
        while True:
            try:
                message = pipe.recv()
            except (EOFError, OSError):
                return
            if message is None:
                return
            answer: tuple[list[Any], Exception | None]
            task, batch = message
            try:
                answer = _do(crew, task, batch, seconds, mark), None
            except Exception as error:  # the parent raises it
                answer = [], error
            try:
                _answer(pipe, answer)
            except OSError:
                return  # nobody is listening any more


def _outcomes(batch: Sequence[Any], results: Sequence[Any]) -> list[Outcome[Any, Any]]:
    return [Outcome(item, result) for item, result in zip(batch, results, strict=True)]


def _answer(pipe: Any, answer: tuple[list[Any], Exception | None]) -> None:
    try:
        pipe.send(answer)
    except (pickle.PicklingError, AttributeError, TypeError):
        error = answer[1]
        pipe.send(([], RuntimeError(f"{type(error).__name__}: {error}")))


def _die_with(parent: int) -> None:
    """End this worker when its parent is killed, however busy it is: else it would hold on to files and memory."""
    if sys.platform == "linux":
        import ctypes

        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _do(crew: Crew, task: str, batch: Sequence[Any], seconds: float, mark: Callable[[int], None]) -> list[Any]:
    """Give the result of each item, None where it took too long."""
    setitimer = signal.setitimer if _may_set_alarms() else _no_timer
    results = []
    for index, item in enumerate(batch):
        mark(index)
        try:
            # Repeated, because code that swallows every exception may swallow the first one.
            setitimer(signal.ITIMER_REAL, seconds, _AGAIN)
            try:
                result = crew.do(task, item)
            finally:
                setitimer(signal.ITIMER_REAL, 0)
        except TooSlow:
            setitimer(signal.ITIMER_REAL, 0)
            result = None
        results.append(result)
    mark(-1)
    return results


def _may_set_alarms() -> bool:
    """Signals reach the main thread only; elsewhere items are not bounded from within."""
    return threading.current_thread() is threading.main_thread()


def _no_timer(_which: int, _seconds: float, _interval: float = 0.0) -> None:
    pass


@contextmanager
def _alarm() -> Iterator[None]:
    if not _may_set_alarms():
        yield
        return
    before = signal.signal(signal.SIGALRM, _too_slow)
    try:
        yield
    finally:
        signal.signal(signal.SIGALRM, before)
