"""Rendered entries → the documents of one feed, staged beside the published ones: what a worker does with a feed."""

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import NamedTuple, TypeAlias

from feedmaker.build.archives import ArchiveParts, subscription_links
from feedmaker.build.entry_cache import EntryCacheReader
from feedmaker.build.workers.context import BuildContext, build_formats, fetched_ahead, shares_output, tool
from feedmaker.build.workers.render import rendered_lately, unrendered
from feedmaker.build.workers.tasks import RenderedEntry, RenderTask
from feedmaker.engine.bounds import renew_bound
from feedmaker.model import Channel
from feedmaker.writer.formats import DocumentOptions, Format, FormatName, document
from feedmaker.writer.output import open_output
from feedmaker.writer.staged_files import StagedFile

#: An entry → its fragments, in the order of the formats.
ReadFragments: TypeAlias = Callable[[RenderedEntry], Sequence[bytes | memoryview]]

#: Bytes of a document beside its entries.
_FRAME = 4_000


class AssembleTask(NamedTuple):
    """The documents of one feed, in every format."""

    #: Of the plan that this is made of (build/feed_plans.py).
    key: str
    channel: Channel
    entries: tuple[RenderedEntry, ...]
    #: In place of `entries` on a cluster.
    to_render: tuple[RenderTask, ...]
    options: Mapping[FormatName, DocumentOptions]
    #: Paths under the output.
    paths: Mapping[FormatName, str]
    #: A document is kept below this size by leaving out its oldest entries.
    max_bytes: int
    #: How many articles the feed has in all.
    total: int
    #: How many entries a part of the archives holds, 0 without archives.
    archive_size: int
    #: Whether to validate the documents.
    check: bool


class AssembledFeed(NamedTuple):
    """The documents of one feed."""

    #: How many entries they hold.
    entries: int
    #: For the lists of feeds, as JSON: [newest `updated` of the entries, [name, bytes, SHA-256] of each file]. The hash
    #: is empty where no lists are written.
    info: str
    staged: tuple[StagedFile, ...]
    #: What validation found, as lines of text.
    errors: tuple[str, ...]
    #: Path under the output → bytes, of a worker that does not share the output and so has staged nothing.
    documents: Mapping[str, bytes] = {}
    #: Those entries, rendered on a cluster, that the state has to know of. Where some could not be rendered, there are
    #: no documents.
    rendered: tuple[RenderedEntry, ...] = ()


def assemble(context: BuildContext, task: AssembleTask) -> AssembledFeed:
    """Assemble and stage the documents of one feed. Raises OSError."""
    if context.is_remote:
        return _render_and_assemble(context, task)
    with EntryCacheReader(context.entry_cache) as cache:
        return _assemble(context, task, task.entries, lambda entry: cache.read(entry.file, entry.offset, entry.sizes))


def fetch_to_render(context: BuildContext, tasks: Sequence[AssembleTask]) -> AbstractContextManager[None]:
    """Have the files of the entries fetched ahead that a cluster has to render for these feeds."""
    return fetched_ahead(context, unrendered(context, (one for task in tasks for one in task.to_render)))


def _render_and_assemble(context: BuildContext, task: AssembleTask) -> AssembledFeed:
    """Render the entries that this thread has not rendered lately, and assemble the documents. Raises OSError."""
    entries, fragments, reported, is_complete = [], {}, [], True
    for to_render in task.to_render:
        renew_bound()
        entry, fragments[entry.number] = rendered_lately(context, to_render)
        if not entry.sizes:
            is_complete = False
        if not entry.sizes or entry.media or entry.problems != to_render.problems:
            reported.append(entry._replace(namespaces=()))
        entries.append(entry)
    renew_bound()
    if not is_complete:
        return AssembledFeed(0, "", (), (), rendered=tuple(reported))
    feed = _assemble(context, task, entries, lambda entry: fragments[entry.number])
    return feed._replace(rendered=tuple(reported))


def _assemble(
    context: BuildContext, task: AssembleTask, entries: Sequence[RenderedEntry], read: ReadFragments
) -> AssembledFeed:
    """Assemble and stage the documents of one feed, of rendered entries. Raises OSError."""
    formats = tool(context, build_formats)
    count = _fitting(task, entries, [index for index, item in enumerate(formats) if item.name != "page"])
    documents = _documents(task, entries[:count], formats, read)
    while count > 1 and _is_too_large(task, documents):
        count -= 1
        documents = _documents(task, entries[:count], formats, read)
    errors = _errors(documents) if task.check else ()
    output = context.config.output
    files = [
        (path.rpartition("/")[2], len(data), sha256(data).hexdigest() if output.index else "")
        for path, data in documents.items()
    ]
    updated = max((entry.updated for entry in entries[:count]), default=None)
    feed = AssembledFeed(count, json.dumps([updated, files]), (), errors)
    if errors:
        return feed
    if not shares_output(context):
        return feed._replace(documents=documents)
    published = open_output(context.paths.output, dry_run=context.dry_run)
    return feed._replace(staged=tuple(published.stage(documents, output.precompress, sync=context.is_remote)))


def _documents(
    task: AssembleTask, entries: Sequence[RenderedEntry], formats: list[Format], read: ReadFragments
) -> dict[str, bytes]:
    """Return path → bytes of a document in each format with these entries."""
    channel = task.channel
    if entries:
        updated = max(entry.updated for entry in entries)
        channel = replace(channel, updated=datetime.fromtimestamp(updated, UTC))
    fragments = [read(entry) for entry in entries]
    documents = {}
    for index, format_ in enumerate(formats):
        if format_.name not in task.options:
            continue
        options = task.options[format_.name]
        if task.archive_size:
            parts = ArchiveParts(task.total - len(entries), task.archive_size, channel.base_url)
            options = replace(options, archive=subscription_links(format_.name, parts))
        pairs = [(of_entry[index], entry.namespaces[index]) for of_entry, entry in zip(fragments, entries, strict=True)]
        documents[task.paths[format_.name]] = document(format_, channel, options, pairs)
    return documents


def _fitting(task: AssembleTask, entries: Sequence[RenderedEntry], indexes: list[int]) -> int:
    """Return how many entries fit into every document of these formats, by an estimate; the newest always does."""
    sizes = [_FRAME] * len(indexes)
    for count, entry in enumerate(entries):
        sizes = [total + entry.sizes[index] + 2 for total, index in zip(sizes, indexes, strict=True)]
        if count and max(sizes) > task.max_bytes:
            return count
    return len(entries)


def _is_too_large(task: AssembleTask, documents: Mapping[str, bytes]) -> bool:
    return any(len(documents[task.paths[name]]) > task.max_bytes for name in task.options if name != "page")


def _errors(documents: Mapping[str, bytes]) -> tuple[str, ...]:
    """Validate the documents of one feed together, so that its formats are compared too."""
    from feedmaker.check.run import check_files, format_problem

    feeds = [(path, data) for path, data in documents.items() if not path.endswith(".html")]
    return tuple(format_problem(problem) for problem in check_files(feeds) if problem.level == "error")
