"""The articles that feeds show at a moment, neither held nor expired: the queries of grouping and of the report.

Where few articles changed since the last build, grouping needs the rows of some feeds alone: `watch` notes the labels
of all rows that change, and `counts` tells the size of the other feeds from an index.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from feedmaker.state.schema import ALL_DUE, IS_DUE, PublicationCounts
from feedmaker.state.shard import Database, ShardTable

#: Rows that are held in memory at a time.
_CHUNK = 100_000
#: -published, id, number, entry hash, labels.
Row: TypeAlias = tuple[int, str, int, bytes, str]
_ROWS = "SELECT -published, id, number, entry_hash, labels FROM"
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

    def __init__(self, database: Database) -> None:
        self._all = database
        self._is_watching = False

    def watch(self) -> None:
        """Note the labels of all rows that change from now on."""
        self._all.execute(_WATCH)
        self._is_watching = True

    def touched(self) -> frozenset[str] | None:
        """Return the labels that rows had, or have now, that changed; None where `watch` was not called."""
        if not self._is_watching:
            return None
        return frozenset(labels for (labels,) in self._all.rows("SELECT labels FROM touched WHERE labels <> ''"))

    def publication_counts(self, until: int, since: int) -> PublicationCounts:
        """Count articles that are held because they are dated later than `until`, or expired by `since`."""
        rows = self._all.compare(ShardTable.publication_counts, until, since)
        held, next_due, expired, next_expiry, last_expiry, newest = (
            [value for value in column if value is not None] for column in zip(*rows, strict=True)
        )
        return PublicationCounts(
            held=sum(held),
            next_due=min(next_due, default=None),
            expired=sum(expired),
            next_expiry=min(next_expiry, default=None),
            last_expiry=max(last_expiry, default=None),
            newest=max(newest, default=None),
        )

    def counts(self, until: int, since: int) -> Counter[str]:
        """Return how many articles have the same labels, by these."""
        found = Counter[str]()
        query = f"SELECT labels, count(*) FROM files WHERE {IS_DUE} GROUP BY labels"
        for labels, count in self._all.rows(query, until, since):
            found[labels] += count
        return found

    def recent(self, until: int, since: int, after: int) -> list[tuple[str, int]]:
        """Return labels and date of the articles dated after `after`."""
        return self._all.rows(
            f"SELECT labels, published FROM files WHERE {IS_DUE} AND published > ?", until, since, after
        )

    def rows(self, until: int, since: int) -> Iterator[list[Row]]:
        """Yield all articles of a state without shards, a list at a time.

        A list is cleared when the next one is requested, so that only one of them takes memory.
        """
        rows = self._all.connection.execute(f"{_ROWS} {ALL_DUE}", (until, since))
        while some := rows.fetchmany(_CHUNK):
            yield some
            some.clear()

    def rows_of(self, until: int, since: int, wanted: Mapping[str, int], after: int) -> list[Row]:
        """Return the articles dated after `after`, or with labels in `wanted` and dated after its value."""
        query = f"""{_ROWS} files WHERE number IN (
            SELECT number FROM json_each(?) CROSS JOIN files ON labels = key WHERE {IS_DUE} AND published > value
            UNION SELECT number FROM files WHERE {IS_DUE} AND published > ?)"""
        return self._all.rows(query, json.dumps(wanted), until, since, until, since, after)

    def naming_others(self) -> list[tuple[int, str]]:
        """Return (number, references as JSON) of the articles whose bodies name other articles."""
        return self._all.rows("SELECT number, names FROM records WHERE names <> ''")

    def due_paths(
        self, until: int, since: int, only: tuple[Sequence[str], Sequence[str]] | None
    ) -> list[tuple[int, str]]:
        """Return (number, path) of articles neither held nor expired; `only` of those with these paths or name keys."""
        return self._all.compare(ShardTable.due_paths, until, since, only)

    def count_by_source(self, until: int, since: int) -> dict[str, int]:
        """Return how many articles neither held nor expired each source folder has, by its prefix."""
        prefix = "CASE WHEN folder GLOB '.*' THEN substr(folder, 1, instr(folder || '/', '/') - 1) ELSE '' END"
        query = f"SELECT {prefix}, count(*) FROM {ALL_DUE} GROUP BY 1"
        return dict(self._all.rows(query, until, since))

    def count_sections(self) -> int:
        """Return how many articles are in files with several."""
        return sum(count for (count,) in self._all.rows("SELECT count(*) FROM files WHERE folder GLOB '*/'"))

    def count_without(self, until: int, since: int) -> int:
        """Return how many articles neither held nor expired have no page."""
        query = f"SELECT count(*) FROM files WHERE link_hash IS NULL AND {IS_DUE}"
        return sum(count for (count,) in self._all.rows(query, until, since))

    def shared(self, until: int, since: int) -> list[list[tuple[int, str]]]:
        """Return (number, path) of the articles of each page that several have which are no copies of each other."""
        groups: dict[bytes, list[tuple[int, str]]] = {}
        contents: dict[bytes, set[bytes]] = {}
        rows = self._all.compare(ShardTable.linking, until, since, self._all.meeting("link_hash"))
        for link, content, number, path in sorted(rows, key=lambda row: (row[0], row[3])):
            groups.setdefault(link, []).append((number, path))
            contents.setdefault(link, set()).add(content)
        return [group for link, group in groups.items() if len(contents[link]) > 1]
