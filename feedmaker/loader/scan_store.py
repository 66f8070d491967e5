"""The objects below a URL → folders, as `scan` gives them for a folder on disk."""

from collections.abc import Iterable, Iterator

from feedmaker.loader.file_patterns import Patterns
from feedmaker.loader.scan import FileStat, Folder, article_folder, bundle_indexes
from feedmaker.object_store import open_store, version_number


def scan_store(url: str, patterns: Patterns) -> Iterator[Folder]:
    """Yield every folder that has article files, each after the folders in it.

    A listing is sorted, so that a folder is complete when a path outside of it comes: only the files of the folders
    above the current one are in memory. Raises StoreError.
    """
    #: The folders above the current path, from the outermost.
    above = [_OpenFolder("", patterns)]
    for found in open_store(url).objects():
        folder, _, name = found.path.rpartition("/")
        while above[-1].path and folder != above[-1].path and not folder.startswith(above[-1].path + "/"):
            yield from _close(above)
        if folder != above[-1].path:
            above.append(_OpenFolder(folder, patterns))
        if not name.startswith(".") and not any(part.startswith(".") for part in folder.split("/")):
            above[-1].add((name, found.size, found.mtime, version_number(found.version)))
    while above:
        yield from _close(above)


def _close(above: list["_OpenFolder"]) -> Iterable[Folder]:
    """Return the folders that are complete with the innermost one; those in what may be a page bundle wait for it."""
    folder = above.pop()
    own = folder.complete()
    found = [*folder.below, *own]
    if not above or not above[-1].path or not folder.patterns.bundles:
        return found
    above[-1].below += found
    return []


class _OpenFolder:
    """A folder of which more files may come."""

    def __init__(self, path: str, patterns: Patterns) -> None:
        self.path = path
        self.patterns = patterns
        #: The complete folders in it.
        self.below: list[Folder] = []
        self._files: list[FileStat] = []
        self._sidecars: dict[str, FileStat] = {}

    def add(self, file: FileStat) -> None:
        """Add a file if it is an article, or the front matter of one."""
        suffix = self.patterns.sidecar
        if self.patterns.match(f"{self.path}/" if self.path else "", file[0]):
            self._files.append(file)
        elif suffix and file[0].endswith(suffix):
            self._sidecars[file[0].removesuffix(suffix)] = file

    def complete(self) -> list[Folder]:
        """Return this folder, if it has articles."""
        if indexes := bundle_indexes(self.patterns, self.path, self._files):
            self._files = indexes
            self.below.clear()
        # Without the newest mtime: an object that is written to has another version, within the same second too.
        return [article_folder(self.path, self._files, self._sidecars)] if self._files else []
