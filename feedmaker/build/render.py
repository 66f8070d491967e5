"""Articles → fragments of feeds, in the spool: each entry is rendered once, in every format."""

import os
from contextlib import suppress

from feedmaker.build.local_files import LocalFiles
from feedmaker.build.read import internal_error, read_file
from feedmaker.build.tasks import Rendered, ToRender
from feedmaker.config.schema import Config
from feedmaker.loader.body.render import BodyRenderer
from feedmaker.loader.decode import decode
from feedmaker.model import Article
from feedmaker.problems import Problem
from feedmaker.state.article_json import dump_problems, load
from feedmaker.writer.entries import entry
from feedmaker.writer.formats import Format


class Scribe:
    """Renders entries into the spool file of this process."""

    def __init__(self, config: Config, root: str, project: str, spool: str, every: list[Format]) -> None:
        self._config = config
        self._root = root
        self._formats = every
        self._bodies = BodyRenderer(config)
        self._media = LocalFiles(config.site.url, root, project)
        self.process = os.getpid()
        self._name = os.path.basename(spool)
        self._descriptor = os.open(spool, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._end = os.fstat(self._descriptor).st_size
        #: Fragments that are still to be written at the end.
        self._held: list[bytes] = []

    def close(self) -> None:
        """Let go of the spool file."""
        with suppress(OSError):
            os.close(self._descriptor)

    def render(self, item: ToRender) -> Rendered:
        """Render one entry, in every format; whatever is wrong with it is a problem."""
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
            problem = Problem("file-too-deep", "body is nested too deeply to be read", "simplify it")
            return nothing._replace(problems=dump_problems([problem]))
        except Exception as error:  # an article must never stop the others
            return nothing._replace(problems=dump_problems([internal_error(error)]))
        waiting = sum(map(len, self._held))
        rendered = rendered._replace(offset=self._end + waiting)
        # What runs out of its time anywhere here leaves nothing but bytes that nobody asks for.
        self._held = [*self._held, *fragments]
        if waiting + sum(rendered.sizes) > _CHUNK:
            self.flush()
        return rendered

    def flush(self) -> None:
        """Write the fragments that are held to the spool."""
        data = b"".join(self._held)
        _write(self._descriptor, data, self._end)
        self._end += len(data)
        self._held = []

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
        made = entry(article, body, id=item.id, site=site, content=self._config.feeds.content, categories=item.names)
        made = self._media.complete_entry(made, item.path)
        written = [format_.render(made) for format_ in self._formats]
        fragments, namespaces = [data for data, _ in written], tuple(prefixes for _, prefixes in written)
        first = article.body_line - 1
        found = [f._replace(line=f.line + first if f.line is not None else None) for f in body.problems]
        rendered = Rendered(
            item.number,
            self._name,
            0,
            tuple(map(len, fragments)),
            namespaces,
            int(made.updated.timestamp()),
            dump_problems(found),
        )
        return fragments, rendered


#: Bytes that are written to the spool at a time.
_CHUNK = 1 << 17


def _write(descriptor: int, data: bytes, offset: int) -> None:
    view = memoryview(data)
    while view:
        written = os.pwrite(descriptor, view, offset)
        view, offset = view[written:], offset + written
