"""Grouping of a part of the articles: of those that changed, or of those of one shard.

If few articles changed since the last build, all are counted, `ask` determines which ones are needed, and these are
added; changed feeds are the same as those of Grouping. With shards, each collects its own articles, and what they
collected is joined as if one had done it all.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from feedmaker.config.schema import Config
from feedmaker.writer.grouping import SITE, FeedKey, Group, Grouping
from feedmaker.writer.labels import load_labels
from feedmaker.writer.newest import WEEK_SECONDS, WEEKS, GroupedRow, NewestArticles, SpellingCount

#: Before every date.
_ALL = -(1 << 62)


class PartialGrouping(Grouping):
    """Counts all articles, and then keeps those of feeds that have changed. Not for configurations that need paths."""

    def __init__(self, config: Config, newest: int) -> None:
        super().__init__(config, newest)
        self._asked: frozenset[NewestArticles] = frozenset()
        #: The date after which articles count in the weeks of their feeds, seconds since the epoch.
        self.weeks_begin = newest - WEEKS * WEEK_SECONDS

    def count(self, labels: str, number: int, published: Sequence[int]) -> None:
        """Count articles with the same labels; `published` are the dates of those after `weeks_begin`."""
        placement = self._place_cached(labels, "")
        if placement is None:
            self.hidden += number
            return
        self.published += number
        weeks = [(self._newest - date) // WEEK_SECONDS for date in published]
        for feed in placement.feeds:
            feed.count(number, weeks)
        for spelling in placement.spellings:
            spelling.count += number

    def ask(self, changed: Iterable[str], counted: Iterable[str]) -> tuple[dict[str, int], int]:
        """Ask for the articles of the site, and of the feeds that articles with the labels `changed` are or were in.

        `counted` are the labels of all articles. Return which ones to `add`: labels, and the date after which articles
        with them are needed; and the date after which all articles are needed.
        """
        keys = {key for labels in changed for key in self._feed_keys(load_labels(labels), "") or ()}
        begins = {feed: self._begin(feed) for key in (SITE, *keys) if (feed := self._feeds.get(key)) is not None}
        # An article with the rarest spelling is named in a message.
        rarest = {by_name[self._by_use(by_name)[-1]] for by_name in self._spellings.values() if len(by_name) > 1}
        site = begins[self._feeds[SITE]]
        wanted = {}
        for labels in counted:
            placement = self._place_cached(labels, "")
            if placement is not None:
                begin = min(begins[feed] for feed in placement.feeds if feed in begins)
                if not rarest.isdisjoint(placement.spellings):
                    begin = _ALL
                if begin < site:
                    wanted[labels] = begin
        self._asked = frozenset(begins)
        return wanted, site

    def _begin(self, feed: NewestArticles) -> int:
        """Return the date after which the newest articles of a feed are."""
        weeks = None if feed.keeps_all else feed.weeks_of(feed.limit)
        return _ALL if weeks is None else self._newest - weeks * WEEK_SECONDS

    def add(self, articles: Sequence[GroupedRow], labels: str, path: str = "") -> None:  # noqa: ARG002 - needs none
        """Keep articles with the same labels, which were counted."""
        placement = self._place_cached(labels, "")
        if placement is not None:
            for feed in placement.feeds:
                feed.keep(articles)
            for spelling in placement.spellings:
                spelling.keep(articles)

    def groups(self) -> list[Group]:
        """Return the feeds as Grouping does; those of which no article changed have no members."""
        return [
            group if self._feeds[group.key] in self._asked else replace(group, members=(), is_unchanged=True)
            for group in super().groups()
        ]


class PartOfGrouping(NamedTuple):
    """What was collected of some of the articles, for another process."""

    feeds: dict[FeedKey, NewestArticles]
    #: By the name as it is spelled.
    spellings: dict[FeedKey, dict[str, SpellingCount]]
    #: As in Grouping.
    published: int
    hidden: int


class ShardGrouping(Grouping):
    """Collects the articles of one shard, or joins what all shards have collected."""

    def part(self) -> PartOfGrouping:
        """Return what was collected, to be joined with what was collected elsewhere."""
        for feed in self._feeds.values():
            feed.shorten()
        spellings = {key: dict(by_name) for key, by_name in self._spellings.items()}
        return PartOfGrouping(self._feeds, spellings, self.published, self.hidden)

    def join(self, part: PartOfGrouping) -> None:
        """Add what was collected of other articles."""
        self.published += part.published
        self.hidden += part.hidden
        for key, feed in part.feeds.items():
            (self._feeds.get(key) or self._add_feed(key)).join(feed)
        for key, by_name in part.spellings.items():
            for name, spelling in by_name.items():
                self._spellings[key][name].join(spelling)
