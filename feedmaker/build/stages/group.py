"""Stage group: which articles are published now, and in which feeds."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from feedmaker.build.dependencies import stored_dependencies
from feedmaker.build.options import Job
from feedmaker.build.publication_window import Window, is_past_due, window
from feedmaker.build.stages.collect import add_to_feeds, collect, collect_changed, collect_of_shards
from feedmaker.build.workers.context import hash16
from feedmaker.build.workers.tasks import RenderTask
from feedmaker.config.schema import Config
from feedmaker.loader.body.article_references import Page, candidates, find_articles, slug_of, slugs_of
from feedmaker.state import State
from feedmaker.state.article_json import load
from feedmaker.state.articles import ArticleTable
from feedmaker.state.schema import Duplicate, FileRow
from feedmaker.state.sharded import ShardedState
from feedmaker.text.article_paths import order_of
from feedmaker.writer.grouping import ExactCopy, Group, Grouping, JoinedSpellings
from feedmaker.writer.newest import GroupedArticle

#: Labels of articles that changed, beyond which all articles are grouped.
_FEW = 500
#: Number of an article → the pages of the articles that its body names, by its references to them.
NamedPages: TypeAlias = Mapping[int, Mapping[str, Page]]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupedSite:
    """The feeds before they are rendered, and what became of the published articles."""

    groups: list[Group]
    #: Names of categories and tags of each article that a feed shows, by number.
    names: dict[int, tuple[str, ...]]
    #: The ids of entries that several exact copies share, by number.
    ids: dict[int, str]
    pages: NamedPages
    published: int
    #: By the prefix of the source, where there are several sources (text/article_paths).
    published_in: Mapping[str, int]
    #: Those that feeds would show and that cannot be rendered.
    left_out: int
    held: int
    #: Those that have expired, and those in hidden categories.
    excluded: int
    duplicate: int
    #: When the next article is due to enter or to leave, and when the last one did, seconds since the epoch.
    due: int | None
    valid_since: int | None
    joined_spellings: list[JoinedSpellings]
    #: Names of the feeds after the first `feeds.max_feeds`.
    left_out_feeds: list[tuple[str, ...]]
    #: (copy, original): paths of exact copies.
    copies: list[tuple[str, str]]
    #: A hash that stays equal while changed articles do not affect the entries of unchanged ones; "" if unknown.
    cross_references: str


class _Original(NamedTuple):
    """The article, of several exact copies, whose entry is shown."""

    path: str
    #: Of the entry.
    id: str
    copies: list[ExactCopy]


def group_articles(job: Job, state: State, *, everything: bool = True) -> GroupedSite:
    """Group the articles that are due; those that cannot be rendered are left out where a feed would show them.

    Without `everything`, feeds of which no article changed have no members, where that is known.
    """
    unrenderable = state.articles.unrenderable()
    left_out: set[int] = set()
    now = window(job.config.articles, job.now)
    pages = _named_pages(state, now)
    changed = None if everything or unrenderable else _changed(job, state)
    if changed is not None:
        site = _group(job.config, state, now, left_out, pages, changed)
        if site.cross_references and site.cross_references == state.meta("cross_references"):
            return site
    while True:
        site = _group(job.config, state, now, left_out, pages, None)
        shown = {member.number for group in site.groups for member in group.members} if unrenderable else set()
        found = (unrenderable & shown) - left_out
        if not found:
            return site
        left_out |= found


def render_tasks(state: State, site: GroupedSite, numbers: Sequence[int]) -> Iterator[RenderTask]:
    """Yield what rendering needs of these articles."""
    for article in state.articles.records(numbers):
        yield RenderTask(
            number=article.number,
            path=article.path,
            version=article.version,
            id=site.ids.get(article.number, article.id),
            record=article.record,
            names=site.names[article.number],
            problems=article.problems,
            pages=site.pages.get(article.number),
        )


def _changed(job: Job, state: State) -> Set[str] | None:
    """Return the labels of the articles that changed since the last build, before and now; None where many did."""
    if job.options.full or state.is_new or stored_dependencies(state) != job.dependencies:
        return None
    labels = None if is_past_due(state, job.now) else state.due.touched()
    return labels if labels is not None and len(labels) <= _FEW else None


def _group(
    config: Config,
    state: State,
    now: Window,
    left_out: Set[int],
    pages: NamedPages,
    changed: Set[str] | None,
) -> GroupedSite:
    articles = state.articles
    counts = state.due.publication_counts(now.until, now.since)
    # Where expired articles are kept, the day on which one expires changes nothing.
    drops = config.articles.expired == "drop"
    due = (counts.next_due, counts.next_expiry if drops else None)
    past = (counts.newest if config.articles.future == "hold" else None, counts.last_expiry if drops else None)
    grouping = Grouping(config, counts.newest or 0)
    originals = _originals(articles, now.since, left_out, grouping)
    not_grouped = {copy.number for original in originals.values() for copy in original.copies} | left_out
    separate = not_grouped | originals.keys() | pages.keys()
    if changed is not None and not originals and not grouping.needs_paths:
        grouping, rows = collect_changed(state, config, now, counts.newest or 0, separate, changed)
    elif isinstance(state, ShardedState):
        grouping, rows = collect_of_shards(state, config, now, counts.newest or 0, separate, not_grouped)
    else:
        rows = collect(articles, grouping, state.due.rows(*now), separate, not_grouped)
    shared = _add_separate(articles, grouping, map(GroupedArticle._make, rows), originals, pages)
    groups = grouping.groups()
    return GroupedSite(
        groups=groups,
        cross_references="" if originals or left_out else _hash_cross_references(grouping, pages),
        names=_names(groups, shared, grouping),
        ids={number: original.id for number, original in originals.items()},
        pages=pages,
        published=grouping.published,
        published_in=state.due.count_by_source(*now) if len(config.source.folders) > 1 else {},
        left_out=len(left_out),
        held=counts.held,
        excluded=counts.expired + grouping.hidden,
        duplicate=sum(len(original.copies) for original in shared.values()),
        due=min((when for when in due if when is not None), default=None),
        valid_since=max((when for when in past if when is not None), default=None),
        joined_spellings=grouping.joined_spellings(),
        left_out_feeds=grouping.left_out_feeds(),
        copies=[(copy.path, original.path) for original in originals.values() for copy in original.copies],
    )


def _add_separate(
    articles: ArticleTable,
    grouping: Grouping,
    rows: Iterable[GroupedArticle],
    originals: Mapping[int, _Original],
    pages: NamedPages,
) -> dict[int, _Original]:
    """Group the articles that have copies or name other articles; return those that have copies, by number."""
    shared: list[tuple[GroupedArticle, _Original]] = []
    for row in rows:
        if row.number in pages:
            linked = repr(sorted(pages[row.number].items())).encode("utf-8", "surrogatepass")
            row = row._replace(entry_hash=hash16(row.entry_hash + linked))
        if (original := originals.get(row.number)) is not None:
            row = row._replace(id=original.id)
            shared.append((row, original))
        add_to_feeds(articles, grouping, [row], row.labels)
    for member, original in sorted(shared):
        grouping.add_copies(member, original.path, original.copies)
    return {member.number: original for member, original in shared}


def _hash_cross_references(grouping: Grouping, pages: NamedPages) -> str:
    """Return a hash of what entries take from other articles: the pages that they link to, and spellings of names."""
    linked = sorted((number, sorted(of_article.items())) for number, of_article in pages.items())
    return hash16(repr((linked, grouping.chosen_spellings())).encode("utf-8", "surrogatepass")).hex()


def _names(groups: list[Group], shared: Mapping[int, _Original], grouping: Grouping) -> dict[int, tuple[str, ...]]:
    """Return the categories and tags of every article that a feed shows, with those of its exact copies."""
    names: dict[int, tuple[str, ...]] = {}
    by_labels: dict[str, tuple[str, ...]] = {}
    for group in groups:
        for member in group.members:
            if member.number in names:
                continue
            labels = member.labels
            if (original := shared.get(member.number)) is not None:
                names[member.number] = grouping.category_names([labels, *(copy.labels for copy in original.copies)])
            elif labels in by_labels:
                names[member.number] = by_labels[labels]
            else:
                names[member.number] = by_labels[labels] = grouping.category_names([labels])
    return names


def original_of(config: Config, others: Iterable[Duplicate], row: FileRow, since: int) -> str | None:
    """Return the path of the article that a published article is an exact copy of, None if it is not a copy.

    `others` are the articles with its content.
    """
    grouping = Grouping(config, 0)
    shown = (other.path for other in others if other.status == "published" and _counts(other, since, grouping))
    first = min((*shown, row.path), key=order_of)
    return first if first != row.path else None


def _originals(articles: ArticleTable, since: int, left_out: Set[int], grouping: Grouping) -> dict[int, _Original]:
    """Return the original of each group of exact copies, by its number.

    It is the first by path, as it is without a state; its entry has the id of the copy that was seen first, under which
    subscribers know it. What has expired by `since` or is hidden does not count.
    """
    found = {}
    for group in articles.sharing("content_hash"):
        current = [article for article in group if article.number not in left_out and _counts(article, since, grouping)]
        if len(current) > 1:
            first, *others = sorted(current, key=lambda article: order_of(article.path))
            copies = [ExactCopy(article.path, article.labels, article.number) for article in others]
            found[first.number] = _Original(first.path, current[0].id, copies)
    return found


def _counts(article: Duplicate, since: int, grouping: Grouping) -> bool:
    """Return True unless an article has expired by `since` or is hidden."""
    has_expired = article.expires is not None and article.expires <= since
    return not has_expired and not grouping.is_hidden(article.labels)


def _named_pages(state: State, now: Window) -> NamedPages:
    """Return the pages of the named articles that are published now."""
    wanted = {number: json.loads(names) for number, names in state.due.naming_others()}
    if not wanted:
        return {}
    references = sorted({reference for names in wanted.values() for reference in names})
    found = find_articles(references, state.due.due_paths(*now, candidates(references)))
    if slugs := slugs_of(references):
        found |= _pages_by_slugs(state, now, slugs)
    pages = {}
    for stored in state.articles.records(sorted(set(found.values()))):
        article = load(stored.record)
        pages[stored.number] = Page(article.link or "", article.title)
    return {
        number: {reference: pages[found[reference]] for reference in names if reference in found}
        for number, names in wanted.items()
    }


def _pages_by_slugs(state: State, now: Window, slugs: Mapping[str, list[str]]) -> dict[str, int]:
    """Return the number of the article of each slug that one page alone has, by the references to it."""
    found: dict[str, set[int]] = {}
    for stored in state.articles.records(sorted(number for number, _ in state.due.due_paths(*now, None))):
        slug = slug_of(load(stored.record).link or "")
        if slug in slugs:
            found.setdefault(slug, set()).add(stored.number)
    return {one: min(numbers) for slug, numbers in found.items() if len(numbers) == 1 for one in slugs[slug]}
