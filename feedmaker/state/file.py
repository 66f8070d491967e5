"""The SQLite file of the state: opening, creating and putting aside; a copy in memory where it cannot be written."""

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from itertools import chain, count
from pathlib import Path
from typing import NamedTuple

from feedmaker.state.migration import NOTICE, carry_over, is_older
from feedmaker.state.schema import FORMAT, TABLES
from feedmaker.system import file_type, is_windows, open_regular

#: Primary result codes of SQLite by what they mean here; all others mean a file that is not a state of ours.
_IN_USE = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_UNWRITABLE = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH}
_SYSTEM = {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL, sqlite3.SQLITE_NOMEM}

#: Seconds to wait for another program that writes to the state.
_WAIT = 2.0

_PAGE = "PRAGMA page_size = 8192"
_LOG = "PRAGMA journal_mode = WAL"
_CACHE = "PRAGMA cache_size = -16000"


class Opened(NamedTuple):
    """An open database, and why the state of the last build could not be used."""

    connection: sqlite3.Connection
    notice: str
    #: Nothing is in it yet.
    is_new: bool
    #: What the first commit puts in its place.
    first_state: "FirstState | None" = None


class FirstState:
    """A state that is written as a whole: in a temporary file, which replaces `path` when it is complete.

    A build that is killed leaves nothing behind that a log would have to undo, and every page is written once.
    """

    def __init__(self, path: Path) -> None:
        """Lock `path` against other builds. Raises sqlite3.Error or OSError."""
        self._path = path
        self._temporary = path.with_name(path.name + ".new")
        self._holder = sqlite3.connect(path, isolation_level=None, timeout=_WAIT)
        with _closed_on_error(self._holder):
            # The log of an older state must not be taken for that of the new one.
            self._holder.execute("PRAGMA journal_mode = DELETE")
            self._holder.execute("BEGIN IMMEDIATE")
            self._temporary.unlink(missing_ok=True)

    def connect(self) -> sqlite3.Connection:
        """Open the temporary file."""
        connection = sqlite3.connect(self._temporary, isolation_level=None)
        with _closed_on_error(connection):
            connection.execute(_PAGE)
            connection.execute("PRAGMA journal_mode = MEMORY")
            connection.execute(_CACHE)
            connection.executescript(f"BEGIN IMMEDIATE; {TABLES}")
        return connection

    def carry_over(self, connection: sqlite3.Connection) -> None:
        """Copy what has to be kept from the older state at the path. Raises sqlite3.Error."""
        carry_over(self._holder, connection)

    def put_in_place(self, connection: sqlite3.Connection) -> None:
        """Replace the state by the temporary file after its commit, and close the connection.

        Raises OSError and sqlite3.Error.
        """
        connection.execute(_LOG)
        connection.close()
        if is_windows():
            self._holder.close()  # Windows replaces no file that is open
        os.replace(self._temporary, self._path)

    def close(self) -> None:
        """Unlock the file and remove what was not put in its place."""
        self._temporary.unlink(missing_ok=True)
        self._holder.close()


def is_in_use(error: sqlite3.Error) -> bool:
    """Return True if another program holds the file."""
    return _code(error) in _IN_USE


def is_system_error(error: sqlite3.Error) -> bool:
    """Return True if the disk or its permissions are at fault, and not what the file holds."""
    return _code(error) in _SYSTEM | _UNWRITABLE


def open_database(path: Path, *, keep: bool) -> Opened:
    """Open or create the state at `path`; without `keep`, no file is created or put aside.

    A file that cannot be used is put aside; one that cannot be written to is copied to memory. Raises sqlite3.Error
    when another program holds the file, the disk fails or the file may not be read: its contents are then still good.
    """
    notice = ""
    _check_readable(path)
    # SQLite would notice only at the first write, and leave a log beside it that nobody may write to
    if file_type(str(path)) and not os.access(path, os.W_OK):
        return _copy_in_memory(path, os.strerror(errno.EACCES))
    while True:
        if not keep and not file_type(str(path)):
            return Opened(_in_memory(), notice, is_new=True)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            return _connect(path, notice, keep=keep)
        except OSError as error:
            return Opened(_in_memory(), f"state cannot be kept in {path}: {error.strerror}", is_new=True)
        except (sqlite3.Error, ValueError) as error:
            if isinstance(error, sqlite3.Error) and (is_in_use(error) or _code(error) in _SYSTEM):
                raise
            if isinstance(error, sqlite3.Error) and _code(error) in _UNWRITABLE:
                return _copy_in_memory(path, str(error))
            if notice:
                return Opened(_in_memory(), notice, is_new=True)
            notice = unusable(path, error)
        try:
            if not keep:
                return Opened(_in_memory(), notice, is_new=True)
            notice = f"{notice}; the old file is now {put_aside(path).name}"
        except OSError as error:
            return Opened(_in_memory(), f"{notice}; it cannot be put aside: {error.strerror}", is_new=True)


def _check_readable(path: Path) -> None:
    """Raise sqlite3.OperationalError for a state that may not be read: a new one would not know its ids."""
    try:
        os.close(open_regular(str(path)))
    except PermissionError as error:
        raise sqlite3.OperationalError(error.strerror) from None
    except OSError:
        pass  # there is none, or it is not a file


def unusable(path: Path, error: Exception) -> str:
    """Return the notice about a state that cannot be used."""
    return f"state {path} cannot be used ({error}): everything is read again"


def put_aside(path: Path) -> Path:
    """Move a state and its log out of the way, and return where it is: it is never deleted. Raises OSError."""
    names = (path.with_name(f"{path.name}.unusable{number}") for number in chain([""], count(2)))
    aside = next(name for name in names if not os.path.lexists(name) and not os.path.lexists(f"{name}-wal"))
    for suffix in ("", "-wal"):
        with suppress(FileNotFoundError):
            os.rename(f"{path}{suffix}", f"{aside}{suffix}")
    with suppress(FileNotFoundError):
        os.unlink(f"{path}-shm")
    return aside


def open_to_read(path: Path) -> sqlite3.Connection | None:
    """Open the state at `path` without touching a file; None where there is none that can be used."""
    if file_type(str(path)) != "file":
        return None
    # A log beside it belongs to a build that is running; without one the file does not change.
    mode = "mode=ro" if Path(f"{path}-wal").exists() else "mode=ro&immutable=1"
    try:
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?{mode}", uri=True, isolation_level=None, timeout=_WAIT)
    except (sqlite3.Error, OSError):
        return None
    try:
        if _format(connection) == FORMAT:
            return connection
    except (sqlite3.Error, ValueError):
        pass  # ValueError: the very message of an error may not be UTF-8
    connection.close()
    return None


def _connect(path: Path, notice: str, *, keep: bool) -> Opened:
    """Open `path`. Raises sqlite3.Error or ValueError where it holds no state of this or an older format."""
    if not path.exists() or path.stat().st_size == 0:
        return _make(path, notice)
    connection = sqlite3.connect(path, isolation_level=None, timeout=_WAIT)
    with _closed_on_error(connection):
        if is_older(found := _format(connection)):
            connection.close()
            return _make(path, NOTICE, older=True) if keep else _older_in_memory(path)
        if found != FORMAT:
            raise ValueError(f"its format is {found!r}, not {FORMAT!r}")
        connection.execute(_LOG)
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute(_CACHE)
        connection.execute("BEGIN IMMEDIATE")
    return Opened(connection, notice, is_new=False)


def _make(path: Path, notice: str, *, older: bool = False) -> Opened:
    first_state = FirstState(path)
    # Inside out: Windows removes no file that is open.
    with _closed_on_error(first_state):
        connection = first_state.connect()
        with _closed_on_error(connection):
            if older:
                first_state.carry_over(connection)
    return Opened(connection, notice, is_new=not older, first_state=first_state)


def _older_in_memory(path: Path) -> Opened:
    connection = _in_memory()
    with (
        _closed_on_error(connection),
        closing(sqlite3.connect(path, isolation_level=None, timeout=_WAIT)) as old,
    ):
        carry_over(old, connection)
    return Opened(connection, NOTICE, is_new=False)


def _format(connection: sqlite3.Connection) -> object:
    found = connection.execute("SELECT value FROM meta WHERE key = 'format'").fetchone()
    return found and found[0]


def _in_memory() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.executescript(TABLES)
    connection.execute("BEGIN")
    return connection


def _copy_in_memory(path: Path, why: str) -> Opened:
    """Copy a state that cannot be written to into memory, so that the ids that it knows stay in force."""
    notice = f"state {path} cannot be written to ({why}): changes are not stored"
    kept = open_to_read(path)
    if kept is None:
        return Opened(_in_memory(), notice, is_new=True)
    connection = sqlite3.connect(":memory:", isolation_level=None)
    with _closed_on_error(connection), closing(kept):
        kept.backup(connection)
        connection.execute("BEGIN")
    return Opened(connection, notice, is_new=False)


@contextmanager
def _closed_on_error(opened: sqlite3.Connection | FirstState) -> Iterator[None]:
    try:
        yield
    except BaseException:
        opened.close()
        raise


def _code(error: sqlite3.Error) -> int:
    # Errors that the sqlite3 module itself raises have no code.
    return getattr(error, "sqlite_errorcode", 0) & 0xFF
