"""File → row of the state: what a worker does with one article file."""

import json
import os
from datetime import UTC, datetime
from typing import Literal, NamedTuple

from feedmaker.build.article_steps import ArticleStep, article_steps
from feedmaker.build.workers.context import BuildContext, hash16, internal_error, read_file, tool, version_of
from feedmaker.config.schema import Config
from feedmaker.loader.article import ArticleFile, article_settings, read_article
from feedmaker.loader.body.article_links import body_references
from feedmaker.loader.decode import Decoded, is_verbatim
from feedmaker.model import Article
from feedmaker.object_store import StoreError
from feedmaker.problems import Problem
from feedmaker.state.article_json import dump, dump_problems
from feedmaker.state.schema import FileRow, StoredFile, join
from feedmaker.text.article_paths import source_prefix, split_prefix
from feedmaker.writer.labels import article_labels, dump_labels


class ReadTask(NamedTuple):
    """A file to read."""

    folder: str
    name: str
    #: What the state knows of it.
    known: StoredFile | None
    #: Whether the known row is still right if the bytes of the file are the same.
    reusable: bool

    @property
    def path(self) -> str:
        """The path under the source folder, with its prefix."""
        return join(self.folder, self.name)


class ReadResult(NamedTuple):
    """What was read."""

    #: None where the bytes are those of the known row, or the file has vanished.
    row: FileRow | None
    version: str = ""
    #: Nanoseconds since the epoch.
    mtime: int = 0
    found: Literal["read", "unchanged", "vanished"] = "read"


class ReadArticle(NamedTuple):
    """An article file, read."""

    #: None where it is left out, or a step of another package keeps it out.
    article: Article | None
    decoded: Decoded
    #: Everything that is wrong with it.
    problems: list[Problem]
    #: A Status of the model, or "left_out".
    status: str


class ArticleReader:
    """Reads articles with the settings of one configuration."""

    def __init__(self, config: Config) -> None:
        self.uses_file_time = config.articles.undated == "file-time"
        #: By the prefix of the source.
        self._settings = {
            source_prefix(folder.name or ""): article_settings(config, folder) for folder in config.source.folders
        }
        self._feeds = config.feeds
        self._body_kind = config.articles.body
        self._steps: tuple[ArticleStep, ...] = article_steps()

    def file(self, path: str, data: bytes, file_time: datetime | None = None) -> ArticleFile:
        """Read an article; `path` has the prefix of its source."""
        prefix, below = split_prefix(path)
        settings = self._settings.get(prefix)
        if settings is None:
            settings, below = next(iter(self._settings.values())), path
        return read_article(data, below, settings, file_time=file_time)

    def article(self, path: str, data: bytes, file_time: datetime | None = None) -> ReadArticle:
        """Read an article and apply the steps of other packages to it."""
        article, found, decoded, *_ = self.file(path, data, file_time)
        if article is None:
            return ReadArticle(None, decoded, list(found), "left_out")
        problems, status = list(found), "excluded"
        for step in self._steps:
            if article is not None:
                article, problem = step.apply(article)
                if problem is not None:
                    problems, status = [*problems, problem], "left_out"
        return ReadArticle(article, decoded, problems, status if article is None else article.status)

    def row(self, task: ReadTask, data: bytes, version: str, mtime: int) -> FileRow:
        """Return the row of a file with these bytes; mtime in nanoseconds."""
        file_time = datetime.fromtimestamp(mtime // 1_000_000_000, UTC) if self.uses_file_time else None
        article, decoded, problems, status = self.article(task.path, data, file_time)
        file_hash = hash16(data)
        if article is None:
            return FileRow(task.folder, task.name, version, file_hash, status, problems=dump_problems(problems))
        record = dump(article)
        published = int(article.published.timestamp())
        body = _body(data, decoded, article.body_offset)
        return FileRow(
            folder=task.folder,
            name=task.name,
            version=version,
            file_hash=file_hash,
            status=status,
            published=published,
            expires=None if article.expires is None else int(article.expires.timestamp()),
            own_id=article.id,
            id_rule=article.id_rule,
            content_hash=hash16(f"{article.title}\0{published}\0".encode() + body),
            entry_hash=hash16(file_hash + record.encode()),
            link_hash=hash16(article.link.encode()) if article.link else None,
            labels=dump_labels(article_labels(article, self._feeds)),
            record=record,
            problems=dump_problems(problems),
            names=self._names(article, task.path, decoded.text),
        )

    def _names(self, article: Article, path: str, text: str) -> str:
        """Return the references to other articles in a body, as JSON."""
        kind = self._body_kind if article.body_kind == "auto" else article.body_kind
        suffix = os.path.splitext(path)[1].lower()
        found = body_references(text[article.body_offset :], path, kind, suffix)
        return json.dumps(found) if found else ""


def read(context: BuildContext, task: ReadTask) -> ReadResult:
    """Read one file. Anything wrong with it is a problem in its row, never an exception."""
    reader = tool(context, _article_reader)
    try:
        data, status = read_file(context.paths.file(task.path), context.config.source)
    except FileNotFoundError:
        return ReadResult(None, found="vanished")
    except StoreError:
        raise  # it would concern all articles
    except OSError as error:
        message = f"file cannot be read: {error.strerror}"
        return ReadResult(left_out(task, Problem("file-unreadable", message, "check its permissions")))
    version = version_of(status)
    if data is None:
        limit = context.config.source.max_bytes
        message = f"file has {status.size} bytes, more than source.max_bytes ({limit})"
        problem = Problem("file-too-large", message, "raise source.max_bytes or exclude the file")
        return ReadResult(left_out(task, problem, version=version), version, status.mtime)
    # A date may be the one of the file itself.
    if task.known is not None and task.reusable and not reader.uses_file_time and task.known.file_hash == hash16(data):
        return ReadResult(None, version, status.mtime, "unchanged")
    try:
        row = reader.row(task, data, version, status.mtime)
    except RecursionError:
        problem = Problem("file-too-deep", "file is nested too deeply to be read", "nest it less deeply")
        row = left_out(task, problem, version=version)
    except Exception as error:  # an article must never stop the others
        row = left_out(task, internal_error(error), version=version)
    return ReadResult(row, version, status.mtime)


def _article_reader(context: BuildContext) -> ArticleReader:
    return ArticleReader(context.config)


def left_out(task: ReadTask, problem: Problem, *, version: str = "") -> FileRow:
    """Return the row of a file that gives no article; without `version` the next build reads it again."""
    return FileRow(task.folder, task.name, version, b"", "left_out", problems=dump_problems([problem]))


def _body(data: bytes, decoded: Decoded, offset: int) -> bytes:
    """Return the body as UTF-8 without white space around it: the same in every encoding of the file."""
    if is_verbatim(data, decoded):
        return data[len(decoded.text[:offset].encode()) :].strip()
    return decoded.text[offset:].encode().strip()
