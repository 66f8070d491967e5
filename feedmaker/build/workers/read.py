"""File → row of the state: what a worker does with one article file."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from feedmaker.build.workers.context import (
    BuildContext,
    fetched_ahead,
    file_version,
    hash16,
    internal_error,
    read_file,
    tool,
)
from feedmaker.build.workers.tasks import ReadResult, ReadTask
from feedmaker.object_store import StoreError, is_url
from feedmaker.problems import Problem
from feedmaker.state.article_json import dump_problems
from feedmaker.state.schema import FileRow

if TYPE_CHECKING:
    from feedmaker.build.workers.article_reader import ArticleReader


@contextmanager
def reading(context: BuildContext, tasks: Sequence[ReadTask]) -> Iterator[None]:
    """Prepare what `read` needs, which counts in the time limit of no article, and have files fetched ahead."""
    tool(context, _article_reader)
    with fetched_ahead(context, tasks):
        yield


def read(context: BuildContext, task: ReadTask) -> ReadResult:
    """Read one file. Anything wrong with it is a problem in its row, never an exception."""
    reader = tool(context, _article_reader)
    file = context.paths.file(task.path)
    try:
        data, status = read_file(file, context.config.source)
    except FileNotFoundError:
        return ReadResult(None, found="vanished")
    except StoreError:
        raise  # it would concern all articles
    except OSError as error:
        message = f"file cannot be read: {error.strerror}"
        return ReadResult(left_out(task, Problem("file-unreadable", message, "check its permissions")))
    version, mtime = file_version(*status), 0 if is_url(file) else status.mtime
    if data is None:
        limit = context.config.source.max_bytes
        message = f"file has {status.size} bytes, more than source.max_bytes ({limit})"
        problem = Problem("file-too-large", message, "raise source.max_bytes or exclude the file")
        return ReadResult(left_out(task, problem, version=version), version=version, mtime=mtime)
    # A date may be the one of the file itself.
    if task.known is not None and task.reusable and not reader.uses_file_time and task.known.file_hash == hash16(data):
        return ReadResult(None, version=version, mtime=mtime, found="unchanged")
    sections: tuple[FileRow, ...] = ()
    try:
        row, sections = reader.rows(task, data, version, status.mtime)
    except RecursionError:
        problem = Problem("file-too-deep", "file is nested too deeply to be read", "use fewer levels of nesting")
        row = left_out(task, problem, version=version)
    except Exception as error:  # an article must never stop the others
        row = left_out(task, internal_error(error), version=version)
    return ReadResult(row, sections, version, mtime)


def _article_reader(context: BuildContext) -> "ArticleReader":
    from feedmaker.build.workers.article_reader import ArticleReader  # late: see tasks

    return ArticleReader(context.config)


def left_out(task: ReadTask, problem: Problem, *, version: str = "") -> FileRow:
    """Return the row of a file that gives no article; without `version` the next build reads it again."""
    return FileRow(task.folder, task.name, version, b"", "left_out", problems=dump_problems([problem]))
