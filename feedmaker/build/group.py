"""State → groups: which articles are published now, and in which feeds."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import NamedTuple

from feedmaker.build.tasks import ToRender
from feedmaker.config.schema import Config
from feedmaker.state import State, Twin
from feedmaker.writer.grouping import ExactCopy, Group, Grouping, JoinedSpellings
from feedmaker.writer.newest import GroupedArticle, GroupedRow

_FAR = 1 << 62


@dataclass(frozen=True, slots=True)
class Membership:
    """The feeds to be and what became of the articles that are published by their own word."""

    groups: list[Group]
    #: Names of categories and tags of each article that a feed shows, by number.
    names: dict[int, tuple[str, ...]]
    #: The ids of entries that stand for several exact copies, by number.
    ids: dict[int, str]
    published: int
    #: Those that feeds would show and that could not be rendered.
    left_out: int
    held: int
    #: Those that have expired, and those in hidden categories.
    excluded: int
    duplicate: int
    #: When the next article is due to enter or to leave, seconds since the epoch.
    due: int | None
    variants: list[JoinedSpellings]
    #: (copy, original): paths of exact copies.
    copies: list[tuple[str, str]]


class _Original(NamedTuple):
    """The one of several exact copies that stands for all of them."""

    path: str
    #: That of their entry.
    id: str
    #: The others, by path.
    copies: list[ExactCopy]


def gather(state: State, config: Config, now: int, lost: Set[int]) -> Membership:
    """Group the articles that are due; `now` is in seconds since the epoch, `lost` could not be rendered."""
    until = now if config.articles.future == "hold" else _FAR
    since = now if config.articles.expired == "drop" else -_FAR
    standing = state.standing(until, since)
    grouping = Grouping(config, standing.newest or 0)
    originals = _originals(state, since, lost, grouping)
    apart = {copy.number for original in originals.values() for copy in original.copies} | lost
    special = apart | originals.keys()
    published = hidden = duplicate = 0
    shared: list[tuple[GroupedArticle, _Original]] = []
    for rows in state.members(until, since):
        alike = defaultdict[str, list[GroupedRow]](list)
        for row in rows:
            if row[2] in special:
                if row[2] in apart:
                    continue
                original = originals[row[2]]
                row = GroupedArticle._make(row)._replace(id=original.id)
                shared.append((row, original))
            alike[row[4]].append(row)
        for labels, members in alike.items():
            shown = _add(state, grouping, members, labels)
            published += shown
            hidden += len(members) - shown
        alike.clear()
    for member, original in sorted(shared):
        duplicate += len(original.copies)
        grouping.add_copies(member, original.path, original.copies)
    groups = grouping.groups()
    return Membership(
        groups,
        _names(groups, {member.number: original for member, original in shared}, grouping),
        {number: original.id for number, original in originals.items()},
        published,
        len(lost),
        standing.held,
        standing.expired + hidden,
        duplicate,
        min((when for when in (standing.next_due, standing.next_expiry) if when is not None), default=None),
        grouping.joined_spellings(),
        [(copy.path, original.path) for original in originals.values() for copy in original.copies],
    )


def to_render(state: State, membership: Membership, numbers: Sequence[int]) -> Iterator[ToRender]:
    """Yield what rendering needs of these articles."""
    for number, folder, name, size, mtime, id_, record, problems in state.records(numbers):
        path = f"{folder}/{name}" if folder else name
        id_ = membership.ids.get(number, id_)
        yield ToRender(number, path, size, mtime, id_, record, membership.names[number], problems)


def _add(state: State, grouping: Grouping, members: list[GroupedRow], labels: str) -> int:
    """Put articles of the same labels into their feeds; tell how many of them are in any."""
    if grouping.needs_paths:
        return sum(grouping.add([member], labels, state.path(member[2])) for member in members)
    return len(members) if grouping.add(members, labels) else 0


def _names(groups: list[Group], shared: Mapping[int, _Original], grouping: Grouping) -> dict[int, tuple[str, ...]]:
    """Name the categories and tags of every article that a feed shows, those of its exact copies as well."""
    names: dict[int, tuple[str, ...]] = {}
    memo: dict[str, tuple[str, ...]] = {}
    for group in groups:
        for member in group.members:
            if member.number in names:
                continue
            labels = member.labels
            if (original := shared.get(member.number)) is not None:
                names[member.number] = grouping.category_names([labels, *(copy.labels for copy in original.copies)])
            elif labels in memo:
                names[member.number] = memo[labels]
            else:
                names[member.number] = memo[labels] = grouping.category_names([labels])
    return names


def _originals(state: State, since: int, lost: Set[int], grouping: Grouping) -> dict[int, _Original]:
    """Find exact copies: the number of the one that stands for the others → what it stands for.

    It is the first by path, as it would be without a state; its entry has the id of the copy that was seen first,
    under which subscribers know it. What has expired by `since` or is hidden is no copy of anything.
    """

    def lives(twin: Twin) -> bool:
        gone = twin.expires is not None and twin.expires <= since
        return not gone and twin.number not in lost and not grouping.is_hidden(twin.labels)

    found = {}
    for twins in state.twins("print"):
        living = list(filter(lives, twins))
        if len(living) > 1:
            first, *others = sorted(living, key=lambda twin: twin.path)
            copies = [ExactCopy(twin.path, twin.labels, twin.number) for twin in others]
            found[first.number] = _Original(first.path, living[0].id, copies)
    return found
