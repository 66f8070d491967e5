"""What is asked of the state and told to it."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Literal

from feedmaker.state import duplicates
from feedmaker.state.file import Making, look, open_database
from feedmaker.state.rows import TWIN, FeedRow, FileRow, Kept, KnownFile, Standing, Twin

#: Rows that are held in memory at a time.
_SOME = 100_000
#: Articles that are asked for at a time.
_ASKED = 200


class State:
    """An open state; changes are one transaction that `commit` ends."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        notice: str = "",
        *,
        fresh: bool = False,
        making: Making | None = None,
    ) -> None:
        self._db = connection
        self._making = making
        #: Why the state of the last build could not be used, "" where it could.
        self.notice = notice
        #: Nothing was known when it was opened.
        self.fresh = fresh

    @classmethod
    def open(cls, path: Path, *, lasting: bool = True) -> "State":
        """Open or create the state at `path`; unless `lasting`, no file is created or put aside.

        A state that cannot be used is put aside, one that cannot be written to is stood in for by memory, and `notice`
        says so. Raises sqlite3.Error when another program holds it, or the disk fails.
        """
        opened = open_database(path, lasting=lasting)
        return cls(opened.connection, opened.notice, fresh=opened.fresh, making=opened.making)

    @classmethod
    def look(cls, path: Path) -> "State | None":
        """Open the state at `path` to read it, touching no file; None where there is none that can be used."""
        connection = look(path)
        return None if connection is None else cls(connection)

    def meta(self, key: str) -> str:
        """Recall what was remembered under this key, "" for nothing."""
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return "" if row is None else str(row[0])

    def set_meta(self, values: dict[str, str]) -> None:
        """Remember these of the build as a whole."""
        self._db.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", values.items())

    def folders(self) -> dict[str, bytes]:
        """Folder → digest of its files at the last build."""
        return dict(self._db.execute("SELECT path, digest FROM folders"))

    def set_folders(self, digests: Iterable[tuple[str, bytes]], gone: Iterable[str]) -> None:
        """Remember new digests and forget folders that are gone."""
        self._db.executemany("INSERT OR REPLACE INTO folders VALUES (?, ?)", digests)
        self._db.executemany("DELETE FROM folders WHERE path = ?", ((path,) for path in gone))

    def files_in(self, folder: str) -> dict[str, KnownFile]:
        """The files of one folder by name, as they were when the state was opened; to be asked before it changes."""
        if self.fresh:
            return {}
        columns = ", ".join(KnownFile._fields)
        query = f"SELECT {columns} FROM files WHERE folder = ?"  # noqa: S608 - constants
        return {row[1]: KnownFile(*row) for row in self._db.execute(query, (folder,))}

    def put(self, rows: Sequence[tuple[int | None, FileRow, Kept]]) -> None:
        """Store files as read, each under its number or, where it has none, a new one."""
        (number,) = self._db.execute("SELECT coalesce(max(number), 0) FROM files").fetchone()
        files, records = [], []
        for known, row, kept in rows:
            if known is None:
                number += 1
            key = number if known is None else known
            files.append((key, *row[:14], *kept))
            records.append((key, row.record, row.problems, ""))
        self._db.executemany(f"INSERT OR REPLACE INTO files VALUES ({', '.join('?' * 17)})", files)  # noqa: S608 - constants
        self._db.executemany("INSERT OR REPLACE INTO records VALUES (?, ?, ?, ?)", records)

    def set_statuses(self, rows: Iterable[tuple[int, int, int, int | None]]) -> None:
        """Remember (size, mtime, inode, number) of files whose bytes are those of their rows."""
        self._db.executemany("UPDATE files SET size = ?, mtime = ?, inode = ? WHERE number = ?", rows)

    def index(self) -> None:
        """Make what questions across files need; building it after the first files are in is the fast way."""
        for column in ("folder", "print", "id"):
            self._db.execute(f"CREATE INDEX IF NOT EXISTS files_{column} ON files ({column})")
        self._db.execute("CREATE INDEX IF NOT EXISTS gone_print ON gone (print)")

    def drop(self, numbers: Iterable[int]) -> None:
        """Forget these files."""
        keys = [(number,) for number in numbers]
        self._db.executemany("DELETE FROM files WHERE number = ?", keys)
        self._db.executemany("DELETE FROM records WHERE number = ?", keys)

    def set_id(self, number: int, id_: str, born: int | None) -> None:
        """Give an article another id, and the age that goes with it unless None."""
        self._db.execute("UPDATE files SET id = ?, born = coalesce(?, born) WHERE number = ?", (id_, born, number))

    def copies(self, print_: bytes) -> list[Twin]:
        """Find the articles with this fingerprint, the one seen first in front, then by path."""
        rows = self._db.execute(f"SELECT {TWIN} FROM files WHERE print = ? ORDER BY born, path", (print_,))  # noqa: S608 - constants
        return [Twin(*row) for row in rows]

    def returned(self, build: int) -> list[tuple[int, str]]:
        """Find (number, id) of the new files that are exact copies of an article that is gone, and its id.

        An id may come more than once, as may a file.
        """
        # CROSS JOIN: from the few that are gone to their copies, by the index of the fingerprints.
        query = """
            SELECT number, g.id FROM gone g CROSS JOIN files f ON f.print = g.print
            WHERE born = ? AND id_rule <> 'guid' AND f.id = own_id ORDER BY g.id <> own_id, g.id, folder, name"""
        return self._db.execute(query, (build,)).fetchall()

    def reused(self, build: int) -> list[tuple[int, str, str]]:
        """Find (number, id, id rule) of the new files whose id is that of an article that is gone."""
        query = """
            SELECT number, f.id, id_rule FROM gone g CROSS JOIN files f ON f.id = g.id
            WHERE born = ? ORDER BY folder, name"""
        return self._db.execute(query, (build,)).fetchall()

    def remember_gone(self, rows: Iterable[tuple[str, str, bytes]]) -> None:
        """Keep (id, path, fingerprint) of articles that are gone: their ids stay taken."""
        self._db.executemany("INSERT OR REPLACE INTO gone VALUES (?, ?, ?)", rows)

    def has_gone(self) -> bool:
        """Tell whether any article is gone."""
        return self._db.execute("SELECT 1 FROM gone LIMIT 1").fetchone() is not None

    def gone(self, id_: str) -> bool:
        """Tell whether this id belongs to an article that is gone."""
        return self._db.execute("SELECT 1 FROM gone WHERE id = ?", (id_,)).fetchone() is not None

    def revive(self, ids: Iterable[str]) -> None:
        """These ids belong to living articles again."""
        self._db.executemany("DELETE FROM gone WHERE id = ?", ((id_,) for id_ in ids))

    def twins(self, column: Literal["print", "id"], *, published: bool = True) -> list[list[Twin]]:
        """Give the groups of articles that share this: see `duplicates.sharing`."""
        return duplicates.sharing(self._db, column, published=published)

    def claims(self) -> list[list[Twin]]:
        """Give the groups of articles that claim one id: see `duplicates.claiming`."""
        return duplicates.claiming(self._db)

    def standing(self, until: int, since: int) -> Standing:
        """Tell how the articles stand that are published by their own word.

        Those dated later than `until` are held, those that expire no later than `since` have left. Raises ValueError
        when a time is none: comparing in SQL would pass it over.
        """
        query = """
            SELECT count(*) FILTER (WHERE typeof(published) <> 'integer' OR typeof(expires) NOT IN ('integer', 'null')),
                count(*) FILTER (WHERE published > :until), min(published) FILTER (WHERE published > :until),
                count(*) FILTER (WHERE published <= :until AND expires <= :since),
                min(expires) FILTER (WHERE published <= :until AND expires > :since),
                max(published) FILTER (WHERE published <= :until)
            FROM files WHERE status IN ('published', 'spoiled')"""
        wrong, *standing = self._db.execute(query, {"until": until, "since": since}).fetchone()
        if wrong:
            raise ValueError(f"{wrong} articles have a time that is no number")
        return Standing(*standing)

    def members(self, until: int, since: int) -> Iterator[list[tuple[int, str, int, bytes, str]]]:
        """Yield (-published, id, number, look, labels) of those that are neither held nor have left, some at a time.

        A list is empty again when the next one is asked for, so that only one of them takes memory.
        """
        query = """
            SELECT -published, id, number, look, labels FROM files
            WHERE status IN ('published', 'spoiled') AND published <= ? AND (expires IS NULL OR expires > ?)"""
        rows = self._db.execute(query, (until, since))
        while some := rows.fetchmany(_SOME):
            yield some
            some.clear()

    def published(self) -> Iterator[tuple[str, tuple[str, bytes, str]]]:
        """Yield path → (id, content, title) of each article that is published by its own word."""
        query = """
            SELECT CASE folder WHEN '' THEN name ELSE folder || '/' || name END, id, content, record -> '$[3]'
            FROM files f JOIN records r ON r.number = f.number WHERE status = 'published'"""
        return ((path, (id_, content, json.loads(title))) for path, id_, content, title in self._db.execute(query))

    def path(self, number: int) -> str:
        """Give the path of a file."""
        query = "SELECT CASE folder WHEN '' THEN name ELSE folder || '/' || name END FROM files WHERE number = ?"
        return str(self._db.execute(query, (number,)).fetchone()[0])

    def status_counts(self) -> dict[str, int]:
        """How many files have each status but "published"."""
        query = "SELECT status, count(*) FROM files WHERE status <> 'published' GROUP BY status"
        return dict(self._db.execute(query))

    def records(self, numbers: Sequence[int]) -> Iterator[tuple[int, str, str, int, int, str, str, str]]:
        """Yield (number, folder, name, size, mtime, id, record, problems of the body) of articles, by number."""
        for start in range(0, len(numbers), _ASKED):
            some = numbers[start : start + _ASKED]
            query = f"""
                SELECT f.number, folder, name, size, mtime, id, record, body_problems
                FROM files f JOIN records r ON r.number = f.number
                WHERE f.number IN ({", ".join("?" * len(some))}) ORDER BY f.number"""  # noqa: S608 - constants
            yield from self._db.execute(query, some).fetchall()

    def spoil(self, number: int, problems: str) -> None:
        """An article that was read cannot be rendered: wherever it would be shown it is left out, until it changes."""
        self._db.execute("UPDATE files SET status = 'spoiled' WHERE number = ?", (number,))
        self._db.execute("UPDATE records SET body_problems = ? WHERE number = ?", (problems, number))

    def spoiled(self) -> set[int]:
        """Give the articles that cannot be rendered."""
        # The first condition is that of the index.
        query = "SELECT number FROM files WHERE status <> 'published' AND status = 'spoiled'"
        return {number for (number,) in self._db.execute(query)}

    def set_body_problems(self, rows: Iterable[tuple[str, int]]) -> None:
        """Remember (problems, number) that rendering made."""
        self._db.executemany("UPDATE records SET body_problems = ? WHERE number = ?", rows)

    def problems(self) -> Iterator[tuple[str, str, str, str]]:
        """Yield (path, status, problems, problems of the body) of every file that has some, by path."""
        query = """
            SELECT CASE folder WHEN '' THEN name ELSE folder || '/' || name END AS path, status, problems, body_problems
            FROM records r JOIN files f ON f.number = r.number
            WHERE problems <> '' OR body_problems <> '' ORDER BY path"""
        return iter(self._db.execute(query))

    def feeds(self) -> dict[str, FeedRow]:
        """Key → feed as last published."""
        return {key: FeedRow(*row) for key, *row in self._db.execute("SELECT * FROM feeds")}

    def set_feeds(self, rows: Iterable[tuple[str, FeedRow]], gone: Iterable[str]) -> None:
        """Remember feeds as published, and forget those that are gone."""
        self._db.executemany(
            "INSERT OR REPLACE INTO feeds VALUES (?, ?, ?, ?, ?, ?)", ((key, *row) for key, row in rows)
        )
        self._db.executemany("DELETE FROM feeds WHERE key = ?", ((key,) for key in gone))

    def outputs(self) -> Iterator[tuple[str, int, int]]:
        """Yield (path under the output, size, mtime) of every file that was published."""
        return iter(self._db.execute("SELECT path, size, mtime FROM outputs"))

    def set_outputs(self, rows: Iterable[tuple[str, int, int]], gone: Iterable[str]) -> None:
        """Remember published files, and forget those that are gone."""
        self._db.executemany("INSERT OR REPLACE INTO outputs VALUES (?, ?, ?)", rows)
        self._db.executemany("DELETE FROM outputs WHERE path = ?", ((path,) for path in gone))

    def id_taken(self, id_: str, besides: int = 0) -> bool:
        """Tell whether a living article, other than the one of this number, has this id."""
        query = "SELECT 1 FROM files WHERE id = ? AND number <> ? LIMIT 1"
        return self._db.execute(query, (id_, besides)).fetchone() is not None

    def own_id(self, number: int) -> str:
        """Give the id that an article has by itself."""
        return str(self._db.execute("SELECT own_id FROM files WHERE number = ?", (number,)).fetchone()[0])

    def commit(self) -> None:
        """Make all changes lasting, all or none; the last thing that is asked. Raises OSError, beside sqlite3.Error."""
        self._db.execute("COMMIT")
        if self._making is not None:
            self._making.put_in_place(self._db)

    def close(self) -> None:
        """Let go of the file; what was not committed is forgotten."""
        self._db.close()
        if self._making is not None:
            self._making.close()
