"""The articles that feeds show at a moment, neither held nor expired: the queries of grouping and of the report.

Where few articles changed since the last build, grouping needs the rows of some feeds alone: `watch` notes the labels
of all rows that change, and `counts` tells the size of the other feeds from an index.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from feedmaker.state.schema import IS_DUE, IS_PUBLISHED, PATH, PublicationCounts
from feedmaker.state.shard import ComparingTable, ShardTable

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


class DueTable(ComparingTable):
    """The table `files` of an open state; times are in seconds since the epoch."""

    _is_watching = False

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

    def naming_others(self) -> list[tuple[int, str]]:
        """Return (number, references as JSON) of the articles whose bodies name other articles."""
        return self._db.execute("SELECT number, names FROM records WHERE names <> ''").fetchall()

    def due_paths(self, until: int, since: int, paths: Sequence[str] | None) -> Iterator[tuple[int, str]]:
        """Yield (number, path) of articles neither held nor expired, with `paths` of those alone."""
        query = f"SELECT number, {PATH} FROM files WHERE {IS_DUE}"
        if paths is None:
            yield from self._db.execute(query, (until, since))
            return
        for path in paths:
            folder, _, name = path.rpartition("/")
            yield from self._db.execute(f"{query} AND folder = ? AND name = ?", (until, since, folder, name))

    def count_by_source(self, until: int, since: int) -> dict[str, int]:
        """Return how many articles neither held nor expired each source folder has, by its prefix."""
        prefix = "CASE WHEN folder GLOB '.*' THEN substr(folder, 1, instr(folder || '/', '/') - 1) ELSE '' END"
        query = f"SELECT {prefix}, count(*) FROM files WHERE {IS_DUE} GROUP BY 1"
        return dict(self._db.execute(query, (until, since)))

    def count_sections(self) -> int:
        """Return how many articles are in files with several."""
        return int(self._db.execute("SELECT count(*) FROM files WHERE folder GLOB '*/'").fetchone()[0])

    def count_without(self, until: int, since: int) -> int:
        """Return how many articles neither held nor expired have no page."""
        query = f"SELECT count(*) FROM files WHERE link_hash IS NULL AND {IS_DUE}"
        return int(self._db.execute(query, (until, since)).fetchone()[0])

    def shared(self, until: int, since: int) -> list[list[tuple[int, str]]]:
        """Return (number, path) of the articles of each page that several have which are no copies of each other."""
        groups: dict[bytes, list[tuple[int, str]]] = {}
        contents: dict[bytes, set[bytes]] = {}
        rows = self._of_shards(ShardTable.linking, until, since, self._meeting("link_hash"))
        for link, content, number, path in sorted(rows, key=lambda row: (row[0], row[3])):
            groups.setdefault(link, []).append((number, path))
            contents.setdefault(link, set()).add(content)
        return [group for link, group in groups.items() if len(contents[link]) > 1]

    def _rows(self, condition: str, values: tuple[int | str, ...]) -> Iterator[list[Row]]:
        query = f"SELECT -published, id, number, entry_hash, labels FROM files WHERE {condition}"
        rows = self._db.execute(query, values)
        while some := rows.fetchmany(_CHUNK):
            yield some
            some.clear()
