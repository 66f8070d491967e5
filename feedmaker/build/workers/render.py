"""Article → fragments of documents: what a worker does with one entry. It is rendered once, in every format."""

import os
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from typing import NamedTuple

from feedmaker.build.entry_cache import EntryCacheWriter
from feedmaker.build.local_files import LocalFiles
from feedmaker.build.workers.context import (
    BuildContext,
    fetched_ahead,
    file_version,
    internal_error,
    read_file,
    tool,
)
from feedmaker.config.schema import Config
from feedmaker.loader.body.article_links import Page
from feedmaker.loader.body.render import Body, BodyRenderer
from feedmaker.loader.decode import decode
from feedmaker.loader.links.permalink import site_references
from feedmaker.loader.sections import section_text
from feedmaker.loader.template_values import TemplateValues
from feedmaker.model import Article, Entry
from feedmaker.object_store import StoreError
from feedmaker.problems import Problem
from feedmaker.state.article_json import dump_problems, load
from feedmaker.text.article_paths import file_path
from feedmaker.text.messages import PATH_SHOWN, quoted
from feedmaker.writer.entries import entry
from feedmaker.writer.formats import Format, formats
from feedmaker.writer.podcasts import Podcasts, episode_problems

#: Bytes of fragments that a thread of a worker keeps on a cluster.
_KEPT_BYTES = 64 << 20


class RenderTask(NamedTuple):
    """An article that some document shows."""

    number: int
    path: str
    version: str
    #: The id in force.
    id: str
    #: The Article as JSON.
    record: str
    #: Names of its categories and tags, as the entry gives them.
    names: tuple[str, ...]
    #: The problems of its body when it was last rendered, as JSON.
    problems: str = ""
    #: The pages of the articles that its body names, by reference; None where it names none, as the state knows.
    pages: Mapping[str, Page] | None = None


class RenderedEntry(NamedTuple):
    """Where the fragments of an entry are in the entry cache: one after the other, in the order of the formats."""

    number: int
    #: Name of the file, "" on a cluster.
    file: str = ""
    offset: int = 0
    #: () where the article could not be rendered.
    sizes: tuple[int, ...] = ()
    #: XML prefixes that each fragment uses.
    namespaces: tuple[frozenset[str], ...] = ()
    #: The entry's `updated`, seconds since the epoch.
    updated: int = 0
    #: Problems of the body, as JSON.
    problems: str = ""
    #: Media files of the site that were looked for, with their versions (build/local_files.py).
    media: tuple[tuple[str, str], ...] = ()
    #: The file is no longer the one that was read.
    has_changed: bool = False


class ArticleBodies:
    """Renders the bodies of articles with the settings of one configuration."""

    def __init__(self, config: Config) -> None:
        self._site_url = config.site.url
        self._renderer = BodyRenderer(config, site_references(config.site))
        self._values = TemplateValues(config)

    def render(self, article: Article, text: str, path: str, pages: Mapping[str, Page] | None = None) -> Body:
        """Render the body of an article whose file has this text and path; `pages` as in RenderTask."""
        return self._renderer.render(
            section_text(text, article.body_offset, article.body_end, article.body_kind),
            kind=article.body_kind,
            suffix=os.path.splitext(path)[1].lower(),
            base=article.base or article.link or self._site_url,
            link=article.link,
            line=article.body_line,
            path=path,
            pages=pages,
            values=self._values.find(text, article),
        )


class EntryRenderer:
    """Renders entries with the settings of one configuration."""

    def __init__(self, context: BuildContext) -> None:
        self._context = context
        self._bodies = ArticleBodies(context.config)
        self._local_files = LocalFiles(context.config.site.url, context.paths)
        self._podcasts = Podcasts(context.config)
        self._formats = build_formats(context)

    def entry(self, task: RenderTask, article: Article, data: bytes) -> tuple[Entry, list[Problem]]:
        """Return the entry of an article whose file has these bytes, and the problems of its body."""
        config = self._context.config
        self._local_files.seen.clear()
        path = file_path(task.path)
        body = self._bodies.render(article, decode(data, article.encoding).text, path, task.pages)
        named = article.image
        article = self._local_files.complete(article, path)
        found = entry(article, body, id=task.id, site=config.site, feeds=config.feeds, categories=task.names)
        problems = list(body.problems)
        if named and article.image is None:
            message = f"image of the article does not exist: {quoted(named.relative, PATH_SHOWN)}"
            problems.append(Problem("image-missing", message, "write its URL, or its path from the root of the site"))
        if self._podcasts.is_episode(task.names):
            problems += episode_problems(found)
        if config.feeds.content == "full" and not (found.content or found.enclosures):
            problems.append(
                Problem(
                    "body-empty",
                    "the body has nothing to show, and its entry is empty",
                    "write a text, or keep the article out with `feed: false`",
                    article.body_line,
                )
            )
        return self._local_files.complete_entry(found, path), problems

    def render(self, task: RenderTask, article: Article, data: bytes) -> tuple[RenderedEntry, list[bytes]]:
        """Render one entry, and return its fragments. Raises what a defect raises."""
        found, problems = self.entry(task, article, data)
        rendered = [format_.render(found) for format_ in self._formats]
        fragments = [data for data, _ in rendered]
        result = RenderedEntry(
            task.number,
            sizes=tuple(map(len, fragments)),
            namespaces=tuple(prefixes for _, prefixes in rendered),
            updated=int(found.updated.timestamp()),
            problems=dump_problems(problems),
            media=tuple(sorted(self._local_files.seen.items())),
        )
        return result, fragments


def prepare(context: BuildContext, _: None) -> None:
    """Prepare what this worker needs to render."""
    tool(context, EntryRenderer)


_batch = threading.local()


@contextmanager
def rendering(context: BuildContext, tasks: Sequence[RenderTask]) -> Iterator[None]:
    """Have the files of articles fetched ahead, and the file open to which `render` writes. Raises OSError."""
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
        return tool(context, EntryRenderer).render(task, load(task.record), data)
    except Exception as error:  # an article must never stop the others, not by an OSError of a library either
        return RenderedEntry(task.number, problems=dump_problems([rendering_problem(error)])), []


def rendering_problem(error: Exception) -> Problem:
    """Return why an article was left out whose rendering raised `error`."""
    if isinstance(error, RecursionError):
        return Problem("file-too-deep", "body is nested too deeply to be read", "use fewer levels of nesting")
    return internal_error(error)


def build_formats(context: BuildContext) -> list[Format]:
    """Return the formats of the documents, in the order in which fragments are rendered."""
    site = context.config.site
    texts = context.config.output.texts
    return formats(context.formats, timezone=site.timezone, language=site.language, texts=texts)
