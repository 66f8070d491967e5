"""SIGINT, SIGTERM and SIGHUP as a failure of the build that cleans up behind itself."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from feedmaker.problems import BuildFailed

_SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


class StoppedError(BaseException):
    """The process was asked to stop. No Exception, so that no handler for broken articles swallows it."""

    def __init__(self, number: int) -> None:
        super().__init__(signal.Signals(number).name)


@contextmanager
def stoppable() -> Iterator[None]:
    """Turn a signal to stop into BuildFailed, so that what was begun is ended in good order.

    A signal that is ignored, as SIGHUP is under nohup, stays ignored. Does nothing outside the main thread.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: handler for number in _SIGNALS if (handler := signal.getsignal(number)) is not signal.SIG_IGN}
    for number in before:
        signal.signal(number, _stop)
    try:
        yield
    except StoppedError as stop:
        raise BuildFailed(f"stopped by {stop}; every file of the output is whole", "run feedmaker again") from None
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _stop(number: int, _frame: FrameType | None) -> None:
    raise StoppedError(number)
