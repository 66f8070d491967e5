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
from typing import Any, Protocol, TypeVar, cast

from feedmaker.state import State
from feedmaker.state.articles import ArticleTable, StoredArticle
from feedmaker.state.due import DueTable, Row
from feedmaker.state.schema import PublicationCounts
from feedmaker.state.shard import Column, ShardTable
from feedmaker.text.article_paths import order_of, source_code, split_prefix

#: Bits of a number within a shard; the bits above those are those of the shard.
_BITS = 39
#: Articles in one query.
_ASKED = 200

Answer = TypeVar("Answer")
Method = TypeVar("Method", bound=Callable[..., Any])
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


def ask_table(state: State, table: str, method: Callable[..., Any], *arguments: Any) -> Any:
    """Return the result of a method of a table of a state; an iterator as a list."""
    found = method(getattr(state, table), *arguments)
    return list(found) if isinstance(found, Iterator) else found


class _OfShards:
    """A table whose rows are in the same table of all shards."""

    _table: str

    def __init__(self, shards: Shards, *arguments: Any, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        self.shards = shards

    def _of_shards(self, query: Callable[..., Iterable[Value]], *arguments: Any) -> list[Value]:
        return _rows(self.shards.ask_all(ask_table, "shard", query, *arguments))

    def _meeting(self, column: Column) -> Collection[bytes]:
        prefixes = self.shards.prefixes
        if len(prefixes) < 2:
            return ()
        of_shards = self.shards.ask_all(ask_table, "shard", ShardTable.partitions, column, len(prefixes))
        partitions = zip(prefixes, zip(*of_shards, strict=True), strict=True)
        asked = {prefix: ("shard", ShardTable.meeting, of_prefix) for prefix, of_prefix in partitions}
        return set[bytes]().union(*self.shards.ask(ask_table, asked))

    def ask_one(self, prefix: str, method: Callable[..., Answer], *arguments: Any) -> Answer:
        """Return the result of a method of the table of one shard."""
        found: Answer = self.shards.ask_one(prefix, ask_table, self._table, method, *arguments)
        return found

    def ask_all(self, method: Callable[..., Answer], *arguments: Any) -> list[Answer]:
        """Return the results of a method of the tables of all shards."""
        return self.shards.ask_all(ask_table, self._table, method, *arguments)


def _of_all(method: Method, join: Callable[[list[Any]], object]) -> Method:
    """Make a method of a table that calls the one of all shards and returns join(results)."""

    def ask(table: _OfShards, *arguments: Any, **keywords: Any) -> object:
        return join(table.ask_all(partial(method, **keywords), *arguments))

    return cast("Method", ask)


def _of_number(method: Method) -> Method:
    """Make a method of a table that calls the one of the shard of an article, whose number is the first argument."""

    def ask(table: _OfShards, number: int, *arguments: Any, **keywords: Any) -> object:
        return table.ask_one(table.shards.of_number(number), partial(method, **keywords), number, *arguments)

    return cast("Method", ask)


def _at_path(method: Method, missing: Callable[[], object]) -> Method:
    """Make a method of a table that calls the one of the shard of a path; missing() is the result without a shard."""

    def ask(table: _OfShards, path: str) -> object:
        prefix, _ = split_prefix(path)
        return table.ask_one(prefix, method, path) if prefix in table.shards.prefixes else missing()

    return cast("Method", ask)


def _rows(answers: Iterable[Iterable[Value]]) -> list[Value]:
    return list(chain(*answers))


def _union(answers: Iterable[Mapping[str, Value]]) -> dict[str, Value]:
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

    folders = _of_all(ArticleTable.folders, _union)
    has_files_to_read_again = _of_all(ArticleTable.has_files_to_read_again, any)
    count_kept_ids = _of_all(ArticleTable.count_kept_ids, sum)
    has_ids_of_address = _of_all(ArticleTable.has_ids_of_address, any)
    is_id_taken = _of_all(ArticleTable.is_id_taken, any)
    with_content = _of_all(
        ArticleTable.with_content,
        lambda answers: sorted(chain(*answers), key=lambda one: (one.first_build, order_of(one.path))),
    )
    status_counts = _of_all(ArticleTable.status_counts, _total)
    unrenderable = _of_all(ArticleTable.unrenderable, lambda answers: set().union(*answers))
    problems = _of_all(ArticleTable.problems, lambda answers: merge(*answers))

    path = _of_number(ArticleTable.path)
    own_id = _of_number(ArticleTable.own_id)
    set_id = _of_number(ArticleTable.set_id)
    set_unrenderable = _of_number(ArticleTable.set_unrenderable)

    files_in = _at_path(ArticleTable.files_in, dict)
    find = _at_path(ArticleTable.find, lambda: None)

    def records(self, numbers: Sequence[int]) -> Iterator[StoredArticle]:
        """Yield what rendering needs of these articles."""
        for start in range(0, len(numbers), _ASKED):
            some = sorted(numbers[start : start + _ASKED])
            for prefix, of_shard in groupby(some, self.shards.of_number):
                yield from self.ask_one(prefix, ArticleTable.records, list(of_shard))

    def set_body_problems(self, rows: Iterable[tuple[str, int]]) -> None:
        """Store (problems, number) that rendering found."""
        ordered = sorted(rows, key=itemgetter(1))
        for prefix, of_shard in groupby(ordered, lambda row: self.shards.of_number(row[1])):
            self.ask_one(prefix, ArticleTable.set_body_problems, list(of_shard))


class ShardedDue(_OfShards, DueTable):
    """The articles of all shards that feeds show at a moment."""

    _table = "due"

    watch = _of_all(DueTable.watch, lambda _: None)
    touched = _of_all(DueTable.touched, lambda answers: None if None in answers else frozenset().union(*answers))
    counts = _of_all(DueTable.counts, _total)
    recent = _of_all(DueTable.recent, _rows)
    naming_others = _of_all(DueTable.naming_others, _rows)
    due_paths = _of_all(DueTable.due_paths, _rows)
    count_by_source = _of_all(DueTable.count_by_source, _union)
    count_sections = _of_all(DueTable.count_sections, sum)
    count_without = _of_all(DueTable.count_without, sum)
    publication_counts = _of_all(DueTable.publication_counts, _joined_counts)

    def rows_of(self, until: int, since: int, wanted: Mapping[str, int], after: int) -> Iterator[list[Row]]:
        """Yield the articles dated after `after`, or with labels in `wanted` and dated after its value, by shard."""
        return iter(self.shards.ask_all(_rows_of, until, since, wanted, after))


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
