"""SIGINT, SIGTERM and SIGHUP end a build like any other failure, so that it removes its temporary files."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from feedmaker.problems import BuildFailed

_SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


class _SignalReceivedError(BaseException):
    """Not an Exception, so that the handlers for broken articles do not catch it."""


@contextmanager
def fail_on_signals() -> Iterator[None]:
    """Raise BuildFailed when a signal arrives. Does nothing outside the main thread.

    Ignored signals stay ignored, as SIGHUP under nohup.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    handlers = {number: handler for number in _SIGNALS if (handler := signal.getsignal(number)) is not signal.SIG_IGN}
    for number in handlers:
        signal.signal(number, _raise)
    try:
        yield
    except _SignalReceivedError as error:
        raise BuildFailed(f"stopped by {error}; every file of the output is whole", "run it again") from None
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)


def _raise(number: int, _frame: FrameType | None) -> None:
    raise _SignalReceivedError(signal.Signals(number).name)
