"""What becomes of one article: every field with its origin, the id and why, the body, the feeds, the problems."""

import os
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import NamedTuple

from feedmaker.build.feed_plans import Planner, key_text
from feedmaker.build.inspected_file import LastBuild, last_build, read_bytes
from feedmaker.build.options import BuildPaths
from feedmaker.build.publication_window import window
from feedmaker.build.workers.article_reader import ArticleReader
from feedmaker.build.workers.entry_renderer import ArticleBodies
from feedmaker.build.workers.tasks import ReadTask
from feedmaker.config.schema import Config
from feedmaker.loader.body import markup
from feedmaker.loader.file_patterns import article_patterns
from feedmaker.loader.metadata.keys import Field
from feedmaker.loader.scan import printable_path, why_not_read
from feedmaker.loader.sections import section_text
from feedmaker.model import Article, Image
from feedmaker.problems import Problem
from feedmaker.state.article_json import load, load_problems
from feedmaker.state.schema import FeedRow, FileRow, StoredFile
from feedmaker.text.timestamps import rfc3339
from feedmaker.writer.grouping import Grouping
from feedmaker.writer.newest import GroupedArticle

#: The fields that are shown, in this order; status, id and body have more to say than their origin.
_FIELDS = (
    "title", "published", "updated", "expires", "authors", "categories", "tags", "language", "link", "image", "photos",
    "summary", "enclosures",
)  # fmt: skip
#: Statuses of articles that have no entry, and so no id.
_WITHOUT_ENTRY = frozenset({"draft", "excluded", "left out", "not read"})
#: Another date for a draft that has none.
_LATER = datetime(1999, 9, 9, tzinfo=UTC)
_WHY = {
    "guid": "the article's own guid", "link": "the article's own link",
    "permalink": "as the feed of the generator has it (articles.ids)",
    "path": "made from the site's address and the file's path",
}  # fmt: skip


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
    #: "guid", "link", "permalink", "path", or "kept" if the state has another one than the article would get now.
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
    #: "published", "held", "draft", "excluded", "expired", "duplicate", "left out", "not read", or "split" for several
    #: articles in one file.
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


def inspect_article(config: Config, paths: BuildPaths, path: str, now: datetime) -> Inspection:
    """Read one article as a build does at `now`; `path` is that of `locate`. Raises ConfigurationError."""
    data, mtime = read_bytes(config, paths, path)
    reader = ArticleReader(config)
    file_time = datetime.fromtimestamp(mtime // 1_000_000_000, UTC)
    read = reader.file(path, data, file_time if reader.uses_file_time else None)
    folder, _, name = path.rpartition("/")
    row, sections = reader.rows(ReadTask(folder, name, None, reusable=False), data, "", mtime)
    article = load(row.record) if row.record else None
    common = "articles.defaults" if isinstance(config.source.path, str) else "articles.defaults or source.path"
    last = last_build(config, paths, row, window(config.articles, int(now.timestamp())).since)
    problems, origins = list(load_problems(row.problems)), [_origin(*field, common) for field in read.fields]
    body: BodySummary | None = None
    if article is not None:
        body, lost = _body(config, article, read.decoded.text, path)
        problems += lost
    status, why, feeds = _status(config, paths, row, article, last, now)
    if status == "left out":
        why = problems[-1].message if problems else ""
    elif status in ("draft", "excluded") and article is not None:
        why = why or next((describe(one) for one in origins if one.field == "status"), "")
    elif status == "split":
        why = f"{len(sections)} articles, one for each heading (articles.split)"
    problems += [problem for section in sections for problem in load_problems(section.problems)]
    later = reader.file(path, data, _LATER).article if status == "draft" else article
    explain = partial(
        _explained,
        config=config,
        date_matters=article is not None and later is not None and later.link != article.link,
        body_has_image=body is not None and body.image is not None,
        is_short=body is not None and not body.excerpt,
    )
    shown = printable_path(paths.shown(path))
    return Inspection(
        path=shown,
        status=status,
        fields=tuple(explain(one) for name in _FIELDS for one in origins if one.field == name and not sections),
        why=why,
        encoding=read.decoded.encoding,
        front_matter=read.front_matter.kind,
        id=_id(article, last.file) if article and status not in _WITHOUT_ENTRY else None,
        body=body,
        feeds=feeds,
        problems=tuple(problem.at(shown) for problem in dict.fromkeys(problems)),
    )


def _status(
    config: Config, paths: BuildPaths, row: FileRow, article: Article | None, last: LastBuild, now: datetime
) -> tuple[str, str, tuple[FeedSummary, ...]]:
    """Return the status, the reason unless a field of the metadata is it, and the feeds that the article belongs to."""
    path = paths.below(row.path)
    if reason := why_not_read(paths.file(row.path).removesuffix(path), path, article_patterns(config)):
        return "not read", reason, ()
    if article is None and row.status == "excluded":
        return "excluded", "by an article step of another package", ()
    if article is None or article.status != "published":
        return row.status.replace("_", " "), "", ()
    shows = window(config.articles, int(now.timestamp()))
    is_held = article.published.timestamp() > shows.until
    if not is_held and article.expires is not None and article.expires.timestamp() <= shows.since:
        return "expired", f"since {rfc3339(article.expires)}, by articles.expired", ()
    feeds = _feeds(config, article, row, last.feeds)
    if not feeds:
        return "excluded", "in one of categories.hidden", ()
    if is_held:
        return "held", f"until {rfc3339(article.published)}, by articles.future", feeds
    if last.original is not None:
        original = printable_path(paths.shown(last.original))
        return "duplicate", f"an exact copy of {original}, which is published instead", ()
    has_expired = article.expires is not None and article.expires <= now
    return "published", "expired, but articles.expired is keep" if has_expired else "", feeds


def _id(article: Article, known: StoredFile | None) -> EntryId:
    why = _WHY.get(article.id_rule, article.id_rule)
    if known is None or known.id is None or known.id == article.id or article.id_rule == "guid":
        return EntryId(article.id, article.id_rule, why, article.id)
    return EntryId(known.id, "kept", "kept from the first build that read it", article.id)


def _body(config: Config, article: Article, file_text: str, path: str) -> tuple[BodySummary, list[Problem]]:
    body = ArticleBodies(config).render(article, file_text, path)
    text = section_text(file_text, article.body_offset, article.body_end, article.body_kind)
    summary = BodySummary(
        kind=markup.detect_markup(text, article.body_kind, os.path.splitext(path)[1].lower()),
        line=article.body_line,
        length=len(text),
        html_length=len(body.html),
        excerpt=body.excerpt,
        image=body.image,
    )
    return summary, list(body.problems)


def _feeds(config: Config, article: Article, row: FileRow, known: Mapping[str, FeedRow]) -> tuple[FeedSummary, ...]:
    """Return the feeds that the article belongs to, in the folders of the last build; none if a category is hidden."""
    config = replace(config, feeds=replace(config.feeds, min_articles=0))
    seconds = int(article.published.timestamp())
    grouping = Grouping(config, seconds)
    grouping.add([GroupedArticle(-seconds, article.id, 0, row.file_hash, row.labels)], row.labels, article.path)
    if grouping.hidden:
        return ()
    summaries = []
    for plan in Planner(config, "", known).plans(grouping.groups(), {}):
        stored = known.get(key_text(plan.group.key))
        path = stored.path if stored else plan.channel.path
        summaries.append(FeedSummary(plan.group.key[0], plan.group.names, plan.channel.title, path))
    return tuple(summaries)


def _origin(name: str, field: Field[object], common: str) -> Origin:
    """Return a field that was read, with its origin; `common` names the settings that articles have in common."""
    key, line = (field.source.key, field.source.line) if field.source else (None, None)
    return Origin(name, field.value, key, line, common if key and not line else field.rule)


def describe(origin: Origin) -> str:
    """Return where a field comes from: the key and the line, and the rule if it was not simply read."""
    parts = (origin.key, f"line {origin.line}" if origin.line else "")
    place = ", ".join(part for part in parts if part)
    if place and origin.rule == "front matter":
        return place
    return f"{place}: {origin.rule}" if place else origin.rule


def _explained(origin: Origin, config: Config, *, date_matters: bool, body_has_image: bool, is_short: bool) -> Origin:
    """Return a field with what is true of it where the article has none: what is used instead, or the key to set.

    `date_matters` means that the article is a draft without a date, which its link depends on; `is_short`, that its
    body is empty.
    """
    if origin.field == "published" and origin.rule == "none needed":
        return origin._replace(value=None, rule="none that can be read; a draft needs none")
    if origin.field == "published" and origin.value is None and not origin.key:
        return origin._replace(rule="none that can be read: write date, or set articles.undated to file-time")
    if origin.field == "link" and date_matters:
        return origin._replace(value=None, rule=f"{describe(origin)}: known when the article has a date")
    if origin.value or origin.key:
        return origin
    instead = {
        "link": _no_link(config),
        "authors": "site.author is used" if config.site.author else "none named, and site.author is not set",
        "language": "site.language is used" if config.site.language else "none named, and site.language is not set",
        "image": "the first image of the body is used" if body_has_image else "none named, and none in the body",
        "summary": "none named, and the body has no text" if is_short else origin.rule,
    }
    return origin._replace(rule=instead.get(origin.field, origin.rule))


def _no_link(config: Config) -> str:
    if config.articles.permalink:
        return "no pattern of articles.permalink is for this path; write permalink: /path/ in its front matter"
    return "set articles.permalink, or write permalink: /path/ in its front matter"
