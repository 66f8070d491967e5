"""Which files are ours: `state` in config.yaml may name an article, config.yaml or the database of another program."""

import sqlite3
from contextlib import closing
from pathlib import Path

from feedmaker.problems import BuildRefused
from feedmaker.system import file_type, open_to_read

#: All files in a folder of this name are ours; damaged ones are put aside.
_OUR_FOLDER = ".feedmaker"
#: How a database of SQLite begins.
_MAGIC = b"SQLite format 3\0"
_OUR_TABLES = {"meta", "files"}


def check_is_ours(path: Path) -> None:
    """Refuse a path where something else than a state is, or beside which it cannot be written. Raises BuildRefused."""
    for suffix in ("", "-wal", "-shm", ".new"):
        found = file_type(f"{path}{suffix}")
        if found not in {"", "file"}:
            text = f"state {path}{suffix} is a {found}, not a file; nothing was written"
            raise BuildRefused(text, "replace it with the file itself, or name another file in `state`")
        if found and path.parent.name != _OUR_FOLDER and not _may_be_state(f"{path}{suffix}", suffix):
            raise BuildRefused(
                f"{path}{suffix}, by `state` in config.yaml, is not a state of feedmaker; nothing was written",
                "name a file in `state` that does not exist yet, or remove this one if it is a damaged state",
            )


def _may_be_state(path: str, suffix: str) -> bool:
    """Return False for text and for databases of other programs; a state may be damaged, and empty after a crash."""
    if suffix in {"-wal", "-shm"}:
        return True  # SQLite itself checks them
    try:
        with open(open_to_read(path), "rb") as file:
            start = file.read(len(_MAGIC))
        if start.strip(b"\0") and not _MAGIC.startswith(start):
            return False
        with closing(sqlite3.connect(f"{Path(path).as_uri()}?mode=ro&immutable=1", uri=True)) as database:
            tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    except (OSError, sqlite3.Error, ValueError):
        return True  # it cannot be read, or is damaged, and will be reported as such
    return not tables or tables >= _OUR_TABLES
