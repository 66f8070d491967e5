"""The SQLite file of the state: opened, made, put aside when it cannot be used, stood in for by memory."""

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import NamedTuple

#: Raised whenever the tables below change: an older or newer state is then built anew.
FORMAT = "4"

_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE folders (path TEXT PRIMARY KEY, digest BLOB) WITHOUT ROWID;
CREATE TABLE files (
    number INTEGER PRIMARY KEY, folder TEXT, name TEXT, size INTEGER, mtime INTEGER, inode INTEGER,
    content BLOB, status TEXT, published INTEGER, expires INTEGER, own_id TEXT, id_rule TEXT, print BLOB, look BLOB,
    labels TEXT, id TEXT, born INTEGER
);
CREATE TABLE records (number INTEGER PRIMARY KEY, record TEXT, problems TEXT, body_problems TEXT);
CREATE INDEX files_apart ON files (status) WHERE status <> 'published';
CREATE INDEX files_displaced ON files (own_id) WHERE id <> own_id;
CREATE INDEX records_found ON records (number) WHERE problems <> '' OR body_problems <> '';
CREATE TABLE gone (id TEXT PRIMARY KEY, path TEXT, print BLOB) WITHOUT ROWID;
CREATE TABLE feeds (key TEXT PRIMARY KEY, id TEXT, path TEXT, signature BLOB, entries INTEGER, info TEXT) WITHOUT ROWID;
CREATE TABLE outputs (path TEXT PRIMARY KEY, size INTEGER, mtime INTEGER) WITHOUT ROWID;
"""
_TABLES = f"{_SCHEMA} INSERT INTO meta VALUES ('format', '{FORMAT}');"  # noqa: S608 - constants

#: Primary result codes of SQLite by what they mean here; all others mean a file that is no state of ours.
_IN_USE = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_UNWRITABLE = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH}
_SYSTEM = {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL, sqlite3.SQLITE_NOMEM}

#: Seconds to wait for another program that writes to the state.
_PATIENCE = 2.0

_PAGE = "PRAGMA page_size = 8192"
_LOG = "PRAGMA journal_mode = WAL"
_CACHE = "PRAGMA cache_size = -16000"


class Opened(NamedTuple):
    """An open database, and what became of the state of the last build if it could not be used."""

    connection: sqlite3.Connection
    notice: str
    #: Nothing is in it yet.
    fresh: bool
    #: What is to be put in its place with the first commit.
    making: "Making | None" = None


class Making:
    """A state that is made for the first time: in a file of its own, which takes its place whole.

    So it needs no log that could undo what a build that is killed leaves behind, and is written once.
    """

    def __init__(self, path: Path) -> None:
        """Hold `path` against other builds. Raises sqlite3.Error or OSError."""
        self._path = path
        self._temporary = path.with_name(path.name + ".new")
        self._holder = sqlite3.connect(path, isolation_level=None, timeout=_PATIENCE)
        try:
            self._holder.execute("BEGIN IMMEDIATE")
            self._temporary.unlink(missing_ok=True)
        except BaseException:
            self._holder.close()
            raise

    def connect(self) -> sqlite3.Connection:
        """Open the file that it is made in."""
        connection = sqlite3.connect(self._temporary, isolation_level=None)
        connection.execute(_PAGE)
        connection.execute("PRAGMA journal_mode = MEMORY")
        return connection

    def put_in_place(self, connection: sqlite3.Connection) -> None:
        """Let it be the state, once it is committed; closes the connection. Raises OSError or sqlite3.Error."""
        connection.execute(_LOG)
        connection.close()
        os.replace(self._temporary, self._path)

    def close(self) -> None:
        """Let go of the file, and of what was not put in its place."""
        self._temporary.unlink(missing_ok=True)
        self._holder.close()


def is_in_use(error: sqlite3.Error) -> bool:
    """Tell whether another program holds the file."""
    return _code(error) in _IN_USE


def is_of_system(error: sqlite3.Error) -> bool:
    """Tell whether the disk or its permissions are to blame, and not what the file holds."""
    return _code(error) in _SYSTEM | _UNWRITABLE


def open_database(path: Path, *, lasting: bool) -> Opened:
    """Open or create the state at `path`; unless `lasting`, no file is created or put aside.

    A file that cannot be used is put aside, one that cannot be written to is stood in for by a copy in memory. Raises
    sqlite3.Error when another program holds the file or the disk fails: what it holds is then still good.
    """
    notice = ""
    while True:
        if (path.exists() and not path.is_file()) or not (lasting or path.exists()):
            return Opened(_in_memory(), notice or (f"state {path} is not a file" if path.exists() else ""), fresh=True)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            return _connect(path, notice)
        except OSError as error:
            return Opened(_in_memory(), f"state cannot be kept in {path}: {error.strerror}", fresh=True)
        except (sqlite3.Error, ValueError) as error:
            if isinstance(error, sqlite3.Error) and (is_in_use(error) or _code(error) in _SYSTEM):
                raise
            if isinstance(error, sqlite3.Error) and _code(error) in _UNWRITABLE:
                return _stand_in(path, str(error))
            if notice:
                return Opened(_in_memory(), notice, fresh=True)
            notice = unusable(path, error)
        try:
            if not lasting:
                return Opened(_in_memory(), notice, fresh=True)
            put_aside(path)
        except OSError as error:
            return Opened(_in_memory(), f"{notice}; it cannot be put aside: {error.strerror}", fresh=True)


def unusable(path: Path, error: Exception) -> str:
    """Say that a state cannot be used."""
    return f"state {path} is not usable ({error}): everything is read again; the old file is {aside(path).name}"


def aside(path: Path) -> Path:
    """Name the file that a state is put aside as: it may be somebody else's, and is never deleted."""
    return path.with_name(path.name + ".unusable")


def put_aside(path: Path) -> None:
    """Move a state, and the log that belongs to it, out of the way. Raises OSError."""
    for suffix in ("", "-wal"):
        with suppress(FileNotFoundError):
            os.replace(f"{path}{suffix}", f"{aside(path)}{suffix}")
    with suppress(FileNotFoundError):
        os.unlink(f"{path}-shm")


def look(path: Path) -> sqlite3.Connection | None:
    """Open the state at `path` to read it, touching no file; None where there is none that can be used."""
    # a log that stands beside it belongs to a build that is running: without one the file will not change
    mode = "mode=ro" if Path(f"{path}-wal").exists() else "mode=ro&immutable=1"
    try:
        connection = sqlite3.connect(
            f"{path.resolve().as_uri()}?{mode}", uri=True, isolation_level=None, timeout=_PATIENCE
        )
    except (sqlite3.Error, OSError):
        return None
    try:
        if _format(connection) == FORMAT:
            return connection
    except (sqlite3.Error, ValueError):
        pass  # ValueError: the very message of an error may not be UTF-8
    connection.close()
    return None


def _connect(path: Path, notice: str) -> Opened:
    """Open `path`; raises sqlite3.Error or ValueError when it holds anything but a state of this format."""
    if not path.exists() or path.stat().st_size == 0:
        return _make(path, notice)
    connection = sqlite3.connect(path, isolation_level=None, timeout=_PATIENCE)
    try:
        if (found := _format(connection)) != FORMAT:
            raise ValueError(f"its format is {found!r}, not {FORMAT!r}")
        connection.execute(_LOG)
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute(_CACHE)
        connection.execute("BEGIN IMMEDIATE")
    except BaseException:
        connection.close()
        raise
    return Opened(connection, notice, fresh=False)


def _make(path: Path, notice: str) -> Opened:
    making = Making(path)
    try:
        connection = making.connect()
        connection.execute(_CACHE)
        connection.executescript(f"BEGIN IMMEDIATE; {_TABLES}")
    except BaseException:
        making.close()
        raise
    return Opened(connection, notice, fresh=True, making=making)


def _format(connection: sqlite3.Connection) -> object:
    found = connection.execute("SELECT value FROM meta WHERE key = 'format'").fetchone()
    return found and found[0]


def _in_memory() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.executescript(_TABLES)
    connection.execute("BEGIN")
    return connection


def _stand_in(path: Path, why: str) -> Opened:
    """Copy a state that cannot be written to into memory, so that the ids it knows are kept."""
    notice = f"state {path} cannot be written to ({why}): what changes is not remembered"
    kept = look(path)
    if kept is None:
        return Opened(_in_memory(), notice, fresh=True)
    connection = sqlite3.connect(":memory:", isolation_level=None)
    with closing(kept):
        kept.backup(connection)
    connection.execute("BEGIN")
    return Opened(connection, notice, fresh=False)


def _code(error: sqlite3.Error) -> int:
    # Errors that the module itself raises have no code.
    return getattr(error, "sqlite_errorcode", 0) & 0xFF
