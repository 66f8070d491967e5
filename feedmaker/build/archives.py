"""Archive documents: everything older than the subscription document, in parts that never change once full (RFC 5005).

Parts are filled from the oldest entry on, so that a new article changes only the last part. When that is full, an
empty one is added at once: the full one names it as the next, and need not change again.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from feedmaker.build.feed_plans import FeedPlan
from feedmaker.writer.formats import ArchiveLinks, FormatName

#: File names of the parts, by format.
_NAMES: Mapping[FormatName, str] = {"rss": "rss-{}.xml", "atom": "atom-{}.xml", "json": "feed-{}.json"}


class ArchiveParts(NamedTuple):
    """How the older entries of a feed are divided."""

    #: How many entries are not in the subscription document, and how many a part holds.
    older: int
    size: int
    #: Where the feed is served; ends in "/".
    base_url: str

    @property
    def filled(self) -> int:
        """How many parts hold entries."""
        return -(-self.older // self.size)

    @property
    def number(self) -> int:
        """How many parts there are, with the empty one that the next entry goes to."""
        return self.filled + (self.older > 0 and self.older % self.size == 0)

    def url(self, name: FormatName, part: int) -> str | None:
        """Return the address of a part, counted from 1; None where there is no such part."""
        return f"{self.base_url}archive/{_NAMES[name].format(part)}" if 1 <= part <= self.number else None


def subscription_links(name: FormatName, parts: ArchiveParts) -> ArchiveLinks | None:
    """Return the links of a subscription document; None for a page."""
    if name not in _NAMES:
        return None
    if parts.older == 0:
        return ArchiveLinks(complete=True)
    return ArchiveLinks(prev=parts.url(name, parts.filled))


def archive_plans(plan: FeedPlan, subscribed: int) -> Iterator[FeedPlan]:
    """Yield the plans of the parts of a feed whose subscription document holds its newest `subscribed` entries."""
    older = plan.group.members[subscribed:][::-1]
    parts = ArchiveParts(len(older), plan.group.limit, plan.channel.base_url)
    for part in range(1, parts.number + 1):
        members = older[(part - 1) * parts.size : part * parts.size][::-1]
        options = {
            name: replace(
                option,
                self_url=parts.url(name, part) or "",
                archive=ArchiveLinks(
                    current=option.self_url,
                    prev=parts.url(name, part - 1),
                    next=parts.url(name, part + 1),
                    archive=True,
                ),
                stylesheet=f"../{option.stylesheet}" if option.stylesheet else None,
            )
            for name, option in plan.options.items()
            if name in _NAMES
        }
        yield replace(part_of(plan, part), group=replace(plan.group, members=members), options=options)


def archive_folder(plan: FeedPlan) -> str:
    """Return the folder of a feed's archives, with "/" at its end."""
    return f"{plan.channel.path}/archive/" if plan.channel.path else "archive/"


def part_of(plan: FeedPlan, part: int) -> FeedPlan:
    """Return the plan of a part with its files, but not yet with its members."""
    folder = archive_folder(plan)
    paths = {name: folder + _NAMES[name].format(part) for name in plan.options if name in _NAMES}
    return replace(plan, paths=paths, part=part, archives=False)
