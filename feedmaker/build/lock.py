"""The lock of an output: one build at a time.

That of a folder is the system's. In an object store, it is an object with an expiry, which only one build can create or
replace.
"""

import json
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from datetime import UTC, datetime
from typing import TypeAlias

from feedmaker.build.guards import advice
from feedmaker.build.options import HOLDER, LOCK
from feedmaker.object_store import Condition, ConflictError, ObjectStore, StoreError, is_url, open_store
from feedmaker.problems import BuildFailed, OutputLocked
from feedmaker.system import open_to_create, read_regular, write_all

#: Seconds until the lock of a build that was killed is free, and between two renewals by one that goes on.
_LEASE = 120.0
_RENEW = 30.0
#: Seconds between two attempts to take it.
_RETRY = 1.0

#: Raises BuildFailed where the lock is not held any more.
ConfirmLock: TypeAlias = Callable[[], None]


@contextmanager
def output_lock(output: str, wait: float, *, dry_run: bool) -> Iterator[ConfirmLock]:
    """Hold the lock of an output; the system releases that of a folder when the process ends.

    Yields what confirms, before anything is published, that the lock is still held.

    Raises OutputLocked when another build holds it for longer than `wait` seconds, BuildFailed when it cannot be made.
    """
    if is_url(output):
        with nullcontext(_confirmed) if dry_run else _store_lock(output, wait) as confirm:
            yield confirm
        return
    if dry_run and not os.path.isdir(output):
        yield _confirmed
        return
    from filelock import FileLock, Timeout

    try:
        os.makedirs(output, exist_ok=True)
        lock = FileLock(f"{output}/{LOCK}", timeout=wait)
        lock.acquire()
    except Timeout:
        message = f"another build holds {output}{_described_holder(lambda: read_regular(f'{output}/{HOLDER}'))}"
        raise OutputLocked(message, "wait for it, or use --wait SECONDS") from None
    except OSError as error:
        if dry_run:
            yield _confirmed  # nothing is written anyway
            return
        raise BuildFailed(f"the output {output} cannot be written: {error.strerror}", advice(error)) from None
    holder = f"{output}/{HOLDER}"
    try:
        with suppress(OSError):
            _write_holder(holder)
        yield _confirmed
    finally:
        with suppress(OSError):
            os.unlink(holder)
        lock.release()


def _confirmed() -> None:
    """Do nothing: the system takes no lock away."""


def _write_holder(holder: str) -> None:
    """Say who holds the lock, in a new file: one that a killed build left may have got a second name."""
    with suppress(FileNotFoundError):
        os.unlink(holder)
    descriptor = open_to_create(holder)
    try:
        write_all(descriptor, json.dumps(_this_process()).encode())
    finally:
        os.close(descriptor)


def _this_process() -> dict[str, object]:
    """Return what a lock says of the process that holds it."""
    since = datetime.now(UTC).isoformat(timespec="seconds")
    return {"pid": os.getpid(), "host": socket.gethostname(), "since": since}


def _described_holder(read: Callable[[], bytes]) -> str:
    """Return who holds a lock, as part of a message; `read` returns what the lock says of that, or raises OSError."""
    try:
        who = json.loads(read())
        return f": process {int(who['pid'])} on {who['host']!s:.60}, since {who['since']!s:.30}"
    except (OSError, ValueError, LookupError, TypeError):
        return ""


@contextmanager
def _store_lock(url: str, wait: float) -> Iterator[ConfirmLock]:
    """Hold the lock of an output. Raises OutputLocked after `wait` seconds, and BuildFailed.

    Yields what raises BuildFailed where another build may hold the lock by now: a lock that could not be renewed in
    time, such as that of a suspended computer, is free.
    """
    store = open_store(url)
    lease = _Lease(store, url)
    end = time.monotonic() + wait
    while True:
        try:
            lease.take()
            break
        except (ConflictError, FileNotFoundError):
            if time.monotonic() >= end:
                raise OutputLocked(
                    f"another build holds {url}{_described_holder(lambda: store.read(LOCK)[0])}",
                    "wait for it, or use --wait SECONDS",
                ) from None
            time.sleep(_RETRY)
        except StoreError as error:
            text = f"the output {url} cannot be written: {error.strerror}"
            raise BuildFailed(text, "give these credentials the right to write there") from None
    ended = threading.Event()
    renewal = threading.Thread(target=lease.keep, args=(ended,), daemon=True)
    renewal.start()
    try:
        yield lease.confirm
    finally:
        ended.set()
        renewal.join()
        with suppress(OSError):
            lease.release()


class _Lease:
    """The object that is the lock. Methods raise StoreError, and FileNotFoundError where it is missing."""

    def __init__(self, store: ObjectStore, url: str) -> None:
        self._store = store
        self._url = url
        self._holder = _this_process()
        self._condition: Condition | None = None
        self._alone = threading.Lock()

    def take(self) -> None:
        """Create the object, or replace one that has expired. Raises ConflictError where another build holds it."""
        self._condition = None
        try:
            self.renew()
        except ConflictError:
            data, found = self._store.read(LOCK)
            if _until(data) > time.time():
                raise
            self._condition = found.condition
            self.renew()

    def renew(self) -> None:
        """Have the lock expire later. Raises ConflictError where another build has taken it."""
        with self._alone:
            data = json.dumps({**self._holder, "until": time.time() + _LEASE}).encode()
            self._condition = self._store.put_if(LOCK, data, self._condition)

    def keep(self, ended: threading.Event) -> None:
        """Renew the lock until the event."""
        while not ended.wait(_RENEW):
            with suppress(OSError):  # `confirm` says so
                self.renew()

    def confirm(self) -> None:
        """Renew the lock. Raises BuildFailed where it was lost."""
        try:
            self.renew()
        except OSError as error:
            text = f"the lock of the output {self._url} was lost: {error.strerror}; every file of the output is whole"
            raise BuildFailed(text, "run feedmaker again") from None

    def release(self) -> None:
        """Remove the object. Raises ConflictError where another build has taken the lock."""
        self.renew()  # a store removes what is there: until this one expires, it is ours
        self._store.delete([LOCK])


def _until(data: bytes) -> float:
    try:
        return float(json.loads(data)["until"])
    except (ValueError, LookupError, TypeError):
        return 0.0
