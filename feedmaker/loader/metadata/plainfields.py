"""The commonest metadata, read by the shortest way: a title, a date, names and a picture, and nothing to report.

Law: `PlainFields` gives the article that `Reading` gives where that finds nothing to report, or None.
"""

from functools import lru_cache
from typing import NamedTuple

from feedmaker.config.schema import Config
from feedmaker.loader.article import RST_SUFFIXES, SUMMARY_LENGTH
from feedmaker.loader.body.truncate import cut
from feedmaker.loader.dates import read as dates
from feedmaker.loader.dates.in_paths import in_file_name
from feedmaker.loader.dates.result import DateError
from feedmaker.loader.frontmatter.result import Head
from feedmaker.loader.metadata import authors as people
from feedmaker.loader.metadata import categories as names
from feedmaker.loader.metadata import images
from feedmaker.loader.metadata import title as titles
from feedmaker.loader.metadata.ids import path_id
from feedmaker.loader.metadata.key_table import FEW_KEYS, Table
from feedmaker.loader.metadata.publication import Calendar
from feedmaker.model import Article, Author, Category

#: Fields that take no more than one look. Whatever fills another one is left to `Reading`.
_FIELDS = frozenset({"title", "date", "categories", "tags", "authors", "image", "summary"})


class _Places(NamedTuple):
    """Where among the keys of a head the first key of each field stands; -1 for one that none fills."""

    title: int
    date: int
    categories: int
    tags: int
    authors: int
    image: int
    summary: int
    #: Where a mapping may stand that holds further keys.
    mappings: tuple[int, ...]


class PlainFields:
    """Reads what is plain, for one configuration."""

    def __init__(
        self, config: Config, table: Table, calendar: Calendar, host: str, default: tuple[Category, ...]
    ) -> None:
        self._config = config
        self._table = table
        self._calendar = calendar
        self._host = host
        self._default = default
        self._places = lru_cache(maxsize=256)(self._look)
        #: A page's address, or a kind of body, is to be told of every article.
        self._never = bool(config.articles.permalink) or config.articles.body != "auto"

    def article(self, path: str, head: Head, encoding: str) -> Article | None:
        """Return the article of a file; None where it is not plain."""
        keys = tuple(head.values)
        places = None if self._never or len(keys) > FEW_KEYS else self._places(keys)
        if places is None or head.kind == "rst" or path.lower().endswith(RST_SUFFIXES) or "draft" in path.lower():
            return None
        values = tuple(head.values.values())
        if places.mappings and any(isinstance(values[at], dict) for at in places.mappings):
            return None
        written, moment = values[places.title], self._moment(path, values[places.date])
        title = titles.plain(written) if type(written) is str else ""
        if moment is None or not title:
            return None
        nested, separator = self._config.categories.nested, self._config.categories.separator
        categories, tags = self._default, tuple[str, ...]()
        authors, image, summary = tuple[Author, ...](), None, None
        # A key that is there and gives nothing leaves its field to another one.
        at = places.categories
        if at >= 0 and not (categories := names.categories(values[at], nested=nested, separator=separator)):
            return None
        if (at := places.tags) >= 0 and not (tags := names.tags(values[at])):
            return None
        if (at := places.authors) >= 0 and not (authors := people.authors(values[at])):
            return None
        if (at := places.image) >= 0 and not (image := images.image(values[at], self._config.site.url)):
            return None
        if (at := places.summary) >= 0 and not (summary := _summary(keys[at], values[at])):
            return None
        key = keys[places.date]
        return Article(
            path,
            path_id(self._host, path),
            "path",
            title,
            moment.at,
            head.spelled.get(key, key),
            None,
            authors,
            categories,
            tags,
            None,
            None,
            image,
            summary,
            (),
            "published",
            None,
            "auto",
            head.body_offset,
            head.body_line,
            encoding,
        )

    def _look(self, keys: tuple[str, ...]) -> _Places | None:
        shape = self._table.shape(keys)
        first: dict[str, int] = {}
        for field, at in shape.places:
            first.setdefault(field, at)
        if not first.keys() <= _FIELDS or not {"title", "date"} <= first.keys():
            return None
        return _Places(
            title=first["title"],
            date=first["date"],
            categories=first.get("categories", -1),
            tags=first.get("tags", -1),
            authors=first.get("authors", -1),
            image=first.get("image", -1),
            summary=first.get("summary", -1),
            mappings=shape.mappings,
        )

    def _moment(self, path: str, written: object) -> dates.Moment | None:
        """Read a date about which there is nothing to say, not even that the name of the file says another."""
        if type(written) is not str or not written:
            return None
        calendar = self._calendar
        try:
            moment = dates.read(written, zone=calendar.zone, order=calendar.order, language=self._config.site.language)
        except DateError:
            return None
        if moment.findings:
            return None
        if path.startswith(moment.at.date().isoformat(), path.rfind("/") + 1):
            return moment
        return None if in_file_name(path, zone=calendar.zone) else moment


def _summary(key: str, value: object) -> str | None:
    if key == "teaser" or type(value) is not str:
        return None
    return cut(titles.plain_summary(value), SUMMARY_LENGTH)
