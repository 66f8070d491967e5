"""What differs between operating systems: Linux, macOS and Windows.

Every name that an operating system may lack is looked up when it is used, never when the module is imported.
"""

import errno
import os
import stat
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from multiprocessing.context import BaseContext


def is_windows() -> bool:
    """Return True on Windows."""
    return os.name == "nt"


def cpu_count() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def file_type(path: str) -> str:
    """Return what is at a path, without following a symbolic link: "file", "folder" …; "" where nothing is."""
    try:
        return type_name(os.lstat(path).st_mode)
    except OSError:
        return ""


def type_name(mode: int) -> str:
    """Return the type of a file in words, from its st_mode."""
    return _TYPES.get(stat.S_IFMT(mode), "special file")


_TYPES = {
    stat.S_IFREG: "file",
    stat.S_IFDIR: "folder",
    stat.S_IFLNK: "symbolic link",
    stat.S_IFIFO: "named pipe",
    stat.S_IFSOCK: "socket",
    stat.S_IFCHR: "device",
    stat.S_IFBLK: "device",
}


def open_to_read(path: str) -> int:
    """Open a file without following a symbolic link and without waiting for a named pipe.

    Returns a descriptor that child processes do not inherit. Raises OSError, for a symbolic link too.
    """
    if not hasattr(os, "O_NOFOLLOW") and os.path.islink(path):
        raise OSError(errno.ELOOP, "is a symbolic link", path)
    return os.open(path, os.O_RDONLY | _flags("O_NOFOLLOW", "O_NONBLOCK"))


def file_number(status: os.stat_result) -> int:
    """Return the number of an open file as its folder lists it: Windows lists none, which is 0."""
    return 0 if is_windows() else status.st_ino


def open_regular(path: str) -> int:
    """Open a file to read. Raises OSError for anything else: links are not followed, and pipes block nothing."""
    descriptor = open_to_read(path)
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        return descriptor
    os.close(descriptor)
    raise OSError(errno.EINVAL, "is not a file", path)


def read_regular(path: str) -> bytes:
    """Return the bytes of a file. Raises OSError for anything else, as `open_regular` does."""
    with open(open_regular(path), "rb") as file:
        return file.read()


def open_to_create(path: str) -> int:
    """Create a file that does not exist, for writing. Raises OSError, FileExistsError if it does.

    Not with the 0600 of the tempfile module: a web server reads what is written here.
    """
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _flags("O_NOFOLLOW"), 0o644)


def open_to_append(path: str) -> int:
    """Open a file to write at its end, creating it for this user alone. Raises OSError."""
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | _flags("O_NOFOLLOW"), 0o600)


def replace_file(path: str, data: bytes) -> None:
    """Replace a file atomically; a symbolic link in its place is replaced, not followed. Raises OSError."""
    folder, name = os.path.split(path)
    staged = os.path.join(folder, f".{name}.{os.getpid()}")
    descriptor = open_to_create(staged)
    try:
        try:
            write_all(descriptor, data)
        finally:
            os.close(descriptor)
        os.replace(staged, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(staged)
        raise


def write_all(descriptor: int, data: bytes) -> None:
    """Write all of `data`. Raises OSError."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def read_at(descriptor: int, size: int, offset: int) -> bytes:
    """Read `size` bytes at `offset` of a file that no other thread uses; fewer where it ends before. Raises OSError."""
    os.lseek(descriptor, offset, os.SEEK_SET)
    data = os.read(descriptor, size)
    while len(data) < size and (more := os.read(descriptor, size - len(data))):
        data += more
    return data


def force_to_disk(path: str) -> None:
    """Force a file, or the entries of a folder, to disk, so that a rename survives a power failure. Raises OSError.

    Windows cannot open a folder, and keeps a journal of names itself; it syncs only files that are open for writing.
    """
    if is_windows() and os.path.isdir(path):
        return
    descriptor = os.open(path, (os.O_RDWR if is_windows() else os.O_RDONLY) | _flags())
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def opened_folder(path: str) -> Iterator[int | str]:
    """Open a folder and yield its descriptor, or its path where os.scandir takes no descriptor. Raises OSError.

    With a descriptor, the system finds the status of each entry without following the path to the folder again.
    """
    if os.scandir not in os.supports_fd:
        yield path
        return
    descriptor = os.open(path, os.O_RDONLY | _flags("O_DIRECTORY"))
    try:
        yield descriptor
    finally:
        os.close(descriptor)


@contextmanager
def limited_memory(growth: int) -> Iterator[None]:
    """Limit this process to `growth` bytes of memory more than it has now, if the system supports that.

    What exceeds it raises MemoryError, or ends the process where a library written in C or Rust does not expect it.
    """
    try:
        import resource

        with open("/proc/self/statm", encoding="ascii") as file:
            limit = int(file.read().split()[5]) * resource.getpagesize() + growth
        soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
        if soft == resource.RLIM_INFINITY or limit < soft:
            resource.setrlimit(resource.RLIMIT_DATA, (limit, hard))
    except (ImportError, OSError, ValueError, AttributeError):
        yield
        return
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


def output_version(size: int, mtime: int) -> str:
    """Return a text that stays equal until a published file is written to; mtime in nanoseconds."""
    return f"{size:x}.{mtime:x}"


def published_version(path: str) -> str:
    """Return the version of a published file, "" where it is missing."""
    try:
        status = os.stat(path, follow_symlinks=False)
    except OSError:
        return ""
    return output_version(status.st_size, status.st_mtime_ns)


def worker_context(*, may_fork: bool) -> "BaseContext":
    """Return how worker processes are started.

    A fork spares every worker its imports, and is safe only on Linux in a process of one thread.
    """
    from multiprocessing import get_context  # late: a run in which nothing changed starts no worker

    if may_fork and sys.platform == "linux" and hasattr(os, "fork") and threading.active_count() == 1:
        return get_context("fork")
    return get_context("spawn")


@cache
def _flags(*names: str) -> int:
    """Combine flags of os.open, those that this system knows; O_BINARY keeps Windows from changing line ends."""
    value = 0
    for name in (*names, "O_CLOEXEC", "O_BINARY"):
        value |= getattr(os, name, 0)
    return value
