"""Bounds on one item of a batch, for worker processes that the engine may end.

Two bounds work together. A timer of processor time raises TooSlowError from within: it counts what the item itself
uses, so that a suspended computer or a busy one does not make any item slow. A watchdog of wall time ends the
process where the timer cannot: code that sleeps, waits, or stays in a library written in C. In a worker of our own the
timer is a signal; in a thread of another pool's process it is a second thread.
"""

import ctypes
import faulthandler
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")
Context = TypeVar("Context")

#: Seconds of processor time after which an item that ignored TooSlowError gets it again.
_REPEAT = 1.0
#: Seconds of wall time between two settings of the watchdog, each of which starts a thread.
_RENEW = 0.5
#: Seconds between two looks at the processor time of a thread.
_LOOK = 0.05


_running = threading.local()


def renew_bound() -> None:
    """Have the bound of an item begin anew for the part of its work that follows, where a ThreadBounds holds it."""
    bounds = getattr(_running, "bounds", None)
    if bounds is not None:
        bounds.renew()


@contextmanager
def reporting_hang(report: Callable[[], None]) -> Iterator[None]:
    """Have a ThreadBounds in this thread call `report` before it ends the process, from another thread."""
    _running.report_hang = report
    try:
        yield
    finally:
        _running.report_hang = None


class TooSlowError(BaseException):
    """An item used more processor time than its bound. No Exception, so that no handler of broken input catches it."""


class ThreadBounds:
    """Runs items under a bound of `seconds`, in any thread; a context manager around one batch.

    A second thread compares the processor time of this one with the bound, and ends the process after the watchdog's
    time. Where the system has no clock of a thread's processor time, wall time is compared.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._thread = threading.get_ident()
        self._report_hang: Callable[[], None] | None = getattr(_running, "report_hang", None)
        self._lock = threading.Lock()
        #: When the item began, in seconds of processor time and of wall time; None between items.
        self._began: tuple[float, float] | None = None
        self._fired = False
        self._ended = threading.Event()

    def __enter__(self) -> "ThreadBounds":
        _running.bounds = self
        threading.Thread(target=self._watch, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        _running.bounds = None
        self._ended.set()

    def renew(self) -> None:
        """Begin the bound of the item anew."""
        with self._lock:
            self._began = (self._used(), time.monotonic())

    def call(self, function: Callable[[Context, Item], Result], context: Context, item: Item) -> Result:
        """Return function(context, item). Raises TooSlowError where the bound was reached."""
        with self._lock:
            self._fired, self._began = False, (self._used(), time.monotonic())
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

    def _watch(self) -> None:
        while not self._ended.wait(_LOOK):
            with self._lock:
                if self._began is None:
                    continue
                used, wall = self._used() - self._began[0], time.monotonic() - self._began[1]
                if wall > watchdog_seconds(self._seconds):
                    if self._report_hang:
                        self._report_hang()
                    os._exit(1)
                if used > self._seconds:
                    self._fired = True
                    self._interrupt(TooSlowError)

    def _used(self) -> float:
        if not hasattr(time, "pthread_getcpuclockid"):
            return time.monotonic()
        return time.clock_gettime(time.pthread_getcpuclockid(self._thread))

    def _interrupt(self, error: type[BaseException] | None) -> None:
        """Have the thread raise `error` at its next instruction; None takes back what it has not raised yet."""
        target = None if error is None else ctypes.py_object(error)
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self._thread), target)


class ItemBounds:
    """Runs items under a bound of `seconds`; a context manager around one batch, in the main thread of a worker."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._fired = False
        self._set_at = 0.0
        self._devnull = -1
        self._previous: Any = None
        # Signals reach the main thread only, and Windows has no such timer: the watchdog alone is left.
        self._has_timer = hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()

    def __enter__(self) -> "ItemBounds":
        self._devnull = os.open(os.devnull, os.O_WRONLY)
        if self._has_timer:
            self._previous = signal.signal(signal.SIGPROF, self._on_timer)
        return self

    def __exit__(self, *_: object) -> None:
        faulthandler.cancel_dump_traceback_later()
        os.close(self._devnull)
        if self._has_timer:
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.signal(signal.SIGPROF, self._previous)

    def call(self, function: Callable[[Context, Item], Result], context: Context, item: Item) -> Result:
        """Return function(context, item).

        Raises TooSlowError where the bound was reached, even if the function caught that and returned a result.
        """
        self._renew_watchdog()
        self._fired = False
        if not self._has_timer:
            return function(context, item)
        try:
            signal.setitimer(signal.ITIMER_PROF, self._seconds, _REPEAT)
            try:
                result = function(context, item)
            finally:
                signal.setitimer(signal.ITIMER_PROF, 0)
        except BaseException:
            # The timer may have fired just before it was switched off.
            signal.setitimer(signal.ITIMER_PROF, 0)
            if self._fired:
                raise TooSlowError from None
            raise
        if self._fired:
            raise TooSlowError
        return result

    def _renew_watchdog(self) -> None:
        now = time.monotonic()
        if now - self._set_at > _RENEW:
            self._set_at = now
            faulthandler.dump_traceback_later(watchdog_seconds(self._seconds), exit=True, file=self._devnull)

    def _on_timer(self, _number: int, _frame: FrameType | None) -> None:
        self._fired = True
        raise TooSlowError


def watchdog_seconds(seconds: float) -> float:
    """Return the wall time that an item may take whose bound of processor time is `seconds`."""
    return 3 * seconds + 2 * _RENEW
