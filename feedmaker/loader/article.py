"""File → Article: decode it, split off the front matter, and read one field after the other.

Each field is read by a function of its own, from the candidates that the front matter has for it
(`feedmaker.loader.metadata.keys`), and returned as a Field: its value, where it came from, and what is wrong.
"""

import os
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

from feedmaker.config.schema import Config, SourceFolder
from feedmaker.loader.body.dialects.definitions import blank_comments
from feedmaker.loader.decode import Decoded, decode
from feedmaker.loader.frontmatter.dialects import split_front_matter
from feedmaker.loader.frontmatter.result import FrontMatter
from feedmaker.loader.links.own_link import LinkFinder, find_slug, generator_id
from feedmaker.loader.links.permalink import Permalinks
from feedmaker.loader.links.permalink_tokens import PermalinkFields
from feedmaker.loader.metadata.authors import find_authors
from feedmaker.loader.metadata.categories import MAX_NAMES, find_categories, limit_names, parse_tags
from feedmaker.loader.metadata.conventions import adapt, fields_of, title_of_generator, zone_of_links
from feedmaker.loader.metadata.defaults import JOINS_LISTS, DefaultValues, own_values_first, with_folder
from feedmaker.loader.metadata.episode import find_episode
from feedmaker.loader.metadata.ids import find_id
from feedmaker.loader.metadata.keys import Candidate, Candidates, Field, KeyTable, first_value
from feedmaker.loader.metadata.media import find_enclosures, find_image, find_photos
from feedmaker.loader.metadata.publication import DateSettings, find_date, find_expiry, find_release, find_updated
from feedmaker.loader.metadata.simple_fields import find_language, find_mentions, find_summary
from feedmaker.loader.metadata.status import find_status, tag_key, with_draft_tags
from feedmaker.loader.metadata.title import after_heading, find_title, named_title, title_from_file_name
from feedmaker.loader.sections import Section
from feedmaker.model import Article, BodyKind, Category, Status
from feedmaker.problems import Problem
from feedmaker.text.media_types import RST_SUFFIXES
from feedmaker.text.site_files import media_url
from feedmaker.text.urls import site_address

#: Codes of problems that can leave an article out: a file without Article has one of them.
LEFT_OUT = frozenset(
    ["date-missing", "date-unreadable", "date-impossible", "date-partial", "date-ambiguous", "front-matter-not-read"]
)

_NO_TAGS: Field[tuple[str, ...]] = Field((), "none named")


@dataclass(frozen=True, slots=True)
class ArticleSettings:
    """What does not change from article to article."""

    config: Config
    keys: KeyTable
    dates: DateSettings
    defaults: DefaultValues
    links: LinkFinder
    #: `articles.draft_tags` as they are compared.
    draft_tags: frozenset[str]
    #: Whether articles may be split by settings outside of their own front matter.
    may_split: bool
    #: Host and path of the site, and the name of the source folder: what ids of paths begin with.
    site_address: str


class ArticleFile(NamedTuple):
    """An article file that was read."""

    #: None if it is left out: the code of one of the problems is then in LEFT_OUT.
    article: Article | None
    #: Each once.
    problems: tuple[Problem, ...]
    decoded: Decoded
    front_matter: FrontMatter
    #: The fields by name, as far as they were read; each enclosure is a field.
    fields: list[tuple[str, Field[object]]]


def article_settings(config: Config, folder: SourceFolder | None = None) -> ArticleSettings:
    """Return the settings of a configuration for the articles of a source folder."""
    address = site_address(config.site.url)
    if folder is not None:
        config = with_folder(config, folder)
        # no path has an empty segment: ids of two folders cannot meet
        address += f"//{folder.name}" if folder.name else ""
    return ArticleSettings(
        config=config,
        keys=KeyTable({**fields_of(config.articles.generator), **config.articles.fields}),
        dates=DateSettings.of(config),
        defaults=DefaultValues(config.articles.defaults, joins_lists=config.articles.generator in JOINS_LISTS),
        links=LinkFinder(config.site.url, Permalinks(config.articles.permalink), config.articles.generator),
        draft_tags=frozenset(map(tag_key, config.articles.draft_tags)),
        may_split=config.articles.split == "headings" or any("split" in one.values for one in config.articles.defaults),
        site_address=address,
    )


def read_article(
    data: bytes, path: str, settings: ArticleSettings, *, file_time: datetime | None = None
) -> ArticleFile:
    """Read an article file.

    `path` is the file under the source folder, with "/" between segments, `file_time` its modification time in UTC,
    which is its date if it has no other and `undated` is "file-time".
    """
    decoded = decode(data, settings.config.source.encoding)
    front_matter = split_front_matter(decoded.text, suffix=os.path.splitext(path)[1].lower())
    article, fields = article_from_front_matter(front_matter, decoded, path, settings, file_time)
    problems = [*decoded.problems, *front_matter.problems]
    # the author of a draft is not done, and nobody sees an article that is kept out of feeds
    is_kept_out = article is not None and article.status != "published"
    for name, field in fields:
        if field.problems and (name == "status" or not is_kept_out):
            problems += field.problems
    if front_matter.is_sidecar:
        problems = [_in_sidecar(problem, path, settings.config.source.sidecar or "") for problem in problems]
    return ArticleFile(article, tuple(dict.fromkeys(problems)) if problems else (), decoded, front_matter, fields)


def _in_sidecar(problem: Problem, path: str, suffix: str) -> Problem:
    """Name the file beside the article whose line the problem has."""
    name = os.path.splitext(os.path.basename(path))[0] + suffix
    return problem._replace(message=f"{name}:{problem.line}: {problem.message}", line=None) if problem.line else problem


class _Source(NamedTuple):
    """What an article is read from: a file, or a section of one."""

    path: str
    text: str
    #: With the defaults of the path, as the site's generator reads it.
    front_matter: FrontMatter
    found: Candidates
    settings: ArticleSettings
    is_section: bool
    is_rst: bool

    @property
    def body_kind(self) -> BodyKind:
        if (configured := self.settings.config.articles.body) != "auto":
            return configured
        return "rst" if self.is_rst else "html" if self.front_matter.kind == "html" else "auto"

    def line_at(self, offset: int) -> int:
        """Return the line in the file of an offset in the body."""
        return self.front_matter.body_line + self.text.count("\n", self.front_matter.body_offset, offset)


class _Publication(NamedTuple):
    """Whether and when an article is published, and what that depends on."""

    tags: Field[tuple[str, ...]]
    status: Field[Status]
    #: The date of the article, which is in its link.
    dated: Field[datetime | None]
    #: When it comes out, which may be later.
    published: Field[datetime | None]
    expires: Field[datetime | None]


def article_from_front_matter(
    front_matter: FrontMatter,
    decoded: Decoded,
    path: str,
    settings: ArticleSettings,
    file_time: datetime | None = None,
    section: Section | None = None,
) -> tuple[Article | None, list[tuple[str, Field[object]]]]:
    """Return the article of a decoded file, and its fields.

    There is no article without a date, nor if the front matter, or the day on which the article is to be published or
    expires, cannot be read.
    """
    if front_matter.kind == "unread":
        return None, []
    source = _source(front_matter, decoded.text, path, settings, section)
    found, config = source.found, settings.config
    mentions = find_mentions(found, config.site.url)
    title, body_offset = _find_title(source, is_about=bool(mentions.value))
    language = find_language(found["language"])
    dates = settings.dates._replace(language=language.value) if language.value else settings.dates
    tags, status, dated, published, expires = _find_publication(source, dates, file_time)
    fields: list[tuple[str, Field[object]]] = [
        ("language", language), ("title", title), ("status", status), ("published", published),
        *([("expires", expires)] if "expires" in found else []),
    ]  # fmt: skip
    is_unknown_expiry = status.value == "published" and expires.value is None and bool(expires.problems)
    if published.value is None or dated.value is None or is_unknown_expiry:
        return None, fields

    categories = find_categories(found["categories"], config.categories, path)
    page = _permalink_fields(source, title.value, dated.value, dated.source, categories.value)
    link, own_link, target, base = settings.links.find(found, page, source.front_matter.kind)
    known_as = generator_id(config.articles.ids, link.value, page)
    id_ = find_id(found["id"], own_link, path, settings.site_address, generator_id=known_as)
    media = partial(media_url, config.articles.generator, config.site.url, path, base)
    if names := config.articles.tags:
        tags = tags._replace(value=tuple(dict.fromkeys(names.get(tag, tag) for tag in tags.value)))
    enclosures = find_enclosures(found["enclosures"], found["length"], base)
    optional = (
        ("photos", find_photos(found["photos"], media)),
        ("target", target),
        ("mentions", mentions),
        ("episode", find_episode(found, base)),
    )
    fields += [
        ("categories", categories),
        ("link", link),
        ("id", id_),
        ("updated", find_updated(found["updated"], dated.value, published.value, dates)),
        ("authors", find_authors(found["authors"], config.articles.authors, kind=source.front_matter.kind)),
        ("tags", tags),
        ("image", find_image(found["image"], found["image_alt"], media)),
        ("summary", find_summary(found["summary"])),
        *[("enclosures", one) for one in enclosures],
        *[(name, field) for name, field in optional if field and field.value],
    ]
    # each field is the attribute of its name
    values: dict[str, Any] = {name: field.value for name, field in fields}
    values["enclosures"] = tuple([enclosure.value for enclosure in enclosures])
    values["expires"] = expires.value
    article = Article(
        path=path,
        id_rule=id_.rule,
        date_source=published.source.key if published.source else published.rule,
        base=base if base != (link.value or config.site.url) else None,
        body_kind=source.body_kind,
        body_end=source.front_matter.body_end,
        body_offset=body_offset,
        body_line=source.line_at(body_offset),
        encoding=decoded.encoding,
        **values,
    )
    return article, fields


def _permalink_fields(
    source: _Source, title: str, dated: datetime, date: Candidate | None, categories: tuple[Category, ...]
) -> PermalinkFields:
    """Return what links are made of; `date` is the value that `dated` was read from."""
    config = source.settings.config
    return PermalinkFields(
        source.path,
        title or title_from_file_name(source.path),
        dated.astimezone(zone_of_links(date, source.settings.dates.zone, config.articles.generator)),
        slug=find_slug(source.found["page"]),
        categories=categories,
        front_matter=source.front_matter.values,
        site_language=config.site.language,
    )


def _source(
    front_matter: FrontMatter, text: str, path: str, settings: ArticleSettings, section: Section | None
) -> _Source:
    """Return the front matter with the defaults of its path, as the site's generator reads it, by field.

    A section has its title and date from its heading.
    """
    front_matter = front_matter.with_site(settings.config.site.url, text)
    front_matter = settings.defaults.complete(front_matter, path)
    front_matter = adapt(front_matter, path, text, settings.config)
    found = settings.keys.candidates(front_matter)
    if settings.config.articles.defaults:
        found = own_values_first(found)
    if section:
        found = section.candidates(found)
    is_rst = front_matter.kind == "rst" or path.lower().endswith(RST_SUFFIXES)
    return _Source(path, text, front_matter, found, settings, is_section=section is not None, is_rst=is_rst)


def _find_publication(source: _Source, dates: DateSettings, file_time: datetime | None) -> _Publication:
    found = source.found
    tags = limit_names(first_value(found["tags"], parse_tags, _NO_TAGS), MAX_NAMES, "tags")
    generator = source.settings.config.articles.generator
    status = find_status(found, source.path, generator, source.front_matter, source.text)
    status = with_draft_tags(status, tags, source.settings.draft_tags)
    is_published = status.value == "published"
    dated = find_date(found, "" if source.is_section else source.path, dates, file_time, required=is_published)
    published = find_release(found["embargo"], dated, dates) if is_published else dated
    return _Publication(tags, status, dated, published, find_expiry(found["expires"], dates))


def _find_title(source: _Source, *, is_about: bool) -> tuple[Field[str], int]:
    """Return the title, by the rules of the site's generator, and where the body begins after it.

    `is_about`: it is about other pages, which makes it a note.
    """
    found, values, path = source.found["title"], source.front_matter.values, source.path
    offset, articles = source.front_matter.body_offset, source.settings.config.articles
    if title := named_title(found):
        return title, offset
    # an empty text, unlike a key without a value, says that there is no title
    has_none = values.get("title") == ""
    is_note = has_none or is_about or any(key.lower().startswith("mf-") for key in values)
    text = blank_comments(source.text, articles.markdown)  # a heading in a comment is not a title
    title = find_title(found, path, text, offset, rst=source.is_rst, is_note=is_note)
    title = title_of_generator(title, path, text, offset, articles)
    return title, after_heading(text, offset) if title.rule == "first heading" else offset
