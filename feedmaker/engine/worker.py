"""One worker process: what its parent holds of it, and what it does with the batches that it is sent."""

import gc
import multiprocessing as mp
import os
import pickle
import signal
import socket
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

#: Of prctl(2): the signal that a process gets when its parent ends.
_PR_SET_PDEATHSIG = 1
#: Seconds until an item that did not heed its bound is told again.
_AGAIN = 1.0

#: Bytes that are asked for to lie in a pipe unread; the system may allow less.
_BUFFER = 1 << 20
#: Objects that a worker makes before it looks for circles among them: items leave hardly any behind.
_GARBAGE = 20_000

Item = TypeVar("Item")
Result = TypeVar("Result")


class Crew(Protocol):
    """What every worker can do. It is sent to the workers once, when they start."""

    def do(self, task: str, item: Any) -> Any:
        """Do one item of a task."""

    def settle(self) -> None:
        """Do what the items of a batch have left to be done together."""

    def prepare(self, task: str) -> None:
        """Make ready for a task, of which items may come."""


class TooSlow(BaseException):
    """An item took longer than its bound. No Exception, so that no handler for broken articles swallows it."""


class WorkerDiedError(Exception):
    """A worker was killed or crashed; `items` are those it may have been at, the likeliest first."""

    def __init__(self, items: Sequence[Any], how: str) -> None:
        super().__init__(how)
        self.items = tuple(items)
        self.how = how


class Outcome(NamedTuple, Generic[Item, Result]):
    """What came of one item; `result` is None where it took too long."""

    item: Item
    result: Result | None


class Parcel:
    """A batch as it is sent: what `pack` makes of each item, which values in tuples make fast."""

    def __init__(self, task: str, batch: Sequence[Any], pack: Callable[[Any], Any]) -> None:
        self.batch = batch
        self.data = pickle.dumps((task, list(map(pack, batch))), pickle.HIGHEST_PROTOCOL)


class Worker:
    """A worker as its parent sees it. It holds batches, of which it works at the first."""

    def __init__(self, crew: Crew, seconds: float) -> None:
        # Forking spares every worker its imports; elsewhere than on Linux it is not safe.
        context: Any = mp.get_context("fork" if sys.platform == "linux" else "spawn")
        self.pipe, theirs = context.Pipe()
        self._ahead = _room(self.pipe.fileno())
        self._seconds = seconds
        self._index = context.RawValue("q", -1)
        self._since = context.RawValue("d", 0.0)
        self._batches = deque[Sequence[Any]]()
        self._process = context.Process(
            target=_work, args=(theirs, crew, seconds, self._index, self._since, os.getpid()), daemon=True
        )
        self._process.start()
        theirs.close()

    @property
    def load(self) -> int:
        """How many batches it holds."""
        return len(self._batches)

    def takes(self, parcel: Parcel) -> bool:
        """Tell whether a batch can be sent now, so that the worker need not wait for one.

        Sending to one that works never waits for it: it may be waiting for its answer to be taken.
        """
        return not self._batches or (len(self._batches) == 1 and len(parcel.data) <= self._ahead)

    def send(self, parcel: Parcel) -> None:
        """Hand over a batch that it takes."""
        self._batches.append(parcel.batch)
        # That it is dead is told when its answer is taken: answers that it gave before come first.
        with suppress(BrokenPipeError, ConnectionResetError):
            self.pipe.send_bytes(parcel.data)

    def prepare(self, task: str) -> None:
        """Have it make ready for a task, if it is idle."""
        if not self._batches:
            with suppress(OSError):
                self.pipe.send_bytes(pickle.dumps((task, None)))

    def receive(self) -> list[Outcome[Any, Any]]:
        """Take the answer to the first batch. Raises WorkerDiedError, and what went wrong in the worker."""
        try:
            results, error = pickle.loads(self.pipe.recv_bytes())  # noqa: S301 - from our own process
        except (EOFError, ConnectionResetError):
            raise self._died() from None
        if error is not None:
            raise error
        return outcomes(self._batches.popleft(), results)

    def is_deaf(self) -> bool:
        """Tell whether it has been at one item for far too long; to be asked when its answers were taken."""
        since: float = self._since.value
        late = self._index.value >= 0 and since > 0 and time.monotonic() - since > 3 * self._seconds + 1
        return late and not self.pipe.poll()

    def kill(self) -> tuple[Any, list[Sequence[Any]]]:
        """End a deaf worker: the item it hung at, and the others that it held."""
        index = self._index.value
        self._process.kill()
        self._process.join()
        self.pipe.close()
        first, *others = self._batches
        rest = [item for number, item in enumerate(first) if number != index]
        return first[index], [rest, *others] if rest else others

    def dismiss(self) -> None:
        """Tell it to end."""
        with suppress(OSError):
            self.pipe.send(None)
        self.pipe.close()

    def stop(self) -> None:
        """Let it end, or end it."""
        self.dismiss()
        self._process.join(0.5)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()

    def _died(self) -> WorkerDiedError:
        self._process.join(1)
        code = self._process.exitcode
        how = f"was killed by signal {-code}" if code is not None and code < 0 else f"ended with status {code}"
        index = max(self._index.value, 0)
        first, *others = self._batches
        return WorkerDiedError([*first[index:], *first[:index], *(item for batch in others for item in batch)], how)


def _room(descriptor: int) -> int:
    """Tell how many bytes can lie in a pipe unread; the kernel counts what it needs to keep them, too."""
    with socket.socket(fileno=os.dup(descriptor)) as end:
        with suppress(OSError):
            end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _BUFFER)
        return end.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF) // 4


def outcomes(batch: Sequence[Any], results: Sequence[Any]) -> list[Outcome[Any, Any]]:
    """Put the results of a batch beside its items."""
    return list(map(Outcome._make, zip(batch, results, strict=True)))


def work_at(crew: Crew, task: str, batch: Iterable[Any], seconds: float, mark: Callable[[int], None]) -> list[Any]:
    """Give the result of each item, None where it took too long; `mark` is told which one is next, -1 at the end.

    Needs `alarm` around it.
    """
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
    crew.settle()
    mark(-1)
    return results


@contextmanager
def alarm() -> Iterator[None]:
    """Have the timer of an item raise TooSlow."""
    if not _may_set_alarms():
        yield
        return
    before = signal.signal(signal.SIGALRM, _too_slow)
    try:
        yield
    finally:
        signal.signal(signal.SIGALRM, before)


def _too_slow(*_: object) -> None:
    raise TooSlow


def _may_set_alarms() -> bool:
    """Signals reach the main thread only; elsewhere items are not bounded from within."""
    return threading.current_thread() is threading.main_thread()


def _no_timer(_which: int, _seconds: float, _interval: float = 0.0) -> None:
    pass


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

    with alarm():
        while True:
            try:
                message = pipe.recv()
            except (EOFError, OSError):
                return
            if message is None:
                return
            answer: tuple[list[Any], Exception | None]
            task, batch = message
            if batch is None:
                with suppress(Exception):  # whatever it is, the first item meets it again
                    crew.prepare(task)
                continue
            try:
                answer = work_at(crew, task, batch, seconds, mark), None
            except Exception as error:  # the parent raises it
                answer = [], error
            try:
                _answer(pipe, answer)
            except OSError:
                return  # nobody is listening any more


def _answer(pipe: Any, answer: tuple[list[Any], Exception | None]) -> None:
    try:
        data = pickle.dumps(answer, pickle.HIGHEST_PROTOCOL)
    except (pickle.PicklingError, AttributeError, TypeError):
        error = answer[1]
        data = pickle.dumps(([], RuntimeError(f"{type(error).__name__}: {error}")))
    pipe.send_bytes(data)


def _die_with(parent: int) -> None:
    """End this worker when its parent is killed, however busy it is: else it would hold on to files and memory."""
    if sys.platform == "linux":
        import ctypes

        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
