"""The list of all feeds of a site: what index.html, feeds.opml, feeds.json and the autodiscovery snippets show."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple, TypeAlias

from feedmaker.config.schema import FILE_NAMES
from feedmaker.model import Category
from feedmaker.text.timestamps import rfc3339
from feedmaker.writer.labels import FeedKind

#: The order of the kinds in every list.
KINDS: tuple[FeedKind, ...] = ("site", "category", "custom", "tag", "author", "language")

#: Key of the heading over the feeds of a kind, in the texts of the pages.
KIND_HEADINGS: dict[FeedKind, str] = {
    "category": "categories", "custom": "custom", "tag": "tags", "author": "authors", "language": "languages",
}  # fmt: skip

#: Formats as people name them, best first: the order in which readers are offered them.
FORMAT_NAMES: dict[str, str] = {"rss": "RSS", "atom": "Atom", "json": "JSON"}

#: Steps of a category that the tree nests; the rest of a longer one is a single name.
MAX_DEPTH = 12

#: Raised when a key of feeds.json is removed or changes its meaning.
_MANIFEST_VERSION = 1

#: (format, absolute URL) of a document.
FeedUrl: TypeAlias = tuple[str, str]


class ListedFile(NamedTuple):
    """A file that was written for a feed."""

    #: In the feed's folder, such as "rss.xml".
    name: str
    bytes: int
    #: Lower-case hexadecimal.
    sha256: str


@dataclass(frozen=True, slots=True)
class ListedFeed:
    """One feed as the lists show it."""

    #: Folder of the feed's files under the output: "" for the site feed, else "categories/金融/新浪财经".
    path: str
    id: str
    #: Unique among the feeds of a site: "Site: Category".
    title: str
    #: The path of names within its kind; () for the site feed, one name for a tag, an author or a custom feed.
    category: Category
    kind: FeedKind
    urls: tuple[FeedUrl, ...]
    #: The HTML page of the site that the feed belongs to.
    link: str
    language: str | None = None
    #: Entries in the subscription document.
    entries: int = 0
    #: Articles in the whole category.
    articles: int = 0
    #: The newest `updated` of its entries.
    updated: datetime | None = None
    #: Articles per week, oldest first; the last week ends with the newest article of the site, not now.
    weeks: tuple[int, ...] = ()
    files: tuple[ListedFile, ...] = ()
    #: Absolute URL of the page that shows the feed's entries; None if none is written.
    page: str | None = None

    @property
    def url(self) -> str | None:
        """The URL of the best format, None if no format is written."""
        return next((url for _, url in self.addresses), None)

    @property
    def name(self) -> str:
        """The feed's own name in a list: the last of its category, else its title."""
        return self.category[-1] if self.category else self.title

    @property
    def addresses(self) -> tuple[FeedUrl, ...]:
        """The URLs of the feed's documents, best format first."""
        return best_first(self.urls)


@dataclass(frozen=True, slots=True)
class FeedList:
    """All feeds of a site, in the order in which they are listed."""

    title: str
    description: str
    #: BCP 47 of the pages, None: English.
    language: str | None
    #: Where output/ is served; absolute, ends in "/".
    url: str
    feeds: tuple[ListedFeed, ...]
    #: IANA name of the zone in which the pages show days.
    timezone: str = "UTC"
    #: URL of the icon of the pages, which readers show beside the feeds.
    icon: str | None = None

    @property
    def site(self) -> ListedFeed | None:
        """The site feed, None if it is not written."""
        return next((feed for feed in self.feeds if feed.kind == "site"), None)

    @property
    def updated(self) -> datetime | None:
        """The newest update of all feeds, None if no feed has an entry."""
        return max((feed.updated for feed in self.feeds if feed.updated), default=None)

    def of_kind(self, kind: FeedKind) -> tuple[ListedFeed, ...]:
        """The feeds of one kind, in their order."""
        return tuple(feed for feed in self.feeds if feed.kind == kind)


@dataclass(slots=True)
class Node:
    """A step of the category tree; `feed` is None for a step that has no feed itself."""

    name: str
    feed: ListedFeed | None = None
    children: "list[Node]" = field(default_factory=list)


def best_first(urls: Iterable[FeedUrl]) -> tuple[FeedUrl, ...]:
    """Sort the URLs of a feed's documents by format."""
    return tuple(sorted(urls, key=lambda url: list(FORMAT_NAMES).index(url[0])))


def tree(feeds: Iterable[ListedFeed]) -> Sequence[Node]:
    """Nest feeds by their category; siblings keep the order in which they first appear."""
    roots: list[Node] = []
    known: dict[Category, Node] = {}
    for feed in feeds:
        names = feed.category or (feed.title,)
        if len(names) > MAX_DEPTH:
            names = (*names[: MAX_DEPTH - 1], " / ".join(names[MAX_DEPTH - 1 :]))
        siblings = roots
        for depth in range(1, len(names)):
            step = names[:depth]
            if step not in known:
                known[step] = Node(step[-1])
                siblings.append(known[step])
            siblings = known[step].children
        if names not in known or known[names].feed is not None:
            known[names] = Node(names[-1])
            siblings.append(known[names])
        known[names].feed = feed
    return roots


def feeds_json(feed_list: FeedList) -> bytes:
    """Write feeds.json: every feed and its files, for programs.

    `{"version", "title", "url", "updated", "feeds": [{"id", "title", "kind", "category", "language", "link", "page",
    "urls", "entries", "articles", "updated", "bytes", "sha256"}]}`; `urls`, `bytes` and `sha256` are objects by
    format ("rss", "atom", "json"; other files by their name), `category` is the list of names, dates are RFC 3339
    or null.
    """
    manifest = {
        "version": _MANIFEST_VERSION,
        "title": feed_list.title,
        "url": feed_list.url,
        "updated": rfc3339(feed_list.updated) if feed_list.updated else None,
        "feeds": [_feed_object(feed) for feed in feed_list.feeds],
    }
    return json.dumps(manifest, ensure_ascii=False, indent=1).encode() + b"\n"


def _feed_object(feed: ListedFeed) -> dict[str, Any]:
    formats = {name: format_ for format_, name in FILE_NAMES.items()}
    files = {formats.get(file.name, file.name): file for file in feed.files}
    return {
        "id": feed.id,
        "title": feed.title,
        "kind": feed.kind,
        "category": list(feed.category),
        "language": feed.language,
        "link": feed.link,
        "page": feed.page,
        "urls": dict(feed.addresses),
        "entries": feed.entries,
        "articles": feed.articles,
        "updated": rfc3339(feed.updated) if feed.updated else None,
        "bytes": {name: file.bytes for name, file in files.items()},
        "sha256": {name: file.sha256 for name, file in files.items()},
    }
