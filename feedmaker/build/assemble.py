"""What the workers do: read files, render entries, assemble documents."""

import json
import os
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from feedmaker.build.archives import Shelf, subscription_links
from feedmaker.build.options import Places
from feedmaker.build.read import FileToRead, Intake
from feedmaker.build.tasks import Assembled, Rendered, ToAssemble, ToRender
from feedmaker.config.schema import Config
from feedmaker.writer.formats import Format, FormatName, formats
from feedmaker.writer.staged_files import StagedFile

if TYPE_CHECKING:
    from feedmaker.build.render import Scribe


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
        self._scribe: Scribe | None = None
        self._readers: dict[str, int] = {}
        self._formats: list[Format] | None = None

    def do(self, task: str, item: tuple[Any, ...]) -> Any:
        """Do one item of a task: what a ToRead packs ("read"), or the values of a ToRender ("render") or ToAssemble."""
        if task == "read":
            if self._intake is None:
                self._intake = Intake(self._config, self._root)
            *file, content = item
            return self._intake.read(FileToRead._make(file), content)
        if task == "render":
            return self._writer().render(ToRender._make(item))
        return self._assemble(ToAssemble._make(item))

    def prepare(self, task: str) -> None:
        """Make ready for a task."""
        if task == "render":
            self._writer()

    def settle(self) -> None:
        """Write out what was rendered."""
        if self._scribe is not None:
            self._scribe.flush()

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

    def _writer(self) -> "Scribe":
        if self._scribe is None or self._scribe.process != os.getpid():
            from feedmaker.build.render import Scribe  # late: many a build renders nothing

            spool = f"{self._spool}/{os.getpid()}"
            self._scribe = Scribe(self._config, self._root, self._project, spool, self.formats())
        return self._scribe

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
            ()
            if errors
            else tuple(StagedFile.write(self._output, *document, sync=False) for document in documents.items())
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


def _errors(documents: Mapping[str, bytes]) -> tuple[str, ...]:
    """Validate the documents of one feed together, so that its twins are compared too."""
    from feedmaker.check import check_files, format_problem

    feeds = [(path, data) for path, data in documents.items() if not path.endswith(".html")]
    return tuple(format_problem(problem) for problem in check_files(feeds) if problem.level == "error")


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
