"""State → groups: which articles are published now, and in which feeds."""

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from feedmaker.build.crew import ToRender
from feedmaker.config.schema import Config
from feedmaker.state import State
from feedmaker.writer.buckets import Member
from feedmaker.writer.grouping import Copy, Group, Grouping, Variants

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
    variants: list[Variants]
    #: (copy, original): paths of exact copies.
    copies: list[tuple[str, str]]


def gather(state: State, config: Config, now: int, lost: Set[int]) -> Membership:
    """Group the articles that are due; `now` is in seconds since the epoch, `lost` could not be rendered."""
    hold, drop = config.articles.future == "hold", config.articles.expired == "drop"
    newest = state.newest(now if hold else _FAR)
    grouping = Grouping(config, 0 if newest is None else newest)
    copies, ids, named = _copies(state, now if drop else None, lost, grouping)
    members: dict[int, tuple[Member, str]] = {}
    later: dict[int, list[Copy]] = {}
    held = expired = hidden = duplicate = published = 0
    due = _FAR
    for number, when, expires, id_, look, labels, folder, name in state.group_rows():
        if number in lost:
            continue
        if hold and when > now:
            held += 1
            due = min(due, when)
            continue
        if drop and expires is not None:
            if expires <= now:
                expired += 1
                continue
            due = min(due, expires)
        path = f"{folder}/{name}" if folder else name
        original = copies.get(number)
        if original is not None:
            duplicate += 1
            later.setdefault(original, []).append(Copy(path, labels, number))
            continue
        published += 1
        member = Member(-when, ids.get(number, id_), number, look, labels)
        if number in ids:
            members[number] = member, path
        if not grouping.add(member, labels, path):
            published -= 1
            hidden += 1
    for number, others in later.items():
        others.sort()
        grouping.add_copies(*members[number], others)
    groups = grouping.groups()
    names: dict[int, tuple[str, ...]] = {}
    memo: dict[str, tuple[str, ...]] = {}
    for group in groups:
        for member in group.members:
            if member.number in names:
                continue
            if member.number in later:
                names[member.number] = grouping.entry_names(
                    [member.labels, *(copy.labels for copy in later[member.number])]
                )
            elif (known := memo.get(member.labels)) is not None:
                names[member.number] = known
            else:
                names[member.number] = memo[member.labels] = grouping.entry_names([member.labels])
    return Membership(
        groups,
        names,
        ids,
        published,
        len(lost),
        held,
        expired + hidden,
        duplicate,
        None if due == _FAR else due,
        grouping.variants(),
        named,
    )


def to_render(state: State, membership: Membership, numbers: Sequence[int]) -> Iterator[ToRender]:
    """Yield what rendering needs of these articles."""
    for number, folder, name, size, mtime, id_, record in state.records(numbers):
        path = f"{folder}/{name}" if folder else name
        id_ = membership.ids.get(number, id_)
        yield ToRender(number, path, size, mtime, id_, record, membership.names[number])


def _copies(
    state: State, now: int | None, lost: Set[int], grouping: Grouping
) -> tuple[dict[int, int], dict[int, str], list[tuple[str, str]]]:
    """Find exact copies: copy → original, original → id of their entry, and the paths of both.

    The original is the first by path, as it would be without a state; its entry has the id of the copy that was seen
    first, under which subscribers know it. What has expired `now` or is hidden is no copy of anything.
    """
    copies, ids, named = dict[int, int](), dict[int, str](), list[tuple[str, str]]()
    for twins in state.twins("print"):
        living = [
            twin
            for twin in twins
            if (now is None or twin.expires is None or twin.expires > now)
            and twin.number not in lost
            and not grouping.hides(twin.labels)
        ]
        if len(living) < 2:
            continue
        original = min(living, key=lambda twin: twin.path)
        ids[original.number] = living[0].id
        for twin in sorted(living, key=lambda twin: twin.path):
            if twin is not original:
                copies[twin.number] = original.number
                named.append((twin.path, original.path))
    return copies, ids, named
