"""Which id an article keeps: for ever the one it was first published with (law 7).

An explicit guid wins; otherwise the id of a file is kept through every edit, and follows the article when it moves with
the same title, date and body. The id of an article that is gone is not used again for another.
"""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import NAMESPACE_URL, uuid5

from feedmaker.problems import Problem
from feedmaker.state import FileRow, Kept, KnownFile, State, Twin


class Displaced(NamedTuple):
    """An article that is no longer where it was, and what its file, where there still is one, holds now."""

    path: str
    was: KnownFile
    #: None where the file is gone.
    number: int | None


def keep_id(known: KnownFile | None, row: FileRow, build: int) -> Kept:
    """Tell the id in force of a file that was read, as far as its own past tells; `build` counts the builds."""
    if known is None:
        return row.own_id, build
    if known.id is None or (row.id_rule == "guid" and row.own_id != known.own_id):
        return row.own_id, known.born
    return known.id, known.born


def displaced(known: KnownFile | None, row: FileRow) -> Displaced | None:
    """Tell whether another article has taken the place of the one that was there: one of another date."""
    if known is None or known.print is None or row.print is None or row.id_rule == "guid" or known.id_rule == "guid":
        return None
    if known.print == row.print or known.published == row.published:
        return None
    return Displaced(row.path, known, known.number)


def hand_over(state: State, left: Sequence[Displaced], build: int) -> None:
    """Let articles that moved keep their ids, and remember the ids of those that are gone.

    Call it when every file that this build read is in the state and the vanished ones are not.
    """
    left = [one for one in left if one.was.id is not None and one.was.print is not None]
    emptied = {one.number for one in left if one.number is not None}
    heirs: dict[int, KnownFile] = {}
    handed = set()
    for one in sorted(left, key=lambda one: (one.was.born, one.path)):
        for twin in state.copies(one.was.print or b""):
            if twin.number not in heirs and _inherits(twin, one, build, emptied):
                heirs[twin.number] = one.was
                handed.add(one.was.id)
                break
    for number, was in heirs.items():
        state.set_id(number, was.id or "", was.born)
    for one in left:
        if one.number is not None and one.was.id in handed and one.number not in heirs:
            own_id = state.own_id(one.number)
            free = not state.id_taken(own_id, besides=one.number) and not state.gone(own_id)
            state.set_id(one.number, own_id if free else _unused(state, own_id, "2"), build)
    if state.has_gone():
        _bring_back(state, build)
        _spare_the_gone(state, build)
    state.remember_gone(
        (one.was.id or "", one.path, one.was.print or b"")
        for one in left
        if one.was.id not in handed
        and (one.number is None or one.number in heirs)
        and not state.id_taken(one.was.id or "")
    )


def settle_claims(state: State) -> list[Problem]:
    """See to it that no two articles have one id: the first keeps it, the others get one of their path.

    Exact copies share an entry and may share an id. Every article that claims another's id is named.
    """
    for twins in state.twins("id", published=False):
        for twin in twins[1:]:
            if twin.print != twins[0].print:
                state.set_id(twin.number, _unused(state, twin.id, twin.path), None)
    problems: list[Problem] = []
    for twins in state.claims():
        holder = next((twin for twin in twins if twin.id == twin.own_id), twins[0])
        for twin in twins:
            if twin.print != holder.print:
                problems += _claim(twin.path, holder.path, twin.own_id), _claim(holder.path, twin.path, twin.own_id)
    return problems


def derived_id(id_: str, salt: str) -> str:
    """Make an id that is stable and taken by nobody else."""
    return uuid5(NAMESPACE_URL, f"{id_}#{salt}").urn


def _inherits(twin: Twin, left: Displaced, build: int, emptied: set[int]) -> bool:
    """Tell whether this exact copy is where the article went to."""
    if twin.id_rule == "guid":
        return False
    if twin.number in emptied or (twin.born == build and twin.id == twin.own_id):
        return True
    # A copy from before has had no entry of its own: it was the duplicate of the one that is gone now.
    return left.number is None and twin.id == twin.own_id and (twin.born, twin.path) > (left.was.born, left.path)


def _bring_back(state: State, build: int) -> None:
    """Give an article that was gone and has come back, wherever to, the id that it had."""
    back: set[str] = set()
    numbers: set[int] = set()
    for number, id_ in state.returned(build):
        if id_ not in back and number not in numbers and not state.id_taken(id_):
            state.set_id(number, id_, None)
            back.add(id_)
            numbers.add(number)
    state.revive(back)


def _spare_the_gone(state: State, build: int) -> None:
    """Give a new article another id where its own was that of one that is gone; a guid is the author's own word."""
    for number, id_, id_rule in state.reused(build):
        if id_rule == "guid":
            state.revive([id_])
        else:
            state.set_id(number, _unused(state, id_, "2"), None)


def _unused(state: State, id_: str, salt: str) -> str:
    """Derive an id that no article has or had."""
    count = 2
    found = derived_id(id_, salt)
    while state.gone(found) or state.id_taken(found):
        count += 1
        found = derived_id(id_, f"{salt}#{count}")
    return found


def _claim(path: str, other: str, id_: str) -> Problem:
    hint = "give each article a guid of its own"
    return Problem("id-claimed-twice", f"{other} claims the same id {id_!r}", hint).at(path)
