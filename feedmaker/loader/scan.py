"""Folder → files. An edge: reads folder entries and their status, opens no file.

Symbolic links are never followed, and what is no regular file is never opened; both are reported where a pattern asks
for them. Files and folders whose name begins with a dot are hidden and not looked at.
"""

import os
import re
import stat
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from marshal import dumps
from operator import itemgetter
from typing import NamedTuple

from feedmaker.problems import Problem
from feedmaker.text.messages import printable

#: name, size in bytes, mtime in nanoseconds, inode
FileStat = tuple[str, int, int, int]
_mtime = itemgetter(2)


class Folder(NamedTuple):
    """The article files that lie directly in one folder."""

    #: Under the source, "/" between segments, "" for the source itself.
    path: str
    #: Sorted by name.
    files: list[FileStat]
    #: The same for the same names, sizes, mtimes and inodes.
    digest: bytes
    problems: tuple[Problem, ...]
    #: How many files there are, and the newest of their mtimes.
    found: int = 0
    newest: int = 0

    def without_files(self) -> "Folder":
        """Give what is left to say of a folder that is known already: lists of files take much memory."""
        return self._replace(files=[])


class Patterns:
    """Which files are articles: some include pattern matches and no exclude pattern does, whatever the letter case.

    `*` and `?` stay within a segment, `**/` stands for any folders or none, `[…]` for one of the characters.
    """

    def __init__(self, include: Sequence[str], exclude: Sequence[str]) -> None:
        self._suffixes = _suffixes(include)
        self._include = re.compile("|".join(map(_regex, include)) or r"(?!)", re.IGNORECASE)
        self._exclude = re.compile("|".join(map(_regex, exclude)) or r"(?!)", re.IGNORECASE)
        self._excluded_names = _names(exclude)

    def match(self, prefix: str, name: str) -> bool:
        """Tell whether the file `prefix + name` is an article; `prefix` is "" or ends in "/"."""
        if self._suffixes is not None:
            if not name.endswith(self._suffixes) and not name.lower().endswith(self._suffixes):
                return False
        elif not self._include.fullmatch(prefix + name):
            return False
        if self._excluded_names is not None:
            return name not in self._excluded_names and name.lower() not in self._excluded_names
        return not self._exclude.fullmatch(prefix + name)


def scan(root: str, patterns: Patterns, *, skip: frozenset[str] = frozenset()) -> Iterator[Folder]:
    """Yield every folder under `root` that holds article files or problems, in an order that never varies.

    `skip` holds absolute paths of folders that are not the author's, such as the output.
    Raises OSError when `root` itself cannot be read; a folder below it that cannot be read is a problem.
    """
    pending = [""]
    while pending:
        path = pending.pop()
        try:
            folder, below = _read_folder(root, path, patterns, skip)
        except OSError as error:
            if not path:
                raise
            text = f"folder cannot be read: {error.strerror}"
            yield Folder(path, [], b"", (Problem("folder-unreadable", text, "check its permissions").at(shown(path)),))
            continue
        pending.extend(below)
        if folder.found or folder.problems:
            yield folder


def shown(path: str) -> str:
    r"""Spell a path so that a terminal, a report and a database can hold it: undecodable bytes as `\xNN`."""
    try:
        path.encode()
    except UnicodeEncodeError:
        path = os.fsencode(path).decode("utf-8", "backslashreplace")
    return printable(path)


def _read_folder(root: str, path: str, patterns: Patterns, skip: frozenset[str]) -> tuple[Folder, list[str]]:
    prefix = path + "/" if path else ""
    here = os.path.join(root, path) if path else root
    files: list[FileStat] = []
    below: list[str] = []
    problems: list[Problem] = []
    match = patterns.match
    with os.scandir(here) as entries:
        for entry in entries:
            name = entry.name
            if name[0] == ".":
                continue
            if entry.is_file(follow_symlinks=False):
                if match(prefix, name):
                    _take_file(entry, prefix, files, problems)
            elif entry.is_dir(follow_symlinks=False):
                if entry.path not in skip:
                    below.append(prefix + name)
            elif (problem := _oddity(entry, prefix, patterns)) is not None:
                problems.append(problem)
    files.sort()
    below.sort(reverse=True)
    problems.sort(key=lambda problem: problem.path)
    digest = blake2b(dumps(files, 2), digest_size=16).digest()
    newest = max(map(_mtime, files), default=0)
    return Folder(path, files, digest, tuple(problems), len(files), newest), below


def _take_file(entry: os.DirEntry[str], prefix: str, files: list[FileStat], problems: list[Problem]) -> None:
    name = entry.name
    if not name.isascii():
        try:
            name.encode()
        except UnicodeEncodeError:
            problem = Problem(
                "file-name-not-utf8", "file name is not UTF-8", "rename the file; it is left out until then"
            )
            problems.append(problem.at(shown(prefix + name)))
            return
    try:
        status = entry.stat(follow_symlinks=False)
    except FileNotFoundError:
        return  # gone between listing and asking: as if it had never been there
    files.append((name, status.st_size, status.st_mtime_ns, status.st_ino))


def _oddity(entry: os.DirEntry[str], prefix: str, patterns: Patterns) -> Problem | None:
    """Report a link, a FIFO, a socket or a device where an article or a folder of articles is expected."""
    path = shown(prefix + entry.name)
    if entry.is_symlink():
        try:
            is_folder = entry.is_dir()
        except OSError:
            is_folder = False
        if not is_folder and not patterns.match(prefix, entry.name):
            return None
        hint = "put the folder itself there" if is_folder else "put the file itself there"
        return Problem("link-not-followed", "symbolic link is not followed", hint).at(path)
    if not patterns.match(prefix, entry.name):
        return None
    kind = _kind(entry)
    return Problem("not-a-file", f"is a {kind}, not a file", "remove it or exclude it").at(path)


def _kind(entry: os.DirEntry[str]) -> str:
    try:
        mode = entry.stat(follow_symlinks=False).st_mode
    except OSError:
        return "special file"
    kinds = {stat.S_IFIFO: "named pipe", stat.S_IFSOCK: "socket", stat.S_IFCHR: "device", stat.S_IFBLK: "device"}
    return kinds.get(stat.S_IFMT(mode), "special file")


def _suffixes(include: Sequence[str]) -> tuple[str, ...] | None:
    """Give the suffixes when every pattern is `**/*.suffix`: comparing ends is the fast way."""
    found = [re.fullmatch(r"\*\*/\*(\.[\w.-]+)", pattern) for pattern in include]
    return tuple(match[1].lower() for match in found if match) if all(found) and found else None


def _names(exclude: Sequence[str]) -> frozenset[str] | None:
    """Give the lower-cased names when every pattern is `**/NAME`."""
    found = [re.fullmatch(r"\*\*/([\w.-]+)", pattern) for pattern in exclude]
    return frozenset(match[1].lower() for match in found if match) if all(found) else None


def _regex(pattern: str) -> str:
    parts = re.split(r"(\*\*/|\*\*|\*|\?|\[!?\]?[^\]]*\])", pattern.removeprefix("./"))
    return "".join(_token(part) for part in parts)


def _token(part: str) -> str:
    if part in {"**/", "**", "*", "?"}:
        return {"**/": "(?:[^/]+/)*", "**": ".*", "*": "[^/]*", "?": "[^/]"}[part]
    if part.startswith("[") and part.endswith("]") and len(part) > 2:
        inner = part[1:-1].replace("\\", "\\\\")
        return f"[^{inner[1:]}]" if inner.startswith("!") else f"[{inner.replace('^', chr(92) + '^', 1)}]"
    return re.escape(part)
