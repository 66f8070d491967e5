"""What the workers do: read files, render entries, assemble documents."""

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, NamedTuple

from feedmaker.build.archives import Shelf, subscription_links
from feedmaker.build.intake import FileToRead, Intake, internal_error, read_file
from feedmaker.build.media import LocalFiles
from feedmaker.build.options import Places
from feedmaker.config.schema import Config
from feedmaker.errors import Finding
from feedmaker.loader.text import decode
from feedmaker.model import Article, Channel
from feedmaker.record import dump_findings, load
from feedmaker.writer.draft import Draft
from feedmaker.writer.formats import Format, FormatName, Setting, formats


class ToRender(NamedTuple):
    """An article that some document shows."""

    number: int
    path: str
    size: int
    mtime: int
    id: str
    record: str
    #: Names of its categories and tags, as the entry gives them.
    names: tuple[str, ...]
    #: What was found in its body when it was last rendered.
    findings: str = ""


class Rendered(NamedTuple):
    """Where the fragments of an entry lie: one after the other in a spool file, in the order of the formats."""

    number: int
    #: Name of the spool file, "" where nothing was rendered.
    spool: str
    offset: int
    sizes: tuple[int, ...]
    #: XML prefixes that each fragment uses.
    namespaces: tuple[frozenset[str], ...]
    #: The entry's `updated`, seconds since the epoch.
    updated: int
    findings: str
    #: The file is no longer the one that was read.
    changed: bool = False


class ToAssemble(NamedTuple):
    """The documents of one feed, in every format."""

    channel: Channel
    #: Which part of the archives, 0 for the subscription document.
    part: int
    entries: tuple[Rendered, ...]
    #: By format.
    settings: Mapping[FormatName, Setting]
    #: File names under the output, by format.
    paths: Mapping[FormatName, str]
    #: Bytes that no document may grow past, by leaving out the oldest entries.
    max_bytes: int
    #: How many articles the feed has in all, and how many entries go to a part of its archives, 0 for no archives.
    total: int
    archive: int
    #: Whether to validate the documents.
    check: bool


class Assembled(NamedTuple):
    """What was made of a feed."""

    #: How many entries its documents hold.
    entries: int
    #: What the lists say of it, as JSON: [newest `updated` of the entries, [name, size, SHA-256] of each file]. Where
    #: there are no lists, the last one is empty.
    info: str
    drafts: tuple[Draft, ...]
    #: Errors of validation, as a person reads them.
    errors: tuple[str, ...]


class Crew:
    """Does what a build does to one file, one entry, one feed."""

    def __init__(self, config: Config, places: Places, spool: str, names: tuple[FormatName, ...]) -> None:
        self._config = config
        self._root = places.source
        self._output = places.output
        self._project = places.project
        self._spool = spool
        self._names = names
        self._intake: Intake | None = None
        self._scribe: _Scribe | None = None
        self._readers: dict[str, int] = {}
        self._formats: list[Format] | None = None

    def do(self, task: str, item: tuple[Any, ...]) -> Any:
        """Do one item of a task: the values of a FileToRead ("read"), ToRender ("render") or ToAssemble."""
        if task == "read":
            if self._intake is None:
                self._intake = Intake(self._config, self._root)
            return self._intake.read(FileToRead._make(item))
        if task == "render":
            if self._scribe is None or self._scribe.process != os.getpid():
                self._scribe = _Scribe(
                    self._config, self._root, self._project, f"{self._spool}/{os.getpid()}", self.formats()
                )
            return self._scribe.render(ToRender._make(item))
        return self._assemble(ToAssemble._make(item))

    def close(self) -> None:
        """Let go of the files that this process has open."""
        if self._scribe is not None:
            self._scribe.close()
            self._scribe = None
        for descriptor in self._readers.values():
            os.close(descriptor)
        self._readers.clear()

    def formats(self) -> list[Format]:
        """Give the formats of this build."""
        if self._formats is None:
            site = self._config.site
            self._formats = formats(
                self._names, timezone=site.timezone, language=site.language, texts=self._config.output.texts
            )
        return self._formats

    def _assemble(self, feed: ToAssemble) -> Assembled:
        count = _fitting(feed, [index for index, item in enumerate(self.formats()) if item.name != "page"])
        documents = self._documents(feed, count)
        while count > 1 and any(
            len(documents[feed.paths[name]]) > feed.max_bytes for name in feed.settings if name != "page"
        ):
            count -= 1
            documents = self._documents(feed, count)
        updated = max((entry.updated for entry in feed.entries[:count]), default=None)
        errors = _errors(documents) if feed.check else ()
        drafts = (
            () if errors else tuple(Draft.write(self._output, *document, force=False) for document in documents.items())
        )
        listed = self._config.output.index
        files = [
            (path.rpartition("/")[2], len(data), sha256(data).hexdigest() if listed else "")
            for path, data in documents.items()
        ]
        return Assembled(count, json.dumps([updated, files]), drafts, errors)

    def _documents(self, feed: ToAssemble, count: int) -> dict[str, bytes]:
        """Put the newest `count` entries into a document of each format: path → bytes."""
        entries = feed.entries[:count]
        channel = feed.channel
        if entries:
            updated = max(entry.updated for entry in entries)
            channel = replace(channel, updated=datetime.fromtimestamp(updated, UTC))
        fragments = [self._fragments(entry) for entry in entries]
        documents = {}
        for index, format_ in enumerate(self.formats()):
            if format_.name not in feed.settings:
                continue
            namespaces = frozenset[str]().union(*(entry.namespaces[index] for entry in entries))
            setting = feed.settings[format_.name]
            if feed.archive:
                shelf = Shelf(feed.total - count, feed.archive, channel.base_url)
                setting = replace(setting, archive=subscription_links(format_.name, shelf))
            head, tail = format_.frame(channel, setting, namespaces)
            pieces: list[bytes | memoryview] = [head]
            for parts in fragments:
                pieces += (parts[index], format_.separator)
            pieces[max(1, len(pieces) - 1) :] = [tail]
            documents[feed.paths[format_.name]] = b"".join(pieces)
        return documents

    def _fragments(self, entry: Rendered) -> list[memoryview]:
        descriptor = self._readers.get(entry.spool)
        if descriptor is None:
            descriptor = self._readers[entry.spool] = os.open(f"{self._spool}/{entry.spool}", os.O_RDONLY)
        data = memoryview(os.pread(descriptor, sum(entry.sizes), entry.offset))
        parts, start = [], 0
        for size in entry.sizes:
            parts.append(data[start : start + size])
            start += size
        return parts


class _Scribe:
    """Renders entries into the spool file of this process."""

    def __init__(self, config: Config, root: str, project: str, spool: str, every: list[Format]) -> None:
        from feedmaker.loader.body import Bodies
        from feedmaker.writer.entries import entry

        self._config = config
        self._root = root
        self._formats = every
        self._bodies = Bodies(config)
        self._media = LocalFiles(config.site.url, root, project)
        self._entry = entry
        self.process = os.getpid()
        self._name = os.path.basename(spool)
        self._descriptor = os.open(spool, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._end = os.fstat(self._descriptor).st_size

    def close(self) -> None:
        with suppress(OSError):
            os.close(self._descriptor)

    def render(self, item: ToRender) -> Rendered:
        nothing = Rendered(item.number, "", 0, (), (), 0, "")
        try:
            data, status = read_file(f"{self._root}/{item.path}", self._config.source.max_bytes)
        except OSError:
            return nothing._replace(changed=True)
        if data is None or (status.st_size, status.st_mtime_ns) != (item.size, item.mtime):
            return nothing._replace(changed=True)
        try:
            fragments, rendered = self._render(item, load(item.record), data)
        except RecursionError:
            finding = Finding("file-too-deep", "body is nested too deeply to be read", "simplify it")
            return nothing._replace(findings=dump_findings([finding]))
        except Exception as error:  # an article must never stop the others
            return nothing._replace(findings=dump_findings([internal_error(error)]))
        offset = self._end
        # What runs out of its time here may have written a part of itself: the next one then goes in its place.
        _write(self._descriptor, b"".join(fragments), offset)
        self._end = offset + sum(rendered.sizes)
        return rendered._replace(offset=offset)

    def _render(self, item: ToRender, article: Article, data: bytes) -> tuple[list[bytes], Rendered]:
        site, settings = self._config.site, self._config.articles
        text = decode(data, article.encoding).text
        kind = article.body_kind
        if kind == "auto" and settings.body != "auto":
            kind = settings.body
        body = self._bodies.render(
            text[article.body_offset :],
            kind=kind,
            suffix=os.path.splitext(item.path)[1].lower(),
            base=article.link or site.url,
            link=article.link,
            language=article.language or site.language,
        )
        article = self._media.complete(article)
        entry = self._entry(
            article, body, id=item.id, site=site, content=self._config.feeds.content, categories=item.names
        )
        entry = self._media.complete_entry(entry, item.path)
        written = [format_.render(entry) for format_ in self._formats]
        fragments, namespaces = [data for data, _ in written], tuple(prefixes for _, prefixes in written)
        first = article.body_line - 1
        found = [f._replace(line=f.line + first if f.line is not None else None) for f in body.findings]
        rendered = Rendered(
            item.number,
            self._name,
            0,
            tuple(map(len, fragments)),
            namespaces,
            int(entry.updated.timestamp()),
            dump_findings(found),
        )
        return fragments, rendered


def _write(descriptor: int, data: bytes, offset: int) -> None:
    view = memoryview(data)
    while view:
        written = os.pwrite(descriptor, view, offset)
        view, offset = view[written:], offset + written


def _errors(documents: Mapping[str, bytes]) -> tuple[str, ...]:
    """Validate the documents of one feed together, so that its twins are compared too."""
    from feedmaker.check import check_files, format_fault

    feeds = [(path, data) for path, data in documents.items() if not path.endswith(".html")]
    return tuple(format_fault(fault) for fault in check_files(feeds) if fault.level == "error")


#: Room for what stands around the entries of a document, in bytes.
_FRAME = 4_000


def _fitting(feed: ToAssemble, indexes: list[int]) -> int:
    """Tell how many entries fit into every one of these documents; the newest is always in."""
    sizes = [_FRAME] * len(indexes)
    for count, entry in enumerate(feed.entries):
        sizes = [total + entry.sizes[index] + 2 for total, index in zip(sizes, indexes, strict=True)]
        if count and max(sizes) > feed.max_bytes:
            return count
    return len(feed.entries)
