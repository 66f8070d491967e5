"""An output in an object store: files are staged as objects of another name, and copied to their own.

A copy is made by the store, whole or not at all. The version of a published file is what the store says of it (ETag).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from hashlib import md5, sha256
from secrets import token_hex

from feedmaker.object_store import Condition, StoreError, concurrently, open_store
from feedmaker.text.compression import SUFFIXES, compress
from feedmaker.text.media_types import feed_type, served_type
from feedmaker.writer.staged_files import StagedFile, staged_prefix

#: Of more files than these, a listing tells the versions with fewer requests.
_MOST_ASKED = 200
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
        #: Path → hash of what was read or put, and the condition under which it is the same.
        self._known: dict[str, tuple[bytes, Condition | None]] = {}
        #: Path → version of every object, once they were listed.
        self._listed: dict[str, str] | None = None

    def read(self, path: str) -> bytes:
        """Return a published file. Raises OSError."""
        self._known.pop(path, None)
        data, found = self._store.read(path)
        self._known[path] = sha256(data).digest(), found.condition
        return data

    def replace(self, path: str, data: bytes) -> None:
        """Put a file, unless it is equal or was written to since it was read. Raises StoreError."""
        (known, condition), new = self._known.get(path, (b"", None)), sha256(data).digest()
        if new != known:
            self._known[path] = new, self._store.put_if(path, data, condition)

    def version(self, path: str) -> str:
        """Return the version of an object in the first listing. Raises StoreError."""
        return self._versions().get(path, "")

    def stage(
        self,
        files: Mapping[str, bytes],
        encodings: Collection[str] = (),
        *,
        sync: bool = True,  # noqa: ARG002
    ) -> list[StagedFile]:
        """Put an object for each file and for each compressed copy, unless the published one is equal.

        Raises StoreError.
        """
        items: list[tuple[str, bytes]] = []
        for path, data in files.items():
            items += [(path + SUFFIXES[encoding], compress(encoding, data)) for encoding in encodings]
            items.append((path, data))
        return concurrently(self._stage, items)

    def promote(self, staged: Sequence[StagedFile]) -> None:
        """Copy staged objects to their own names.

        The build that takes the lock of another one removes what that one has staged, which can copy it no more.
        Raises StoreError.
        """
        new = [file for file in staged if file.temporary is not None]
        concurrently(self._copy, new)
        self.discard(new)

    def with_versions(self, files: Sequence[StagedFile]) -> list[StagedFile]:
        """Return files with the versions that the store gives their copies. Raises StoreError."""
        new = [file for file in files if file.temporary is not None]
        if len(new) > _MOST_ASKED:
            self._listed = None
            versions = {file.path: self.version(file.path) for file in new}
        else:
            found = concurrently(self._store.status, [file.path for file in new])
            versions = {status.path: status.version for status in found}
        return [file._replace(etag=versions.get(file.path, file.etag)) for file in files]

    def existing(self, paths: Iterable[str]) -> list[str]:
        """Return those paths where an object was in the first listing. Raises StoreError."""
        return [path for path in paths if self.version(path)]

    def remove(self, paths: Sequence[str]) -> None:
        """Remove objects. Raises StoreError."""
        self._store.delete(paths)

    def remove_staged(self) -> None:
        """Remove what an interrupted build has staged, and list what is left."""
        self._listed = None
        with suppress(OSError):
            staged = [path for path in self._versions() if path.rpartition("/")[2].startswith(self._prefix)]
            if staged:
                self._store.delete(staged)
                self._listed = None  # until then, the other build may have published some of it

    def discard(self, staged: Iterable[StagedFile]) -> None:
        """Remove staged objects that are not needed any more."""
        with suppress(OSError):
            self._store.delete([file.temporary for file in staged if file.temporary])

    def _versions(self) -> dict[str, str]:
        if self._listed is None:
            self._listed = {found.path: found.version for found in self._store.objects()}
        return self._listed

    def _stage(self, item: tuple[str, bytes]) -> StagedFile:
        path, data = item
        version = None if self._listed is None else self._listed.get(path, "")
        # S3's ETag is the MD5 of an object, but not with every encryption.
        if version and version.strip('"') == md5(data, usedforsecurity=False).hexdigest():
            return StagedFile(path, len(data), None, 0, version)
        if version != "":
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
        try:
            self._store.copy(file.temporary or "", file.path)
        except FileNotFoundError as error:
            raise StoreError(0, "was removed by another build, which holds the lock by now", error.filename) from None


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
