"""A build with its state: opened, put aside and begun anew where it turns out to be damaged, closed."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from feedmaker.build.options import Places
from feedmaker.problems import BuildFailed, FeedmakerError, OutputLocked
from feedmaker.state import State
from feedmaker.state.file import aside, is_in_use, is_of_system, put_aside, unusable

Result = TypeVar("Result")

#: What reading a state raises that holds anything else than a build wrote.
_DAMAGE = (sqlite3.Error, ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


def remembering(places: Places, build: Callable[[State], Result], *, lasting: bool) -> Result:
    """Call `build` with the state, and once more with an empty one if that shows the state to be damaged.

    Raises BuildFailed or OutputLocked where the state is good but cannot be read or written now.
    """
    notice = ""
    while True:
        state = _open(places, notice, lasting=lasting)
        try:
            return build(state)
        except _DAMAGE as error:
            if isinstance(error, sqlite3.Error) and (is_in_use(error) or is_of_system(error)):
                raise _failed(error, places) from error
            damage = error
        finally:
            state.close()
        if state.fresh:
            if notice:
                _restore(places)  # the state was not to blame
            raise damage
        notice = _put_aside(places, damage, lasting=lasting and not notice)


def _open(places: Places, notice: str, *, lasting: bool) -> State:
    try:
        state = State.open(places.state, lasting=lasting)
    except sqlite3.Error as error:
        raise _failed(error, places) from error
    state.notice = notice or state.notice
    return state


def _put_aside(places: Places, damage: Exception, *, lasting: bool) -> str:
    notice = unusable(places.state, damage)
    if not lasting:
        raise BuildFailed(notice.partition(":")[0], "remove it") from damage
    try:
        put_aside(places.state)
    except OSError:
        raise BuildFailed(notice.partition(":")[0], "remove it: it cannot be put aside") from damage
    return notice


def _restore(places: Places) -> None:
    with suppress(OSError):
        for suffix in ("-wal", "-shm"):
            places.state.with_name(places.state.name + suffix).unlink(missing_ok=True)
        os.replace(aside(places.state), places.state)


def _failed(error: sqlite3.Error, places: Places) -> FeedmakerError:
    if is_in_use(error):
        return OutputLocked(f"another program holds the state {places.state}", "wait for it to end")
    text = f"the state {places.state} could not be read or written: {error}; every file of the output is whole"
    return BuildFailed(text, "make room on the disk, or give this user the right to write there")
