"""An output in an object store: files are staged as objects of another name, and copied to their own.

A copy is made by the store, whole or not at all. The version of a published file is what the store says of it (ETag).
"""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from secrets import token_hex

from feedmaker.object_store import open_store
from feedmaker.text.compression import SUFFIXES, compress
from feedmaker.text.media_types import feed_type, served_type
from feedmaker.writer.staged_files import StagedFile, staged_prefix

#: Requests at the same time.
_THREADS = 16
#: Seconds; readers send requests every few minutes at most.
_CACHE_CONTROL = "max-age=600"
_ENCODINGS = {suffix: encoding for encoding, suffix in SUFFIXES.items()}


class Bucket:
    """An output below a URL."""

    def __init__(self, url: str, *, dry_run: bool = False) -> None:
        """Raises BuildFailed where the store cannot be opened."""
        self._dry_run = dry_run
        self._store = open_store(url)
        self._prefix = staged_prefix(url)
        #: Another one for each build, because one that has lost its lock does not know that at once.
        self._own_prefix = f"{self._prefix}{token_hex(4)}-"

    def read(self, path: str) -> bytes:
        """Return a published file. Raises OSError."""
        return self._store.read(path)[0]

    def versions(self) -> dict[str, str]:
        """Return path → version of every object. Raises StoreError."""
        return {found.path: found.version for found in self._store.objects()}

    def stage(self, path: str, data: bytes, encodings: Iterable[str] = (), *, sync: bool = True) -> list[StagedFile]:  # noqa: ARG002
        """Put an object for a file and one for each compressed copy, unless the published one is equal.

        Raises StoreError.
        """
        copies = [self._stage(path + SUFFIXES[encoding], compress(encoding, data)) for encoding in encodings]
        return [*copies, self._stage(path, data)]

    def promote(self, staged: Sequence[StagedFile]) -> None:
        """Copy staged objects to their own names. Raises StoreError."""
        new = [file for file in staged if file.temporary is not None]
        with ThreadPoolExecutor(_THREADS) as threads:
            list(threads.map(self._copy, new))
        self.discard(new)

    def with_versions(self, files: Sequence[StagedFile]) -> list[StagedFile]:
        """Return files with the versions that the store gives their copies. Raises StoreError."""
        known = self.versions()
        return [file._replace(etag=known.get(file.path, "")) for file in files]

    def existing(self, paths: Iterable[str]) -> list[str]:
        """Return those paths where an object is. Raises StoreError."""
        known = self.versions()
        return [path for path in paths if path in known]

    def remove(self, paths: Sequence[str]) -> None:
        """Remove objects. Raises StoreError."""
        self._store.delete(paths)

    def remove_staged(self) -> None:
        """Remove what an interrupted build has staged."""
        with suppress(OSError):
            self._store.delete([path for path in self.versions() if path.rpartition("/")[2].startswith(self._prefix)])

    def discard(self, staged: Iterable[StagedFile]) -> None:
        """Remove staged objects that are not needed any more."""
        with suppress(OSError):
            self._store.delete([file.temporary for file in staged if file.temporary])

    def _stage(self, path: str, data: bytes) -> StagedFile:
        with suppress(FileNotFoundError):
            published, status = self._store.read(path)
            if published == data:
                return StagedFile(path, len(data), None, status.mtime, status.version)
        if self._dry_run:
            return StagedFile(path, len(data), "", 0)
        folder, slash, name = path.rpartition("/")
        temporary = f"{folder}{slash}{self._own_prefix}{name}"
        version = self._store.put(temporary, data, _headers(path))
        return StagedFile(path, len(data), temporary, 0, version)

    def _copy(self, file: StagedFile) -> None:
        self._store.copy(file.temporary or "", file.path)


def _headers(path: str) -> Mapping[str, str]:
    """Return what the store sends with a file."""
    suffix = "." + path.rpartition(".")[2]
    encoding = _ENCODINGS.get(suffix)
    headers = {"Cache-Control": _CACHE_CONTROL}
    if encoding:
        headers["Content-Encoding"] = encoding
    name = path.removesuffix(suffix if encoding else "").rpartition("/")[2]
    feed = feed_type(name)
    headers["Content-Type"] = f"{feed}; charset=utf-8" if feed else served_type(name)
    return headers
