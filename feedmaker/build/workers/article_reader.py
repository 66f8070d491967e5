"""Article file → rows of the state, with the settings of one configuration."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from posixpath import splitext
from typing import NamedTuple

from feedmaker.build.installed import ArticleStep, article_steps
from feedmaker.build.workers.context import hash16
from feedmaker.build.workers.tasks import ReadTask
from feedmaker.config.schema import Config
from feedmaker.loader.article import ArticleFile, ArticleSettings, article_settings, read_article
from feedmaker.loader.body.article_links import body_references
from feedmaker.loader.body.article_references import name_key
from feedmaker.loader.decode import Decoded, is_verbatim
from feedmaker.loader.sections import definitions
from feedmaker.loader.split_article import SectionFile, split_article
from feedmaker.model import Article
from feedmaker.problems import Problem
from feedmaker.state.article_json import dump, dump_problems
from feedmaker.state.schema import CONTENT_PART, FileRow
from feedmaker.text.article_paths import section_folder, source_prefix, split_prefix
from feedmaker.writer.labels import dump_labels, labels_of


class ReadArticle(NamedTuple):
    """An article file, read."""

    #: None where it is left out, or a step of another package keeps it out.
    article: Article | None
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
        self._labels_of = labels_of(config.feeds)
        self._language = config.site.language
        self._steps: tuple[ArticleStep, ...] = article_steps()

    def file(self, path: str, data: bytes, file_time: datetime | None = None) -> ArticleFile:
        """Read an article; `path` has the prefix of its source."""
        settings, below = self._settings_of(path)
        return read_article(data, below, settings, file_time=file_time)

    def articles(self, path: str, data: bytes, file_time: datetime) -> list[Article]:
        """Return the articles of a file, after the steps of other packages."""
        read = self.file(path, data, file_time)
        files: Sequence[ArticleFile | SectionFile] = self.sections(read, path, file_time) or [read]
        found = (self._with_steps(one.article, one.problems).article for one in files)
        return [article for article in found if article is not None]

    def article(self, path: str, data: bytes) -> ReadArticle:
        """Read an article and apply the steps of other packages to it."""
        read = self.file(path, data)
        return self._with_steps(read.article, read.problems)

    def sections(self, read: ArticleFile, path: str, file_time: datetime | None) -> list[SectionFile]:
        """Return the articles of a file that has several, none for any other one."""
        settings, below = self._settings_of(path)
        if not settings.may_split and "split" not in read.front_matter.values:
            return []
        return split_article(read, below, settings, file_time=file_time)

    def _settings_of(self, path: str) -> tuple[ArticleSettings, str]:
        prefix, below = split_prefix(path)
        settings = self._settings.get(prefix)
        return (settings, below) if settings else (next(iter(self._settings.values())), path)

    def _with_steps(self, article: Article | None, found: Sequence[Problem]) -> ReadArticle:
        if article is None:
            return ReadArticle(None, list(found), "left_out")
        problems, status = list(found), "excluded"
        for step in self._steps:
            if article is not None:
                article, problem = step.apply(article)
                if problem is not None:
                    problems, status = [*problems, problem], "left_out"
        return ReadArticle(article, problems, status if article is None else article.status)

    def rows(self, task: ReadTask, data: bytes, version: str, mtime: int) -> tuple[FileRow, tuple[FileRow, ...]]:
        """Return the row of a file with these bytes, and those of its articles if it has several.

        `mtime` is in nanoseconds.
        """
        file_time = datetime.fromtimestamp(mtime // 1_000_000_000, UTC) if self.uses_file_time else None
        path = task.path
        read = self.file(path, data, file_time)
        if sections := self.sections(read, path, file_time):
            problems = dump_problems([problem for problem in read.problems if problem.code != "date-missing"])
            file = FileRow(task.folder, task.name, version, hash16(data), "split", problems=problems)
            shared = definitions(read.decoded.text)
            return file, tuple(self._section_row(task, version, one, read.decoded, shared) for one in sections)
        found = self._with_steps(read.article, read.problems)
        row = FileRow(
            task.folder, task.name, version, hash16(data), found.status, problems=dump_problems(found.problems)
        )
        if found.article is None:
            return row, ()
        body = _body(data, read.decoded, found.article.body_offset)
        return self._with_article(row, found.article, dump(found.article), body, path, read.decoded.text), ()

    def _section_row(self, task: ReadTask, version: str, read: SectionFile, decoded: Decoded, shared: str) -> FileRow:
        """Return the row of one of several articles; `shared` are the definitions of the file."""
        found = self._with_steps(read.article, read.problems)
        folder, name = section_folder(task.path), read.section.key.replace("/", "-")
        text = decoded.text[read.section.start : read.section.end] + shared
        row = FileRow(
            folder, name, version, hash16(text.encode()), found.status, problems=dump_problems(found.problems)
        )
        if found.article is None:
            return row
        # other sections may move this one
        record = dump(found.article._replace(body_offset=0, body_end=0, body_line=0))
        row = self._with_article(row, found.article, record, text.strip().encode(), task.path, text)
        return row._replace(record=dump(found.article))

    def _with_article(self, row: FileRow, article: Article, record: str, body: bytes, path: str, text: str) -> FileRow:
        """Return the row of a file with what is stored of its article; `text` is where its references are searched."""
        published = int(article.published.timestamp())
        # a page that is not translated yet is no copy: each language has its own
        language = f"{article.language}\0" if article.language not in (None, self._language) else ""
        references_in = text if article.body_end is not None else text[article.body_offset :]
        found = body_references(references_in, path, article.body_kind)
        return row._replace(
            published=published,
            expires=None if article.expires is None else int(article.expires.timestamp()),
            own_id=article.id,
            id_rule=article.id_rule,
            content_hash=_content_hash(article.title and f"{article.title}\0{language}", f"{published}", body),
            entry_hash=hash16(row.file_hash + record.encode()),
            link_hash=hash16(article.link.encode()) if article.link else None,
            labels=dump_labels(self._labels_of(article)),
            name_key=name_key(splitext(split_prefix(row.path)[1])[0]),
            record=record,
            names=json.dumps(found) if found else "",
        )


def _content_hash(title: str, date: str, body: bytes) -> bytes:
    """Return the hashes of title, date and body; where one is empty, that of all: being empty is nothing in common."""
    parts = (title.encode(), date.encode(), body)
    return b"".join(hash16(part or b"\0".join(parts))[:CONTENT_PART] for part in parts)


def _body(data: bytes, decoded: Decoded, offset: int) -> bytes:
    """Return the body as UTF-8 without white space around it: the same in every encoding of the file."""
    if is_verbatim(data, decoded):
        return data[len(decoded.text[:offset].encode()) :].strip()
    return decoded.text[offset:].encode().strip()
