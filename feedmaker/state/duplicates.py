"""Articles that share something they should have alone: a fingerprint, an id, the claim to an id."""

import sqlite3
from collections.abc import Iterable
from typing import Any, Literal

from feedmaker.state.rows import TWIN, Twin


def sharing(db: sqlite3.Connection, column: Literal["print", "id"], *, published: bool = True) -> list[list[Twin]]:
    """Give the groups of articles that share this, in each the one seen first in front, then by path.

    Those that are not published by their own word come too, last in their group, unless `published`.
    """
    # The inner query runs on an index alone, which the status is not in.
    query = f"""
        SELECT {column} AS key, {TWIN} FROM files WHERE {column} IN
        (SELECT {column} FROM files WHERE {column} IS NOT NULL GROUP BY {column} HAVING count(*) > 1)
        ORDER BY key, status NOT IN ('published', 'spoiled'), born, path"""  # noqa: S608 - constants
    return _groups(db.execute(query), published=published)


def claiming(db: sqlite3.Connection) -> list[list[Twin]]:
    """Give the groups of published articles whose own id is the same, if any of them has another id than that.

    In each the one seen first is in front, then by path.
    """
    # Those with another id have an index of their own, which is small.
    query = f"""
        WITH apart AS (SELECT number, own_id FROM files WHERE id <> own_id)
        SELECT own_id AS key, {TWIN} FROM files WHERE number IN
        (SELECT number FROM apart
        UNION SELECT number FROM files WHERE id IN (SELECT own_id FROM apart) AND own_id = id)
        ORDER BY key, status NOT IN ('published', 'spoiled'), born, path"""  # noqa: S608 - constants
    return _groups(db.execute(query), published=True)


def _groups(rows: Iterable[tuple[Any, ...]], *, published: bool) -> list[list[Twin]]:
    """Collect rows of a key and a Twin by their key; what is alone is no group."""
    groups: dict[bytes | str, list[Twin]] = {}
    for key, *row in rows:
        twin = Twin(*row)
        if twin.status in {"published", "spoiled"} or not published:
            groups.setdefault(key, []).append(twin)
    return [group for group in groups.values() if len(group) > 1]
