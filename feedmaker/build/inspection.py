"""What becomes of one article: every field with its origin, the id and why, the body, the feeds, the problems."""

import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from feedmaker.build.feed_plans import Planner, key_text
from feedmaker.build.options import Places
from feedmaker.build.read import fingerprint, read_file
from feedmaker.config.schema import Config
from feedmaker.loader.article_fields import Origin, Reader
from feedmaker.loader.body import markup
from feedmaker.loader.body.render import Bodies
from feedmaker.loader.decode import decode
from feedmaker.loader.frontmatter.dialects import split
from feedmaker.loader.scan import Patterns, shown
from feedmaker.model import Article, Image
from feedmaker.problems import ConfigurationError, Problem
from feedmaker.state import KnownFile, State
from feedmaker.writer.grouping import Grouping
from feedmaker.writer.labels import article_labels, dump_labels, label_kinds
from feedmaker.writer.newest import GroupedArticle

_WHY = {
    "guid": "the article's own guid",
    "link": "the article's own link",
    "path": "made from the site's host and the file's path",
}


class IdInForce(NamedTuple):
    """The id that subscribers get, and why."""

    id: str
    #: "guid", "link", "path", or "kept" where the state holds another than the article would have now.
    rule: str
    why: str
    #: The id that the article has by itself.
    own: str


class BodyView(NamedTuple):
    """An article's body as it is read."""

    #: "html", "markdown" or "rst".
    kind: str
    #: Where it begins in the file, counted from 1.
    line: int
    #: Characters in the file, and of the HTML that is made of them.
    length: int
    html_length: int
    excerpt: str
    image: Image | None


class FeedView(NamedTuple):
    """A feed that the article belongs to."""

    #: "site", "category", "tag", "author", "language" or "custom".
    kind: str
    names: tuple[str, ...]
    title: str
    #: Folder under the output, "" for the site feed.
    path: str


class Inspection(NamedTuple):
    """Everything there is to tell of one article file."""

    #: Under the source folder, as problems name it.
    path: str
    #: "published", "held", "draft", "excluded", "expired", "left out" or "not read".
    status: str
    why: str
    encoding: str
    #: How the front matter is written: "yaml", "toml", "none" …
    front_matter: str
    origins: tuple[Origin, ...]
    id: IdInForce | None
    body: BodyView | None
    feeds: tuple[FeedView, ...]
    problems: tuple[Problem, ...]


def locate(file: Path, places: Places) -> str:
    """Return the path of an article under the source folder.

    `file` counts from the present folder, from that of config.yaml, as problems name it, or from the source folder.
    Raises ConfigurationError where there is no such file, or it does not lie under the source.
    """
    source = Path(places.source)
    places_to_look = dict.fromkeys((Path.cwd(), Path(places.project), source))
    found = next((base / file for base in places_to_look if os.path.lexists(base / file)), None)
    if found is None:
        raise _refused(file, "file-missing", "does not exist", f"name an article file under {places.source_name}")
    # the folder alone is resolved: a link that stands for the file itself is not followed
    whole = found.parent.resolve() / found.name
    if not whole.is_relative_to(source.resolve()):
        hint = f"articles lie under {places.source_name}, which is source.path; name another configuration with -c"
        raise _refused(file, "file-outside-source", "is not in the source folder", hint)
    if not whole.is_file() or whole.is_symlink():
        what = "is a folder" if whole.is_dir() and not whole.is_symlink() else "is not a regular file"
        raise _refused(file, "not-a-file", what, "name the file of one article")
    return whole.relative_to(source.resolve()).as_posix()


def inspect_article(config: Config, places: Places, path: str, now: datetime) -> Inspection:
    """Read one article as a build does; `path` is under the source folder, `now` decides what is held back.

    Raises ConfigurationError where the file cannot be read at all.
    """
    data, file_time = _read(config, places, path)
    decoded = decode(data, config.source.encoding)
    suffix = os.path.splitext(path)[1].lower()
    head = split(decoded.text, suffix=suffix)
    trace: list[Origin] = []
    stand_in = file_time if config.articles.undated == "file-time" else None
    article, found = Reader(config).article(
        path, head, decoded.text, encoding=decoded.encoding, file_time=stand_in, trace=trace
    )
    problems = [*decoded.problems, *head.problems, *found]
    state = State.look(places.state)
    try:
        known = _known(state, path)
        body: BodyView | None = None
        id_: IdInForce | None = None
        feeds: tuple[FeedView, ...] = ()
        if article is not None:
            body, lost = _body(config, article, decoded.text[head.body_offset :], suffix)
            problems += lost
            id_ = _id(article, known)
            feeds = _feeds(config, article, data, state)
    finally:
        if state is not None:
            state.close()
    status, why = _status(config, article, problems, path, now)
    name = shown(f"{places.source_name}/{path}")
    return Inspection(
        path=name,
        status=status,
        why=why,
        encoding=decoded.encoding,
        front_matter=head.kind,
        origins=tuple(origin for origin in trace if origin.field not in ("status", "id", "body")),
        id=id_,
        body=body,
        feeds=feeds if status in ("published", "held") else (),
        problems=tuple(problem.at(name) for problem in dict.fromkeys(problems)),
    )


def _read(config: Config, places: Places, path: str) -> tuple[bytes, datetime]:
    name = Path(places.source_name, path)
    try:
        data, status = read_file(f"{places.source}/{path}", config.source.max_bytes)
    except OSError as error:
        raise _refused(name, "file-unreadable", f"cannot be read: {error.strerror}", "check its permissions") from None
    if data is None:
        hint = "raise source.max_bytes or exclude the file"
        raise _refused(name, "file-too-large", f"has {status.st_size} bytes", hint)
    return data, datetime.fromtimestamp(status.st_mtime_ns // 1_000_000_000, UTC)


def _refused(file: Path, code: str, message: str, hint: str) -> ConfigurationError:
    return ConfigurationError([Problem(code, message, hint, path=shown(str(file)))])


def _status(
    config: Config, article: Article | None, problems: list[Problem], path: str, now: datetime
) -> tuple[str, str]:
    folder, slash, name = path.rpartition("/")
    patterns = Patterns(config.source.include, config.source.exclude)
    if any(step.startswith(".") for step in path.split("/")):
        return "not read", "files and folders whose name begins with a dot are not looked at"
    if not patterns.match(folder + slash, name):
        return "not read", "source.include and source.exclude keep it out"
    if article is None:
        return "left out", next((problem.message for problem in reversed(problems)), "")
    if article.status != "published":
        return article.status, "by its own word or its folder's"
    if article.published > now and config.articles.future == "hold":
        return "held", f"until {article.published:%Y-%m-%dT%H:%M:%SZ}"
    if article.expires is not None and article.expires <= now:
        if config.articles.expired == "drop":
            return "expired", f"since {article.expires:%Y-%m-%dT%H:%M:%SZ}"
        return "published", "it has expired, and articles.expired is keep"
    return "published", ""


def _known(state: State | None, path: str) -> KnownFile | None:
    folder, _, name = path.rpartition("/")
    return state.files_in(folder).get(name) if state is not None else None


def _id(article: Article, known: KnownFile | None) -> IdInForce:
    why = _WHY.get(article.id_rule, article.id_rule)
    if known is None or known.id is None or known.id == article.id or article.id_rule == "guid":
        return IdInForce(article.id, article.id_rule, why, article.id)
    return IdInForce(known.id, "kept", "kept from the first publication", article.id)


def _body(config: Config, article: Article, text: str, suffix: str) -> tuple[BodyView, list[Problem]]:
    kind = markup.settle(text, article.body_kind, suffix)
    body = Bodies(config).render(
        text,
        kind=article.body_kind,
        suffix=suffix,
        base=article.link or config.site.url,
        link=article.link,
        language=article.language or config.site.language,
    )
    first = article.body_line - 1
    problems = [
        problem._replace(line=problem.line + first if problem.line is not None else None) for problem in body.problems
    ]
    view = BodyView(kind, article.body_line, len(text), len(body.html), body.excerpt, body.image)
    return view, problems


def _feeds(config: Config, article: Article, data: bytes, state: State | None) -> tuple[FeedView, ...]:
    """Tell the feeds that the article belongs to, in the folders that the last build gave them."""
    alone = replace(config, feeds=replace(config.feeds, min_articles=0))
    seconds = int(article.published.timestamp())
    labels = dump_labels(article_labels(article, label_kinds(alone.feeds)))
    grouping = Grouping(alone, seconds)
    grouping.add([GroupedArticle(-seconds, article.id, 0, fingerprint(data), labels)], labels, article.path)
    known = state.feeds() if state is not None else {}
    views = []
    for plan in Planner(alone, "", known).plans(grouping.groups(), {}):
        published = known.get(key_text(plan.group.key))
        path = published.path if published else plan.channel.path
        views.append(FeedView(plan.group.key[0], plan.group.names, plan.channel.title, path))
    return tuple(views)
