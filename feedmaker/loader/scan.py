"""Folder → files: reads the entries of folders and their status, opens no file.

Symbolic links are not followed. Those that match a pattern are reported, and so are pipes, sockets and devices. Files
and folders whose names begin with a dot are ignored.
"""

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import blake2b
from marshal import dumps
from operator import itemgetter
from typing import Literal, NamedTuple
from unicodedata import normalize

from feedmaker.config.schema import Config
from feedmaker.problems import Problem
from feedmaker.system import opened_folder, type_name
from feedmaker.text.article_paths import with_prefix
from feedmaker.text.messages import printable

#: name, size in bytes, mtime in nanoseconds, inode
FileStat = tuple[str, int, int, int]
_mtime = itemgetter(2)


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


class Patterns:
    """Which files are articles: those that an include pattern matches and no exclude pattern, in any letter case.

    `*` and `?` stay within a segment, `**/` matches any folders or none, `[…]` one of the characters. Names are in NFC.
    """

    def __init__(
        self, include: Sequence[str], exclude: Sequence[str], sidecar: str | None = None, *, bundles: bool = False
    ) -> None:
        #: Whether a folder below the source with an `index` has no other article: the leaf bundles of Hugo.
        self.bundles = bundles
        #: Suffix of the files beside articles that hold their front matter.
        self.sidecar = sidecar
        # Most patterns are like **/*.md and **/README.md: comparing names is faster than a regular expression. Letter
        # case of non-ASCII characters has special rules, such as the Kelvin sign for K: those names use the expression.
        self._suffixes = tuple(match[1].lower() for match in map(_SUFFIX.fullmatch, include) if match)
        self._excluded_names = frozenset(match[1].lower() for match in map(_NAME.fullmatch, exclude) if match)
        self._include, self._exclude = _expression(include), _expression(exclude)
        self._other_include = _expression([pattern for pattern in include if not _SUFFIX.fullmatch(pattern)])
        other_excludes = [pattern for pattern in exclude if not _NAME.fullmatch(pattern)]
        self._other_exclude = _expression(other_excludes) if other_excludes else None

    def match(self, prefix: str, name: str) -> bool:
        """Return True if the file `prefix + name` is an article; `prefix` is "" or ends with "/"."""
        if not (name.isascii() and prefix.isascii()):
            path = normalize("NFC", prefix + name)
            return self._include(path) is not None and self._exclude(path) is None
        lower = name.lower()
        if not lower.endswith(self._suffixes) and self._other_include(prefix + name) is None:
            return False
        is_excluded = self._other_exclude is not None and self._other_exclude(prefix + name) is not None
        return lower not in self._excluded_names and not is_excluded

    def match_path(self, path: str) -> bool:
        """Return True if the file at a path is an article."""
        folder, slash, name = path.rpartition("/")
        return self.match(folder + slash, name)


def article_patterns(config: Config) -> Patterns:
    """Return the patterns of the articles of a configuration."""
    source = config.source
    bundles = config.articles.generator == "hugo"
    return Patterns(source.include, source.exclude, source.sidecar, bundles=bundles)


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


def with_sidecars(files: list[FileStat], sidecars: Mapping[str, FileStat]) -> list[FileStat]:
    """Return files together with those beside them that hold their front matter, by name without suffix."""
    if not sidecars:
        return files
    return [with_sidecar(file, sidecars.get(os.path.splitext(file[0])[0])) for file in files]


def bundle_indexes(patterns: Patterns, path: str, files: Sequence[FileStat]) -> list[FileStat]:
    """Return the only articles of a page bundle, which has no others, at no depth; [] for any other folder."""
    return [file for file in files if _BUNDLE_PAGE(file[0])] if patterns.bundles and path else []


def newest_mtime(files: Sequence[FileStat]) -> int:
    """Return the newest mtime, in nanoseconds; 0 without files."""
    return max(map(_mtime, files), default=0)


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
    here = os.path.join(root, path) if path else root
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
    files = with_sidecars(files, sidecars)
    files.sort()
    below.sort(reverse=True)
    problems.sort(key=lambda problem: problem.path)
    digest = blake2b(dumps(files, 2), digest_size=16).digest()
    return Folder(path, files, digest, tuple(problems), len(files), newest_mtime(files)), below


def _not_utf8(path: str, what: Literal["file", "folder"]) -> Problem:
    message, hint = f"{what} name is not valid UTF-8", f"rename the {what}; the article is left out until then"
    return Problem("file-name-not-utf8", message, hint, path=printable_path(path))


def _irregular_file(entry: os.DirEntry[str], prefix: str, patterns: Patterns) -> Problem | None:
    """Report a link, a FIFO, a socket or a device where an article or a folder of articles is expected."""
    path = printable_path(prefix + entry.name)
    if entry.is_symlink():
        try:
            is_folder = entry.is_dir()
        except OSError:
            is_folder = False
        if not is_folder and not patterns.match(prefix, entry.name):
            return None
        hint = f"replace it with the {'folder' if is_folder else 'file'} itself"
        return Problem("link-not-followed", "symbolic link is not followed", hint, path=path)
    if not patterns.match(prefix, entry.name):
        return None
    try:
        mode = entry.stat(follow_symlinks=False).st_mode
    except OSError:
        mode = 0
    return Problem("not-a-file", f"is a {type_name(mode)}, not a file", "remove it or exclude it", path=path)


_BUNDLE_PAGE = re.compile(r"index(?:\.[a-z]{2,3}(?:-[a-z0-9]{2,8}){0,3})?\.[a-z]{2,10}", re.IGNORECASE).fullmatch
#: **/*.md → .md and **/README.md → README.md: ASCII without "*", "/", "?" and "[".
_SUFFIX = re.compile(r"\*\*/\*([\x00-)+-.0->@-Z\\-\x7f]+)")
_NAME = re.compile(r"\*\*/([\x00-)+-.0->@-Z\\-\x7f]+)")
_TOKEN = re.compile(r"(\*\*|\*|\?|\[!?\]?[^\]]{0,200}+\])")


def _expression(patterns: Sequence[str]) -> Callable[[str], re.Match[str] | None]:
    """Return the `fullmatch` of the regular expression that matches what any of the patterns matches."""
    return re.compile("|".join(map(_regex, patterns)) or r"(?!)", re.IGNORECASE).fullmatch


def _regex(pattern: str) -> str:
    r"""Translate "a/**/b*c*.md" to "a/(?:[^/]+/)*b(?>[^/]*?c)[^/]*\.md".

    What stands between two stars is looked for where it is first found, and nowhere else: this finds every match, in
    time that does not grow with the power of the number of stars.
    """
    chunks = [chunk.strip("/") for chunk in re.split(r"(?:\A|(?<=/))\*\*(?=/|\Z)", pattern.removeprefix("./"))]
    first, *others = ["/".join(map(_segment_regex, chunk.split("/"))) for chunk in chunks]
    if not others:
        return first
    middle = "".join(f"(?>(?:[^/]+/)*?{chunk}/)" for chunk in others[:-1] if chunk)
    return (first and first + "/") + middle + (f"(?:[^/]+/)*{others[-1]}" if others[-1] else ".*")


def _segment_regex(segment: str) -> str:
    """Translate what stands between two slashes; "**" within it is a star."""
    tokens = _TOKEN.split(normalize("NFC", segment))
    first, *others = ["".join(map(_token_regex, part)) for part in _divided(tokens)]
    if not others:
        return first
    return first + "".join(f"(?>[^/]*?{part})" for part in others[:-1] if part) + "[^/]*" + others[-1]


def _divided(tokens: list[str]) -> list[list[str]]:
    """Divide tokens at the stars."""
    parts: list[list[str]] = [[]]
    for token in tokens:
        if token in ("*", "**"):
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _token_regex(written: str) -> str:
    if written == "?":
        return "[^/]"
    if written.startswith("[") and written.endswith("]") and len(written) > 2:
        inner = written[1:-1].replace("\\", "\\\\")
        return f"[^{inner[1:]}]" if inner.startswith("!") else f"[{inner.replace('^', chr(92) + '^', 1)}]"
    return re.escape(written)
