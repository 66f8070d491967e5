"""Drafts → output folder: each file replaced whole, nothing touched that is equal, nothing deleted that is not ours."""

import json
import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from feedmaker.writer.staged_files import PREFIX, Draft

#: Lists the files that feedmaker wrote: the only ones it may delete.
MANIFEST = ".feedmaker.json"

#: How many folders are forced to disk at a time.
_THREADS = 8


@dataclass(frozen=True, slots=True)
class Manifest:
    """What lies in the output folder by feedmaker's hand."""

    files: frozenset[str]
    #: How many entries the site feed's articles made: what law 9 compares with.
    published: int
    #: The host that the ids were made for, "" where it is not known.
    host: str = ""


def read_manifest(output: str) -> Manifest | None:
    """Read the manifest; None where there is none or it is not one. Then nothing is deleted."""
    try:
        values = json.loads(Path(output, MANIFEST).read_bytes())
        files = frozenset(path for path in values["files"] if _is_ours(path))
        return Manifest(files, int(values["published"]), str(values.get("host", "")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def clear_drafts(output: str) -> None:
    """Remove the unfinished files of a build that did not end well, and folders that held nothing else."""
    for folder, _, names in os.walk(output):
        for name in names:
            if name.startswith(PREFIX):
                with suppress(OSError):
                    _remove(output, os.path.relpath(f"{folder}/{name}", output))


def discard(drafts: Iterable[Draft]) -> None:
    """Remove the temporary files of drafts that will not be published."""
    for draft in drafts:
        if draft.temporary is not None:
            with suppress(OSError):
                os.unlink(draft.temporary)


def publish(
    output: str, drafts: Sequence[Draft], *, before: Manifest | None, gone: Iterable[str], after: Manifest
) -> int:
    """Put drafts in place and remove `gone`, paths of `before` that are no longer written; tell how many were removed.

    The manifest names every file before it appears and until after it is gone, so that a build that is killed leaves
    nothing behind that the next one would not know; what `after` says beside the files is written last. Raises OSError.
    """
    before = before or replace(after, published=0)
    old = before.files
    new = {draft.path for draft in drafts}
    doomed = sorted((old & set(gone)) - new)
    _write_manifest(output, replace(before, files=frozenset(old | new)))
    folders = set()
    for draft in drafts:
        if draft.temporary is not None:
            target = f"{output}/{draft.path}"
            os.replace(draft.temporary, target)
            folders.add(os.path.dirname(target))
    _sync_folders(sorted(folders))
    removed = sum(_remove(output, path) for path in doomed)
    _write_manifest(output, replace(after, files=frozenset((old | new) - set(doomed))))
    return removed


def _is_ours(path: object) -> bool:
    """Tell whether a path of the manifest stays in the output: a forged manifest must not lead out of it."""
    if not isinstance(path, str) or not path or path.startswith("/") or "\0" in path:
        return False
    return ".." not in path.split("/")


def _write_manifest(output: str, manifest: Manifest) -> None:
    values = {
        "made by": "feedmaker",
        "host": manifest.host,
        "published": manifest.published,
        "files": sorted(manifest.files),
    }
    data = json.dumps(values, ensure_ascii=False, indent=0).encode() + b"\n"
    draft = Draft.write(output, MANIFEST, data)
    if draft.temporary is not None:
        os.replace(draft.temporary, f"{output}/{MANIFEST}")
        _sync_folder(output)


def _remove(output: str, path: str) -> bool:
    """Remove one of our files, and the folders that become empty by it; tell whether it was there."""
    parts = path.split("/")
    if any(os.path.islink("/".join([output, *parts[:count]])) for count in range(1, len(parts))):
        return False  # whatever lies behind a link is not ours
    try:
        os.unlink(f"{output}/{path}")
    except (FileNotFoundError, NotADirectoryError):
        return False
    folder = path.rpartition("/")[0]
    while folder:
        with suppress(OSError):
            os.rmdir(f"{output}/{folder}")
        folder = folder.rpartition("/")[0]
    return True


def _sync_folders(folders: Sequence[str]) -> None:
    """Force the entries of folders to disk, several at a time where there are many: a disk takes them together."""
    if len(folders) < _THREADS:
        _sync_each(folders)
        return
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(_THREADS) as threads:
        for _ in threads.map(_sync_each, [folders[first::_THREADS] for first in range(_THREADS)]):
            pass


def _sync_each(folders: Sequence[str]) -> None:
    for folder in folders:
        _sync_folder(folder)


def _sync_folder(folder: str) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
