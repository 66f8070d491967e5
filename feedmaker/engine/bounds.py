"""Time limits for one item of a batch, in worker processes that the engine may end.

A second thread checks the item at intervals. When the item has used too much processor time, it raises TooSlowError in
the item's thread; processor time, so that a busy or suspended computer makes no item slow. After the watchdog's wall
time it ends the process, for code that sleeps, waits, or stays in a C library. If such a library lets no other thread
run, faulthandler ends a worker of our own.
"""

import faulthandler
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")
Context = TypeVar("Context")

#: Seconds of processor time after which an item that ignored TooSlowError gets it again.
_REPEAT = 1.0
#: Seconds of wall time between two settings of faulthandler's watchdog, each of which starts a thread.
_RENEW = 0.5
#: Seconds between two checks of an item.
_CHECK = 0.05

_running = threading.local()


def renew_bound() -> None:
    """Restart the time limit of the current item, for the part of its work that follows."""
    bounds = getattr(_running, "bounds", None)
    if bounds is not None:
        bounds.renew()


@contextmanager
def reporting_hang(report: Callable[[], None]) -> Iterator[None]:
    """Have an ItemBounds of this thread call `report`, in another thread, before it ends the process."""
    _running.report_hang = report
    try:
        yield
    finally:
        _running.report_hang = None


class TooSlowError(BaseException):
    """An item used more processor time than its limit. Not an Exception, so that handlers of bad input let it pass."""


class ItemBounds:
    """Runs items with a limit of `seconds` each, in any thread; a context manager around one batch.

    In a main thread, the process is assumed to be a worker that does nothing else.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._thread = threading.get_ident()
        self._is_alone = threading.current_thread() is threading.main_thread()
        self._report_hang: Callable[[], None] | None = getattr(_running, "report_hang", None)
        self._lock = threading.Lock()
        #: When the item began, in seconds of wall time; None between items.
        self._began: float | None = None
        #: The processor time at which the item gets TooSlowError.
        self._limit = 0.0
        self._fired = False
        self._ended = threading.Event()
        self._devnull = -1
        #: When faulthandler's watchdog was last set, in seconds of wall time.
        self._renewed = 0.0

    def __enter__(self) -> "ItemBounds":
        self._devnull = os.open(os.devnull, os.O_WRONLY)
        _running.bounds = self
        self._renew_watchdog()
        threading.Thread(target=self._watch, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        _running.bounds = None
        with self._lock:
            self._ended.set()
            if self._is_alone:
                faulthandler.cancel_dump_traceback_later()
        os.close(self._devnull)

    def renew(self) -> None:
        """Restart the time limit of the item."""
        with self._lock:
            self._began, self._limit = time.monotonic(), self._used() + self._seconds

    def call(self, function: Callable[[Context, Item], Result], context: Context, item: Item) -> Result:
        """Return function(context, item).

        Raises TooSlowError if the limit was reached, even if the function caught the exception and returned a result.
        """
        self._fired = False
        self.renew()
        try:
            return function(context, item)
        except BaseException:
            if self._fired:
                raise TooSlowError from None
            raise
        finally:
            with self._lock:
                self._began = None
                if self._fired:
                    self._interrupt(None)  # it may have fired after the last instruction of the item
            if self._fired:
                raise TooSlowError

    def _renew_watchdog(self) -> None:
        if self._is_alone:
            faulthandler.dump_traceback_later(watchdog_seconds(self._seconds), exit=True, file=self._devnull)
        self._renewed = time.monotonic()

    def _watch(self) -> None:
        # An item may leave no memory for a thread, an import or a lock: a later check may succeed.
        without_memory = suppress(Exception)
        while True:
            with without_memory:
                self._check()
            with without_memory:
                if self._ended.wait(_CHECK):
                    return

    def _check(self) -> None:
        with self._lock:
            if self._ended.is_set():
                return
            now = time.monotonic()
            if self._began is not None and now - self._began > watchdog_seconds(self._seconds):
                try:
                    if self._report_hang:
                        self._report_hang()
                finally:
                    os._exit(1)
            if self._began is not None and self._used() > self._limit:
                self._fired, self._limit = True, self._limit + _REPEAT
                self._interrupt(TooSlowError)
            if now - self._renewed > _RENEW:
                self._renew_watchdog()

    def _used(self) -> float:
        """Return the processor time of the thread, or the wall time if the system has no clock for threads."""
        if self._is_alone:
            return time.process_time()
        if not hasattr(time, "pthread_getcpuclockid"):
            return time.monotonic()
        return time.clock_gettime(time.pthread_getcpuclockid(self._thread))

    def _interrupt(self, error: type[BaseException] | None) -> None:
        """Have the thread raise `error` at its next instruction; None cancels one that it has not raised yet."""
        import ctypes  # late: hardly any item is too slow

        target = None if error is None else ctypes.py_object(error)
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self._thread), target)


def watchdog_seconds(seconds: float) -> float:
    """Return the limit of wall time for an item with a limit of `seconds` of processor time."""
    return 3 * seconds + 2 * _RENEW
