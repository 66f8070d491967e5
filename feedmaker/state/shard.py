"""Queries of one state, a shard's or the only one, that compare articles, and the moving of articles between states.

Articles with the same content, id or page may be in different shards. Each shard divides the hashes of its values into
partitions, and each partition is compared by one shard. Only values found in several shards are then looked up.
"""

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from hashlib import blake2b
from itertools import takewhile
from typing import Any, Literal, TypeAlias, TypeVar

from feedmaker.state.schema import ALL_DUE, DUPLICATE, IS_DUE, IS_PUBLISHED, LOOK_AGAIN, PATH

Value = TypeVar("Value")
Column: TypeAlias = Literal["content_hash", "id", "link_hash"]

#: Bytes of a hash in a partition.
_SIZE = 16
#: Files that are moved at a time.
_CHUNK = 10_000
#: The columns of files without their number, and those with the columns of records.
_FILE = (
    "folder, name, version, file_hash, status, published, expires, own_id, id_rule, content_hash, entry_hash,"
    " link_hash, labels, name_key, id, first_build"
)
_ADOPTED = f"{_FILE}, record, problems, body_problems, names"


class ShardTable:
    """The table `files` of an open state; times are in seconds since the epoch."""

    def __init__(self, connection: sqlite3.Connection, first_number: int) -> None:
        self._db = connection
        #: Numbers of articles are greater.
        self._first_number = first_number

    def partitions(self, column: Column, count: int) -> list[bytes]:
        """Return the hashes of all values of a column, once each, in `count` partitions."""
        found = [bytearray() for _ in range(count)]
        for value in self._values(column):
            key = _key(value)
            found[key[0] % count] += key
        return [bytes(part) for part in found]

    def meeting(self, partitions: Sequence[bytes]) -> set[bytes]:
        """Return the hashes that are in several of these partitions."""
        seen, found = set[bytes](), set[bytes]()
        for part in partitions:
            keys = {part[start : start + _SIZE] for start in range(0, len(part), _SIZE)}
            found |= seen & keys
            seen |= keys
        return found

    def sharing(self, column: Literal["content_hash", "id"], elsewhere: Collection[bytes]) -> list[tuple[Any, ...]]:
        """Return (value, *Duplicate) of each article that shares its value with another one, here or `elsewhere`."""
        select = f"SELECT {column}, {DUPLICATE} FROM files WHERE {column}"
        return self._rows(select, column, elsewhere)

    def linking(self, until: int, since: int, elsewhere: Collection[bytes]) -> list[tuple[Any, ...]]:
        """Return (link, content, number, path) of the due articles that share their page with another one."""
        select = f"SELECT link_hash, content_hash, number, {PATH} FROM files WHERE {IS_DUE} AND link_hash"
        return self._rows(select, "link_hash", elsewhere, until, since)

    def _rows(self, select: str, column: Column, elsewhere: Collection[bytes], *values: int) -> list[tuple[Any, ...]]:
        several = f"SELECT {column} FROM files WHERE {column} IS NOT NULL GROUP BY {column} HAVING count(*) > 1"
        found = set(self._db.execute(f"{select} IN ({several})", values))
        for value in self._values(column) if elsewhere else ():
            if _key(value) in elsewhere:
                found.update(self._db.execute(f"{select} = ?", (*values, value)))
        return list(found)

    def _values(self, column: Column) -> Iterator[bytes | str]:
        query = f"SELECT DISTINCT {column} FROM files WHERE {column} IS NOT NULL"
        return (value for (value,) in self._db.execute(query))

    def new(self, build: int) -> list[tuple[Any, ...]]:
        """Return (number, own id, content hash, link hash, folder, name) of the articles in new files of this build.

        They have the greatest numbers. An id that the author has written needs no other.
        """
        rows = self._db.execute("""
            SELECT number, own_id, content_hash, link_hash, folder, name, first_build, id = own_id AND id_rule <> 'guid'
            FROM files ORDER BY number DESC""")
        return [row[:6] for row in takewhile(lambda row: row[6] == build, rows) if row[2] is not None and row[7]]

    def take_retired(self) -> list[tuple[str, str, bytes]]:
        """Return (id, path, content hash) of the articles that have vanished, and forget them."""
        found = self._db.execute("SELECT id, path, content_hash FROM retired_ids").fetchall()
        self._db.execute("DELETE FROM retired_ids")
        return found

    def publication_counts(self, until: int, since: int) -> list[tuple[int | None, ...]]:
        """Return the values of PublicationCounts as one row.

        Raises ValueError where a time is not a number: a comparison in SQL would pass over it.
        """
        query = f"""
            SELECT count(*) FILTER (WHERE typeof(published) <> 'integer' OR typeof(expires) NOT IN ('integer', 'null')),
                count(*) FILTER (WHERE published > :until), min(published) FILTER (WHERE published > :until),
                count(*) FILTER (WHERE published <= :until AND expires <= :since),
                min(expires) FILTER (WHERE published <= :until AND expires > :since),
                max(expires) FILTER (WHERE published <= :until AND expires <= :since),
                max(published) FILTER (WHERE published <= :until)
            FROM files WHERE {IS_PUBLISHED}"""
        wrong, *counts = self._db.execute(query, {"until": until, "since": since}).fetchone()
        if wrong:
            raise ValueError(f"{wrong} articles have a time that is not a number")
        return [tuple(counts)]

    def due_paths(
        self, until: int, since: int, only: tuple[Sequence[str], Sequence[str]] | None
    ) -> Iterator[tuple[int, str]]:
        """Yield (number, path) of articles neither held nor expired; `only` of those with these paths or name keys."""
        if only is None:
            yield from self._db.execute(f"SELECT number, {PATH} FROM {ALL_DUE}", (until, since))
            return
        query = f"SELECT number, {PATH} FROM files WHERE {IS_DUE}"
        paths, keys = only
        named = f"{query} AND name_key IN (SELECT value FROM json_each(?))"
        yield from self._db.execute(named, (until, since, json.dumps(keys)))
        for path in paths:
            folder, _, name = path.rpartition("/")
            yield from self._db.execute(f"{query} AND folder = ? AND name = ?", (until, since, folder, name))

    def all_folders(self) -> set[str]:
        """Return the folders that have files."""
        return {folder for (folder,) in self._db.execute("SELECT DISTINCT folder FROM files")}

    def files(self) -> Iterator[list[tuple[Any, ...]]]:
        """Yield the rows for `adopt` of another state, _CHUNK at a time; the first value is the folder."""
        rows = self._db.execute(f"SELECT {_ADOPTED} FROM files LEFT JOIN records USING (number) ORDER BY folder")
        while some := rows.fetchmany(_CHUNK):
            yield some

    def adopt(self, files: Iterable[tuple[Any, ...]]) -> None:
        """Add files of other states under new numbers."""
        marks = ", ".join("?" * len(_FILE.split(",")))
        for number, row in enumerate(files, self.last_number() + 1):
            *file, record, problems, body_problems, names = row
            self._db.execute(f"INSERT INTO files (number, {_FILE}) VALUES (?, {marks})", (number, *file))
            if record is not None:
                values = (number, record, problems, body_problems, names)
                self._db.execute("INSERT INTO records VALUES (?, ?, ?, ?, ?)", values)
        self._db.execute(LOOK_AGAIN)

    def give_away(self) -> None:
        """Remove all files, which are now in other states; every feed is rendered again."""
        for table in ("files", "records", "folders"):
            self._db.execute(f"DELETE FROM {table}")
        self.render_again()

    def render_again(self) -> None:
        """Have every feed rendered again, since the numbers of articles have changed."""
        self._db.execute("UPDATE feeds SET settings_hash = x'', entries_hash = x''")
        self._db.execute("DELETE FROM meta WHERE key IN ('media', 'cross_references', 'scan')")

    def last_number(self) -> int:
        """Return the greatest number of an article."""
        return int(self._db.execute("SELECT coalesce(max(number), ?) FROM files", (self._first_number,)).fetchone()[0])


def _key(value: bytes | str) -> bytes:
    if isinstance(value, bytes) and len(value) == _SIZE:
        return value
    data = value if isinstance(value, bytes) else value.encode("utf-8", "surrogatepass")
    return blake2b(data, digest_size=_SIZE).digest()


class Database:
    """The tables of one open state. Those of the states of several shards have the same methods (state/sharded)."""

    def __init__(self, connection: sqlite3.Connection, shard: ShardTable) -> None:
        #: That of the main state, where there are shards.
        self.connection = connection
        self._shard = shard

    def rows(self, query: str, *values: Any) -> list[Any]:
        """Return the rows of a query about all articles, those of each shard in its order."""
        return self.connection.execute(query, values).fetchall()

    def rows_of(self, number: int, query: str, *values: Any) -> list[Any]:  # noqa: ARG002 - there is one shard
        """Return the rows of a query about articles in the shard of one with this number."""
        return self.rows(query, *values)

    def rows_at(self, path: str, query: str, *values: Any) -> list[Any]:  # noqa: ARG002 - there is one shard
        """Return the rows of a query about articles in the shard of this path."""
        return self.rows(query, *values)

    def by_shard(self, numbers: Sequence[int]) -> Iterable[Sequence[int]]:
        """Divide sorted numbers of articles by shards."""
        return [numbers]

    def change(self, number: int, query: str, rows: Iterable[Sequence[Any]]) -> None:  # noqa: ARG002
        """Change articles in the shard of one with this number, by a row of values for each."""
        self.connection.executemany(query, rows)

    def execute(self, statements: Sequence[str]) -> None:
        """Execute statements in all shards."""
        for statement in statements:
            self.connection.execute(statement)

    def compare(self, query: Callable[..., Iterable[Value]], *arguments: Any) -> list[Value]:
        """Return the rows of a query of ShardTable in all shards."""
        return list(query(self._shard, *arguments))

    def meeting(self, _column: Column) -> Collection[bytes]:
        """Return the hashes of the values of a column that are in several shards."""
        return ()
