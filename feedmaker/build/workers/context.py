"""What the functions of workers share: the context of a build, and what a thread keeps from item to item."""

import os
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar
from uuid import uuid4

from feedmaker.build.entry_cache import EntryCacheWriter
from feedmaker.build.options import BuildPaths, Job
from feedmaker.config.schema import Config, Source
from feedmaker.engine.workers import ClusterExecutor
from feedmaker.loader.scan import with_sidecar
from feedmaker.object_store import is_url, open_store, split_url, version_number
from feedmaker.problems import Problem
from feedmaker.system import file_number, open_to_read, read_at, read_regular
from feedmaker.writer.formats import Format, FormatName, formats

if TYPE_CHECKING:
    from feedmaker.build.workers.tasks import ReadTask, RenderTask

Tool = TypeVar("Tool")

#: Requests at the same time.
_AHEAD = 16
#: Bytes of memory for a batch of articles, and how many for each byte of the largest article that is read.
_MEMORY = 448 << 20
_MEMORY_FACTOR = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildContext:
    """What a worker has to know of a build."""

    #: Different for every build.
    key: str
    config: Config
    paths: BuildPaths
    #: The folder of the rendered entries.
    entry_cache: str
    #: The documents of each feed.
    formats: tuple[FormatName, ...]
    dry_run: bool
    #: Workers may run on other computers: they force files to disk themselves.
    is_remote: bool
    #: A file that has `key` in it. A worker that finds it sees the output where this process does; "" where none does.
    marker: str = ""


def build_context(job: Job, entry_cache: str) -> BuildContext:
    """Return the context of a build, with the folder of its rendered entries. Raises OSError."""
    key, is_remote = uuid4().hex, isinstance(job.executor, ClusterExecutor)
    marker = ""
    if is_remote and entry_cache.startswith(f"{job.paths.output}/"):
        with EntryCacheWriter(entry_cache) as writer:
            writer.append([key.encode()])
        marker = f"{entry_cache}/{writer.name}"
    return BuildContext(
        key=key,
        config=job.config,
        paths=job.paths,
        entry_cache=entry_cache,
        formats=document_names(job.config),
        dry_run=job.options.dry_run,
        is_remote=is_remote,
        marker=marker,
    )


def shares_output(context: BuildContext) -> bool:
    """Return True where what this worker stages is there for the process that publishes it."""
    if not context.is_remote or is_url(context.paths.output):
        return True
    try:
        return bool(context.marker) and read_regular(context.marker) == context.key.encode()
    except OSError:
        return False


def document_names(config: Config) -> tuple[FormatName, ...]:
    """Return the documents of each feed."""
    return (*config.feeds.formats, "page") if config.output.index else config.feeds.formats


def build_formats(context: BuildContext) -> list[Format]:
    """Return the formats of the documents, in the order in which fragments are rendered."""
    site = context.config.site
    texts = context.config.output.texts
    return formats(context.formats, timezone=site.timezone, language=site.language, texts=texts)


class _Kept(threading.local):
    """What a thread keeps; each thread begins with these values."""

    #: The key of the build that `tools` are for.
    build = ""
    tools: dict[Callable[[BuildContext], Any], Any]
    ahead: "_FetchedAhead | None" = None


_kept = _Kept()


def tool(context: BuildContext, make: Callable[[BuildContext], Tool]) -> Tool:
    """Return make(context), which is called once in each thread and build: compiled patterns, renderers, templates."""
    if _kept.build != context.key:
        _kept.build, _kept.tools = context.key, {}
    tools: dict[Callable[[BuildContext], Tool], Tool] = _kept.tools
    if make not in tools:
        tools[make] = make(context)
    return tools[make]


class _FetchedAhead:
    """The files of a batch, fetched from a store before they are needed, a few at the same time."""

    def __init__(self, paths: Iterable[str], source: Source, threads: ThreadPoolExecutor) -> None:
        self._paths = iter(dict.fromkeys(paths))
        self._source = source
        self._threads = threads
        self._found: dict[str, Future[tuple[bytes | None, FileStatus]]] = {}
        for _ in range(_AHEAD):
            self._begin_next()

    def take(self, path: str) -> "Future[tuple[bytes | None, FileStatus]] | None":
        """Return what `read_file` returns, None for a file that was taken already or is not one of these."""
        found = self._found.pop(path, None)
        if found is not None:
            self._begin_next()
        return found

    def _begin_next(self) -> None:
        if (path := next(self._paths, None)) is not None:
            self._found[path] = self._threads.submit(_read_file, path, self._source)


@contextmanager
def fetched_ahead(context: BuildContext, tasks: "Iterable[ReadTask | RenderTask]") -> Iterator[None]:
    """Have `read_file` fetch the files of tasks ahead, in this order, where they are in a store."""
    if not any(is_url(source.path) for source in context.paths.sources.values()):
        yield
        return
    files = filter(is_url, (context.paths.file(task.path) for task in tasks))
    with ThreadPoolExecutor(_AHEAD) as threads:
        _kept.ahead = _FetchedAhead(files, context.config.source, threads)
        try:
            yield
        finally:
            _kept.ahead = None
            threads.shutdown(cancel_futures=True)


class FileStatus(NamedTuple):
    """Shows whether a file was written to."""

    size: int
    #: In nanoseconds.
    mtime: int
    #: 0 on Windows.
    inode: int


def read_file(path: str, source: Source) -> tuple[bytes | None, FileStatus]:
    """Return the bytes of an article file, None where it is larger than `source.max_bytes`, and its status.

    With `source.sidecar`, the front matter in the file beside it comes before the bytes, and counts in the status.
    Raises OSError.
    """
    found = _kept.ahead.take(path) if _kept.ahead else None
    return found.result() if found else _read_file(path, source)


def _read_file(path: str, source: Source) -> tuple[bytes | None, FileStatus]:
    data, status = _read(path, source.max_bytes)
    if source.sidecar is None or data is None:
        return data, status
    try:
        front_matter, beside = _read(os.path.splitext(path)[0] + source.sidecar, source.max_bytes)
    except FileNotFoundError:
        return data, status
    from feedmaker.loader.frontmatter.dialects import join_sidecar  # late: see tasks

    both = FileStatus(*with_sidecar(("", *status), ("", *beside))[1:])
    return (None if front_matter is None else join_sidecar(front_matter, data)), both


def _read(path: str, largest: int) -> tuple[bytes | None, FileStatus]:
    """Return the bytes and the status of a regular file, or of an object of a store.

    The status is taken from the open file before its bytes, so that a later change shows in a comparison.
    """
    if is_url(path):
        bucket, key = split_url(path)
        data, stored = open_store(bucket).read(key)
        status = FileStatus(stored.size, stored.mtime, version_number(stored.version))
        return (None if status.size > largest else data), status
    descriptor = open_to_read(path)
    try:
        found = os.fstat(descriptor)
        status = FileStatus(found.st_size, found.st_mtime_ns, file_number(found))
        return (None if status.size > largest else read_at(descriptor, status.size, 0)), status
    finally:
        os.close(descriptor)


def file_version(size: int, mtime: int, inode: int) -> str:
    """Return a text that stays equal until the file is written to; mtime in nanoseconds."""
    return f"{size:x}.{mtime:x}.{inode:x}"


def hash16(data: bytes) -> bytes:
    """Return 16 bytes of the SHA-256 of `data`, which processors compute in hardware."""
    return sha256(data).digest()[:16]


def memory_bound(config: Config) -> int:
    """Return the bytes of memory that a worker may use for the articles of one batch."""
    return max(_MEMORY, _MEMORY_FACTOR * config.source.max_bytes)


def internal_error(error: Exception | str) -> Problem:
    """Return the problem of an article that showed a defect of feedmaker, or needs more memory than there is."""
    if isinstance(error, MemoryError):
        hint = "split it, or simplify its markup; the others are not affected"
        return Problem("article-too-big", "article needs too much memory", hint)
    text = error if isinstance(error, str) else f"{type(error).__name__}: {error}"
    message = f"feedmaker failed on this article: {text[:100]}"
    return Problem("internal-error", message, "please report it with the article; the others are not affected")
