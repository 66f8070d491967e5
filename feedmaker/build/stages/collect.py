"""The rows of the state → the feeds that their articles are in, of articles that need nothing but their own row."""

from collections import defaultdict
from collections.abc import Container, Iterable, Set
from typing import Final

from feedmaker.build.publication_window import Window
from feedmaker.config.schema import Config
from feedmaker.state import State
from feedmaker.state.articles import ArticleTable
from feedmaker.state.sharded import ShardedState
from feedmaker.writer.grouping import Grouping
from feedmaker.writer.newest import GroupedRow
from feedmaker.writer.partial_grouping import PartialGrouping, PartOfGrouping, ShardGrouping

#: Positions of fields of GroupedArticle in a row, which may be a plain tuple.
_NUMBER: Final = 2
_LABELS: Final = 4


def add_to_feeds(articles: ArticleTable, grouping: Grouping, members: list[GroupedRow], labels: str) -> None:
    """Put articles of the same labels into their feeds."""
    if grouping.needs_paths:
        for member in members:
            grouping.add([member], labels, articles.path(member[_NUMBER]))
    else:
        grouping.add(members, labels)


def collect(
    articles: ArticleTable,
    grouping: Grouping,
    batches: Iterable[list[GroupedRow]],
    separate: Container[int],
    not_grouped: Container[int],
) -> list[GroupedRow]:
    """Put articles into their feeds, but return the `separate` ones, by their numbers, except those `not_grouped`."""
    found: list[GroupedRow] = []
    for rows in batches:
        alike = defaultdict[str, list[GroupedRow]](list)
        for row in rows:
            if row[_NUMBER] not in separate:
                alike[row[_LABELS]].append(row)
            elif row[_NUMBER] not in not_grouped:
                found.append(row)
        for labels, members in alike.items():
            add_to_feeds(articles, grouping, members, labels)
        alike.clear()
    return found


def collect_of_shards(
    state: ShardedState, config: Config, now: Window, newest: int, separate: Set[int], not_grouped: Set[int]
) -> tuple[Grouping, list[GroupedRow]]:
    """Have each shard collect its own articles, and join what they collected."""
    asked = {
        prefix: (config, now, newest, state.numbers_of(prefix, separate), state.numbers_of(prefix, not_grouped))
        for prefix in state.shards.prefixes
    }
    grouping, found = ShardGrouping(config, newest), list[GroupedRow]()
    for part, rows in state.shards.ask(_collect_shard, asked):
        grouping.join(part)
        found += rows
    return grouping, found


def _collect_shard(
    state: State, config: Config, now: Window, newest: int, separate: Set[int], not_grouped: Set[int]
) -> tuple[PartOfGrouping, list[GroupedRow]]:
    grouping = ShardGrouping(config, newest)
    rows = collect(state.articles, grouping, state.due.rows(*now), separate, not_grouped)
    return grouping.part(), rows


def collect_changed(
    state: State, config: Config, now: Window, newest: int, separate: Container[int], changed: Set[str]
) -> tuple[Grouping, list[GroupedRow]]:
    """Count all articles, and collect those of the feeds that articles with the labels `changed` are or were in."""
    grouping = PartialGrouping(config, newest)
    recent = defaultdict[str, list[int]](list)
    for labels, published in state.due.recent(*now, grouping.weeks_begin):
        recent[labels].append(published)
    counts = state.due.counts(*now)
    for labels, number in counts.items():
        grouping.count(labels, number, recent[labels])
    wanted, after = grouping.ask(changed, counts)
    return grouping, collect(state.articles, grouping, [state.due.rows_of(*now, wanted, after)], separate, ())
