"""The states of several shards as one: the tables of the articles answer from those of all shards.

The state of the whole has the feeds, the ids of vanished articles, and what is known of the build. A shard is named by
the prefix of the paths of its articles, which also decides the numbers that they have.
"""
# ruff: noqa: D102 - the methods do what those of the tables do

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import merge
from itertools import groupby
from operator import itemgetter
from typing import Any

from feedmaker.state import State
from feedmaker.state.articles import ArticleTable, StoredArticle
from feedmaker.state.due import DueTable, Row
from feedmaker.state.links import LinkTable
from feedmaker.state.schema import Duplicate, PublicationCounts, StoredFile
from feedmaker.state.shard_answers import Merged, Shards, ask_table
from feedmaker.text.article_paths import order_of, source_code, split_prefix

#: Bits of a number within a shard; the bits above are those of the shard.
_BITS = 39
#: Articles in one question.
_ASKED = 200


def first_number(prefix: str) -> int:
    """Return the number after which those of the articles of a shard are."""
    return int(source_code(prefix), 16) << _BITS


class ShardedArticles(Merged, ArticleTable):
    """The articles of all shards. The ids of vanished articles are in the state of the whole."""

    _table = "articles"

    def __init__(self, whole: State, connection: sqlite3.Connection, shards: Shards) -> None:
        super().__init__(connection, whole.shard, is_new=whole.is_new)
        self._shards = shards
        self._by_number = {first_number(prefix) >> _BITS: prefix for prefix in shards.prefixes}

    def _of(self, number: int, method: str, *arguments: Any) -> Any:
        """Ask the shard of an article."""
        return self._shards.ask_one(self._by_number[number >> _BITS], ask_table, self._table, method, *arguments)

    def _at(self, path: str, method: str) -> Any:
        """Ask the shard of a path; None where there is no such shard."""
        prefix, _ = split_prefix(path)
        known = prefix in self._shards.prefixes
        return self._shards.ask_one(prefix, ask_table, self._table, method, path) if known else None

    def folders(self) -> dict[str, bytes]:
        return {path: digest for folders in self._all("folders") for path, digest in folders.items()}

    def files_in(self, folder: str) -> dict[str, StoredFile]:
        return self._at(folder, "files_in") or {}

    def has_files_to_read_again(self) -> bool:
        return any(self._all("has_files_to_read_again"))

    def path(self, number: int) -> str:
        return str(self._of(number, "path", number))

    def find(self, path: str) -> tuple[int, str] | None:
        found: tuple[int, str] | None = self._at(path, "find")
        return found

    def own_id(self, number: int) -> str:
        return str(self._of(number, "own_id", number))

    def records(self, numbers: Sequence[int]) -> Iterator[StoredArticle]:
        for start in range(0, len(numbers), _ASKED):
            some = sorted(numbers[start : start + _ASKED])
            for _, of_shard in groupby(some, lambda number: number >> _BITS):
                asked = list(of_shard)
                yield from self._of(asked[0], "records", asked)

    def set_id(self, number: int, id_: str, first_build: int | None = None) -> None:
        self._of(number, "set_id", number, id_, first_build)

    def count_kept_ids(self) -> int:
        return sum(self._all("count_kept_ids"))

    def has_ids_of_address(self) -> bool:
        return any(self._all("has_ids_of_address"))

    def is_id_taken(self, id_: str, besides: int = 0) -> bool:
        return any(self._all("is_id_taken", id_, besides))

    def with_content(self, content_hash: bytes) -> list[Duplicate]:
        found = self._joined("with_content", content_hash)
        return sorted(found, key=lambda article: (article.first_build, order_of(article.path)))

    def with_page(self, link_hash: bytes, published: int) -> list[Duplicate]:
        found = self._joined("with_page", link_hash, published)
        return sorted(found, key=lambda article: order_of(article.path))

    def status_counts(self) -> dict[str, int]:
        return dict(sum(map(Counter, self._all("status_counts")), Counter[str]()))

    def unrenderable(self) -> set[int]:
        return set(self._joined("unrenderable"))

    def set_unrenderable(self, number: int, problems: str, *, try_again: bool) -> None:
        prefix = self._by_number[number >> _BITS]
        self._shards.ask_one(prefix, _set_unrenderable, number, problems, try_again)

    def set_body_problems(self, rows: Iterable[tuple[str, int]]) -> None:
        for _, of_shard in groupby(sorted(rows, key=itemgetter(1)), lambda row: row[1] >> _BITS):
            some = list(of_shard)
            self._of(some[0][1], "set_body_problems", some)

    def problems(self) -> Iterator[tuple[str, str, str]]:
        return merge(*self._all("problems"))


class ShardedDue(Merged, DueTable):
    """The articles of all shards that feeds show at a moment."""

    _table = "due"

    def __init__(self, connection: sqlite3.Connection, shards: Shards) -> None:
        super().__init__(connection)
        self._shards = shards

    def watch(self) -> None:
        self._all("watch")

    def touched(self) -> frozenset[str] | None:
        found: list[frozenset[str] | None] = self._all("touched")
        return None if None in found else frozenset().union(*filter(None, found))

    def counts(self, until: int, since: int) -> Iterator[tuple[str, int]]:
        total = Counter[str]()
        for labels, count in self._joined("counts", until, since):
            total[labels] += count
        return iter(total.items())

    def recent(self, until: int, since: int, after: int) -> Iterator[tuple[str, int]]:
        return iter(self._joined("recent", until, since, after))

    def rows_of(self, until: int, since: int, wanted: Mapping[str, int], after: int) -> Iterator[list[Row]]:
        return iter(self._shards.ask_all(_rows_of, until, since, wanted, after))

    def publication_counts(self, until: int, since: int) -> PublicationCounts:
        counts: list[PublicationCounts] = self._all("publication_counts", until, since)
        return PublicationCounts(
            held=sum(one.held for one in counts),
            next_due=min(_known(one.next_due for one in counts), default=None),
            expired=sum(one.expired for one in counts),
            next_expiry=min(_known(one.next_expiry for one in counts), default=None),
            last_expiry=max(_known(one.last_expiry for one in counts), default=None),
            newest=max(_known(one.newest for one in counts), default=None),
        )


class ShardedLinks(Merged, LinkTable):
    """The pages of the articles of all shards."""

    _table = "links"

    def __init__(self, whole: State, connection: sqlite3.Connection, shards: Shards) -> None:
        super().__init__(connection, whole.shard)
        self._shards = shards

    def naming_others(self) -> list[tuple[int, str]]:
        return self._joined("naming_others")

    def due_paths(self, until: int, since: int, paths: Sequence[str] | None) -> Iterator[tuple[int, str]]:
        return iter(self._joined("due_paths", until, since, paths))

    def count_by_source(self, until: int, since: int) -> dict[str, int]:
        counts: list[Mapping[str, int]] = self._all("count_by_source", until, since)
        return {prefix: count for of_shard in counts for prefix, count in of_shard.items()}

    def count_sections(self) -> int:
        return sum(self._all("count_sections"))

    def count_without(self, until: int, since: int) -> int:
        return sum(self._all("count_without", until, since))


class ShardedState(State):
    """A state whose articles are in the states of shards; these are committed before it.

    Each commit of a shard gives it another version, and the state of the whole names the versions that belong to it.
    """

    def __init__(
        self,
        whole: State,
        shards: Shards,
        notice: str = "",
        *,
        is_new: bool = False,
        is_complete: bool = True,
        kept: Sequence[str] = (),
        version: str = "",
    ) -> None:
        """Take the prefixes of the shards that the next build will have, and the version of what `commit` changes."""
        super().__init__(whole._db, notice=notice, is_new=is_new, first_state=whole._first_state)
        self.shards = shards
        self._kept = kept
        self._version = version
        #: The shards are those that the state of the whole was committed with.
        self.is_complete = is_complete
        self.articles = ShardedArticles(whole, whole._db, shards)
        self.due = ShardedDue(whole._db, shards)
        self.links = ShardedLinks(whole, whole._db, shards)

    def numbers_of(self, prefix: str, numbers: Iterable[int]) -> frozenset[int]:
        """Return those of the numbers that articles of a shard have."""
        first = first_number(prefix)
        return frozenset(number for number in numbers if number >> _BITS == first >> _BITS)

    def commit(self) -> None:
        """Make all changes permanent: those of the shards first, so that what is left of a crash is found by a scan."""
        versions = dict(zip(self.shards.prefixes, self.shards.ask_all(commit_shard, self._version), strict=True))
        self.set_meta({"shards": json.dumps({prefix: versions[prefix] for prefix in self._kept})})
        super().commit()


def commit_shard(state: State, version: str) -> str:
    """Commit the state of a shard, with this version, if anything in it has changed; return the version that it has."""
    if not state.has_changed:
        return state.meta("version")
    state.set_meta({"version": version})
    state.commit()
    return version


def _rows_of(state: State, until: int, since: int, wanted: Mapping[str, int], after: int) -> list[Row]:
    return [row for rows in state.due.rows_of(until, since, wanted, after) for row in rows]


def _set_unrenderable(state: State, number: int, problems: str, try_again: bool) -> None:
    state.articles.set_unrenderable(number, problems, try_again=try_again)


def _known(times: Iterable[int | None]) -> list[int]:
    return [time for time in times if time is not None]
