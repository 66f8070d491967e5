"""Groups → feeds: what each feed says about itself, where its files are, and hashes that change with its documents."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from marshal import dumps
from urllib.parse import quote, urlsplit
from uuid import NAMESPACE_URL, uuid5

from feedmaker.build.workers.context import document_names
from feedmaker.config.schema import Config
from feedmaker.model import Channel
from feedmaker.state.schema import FeedRow
from feedmaker.text.compression import SUFFIXES
from feedmaker.writer.formats import DOCUMENT_NAMES, DocumentOptions, FormatName
from feedmaker.writer.grouping import SITE, FeedKey, Group
from feedmaker.writer.newest import GroupedArticle
from feedmaker.writer.paths import category_folders, distinct_folders

#: Stands between a feed's key and the number of a part of its archives.
PART = "\x1e"

#: Folder of the feeds of each kind; categories have `feeds.path`.
_FOLDERS = {"tag": "tags", "author": "authors", "language": "languages", "custom": "feeds"}


@dataclass(frozen=True)
class FeedPlan:
    """A feed before it is rendered: its group, its channel without a date, and its documents."""

    group: Group
    channel: Channel
    options: Mapping[FormatName, DocumentOptions]
    #: Paths under the output.
    paths: Mapping[FormatName, str]
    #: Hash of the settings and packages that decide about documents (build/dependencies.py).
    rendering: str
    #: Names of the categories and tags of each shown article, by number.
    names: Mapping[int, tuple[str, ...]]
    #: Whether older entries go to archives.
    archives: bool
    #: Suffixes of the compressed copies of its documents.
    copies: tuple[str, ...] = ()
    #: Which part of the archives this is, 0 for the subscription document.
    part: int = 0

    @cached_property
    def key(self) -> str:
        """The key of the feed, or of a part of its archives, in the state."""
        return key_text(self.group.key) + (f"{PART}{self.part}" if self.part else "")

    @property
    def files(self) -> tuple[str, ...]:
        """The paths of its documents and of their compressed copies, under the output."""
        return tuple(path + suffix for path in self.paths.values() for suffix in ("", *self.copies))

    @property
    def shown(self) -> tuple[GroupedArticle, ...]:
        """The articles that the documents show."""
        return self.group.members[: self.group.limit]

    @cached_property
    def settings_hash(self) -> bytes:
        """Equal while nothing has changed that the documents depend on beside their entries."""
        values = (self.rendering, self.channel, self.options, self.archives, self.group.limit)
        return _hash(repr(values).encode("utf-8", "surrogatepass"))

    @cached_property
    def entries_hash(self) -> bytes:
        """Equal while the entries are the same, in the same order."""
        names = self.names
        entries = [(one.id, one.minus_published, one.entry_hash, names.get(one.number)) for one in self.group.members]
        # Version 2 of marshal writes equal values as equal bytes; this is done for every feed in every build.
        return _hash(dumps(entries, 2))


def key_text(key: FeedKey) -> str:
    """Return a feed's key as one line of text."""
    return "\x1f".join((key[0], *key[1]))


class Planner:
    """Plans feeds with the settings of one configuration."""

    def __init__(self, config: Config, rendering: str, known: Mapping[str, FeedRow]) -> None:
        self._config = config
        self._rendering = rendering
        self._known = known
        self._names = document_names(config)

    def plans(self, groups: list[Group], names: Mapping[int, tuple[str, ...]]) -> list[FeedPlan]:
        """Return the plan of every group; `names` are those of each shown article, by number."""
        paths = self._paths(group.key for group in groups)
        return [self._plan(group, paths[group.key], names) for group in groups]

    def _paths(self, keys: Iterable[FeedKey]) -> dict[FeedKey, str]:
        by_kind: dict[str, list[FeedKey]] = {}
        for key in keys:
            by_kind.setdefault(key[0], []).append(key)
        found: dict[FeedKey, str] = {SITE: ""}
        # Categories first: theirs are the addresses that people know.
        for kind, members in sorted(by_kind.items(), key=lambda item: (item[0] != "category", item)):
            if kind == "site":
                continue
            slugs = category_folders((key[1] for key in members), self._config.feeds.slug)
            pattern = self._config.feeds.path if kind == "category" else _FOLDERS[kind] + "/{category}"
            for key in members:
                found[key] = pattern.replace("{category}", slugs[key[1]])
        return distinct_folders(found)

    def _plan(self, group: Group, path: str, names: Mapping[int, tuple[str, ...]]) -> FeedPlan:
        channel = self._channel(group, path)
        urls = tuple((name, channel.base_url + DOCUMENT_NAMES[name]) for name in self._config.feeds.formats)
        options = {
            name: DocumentOptions(
                self_url=channel.base_url + _file_name(name, path),
                stylesheet="../" * (path.count("/") + bool(path)) + "feed.css" if self._config.output.index else None,
                ttl=self._config.feeds.ttl,
                podcast=self._podcast(group),
                urls=urls,
            )
            for name in self._names
        }
        prefix = f"{path}/" if path else ""
        paths = {name: prefix + _file_name(name, path) for name in self._names}
        return FeedPlan(
            group=group,
            channel=channel,
            options=options,
            paths=paths,
            rendering=self._rendering,
            names=names,
            archives=group.archives,
            copies=tuple(SUFFIXES[encoding] for encoding in self._config.output.precompress),
        )

    def _podcast(self, group: Group) -> Mapping[str, str] | None:
        """Return the settings of a podcast; its author is a person or the site (Apple: itunes:author)."""
        site = self._config.site
        settings = self._config.feeds.podcast if group.key == SITE else group.settings.podcast
        return None if settings is None else {"author": site.author.name if site.author else site.title, **settings}

    def _channel(self, group: Group, path: str) -> Channel:
        site, own = self._config.site, group.settings
        label = " / ".join(group.names)
        custom = next((feed for feed in self._config.feeds.custom if feed.name == label), None)
        custom = custom if group.key[0] == "custom" else None
        base_url = site.feeds_url + (quote(path) + "/" if path else "")
        # Full-width punctuation has its space in itself.
        divider = "：" if (site.language or "").startswith(("zh", "ja")) else ": "
        title = own.title or (custom.title if custom else "") or site.title + (divider + label if label else "")
        described = own.description or (custom.description if custom else "") or ("" if label else site.description)
        known = self._known.get(key_text(group.key))
        return Channel(
            path=path,
            id=known.id if known else _feed_id(site.feeds_url, group.key),
            title=title,
            description=described or title,
            link=own.link or (base_url if self._config.output.index and label else site.url),
            language=own.language or (group.names[0] if group.key[0] == "language" else site.language),
            updated=None,
            author=site.author,
            rights=site.rights,
            image=own.image or site.image,
            hubs=self._config.hub,
            base_url=base_url,
            icon=site.icon,
        )


def by_shared_entries(plans: list[FeedPlan], size: int) -> list[FeedPlan]:
    """Order feeds so that each `size` of them share entries: to the next feed come those that share most with it."""
    feeds_of = defaultdict[int, list[int]](list)
    for index, plan in enumerate(plans):
        for member in plan.shown:
            feeds_of[member.number].append(index)
    ordered: dict[int, FeedPlan] = {}
    following = iter(range(len(plans)))
    shared = Counter[int]()
    while len(ordered) < len(plans):
        if len(ordered) % size == 0:
            shared.clear()
        index = max(shared, key=shared.__getitem__) if shared else next(one for one in following if one not in ordered)
        ordered[index] = plans[index]
        shared.update(each for one in plans[index].shown for each in feeds_of[one.number] if each not in ordered)
        shared.pop(index, None)
    return list(ordered.values())


def _file_name(name: FormatName, path: str) -> str:
    """Return the file name of a document; index.html is the list of all feeds, so the site feed's page has another."""
    return "latest.html" if name == "page" and not path else DOCUMENT_NAMES[name]


def _feed_id(feeds_url: str, key: FeedKey) -> str:
    """Return the first id of a feed: of the address of all feeds, without its scheme, and of the feed's key.

    Two configurations of one host have different addresses, and so different ids. The state keeps the first id.
    """
    address = urlsplit(feeds_url)
    return uuid5(NAMESPACE_URL, f"{address.netloc}{address.path.rstrip('/')}\n{key_text(key)}").urn


def _hash(data: bytes) -> bytes:
    return blake2b(data, digest_size=16).digest()
