"""Rendered entries → the documents of one feed, staged beside the published ones: what a worker does with a feed."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import NamedTuple

from feedmaker.build.archives import ArchiveParts, subscription_links
from feedmaker.build.entry_cache import EntryCacheReader
from feedmaker.build.workers.context import BuildContext, tool
from feedmaker.build.workers.render import RenderedEntry, build_formats
from feedmaker.model import Channel
from feedmaker.writer.document_options import DocumentOptions
from feedmaker.writer.formats import Format, FormatName, document
from feedmaker.writer.output import open_output
from feedmaker.writer.staged_files import StagedFile

#: Bytes of a document beside its entries.
_FRAME = 4_000


class AssembleTask(NamedTuple):
    """The documents of one feed, in every format."""

    #: Of the plan that this is made of (build/feed_plans.py).
    key: str
    channel: Channel
    entries: tuple[RenderedEntry, ...]
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


def assemble(context: BuildContext, task: AssembleTask) -> AssembledFeed:
    """Assemble and stage the documents of one feed. Raises OSError."""
    formats = tool(context, build_formats)
    with EntryCacheReader(context.entry_cache) as cache:
        count = _fitting(task, [index for index, item in enumerate(formats) if item.name != "page"])
        documents = _documents(task, count, formats, cache)
        while count > 1 and _is_too_large(task, documents):
            count -= 1
            documents = _documents(task, count, formats, cache)
    errors = _errors(documents) if task.check else ()
    output, published = context.config.output, open_output(context.paths.output, dry_run=context.dry_run)
    staged = [
        file
        for item in ({} if errors else documents).items()
        for file in published.stage(*item, output.precompress, sync=context.is_remote)
    ]
    has_lists = output.index
    files = [
        (path.rpartition("/")[2], len(data), sha256(data).hexdigest() if has_lists else "")
        for path, data in documents.items()
    ]
    updated = max((entry.updated for entry in task.entries[:count]), default=None)
    return AssembledFeed(count, json.dumps([updated, files]), tuple(staged), errors)


def _documents(task: AssembleTask, count: int, formats: list[Format], cache: EntryCacheReader) -> dict[str, bytes]:
    """Return path → bytes of a document in each format with the newest `count` entries."""
    entries = task.entries[:count]
    channel = task.channel
    if entries:
        updated = max(entry.updated for entry in entries)
        channel = replace(channel, updated=datetime.fromtimestamp(updated, UTC))
    fragments = [cache.read(entry.file, entry.offset, entry.sizes) for entry in entries]
    documents = {}
    for index, format_ in enumerate(formats):
        if format_.name not in task.options:
            continue
        options = task.options[format_.name]
        if task.archive_size:
            parts = ArchiveParts(task.total - count, task.archive_size, channel.base_url)
            options = replace(options, archive=subscription_links(format_.name, parts))
        pairs = [(of_entry[index], entry.namespaces[index]) for of_entry, entry in zip(fragments, entries, strict=True)]
        documents[task.paths[format_.name]] = document(format_, channel, options, pairs)
    return documents


def _fitting(task: AssembleTask, indexes: list[int]) -> int:
    """Return how many entries fit into every document of these formats, by an estimate; the newest always does."""
    sizes = [_FRAME] * len(indexes)
    for count, entry in enumerate(task.entries):
        sizes = [total + entry.sizes[index] + 2 for total, index in zip(sizes, indexes, strict=True)]
        if count and max(sizes) > task.max_bytes:
            return count
    return len(task.entries)


def _is_too_large(task: AssembleTask, documents: Mapping[str, bytes]) -> bool:
    return any(len(documents[task.paths[name]]) > task.max_bytes for name in task.options if name != "page")


def _errors(documents: Mapping[str, bytes]) -> tuple[str, ...]:
    """Validate the documents of one feed together, so that its formats are compared too."""
    from feedmaker.check.run import check_files, format_problem

    feeds = [(path, data) for path, data in documents.items() if not path.endswith(".html")]
    return tuple(format_problem(problem) for problem in check_files(feeds) if problem.level == "error")
