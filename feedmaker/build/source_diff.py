"""The source folder against the state: what is new, what has changed, what is gone."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from feedmaker.build.read import FileToRead
from feedmaker.build.scan_digest import Total
from feedmaker.loader.scan import Folder
from feedmaker.problems import Problem
from feedmaker.state import RACY, KnownFile, State


class ToRead(NamedTuple):
    """A file to read, and what was known of it."""

    file: FileToRead
    known: KnownFile | None
    #: Hash of the bytes of which the row that is known is still right, b"" where none is.
    content: bytes

    def packed(self) -> tuple[Any, ...]:
        """Give what a worker needs of it, as plain values: those of the file, and the hash."""
        return (*self.file, self.content)


class Survey:
    """Compares the folders of a scan with the state as they stream past; what it tells is complete after `to_read`."""

    def __init__(self, state: State, *, began: int, everything: bool, doubtful: int) -> None:
        """Take when this build began, in nanoseconds since the epoch.

        `everything` asks for every file to be read. A file whose mtime is not older than `doubtful` may have changed
        within that mtime since it was read, and is read again.
        """
        self._state = state
        self._began = began
        self._everything = everything
        self._doubtful = doubtful
        self._known_folders = state.folders()
        self._total = Total()
        #: (folder, digest) of every folder that differs, and the folders that are gone.
        self.folders: list[tuple[str, bytes]] = []
        self.folders_gone: list[str] = []
        #: (path, file) of what is gone.
        self.vanished: list[tuple[str, KnownFile]] = []
        self.problems: list[Problem] = []
        self.read = 0
        #: How many of those that were read had the bytes that they had before.
        self.same = 0
        #: Some mtime is as new as this build: the next one must look into the files.
        self.racy = False

    @property
    def digest(self) -> str:
        """Sum up every folder."""
        return self._total.digest

    @property
    def found(self) -> int:
        """How many article files there are."""
        return self._total.files

    def to_read(self, folders: Iterable[Folder]) -> Iterator[ToRead]:
        """Yield every file that is new or may have changed."""
        seen = set()
        for folder in folders:
            seen.add(folder.path)
            self._total.add(folder)
            self.problems += folder.problems
            self.racy = self.racy or folder.newest_mtime >= self._began - RACY
            if self._known_folders.get(folder.path) != folder.digest:
                self.folders.append((folder.path, folder.digest))
            elif not self._everything and folder.newest_mtime < self._doubtful:
                continue
            yield from self._compare(folder)
        for path in sorted(self._known_folders.keys() - seen):
            self.folders_gone.append(path)
            self._vanish(path, self._state.files_in(path))

    def _compare(self, folder: Folder) -> Iterator[ToRead]:
        known = self._state.files_in(folder.path)
        for name, size, mtime, inode in folder.files:
            before = known.pop(name, None)
            if (
                before is None
                or self._everything
                or mtime >= self._doubtful
                or (before.size, before.mtime, before.inode) != (size, mtime, inode)
            ):
                self.read += 1
                # What could not be rendered is tried once more where its file was touched.
                content = b""
                if before is not None and not self._everything and before.status != "spoiled":
                    content = before.content
                yield ToRead(FileToRead(folder.path, name, size, mtime, inode), before, content)
        self._vanish(folder.path, known)

    def _vanish(self, folder: str, files: dict[str, KnownFile]) -> None:
        self.vanished += ((f"{folder}/{name}" if folder else name, file) for name, file in files.items())
