"""The articles that feeds show at a moment, neither held nor expired: the queries of grouping.

Where few articles changed since the last build, grouping needs the rows of some feeds alone: `watch` notes the labels
of all rows that change, and `counts` tells the size of the other feeds from an index.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from typing import TypeAlias

from feedmaker.state.schema import IS_DUE, IS_PUBLISHED, PublicationCounts

#: Rows that are held in memory at a time.
_CHUNK = 100_000
#: -published, id, number, entry hash, labels.
Row: TypeAlias = tuple[int, str, int, bytes, str]
#: `INSERT OR REPLACE` fires no trigger for the row that it replaces.
_WATCH = (
    "CREATE TEMP TABLE touched (labels TEXT PRIMARY KEY) WITHOUT ROWID",
    """CREATE TEMP TRIGGER files_put BEFORE INSERT ON files BEGIN
        INSERT OR REPLACE INTO touched SELECT labels FROM files WHERE number = NEW.number UNION SELECT NEW.labels;
    END""",
    """CREATE TEMP TRIGGER files_changed BEFORE UPDATE OF status, id ON files BEGIN
        INSERT OR REPLACE INTO touched SELECT OLD.labels;
    END""",
    """CREATE TEMP TRIGGER files_removed BEFORE DELETE ON files BEGIN
        INSERT OR REPLACE INTO touched SELECT OLD.labels;
    END""",
)


class DueTable:
    """The table `files` of an open state; times are in seconds since the epoch."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self._is_watching = False

    def watch(self) -> None:
        """Note the labels of all rows that change from now on."""
        for statement in _WATCH:
            self._db.execute(statement)
        self._is_watching = True

    def touched(self) -> frozenset[str] | None:
        """Return the labels that rows had, or have now, that changed; None where `watch` was not called."""
        if not self._is_watching:
            return None
        return frozenset(labels for (labels,) in self._db.execute("SELECT labels FROM touched WHERE labels <> ''"))

    def publication_counts(self, until: int, since: int) -> PublicationCounts:
        """Count articles that are held because they are dated later than `until`, or expired by `since`.

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
        return PublicationCounts(*counts)

    def counts(self, until: int, since: int) -> dict[str, int]:
        """Return how many articles have the same labels, by these."""
        query = f"SELECT labels, count(*) FROM files WHERE {IS_DUE} GROUP BY labels"
        return dict(self._db.execute(query, (until, since)))

    def recent(self, until: int, since: int, after: int) -> Iterator[tuple[str, int]]:
        """Yield labels and date of the articles dated after `after`."""
        query = f"SELECT labels, published FROM files WHERE {IS_DUE} AND published > ?"
        return iter(self._db.execute(query, (until, since, after)))

    def rows(self, until: int, since: int) -> Iterator[list[Row]]:
        """Yield all articles, a list at a time.

        A list is cleared when the next one is requested, so that only one of them takes memory.
        """
        return self._rows(IS_DUE, (until, since))

    def rows_of(self, until: int, since: int, wanted: Mapping[str, int], after: int) -> Iterator[list[Row]]:
        """Yield the articles dated after `after`, or with labels in `wanted` and dated after its value."""
        condition = f"""number IN (
            SELECT number FROM json_each(?) CROSS JOIN files ON labels = key WHERE {IS_DUE} AND published > value
            UNION SELECT number FROM files WHERE {IS_DUE} AND published > ?)"""
        return self._rows(condition, (json.dumps(wanted), until, since, until, since, after))

    def _rows(self, condition: str, values: tuple[int | str, ...]) -> Iterator[list[Row]]:
        query = f"SELECT -published, id, number, entry_hash, labels FROM files WHERE {condition}"
        rows = self._db.execute(query, values)
        while some := rows.fetchmany(_CHUNK):
            yield some
            some.clear()
