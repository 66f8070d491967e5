"""A state in an object store: a build works on a copy, which replaces the stored one unless that has changed."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from feedmaker.build.options import BuildPaths
from feedmaker.object_store import Condition, ConflictError, StoreError, open_store, split_url
from feedmaker.problems import BuildFailed, BuildRefused

_NAME = ".feedmaker/state.sqlite3"


class LocalState:
    """A state that is on disk anyway, and the base of the copy of a stored one."""

    def __init__(self, paths: BuildPaths) -> None:
        #: With the state on disk.
        self.paths = paths

    def refresh(self) -> None:
        """Bring a copy up to date, once no other build can store another state. Raises BuildRefused."""

    def store(self) -> None:
        """Store a copy if it was changed. Raises BuildFailed."""


@contextmanager
def local_state(paths: BuildPaths) -> Iterator[LocalState]:
    """Yield the state on disk, or a copy of the stored one, until the end of the block. Raises BuildRefused."""
    if not paths.state_url:
        yield LocalState(paths)
        return
    from tempfile import TemporaryDirectory  # late: it imports more than a run in which nothing changed needs

    with TemporaryDirectory(prefix="feedmaker-") as folder:
        file = Path(folder, _NAME)
        file.parent.mkdir()
        copy = _StateCopy(replace(paths, state=file))
        copy.refresh()
        yield copy


class _StateCopy(LocalState):
    def __init__(self, paths: BuildPaths) -> None:
        super().__init__(paths)
        bucket, self._key = split_url(paths.state_url)
        self._store = open_store(bucket)
        #: What is stored; its version is "" where there is nothing.
        self._stored, self._version = b"", ""
        self._condition: Condition | None = None

    def refresh(self) -> None:
        try:
            if self._version and self._store.status(self._key).version == self._version:
                return
            self._stored, found = self._store.read(self._key)
            self._version, self._condition = found.version, found.condition
            self.paths.state.write_bytes(self._stored)
        except FileNotFoundError:
            self._stored, self._version, self._condition = b"", "", None
            self.paths.state.unlink(missing_ok=True)
        except StoreError as error:
            text = f"the state {self.paths.state_url} cannot be read: {error.strerror}; nothing was written"
            raise BuildRefused(text, "run feedmaker again") from None

    def store(self) -> None:
        file, url = self.paths.state, self.paths.state_url
        data = file.read_bytes() if file.exists() else self._stored
        if data == self._stored:
            return
        try:
            self._store.put_if(self._key, data, self._condition)
        except ConflictError:
            text = f"the state {url} was changed by another build; every file of the output is whole"
            raise BuildFailed(text, "run feedmaker again") from None
        except StoreError as error:
            text = f"the state {url} cannot be stored: {error.strerror}; every file of the output is whole"
            raise BuildFailed(text, "run feedmaker again") from None
