"""The lock of an output folder: one build at a time."""

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from datetime import UTC, datetime

from feedmaker.build.guards import advice
from feedmaker.build.options import HOLDER, LOCK
from feedmaker.build.store_lock import store_lock
from feedmaker.object_store import is_url
from feedmaker.problems import BuildFailed, OutputLocked
from feedmaker.system import open_to_create, read_regular, write_all


@contextmanager
def output_lock(output: str, wait: float, *, dry_run: bool) -> Iterator[None]:
    """Hold the lock of an output folder; the system releases it when the process ends.

    Raises OutputLocked when another build holds it for longer than `wait` seconds, BuildFailed when it cannot be made.
    """
    if is_url(output):
        with nullcontext() if dry_run else store_lock(output, wait):
            yield
        return
    if dry_run and not os.path.isdir(output):
        yield
        return
    from filelock import FileLock, Timeout

    try:
        os.makedirs(output, exist_ok=True)
        lock = FileLock(f"{output}/{LOCK}", timeout=wait)
        lock.acquire()
    except Timeout:
        message = f"another build holds {output}{_holder(output)}"
        raise OutputLocked(message, "wait for it, or use --wait SECONDS") from None
    except OSError as error:
        if dry_run:
            yield  # nothing is written anyway
            return
        raise BuildFailed(f"the output {output} cannot be written: {error.strerror}", advice(error)) from None
    holder = f"{output}/{HOLDER}"
    try:
        with suppress(OSError):
            _write_holder(holder)
        yield
    finally:
        with suppress(OSError):
            os.unlink(holder)
        lock.release()


def _write_holder(holder: str) -> None:
    """Say who holds the lock, in a new file: one that a killed build left may have got a second name."""
    with suppress(FileNotFoundError):
        os.unlink(holder)
    descriptor = open_to_create(holder)
    try:
        since = datetime.now(UTC).isoformat(timespec="seconds")
        who = {"pid": os.getpid(), "host": socket.gethostname(), "since": since}
        write_all(descriptor, json.dumps(who).encode())
    finally:
        os.close(descriptor)


def _holder(output: str) -> str:
    try:
        who = json.loads(read_regular(f"{output}/{HOLDER}"))
        return f": process {int(who['pid'])} on {who['host']!s:.60}, since {who['since']!s:.30}"
    except (OSError, ValueError, KeyError, TypeError):
        return ""
