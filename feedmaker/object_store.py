"""Object stores such as S3, in place of a folder: `source.path`, `output.path` and `state` may be URLs.

Credentials come from the environment and the files of the store's own tools (obstore); they are never part of a URL.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from hashlib import blake2b
from typing import Any, NamedTuple, TypeAlias, TypeVar

from feedmaker.problems import BuildFailed

Item = TypeVar("Item")
Result = TypeVar("Result")

#: s3://bucket/folder
_URL = re.compile(r"(?:s3|gs|az)://[^/@]+(?:/.*)?", re.DOTALL)
#: Objects in one page of a listing.
_PAGE = 1000
#: Requests at the same time.
_REQUESTS = 16


class StoreError(OSError):
    """A request to a store failed."""


class ConflictError(StoreError):
    """The object is no longer what it was, or is there already."""


#: What shows whether an object was written to, for `put_if`: S3 and Azure compare the ETag, Google the generation.
Condition: TypeAlias = Mapping[str, str]


class StoredObject(NamedTuple):
    """An object in a listing."""

    path: str
    size: int
    #: Nanoseconds since the epoch, to the second.
    mtime: int
    #: Opaque: another one once the object was written to.
    version: str
    #: None where the object was not read.
    condition: Condition | None = None


def is_url(path: str) -> bool:
    """Return True for the address of a folder, or an object, in a store."""
    return _URL.fullmatch(path) is not None


class ObjectStore:
    """The objects below a URL. Paths are relative to it, "/" between segments."""

    def __init__(self, url: str) -> None:
        """Raises BuildFailed where the package for stores is missing, or the URL or the configuration is wrong."""
        try:
            from obstore.store import from_url
        except ImportError:
            raise BuildFailed(f"{url} needs the package obstore", "install feedmaker[store]") from None
        self.url = url
        try:
            self._store: Any = from_url(url)
        except Exception as error:
            raise BuildFailed(f"{url} cannot be opened: {_first_line(error)}", "correct the URL") from None

    def read(self, path: str) -> tuple[bytes, StoredObject]:
        """Return an object and what is known of it. Raises FileNotFoundError and StoreError."""
        with _errors(self.url, path):
            found = self._store.get(path)
            return bytes(found.bytes()), _described(found.meta)._replace(condition=_condition(found.meta))

    def status(self, path: str) -> StoredObject:
        """Return what is known of an object. Raises FileNotFoundError and StoreError."""
        with _errors(self.url, path):
            return _described(self._store.head(path))

    def objects(self, folder: str = "", after: str = "") -> Iterator[StoredObject]:
        """Yield every object of a folder in the order of their paths' bytes, from the first one after `after` on.

        Raises StoreError.
        """
        with _errors(self.url, folder):
            for page in self._store.list(folder or None, offset=after or None, chunk_size=_PAGE):
                for meta in page:
                    yield _described(meta)

    def put(self, path: str, data: bytes, headers: Mapping[str, str] | None = None) -> str:
        """Write an object and return its version. Raises StoreError."""
        written = self._put(path, data, headers, "overwrite")
        return written.get("e_tag") or written.get("version", "")

    def put_if(self, path: str, data: bytes, condition: Condition | None) -> Condition:
        """Write an object if nobody has written to it since, None if there is none; return the new condition.

        Raises ConflictError and StoreError.
        """
        return self._put(path, data, None, dict(condition) if condition else "create")

    def copy(self, path: str, target: str) -> None:
        """Copy an object within the store, with its headers. Raises FileNotFoundError and StoreError."""
        with _errors(self.url, target):
            self._store.copy(path, target)

    def delete(self, paths: Sequence[str]) -> None:
        """Remove objects; those that are not there are ignored. Raises StoreError."""
        with _errors(self.url, paths[0] if paths else ""):
            for start in range(0, len(paths), _PAGE):
                self._store.delete(list(paths[start : start + _PAGE]))

    def _put(self, path: str, data: bytes, headers: Mapping[str, str] | None, mode: object) -> Condition:
        with _errors(self.url, path):
            # the version of an object does not depend on its bytes alone where it is put in parts
            done = self._store.put(path, data, attributes=headers, mode=mode, use_multipart=False)
        return _condition(done)


def concurrently(function: Callable[[Item], Result], items: Sequence[Item], requests: int = _REQUESTS) -> list[Result]:
    """Return function(item) of each item, with so many requests at the same time; raise what the first of them raises.

    What had not begun by then does not begin.
    """
    if len(items) < 2:
        return [function(item) for item in items]
    from concurrent.futures import ThreadPoolExecutor  # late: it imports more than a run in which nothing changed needs

    with ThreadPoolExecutor(min(requests, len(items))) as threads:
        return list(threads.map(function, items))


@cache
def open_store(url: str) -> ObjectStore:
    """Return the store of a URL, one in a process: it keeps its connections. Raises BuildFailed."""
    return ObjectStore(url)


def split_url(url: str) -> tuple[str, str]:
    """Return the bucket and the path in it: "s3://bucket/a/b.md" is "s3://bucket" and "a/b.md"."""
    scheme, _, rest = url.partition("://")
    bucket, _, path = rest.partition("/")
    return f"{scheme}://{bucket}", path


def version_number(version: str) -> int:
    """Return a version as a number, which distinguishes objects as an inode does files."""
    return int.from_bytes(blake2b(version.encode(), digest_size=7).digest(), "big")


def _described(meta: Mapping[str, Any]) -> StoredObject:
    mtime = int(meta["last_modified"].timestamp()) * 1_000_000_000
    return StoredObject(meta["path"], meta["size"], mtime, str(meta["e_tag"] or meta["version"]))


def _condition(meta: Mapping[str, Any]) -> Condition:
    return {name: str(meta[name]) for name in ("e_tag", "version") if meta.get(name)}


@contextmanager
def _errors(url: str, path: str) -> Iterator[None]:
    """Raise StoreError in place of obstore's own exceptions."""
    from obstore import exceptions

    where = f"{url}/{path}" if path else url
    try:
        yield
    except FileNotFoundError as error:
        raise FileNotFoundError(2, "no such object", where) from error
    except (exceptions.AlreadyExistsError, exceptions.PreconditionError) as error:
        raise ConflictError(0, "was changed by another program", where) from error
    except (exceptions.BaseError, OSError) as error:
        raise StoreError(0, _first_line(error), where) from error


def _first_line(error: Exception) -> str:
    """Return what happened; the lines below it are obstore's own, and name what was sent."""
    return str(error).partition("\n")[0][:200]
