"""Folder or store → files: reads the entries of folders and their status, opens no file.

Symbolic links are not followed. Those that match a pattern are reported, and so are pipes, sockets and devices. Files
and folders whose names begin with a dot are ignored.
"""

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from marshal import dumps
from operator import itemgetter
from typing import Literal, NamedTuple

from feedmaker.loader.file_patterns import Patterns
from feedmaker.object_store import open_store, version_number
from feedmaker.problems import Problem
from feedmaker.system import opened_folder, type_name
from feedmaker.text.article_paths import with_prefix
from feedmaker.text.messages import printable

#: name, size in bytes, mtime in nanoseconds, inode
FileStat = tuple[str, int, int, int]
_mtime = itemgetter(2)
#: index.md, index.fr.md, index.zh-Hant.html
_BUNDLE_PAGE = re.compile(r"index(?:\.[a-z]{2,3}(?:-[a-z0-9]{2,8}){0,3})?\.[a-z]{2,10}", re.IGNORECASE).fullmatch


class Folder(NamedTuple):
    """The article files directly in one folder."""

    #: Relative to the source, with "/" between segments; "" for the source itself.
    path: str
    #: Sorted by name.
    files: list[FileStat]
    #: Of the names, sizes, mtimes and inodes.
    digest: bytes
    problems: tuple[Problem, ...]
    file_count: int = 0
    #: In nanoseconds; 0 without files.
    newest_mtime: int = 0

    def under(self, prefix: str) -> "Folder":
        """Return the folder with the prefix of its source before its path and those of problems."""
        problems = tuple(problem.at(with_prefix(prefix, problem.path)) for problem in self.problems)
        return self._replace(path=with_prefix(prefix, self.path), problems=problems)


def why_not_read(root: str, path: str, patterns: Patterns) -> str | None:
    """Return why `scan` leaves out an existing file, None if it does not."""
    *folders, name = path.split("/")
    if any(step.startswith(".") for step in (*folders, name)):
        return "files and folders whose names begin with a dot are not read"
    if not patterns.match_path(path):
        return "it does not match source.include, or it matches source.exclude"
    for depth in range(1, len(folders) + 1) if patterns.bundles else ():
        folder = "/".join(folders[:depth])
        if any(map(_BUNDLE_PAGE, os.listdir(os.path.join(root, folder)))):
            is_page = depth == len(folders) and _BUNDLE_PAGE(name)
            return None if is_page else f"it is a file of the page bundle {folder}"
    return None


def scan(root: str, patterns: Patterns, *, skip: frozenset[str] = frozenset()) -> Iterator[Folder]:
    """Yield every folder under `root` that has article files or problems, always in the same order.

    `skip` has absolute paths of folders that are not the author's, such as the output. A folder below `root` that
    cannot be read is a problem.

    Raises:
        OSError: `root` itself cannot be read.
    """
    pending = [""]
    while pending:
        path = pending.pop()
        try:
            folder, below = _read_folder(root, path, patterns, skip)
        except OSError as error:
            if not path:
                raise
            message = f"folder cannot be read: {error.strerror}"
            problem = Problem("folder-unreadable", message, "check its permissions", path=printable_path(path))
            yield Folder(path, [], b"", (problem,))
            continue
        pending.extend(below)
        if folder.file_count or folder.problems:
            yield folder


def with_sidecar(file: FileStat, sidecar: FileStat | None) -> FileStat:
    """Return what is known of an article file together with the file beside it that holds its front matter.

    The result differs from that of another look if either file was written to between them.
    """
    if sidecar is None:
        return file
    name, size, mtime, _ = file
    inode = int.from_bytes(blake2b(dumps((file[1:], sidecar[1:]), 2), digest_size=7).digest(), "big")
    return name, size + sidecar[1], max(mtime, sidecar[2]), inode


def article_folder(
    path: str, files: Iterable[FileStat], sidecars: Mapping[str, FileStat], problems: tuple[Problem, ...] = ()
) -> Folder:
    """Return a folder of article files; `sidecars` hold the front matter of some, by their names without suffix."""
    if sidecars:
        files = (with_sidecar(file, sidecars.get(os.path.splitext(file[0])[0])) for file in files)
    found = sorted(files)
    return Folder(path, found, blake2b(dumps(found, 2), digest_size=16).digest(), problems, len(found))


def bundle_indexes(patterns: Patterns, path: str, files: Sequence[FileStat]) -> list[FileStat]:
    """Return the only articles of a page bundle, which has no others, at no depth; [] for any other folder."""
    return [file for file in files if _BUNDLE_PAGE(file[0])] if patterns.bundles and path else []


def printable_path(path: str) -> str:
    r"""Return a path that a terminal, a report and a database can hold: bytes that are not UTF-8 become `\xNN`."""
    if not is_utf8(path):
        path = os.fsencode(path).decode("utf-8", "backslashreplace")
    return printable(path)


def is_utf8(path: str) -> bool:
    """Return True if a name or a path can be encoded in UTF-8, as everything is that is stored or published."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def _read_folder(root: str, path: str, patterns: Patterns, skip: frozenset[str]) -> tuple[Folder, list[str]]:
    prefix = path + "/" if path else ""
    here = os.path.join(root, os.path.normpath(path)) if path else root
    files: list[FileStat] = []
    below: list[str] = []
    problems: list[Problem] = []
    is_article = patterns.match
    is_path_utf8 = is_utf8(path)
    sidecars: dict[str, FileStat] = {}
    with opened_folder(here) as opened, os.scandir(opened) as entries:
        for entry in entries:
            name = entry.name
            if name[0] == ".":
                continue
            if entry.is_file(follow_symlinks=False):
                # of a file beside an article; "" for an article
                suffix = "" if is_article(prefix, name) else patterns.sidecar
                if suffix is None or not name.endswith(suffix):
                    continue
                if not suffix and (not is_path_utf8 or not (name.isascii() or is_utf8(name))):
                    problems.append(_not_utf8(prefix + name, "file" if is_path_utf8 else "folder"))
                    continue
                try:
                    status = entry.stat(follow_symlinks=False)
                except FileNotFoundError:
                    continue  # deleted since the folder was listed
                file = (name, status.st_size, status.st_mtime_ns, status.st_ino)
                if suffix:
                    sidecars[name.removesuffix(suffix)] = file
                else:
                    files.append(file)
            elif entry.is_dir(follow_symlinks=False):
                if os.path.join(here, name) not in skip:
                    below.append(prefix + name)
            elif (problem := _irregular_file(entry, prefix, patterns)) is not None:
                problems.append(problem)
    if indexes := bundle_indexes(patterns, path, files):
        files, below = indexes, []
    below.sort(reverse=True)
    problems.sort(key=lambda problem: problem.path)
    folder = article_folder(path, files, sidecars, tuple(problems))
    return folder._replace(newest_mtime=max(map(_mtime, folder.files), default=0)), below


def _not_utf8(path: str, what: Literal["file", "folder"]) -> Problem:
    message, hint = f"{what} name is not valid UTF-8", f"rename the {what}; the article is left out until then"
    return Problem("file-name-not-utf8", message, hint, path=printable_path(path))


def _irregular_file(entry: os.DirEntry[str], prefix: str, patterns: Patterns) -> Problem | None:
    """Report a link, a FIFO, a socket or a device where an article or a folder of articles is expected."""
    is_link = entry.is_symlink()
    try:
        is_folder = is_link and entry.is_dir()
        mode = 0 if is_link else entry.stat(follow_symlinks=False).st_mode
    except OSError:
        is_folder, mode = False, 0
    if not is_folder and not patterns.match(prefix, entry.name):
        return None
    path = printable_path(prefix + entry.name)
    if is_link:
        hint = f"replace it with the {'folder' if is_folder else 'file'} itself"
        return Problem("link-not-followed", "symbolic link is not followed", hint, path=path)
    return Problem("not-a-file", f"is a {type_name(mode)}, not a file", "remove it or exclude it", path=path)


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
