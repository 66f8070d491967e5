"""What is kept of a feed's articles while they stream past."""

from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

WEEK_SECONDS = 7 * 86_400
#: How many weeks are counted for the chart of a feed.
WEEKS = 26


class GroupedArticle(NamedTuple):
    """An article as grouping sees it. Sorted as entries are: newest first by published, then by id (STANDARDS D11)."""

    #: Seconds since the epoch, negated.
    minus_published: int
    id: str
    number: int
    #: Fingerprint of what the entry is made of, and of what it is grouped by: neither takes part in the order,
    #: numbers being unique.
    entry_hash: bytes
    labels: str


#: A GroupedArticle, or a plain tuple of the same values: of a hundred thousand articles few are shown.
GroupedRow: TypeAlias = tuple[int, str, int, bytes, str]


class NewestArticles:
    """The newest members of one feed, or all where the feed has archives."""

    __slots__ = ("_limit", "_members", "_worst", "keeps_all", "total", "weeks")

    def __init__(self, limit: int, *, keeps_all: bool) -> None:
        self._limit = limit
        self.keeps_all = keeps_all
        self._members: list[GroupedRow] = []
        self._worst: GroupedRow | None = None
        self.total = 0
        #: Articles a week, the newest week first.
        self.weeks = [0] * WEEKS

    def add(self, members: Sequence[GroupedRow], weeks: Sequence[int]) -> None:
        """Count members and keep those that may be among the newest; `weeks` are those of the recent ones."""
        self.total += len(members)
        for week in weeks:
            self.weeks[week] += 1
        worst = self._worst
        self._members += members if worst is None else [member for member in members if member < worst]
        if len(self._members) >= 4 * self._limit + 16 and not self.keeps_all:
            self._shorten()

    def sorted(self) -> tuple[GroupedArticle, ...]:
        """Give the members, newest first."""
        self._members.sort()
        return tuple(map(GroupedArticle._make, self._members if self.keeps_all else self._members[: self._limit]))

    def _shorten(self) -> None:
        self._members.sort()
        del self._members[self._limit :]
        self._worst = self._members[-1] if self._members else None


class SpellingCount:
    """How often a name is spelled so, and the first of the articles that do."""

    __slots__ = ("count", "first")

    def __init__(self) -> None:
        self.count = 0
        self.first: GroupedRow = GroupedArticle(1 << 62, "", 0, b"", "")

    def add(self, members: Sequence[GroupedRow]) -> None:
        """Count articles that spell the name so."""
        self.count += len(members)
        self.first = min(self.first, *members)

    @property
    def number(self) -> int:
        """The number of that first article."""
        return self.first[2]
