"""What the functions of workers share: the context of a build, and what a thread keeps from item to item."""

import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import TypeVar
from uuid import uuid4

from feedmaker.build.options import Job
from feedmaker.config.schema import Config
from feedmaker.problems import Problem
from feedmaker.system import open_to_read, read_at
from feedmaker.writer.formats import FormatName

Tool = TypeVar("Tool")


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildContext:
    """What a worker has to know of a build."""

    #: Different for every build.
    key: str
    config: Config
    #: Absolute paths: of the articles, of the feeds, of the folder of config.yaml, and of the rendered entries.
    source: str
    output: str
    project: str
    entry_cache: str
    #: The documents of each feed.
    formats: tuple[FormatName, ...]


def build_context(job: Job, entry_cache: str) -> BuildContext:
    """Return the context of a build, with the folder of its rendered entries."""
    return BuildContext(
        key=uuid4().hex,
        config=job.config,
        source=job.paths.source,
        output=job.paths.output,
        project=job.paths.project,
        entry_cache=entry_cache,
        formats=document_names(job.config),
    )


def document_names(config: Config) -> tuple[FormatName, ...]:
    """Return the documents of each feed."""
    return (*config.feeds.formats, "page") if config.output.index else config.feeds.formats


_kept = threading.local()


def tool(context: BuildContext, make: Callable[[BuildContext], Tool]) -> Tool:
    """Return make(context), which is called once in each thread and build: compiled patterns, renderers, templates."""
    if getattr(_kept, "build", "") != context.key:
        _kept.build, _kept.tools = context.key, {}
    tools: dict[Callable[[BuildContext], Tool], Tool] = _kept.tools
    if make not in tools:
        tools[make] = make(context)
    return tools[make]


def read_file(path: str, largest: int) -> tuple[bytes | None, os.stat_result]:
    """Return the bytes of a regular file, None where it has more than `largest`, and its status. Raises OSError.

    The status is taken from the open file before its bytes, so that a later change shows in a comparison.
    """
    descriptor = open_to_read(path)
    try:
        status = os.fstat(descriptor)
        if status.st_size > largest:
            return None, status
        return read_at(descriptor, status.st_size, 0), status
    finally:
        os.close(descriptor)


def file_version(size: int, mtime: int, inode: int) -> str:
    """Return a text that is equal for two looks at a file that nobody wrote to between them; mtime in nanoseconds."""
    return f"{size:x}.{mtime:x}.{inode:x}"


def version_of(status: os.stat_result) -> str:
    """Return the version of a file from its status."""
    return file_version(status.st_size, status.st_mtime_ns, status.st_ino)


def hash16(data: bytes) -> bytes:
    """Return 16 bytes of the SHA-256 of `data`, which processors compute in hardware."""
    return sha256(data).digest()[:16]


def internal_error(error: Exception | str) -> Problem:
    """Return the problem of an article that showed a defect of feedmaker."""
    text = error if isinstance(error, str) else f"{type(error).__name__}: {error}"
    message = f"feedmaker failed on this article: {text[:100]}"
    return Problem("internal-error", message, "please report it with the article; the others are not affected")
