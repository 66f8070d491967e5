"""States in an object store: a build works on copies, which replace the stored ones unless these have changed.

With `source.shards`, the states of the shards are stored before the main state, in the order of their commits: if a
build is killed in between, the next one finds what it finds after an incomplete commit.
"""

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from hashlib import file_digest
from itertools import takewhile
from pathlib import Path
from typing import NamedTuple

from feedmaker.build.options import SHARD, BuildPaths
from feedmaker.object_store import Condition, ConflictError, StoreError, concurrently, open_store, split_url
from feedmaker.problems import BuildFailed, BuildRefused, FeedmakerError

#: How the name of a damaged state ends (state/file.put_aside).
_ASIDE = r"\.unusable[0-9]*"
#: States that are downloaded or uploaded at the same time: each is in memory meanwhile.
_AT_ONCE = 4


class LocalState:
    """A state on disk; the base class of copies of stored states."""

    def __init__(self, paths: BuildPaths) -> None:
        #: With the state on disk.
        self.paths = paths

    def refresh(self) -> None:
        """Update the copies, after the lock is held: no other build can store states now. Raises BuildRefused."""

    def store(self) -> None:
        """Store the changed copies, and delete the objects of removed ones. Raises BuildFailed."""

    def shown(self, text: str) -> str:
        """Replace the paths of copies in a message by the URLs of the states."""
        return text


@contextmanager
def local_state(paths: BuildPaths) -> Iterator[LocalState]:
    """Yield the state on disk, or a copy of the stored one, until the end of the block. Raises BuildRefused."""
    if not paths.state_url:
        yield LocalState(paths)
        return
    from tempfile import TemporaryDirectory  # late: it imports more than a run in which nothing changed needs

    with TemporaryDirectory(prefix="feedmaker-") as folder:
        file = Path(folder, ".feedmaker", paths.state_url.rpartition("/")[2])
        file.parent.mkdir()
        copies = _StateCopies(replace(paths, state=file))
        copies.refresh()
        try:
            yield copies
        except FeedmakerError as error:
            error.message = copies.shown(error.message)
            raise


class _Stored(NamedTuple):
    """What is known of a state in the store."""

    version: str
    condition: Condition | None
    #: Of its bytes.
    hash: bytes


class _StateCopies(LocalState):
    def __init__(self, paths: BuildPaths) -> None:
        super().__init__(paths)
        bucket, self._key = split_url(paths.state_url)
        self._store = open_store(bucket)
        #: By file.
        self._stored: dict[Path, _Stored] = {}
        #: Empty files for the damaged states in the store, whose names the next one cannot have.
        self._set_aside: set[Path] = set()
        stem, suffix = re.escape(paths.state.stem), re.escape(paths.state.suffix)
        self._name = re.compile(f"{stem}({SHARD}[0-9a-f]{{6}})?{suffix}(?P<aside>{_ASIDE})?").fullmatch

    def refresh(self) -> None:
        try:
            found = self._versions()
            for file in self._stored.keys() - found.keys():
                del self._stored[file]
                file.unlink(missing_ok=True)
            changed = [
                file
                for file, version in found.items()
                if file not in self._stored or self._stored[file].version != version
            ]
            for file in self._set_aside:
                file.touch()
            self._stored |= zip(changed, concurrently(self._download, changed, _AT_ONCE), strict=True)
        except OSError as error:
            text = f"the state {self.paths.state_url} cannot be read: {error.strerror}; nothing was written"
            raise BuildRefused(text, "run feedmaker again") from None

    def store(self) -> None:
        state = self.paths.state
        found = sorted(state.parent.iterdir())
        files = [file for file in found if self._name(file.name) and file != state and file not in self._set_aside]
        concurrently(self._upload, files, _AT_ONCE)
        if state.exists():
            self._upload(state)
        try:
            self._store.delete([self._object(file) for file in self._stored if not file.exists() and file != state])
        except StoreError as error:
            raise self._failed(state, error) from None

    def shown(self, text: str) -> str:
        url = self.paths.state_url.removesuffix(self.paths.state.name)
        return text.replace(f"{self.paths.state.parent}{os.sep}", url)

    def _versions(self) -> dict[Path, str]:
        """Return the versions of the stored states, main and shards; note the damaged ones that were put aside."""
        state, (folder, slash, _) = self.paths.state, self._key.rpartition("/")
        stem = self._key.removesuffix(state.suffix)
        # Their names follow each other, with few others in between.
        objects = takewhile(lambda found: found.path < f"{stem}/", self._store.objects(folder, after=stem[:-1]))
        versions: dict[Path, str] = {}
        for found in objects:
            name = self._name(found.path.removeprefix(folder + slash))
            if name and name["aside"]:
                self._set_aside.add(state.with_name(name[0]))
            elif name:
                versions[state.with_name(name[0])] = found.version
        return versions

    def _object(self, file: Path) -> str:
        return self._key.removesuffix(self.paths.state.name) + file.name

    def _download(self, file: Path) -> _Stored:
        data, found = self._store.read(self._object(file))
        file.write_bytes(data)
        return _Stored(found.version, found.condition, _hash(file))

    def _upload(self, file: Path) -> None:
        """Store a copy if it was changed. Raises BuildFailed."""
        known = self._stored.get(file)
        _take_in_log(file)
        if known is not None and known.hash == _hash(file):
            return
        try:
            self._store.put_if(self._object(file), file.read_bytes(), known.condition if known else None)
        except StoreError as error:
            raise self._failed(file, error) from None

    def _failed(self, file: Path, error: StoreError) -> BuildFailed:
        is_conflict = isinstance(error, ConflictError)
        what = "was changed by another build" if is_conflict else f"cannot be stored: {error.strerror}"
        return BuildFailed(f"the state {file} {what}; every file of the output is whole", "run feedmaker again")


def _take_in_log(file: Path) -> None:
    """Write the log of a state into its file, which a process of a shard that was killed has not done."""
    if file.with_name(f"{file.name}-wal").exists():
        with closing(sqlite3.connect(file)) as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _hash(file: Path) -> bytes:
    with file.open("rb") as opened:
        return file_digest(opened, "sha256").digest()
