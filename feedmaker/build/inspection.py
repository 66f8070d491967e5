"""What becomes of one article: every field with its origin, the id and why, the body, the feeds, the problems."""

import os
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from feedmaker.build.feed_plans import Planner, key_text
from feedmaker.build.options import BuildPaths
from feedmaker.build.workers.context import hash16, read_file
from feedmaker.config.schema import Config
from feedmaker.loader.article import article_settings, read_article
from feedmaker.loader.body import markup
from feedmaker.loader.body.render import BodyRenderer
from feedmaker.loader.metadata.keys import Field
from feedmaker.loader.scan import Patterns, printable_path
from feedmaker.model import Article, Image
from feedmaker.problems import ConfigurationError, Problem
from feedmaker.state import State
from feedmaker.state.schema import FeedRow, StoredFile
from feedmaker.text.timestamps import rfc3339
from feedmaker.writer.grouping import Grouping
from feedmaker.writer.labels import article_labels, dump_labels, label_kinds
from feedmaker.writer.newest import GroupedArticle

_WHY = {
    "guid": "the article's own guid",
    "link": "the article's own link",
    "path": "made from the site's host and the file's path",
}


class Origin(NamedTuple):
    """A field of an article, and where it came from."""

    field: str
    value: object
    #: As written in the file, None if the value does not come from a key.
    key: str | None
    #: Line of the key in the file, from 1.
    line: int | None
    #: How the value was read, or what was used instead: "front matter", "first heading", "file name" …
    rule: str


class EntryId(NamedTuple):
    """The id of the article's entries, and why."""

    id: str
    #: "guid", "link", "path", or "kept" if the state has another one than the article would get now.
    rule: str
    why: str
    #: The id that the article would get without the state.
    own: str


class BodySummary(NamedTuple):
    """How the body is read, and what is made of it."""

    #: "html", "markdown" or "rst".
    kind: str
    #: The line of the file where it begins, from 1.
    line: int
    #: Characters in the file and in the HTML.
    length: int
    html_length: int
    excerpt: str
    image: Image | None


class FeedSummary(NamedTuple):
    """A feed that the article belongs to."""

    #: "site", "category", "tag", "author", "language" or "custom".
    kind: str
    names: tuple[str, ...]
    title: str
    #: Folder under the output, "" for the site feed.
    path: str


class Inspection(NamedTuple):
    """What a build makes of one article file."""

    #: Of the file, as in problems.
    path: str
    #: "published", "held", "draft", "excluded", "expired", "left out" or "not read".
    status: str
    why: str
    encoding: str
    #: How the front matter is written: "yaml", "toml", "none" …
    front_matter: str
    origins: tuple[Origin, ...]
    id: EntryId | None
    body: BodySummary | None
    feeds: tuple[FeedSummary, ...]
    problems: tuple[Problem, ...]


def locate(file: Path, paths: BuildPaths) -> str:
    """Return the path of an article under the source folder.

    `file` is relative to the current folder, to the folder of config.yaml, or to the source folder.

    Raises:
        ConfigurationError: if there is no such file, or it is not in the source folder.
    """
    source = Path(paths.source)
    bases = (Path.cwd(), Path(paths.project), source)
    found = next((base / file for base in bases if os.path.lexists(base / file)), None)
    if found is None:
        raise _refused(file, "file-missing", "does not exist", f"name an article file under {paths.source_name}")
    # symbolic links of the path are followed, but not the file itself: a build does not read links
    resolved = found.parent.resolve() / found.name
    if not resolved.is_relative_to(source.resolve()):
        hint = f"articles are in {paths.source_name}, which is source.path; name another configuration with -c"
        raise _refused(file, "file-outside-source", "is not in the source folder", hint)
    if not resolved.is_file() or resolved.is_symlink():
        what = "is a folder" if resolved.is_dir() and not resolved.is_symlink() else "is not a regular file"
        raise _refused(file, "not-a-file", what, "name the file of one article")
    return resolved.relative_to(source.resolve()).as_posix()


def inspect_article(config: Config, paths: BuildPaths, path: str, now: datetime) -> Inspection:
    """Read one article as a build does at the time `now`; `path` is relative to the source folder.

    Raises:
        ConfigurationError: if the file cannot be read.
    """
    data, file_time = _read(config, paths, path)
    stand_in = file_time if config.articles.undated == "file-time" else None
    article, found, decoded, front_matter, fields = read_article(
        data, path, article_settings(config), file_time=stand_in
    )
    problems, origins = list(found), [_origin(name, field) for name, field in fields]
    known, feed_rows = _read_state(paths, path)
    body: BodySummary | None = None
    if article is not None:
        suffix = os.path.splitext(path)[1].lower()
        body, lost = _body(config, article, decoded.text[article.body_offset :], suffix)
        problems += lost
    status, why = _status(config, article, path, now)
    if status == "left out":
        why = next((problem.message for problem in reversed(problems)), "")
    elif status in ("draft", "excluded"):
        why = next((describe(origin) for origin in origins if origin.field == "status"), "")
    feeds: tuple[FeedSummary, ...] = ()
    if article is not None and status in ("published", "held"):
        feeds = _feeds(config, article, data, feed_rows)
        if not feeds:
            status, why = "excluded", "in one of categories.hidden"
    name = printable_path(f"{paths.source_name}/{path}")
    return Inspection(
        path=name,
        status=status,
        why=why,
        encoding=decoded.encoding,
        front_matter=front_matter.kind,
        origins=tuple(origin for origin in origins if origin.field not in ("status", "id", "body")),
        id=_id(article, known) if article else None,
        body=body,
        feeds=feeds,
        problems=tuple(problem.at(name) for problem in dict.fromkeys(problems)),
    )


def _read(config: Config, paths: BuildPaths, path: str) -> tuple[bytes, datetime]:
    name = Path(paths.source_name, path)
    try:
        data, status = read_file(f"{paths.source}/{path}", config.source.max_bytes)
    except OSError as error:
        raise _refused(name, "file-unreadable", f"cannot be read: {error.strerror}", "check its permissions") from None
    if data is None:
        hint = "raise source.max_bytes or exclude the file"
        raise _refused(name, "file-too-large", f"has {status.st_size} bytes", hint)
    return data, datetime.fromtimestamp(status.st_mtime_ns // 1_000_000_000, UTC)


def _refused(file: Path, code: str, message: str, hint: str) -> ConfigurationError:
    return ConfigurationError([Problem(code, message, hint, path=printable_path(str(file)))])


def _origin(name: str, field: Field[object]) -> Origin:
    key, line = (field.source.key, field.source.line) if field.source else (None, None)
    return Origin(name, field.value, key, line, field.rule)


def describe(origin: Origin) -> str:
    """Return where a field comes from: the key and the line, and the rule if it was not simply read."""
    parts = (origin.key, f"line {origin.line}" if origin.line else "")
    place = ", ".join(part for part in parts if part)
    if place and origin.rule == "front matter":
        return place
    return f"{place}: {origin.rule}" if place else origin.rule


def _status(config: Config, article: Article | None, path: str, now: datetime) -> tuple[str, str]:
    """Return the status, and the reason unless the article's own metadata is it."""
    folder, slash, name = path.rpartition("/")
    patterns = Patterns(config.source.include, config.source.exclude)
    if any(step.startswith(".") for step in path.split("/")):
        return "not read", "files and folders whose names begin with a dot are not read"
    if not patterns.match(folder + slash, name):
        return "not read", "it does not match source.include, or it matches source.exclude"
    if article is None:
        return "left out", ""
    if article.status != "published":
        return article.status, ""
    if article.published > now and config.articles.future == "hold":
        return "held", f"until {rfc3339(article.published)}"
    if article.expires is not None and article.expires <= now:
        if config.articles.expired == "drop":
            return "expired", f"since {rfc3339(article.expires)}"
        return "published", "expired, but articles.expired is keep"
    return "published", ""


def _read_state(paths: BuildPaths, path: str) -> tuple[StoredFile | None, Mapping[str, FeedRow]]:
    """Return what the last build knew of the file, and its feeds."""
    state = State.open_to_read(paths.state)
    if state is None:
        return None, {}
    folder, _, name = path.rpartition("/")
    try:
        return state.articles.files_in(folder).get(name), state.feeds.all()
    finally:
        state.close()


def _id(article: Article, known: StoredFile | None) -> EntryId:
    why = _WHY.get(article.id_rule, article.id_rule)
    if known is None or known.id is None or known.id == article.id or article.id_rule == "guid":
        return EntryId(article.id, article.id_rule, why, article.id)
    return EntryId(known.id, "kept", "kept from the first publication", article.id)


def _body(config: Config, article: Article, text: str, suffix: str) -> tuple[BodySummary, list[Problem]]:
    kind = markup.detect_markup(text, article.body_kind, suffix)
    body = BodyRenderer(config).render(
        text,
        kind=article.body_kind,
        suffix=suffix,
        base=article.link or config.site.url,
        link=article.link,
        language=article.language or config.site.language,
    )
    problems = [
        problem._replace(line=problem.line and problem.line + article.body_line - 1) for problem in body.problems
    ]
    summary = BodySummary(
        kind=kind,
        line=article.body_line,
        length=len(text),
        html_length=len(body.html),
        excerpt=body.excerpt,
        image=body.image,
    )
    return summary, problems


def _feeds(config: Config, article: Article, data: bytes, known: Mapping[str, FeedRow]) -> tuple[FeedSummary, ...]:
    """Return the feeds that the article belongs to, in the folders of the last build; none if a category is hidden."""
    config = replace(config, feeds=replace(config.feeds, min_articles=0))
    seconds = int(article.published.timestamp())
    labels = dump_labels(article_labels(article, label_kinds(config.feeds)))
    grouping = Grouping(config, seconds)
    member = GroupedArticle(-seconds, article.id, 0, hash16(data), labels)
    if not grouping.add([member], labels, article.path):
        return ()
    summaries = []
    for plan in Planner(config, "", known).plans(grouping.groups(), {}):
        row = known.get(key_text(plan.group.key))
        path = row.path if row else plan.channel.path
        summaries.append(FeedSummary(plan.group.key[0], plan.group.names, plan.channel.title, path))
    return tuple(summaries)
