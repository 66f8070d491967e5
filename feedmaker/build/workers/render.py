"""Article → fragments of documents: what a worker does with one entry. It is rendered once, in every format."""

import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING

from feedmaker.build.entry_cache import EntryCacheWriter
from feedmaker.build.workers.context import (
    BuildContext,
    fetched_ahead,
    file_version,
    internal_error,
    read_file,
    tool,
)
from feedmaker.build.workers.tasks import RenderedEntry, RenderTask
from feedmaker.object_store import StoreError
from feedmaker.problems import Problem
from feedmaker.state.article_json import dump_problems, load

if TYPE_CHECKING:
    from feedmaker.build.workers.entry_renderer import EntryRenderer

#: Bytes of fragments that a thread of a worker keeps on a cluster.
_KEPT_BYTES = 64 << 20


def prepare(context: BuildContext, _: None) -> None:
    """Prepare what this worker needs to render."""
    tool(context, _entry_renderer)


def _entry_renderer(context: BuildContext) -> "EntryRenderer":
    from feedmaker.build.workers.entry_renderer import EntryRenderer  # late: see tasks

    return EntryRenderer(context)


_batch = threading.local()


@contextmanager
def rendering(context: BuildContext, tasks: Sequence[RenderTask]) -> Iterator[None]:
    """Prepare what `render` needs: its renderer, files fetched ahead, and the file that it writes. Raises OSError."""
    prepare(context, None)
    writer = nullcontext() if context.is_remote else EntryCacheWriter(context.entry_cache)
    with fetched_ahead(context, tasks), writer as _batch.cache:
        yield


def render(context: BuildContext, task: RenderTask) -> RenderedEntry:
    """Render one entry into the cache, within `rendering`; what is wrong with its body is a problem.

    On a cluster, its thread keeps it. Raises OSError where the cache cannot be written.
    """
    if context.is_remote:
        return rendered_lately(context, task)[0]
    entry, fragments = _render(context, task)
    if not entry.sizes:
        return entry
    cache: EntryCacheWriter = _batch.cache
    return entry._replace(file=cache.name, offset=cache.append(fragments))


def rendered_lately(context: BuildContext, task: RenderTask) -> tuple[RenderedEntry, list[bytes]]:
    """Return an entry and its fragments, which this thread renders unless it has done that lately. Raises OSError."""
    memory = tool(context, _EntryMemory)
    known = memory.get(task)
    if known is None:
        known = _render(context, task)
        if known[0].sizes:
            memory.put(task, *known)
    return known


def unrendered(context: BuildContext, tasks: Iterable[RenderTask]) -> Iterator[RenderTask]:
    """Yield the entries that this thread has not rendered lately."""
    memory = tool(context, _EntryMemory)
    return (task for task in tasks if task not in memory)


class _EntryMemory:
    """The entries that a thread of a worker rendered or used last, up to some bytes of fragments."""

    def __init__(self, _context: BuildContext) -> None:
        #: By number; those that were used last come last.
        self._kept: dict[int, tuple[RenderTask, RenderedEntry, list[bytes]]] = {}
        self._size = 0

    def __contains__(self, task: RenderTask) -> bool:
        return task.number in self._kept and self._kept[task.number][0] == task

    def get(self, task: RenderTask) -> tuple[RenderedEntry, list[bytes]] | None:
        """Return what was rendered for an equal task."""
        found = self._kept.pop(task.number, None)
        if found is None:
            return None
        self._kept[task.number] = found
        return found[1:] if found[0] == task else None

    def put(self, task: RenderTask, entry: RenderedEntry, fragments: list[bytes]) -> None:
        """Keep an entry, and no longer those that were not used for longest."""
        if task.number in self._kept:
            self._remove(task.number)
        self._kept[task.number] = (task, entry, fragments)
        self._size += sum(entry.sizes)
        while self._size > _KEPT_BYTES and len(self._kept) > 1:
            self._remove(next(iter(self._kept)))

    def _remove(self, number: int) -> None:
        self._size -= sum(self._kept.pop(number)[1].sizes)


def _render(context: BuildContext, task: RenderTask) -> tuple[RenderedEntry, list[bytes]]:
    """Render one entry; without sizes where that could not be done. Raises StoreError."""
    try:
        data, status = read_file(context.paths.file(task.path), context.config.source)
    except StoreError:
        raise
    except OSError:
        return RenderedEntry(task.number, has_changed=True), []
    if data is None or file_version(*status) != task.version:
        return RenderedEntry(task.number, has_changed=True), []
    try:
        return tool(context, _entry_renderer).render(task, load(task.record), data)
    except Exception as error:  # an article must never stop the others, not by an OSError of a library either
        return RenderedEntry(task.number, problems=dump_problems([rendering_problem(error)])), []


def rendering_problem(error: Exception) -> Problem:
    """Return why an article was left out whose rendering raised `error`."""
    if isinstance(error, RecursionError):
        return Problem("file-too-deep", "body is nested too deeply to be read", "use fewer levels of nesting")
    return internal_error(error)
