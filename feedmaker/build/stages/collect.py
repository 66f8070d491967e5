"""The rows of the state → the feeds that their articles are in, of articles that need nothing but their own row."""

from collections import defaultdict
from collections.abc import Container, Iterable, Set
from typing import NamedTuple

from feedmaker.build.publication_window import Window
from feedmaker.config.schema import Config
from feedmaker.state import State
from feedmaker.state.articles import ArticleTable
from feedmaker.state.sharded import ShardedState
from feedmaker.writer.grouping import Grouping
from feedmaker.writer.newest import GroupedRow
from feedmaker.writer.partial_grouping import PartialGrouping
from feedmaker.writer.shard_grouping import PartOfGrouping, ShardGrouping


class Collected(NamedTuple):
    """What became of articles that were put into feeds."""

    #: In any feed, and in none because a category is hidden.
    published: int
    hidden: int
    #: Rows that are no part of these: they need more than their own values.
    special: list[GroupedRow]


def add(articles: ArticleTable, grouping: Grouping, members: list[GroupedRow], labels: str) -> int:
    """Put articles of the same labels into their feeds; return how many of them are in any."""
    if grouping.needs_paths:
        return sum(grouping.add([member], labels, articles.path(member[2])) for member in members)
    return len(members) if grouping.add(members, labels) else 0


def collect(
    articles: ArticleTable,
    grouping: Grouping,
    batches: Iterable[list[GroupedRow]],
    special: Container[int],
    apart: Container[int],
) -> Collected:
    """Put articles into their feeds; `special` are the numbers of those that are only returned, unless `apart`."""
    published = hidden = 0
    found: list[GroupedRow] = []
    for rows in batches:
        alike = defaultdict[str, list[GroupedRow]](list)
        for row in rows:
            if row[2] not in special:
                alike[row[4]].append(row)
            elif row[2] not in apart:
                found.append(row)
        for labels, members in alike.items():
            if isinstance(grouping, PartialGrouping):
                grouping.keep(members, labels)
                continue
            shown = add(articles, grouping, members, labels)
            published += shown
            hidden += len(members) - shown
        alike.clear()
    return Collected(published, hidden, found)


def collect_of_shards(
    state: ShardedState, config: Config, now: Window, newest: int, special: Set[int], apart: Set[int]
) -> tuple[ShardGrouping, Collected]:
    """Have each shard collect its own articles, and join what they collected."""
    asked = {
        prefix: (config, now, newest, state.numbers_of(prefix, special), state.numbers_of(prefix, apart))
        for prefix in state.shards.prefixes
    }
    found = state.shards.ask(_collect_shard, asked)
    grouping, published, hidden, rows = ShardGrouping(config, newest), 0, 0, list[GroupedRow]()
    for part, collected in found:
        grouping.join(part)
        published += collected.published
        hidden += collected.hidden
        rows += collected.special
    return grouping, Collected(published, hidden, rows)


def _collect_shard(
    state: State, config: Config, now: Window, newest: int, special: Set[int], apart: Set[int]
) -> tuple[PartOfGrouping, Collected]:
    grouping = ShardGrouping(config, newest)
    found = collect(state.articles, grouping, state.due.rows(*now), special, apart)
    return grouping.part(), found


def collect_changed(
    state: State, config: Config, now: Window, newest: int, special: Container[int], changed: Set[str]
) -> tuple[PartialGrouping, Collected]:
    """Count all articles, and collect those of the feeds that articles with the labels `changed` are or were in."""
    grouping = PartialGrouping(config, newest)
    recent = defaultdict[str, list[int]](list)
    for labels, published in state.due.recent(*now, grouping.weeks_begin):
        recent[labels].append(published)
    counts = dict(state.due.counts(*now))
    shown = sum(grouping.count(labels, number, recent[labels]) for labels, number in counts.items())
    wanted, after = grouping.ask(changed, counts)
    rows = collect(state.articles, grouping, state.due.rows_of(*now, wanted, after), special, ()).special
    return grouping, Collected(shown, sum(counts.values()) - shown, rows)
