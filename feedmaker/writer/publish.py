"""Staged files → output folder: each file is replaced as a whole; only files of the manifest are ever deleted."""

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from feedmaker.system import read_regular
from feedmaker.writer.staged_files import StagedFile, staged_prefix, sync_folders

#: Lists the files that feedmaker wrote: the only ones it may delete.
MANIFEST = ".feedmaker.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What feedmaker wrote to the output folder."""

    files: frozenset[str]
    #: How many articles were published; the guard against an unexpectedly empty build compares with it.
    published: int
    #: Host and path of the site that the ids were made for, "" if unknown.
    address: str = ""
    #: How many articles have an id that only the state knows, because they were renamed.
    kept_ids: int = 0
    #: The config.yaml that the feeds are made by, relative to the output; "" if unknown.
    configuration: str = ""
    #: Folder that a feed had before → key of the feed.
    moved: Mapping[str, str] = field(default_factory=dict)
    #: How many articles of each of several source folders were published, by its prefix.
    published_in: Mapping[str, int] = field(default_factory=dict)


def read_manifest(output: str) -> Manifest | None:
    """Read the manifest; return None if there is none or it is not valid. Then nothing may be deleted."""
    try:
        values = json.loads(read_regular(f"{output}/{MANIFEST}"))
        files = frozenset(path for path in values["files"] if _is_inside_output(path))
        return Manifest(
            files=files,
            published=int(values["published"]),
            published_in={str(prefix): int(count) for prefix, count in values.get("published_in", {}).items()},
            address=str(values.get("host", "")),
            kept_ids=int(values.get("kept_ids", 0)),
            configuration=str(values.get("configuration", "")),
            moved={path: str(key) for path, key in values.get("moved", {}).items() if _is_inside_output(path)},
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def remove_staged_files(output: str) -> None:
    """Remove the staged files of a build that was interrupted, and folders that this leaves empty."""
    prefix = staged_prefix(output)
    for folder, _, names in os.walk(output):
        for name in names:
            if name.startswith(prefix):
                with suppress(OSError):
                    _remove(output, os.path.relpath(f"{folder}/{name}", output))


def discard(staged: Iterable[StagedFile]) -> None:
    """Remove staged files that will not be published."""
    for file in staged:
        if file.temporary is not None:
            with suppress(OSError):
                os.unlink(file.temporary)


def publish(
    output: str, staged: Sequence[StagedFile], *, before: Manifest | None, obsolete: Iterable[str], after: Manifest
) -> int:
    """Move staged files to their final names, remove obsolete files and return how many were removed.

    The manifest names every file before it appears and until after it is removed, so that the next build knows every
    file that a killed build left behind.

    Args:
        output: the output folder.
        staged: the files, forced to disk.
        before: the manifest as it was read, None if there was none.
        obsolete: paths of `before` that are no longer written; others are ignored.
        after: what the manifest shall say, but for its files.

    Raises OSError.
    """
    before = before or replace(after, published=0)
    old = before.files
    new = {file.path for file in staged}
    doomed = sorted((old & set(obsolete)) - new)
    _write_manifest(output, replace(before, files=frozenset(old | new)))
    folders = set()
    for file in staged:
        if file.temporary is not None:
            target = f"{output}/{file.path}"
            os.replace(file.temporary, target)
            folders.add(os.path.dirname(target))
    sync_folders(folders)
    removed = sum(_remove(output, path) for path in doomed)
    _write_manifest(output, replace(after, files=frozenset((old | new) - set(doomed))))
    return removed


def _is_inside_output(path: object) -> bool:
    """Return True if a path of the manifest lies in the output; a forged manifest must not delete other files."""
    if not isinstance(path, str) or not path or path.startswith("/") or "\0" in path:
        return False
    return ".." not in path.split("/")


def _write_manifest(output: str, manifest: Manifest) -> None:
    values = {
        "made by": "feedmaker",
        "configuration": manifest.configuration,
        "host": manifest.address,
        "published": manifest.published,
        **({"published_in": dict(sorted(manifest.published_in.items()))} if manifest.published_in else {}),
        "kept_ids": manifest.kept_ids,
        "moved": dict(sorted(manifest.moved.items())),
        "files": sorted(manifest.files),
    }
    # The bytes of a path that are not UTF-8 are lone surrogates, which become escapes of JSON.
    data = json.dumps(values, ensure_ascii=False, indent=0).encode("utf-8", "backslashreplace") + b"\n"
    staged = StagedFile.write(output, MANIFEST, data)
    if staged.temporary is not None:
        os.replace(staged.temporary, f"{output}/{MANIFEST}")
        sync_folders([output])


def _remove(output: str, path: str) -> bool:
    """Remove a file and the folders that this leaves empty. Return True if the file was there."""
    parts = path.split("/")
    if any(os.path.islink("/".join([output, *parts[:count]])) for count in range(1, len(parts))):
        return False  # files behind a symbolic link are not ours
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
