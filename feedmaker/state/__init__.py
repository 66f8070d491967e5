"""The results of the last build, which save work and keep ids through renames: one SQLite file.

The state may be deleted at any time, except that ids that it kept are then lost. It decides nothing of what a feed
holds; a file that is unknown, damaged or of somebody else is put aside, and a full build follows.
"""

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from feedmaker.state.articles import ArticleTable
from feedmaker.state.due import DueTable
from feedmaker.state.feeds import FeedTable
from feedmaker.state.file import FirstState, open_database, open_to_read
from feedmaker.state.shard import Database, ShardTable

__all__ = ["State"]


class State:
    """An open state; all changes are one transaction that `commit` ends."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        *,
        notice: str = "",
        is_new: bool = False,
        first_state: FirstState | None = None,
        first_number: int = 0,
        database: Database | None = None,
    ) -> None:
        """Take where the articles are, if not in the connection."""
        self._db = connection
        self._first_state = first_state
        #: Rows that had been changed at `begin`.
        self._changes_before = -1
        #: Why the state of the last build could not be used, "" where it could.
        self.notice = notice
        #: Nothing was known when it was opened.
        self.is_new = is_new
        self.shard = ShardTable(connection, first_number)
        #: Where the articles are.
        self.database = database or Database(connection, self.shard)
        self.articles = ArticleTable(self.database, self.shard, is_new=is_new)
        self.feeds = FeedTable(connection)
        self.due = DueTable(self.database)

    @classmethod
    def open(cls, path: Path, *, keep: bool = True, first_number: int = 0) -> "State":
        """Open or create the state at `path`; without `keep`, no file is created or put aside.

        The numbers of articles are greater than `first_number`.
        A state that cannot be used is put aside; for one that cannot be written to, a copy in memory is used; `notice`
        says so. Raises sqlite3.Error where another program holds it or the disk fails.
        """
        opened = open_database(path, keep=keep)
        return cls(
            opened.connection,
            notice=opened.notice,
            is_new=opened.is_new,
            first_state=opened.first_state,
            first_number=first_number,
        )

    @classmethod
    def open_to_read(cls, path: Path) -> "State | None":
        """Open the state at `path` without touching a file; None where there is none that can be used."""
        connection = open_to_read(path)
        return None if connection is None else cls(connection)

    def meta(self, key: str) -> str:
        """Return what was stored under this key, "" for nothing."""
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return "" if row is None else str(row[0])

    def set_meta(self, values: dict[str, str]) -> None:
        """Store values of the build as a whole."""
        self._db.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", values.items())

    def begin(self) -> None:
        """From here on, changes count for `has_changed`."""
        self._changes_before = self._db.total_changes

    @property
    def has_changed(self) -> bool:
        """Whether anything was changed since `begin`, or the state is a new file."""
        return self._first_state is not None or self._db.total_changes != self._changes_before

    def adopt(self, files: Iterable[tuple[Any, ...]]) -> None:
        """Take over files of other states (ShardTable.files)."""
        self.shard.adopt(files)
        self.articles.is_new = self.is_new = False

    def commit(self) -> None:
        """Make all changes permanent, all or none; the last call. Raises sqlite3.Error and OSError."""
        self._db.execute("COMMIT")
        if self._first_state is not None:
            self._first_state.put_in_place(self._db)

    def close(self) -> None:
        """Close the file; what was not committed is discarded."""
        self._db.close()
        if self._first_state is not None:
            self._first_state.close()
