"""The articles in the state: queries and updates."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal, NamedTuple

from feedmaker.state.schema import DUPLICATE, IS_PUBLISHED, PATH, Duplicate, FileRow, StoredFile
from feedmaker.state.shard import Database, ShardTable
from feedmaker.text.article_paths import order_of

#: Articles in one query.
_ASKED = 200

#: Ten years.
_RETIRED_SECONDS = 10 * 365 * 86_400

#: The statuses of articles that feeds show, if they can be rendered.
_PUBLISHED = frozenset({"published", "unrenderable"})
_STORED = ", ".join(StoredFile._fields)


class StoredArticle(NamedTuple):
    """What rendering needs of an article; `record` and `problems` are JSON (state/article_json)."""

    number: int
    path: str
    version: str
    id: str
    record: str
    #: Those that the last rendering of the body found.
    problems: str


class ArticleTable:
    """The tables `folders`, `files`, `records` and `retired_ids` of an open state.

    Where there are shards, the ids of vanished articles are in the main state, and files are read in the shards.
    """

    def __init__(self, database: Database, shard: ShardTable, *, is_new: bool) -> None:
        self._all = database
        self._db = database.connection
        self._shard = shard
        #: Nothing was in the state when it was opened.
        self.is_new = is_new

    def folders(self) -> dict[str, bytes]:
        """Return folder → digest of its files at the last build."""
        return dict(self._all.rows("SELECT path, digest FROM folders"))

    def set_folders(self, digests: Iterable[tuple[str, bytes]], vanished: Iterable[str]) -> None:
        """Store new digests and remove folders that have vanished."""
        self._db.executemany("INSERT OR REPLACE INTO folders VALUES (?, ?)", digests)
        self._db.executemany("DELETE FROM folders WHERE path = ?", ((path,) for path in vanished))

    def files_in(self, folder: str) -> dict[str, StoredFile]:
        """Return the files of one folder by name, as they were when the state was opened."""
        if self.is_new:
            return {}
        query = f"SELECT {_STORED} FROM files WHERE folder = ?"
        return {row[1]: StoredFile._make(row) for row in self._all.rows_at(folder, query, folder)}

    def put(self, rows: Sequence[tuple[int | None, FileRow, str | None, int]]) -> None:
        """Store (number, row, id in force, first build) of files that were read; number None: it is new."""
        number = self._shard.last_number()
        files, records = [], []
        for known, row, id_, first_build in rows:
            if known is None:
                number += 1
            key = number if known is None else known
            *columns, record, problems, names = row
            files.append((key, *columns, id_, first_build))
            records.append((key, record, problems, "", names))
        self._db.executemany(f"INSERT OR REPLACE INTO files VALUES ({', '.join('?' * 17)})", files)
        self._db.executemany("INSERT OR REPLACE INTO records VALUES (?, ?, ?, ?, ?)", records)

    def set_versions(self, versions: Iterable[tuple[str, int]]) -> None:
        """Store (version, number) of files whose bytes did not change."""
        self._db.executemany("UPDATE files SET version = ? WHERE number = ?", versions)

    def has_files_to_read_again(self) -> bool:
        """Return True if the next build has to read a file again that has not changed."""
        return bool(self._all.rows("SELECT 1 FROM files WHERE version = '' LIMIT 1"))

    def remove(self, numbers: Iterable[int]) -> None:
        """Remove files that have vanished."""
        keys = [(number,) for number in numbers]
        self._db.executemany("DELETE FROM files WHERE number = ?", keys)
        self._db.executemany("DELETE FROM records WHERE number = ?", keys)

    def create_indexes(self) -> None:
        """Create the indexes for queries across files; after the first files are in, which is the fast way."""
        self._db.execute("CREATE INDEX IF NOT EXISTS files_by_path ON files (folder, name)")
        for column in ("content_hash", "id", "link_hash", "name_key"):
            self._db.execute(f"CREATE INDEX IF NOT EXISTS files_by_{column} ON files ({column})")
        for columns in ("labels, published, expires", "published, expires"):
            name = f"files_by_{columns.partition(',')[0]}"
            self._db.execute(f"CREATE INDEX IF NOT EXISTS {name} ON files ({columns}) WHERE {IS_PUBLISHED}")
        self._db.execute("CREATE INDEX IF NOT EXISTS retired_by_content ON retired_ids (content_hash)")

    def path(self, number: int) -> str:
        """Return the path of a file."""
        return str(self._all.rows_of(number, f"SELECT {PATH} FROM files WHERE number = ?", number)[0][0])

    def summary(self, number: int) -> tuple[str, str, str | None, str]:
        """Return the path, the record, the id in force and the labels of an article."""
        query = f"""
            SELECT {PATH}, record, id, labels FROM files f JOIN records r ON r.number = f.number WHERE f.number = ?"""
        found: tuple[str, str, str | None, str] = self._db.execute(query, (number,)).fetchone()
        return found

    def find(self, path: str) -> tuple[int, str] | None:
        """Return the number and the id in force of the article in a file, None where there is none."""
        folder, _, name = path.rpartition("/")
        query = "SELECT number, id FROM files WHERE folder = ? AND name = ? AND id IS NOT NULL"
        return next(iter(self._all.rows_at(path, query, folder, name)), None)

    def own_id(self, number: int) -> str:
        """Return the id that an article has without a state."""
        return str(self._all.rows_of(number, "SELECT own_id FROM files WHERE number = ?", number)[0][0])

    def records(self, numbers: Sequence[int]) -> Iterator[StoredArticle]:
        """Yield what rendering needs of these articles, by number."""
        for start in range(0, len(numbers), _ASKED):
            for some in self._all.by_shard(sorted(numbers[start : start + _ASKED])):
                query = f"""
                    SELECT f.number, {PATH}, version, id, record, body_problems
                    FROM files f JOIN records r ON r.number = f.number
                    WHERE f.number IN ({", ".join("?" * len(some))}) ORDER BY f.number"""
                yield from map(StoredArticle._make, self._all.rows_of(some[0], query, *some))

    def set_id(self, number: int, id_: str, first_build: int | None = None) -> None:
        """Give an article another id, and the age that goes with it unless None."""
        query = "UPDATE files SET id = ?, first_build = coalesce(?, first_build) WHERE number = ?"
        self._all.change(number, query, [(id_, first_build, number)])

    def count_kept_ids(self) -> int:
        """Return how many articles have another id than they would have without the state."""
        return sum(count for (count,) in self._all.rows("SELECT count(*) FROM files WHERE id <> own_id"))

    def has_ids_of_address(self) -> bool:
        """Return True if an article may have an id that depends on the address of the site."""
        return bool(self._all.rows("SELECT 1 FROM files WHERE id_rule <> 'link' LIMIT 1"))

    def is_id_taken(self, id_: str, besides: int = 0) -> bool:
        """Return True if an article other than the one of number `besides` has this id."""
        return bool(self._all.rows("SELECT 1 FROM files WHERE id = ? AND number <> ? LIMIT 1", id_, besides))

    def with_content(self, content_hash: bytes) -> list[Duplicate]:
        """Return the articles with this content, the one seen first in front, then by path."""
        rows = self._all.rows(f"SELECT {DUPLICATE} FROM files WHERE content_hash = ?", content_hash)
        return sorted(map(Duplicate._make, rows), key=lambda one: (one.first_build, order_of(one.path)))

    def retire_ids(self, rows: Iterable[tuple[str, str, bytes]], now: int) -> None:
        """Store (id, path, content hash) of articles that have vanished: their ids stay taken.

        After _RETIRED_SECONDS an id is removed: no reader keeps entries for so long. `now` in seconds since the epoch.
        """
        values = ((*row, now) for row in rows)
        self._db.executemany("INSERT OR REPLACE INTO retired_ids VALUES (?, ?, ?, ?)", values)
        self._db.execute("DELETE FROM retired_ids WHERE retired < ?", (now - _RETIRED_SECONDS,))

    def has_retired_ids(self) -> bool:
        """Return True if any article has vanished."""
        return self._db.execute("SELECT 1 FROM retired_ids LIMIT 1").fetchone() is not None

    def is_retired(self, id_: str) -> bool:
        """Return True if this id belongs to an article that has vanished."""
        return self._db.execute("SELECT 1 FROM retired_ids WHERE id = ?", (id_,)).fetchone() is not None

    def restore_ids(self, ids: Iterable[str]) -> None:
        """Remove ids from the retired ones: an article has them again."""
        self._db.executemany("DELETE FROM retired_ids WHERE id = ?", ((id_,) for id_ in ids))

    def retired(self) -> list[tuple[str, bytes]]:
        """Return (id, content hash) of the articles that have vanished."""
        return self._db.execute("SELECT id, content_hash FROM retired_ids").fetchall()

    def new(self, build: int) -> list[tuple[int, str, bytes, bytes | None]]:
        """Return (number, own id, content hash, link hash) of the articles in new files of this build, by path."""
        return [row[:4] for row in sorted(self._all.compare(ShardTable.new, build), key=lambda row: row[4:])]

    def reusing(self, build: int) -> list[tuple[int, str, str]]:
        """Return (number, id, id rule) of the new files of this build whose id is a retired one."""
        query = """
            SELECT number, id, id_rule, folder, name FROM files
            WHERE id IN (SELECT value FROM json_each(?)) AND first_build = ?"""
        rows = self._all.rows(query, json.dumps([id_ for id_, _ in self.retired()]), build)
        return [row[:3] for row in sorted(rows, key=lambda row: row[3:])]

    def sharing(self, column: Literal["content_hash", "id"], *, unpublished: bool = False) -> list[list[Duplicate]]:
        """Return the groups of articles that share a value, in each the one seen first in front, then by path.

        With `unpublished`, those that are not published are in their groups too, last.
        """
        return _groups(
            self._all.compare(ShardTable.sharing, column, self._all.meeting(column)), unpublished=unpublished
        )

    def claiming(self) -> list[list[Duplicate]]:
        """Return the groups of published articles with one own id, if the id in force of any of them is another one.

        In each the one seen first is in front, then by path.
        """
        kept = [own_id for (own_id,) in self._all.rows("SELECT DISTINCT own_id FROM files WHERE id <> own_id")]
        query = f"""
            SELECT own_id, {DUPLICATE} FROM files WHERE id <> own_id
            UNION ALL
            SELECT own_id, {DUPLICATE} FROM files WHERE id IN (SELECT value FROM json_each(?)) AND own_id = id"""
        return _groups(self._all.rows(query, json.dumps(kept)), unpublished=False) if kept else []

    def in_range(self, column: Literal["published", "expires"], after: int, until: int) -> list[int]:
        """Return the numbers of the articles that were published, or expire, after `after` and not after `until`."""
        # The first condition is the one of the index.
        query = f"""
            SELECT number FROM files
            WHERE {IS_PUBLISHED} AND status = 'published' AND {column} > ? AND {column} <= ?"""
        return [number for (number,) in self._db.execute(query, (after, until))] if after < until else []

    def status_counts(self) -> dict[str, int]:
        """Return how many files have each status but "published"."""
        found = Counter[str]()
        for status, count in self._all.rows(
            "SELECT status, count(*) FROM files WHERE status <> 'published' GROUP BY status"
        ):
            found[status] += count
        return found

    def unrenderable(self) -> set[int]:
        """Return the numbers of articles whose bodies could not be rendered."""
        # The first condition is the one of the index.
        query = "SELECT number FROM files WHERE status <> 'published' AND status = 'unrenderable'"
        return {number for (number,) in self._all.rows(query)}

    def set_unrenderable(self, number: int, problems: str, *, try_again: bool) -> None:
        """Store that an article cannot be rendered, until its file changes, or until the next build to `try_again`."""
        self._all.change(number, "UPDATE files SET status = 'unrenderable' WHERE number = ?", [(number,)])
        if try_again:
            self._all.change(number, "UPDATE files SET version = '' WHERE number = ?", [(number,)])
            # A folder without a digest is looked at again.
            query = "UPDATE folders SET digest = x'' WHERE path = (SELECT folder FROM files WHERE number = ?)"
            self._all.change(number, query, [(number,)])
        self.set_body_problems([(problems, number)])

    def set_body_problems(self, rows: Iterable[tuple[str, int]]) -> None:
        """Store (problems, number) that rendering found."""
        problems = {number: text for text, number in rows}
        for numbers in self._all.by_shard(sorted(problems)) if problems else ():
            query = "UPDATE records SET body_problems = ? WHERE number = ?"
            self._all.change(numbers[0], query, [(problems[number], number) for number in numbers])

    def problems(self) -> list[tuple[str, str, str]]:
        """Return (path, problems, problems of the body) of every file that has some, by path."""
        query = f"""
            SELECT {PATH} AS path, problems, body_problems FROM records r JOIN files f ON f.number = r.number
            WHERE problems <> '' OR body_problems <> ''"""
        return sorted(self._all.rows(query))


def _groups(rows: Iterable[tuple[Any, ...]], *, unpublished: bool) -> list[list[Duplicate]]:
    """Group rows of a key and a Duplicate by their key; one article alone is not a group."""
    groups: dict[bytes | str, list[Duplicate]] = {}
    for key, *row in rows:
        article = Duplicate._make(row)
        if unpublished or article.status in _PUBLISHED:
            groups.setdefault(key, []).append(article)
    return [sorted(groups[key], key=_first_seen) for key in sorted(groups) if len(groups[key]) > 1]


def _first_seen(article: Duplicate) -> tuple[bool, int, tuple[bool, str]]:
    """Return what sorts articles: the published ones first, then the one seen first, then by path."""
    return article.status not in _PUBLISHED, article.first_build, order_of(article.path)
