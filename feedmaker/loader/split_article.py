"""A file with several articles, one for each of its headings with a version or a date (`articles.split`)."""

from datetime import datetime
from typing import NamedTuple
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from feedmaker.loader.article import ArticleFile, ArticleSettings, article_from_front_matter
from feedmaker.loader.dates.parts import DateError
from feedmaker.loader.dates.read import parse_date
from feedmaker.loader.sections import Section, find_sections
from feedmaker.model import Article
from feedmaker.problems import Problem
from feedmaker.text.media_types import RST_SUFFIXES

#: Dates of a file without one, to see whether its link depends on the date.
_PROBES = ("1971-01-31", "1999-12-25")


class SectionFile(NamedTuple):
    """A section of a file, read as an article."""

    section: Section
    #: None where it is left out: it has no date, or one that cannot be read.
    article: Article | None
    problems: tuple[Problem, ...]


def split_article(
    read: ArticleFile, path: str, settings: ArticleSettings, *, file_time: datetime | None = None
) -> list[SectionFile]:
    """Return the articles of a file that is to be split; none where it is one article."""
    front_matter = read.front_matter
    if front_matter.kind == "unread" or not _is_wanted(read, path, settings):
        return []
    is_rst = front_matter.kind == "rst" or path.lower().endswith(RST_SUFFIXES)
    dialect = settings.config.articles.markdown
    anchors = "" if is_rst else "python-markdown" if dialect == "python-markdown" else "github"
    # the first heading of reStructuredText is read as the title of the file
    offset, line = (0, 1) if front_matter.kind == "rst" else (front_matter.body_offset, front_matter.body_line)
    sections = find_sections(
        read.decoded.text, offset, line, anchors=anchors, is_date=lambda date: _is_date(date, settings)
    )
    page = _page(read, path, settings) if sections else None
    return [_read_section(one, read, path, settings, page, file_time) for one in sections]


def _is_wanted(read: ArticleFile, path: str, settings: ArticleSettings) -> bool:
    own = settings.defaults.complete(read.front_matter, path).values.get("split")
    return (settings.config.articles.split if own is None else str(own).strip().lower()) == "headings"


def _is_date(text: str, settings: ArticleSettings) -> bool:
    """Return True for a date, also for one that does not exist, such as 2016-09-31, which is reported later."""
    try:
        parse_date(text, zone=settings.dates.zone, order=settings.dates.order, language=settings.dates.language)
    except DateError:
        return text[:4].isdigit() and not text[4].isalnum()
    return True


def _page(read: ArticleFile, path: str, settings: ArticleSettings) -> str | None:
    """Return the link of the page that all sections are on, None where it is not known."""
    if read.article is not None:
        return read.article.link
    links = set()
    for date in _PROBES:
        probe = Section("", date, "", "", read.front_matter.body_line, 0, 0)
        article, _ = article_from_front_matter(read.front_matter, read.decoded, path, settings, None, probe)
        links.add(article.link if article else None)
    return links.pop() if len(links) == 1 else None


def _read_section(
    section: Section,
    read: ArticleFile,
    path: str,
    settings: ArticleSettings,
    page: str | None,
    file_time: datetime | None,
) -> SectionFile:
    article, fields = article_from_front_matter(read.front_matter, read.decoded, path, settings, file_time, section)
    problems = tuple(
        problem._replace(line=section.line)
        for name, field in fields
        if name == "published"
        for problem in field.problems
    )
    if article is None:
        return SectionFile(section, None, problems)
    link = f"{page}#{quote(section.anchor)}" if page and section.anchor else page
    body = read.decoded.text[section.start : section.end]
    article = article._replace(
        id=uuid5(NAMESPACE_URL, f"{article.id}#{section.key}").urn,
        link=link,
        target=None,
        base=article.base if page is None else page if link != page else None,
        body_offset=section.end - len(body.lstrip()),
        body_end=section.end,
        body_line=section.line + read.decoded.text.count("\n", section.start, section.end - len(body.lstrip())),
    )
    return SectionFile(section, article, problems)
