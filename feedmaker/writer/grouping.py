"""Articles → feeds: which entries, in which order.

Articles come as a stream and only the newest of each feed are kept, so that memory grows with the feeds and not with
the articles.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from feedmaker.config.schema import CategorySettings, Config
from feedmaker.model import Category
from feedmaker.writer.custom_feeds import Condition, matcher
from feedmaker.writer.labels import ArticleLabels, FeedKind, load_labels
from feedmaker.writer.newest import WEEK_SECONDS, WEEKS, GroupedArticle, GroupedRow, NewestArticles, SpellingCount
from feedmaker.writer.paths import normal

#: Which feed: its kind and its normalised names, outermost first.
FeedKey: TypeAlias = tuple[FeedKind, tuple[str, ...]]

SITE: FeedKey = ("site", ())

#: How many things are remembered at most: memory must not grow with the articles.
_MOST = 50_000

#: Seconds over which articles are counted by week.
_SPAN = WEEKS * WEEK_SECONDS


@dataclass(frozen=True, slots=True)
class Group:
    """One feed to be: its members, newest first, as many as the limit allows or all where there are archives."""

    key: FeedKey
    #: As people spell them, outermost first.
    names: tuple[str, ...]
    members: tuple[GroupedArticle, ...]
    #: How many articles there are in all, and how many in each of the last weeks, oldest week first.
    total: int
    weeks: tuple[int, ...]


class ExactCopy(NamedTuple):
    """A file with the same title, date and body as another one."""

    path: str
    labels: str
    number: int


class JoinedSpellings(NamedTuple):
    """Spellings of one name that were joined, commonest first, and an article that has the rarest."""

    name: str
    others: tuple[str, ...]
    number: int


def normal_settings(settings: Mapping[str, CategorySettings]) -> dict[str, CategorySettings]:
    """FeedKey the settings of categories by normal names joined with "/"."""
    return {"/".join(normal(step) for step in name.split("/")): value for name, value in settings.items()}


def settings_of(settings: Mapping[str, CategorySettings], key: FeedKey) -> CategorySettings | None:
    """Find what config.yaml says of a category: by its whole path, else by its own name."""
    kind, path = key
    if kind != "category" or not settings:
        return None
    return settings.get("/".join(path)) or settings.get(path[-1])


class Grouping:
    """Collects articles and then tells the feeds."""

    def __init__(self, config: Config, newest: int) -> None:
        self._config = config
        self._feeds = config.feeds
        self._settings = normal_settings(config.categories.settings)
        self._aliases = {normal(name): alias for name, alias in config.categories.aliases.items()}
        self._hidden = {normal(name) for name in config.categories.hidden}
        self._rules: list[tuple[FeedKey, str, Condition]] = [
            (("custom", (normal(feed.name),)), feed.name, matcher(feed)) for feed in config.feeds.custom
        ]
        self._by_path = any(
            condition.startswith("path:") for f in config.feeds.custom for condition in (*f.any, *f.all, *f.not_)
        )
        #: The week of the newest article of the site is the last one counted.
        self._newest = newest
        self._buckets: dict[FeedKey, NewestArticles] = {}
        self._spellings: dict[FeedKey, dict[str, SpellingCount]] = {}
        # The same labels, categories and names come again and again: each is looked at once.
        self._known: dict[str, tuple[list[NewestArticles], list[SpellingCount]] | None] = {}
        self._resolved: dict[Category, list[tuple[FeedKey, str]]] = {}
        self._named: dict[FeedKey, str] = {}
        self._new_bucket(SITE)

    @property
    def needs_paths(self) -> bool:
        """Tell whether the path of an article decides which feeds it is in."""
        return self._by_path

    def add(self, members: Sequence[GroupedRow], labels: str, path: str = "") -> bool:
        """Put articles of the same labels into their feeds; `labels` is text of `dump_labels`.

        `path` is that of the only article where paths matter (`needs_paths`). Return False if a category of the labels
        is hidden: then the articles are in no feed at all.
        """
        memo = labels + path if self._by_path else labels
        try:
            known = self._known[memo]
        except KeyError:
            known = self._place(load_labels(labels), path)
            if len(self._known) < _MOST:
                self._known[memo] = known
        if known is None:
            return False
        weeks = self._weeks(members)
        for bucket in known[0]:
            bucket.add(members, weeks)
        for spelling in known[1]:
            spelling.add(members)
        return True

    def is_hidden(self, labels: str) -> bool:
        """Tell whether an article with these labels is in a hidden category."""
        if not self._hidden:
            return False
        return any(
            not self._hidden.isdisjoint(key[1])
            for path in load_labels(labels).categories
            for key, _ in self._resolve(path)
        )

    def add_copies(self, member: GroupedArticle, path: str, copies: Iterable[ExactCopy]) -> None:
        """Put an article that was added already, of this path, into the feeds of its exact copies as well."""
        has = set((self._place(load_labels(member.labels), path) or ((), ()))[0])
        weeks = self._weeks([member])
        for copy in copies:
            buckets, spellings = self._place(load_labels(copy.labels), copy.path) or ((), ())
            for bucket in buckets:
                if bucket not in has:
                    has.add(bucket)
                    bucket.add([member], weeks)
            for spelling in spellings:
                spelling.add([member._replace(number=copy.number)])

    def groups(self) -> list[Group]:
        """Give every feed that has enough articles, the site feed first, then by key."""
        found = []
        for key in sorted(self._buckets):
            bucket = self._buckets[key]
            if key != SITE and bucket.total < self._feeds.min_articles:
                continue
            found.append(Group(key, self.names(key), bucket.sorted(), bucket.total, tuple(reversed(bucket.weeks))))
        found.sort(key=lambda group: (group.key != SITE, group.key))
        return found

    def names(self, key: FeedKey) -> tuple[str, ...]:
        """Spell a feed's names as most articles do; among equally common spellings the first in code point order."""
        kind, path = key
        return tuple(self._name((kind, path[: depth + 1])) for depth in range(len(path)))

    def category_names(self, labels: Iterable[str]) -> tuple[str, ...]:
        """Name the categories (each step of each path), then the tags, of an article and its copies, each once."""
        names: dict[str, str] = {}
        for text in labels:
            parsed = load_labels(text)
            for steps in map(self._resolve, parsed.categories):
                for key, _ in steps:
                    names.setdefault(key[1][-1], self._name(key))
            for tag in parsed.tags:
                names.setdefault(normal(tag), tag)
        return tuple(names.values())

    def joined_spellings(self) -> list[JoinedSpellings]:
        """Tell which spellings were joined."""
        found = []
        for spellings in self._spellings.values():
            if len(spellings) > 1:
                ranked = sorted(spellings.items(), key=lambda item: (-item[1].count, item[0]))
                names = [name for name, _ in ranked]
                found.append(JoinedSpellings(names[0], tuple(names[1:]), ranked[-1][1].number))
        return sorted(found)

    def _weeks(self, members: Sequence[GroupedRow]) -> list[int]:
        """Count back from the newest article of the site to the week of each member, as far as weeks are counted."""
        newest = self._newest
        since = _SPAN - newest
        return [(newest + one[0]) // WEEK_SECONDS for one in members if one[0] < since]

    def _name(self, key: FeedKey) -> str:
        """Spell the last step of a key; to be asked only when every article was added."""
        name = self._named.get(key)
        if name is None:
            spellings = self._spellings.get(key) or {key[1][-1]: SpellingCount()}
            name = self._named[key] = min(spellings, key=lambda name: (-spellings[name].count, name))
        return name

    def _resolve(self, path: Category) -> list[tuple[FeedKey, str]]:
        """Give the key and the spelling of each step, aliases applied."""
        steps = self._resolved.get(path)
        if steps is not None:
            return steps
        steps, names = [], tuple[str, ...]()
        for name in path:
            folded = normal(name)
            alias = self._aliases.get(folded)
            if alias is not None:
                folded, name = normal(alias), alias
            names = (*names, folded)
            steps.append((("category", names), name))
        if len(self._resolved) < _MOST:
            self._resolved[path] = steps
        return steps

    def _place(self, labels: ArticleLabels, path: str) -> tuple[list[NewestArticles], list[SpellingCount]] | None:
        """Find the feeds of an article and the spellings it uses; None where a category hides it."""
        keys: dict[FeedKey, str] = {SITE: ""}
        for steps in map(self._resolve, labels.categories):
            for key, spelling in steps:
                keys.setdefault(key, spelling)
        if self._hidden and any(not self._hidden.isdisjoint(names) for kind, names in keys if kind == "category"):
            return None
        wanted: list[tuple[bool, FeedKind, Sequence[str]]] = [
            (self._feeds.tags, "tag", labels.tags),
            (self._feeds.authors, "author", labels.authors),
            (self._feeds.languages, "language", [labels.language] if labels.language else []),
        ]
        for asked, kind, names in wanted:
            if asked:
                keys.update({(kind, (normal(name),)): name for name in reversed(names)})
        keys.update({rule: name for rule, name, matches in self._rules if matches(labels, path)})
        buckets = [self._buckets.get(key) or self._new_bucket(key) for key in keys]
        spellings = [self._spelling(key, name) for key, name in keys.items() if key != SITE]
        return buckets, spellings

    def _spelling(self, key: FeedKey, name: str) -> SpellingCount:
        return self._spellings.setdefault(key, {}).setdefault(name, SpellingCount())

    def _new_bucket(self, key: FeedKey) -> NewestArticles:
        settings = settings_of(self._settings, key)
        limit = self._feeds.limit if settings is None or settings.limit is None else settings.limit
        archives = self._feeds.archives if settings is None or settings.archives is None else settings.archives
        bucket = self._buckets[key] = NewestArticles(limit, keeps_all=archives)
        return bucket
