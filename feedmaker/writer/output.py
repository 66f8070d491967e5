"""The output: a folder on disk, or one in an object store. What `publish` needs of either."""

import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from feedmaker.object_store import is_url
from feedmaker.system import published_version, read_regular
from feedmaker.text.compression import SUFFIXES, compress
from feedmaker.writer.staged_files import StagedFile, staged_prefix, sync_folders

if TYPE_CHECKING:
    from feedmaker.writer.bucket import Bucket


#: A place for files by their path, "/" between segments. All methods raise OSError.
Output: TypeAlias = "OutputFolder | Bucket"


def open_output(path: str, *, dry_run: bool = False) -> Output:
    """Return the output at a path or URL; a dry run only compares. Raises BuildFailed where none can be opened."""
    if is_url(path):
        from feedmaker.writer.bucket import Bucket

        return Bucket(path, dry_run=dry_run)
    return OutputFolder(path, dry_run=dry_run)


class OutputFolder:
    """An output on disk."""

    def __init__(self, path: str, *, dry_run: bool = False) -> None:
        self._path = path
        self._dry_run = dry_run

    def read(self, path: str) -> bytes:
        """Return a published file, never one behind a symbolic link. Raises OSError where there is none."""
        return read_regular(f"{self._path}/{path}")

    def replace(self, path: str, data: bytes) -> None:
        """Write a file at once, unless it is equal. Raises OSError."""
        self.promote(self.stage({path: data}))

    def version(self, path: str) -> str:
        """Return the version that a published file has, "" where it is missing."""
        return published_version(f"{self._path}/{path}")

    def stage(
        self, files: Mapping[str, bytes], encodings: Collection[str] = (), *, sync: bool = True
    ) -> list[StagedFile]:
        """Write files and their compressed copies beside the published ones, not yet under their own names.

        Without `sync`, the caller must force them to disk before they are promoted. Raises OSError.
        """
        write = partial(StagedFile.write, self._path, sync=sync, dry_run=self._dry_run)
        staged: list[StagedFile] = []
        for path, data in files.items():
            file = write(path, data)
            # Copies come first, so that none is ever older than the file, and have its time: Last-Modified is the same.
            staged += (write(path + SUFFIXES[each], compress(each, data), mtime=file.mtime) for each in encodings)
            staged.append(file)
        return staged

    def promote(self, staged: Sequence[StagedFile]) -> None:
        """Give staged files their own names, and force these to disk. Raises OSError."""
        folders = set()
        for file in staged:
            if file.temporary is not None:
                target = f"{self._path}/{file.path}"
                os.replace(file.temporary, target)
                folders.add(os.path.dirname(target))
        sync_folders([*folders])

    def with_versions(self, files: Sequence[StagedFile]) -> list[StagedFile]:
        """Return files as they are: a rename keeps the time."""
        return list(files)

    def existing(self, paths: Iterable[str]) -> list[str]:
        """Return those paths where a file, a folder or a link is."""
        return [path for path in paths if os.path.lexists(f"{self._path}/{path}")]

    def remove(self, paths: Sequence[str]) -> None:
        """Remove files and the folders that this leaves empty. Raises OSError."""
        for path in paths:
            self._remove(path)

    def remove_staged(self) -> None:
        """Remove the staged files of a build that was interrupted, and folders that this leaves empty."""
        prefix = staged_prefix(self._path)
        for folder, _, names in os.walk(self._path):
            for name in names:
                if name.startswith(prefix):
                    with suppress(OSError):
                        self._remove(Path(folder, name).relative_to(self._path).as_posix())

    def discard(self, staged: Iterable[StagedFile]) -> None:
        """Remove staged files that will not be published."""
        for file in staged:
            if file.temporary:
                with suppress(OSError):
                    os.unlink(file.temporary)

    def _remove(self, path: str) -> None:
        parts = path.split("/")
        if any(os.path.islink("/".join([self._path, *parts[:count]])) for count in range(1, len(parts))):
            return  # files behind a symbolic link are not ours
        try:
            os.unlink(f"{self._path}/{path}")
        except (FileNotFoundError, NotADirectoryError):
            return
        folder = path.rpartition("/")[0]
        while folder:
            with suppress(OSError):
                os.rmdir(f"{self._path}/{folder}")
            folder = folder.rpartition("/")[0]
