"""The lock of an output in an object store: an object with an expiry, which only one build can create or replace."""

import json
import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime

from feedmaker.build.options import LOCK
from feedmaker.object_store import ConflictError, ObjectStore, StoreError, open_store
from feedmaker.problems import BuildFailed, OutputLocked

#: Seconds until the lock of a build that was killed is free, and between two renewals by one that goes on.
_LEASE = 120.0
_RENEW = 30.0
#: Seconds between two attempts to take it.
_RETRY = 1.0


@contextmanager
def store_lock(url: str, wait: float) -> Iterator[None]:
    """Hold the lock of an output. Raises OutputLocked after `wait` seconds, and BuildFailed."""
    store = open_store(url)
    end = time.monotonic() + wait
    while True:
        try:
            version = _take(store)
            break
        except ConflictError:
            if time.monotonic() >= end:
                raise OutputLocked(
                    f"another build holds {url}{_holder(store)}", "wait for it, or use --wait SECONDS"
                ) from None
            time.sleep(_RETRY)
        except StoreError as error:
            text = f"the output {url} cannot be written: {error.strerror}"
            raise BuildFailed(text, "give these credentials the right to write there") from None
    ended = threading.Event()
    renewal = threading.Thread(target=_renew, args=(store, version, ended), daemon=True)
    renewal.start()
    try:
        yield
    finally:
        ended.set()
        renewal.join()
        with suppress(StoreError):
            store.delete([LOCK])


def _take(store: ObjectStore) -> str:
    """Create the lock, or replace one that has expired. Raises ConflictError where another build holds it."""
    try:
        return store.put_if(LOCK, _lease(), "")
    except ConflictError:
        data, found = store.read(LOCK)
        if _until(data) > time.time():
            raise
        return store.put_if(LOCK, _lease(), found.version)


def _renew(store: ObjectStore, version: str, ended: threading.Event) -> None:
    while not ended.wait(_RENEW):
        with suppress(StoreError):
            version = store.put_if(LOCK, _lease(), version)


def _lease() -> bytes:
    since = datetime.now(UTC).isoformat(timespec="seconds")
    return json.dumps(
        {"pid": os.getpid(), "host": socket.gethostname(), "since": since, "until": time.time() + _LEASE}
    ).encode()


def _until(data: bytes) -> float:
    try:
        return float(json.loads(data)["until"])
    except (ValueError, LookupError, TypeError):
        return 0.0


def _holder(store: ObjectStore) -> str:
    try:
        who = json.loads(store.read(LOCK)[0])
        return f": process {int(who['pid'])} on {who['host']!s:.60}, since {who['since']!s:.30}"
    except (OSError, ValueError, LookupError, TypeError):
        return ""
