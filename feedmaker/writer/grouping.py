"""Articles → feeds: which entries each feed has, in which order.

Articles are streamed and only the newest of each feed are kept, so that memory grows with the number of feeds and not
with the number of articles.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from feedmaker.config.schema import CategorySettings, Config
from feedmaker.model import Category
from feedmaker.text.article_paths import split_prefix
from feedmaker.writer.labels import ArticleLabels, FeedKind, has_condition, load_labels, matcher, normalize
from feedmaker.writer.newest import WEEK_SECONDS, WEEKS, GroupedArticle, GroupedRow, NewestArticles, SpellingCount

#: Identifies a feed: its kind and its normalised names, outermost first.
FeedKey: TypeAlias = tuple[FeedKind, tuple[str, ...]]

SITE: FeedKey = ("site", ())

#: Most labels that are cached: memory must not grow with the articles.
_MAX_CACHED = 50_000


@dataclass(frozen=True, slots=True)
class Group:
    """One feed: its articles and its settings."""

    key: FeedKey
    #: As people spell them, outermost first.
    names: tuple[str, ...]
    #: Newest first: as many as the limit allows, or all if the feed has archives.
    members: tuple[GroupedArticle, ...]
    #: How many articles there are in all, and how many in each of the last weeks, oldest week first.
    total: int
    weeks: tuple[int, ...]
    #: Those of the category: found by its whole path, else by its last name.
    settings: CategorySettings
    #: Most entries of the subscription document, and of a part of the archives.
    limit: int
    archives: bool
    #: No article of it changed since the last build: `members` are not known.
    is_unchanged: bool = False

    @property
    def shown(self) -> int:
        """How many articles the subscription document shows."""
        return min(self.total, self.limit)


class ExactCopy(NamedTuple):
    """A file with the same title, date and body as another one."""

    path: str
    labels: str
    number: int


class JoinedSpellings(NamedTuple):
    """Spellings of one name that became one feed: the most frequent, the others, and an article with the rarest."""

    name: str
    others: tuple[str, ...]
    number: int


class _Placement(NamedTuple):
    """Where articles with the same labels are counted."""

    feeds: list[NewestArticles]
    spellings: list[SpellingCount]


class Grouping:
    """Collects articles, then returns the feeds."""

    def __init__(self, config: Config, newest: int) -> None:
        """Take the date of the newest article of the site, in seconds since the epoch: its week is the last counted."""
        self._config = config.feeds
        self._settings = {
            "/".join(map(normalize, name.split("/"))): settings for name, settings in config.categories.settings.items()
        }
        self._aliases = {normalize(name): alias for name, alias in config.categories.aliases.items()}
        self._hidden = {normalize(name) for name in config.categories.hidden}
        self._hidden_tags = {normalize(name) for name in config.feeds.hidden_tags}
        self._custom = [(feed.name, matcher(feed)) for feed in config.feeds.custom]
        #: Whether the path of an article decides which feeds it is in.
        self.needs_paths = has_condition(config.feeds, "path")
        self._newest = newest
        self._feeds: dict[FeedKey, NewestArticles] = {}
        self._spellings = defaultdict[FeedKey, dict[str, SpellingCount]](lambda: defaultdict(SpellingCount))
        #: How many articles are in feeds, and how many in none because a category is hidden.
        self.published = self.hidden = 0
        self._place_cached = lru_cache(_MAX_CACHED)(self._place)
        # For its feeds, and for the names in its entries.
        self._labels = lru_cache(_MAX_CACHED)(load_labels)
        # Articles with other labels share their categories.
        self._steps = lru_cache(_MAX_CACHED)(self._with_aliases)
        self._add_feed(SITE)

    def add(self, articles: Sequence[GroupedRow], labels: str, path: str = "") -> None:
        """Add articles with the same labels to their feeds; `labels` is text of `dump_labels`.

        If `needs_paths`, there must be one article only, and `path` is its path.
        """
        # Many articles share their labels.
        placement = self._place_cached(labels, path if self.needs_paths else "")
        if placement is None:
            self.hidden += len(articles)
            return
        self.published += len(articles)
        weeks = self._weeks(articles)
        for feed in placement.feeds:
            feed.add(articles, weeks)
        for spelling in placement.spellings:
            spelling.add(articles)

    def add_copies(self, article: GroupedArticle, path: str, copies: Iterable[ExactCopy]) -> None:
        """Add an article that was added already, with this path, to the feeds of its exact copies as well."""
        placement = self._place(article.labels, path)
        added = set(placement.feeds if placement else ())
        weeks = self._weeks([article])
        for copy in copies:
            placement = self._place(copy.labels, copy.path)
            if placement is None:
                continue
            for feed in placement.feeds:
                if feed not in added:
                    added.add(feed)
                    feed.add([article], weeks)
            # After the original and by path, because numbers differ from state to state.
            row = article._replace(id=f"{article.id}\0{copy.path}", number=copy.number)
            for spelling in placement.spellings:
                spelling.add([row])

    def is_hidden(self, labels: str) -> bool:
        """Return True if a category of the labels is hidden."""
        return bool(self._hidden) and self._category_feeds(load_labels(labels)) is None

    def groups(self) -> list[Group]:
        """Return the feeds that have enough articles, the site feed first, then by key."""
        found = []
        left_out = {key for key, _ in self._ranked()[self._config.max_feeds :]}
        for key, feed in sorted(self._feeds.items(), key=lambda item: (item[0] != SITE, item[0])):
            if key == SITE or (feed.total >= self._config.min_articles and key not in left_out):
                group = Group(
                    key=key,
                    names=self.names(key),
                    members=feed.sorted(),
                    total=feed.total,
                    weeks=tuple(reversed(feed.weeks)),
                    settings=self._settings_of(key),
                    limit=feed.limit,
                    archives=feed.keeps_all,
                )
                found.append(group)
        return found

    def left_out_feeds(self) -> list[tuple[str, ...]]:
        """Return the names of the feeds after the first `feeds.max_feeds`, the largest first."""
        return [self.names(key) for key, _ in self._ranked()[self._config.max_feeds :]]

    def _ranked(self) -> list[tuple[FeedKey, NewestArticles]]:
        """Return the feeds that have enough articles if they are more than `feeds.max_feeds`.

        Those of the configuration are first, then the largest; a category is never after its subcategories.
        """
        found = [(key, feed) for key, feed in self._feeds.items() if feed.total >= self._config.min_articles]
        if len(found) <= self._config.max_feeds:
            return []
        return sorted(found, key=lambda item: (item[0] != SITE, item[0][0] != "custom", -item[1].total, item[0]))

    def names(self, key: FeedKey) -> tuple[str, ...]:
        """Return the names of a feed in their most frequent spelling, the first by code points among equals."""
        kind, path = key
        return tuple(self._name((kind, path[:depth])) for depth in range(1, len(path) + 1))

    def category_names(self, labels: Iterable[str]) -> tuple[str, ...]:
        """Return the names of the categories (each step of each path), then the tags, of an article and its copies."""
        names: dict[str, str] = {}
        for text in labels:
            parsed = self._labels(text)
            for path in parsed.categories:
                for key, _ in self._steps(path):
                    names.setdefault(key[1][-1], self._name(key))
            for tag in self._shown_tags(parsed):
                names.setdefault(normalize(tag), tag)
        return tuple(names.values())

    def joined_spellings(self) -> list[JoinedSpellings]:
        """Return the names that were spelled in several ways."""
        found = []
        for spellings in self._spellings.values():
            if len(spellings) > 1:
                name, *others = self._by_use(spellings)
                rarest = GroupedArticle._make(spellings[others[-1]].first)
                found.append(JoinedSpellings(name, tuple(others), rarest.number))
        return sorted(found)

    def chosen_spellings(self) -> list[tuple[FeedKey, str]]:
        """Return the names that were spelled in several ways, in the spelling that feeds use."""
        return sorted((key, self._by_use(by_name)[0]) for key, by_name in self._spellings.items() if len(by_name) > 1)

    def _by_use(self, spellings: Mapping[str, SpellingCount]) -> list[str]:
        """Return spellings, the most frequent first."""
        return sorted(spellings, key=lambda name: (-spellings[name].count, name))

    def _weeks(self, articles: Sequence[GroupedRow]) -> list[int]:
        """Return how many weeks before the newest article of the site each was published, if that is recent enough."""
        newest = self._newest
        since = WEEKS * WEEK_SECONDS - newest
        return [(newest + article[0]) // WEEK_SECONDS for article in articles if article[0] < since]

    def _name(self, key: FeedKey) -> str:
        """Return the last name of a feed, in its most frequent spelling. All articles must have been added."""
        spellings = self._spellings.get(key) or (key[1][-1],)
        return self._by_use(spellings)[0] if len(spellings) > 1 else next(iter(spellings))

    def _with_aliases(self, path: Category) -> list[tuple[FeedKey, str]]:
        """Return the key and the spelling of each step of a category path, with aliases applied."""
        steps, names = list[tuple[FeedKey, str]](), tuple[str, ...]()
        for name in path:
            normalized = normalize(name)
            alias = self._aliases.get(normalized)
            if alias is not None:
                normalized, name = normalize(alias), alias
            names = (*names, normalized)
            steps.append((("category", names), name))
        return steps

    def _place(self, text: str, path: str) -> _Placement | None:
        """Find the feeds of an article and the spellings it uses; return None if a category of it is hidden."""
        keys = self._feed_keys(self._labels(text), path)
        if keys is None:
            return None
        return _Placement(
            feeds=[self._feeds.get(key) or self._add_feed(key) for key in (SITE, *keys)],
            spellings=[self._spellings[key][name] for key, name in keys.items()],
        )

    def _feed_keys(self, labels: ArticleLabels, path: str) -> dict[FeedKey, str] | None:
        """Return the feeds of an article, as it spells them, without that of the site; None if a category is hidden."""
        keys = self._category_feeds(labels)
        if keys is None:
            return None
        _, path = split_prefix(path)
        by_kind: list[tuple[bool, FeedKind, Sequence[str]]] = [
            (self._config.tags, "tag", self._shown_tags(labels)),
            (self._config.authors, "author", labels.authors),
            (self._config.languages, "language", [labels.language] if labels.language else []),
            (True, "custom", [name for name, matches in self._custom if matches(labels, path)]),
        ]
        for is_enabled, kind, names in by_kind:
            if is_enabled:
                keys.update({(kind, (normalize(name),)): name for name in reversed(names)})
        return keys

    def _shown_tags(self, labels: ArticleLabels) -> Sequence[str]:
        if not self._hidden_tags:
            return labels.tags
        return [tag for tag in labels.tags if normalize(tag) not in self._hidden_tags]

    def _category_feeds(self, labels: ArticleLabels) -> dict[FeedKey, str] | None:
        """Return the feeds of the categories of an article, as it spells them; None if one of them is hidden."""
        keys: dict[FeedKey, str] = {}
        for category in labels.categories:
            for key, spelling in self._steps(category):
                keys.setdefault(key, spelling)
        if self._hidden and any(not self._hidden.isdisjoint(names) for _, names in keys):
            return None
        return keys

    def _settings_of(self, key: FeedKey) -> CategorySettings:
        kind, path = key
        found = self._settings.get("/".join(path)) or self._settings.get(path[-1]) if kind == "category" else None
        return found or CategorySettings()

    def _add_feed(self, key: FeedKey) -> NewestArticles:
        own, all_feeds = self._settings_of(key), self._config
        limit = all_feeds.limit if own.limit is None else own.limit
        archives = all_feeds.archives if own.archives is None else own.archives
        feed = self._feeds[key] = NewestArticles(limit, keeps_all=archives)
        return feed
