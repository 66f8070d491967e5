"""Actors: each is a process that holds a value, and calls functions with it one after another.

Several actors work at the same time: `send` begins a call of each, and `results` waits for all of them.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from multiprocessing import connection
from typing import Any, Protocol

from feedmaker.engine.workers import take_no_signals
from feedmaker.problems import BuildFailed
from feedmaker.system import worker_context

#: Seconds to wait for a process that was asked to end.
_END = 10


class Holder(Protocol):
    """The value of an actor."""

    def close(self) -> None:
        """Free what it holds; the last call."""


class Actor:
    """A process that ends with this one. Arguments and results are pickled."""

    def __init__(self, make: Callable[..., Holder], *arguments: Any, may_fork: bool, others: Sequence["Actor"]) -> None:
        """Start a process with the value make(report, *arguments).

        There, report(value) gives `value` to the `reported` of `results`. `others` are the actors that this process
        has already. Raises OSError.
        """
        context = worker_context(may_fork=may_fork)
        self.pipe, there = context.Pipe()
        # A process ends when its pipe is closed, of which a fork must hold no other end.
        inherited = [*(actor.pipe for actor in others), self.pipe] if context.get_start_method() == "fork" else []
        target, given = _serve, (there, inherited, make, arguments)
        self._process = context.Process(target=target, args=given)  # type: ignore[attr-defined]
        self._process.start()
        there.close()

    def send(self, function: Callable[..., Any], *arguments: Any) -> None:
        """Begin to call function(value, *arguments)."""
        with suppress(OSError):  # `receive` will say so
            self.pipe.send((function, arguments))

    def receive(self) -> tuple[str, Any]:
        """Return the next message: what was reported, the result or what was raised. Raises BuildFailed."""
        try:
            message: tuple[str, Any] = self.pipe.recv()
        except (EOFError, ConnectionResetError):
            text = "a process of the build ended; every file of the output is whole"
            raise BuildFailed(text, "run feedmaker again, with more memory") from None
        return message

    def close(self) -> None:
        """Let the process end after the call that it is at, and wait for that."""
        self.pipe.close()
        self._process.join(_END)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()


def results(actors: Mapping[str, Actor], reported: Callable[[str, Any], None]) -> dict[str, Any]:
    """Return the result of the call that each actor was sent; raise what the first one raised.

    Calls reported(name of the actor, value) meanwhile.
    """
    found: dict[str, Any] = {}
    waiting = {actor.pipe: name for name, actor in actors.items()}
    while waiting:
        for pipe in connection.wait(list(waiting)):
            name = waiting[pipe]  # type: ignore[index]
            kind, value = actors[name].receive()
            if kind == "raised":
                raise value
            if kind == "reported":
                reported(name, value)
            else:
                found[name] = value
                del waiting[actors[name].pipe]
    return found


def _serve(pipe: Any, inherited: Sequence[Any], make: Callable[..., Holder], arguments: Sequence[Any]) -> None:
    for other in inherited:
        other.close()
    take_no_signals()
    value = make(lambda reported: pipe.send(("reported", reported)), *arguments)
    try:
        while True:
            function, given = pipe.recv()
            try:
                message = "done", function(value, *given)
            except Exception as error:
                message = "raised", error
            try:
                pipe.send(message)
            except (AttributeError, TypeError, ValueError) as error:  # it cannot be pickled
                pipe.send(("raised", RuntimeError(f"{message[1]!r:.200}: {error}")))
    except (EOFError, OSError):
        pass  # the other end was closed
    finally:
        value.close()
