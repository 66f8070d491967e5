"""Metadata → Article: every field of an article, read from its front matter, its path and its body's first heading.

Which keys mean what stands in `fields`, and `table` sorts by it; what becomes of their values in the module of each
kind of value: `titles`, `publication`, `people`, `names`, `pictures`, `files`, `links`, `identity`, `status`; `reading`
goes from one to the next.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from feedmaker.config.schema import Config
from feedmaker.loader.article import Origin, Reading
from feedmaker.loader.frontmatter.result import FrontMatter
from feedmaker.loader.links import own_link, permalink
from feedmaker.loader.metadata import publication
from feedmaker.loader.metadata.heading import after_heading
from feedmaker.loader.metadata.key_table import Table
from feedmaker.model import Article, Category
from feedmaker.problems import Problem
from feedmaker.text.urls import host

__all__ = ["LEFT_OUT", "Origin", "Reader"]

#: Codes of problems that can leave an article out: one of them is among the problems when there is no Article.
LEFT_OUT = frozenset(
    {"date-missing", "date-unreadable", "date-impossible", "date-partial", "date-ambiguous", "title-none"}
)


class Reader:
    """Reads the metadata of articles as a configuration says."""

    def __init__(self, config: Config) -> None:
        """Take from the configuration what does not change from article to article."""
        self._table = Table(config.articles.fields)
        zone = ZoneInfo(config.site.timezone)
        self._calendar = publication.Calendar(zone, config.articles.date_order, config.articles.undated)
        self._config = config
        self._host = host(config.site.url)
        self._template = permalink.Template(config.articles.permalink) if config.articles.permalink else None
        self._default_category: tuple[Category, ...] = (
            ((config.categories.default,),) if config.categories.default else ()
        )

    def article(
        self,
        path: str,
        head: FrontMatter,
        text: str,
        *,
        encoding: str,
        file_time: datetime | None = None,
        trace: list[Origin] | None = None,
    ) -> tuple[Article | None, tuple[Problem, ...]]:
        """Return the article of a file, and what is wrong with its metadata (`head.problems` are not repeated).

        `path` is under the source folder with "/" between segments, `text` the decoded file that `head` was split
        from, `file_time` its aware modification time for `undated: file-time`. An article without a date or a title is
        None; the code of one of the problems is then in LEFT_OUT. Where `trace` is given, each field's origin is added.
        """
        reading = Reading(self._config, self._table.sort(head.values), path, head, trace)
        language = reading.language()
        title = reading.title(text)
        standing = reading.status()
        dated = reading.published(self._calendar, language, file_time, standing.status)
        if dated.at is None or title is None:
            return None, reading.unique_problems()
        since = dated.at
        own = own_link.own_link(reading.fields)
        categories = reading.categories(self._default_category)
        link = reading.link(own, self._template, title, since, categories, self._calendar.zone)
        body_offset, body_line = head.body_offset, head.body_line
        if reading.titled_by_heading:
            body_offset = after_heading(text, body_offset)
            body_line += text.count("\n", head.body_offset, body_offset)
        base = link or self._config.site.url
        found = reading.identity(own, self._host)
        # By position, in the order of the fields: naming them takes twice the time, once for every file.
        article = Article(
            path,
            found.id,
            found.rule,
            title,
            since,
            reading.spelled(dated.key) or dated.rule,
            reading.updated(since, self._calendar, language),
            reading.authors(),
            categories,
            reading.tags(),
            link,
            language,
            reading.image(base),
            reading.summary(),
            reading.enclosures(base),
            standing.status,
            reading.expires(self._calendar, language),
            reading.body_kind(),
            body_offset,
            body_line,
            encoding,
        )
        return article, reading.unique_problems()
