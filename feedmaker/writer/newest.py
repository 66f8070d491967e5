"""What is kept of a feed's articles while they are streamed from the state."""

from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

WEEK_SECONDS = 7 * 86_400
#: How many weeks are counted for the chart of a feed.
WEEKS = 26


class GroupedArticle(NamedTuple):
    """What grouping knows of an article. They sort as the entries of a feed: newest first, then by id."""

    #: Seconds since the epoch, negated.
    minus_published: int
    id: str
    #: Unique; so the fields below do not affect the order.
    number: int
    #: Hash of everything that the entry is made of.
    entry_hash: bytes
    #: Text of `dump_labels`.
    labels: str


#: A GroupedArticle, or a plain tuple of the same values: of a hundred thousand articles, feeds show only a few.
GroupedRow: TypeAlias = tuple[int, str, int, bytes, str]


class NewestArticles:
    """The newest articles of one feed, or all of them if the feed has archives."""

    __slots__ = ("_articles", "_oldest", "keeps_all", "limit", "total", "weeks")

    def __init__(self, limit: int, *, keeps_all: bool) -> None:
        self.limit = limit
        self.keeps_all = keeps_all
        self._articles: list[GroupedRow] = []
        #: The oldest of the articles that were kept last; older ones cannot be among the newest.
        self._oldest: GroupedRow | None = None
        self.total = 0
        #: Articles per week, the newest week first.
        self.weeks = [0] * WEEKS

    def add(self, articles: Sequence[GroupedRow], weeks: Sequence[int]) -> None:
        """Count articles and keep those that may be among the newest; `weeks` are the weeks of the recent ones."""
        self.count(len(articles), weeks)
        self.keep(articles)

    def count(self, number: int, weeks: Sequence[int]) -> None:
        """Count articles."""
        self.total += number
        for week in weeks:
            self.weeks[week] += 1

    def keep(self, articles: Sequence[GroupedRow]) -> None:
        """Keep articles that were counted, if they may be among the newest."""
        oldest = self._oldest
        self._articles += articles if oldest is None else [article for article in articles if article < oldest]
        if len(self._articles) >= 4 * self.limit + 16:
            self.shorten()

    def join(self, other: "NewestArticles") -> None:
        """Add what was counted and kept of other articles of the feed elsewhere."""
        self.total += other.total
        self.weeks = [mine + others for mine, others in zip(self.weeks, other.weeks, strict=True)]
        self.keep(other._articles)

    def weeks_of(self, number: int) -> int | None:
        """Return in how many of the last weeks the `number` newest articles are; None if some are older."""
        found = 0
        for week, count in enumerate(self.weeks, 1):
            found += count
            if found >= number:
                return week
        return None

    def sorted(self) -> tuple[GroupedArticle, ...]:
        """Return the articles, newest first."""
        self._articles.sort()
        return tuple(map(GroupedArticle._make, self._articles if self.keeps_all else self._articles[: self.limit]))

    def shorten(self) -> None:
        """Keep no more articles than the feed shows."""
        if not self.keeps_all:
            self._articles.sort()
            del self._articles[self.limit :]
            self._oldest = self._articles[-1] if self._articles else None


class SpellingCount:
    """How many articles spell a name in one way, and the first of them in the order of entries."""

    __slots__ = ("count", "first")

    def __init__(self) -> None:
        self.count = 0
        self.first: GroupedRow = GroupedArticle(1 << 62, "", 0, b"", "")

    def add(self, articles: Sequence[GroupedRow]) -> None:
        """Count articles that use this spelling."""
        self.count += len(articles)
        self.keep(articles)

    def keep(self, articles: Sequence[GroupedRow]) -> None:
        """Keep the first of articles that were counted."""
        self.first = min(self.first, *articles)

    def join(self, other: "SpellingCount") -> None:
        """Add what was counted elsewhere."""
        self.count += other.count
        self.keep([other.first])
