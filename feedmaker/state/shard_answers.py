"""Questions to the states of several shards, and their answers merged."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from feedmaker.state.shard import Column

if TYPE_CHECKING:
    from feedmaker.state import State


class Shards:
    """Open states of shards; a question is a function of a State and of further arguments."""

    def __init__(self, prefixes: Sequence[str]) -> None:
        """Take the prefixes of the paths of the articles in each shard."""
        self.prefixes = prefixes

    def ask(self, question: Callable[..., Any], arguments: Mapping[str, Sequence[Any]]) -> list[Any]:
        """Return the answers of the shards with these prefixes, each to its arguments; they look at the same time."""
        raise NotImplementedError

    def ask_all(self, question: Callable[..., Any], *arguments: Any) -> list[Any]:
        """Return the answers of all shards, in the order of `prefixes`."""
        return self.ask(question, dict.fromkeys(self.prefixes, arguments))

    def ask_one(self, prefix: str, question: Callable[..., Any], *arguments: Any) -> Any:
        """Return the answer of one shard."""
        return self.ask(question, {prefix: arguments})[0]


class LocalShards(Shards):
    """Shards whose states are open in this process."""

    def __init__(self, states: Mapping[str, "State"]) -> None:
        super().__init__(list(states))
        self._states = states

    def ask(self, question: Callable[..., Any], arguments: Mapping[str, Sequence[Any]]) -> list[Any]:
        """Return the answers of the shards with these prefixes."""
        return [question(self._states[prefix], *given) for prefix, given in arguments.items()]


def ask_table(state: "State", table: str, method: str, *arguments: Any) -> Any:
    """Return what a method of a table of a state returns, a list in place of an iterator."""
    found = getattr(getattr(state, table), method)(*arguments)
    return list(found) if isinstance(found, Iterator) else found


class Merged:
    """Merges the answers of the same table of all shards."""

    _shards: Shards
    _table: str

    def _all(self, method: str, *arguments: Any) -> list[Any]:
        return self._shards.ask_all(ask_table, self._table, method, *arguments)

    def _joined(self, method: str, *arguments: Any) -> list[Any]:
        return [row for rows in self._all(method, *arguments) for row in rows]

    def _of_shards(self, query: str, *arguments: Any) -> list[Any]:
        found = self._shards.ask_all(ask_table, "shard", query, *arguments)
        return [row for rows in found for row in rows]

    def _meeting(self, column: Column) -> set[bytes]:
        count = len(self._shards.prefixes)
        if count < 2:
            return set()
        partitions = zip(*self._shards.ask_all(ask_table, "shard", "partitions", column, count), strict=True)
        asked = {
            prefix: ("shard", "meeting", each) for prefix, each in zip(self._shards.prefixes, partitions, strict=True)
        }
        return set().union(*self._shards.ask(ask_table, asked))
