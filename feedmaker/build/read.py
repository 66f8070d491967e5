"""File → FileRow: what a worker does with one article file."""

import os
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import NamedTuple

from feedmaker.config.schema import Config
from feedmaker.loader.article import article_settings, read_article
from feedmaker.loader.decode import Decoded, is_verbatim
from feedmaker.problems import Problem
from feedmaker.state import FileRow
from feedmaker.state.article_json import dump, dump_problems
from feedmaker.writer.labels import article_labels, dump_labels, label_kinds


class FileToRead(NamedTuple):
    """A file that is new or has changed, as the scan saw it."""

    folder: str
    name: str
    size: int
    mtime: int
    inode: int

    @property
    def path(self) -> str:
        """The path under the source folder."""
        return f"{self.folder}/{self.name}" if self.folder else self.name


class Intake:
    """Reads article files under one source folder."""

    def __init__(self, config: Config, root: str) -> None:
        self._root = root
        self._largest = config.source.max_bytes
        self._file_time = config.articles.undated == "file-time"
        self._settings = article_settings(config)
        self._label_kinds = label_kinds(config.feeds)

    def read(self, file: FileToRead, content: bytes = b"") -> FileRow | FileToRead:
        """Read one file; whatever is wrong with it ends as problems of the row, never as an exception.

        `content` is the hash of the bytes that the state has a row of, if any. Where the file has them still, nothing
        is parsed: the file with its present status is given back.
        """
        path = file.path
        try:
            data, status = read_file(f"{self._root}/{path}", self._largest)
        except FileNotFoundError:
            return left_out(file, GONE)
        except OSError as error:
            problem = Problem("file-unreadable", f"file cannot be read: {error.strerror}", "check its permissions")
            return left_out(file, problem, again=True)
        if data is None:
            hint = "raise source.max_bytes or exclude the file"
            return left_out(file, Problem("file-too-large", f"file has {status.st_size} bytes", hint))
        file = FileToRead(file.folder, file.name, status.st_size, status.st_mtime_ns, status.st_ino)
        # A date may be that of the file itself.
        if content and not self._file_time and content == fingerprint(data):
            return file
        try:
            return self._row(file, path, data)
        except RecursionError:
            return left_out(file, Problem("file-too-deep", "file is nested too deeply to be read", "simplify it"))
        except Exception as error:  # an article must never stop the others
            return left_out(file, internal_error(error))

    def _row(self, file: FileToRead, path: str, data: bytes) -> FileRow:
        file_time = datetime.fromtimestamp(file.mtime // 1_000_000_000, UTC) if self._file_time else None
        article, problems, decoded, *_ = read_article(data, path, self._settings, file_time=file_time)
        if article is None:
            return left_out(file, *problems, content=fingerprint(data))
        content, record = fingerprint(data), dump(article)
        published = int(article.published.timestamp())
        expires = None if article.expires is None else int(article.expires.timestamp())
        print_ = fingerprint(f"{article.title}\0{published}\0".encode() + _body(data, decoded, article.body_offset))
        look = fingerprint(content + record.encode())
        labels = dump_labels(article_labels(article, self._label_kinds))
        # By position, in the order of the columns, which takes half the time.
        own = (article.id, article.id_rule)
        told = dump_problems(problems)
        return FileRow(*file, content, article.status, published, expires, *own, print_, look, labels, record, told)


def _body(data: bytes, decoded: Decoded, offset: int) -> bytes:
    """Return the body as UTF-8 without ASCII's white space around it, the same in whatever encoding the file is."""
    if is_verbatim(data, decoded):
        return data[len(decoded.text[:offset].encode()) :].strip()
    return decoded.text[offset:].encode().strip()


def read_file(path: str, largest: int) -> tuple[bytes | None, os.stat_result]:
    """Read a file that is a regular one and not a link; None for one larger than `largest` bytes.

    The status is of the very file that was read, taken before its bytes: a later change is seen by comparing again.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        status = os.fstat(descriptor)
        if status.st_size > largest:
            return None, status
        data = os.read(descriptor, status.st_size + 1)
        while len(data) < status.st_size and (more := os.read(descriptor, status.st_size - len(data))):
            data += more
        return data, status
    finally:
        os.close(descriptor)


#: Stands for the mtime of a file that the next build reads again, although its status stays as it is.
AGAIN = -1


def left_out(file: FileToRead, *problems: Problem, content: bytes = b"", again: bool = False) -> FileRow:
    """Make the row of a file that gives no article; `again` has the next build try it once more."""
    if again:
        file = file._replace(mtime=AGAIN)
    return FileRow(*file, content, "left_out", None, None, None, None, None, None, "", "", dump_problems(problems))


class SourceChangedError(Exception):
    """Files are no longer what they were when they were read."""

    def __init__(self, paths: Sequence[str]) -> None:
        super().__init__(f"{len(paths)} files changed")
        self.paths = tuple(paths)


#: Why an article is left out that is never the same twice when it is looked at.
UNSETTLED = Problem("article-unsettled", "article changes while it is read", "it is read again at the next build")


#: Found in a folder, and no longer there when it was to be read: the build begins anew.
GONE = Problem("article-unsettled", "file vanishes while it is read", UNSETTLED.hint)
_GONE = dump_problems([GONE])


def is_gone(row: FileRow) -> bool:
    """Tell whether the file was no longer there."""
    return row.problems == _GONE


def too_slow(seconds: float, doing: str) -> Problem:
    """Report an article that takes longer than its bound to read or to render."""
    text = f"article takes longer than {seconds:g} s to {doing}"
    return Problem("article-too-slow", text, "simplify it, or raise articles.timeout")


def internal_error(error: Exception) -> Problem:
    """Report a defect of feedmaker itself that one article brought to light."""
    text = f"feedmaker failed on this article: {type(error).__name__}: {str(error)[:80]!r}"
    return Problem("internal-error", text, "please report it with the article; the others are not affected")


def fingerprint(data: bytes) -> bytes:
    """Hash bytes, 16 bytes wide: SHA-256, which processors do in hardware, cut."""
    return sha256(data).digest()[:16]


Read = Callable[[FileToRead], FileRow]
