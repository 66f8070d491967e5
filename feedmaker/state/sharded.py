"""The states of several shards as one State: queries about articles go to all shards, whose rows are joined.

The main state has the feeds, the ids of vanished articles, and the values of the build. A shard is named by the prefix
of the paths of its articles; a hash of the prefix is the upper part of their numbers.
"""

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import chain, groupby
from typing import Any, Protocol, TypeVar

from feedmaker.state import State
from feedmaker.state.shard import Column, Database, ShardTable
from feedmaker.text.article_paths import source_code, split_prefix

#: Bits of a number within a shard; the bits above those are those of the shard.
_BITS = 39

Answer = TypeVar("Answer")
Value = TypeVar("Value")


def first_number(prefix: str) -> int:
    """Return the number below those of the articles of a shard."""
    return int(source_code(prefix), 16) << _BITS


class Holder(Protocol):
    """What has the open state of a shard."""

    @property
    def state(self) -> State:
        """The state."""


class Shards:
    """The open states of shards, each with a holder, perhaps in other processes; what is passed must be picklable."""

    def __init__(self, prefixes: Sequence[str]) -> None:
        """Take the prefixes of the paths of the articles in each shard."""
        self.prefixes = prefixes
        self._by_number = {first_number(prefix) >> _BITS: prefix for prefix in prefixes}

    def call(self, function: Callable[..., Answer], arguments: Mapping[str, Sequence[Any]]) -> list[Answer]:
        """Return function(holder, *arguments) of each shard, by prefix; the shards work at the same time."""
        raise NotImplementedError

    def ask(self, question: Callable[..., Answer], arguments: Mapping[str, Sequence[Any]]) -> list[Answer]:
        """Return question(state, *arguments) of each shard, by prefix."""
        return self.call(_ask_state, {prefix: (question, *given) for prefix, given in arguments.items()})

    def ask_all(self, question: Callable[..., Answer], *arguments: Any) -> list[Answer]:
        """Return the answers of all shards, in the order of `prefixes`."""
        return self.ask(question, dict.fromkeys(self.prefixes, arguments))

    def ask_one(self, prefix: str, question: Callable[..., Answer], *arguments: Any) -> Answer:
        """Return the answer of one shard."""
        return self.ask(question, {prefix: arguments})[0]

    def of_number(self, number: int) -> str:
        """Return the prefix of the shard of an article."""
        return self._by_number[number >> _BITS]


def _ask_state(holder: Holder, question: Callable[..., Answer], *arguments: Any) -> Answer:
    return question(holder.state, *arguments)


class _ShardedDatabase(Database):
    """The tables of the articles of all shards."""

    def __init__(self, connection: sqlite3.Connection, shard: ShardTable, shards: Shards) -> None:
        """Take the connection and the table of the main state."""
        super().__init__(connection, shard)
        self._shards = shards

    def rows(self, query: str, *values: Any) -> list[Any]:
        return [*chain(*self._shards.ask_all(_in_shard, Database.rows, query, *values))]

    def rows_of(self, number: int, query: str, *values: Any) -> list[Any]:
        found: list[Any] = self._shards.ask_one(
            self._shards.of_number(number), _in_shard, Database.rows, query, *values
        )
        return found

    def rows_at(self, path: str, query: str, *values: Any) -> list[Any]:
        prefix, _ = split_prefix(path)
        is_known = prefix in self._shards.prefixes
        return self._shards.ask_one(prefix, _in_shard, Database.rows, query, *values) if is_known else []

    def by_shard(self, numbers: Sequence[int]) -> Iterable[Sequence[int]]:
        return [list(some) for _, some in groupby(numbers, self._shards.of_number)]

    def change(self, number: int, query: str, rows: Iterable[Sequence[Any]]) -> None:
        self._shards.ask_one(self._shards.of_number(number), _in_shard, Database.change, number, query, list(rows))

    def execute(self, statements: Sequence[str]) -> None:
        self._shards.ask_all(_in_shard, Database.execute, statements)

    def compare(self, query: Callable[..., Iterable[Value]], *arguments: Any) -> list[Value]:
        return [*chain(*self._shards.ask_all(_in_shard, Database.compare, query, *arguments))]

    def meeting(self, column: Column) -> Collection[bytes]:
        prefixes = self._shards.prefixes
        if len(prefixes) < 2:
            return ()
        of_shards = self._shards.ask_all(_in_shard, Database.compare, ShardTable.partitions, column, len(prefixes))
        partitions = zip(prefixes, zip(*of_shards, strict=True), strict=True)
        asked = {prefix: (Database.compare, ShardTable.meeting, of_prefix) for prefix, of_prefix in partitions}
        return set(chain(*self._shards.ask(_in_shard, asked)))


def _in_shard(state: State, method: Callable[..., Any], *arguments: Any) -> Any:
    """Return the result of a method of the Database of a shard."""
    return method(state.database, *arguments)


class ShardedState(State):
    """A state whose articles are in the states of shards, which are committed before the main state.

    Each commit gives a shard a new version; the main state lists the versions that belong to it.
    """

    def __init__(
        self,
        main: State,
        shards: Shards,
        notice: str = "",
        *,
        is_new: bool = False,
        is_complete: bool = True,
        kept: Sequence[str] = (),
        version: str = "",
    ) -> None:
        """Take the prefixes of the shards that the next build will have, and the version that `commit` gives."""
        super().__init__(
            main._db,
            notice=notice,
            is_new=is_new,
            first_state=main._first_state,
            database=_ShardedDatabase(main._db, main.shard, shards),
        )
        self.shards = shards
        self._kept = kept
        self._version = version
        #: The shards have the versions that the main state lists.
        self.is_complete = is_complete

    def numbers_of(self, prefix: str, numbers: Iterable[int]) -> frozenset[int]:
        """Return those of the numbers that articles of a shard have."""
        return frozenset(number for number in numbers if self.shards.of_number(number) == prefix)

    def commit(self) -> None:
        """Commit the shards, then the main state: after a crash between them, the next scan reads the difference."""
        versions = dict(zip(self.shards.prefixes, self.shards.ask_all(commit_shard, self._version), strict=True))
        self.set_meta({"shards": json.dumps({prefix: versions[prefix] for prefix in self._kept})})
        super().commit()


def commit_shard(state: State, version: str) -> str:
    """Commit the state of a shard, with this version, if anything has changed in it; return its version."""
    if not state.has_changed:
        return state.meta("version")
    state.set_meta({"version": version})
    state.commit()
    return version
