"""Worker processes: how they are started, what they run, and how they end with their parent."""

import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext, suppress
from multiprocessing import connection
from typing import Any, NamedTuple, TypeAlias

from feedmaker.engine.bounds import ItemBounds, TooSlowError
from feedmaker.system import limited_memory, worker_context

#: A context and the items of a batch → what they run in.
Around: TypeAlias = Callable[[Any, Sequence[Any]], AbstractContextManager[Any]]

#: Objects that a worker allocates before it looks for reference cycles among them: items leave hardly any behind.
_GARBAGE_THRESHOLD = 20_000


class WorkerLostError(Exception):
    """The process that worked at a batch has ended, on an executor that goes on."""


class WorkerHungError(WorkerLostError):
    """The process has ended because an item reached the time of the watchdog."""


class ClusterExecutor(Executor):
    """An executor whose processes work for feedmaker alone: one that hangs may be ended."""

    @property
    def threads(self) -> int:
        """How many batches run at once."""
        raise NotImplementedError


#: The failure of an item that reached its bound.
SLOW = "slow"


class Failed(NamedTuple):
    """In place of the result of an item: why it has none."""

    failure: str


def run_batch(
    function: Callable[[Any, Any], Any],
    context: Any,
    items: Sequence[Any],
    seconds: float | None,
    memory: int | None = None,
    around: Around | None = None,
) -> list[Any]:
    """Return function(context, item) for each item, or Failed; this is what runs in a worker.

    An item fails if it uses more processor time than `seconds`, or if a library tries to end the process. `memory`
    bounds the bytes that the batch may use. Both bounds are only for a process that may be ended: a watchdog and a
    limit of memory belong to the whole process. The items run in the context around(context, items).
    """
    results: list[Any] = []
    is_main = threading.current_thread() is threading.main_thread()
    with (
        nullcontext() if around is None else around(context, items),
        nullcontext() if seconds is None else ItemBounds(seconds) as bounds,
        nullcontext() if seconds is None or memory is None or not is_main else limited_memory(memory),
    ):
        for item in items:
            try:
                results.append(bounds.call(function, context, item) if bounds else function(context, item))
            except TooSlowError:
                results.append(Failed(SLOW))
            except Exception:
                raise
            except BaseException as error:  # SystemExit, a panic of Rust …
                if bounds is None and isinstance(error, KeyboardInterrupt):
                    raise  # of the user: workers of our own ignore the signal
                results.append(Failed(f"a library raised {type(error).__name__}"))
    return results


class Workers:
    """An executor and whether items can be bounded in it."""

    def __init__(
        self, count: int, seconds: float | None, executor: Executor | None = None, *, may_fork: bool = True
    ) -> None:
        """Use `executor`, which belongs to the caller, or start `count` worker processes with the first batch.

        With `seconds`, items are bounded, and a process that hangs is ended. Where the system lets no processes share
        a lock (some sandboxes), a thread of this process works instead.
        """
        self.count = count
        self._is_own = executor is None
        self._seconds = seconds
        self._children: set[Any] = set()
        if executor is None:
            try:
                executor = ProcessPoolExecutor(
                    count, mp_context=worker_context(may_fork=may_fork), initializer=_initialise
                )
            except (OSError, NotImplementedError, ImportError):
                executor, self._seconds = ThreadPoolExecutor(1), None
        self._executor = executor

    def submit(
        self,
        function: Callable[[Any, Any], Any],
        context: Any,
        items: Sequence[Any],
        memory: int | None = None,
        around: Around | None = None,
    ) -> Future[list[Any]]:
        """Run a batch, with a bound of `memory` bytes in a worker of our own. Raises BrokenExecutor."""
        starts_workers = self._is_own and self._seconds is not None and not self._children
        others = set(multiprocessing.active_children()) if starts_workers else set()
        future = self._executor.submit(run_batch, function, context, items, self._seconds, memory, around)
        if starts_workers:
            self._children = set(multiprocessing.active_children()) - others
        return future

    def shutdown(self, *, kill: bool) -> None:
        """Let own workers end after what they were given, or kill them, and wait for that."""
        if not self._is_own:
            return
        if kill:
            for child in self._children & set(multiprocessing.active_children()):
                child.kill()
        self._executor.shutdown(cancel_futures=True)


def take_no_signals() -> None:
    """Make this child process silent, and leave it to the parent when to stop."""
    _silence()
    # A terminal sends SIGINT to every process of its group.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, signal.SIG_DFL)


def _initialise() -> None:
    take_no_signals()
    # Objects that came with the fork are not traversed again, and their pages stay shared.
    gc.freeze()
    gc.set_threshold(_GARBAGE_THRESHOLD)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _silence() -> None:
    """Drop what libraries print: it names no article, and a terminal that is gone would end the build."""
    null = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - for as long as the process lives
    for stream in (sys.__stdout__, sys.__stderr__):
        if stream is not None:
            with suppress(OSError, ValueError):  # closed
                os.dup2(null.fileno(), stream.fileno())
    sys.stdout = sys.stderr = null


def _end_with_parent() -> None:
    """End this process when its parent is killed: else it would wait for work forever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        with suppress(OSError):
            connection.wait([parent.sentinel])
        os._exit(1)
