"""The lock of an output folder: one build at a time."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress

from feedmaker.build.guards import advice
from feedmaker.build.options import HOLDER, LOCK
from feedmaker.build.store_lock import ConfirmLock, described_holder, store_lock, this_process
from feedmaker.object_store import is_url
from feedmaker.problems import BuildFailed, OutputLocked
from feedmaker.system import open_to_create, read_regular, write_all


@contextmanager
def output_lock(output: str, wait: float, *, dry_run: bool) -> Iterator[ConfirmLock]:
    """Hold the lock of an output; the system releases that of a folder when the process ends.

    Yields what confirms, before anything is published, that the lock is still held.

    Raises OutputLocked when another build holds it for longer than `wait` seconds, BuildFailed when it cannot be made.
    """
    if is_url(output):
        with nullcontext(_confirmed) if dry_run else store_lock(output, wait) as confirm:
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
        message = f"another build holds {output}{described_holder(lambda: read_regular(f'{output}/{HOLDER}'))}"
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
        write_all(descriptor, json.dumps(this_process()).encode())
    finally:
        os.close(descriptor)
