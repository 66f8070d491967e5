"""What the state knows of published articles: their pages, what their bodies name, and their sources."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence

from feedmaker.state.schema import IS_DUE, PATH


class LinkTable:
    """Queries about the published articles of an open state; times are in seconds since the epoch."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def naming_others(self) -> list[tuple[int, str]]:
        """Return (number, references as JSON) of the articles whose bodies name other articles."""
        return self._db.execute("SELECT number, names FROM records WHERE names <> ''").fetchall()

    def due_paths(self, until: int, since: int, paths: Sequence[str] | None) -> Iterator[tuple[int, str]]:
        """Yield (number, path) of articles neither held nor expired, with `paths` of those alone."""
        query = f"SELECT number, {PATH} FROM files WHERE {IS_DUE}"  # noqa: S608 - constants
        if paths is None:
            yield from self._db.execute(query, (until, since))
            return
        for path in paths:
            folder, _, name = path.rpartition("/")
            yield from self._db.execute(f"{query} AND folder = ? AND name = ?", (until, since, folder, name))

    def count_by_source(self, until: int, since: int) -> dict[str, int]:
        """Return how many articles neither held nor expired each source folder has, by its prefix."""
        prefix = "CASE WHEN folder GLOB '.*' THEN substr(folder, 1, instr(folder || '/', '/') - 1) ELSE '' END"
        query = f"SELECT {prefix}, count(*) FROM files WHERE {IS_DUE} GROUP BY 1"  # noqa: S608 - constants
        return dict(self._db.execute(query, (until, since)))

    def count_sections(self) -> int:
        """Return how many articles are in files with several."""
        return int(self._db.execute("SELECT count(*) FROM files WHERE folder GLOB '*/'").fetchone()[0])

    def count_without(self, until: int, since: int) -> int:
        """Return how many articles neither held nor expired have no page."""
        query = f"SELECT count(*) FROM files WHERE link_hash IS NULL AND {IS_DUE}"  # noqa: S608 - constants
        return int(self._db.execute(query, (until, since)).fetchone()[0])

    def shared(self, until: int, since: int) -> list[list[tuple[int, str]]]:
        """Return the groups of articles that share a page and are not copies of each other: numbers and paths."""
        # The inner query runs on an index alone.
        query = f"""
            SELECT link_hash, content_hash, number, {PATH} AS path FROM files WHERE link_hash IN
            (SELECT link_hash FROM files WHERE link_hash IS NOT NULL GROUP BY link_hash HAVING count(*) > 1)
            AND {IS_DUE} ORDER BY link_hash, path"""  # noqa: S608 - constants
        return shared_pages(self._db.execute(query, (until, since)))


def shared_pages(rows: Iterable[tuple[bytes, bytes, int, str]]) -> list[list[tuple[int, str]]]:
    """Return (number, path) of the articles of each page; those of one page are no copies of each other.

    `rows` are hashes of page and content, number and path, sorted by page and path.
    """
    groups: dict[bytes, list[tuple[int, str]]] = {}
    contents: dict[bytes, set[bytes]] = {}
    for link, content, number, path in rows:
        groups.setdefault(link, []).append((number, path))
        contents.setdefault(link, set()).add(content)
    return [group for link, group in groups.items() if len(contents[link]) > 1]
