"""What the lists of feeds know of each feed: frozen values that the build fills after the feeds are rendered.

The OPML list, feeds.json, the autodiscovery snippets and the pages for people are all made from one FeedList.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from feedmaker.config.schema import FILE_NAMES
from feedmaker.model import Category
from feedmaker.text.timestamps import rfc3339
from feedmaker.writer.labels import FeedKind

#: The order of the kinds in every list.
KINDS: tuple[FeedKind, ...] = ("site", "category", "custom", "tag", "author", "language")

#: Formats as people name them, best first: the order in which readers are offered them.
FORMAT_NAMES: dict[str, str] = {"rss": "RSS", "atom": "Atom", "json": "JSON"}


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
    #: Tells feeds apart: "Site: Category".
    title: str
    #: The path of names within its kind; () for the site feed, one name for a tag, an author or a rule.
    category: Category
    kind: FeedKind
    #: (format, absolute URL) of the feed's documents.
    urls: tuple[tuple[str, str], ...]
    #: The HTML page of the site that the feed belongs to.
    link: str
    language: str | None = None
    #: Entries in the subscription document.
    entries: int = 0
    #: Articles in the whole category.
    articles: int = 0
    #: The newest `updated` of its entries (law 3).
    updated: datetime | None = None
    #: Articles per week, oldest first; the last week ends with the newest article of the site (law 3: no clock).
    weeks: tuple[int, ...] = ()
    files: tuple[ListedFile, ...] = ()
    #: Absolute URL of the page that shows the feed's entries; None where none is written.
    page: str | None = None

    def url(self, *formats: str) -> str | None:
        """The URL of the first of these formats that is written; of any, best first, where none is named."""
        urls = dict(self.urls)
        return next((urls[name] for name in formats or FORMAT_NAMES if name in urls), None)

    @property
    def name(self) -> str:
        """The feed's own name in a list: the last of its category, else its title."""
        return self.category[-1] if self.category else self.title

    @property
    def addresses(self) -> tuple[tuple[str, str], ...]:
        """(format, URL), best format first, formats unknown here last."""
        order = list(FORMAT_NAMES)
        return tuple(sorted(self.urls, key=lambda url: order.index(url[0]) if url[0] in order else len(order)))


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
    #: IANA name: the zone whose days the pages show.
    timezone: str = "UTC"

    @property
    def site(self) -> ListedFeed | None:
        """The site feed, None where it is not written."""
        return next((feed for feed in self.feeds if feed.kind == "site"), None)

    @property
    def updated(self) -> datetime | None:
        """The newest update of all feeds, None where no feed has an entry."""
        return max((feed.updated for feed in self.feeds if feed.updated), default=None)

    def of_kind(self, kind: FeedKind) -> tuple[ListedFeed, ...]:
        """The feeds of one kind, order kept."""
        return tuple(feed for feed in self.feeds if feed.kind == kind)


#: Steps that the tree shows one below the other; the rest of a longer path stands as one name.
MAX_DEPTH = 12


@dataclass(slots=True)
class Node:
    """A step of the category tree; `feed` is None for a step that groups others but has no feed itself."""

    name: str
    feed: ListedFeed | None = None
    children: "list[Node]" = field(default_factory=list)


def tree(feeds: Iterable[ListedFeed]) -> Sequence[Node]:
    """Nest feeds by their category; siblings stand in the order in which they were first met."""
    roots: list[Node] = []
    known: dict[Category, Node] = {}
    for feed in feeds:
        names = feed.category or (feed.title,)
        if len(names) > MAX_DEPTH:
            names = (*names[: MAX_DEPTH - 1], " / ".join(names[MAX_DEPTH - 1 :]))
        node = known.get(names)
        if node is None or node.feed is not None:
            node = _grow(names, roots, known)
        node.feed = feed
    return roots


def _grow(names: Category, roots: list[Node], known: dict[Category, Node]) -> Node:
    siblings = roots
    for depth in range(1, len(names)):
        step = names[:depth]
        if step not in known:
            known[step] = Node(step[-1])
            siblings.append(known[step])
        siblings = known[step].children
    node = Node(names[-1])
    known[names] = node
    siblings.append(node)
    return node


#: Raised when a key changes its meaning or goes.
_MANIFEST_VERSION = 1

_FORMATS_BY_FILE = {name: format_ for format_, name in FILE_NAMES.items()}


def feeds_json(feed_list: FeedList) -> bytes:
    """Write the manifest as JSON: same feed_list, same bytes.

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
        "feeds": [_feed(feed) for feed in feed_list.feeds],
    }
    return json.dumps(manifest, ensure_ascii=False, indent=1).encode() + b"\n"


def _feed(feed: ListedFeed) -> dict[str, Any]:
    files = {_FORMATS_BY_FILE.get(file.name, file.name): file for file in feed.files}
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
