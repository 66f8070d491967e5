"""Questions to the states of several shards, and their answers merged."""
# ruff: noqa: D102 - the methods of LocalShards do what those of Shards do

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from feedmaker.state.shard import Column

if TYPE_CHECKING:
    from feedmaker.state import State


class Shards(Protocol):
    """Open states of shards; `question` is a function of a State and of `arguments`."""

    @property
    def prefixes(self) -> Sequence[str]:
        """Which shards there are."""

    def ask_all(self, question: Callable[..., Any], *arguments: Any) -> list[Any]:
        """Return the answers of all shards, which they find at the same time, in the order of `prefixes`."""

    def ask_each(self, question: Callable[..., Any], arguments: Sequence[Sequence[Any]]) -> list[Any]:
        """Return the answers of all shards, each of which has its own arguments."""

    def ask_one(self, prefix: str, question: Callable[..., Any], *arguments: Any) -> Any:
        """Return the answer of one shard."""


class LocalShards:
    """Shards whose states are open in this process."""

    def __init__(self, states: Mapping[str, "State"]) -> None:
        self.prefixes = list(states)
        self._states = states

    def ask_all(self, question: Callable[..., Any], *arguments: Any) -> list[Any]:
        return [question(state, *arguments) for state in self._states.values()]

    def ask_each(self, question: Callable[..., Any], arguments: Sequence[Sequence[Any]]) -> list[Any]:
        return [question(state, *given) for state, given in zip(self._states.values(), arguments, strict=True)]

    def ask_one(self, prefix: str, question: Callable[..., Any], *arguments: Any) -> Any:
        return question(self._states[prefix], *arguments)


def ask(state: "State", table: str, method: str, *arguments: Any) -> Any:
    """Return what a method of a table of a state returns, a list in place of an iterator."""
    found = getattr(getattr(state, table), method)(*arguments)
    return list(found) if isinstance(found, Iterator) else found


class Merged:
    """Merges the answers of shards."""

    _shards: Shards
    _table: str

    def _all(self, method: str, *arguments: Any, table: str = "") -> list[Any]:
        return self._shards.ask_all(ask, table or self._table, method, *arguments)

    def _joined(self, method: str, *arguments: Any, table: str = "") -> list[Any]:
        return [row for rows in self._all(method, *arguments, table=table) for row in rows]

    def _meeting(self, column: Column) -> set[bytes]:
        """Return the hashes of the values that several shards have."""
        count = len(self._shards.prefixes)
        if count < 2:
            return set()
        by_shard = self._all("partitions", column, count, table="shard")
        parts = zip(*by_shard, strict=True)
        return set().union(*self._shards.ask_each(ask, [("shard", "meeting", part) for part in parts]))
