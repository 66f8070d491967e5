"""The feeds in the state, the files that were published for them, and the problems that were reported."""

import sqlite3
from collections.abc import Iterable, Iterator

from feedmaker.problems import Problem
from feedmaker.state.schema import FeedRow


class FeedTable:
    """The tables `feeds`, `outputs` and `reported` of an open state."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def all(self) -> dict[str, FeedRow]:
        """Return key → feed as it was last published."""
        return {key: FeedRow._make(row) for key, *row in self._db.execute("SELECT * FROM feeds")}

    def put(self, rows: Iterable[tuple[str, FeedRow]], removed: Iterable[str]) -> None:
        """Store feeds as published, and remove those that are no longer written."""
        rows = ((key, *row) for key, row in rows)  # type: ignore[misc]
        self._db.executemany("INSERT OR REPLACE INTO feeds VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
        self._db.executemany("DELETE FROM feeds WHERE key = ?", ((key,) for key in removed))

    def outputs(self) -> Iterator[tuple[str, str]]:
        """Yield (path under the output, version) of every file that was published."""
        return iter(self._db.execute("SELECT path, version FROM outputs"))

    def put_outputs(self, rows: Iterable[tuple[str, str]], removed: Iterable[str]) -> None:
        """Store published files, and remove those that are gone."""
        self._db.executemany("INSERT OR REPLACE INTO outputs VALUES (?, ?)", rows)
        self._db.executemany("DELETE FROM outputs WHERE path = ?", ((path,) for path in removed))

    def reported(self) -> Iterator[Problem]:
        """Yield the problems that the last build reported, in their order."""
        query = "SELECT code, message, hint, line, path, level FROM reported ORDER BY position"
        return map(Problem._make, self._db.execute(query))

    def put_reported(self, problems: Iterable[Problem]) -> None:
        """Store the problems of this build in place of those of the last one."""
        self._db.execute("DELETE FROM reported")
        self._db.executemany("INSERT INTO reported VALUES (NULL, ?, ?, ?, ?, ?, ?)", problems)
