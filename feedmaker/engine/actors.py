"""Actors: each holds a value, and calls functions with it one after another, in a process of its own or in this one.

Several actors work at the same time: `send` begins a call of each, and `results` waits for all of them.
"""

from collections.abc import Callable, Sequence
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
    """An actor in this process."""

    def __init__(self, value: Holder) -> None:
        self._value = value
        self._call: tuple[Callable[..., Any], tuple[Any, ...]] | None = None

    def send(self, function: Callable[..., Any], *arguments: Any) -> None:
        """Begin to call function(value, *arguments)."""
        self._call = function, arguments

    def result(self) -> Any:
        """Wait for the call that was begun; return its result, or raise what it raised."""
        assert self._call is not None  # noqa: S101 - `send` comes first
        (function, arguments), self._call = self._call, None
        return function(self._value, *arguments)

    def close(self) -> None:
        """Free the value."""
        self._value.close()


class ProcessActor(Actor):
    """An actor in a process of its own, which ends with this one. Arguments and results are pickled."""

    def __init__(
        self, make: Callable[..., Holder], *arguments: Any, may_fork: bool, others: Sequence["ProcessActor"]
    ) -> None:
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


def results(actors: Sequence[Actor], reported: Callable[[int, Any], None]) -> list[Any]:
    """Return the result of the call that each actor was sent; raise what the first one raised.

    Calls reported(number of the actor, value) meanwhile.
    """
    found: dict[int, Any] = {}
    waiting = {actor.pipe: number for number, actor in enumerate(actors) if isinstance(actor, ProcessActor)}
    while waiting:
        for pipe in connection.wait(list(waiting)):
            number = waiting[pipe]  # type: ignore[index]
            actor = actors[number]
            assert isinstance(actor, ProcessActor)  # noqa: S101 - for mypy
            kind, value = actor.receive()
            if kind == "raised":
                raise value
            if kind == "reported":
                reported(number, value)
            else:
                found[number] = value
                del waiting[actor.pipe]
    return [found[number] if number in found else actor.result() for number, actor in enumerate(actors)]


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
