"""A build with its state: opened, put aside and begun anew where it turns out to be damaged, closed."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from feedmaker.problems import BuildFailed, FeedmakerError, OutputLocked
from feedmaker.state import State
from feedmaker.state.file import aside, is_in_use, is_of_system, put_aside, unusable

Result = TypeVar("Result")

#: What reading a state raises that holds anything else than a build wrote.
_DAMAGE = (sqlite3.Error, ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


def remembering(path: Path, build: Callable[[State], Result], *, lasting: bool) -> Result:
    """Call `build` with the state, and once more with an empty one if that shows the state to be damaged.

    Raises BuildFailed or OutputLocked where the state is good but cannot be read or written now.
    """
    notice = ""
    while True:
        state = _open(path, notice, lasting=lasting)
        try:
            return build(state)
        except _DAMAGE as error:
            if isinstance(error, sqlite3.Error) and (is_in_use(error) or is_of_system(error)):
                raise _failed(error, path) from error
            damage = error
        finally:
            state.close()
        if state.fresh:
            if notice:
                _restore(path)  # the state was not to blame
            raise damage
        notice = _put_aside(path, damage, lasting=lasting and not notice)


def _open(path: Path, notice: str, *, lasting: bool) -> State:
    try:
        state = State.open(path, lasting=lasting)
    except sqlite3.Error as error:
        raise _failed(error, path) from error
    state.notice = notice or state.notice
    return state


def _put_aside(path: Path, damage: Exception, *, lasting: bool) -> str:
    notice = unusable(path, damage)
    if not lasting:
        raise BuildFailed(notice.partition(":")[0], "remove it") from damage
    try:
        put_aside(path)
    except OSError:
        raise BuildFailed(notice.partition(":")[0], "remove it: it cannot be put aside") from damage
    return notice


def _restore(path: Path) -> None:
    with suppress(OSError):
        for suffix in ("-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        os.replace(aside(path), path)


def _failed(error: sqlite3.Error, path: Path) -> FeedmakerError:
    if is_in_use(error):
        return OutputLocked(f"another program holds the state {path}", "wait for it to end")
    text = f"the state {path} could not be read or written: {error}; every file of the output is whole"
    return BuildFailed(text, "make room on the disk, or give this user the right to write there")
