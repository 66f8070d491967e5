"""The states of several shards as one State: its tables of articles query all shards and join the answers.

The main state has the feeds, the ids of vanished articles, and the values of the build. A shard is named by the prefix
of the paths of its articles; a hash of the prefix is the upper part of their numbers.
"""

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from heapq import merge
from itertools import chain, groupby
from operator import itemgetter
from typing import Any

from feedmaker.state import State
from feedmaker.state.articles import ArticleTable, StoredArticle
from feedmaker.state.due import DueTable, Row
from feedmaker.state.schema import PublicationCounts
from feedmaker.state.shard import Column
from feedmaker.text.article_paths import order_of, source_code, split_prefix

#: Bits of a number within a shard; the bits above are those of the shard.
_BITS = 39
#: Articles in one query.
_ASKED = 200


def first_number(prefix: str) -> int:
    """Return the number below those of the articles of a shard."""
    return int(source_code(prefix), 16) << _BITS


class Shards:
    """The open states of shards; a question is a function of a State and further arguments."""

    def __init__(self, prefixes: Sequence[str]) -> None:
        """Take the prefixes of the paths of the articles in each shard."""
        self.prefixes = prefixes
        self._by_number = {first_number(prefix) >> _BITS: prefix for prefix in prefixes}

    def ask(self, question: Callable[..., Any], arguments: Mapping[str, Sequence[Any]]) -> list[Any]:
        """Return question(state, *arguments) of each shard, by prefix; the shards work at the same time."""
        raise NotImplementedError

    def ask_all(self, question: Callable[..., Any], *arguments: Any) -> list[Any]:
        """Return the answers of all shards, in the order of `prefixes`."""
        return self.ask(question, dict.fromkeys(self.prefixes, arguments))

    def ask_one(self, prefix: str, question: Callable[..., Any], *arguments: Any) -> Any:
        """Return the answer of one shard."""
        return self.ask(question, {prefix: arguments})[0]

    def of_number(self, number: int) -> str:
        """Return the prefix of the shard of an article."""
        return self._by_number[number >> _BITS]


class LocalShards(Shards):
    """Shards whose states are open in this process."""

    def __init__(self, states: Mapping[str, State]) -> None:
        super().__init__(list(states))
        self._states = states

    def ask(self, question: Callable[..., Any], arguments: Mapping[str, Sequence[Any]]) -> list[Any]:
        """Return the answers of the shards with these prefixes."""
        return [question(self._states[prefix], *given) for prefix, given in arguments.items()]


def ask_table(state: State, table: str, method: str, *arguments: Any, **keywords: Any) -> Any:
    """Call a method of a table of a state; an iterator is returned as a list."""
    found = getattr(getattr(state, table), method)(*arguments, **keywords)
    return list(found) if isinstance(found, Iterator) else found


class _OfShards:
    """A table whose rows are in the same table of all shards."""

    _table: str

    def __init__(self, shards: Shards, *arguments: Any, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        self._shards = shards

    def _of_shards(self, query: str, *arguments: Any) -> list[Any]:
        return _rows(self._shards.ask_all(ask_table, "shard", query, *arguments))

    def _meeting(self, column: Column) -> Collection[bytes]:
        prefixes = self._shards.prefixes
        if len(prefixes) < 2:
            return ()
        partitions = zip(*self._shards.ask_all(ask_table, "shard", "partitions", column, len(prefixes)), strict=True)
        asked = {prefix: ("shard", "meeting", each) for prefix, each in zip(prefixes, partitions, strict=True)}
        return set().union(*self._shards.ask(ask_table, asked))


def _of_all(method: str, join: Callable[[list[Any]], Any]) -> Any:
    """Make a method of a table that calls the one of all shards and returns join(results)."""

    def ask(table: _OfShards, *arguments: Any, **keywords: Any) -> Any:
        return join(table._shards.ask_all(partial(ask_table, **keywords), table._table, method, *arguments))

    return ask


def _of_number(method: str) -> Any:
    """Make a method of a table that calls the one of the shard of an article, whose number is the first argument."""

    def ask(table: _OfShards, number: int, *arguments: Any, **keywords: Any) -> Any:
        shards, question = table._shards, partial(ask_table, **keywords)
        return shards.ask_one(shards.of_number(number), question, table._table, method, number, *arguments)

    return ask


def _at_path(method: str, missing: Callable[[], Any]) -> Any:
    """Make a method of a table that calls the one of the shard of a path; missing() is the result without a shard."""

    def ask(table: _OfShards, path: str) -> Any:
        prefix, _ = split_prefix(path)
        known = prefix in table._shards.prefixes
        return table._shards.ask_one(prefix, ask_table, table._table, method, path) if known else missing()

    return ask


def _rows(answers: Iterable[Iterable[Any]]) -> list[Any]:
    return list(chain(*answers))


def _union(answers: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    return {key: value for answer in answers for key, value in answer.items()}


def _total(answers: Iterable[dict[str, int]]) -> dict[str, int]:
    return sum(map(Counter[str], answers), Counter[str]())


#: Field of PublicationCounts → what joins its values.
_JOIN: Mapping[str, Callable[[list[int]], int]] = {
    "held": sum, "next_due": min, "expired": sum, "next_expiry": min, "last_expiry": max, "newest": max,
}  # fmt: skip


def _joined_counts(answers: Sequence[PublicationCounts]) -> PublicationCounts:
    known = {name: [value for one in answers if (value := getattr(one, name)) is not None] for name in _JOIN}
    return PublicationCounts(**{name: join(known[name]) if known[name] else None for name, join in _JOIN.items()})  # type: ignore[arg-type]


class ShardedArticles(_OfShards, ArticleTable):
    """The articles of all shards. The ids of vanished articles are in the main state."""

    _table = "articles"

    folders = _of_all("folders", _union)
    has_files_to_read_again = _of_all("has_files_to_read_again", any)
    count_kept_ids = _of_all("count_kept_ids", sum)
    has_ids_of_address = _of_all("has_ids_of_address", any)
    is_id_taken = _of_all("is_id_taken", any)
    with_content = _of_all(
        "with_content", lambda answers: sorted(chain(*answers), key=lambda one: (one.first_build, order_of(one.path)))
    )
    with_page = _of_all("with_page", lambda answers: sorted(chain(*answers), key=lambda one: order_of(one.path)))
    status_counts = _of_all("status_counts", _total)
    unrenderable = _of_all("unrenderable", lambda answers: set().union(*answers))
    problems = _of_all("problems", lambda answers: merge(*answers))

    path = _of_number("path")
    own_id = _of_number("own_id")
    set_id = _of_number("set_id")
    set_unrenderable = _of_number("set_unrenderable")

    files_in = _at_path("files_in", dict)
    find = _at_path("find", lambda: None)

    def records(self, numbers: Sequence[int]) -> Iterator[StoredArticle]:
        """Yield what rendering needs of these articles."""
        for start in range(0, len(numbers), _ASKED):
            some = sorted(numbers[start : start + _ASKED])
            for prefix, of_shard in groupby(some, self._shards.of_number):
                yield from self._shards.ask_one(prefix, ask_table, self._table, "records", list(of_shard))

    def set_body_problems(self, rows: Iterable[tuple[str, int]]) -> None:
        """Store (problems, number) that rendering found."""
        ordered = sorted(rows, key=itemgetter(1))
        for prefix, of_shard in groupby(ordered, lambda row: self._shards.of_number(row[1])):
            self._shards.ask_one(prefix, ask_table, self._table, "set_body_problems", list(of_shard))


class ShardedDue(_OfShards, DueTable):
    """The articles of all shards that feeds show at a moment."""

    _table = "due"

    watch = _of_all("watch", lambda _: None)
    touched = _of_all("touched", lambda answers: None if None in answers else frozenset().union(*answers))
    counts = _of_all("counts", _total)
    recent = _of_all("recent", _rows)
    naming_others = _of_all("naming_others", _rows)
    due_paths = _of_all("due_paths", _rows)
    count_by_source = _of_all("count_by_source", _union)
    count_sections = _of_all("count_sections", sum)
    count_without = _of_all("count_without", sum)
    publication_counts = _of_all("publication_counts", _joined_counts)

    def rows_of(self, until: int, since: int, wanted: Mapping[str, int], after: int) -> Iterator[list[Row]]:
        """Yield the articles dated after `after`, or with labels in `wanted` and dated after its value, by shard."""
        return iter(self._shards.ask_all(_rows_of, until, since, wanted, after))


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
        super().__init__(main._db, notice=notice, is_new=is_new, first_state=main._first_state)
        self.shards = shards
        self._kept = kept
        self._version = version
        #: The shards have the versions that the main state lists.
        self.is_complete = is_complete
        self.articles = ShardedArticles(shards, main._db, main.shard, is_new=main.is_new)
        self.due = ShardedDue(shards, main._db, main.shard)

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


def _rows_of(state: State, until: int, since: int, wanted: Mapping[str, int], after: int) -> list[Row]:
    return [row for rows in state.due.rows_of(until, since, wanted, after) for row in rows]
