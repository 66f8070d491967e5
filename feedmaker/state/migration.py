"""A state of an older format: what cannot be read again is kept, the ids above all. Everything else is read again."""

import sqlite3

from feedmaker.state.schema import FORMAT, LOOK_AGAIN

#: The first format that has the columns below with the meaning that they have today.
_FIRST = 6

#: Table → its columns that cannot be read from article files, and values for those that the next reading fills in.
_KEPT: dict[str, tuple[tuple[str, ...], dict[str, bytes | str]]] = {
    "meta": (("key", "value"), {}),
    "files": (
        ("number", "folder", "name", "status", "published", "own_id", "id_rule", "content_hash", "id", "first_build"),
        {"version": "", "file_hash": b"", "labels": ""},
    ),
    "retired_ids": (("id", "path", "content_hash", "retired"), {}),
    "feeds": (("key", "id", "path", "entries", "info"), {"settings_hash": b"", "entries_hash": b""}),
    "outputs": (("path", "version"), {}),
}
_KEPT_META = "WHERE key IN ('build', 'moved', 'shards', 'report', 'published_in')"

NOTICE = "the state is of another release of feedmaker: its ids are kept, and every article is read again"


def is_older(format_: object) -> bool:
    """Return True if the ids of a state of this format can be kept."""
    return isinstance(format_, str) and format_.isdecimal() and _FIRST <= int(format_) < int(FORMAT)


def carry_over(old: sqlite3.Connection, new: sqlite3.Connection) -> None:
    """Copy what has to be kept into a new state. Raises sqlite3.Error where the old one is damaged."""
    for table, (columns, filled) in _KEPT.items():
        query = f"SELECT {', '.join(columns)} FROM {table} {_KEPT_META if table == 'meta' else ''}"
        names = (*columns, *filled)
        insert = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
        new.executemany(insert, ((*row, *filled.values()) for row in old.execute(query)))
    new.execute(LOOK_AGAIN)
