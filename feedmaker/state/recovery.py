"""Run a build with its state; where the state turns out to be damaged, put it aside and run again with a new one."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from feedmaker.problems import BuildFailed, FeedmakerError, OutputLocked
from feedmaker.state import State
from feedmaker.state.file import is_in_use, is_system_error, put_aside, unusable

Result = TypeVar("Result")

#: What is raised where a state holds anything else than what a build wrote.
DAMAGE = (sqlite3.Error, ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


def with_state(path: Path, build: Callable[[State], Result], *, keep: bool) -> Result:
    """Return build(state); if the first call shows that the state is damaged, call it again with an empty state.

    Raises BuildFailed or OutputLocked where the state is good but cannot be read or written now.
    """
    notice, aside = "", None
    while True:
        state = opened(path, notice, keep=keep)
        try:
            return build(state)
        except DAMAGE as error:
            _check_file(error, path)
            damage = error
        finally:
            state.close()
        if state.is_new:
            if aside is not None:
                _restore(path, aside)  # the state was not at fault
            raise damage
        if not keep or aside is not None:
            raise BuildFailed(f"state {path} cannot be used ({damage})", "remove it") from damage
        notice, aside = _put_aside(path, damage)


def put_damaged_aside(state: State, path: Path, damage: Exception, *, keep: bool) -> str:
    """Close and put aside a state that turned out to be damaged; return the notice about it.

    Raises BuildFailed or OutputLocked where the state is good, and RuntimeError where it is not at fault.
    """
    _check_file(damage, path)
    state.close()
    if state.is_new:
        raise RuntimeError(f"{type(damage).__name__}: {damage}") from damage
    if not keep:
        raise BuildFailed(f"state {path} cannot be used ({damage})", "remove it") from damage
    return _put_aside(path, damage)[0]


def opened(path: Path, notice: str = "", *, keep: bool, first_number: int = 0) -> State:
    """Open or create a state (State.open). Raises BuildFailed or OutputLocked."""
    try:
        state = State.open(path, keep=keep, first_number=first_number)
    except sqlite3.Error as error:
        raise _failed(error, path) from error
    state.notice = notice or state.notice
    return state


def _check_file(error: Exception, path: Path) -> None:
    """Raise BuildFailed or OutputLocked where the file is at fault, and not what it holds."""
    if isinstance(error, sqlite3.Error) and (is_in_use(error) or is_system_error(error)):
        raise _failed(error, path) from error


def _put_aside(path: Path, damage: Exception) -> tuple[str, Path]:
    """Put a state aside; return the notice about it, and where it is."""
    notice = unusable(path, damage)
    try:
        aside = put_aside(path)
    except OSError:
        raise BuildFailed(notice.partition(":")[0], "remove it: it cannot be put aside") from damage
    return f"{notice}; the old file is now {aside.name}", aside


def _restore(path: Path, aside: Path) -> None:
    with suppress(OSError):
        for suffix in ("-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        os.replace(aside, path)


def _failed(error: sqlite3.Error, path: Path) -> FeedmakerError:
    if is_in_use(error):
        return OutputLocked(f"another program holds the state {path}", "wait for it to end")
    text = f"the state {path} could not be read or written: {error}; every file of the output is whole"
    return BuildFailed(text, "make room on the disk, or give this user the right to write there")
