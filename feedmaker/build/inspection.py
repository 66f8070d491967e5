"""What becomes of one article: every field with its origin, the id and why, the body, the feeds, the problems."""

import os
from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from feedmaker.build.changes import Window, window
from feedmaker.build.feed_plans import Planner, key_text
from feedmaker.build.options import BuildPaths
from feedmaker.build.stages.group import original_of
from feedmaker.build.workers.context import read_file
from feedmaker.build.workers.read import ArticleReader, ReadTask
from feedmaker.config.schema import Config
from feedmaker.loader.body import markup
from feedmaker.loader.body.render import BodyRenderer
from feedmaker.loader.metadata.keys import Field
from feedmaker.loader.scan import Patterns, is_utf8, printable_path
from feedmaker.model import Article, Image
from feedmaker.problems import ConfigurationError, Problem
from feedmaker.state import State
from feedmaker.state.article_json import load, load_problems
from feedmaker.state.schema import FeedRow, FileRow, StoredFile
from feedmaker.text.article_paths import with_prefix
from feedmaker.text.timestamps import rfc3339
from feedmaker.writer.grouping import Grouping
from feedmaker.writer.newest import GroupedArticle

#: The fields that are shown, in this order; status, id and body have more to say than their origin.
_FIELDS = (
    *("title", "published", "updated", "expires", "authors", "categories", "tags", "language", "link"),
    *("image", "summary", "enclosures"),
)
_WHY = {
    "guid": "the article's own guid",
    "link": "the article's own link",
    "path": "made from the site's address and the file's path",
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
    #: "published", "held", "draft", "excluded", "expired", "duplicate", "left out" or "not read".
    status: str
    #: In the order in which they are printed.
    fields: tuple[Origin, ...]
    why: str
    encoding: str
    #: How the front matter is written: "yaml", "toml", "none" …
    front_matter: str
    id: EntryId | None
    body: BodySummary | None
    feeds: tuple[FeedSummary, ...]
    problems: tuple[Problem, ...]


def locate(file: Path, paths: BuildPaths) -> str:
    """Return the path of an article under its source folder, with the prefix of that.

    `file` is relative to the current folder, to the folder of config.yaml, or to the source folder.

    Raises:
        ConfigurationError: if there is no such file, or it is not in the source folder.
    """
    names = " or ".join(source.shown for source in paths.sources.values())
    bases = (Path.cwd(), Path(paths.project), *(Path(source.path) for source in paths.sources.values()))
    found = next((base / file for base in bases if os.path.lexists(base / file)), None)
    if found is None:
        raise _refused(file, "file-missing", "does not exist", f"name an article file under {names}")
    # symbolic links of the path are followed, but not the file itself: a build does not read links
    resolved = found.parent.resolve() / found.name
    inside = [prefix for prefix, source in paths.sources.items() if resolved.is_relative_to(source.path)]
    if not inside:
        hint = f"articles are in {names}, which is source.path; name another configuration with -c"
        raise _refused(file, "file-outside-source", "is not in the source folder", hint)
    if not resolved.is_file() or resolved.is_symlink():
        what = "is a folder" if resolved.is_dir() and not resolved.is_symlink() else "is not a regular file"
        raise _refused(file, "not-a-file", what, "name the file of one article")
    prefix = max(inside, key=lambda prefix: len(paths.sources[prefix].path))  # the innermost
    path = resolved.relative_to(paths.sources[prefix].path).as_posix()
    if not is_utf8(path):
        raise _refused(file, "file-name-not-utf8", "path is not valid UTF-8", "rename the file or the folder")
    return with_prefix(prefix, path)


def inspect_article(config: Config, paths: BuildPaths, path: str, now: datetime) -> Inspection:
    """Read one article as a build does at the time `now`; `path` is what `locate` returned.

    Raises:
        ConfigurationError: if the file cannot be read.
    """
    data, mtime = _read(config, paths, path)
    reader = ArticleReader(config)
    file_time = datetime.fromtimestamp(mtime // 1_000_000_000, UTC) if reader.uses_file_time else None
    _, _, decoded, front_matter, fields = reader.file(path, data, file_time)
    folder, _, name = path.rpartition("/")
    row = reader.row(ReadTask(folder, name, None, reusable=False), data, "", mtime)
    article = load(row.record) if row.record else None
    common = "articles.defaults" if isinstance(config.source.path, str) else "articles.defaults or source.path"
    shows = window(config.articles, int(now.timestamp()))
    last = _last_build(config, paths, row, shows.since)
    problems, origins = list(load_problems(row.problems)), [_origin(*field, common) for field in fields]
    body: BodySummary | None = None
    if article is not None:
        body, lost = _body(config, article, decoded.text[article.body_offset :], os.path.splitext(path)[1].lower())
        problems += lost
    status, why = _status(config, paths.below(path), row, article, last.original, shows)
    feeds: tuple[FeedSummary, ...] = ()
    if article is not None and status in ("published", "held"):
        feeds = _feeds(config, article, row, last.feeds)
        if not feeds:
            status, why = "excluded", "in one of categories.hidden"
        elif status == "published" and article.expires and article.expires <= now:
            why = "expired, but articles.expired is keep"
    elif status == "left out":
        why = next((problem.message for problem in reversed(problems)), "")
    elif status == "excluded" and article is None:
        why = "by an article step of another package"
    elif status in ("draft", "excluded"):
        why = next((describe(origin) for origin in origins if origin.field == "status"), "")
    elif status == "duplicate":
        why = f"an exact copy of {printable_path(paths.shown(why))}, which is published instead"
    shown = printable_path(paths.shown(path))
    return Inspection(
        path=shown,
        status=status,
        fields=tuple(origin for name in _FIELDS for origin in origins if origin.field == name),
        why=why,
        encoding=decoded.encoding,
        front_matter=front_matter.kind,
        id=_id(article, last.file) if article else None,
        body=body,
        feeds=feeds,
        problems=tuple(problem.at(shown) for problem in dict.fromkeys(problems)),
    )


def _read(config: Config, paths: BuildPaths, path: str) -> tuple[bytes, int]:
    """Return the file and its modification time in nanoseconds."""
    name = Path(paths.shown(path))
    try:
        data, status = read_file(paths.file(path), config.source)
    except OSError as error:
        raise _refused(name, "file-unreadable", f"cannot be read: {error.strerror}", "check its permissions") from None
    if data is None:
        raise _refused(name, "file-too-large", f"has {status.size} bytes", "raise source.max_bytes or exclude the file")
    return data, status.mtime


def _refused(file: Path, code: str, message: str, hint: str) -> ConfigurationError:
    return ConfigurationError([Problem(code, message, hint, path=printable_path(str(file)))])


def _origin(name: str, field: Field[object], common: str) -> Origin:
    key, line = (field.source.key, field.source.line) if field.source else (None, None)
    return Origin(name, field.value, key, line, common if key and not line else field.rule)


def describe(origin: Origin) -> str:
    """Return where a field comes from: the key and the line, and the rule if it was not simply read."""
    place = ", ".join(filter(None, (origin.key, f"line {origin.line}" if origin.line else "")))
    if place and origin.rule == "front matter":
        return place
    return f"{place}: {origin.rule}" if place else origin.rule


def _status(
    config: Config, path: str, row: FileRow, article: Article | None, original: str | None, shows: Window
) -> tuple[str, str]:
    """Return the status, and the reason unless the article's own metadata is it."""
    patterns = Patterns(config.source.include, config.source.exclude)
    if any(step.startswith(".") for step in path.split("/")):
        return "not read", "files and folders whose names begin with a dot are not read"
    if not patterns.match(path.removesuffix(row.name), row.name):
        return "not read", "it does not match source.include, or it matches source.exclude"
    if article is None or article.status != "published":
        return row.status.replace("_", " "), ""
    if article.published.timestamp() > shows.until:
        return "held", f"until {rfc3339(article.published)}"
    if article.expires is not None and article.expires.timestamp() <= shows.since:
        return "expired", f"since {rfc3339(article.expires)}"
    return ("published", "") if original is None else ("duplicate", original)


class _LastBuild(NamedTuple):
    """What the last build knew of the file."""

    file: StoredFile | None = None
    feeds: Mapping[str, FeedRow] = {}
    #: Path of the article that this one is an exact copy of.
    original: str | None = None


def _last_build(config: Config, paths: BuildPaths, row: FileRow, since: int) -> _LastBuild:
    state = State.open_to_read(paths.state)
    if state is None:
        return _LastBuild()
    with closing(state):
        file = state.articles.files_in(row.folder).get(row.name)
        return _LastBuild(file, state.feeds.all(), original_of(config, state.articles, row, since))


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
        base=article.base or article.link or config.site.url,
        link=article.link,
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


def _feeds(config: Config, article: Article, row: FileRow, known: Mapping[str, FeedRow]) -> tuple[FeedSummary, ...]:
    """Return the feeds that the article belongs to, in the folders of the last build; none if a category is hidden."""
    config = replace(config, feeds=replace(config.feeds, min_articles=0))
    seconds = int(article.published.timestamp())
    grouping = Grouping(config, seconds)
    if not grouping.add([GroupedArticle(-seconds, article.id, 0, row.file_hash, row.labels)], row.labels, article.path):
        return ()
    summaries = []
    for plan in Planner(config, "", known).plans(grouping.groups(), {}):
        stored = known.get(key_text(plan.group.key))
        path = stored.path if stored else plan.channel.path
        summaries.append(FeedSummary(plan.group.key[0], plan.group.names, plan.channel.title, path))
    return tuple(summaries)
