"""Which id an article keeps: for ever the one it was first published with (law 7).

An explicit guid wins; otherwise the id of a file is kept through every edit, and follows the file when it moves with
the same title, date and body. The id of an article that is gone is not used again for another.
"""

from collections.abc import Iterable
from uuid import NAMESPACE_URL, uuid5

from feedmaker.errors import Finding, Problem
from feedmaker.state import FileRow, KnownFile, State


def keep_id(known: KnownFile | None, row: FileRow, build: int) -> FileRow:
    """Give a row that was read the id in force, as far as its own past tells; `build` counts the builds."""
    if known is None:
        return row._replace(id=row.own_id, born=build)
    if known.id is None or (row.own_id is not None and row.id_rule == "guid"):
        return row._replace(id=row.own_id, born=known.born)
    return row._replace(id=known.id, born=known.born)


def hand_over(state: State, vanished: Iterable[tuple[str, KnownFile]], build: int) -> None:
    """Let articles that moved keep their ids, and remember the ids of those that are gone.

    Call it when every new file of this build is in the state and the vanished ones are not.
    """
    gone = []
    for path, file in sorted(vanished):
        if file.id is None or file.print is None:
            continue
        heir = state.heir(file.print, build)
        if heir is not None:
            state.set_id(heir, file.id, file.born)
        elif not state.id_taken(file.id):
            gone.append((file.id, path, file.print))
    _spare_the_gone(state, build)
    state.remember_gone(gone)


def settle_claims(state: State) -> list[Problem]:
    """See to it that no two articles have one id: the first keeps it, the others get one of their path.

    Exact copies share an entry and may share an id. Every article that claims another's id is named.
    """
    problems: list[Problem] = []
    for twins in state.twins("own_id"):
        holder = next((twin for twin in twins if twin.id == twin.own_id), None)
        if holder is None:
            continue
        for twin in twins:
            if twin is holder or twin.print == holder.print:
                continue
            if twin.id == twin.own_id:
                state.set_id(twin.number, derived_id(twin.own_id, twin.path), None)
            problems += _claim(twin.path, holder.path, twin.own_id), _claim(holder.path, twin.path, twin.own_id)
    return problems


def derived_id(id_: str, salt: str) -> str:
    """Make an id that is stable and taken by nobody else."""
    return uuid5(NAMESPACE_URL, f"{id_}#{salt}").urn


def _spare_the_gone(state: State, build: int) -> None:
    """Give a new article another id where its own was that of one that is gone, unless it is that one come back."""
    for number, own_id, id_rule, print_, gone_print in state.returned(build):
        if id_rule == "guid" or print_ == gone_print:
            state.revive([own_id])
            continue
        count = 2
        while state.gone(other := derived_id(own_id, str(count))) or state.id_taken(other):
            count += 1
        state.set_id(number, other, None)


def _claim(path: str, other: str, id_: str) -> Problem:
    hint = "give each article a guid of its own"
    return Finding("id-claimed-twice", f"{other} claims the same id {id_!r}", hint).at(path)
