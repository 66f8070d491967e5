"""Grouping in shards: each collects its own articles, and what they collected is joined as if one had done it all."""

from typing import NamedTuple

from feedmaker.writer.grouping import FeedKey, Grouping
from feedmaker.writer.newest import GroupedRow, SpellingCount


class PartOfGrouping(NamedTuple):
    """What was collected of some of the articles, as plain values for another process."""

    #: Key, total, weeks and newest articles of each feed.
    feeds: list[tuple[FeedKey, int, list[int], list[GroupedRow]]]
    #: Key, name, count and first article of each spelling.
    spellings: list[tuple[FeedKey, str, int, GroupedRow]]
    #: As in Grouping.
    published: int
    hidden: int


class ShardGrouping(Grouping):
    """Collects the articles of one shard, or joins what all shards have collected."""

    def part(self) -> PartOfGrouping:
        """Return what was collected, to be joined with what was collected elsewhere."""
        return PartOfGrouping(
            [(key, feed.total, feed.weeks, feed.kept()) for key, feed in self._feeds.items()],
            [
                (key, name, spelling.count, spelling.first)
                for key, by_name in self._spellings.items()
                for name, spelling in by_name.items()
            ],
            self.published,
            self.hidden,
        )

    def join(self, part: PartOfGrouping) -> None:
        """Add what was collected of other articles."""
        self.published += part.published
        self.hidden += part.hidden
        for key, total, weeks, articles in part.feeds:
            (self._feeds.get(key) or self._add_feed(key)).join(total, weeks, articles)
        for key, name, count, first in part.spellings:
            spelling = self._spellings.setdefault(key, {}).setdefault(name, SpellingCount())
            spelling.count += count
            spelling.keep([first])
