"""What the state knows of published articles: their pages, what their bodies name, and their sources."""

import sqlite3
from collections.abc import Iterator, Sequence

from feedmaker.state.schema import IS_DUE, PATH
from feedmaker.state.shard import ComparingTable, ShardTable


class LinkTable(ComparingTable):
    """Queries about the published articles of an open state; times are in seconds since the epoch."""

    def __init__(self, connection: sqlite3.Connection, shard: ShardTable) -> None:
        self._db = connection
        self._shard = shard

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
        rows = self._of_shards("linking", until, since, self._meeting("link_hash"))
        for link, content, number, path in sorted(rows, key=lambda row: (row[0], row[3])):
            groups.setdefault(link, []).append((number, path))
            contents.setdefault(link, set()).add(content)
        return [group for link, group in groups.items() if len(contents[link]) > 1]
