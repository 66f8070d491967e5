"""Archive documents: everything older than the subscription document, in parts that never change once full (RFC 5005).

Entries are dealt to parts from the oldest on, so that a new article only ever changes the last part. When that is
full an empty one is opened at once, for the full one to name as its next and then to stay as it is.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from feedmaker.build.feed_plans import Plan
from feedmaker.writer.document_options import ArchiveLinks, DocumentOptions
from feedmaker.writer.formats import FormatName

#: File names of the parts, by format.
_NAMES: Mapping[FormatName, str] = {"rss": "rss-{}.xml", "atom": "atom-{}.xml", "json": "feed-{}.json"}


class Shelf(NamedTuple):
    """How many entries go to archives, how many to a part, and where the parts lie."""

    older: int
    size: int
    base_url: str

    @property
    def filled(self) -> int:
        """How many parts hold entries."""
        return -(-self.older // self.size)

    @property
    def parts(self) -> int:
        """How many parts there are, the one that was opened for what comes next among them."""
        return self.filled + (self.older > 0 and self.older % self.size == 0)

    def url(self, name: FormatName, part: int) -> str | None:
        """Give the address of a part, counted from 1; None where there is no such part."""
        return f"{self.base_url}archive/{_NAMES[name].format(part)}" if 1 <= part <= self.parts else None


def subscription_links(name: FormatName, shelf: Shelf) -> ArchiveLinks | None:
    """Tell the links of a subscription document; None for what is no feed document."""
    if name not in _NAMES:
        return None
    if shelf.older == 0:
        return ArchiveLinks(complete=True)
    return ArchiveLinks(prev=shelf.url(name, shelf.filled))


def archive_plans(plan: Plan, subscribed: int) -> Iterator[Plan]:
    """Plan the parts of a feed whose subscription document holds its newest `subscribed` entries."""
    older = plan.group.members[subscribed:][::-1]
    shelf = Shelf(len(older), plan.limit, plan.channel.base_url)
    for part in range(1, shelf.parts + 1):
        members = older[(part - 1) * shelf.size : part * shelf.size][::-1]
        settings = {
            name: replace(
                setting, self_url=shelf.url(name, part) or "", archive=_part_links(setting, name, shelf, part)
            )
            for name, setting in plan.settings.items()
            if name in _NAMES
        }
        yield replace(part_of(plan, part), group=replace(plan.group, members=members), settings=settings)


def archive_folder(plan: Plan) -> str:
    """Give the folder of a feed's archives, with "/" at its end."""
    return f"{plan.channel.path}/archive/" if plan.channel.path else "archive/"


def part_of(plan: Plan, part: int) -> Plan:
    """Name a part of a feed's archives and its files; what it holds is yet to be said."""
    folder = archive_folder(plan)
    paths = {name: folder + _NAMES[name].format(part) for name in plan.settings if name in _NAMES}
    return replace(plan, paths=paths, part=part, archives=False)


def _part_links(setting: DocumentOptions, name: FormatName, shelf: Shelf, part: int) -> ArchiveLinks:
    return ArchiveLinks(
        current=setting.self_url, prev=shelf.url(name, part - 1), next=shelf.url(name, part + 1), archive=True
    )
