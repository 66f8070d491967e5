"""File → Article: decode it, split off the front matter, and read one field after the other.

Each field is read by a function of its own, from the candidates that the front matter has for it
(`feedmaker.loader.metadata.keys`), and returned as a Field: its value, where it came from, and what is wrong.
"""

import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple
from zoneinfo import ZoneInfo

from feedmaker.config.schema import Config, SourceFolder
from feedmaker.loader.body.dialects.definitions import blank_comments
from feedmaker.loader.decode import Decoded, decode
from feedmaker.loader.frontmatter.dialects import split_front_matter
from feedmaker.loader.frontmatter.result import FrontMatter
from feedmaker.loader.links.own_link import find_links, find_slug, generator_id
from feedmaker.loader.links.permalink import Permalinks
from feedmaker.loader.links.permalink_tokens import PermalinkFields
from feedmaker.loader.metadata import publication
from feedmaker.loader.metadata.authors import find_authors
from feedmaker.loader.metadata.categories import MAX_NAMES, find_categories, limit_names, parse_tags
from feedmaker.loader.metadata.conventions import adapt, fields_of, title_of_generator, zone_of_links
from feedmaker.loader.metadata.defaults import JOINS_LISTS, DefaultValues, own_values_first, with_folder
from feedmaker.loader.metadata.episode import find_episode
from feedmaker.loader.metadata.ids import find_id
from feedmaker.loader.metadata.keys import Candidates, Field, KeyTable, first_value
from feedmaker.loader.metadata.media import find_enclosures, find_image, find_photos
from feedmaker.loader.metadata.publication import DateSettings, find_date, find_expiry, find_release, find_updated
from feedmaker.loader.metadata.simple_fields import find_language, find_mentions, find_summary
from feedmaker.loader.metadata.status import find_status, tag_key, with_draft_tags
from feedmaker.loader.metadata.title import after_heading, find_title, named_title, title_from_file_name
from feedmaker.loader.sections import Section
from feedmaker.model import Article, BodyKind
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
    #: None without `articles.defaults`.
    defaults: DefaultValues | None
    permalinks: Permalinks
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
        dates=DateSettings(
            zone=ZoneInfo(config.site.timezone),
            order=config.articles.date_order,
            undated=config.articles.undated,
            language=config.site.language,
            time=timedelta(hours=int(config.articles.time[:2]), minutes=int(config.articles.time[3:])),
            releases=publication.HUGO_RELEASES if config.articles.generator == "hugo" else frozenset(),
        ),
        defaults=DefaultValues(config.articles.defaults, joins_lists=config.articles.generator in JOINS_LISTS)
        if config.articles.defaults
        else None,
        permalinks=Permalinks(config.articles.permalink),
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
    config, text = settings.config, decoded.text
    front_matter = _completed(front_matter, text, path, settings)
    found = _candidates(front_matter, settings, section)
    is_rst = front_matter.kind == "rst" or path.lower().endswith(RST_SUFFIXES)
    language = find_language(found["language"])
    mentions = find_mentions(found, config.site.url)
    is_about = bool(mentions.value)
    title, body_offset = _find_title(found, front_matter, text, path, config, is_rst=is_rst, is_about=is_about)
    tags = limit_names(first_value(found["tags"], parse_tags, _NO_TAGS), MAX_NAMES, "tags")
    status = find_status(found, path, config.articles.generator, front_matter, text)
    status = with_draft_tags(status, tags, settings.draft_tags)
    dates = settings.dates._replace(language=language.value) if language.value else settings.dates
    is_published = status.value == "published"
    dated = find_date(found, "" if section else path, dates, file_time, required=is_published)
    published = find_release(found["embargo"], dated, dates) if is_published else dated
    expires = find_expiry(found["expires"], dates)
    fields: list[tuple[str, Field[object]]] = [
        ("language", language), ("title", title), ("status", status), ("published", published),
        *([("expires", expires)] if "expires" in found else []),
    ]  # fmt: skip
    is_unknown_expiry = is_published and expires.value is None and bool(expires.problems)
    if published.value is None or dated.value is None or is_unknown_expiry:
        return None, fields

    categories = find_categories(found["categories"], config.categories, path)
    page = PermalinkFields(
        path,
        title.value or title_from_file_name(path),
        dated.value.astimezone(zone_of_links(dated.source, settings.dates.zone, config.articles.generator)),
        slug=find_slug(found["page"]),
        categories=categories.value,
        front_matter=front_matter.values,
        site_language=config.site.language,
    )
    link, own_link, target, base = find_links(
        found, settings.permalinks, page, config.site, kind=front_matter.kind, generator=config.articles.generator
    )
    known_as = generator_id(config.articles.ids, link.value, page)
    id_ = find_id(found["id"], own_link, path, settings.site_address, generator_id=known_as)
    updated = find_updated(found["updated"], dated.value, published.value, dates)
    authors = find_authors(found["authors"], config.articles.authors, kind=front_matter.kind)
    if config.articles.tags:
        named = (config.articles.tags.get(tag, tag) for tag in tags.value)
        tags = tags._replace(value=tuple(dict.fromkeys(named)))
    media = partial(media_url, config.articles.generator, config.site.url, path, base)
    image = find_image(found["image"], found["image_alt"], media)
    photos = find_photos(found["photos"], media)
    summary = find_summary(found["summary"])
    enclosures = find_enclosures(found["enclosures"], found["length"], base)
    episode = find_episode(found, base)
    fields += [
        ("categories", categories), ("link", link), ("id", id_), ("updated", updated), ("authors", authors),
        ("tags", tags), ("image", image), ("summary", summary), *[("enclosures", one) for one in enclosures],
        *([("photos", photos)] if "photos" in found else []),
        *([("target", target)] if target else []), *([("mentions", mentions)] if mentions.value else []),
        *([("episode", episode)] if episode.value else []),
    ]  # fmt: skip

    article = Article(
        path=path,
        id=id_.value,
        id_rule=id_.rule,
        title=title.value,
        published=published.value,
        date_source=published.source.key if published.source else published.rule,
        updated=updated.value,
        authors=authors.value,
        categories=categories.value,
        tags=tags.value,
        link=link.value,
        target=target.value if target else None,
        mentions=mentions.value,
        episode=episode.value,
        photos=photos.value,
        base=base if base != (link.value or config.site.url) else None,
        language=language.value,
        image=image.value,
        summary=summary.value,
        enclosures=tuple([enclosure.value for enclosure in enclosures]),
        status=status.value,
        expires=expires.value,
        body_kind=_body_kind(front_matter, config, is_rst=is_rst),
        body_end=front_matter.body_end,
        body_offset=body_offset,
        body_line=front_matter.body_line + text.count("\n", front_matter.body_offset, body_offset),
        encoding=decoded.encoding,
    )
    return article, fields


def _candidates(front_matter: FrontMatter, settings: ArticleSettings, section: Section | None) -> Candidates:
    """Return the values of the front matter by field; a section has its title and date from its heading."""
    found = settings.keys.candidates(front_matter)
    if settings.defaults:
        found = own_values_first(found)
    return section.candidates(found) if section else found


def _body_kind(front_matter: FrontMatter, config: Config, *, is_rst: bool) -> BodyKind:
    if config.articles.body != "auto":
        return config.articles.body
    return "rst" if is_rst else "html" if front_matter.kind == "html" else "auto"


def _completed(front_matter: FrontMatter, text: str, path: str, settings: ArticleSettings) -> FrontMatter:
    """Return the front matter with the defaults of its path, as the site's generator reads it."""
    front_matter = front_matter.with_site(settings.config.site.url, text)
    if settings.defaults:
        front_matter = settings.defaults.complete(front_matter, path)
    if settings.config.articles.generator:
        front_matter = adapt(front_matter, path, text, settings.config)
    return front_matter


def _find_title(
    found: Candidates, front_matter: FrontMatter, text: str, path: str, config: Config, *, is_rst: bool, is_about: bool
) -> tuple[Field[str], int]:
    """Return the title, by the rules of the site's generator, and where the body begins after it.

    `is_about`: it is about other pages, which makes it a note.
    """
    offset = front_matter.body_offset
    if title := named_title(found["title"]):
        return title, offset
    # an empty text, unlike a key without a value, says that there is no title
    has_none = front_matter.values.get("title") == ""
    is_note = has_none or is_about or any(key.lower().startswith("mf-") for key in front_matter.values)
    text = blank_comments(text, config.articles.markdown)  # a heading in a comment is not a title
    title = find_title(found["title"], path, text, offset, rst=is_rst, is_note=is_note)
    title = title_of_generator(title, path, text, offset, config.articles)
    return title, after_heading(text, offset) if title.rule == "first heading" else offset
