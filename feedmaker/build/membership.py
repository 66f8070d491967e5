"""State → groups: which articles are published now, and in which feeds."""

from dataclasses import dataclass

from feedmaker.config.schema import Config
from feedmaker.state import State
from feedmaker.writer.buckets import Member
from feedmaker.writer.grouping import Group, Grouping, Variants

_FAR = 1 << 62


@dataclass(frozen=True, slots=True)
class Membership:
    """The feeds to be and what became of the articles that are published by their own word."""

    groups: list[Group]
    #: Names of categories and tags of each article that a feed shows, by number.
    names: dict[int, tuple[str, ...]]
    published: int
    held: int
    expired: int
    duplicate: int
    #: When the next article is due to enter or to leave, seconds since the epoch.
    due: int | None
    variants: list[Variants]
    #: (copy, original): paths of exact copies.
    copies: list[tuple[str, str]]


def gather(state: State, config: Config, now: int) -> Membership:
    """Group the articles that are due; `now` is in seconds since the epoch."""
    hold, drop = config.articles.future == "hold", config.articles.expired == "drop"
    originals, copies, named = _copies(state)
    grouping = Grouping(config, state.newest(now if hold else _FAR) or now)
    members: dict[int, Member] = {}
    later: dict[int, list[tuple[str, str]]] = {}
    held = expired = duplicate = published = 0
    due = _FAR
    for number, when, expires, id_, look, labels, folder, name in state.group_rows():
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
            later.setdefault(original, []).append((labels, path))
            continue
        published += 1
        member = Member(-when, id_, number, look, labels)
        if number in originals:
            members[number] = member
        grouping.add(member, labels, path)
    for number, others in later.items():
        grouping.add_copies(members[number], others)
    groups = grouping.groups()
    names: dict[int, tuple[str, ...]] = {}
    memo: dict[str, tuple[str, ...]] = {}
    for group in groups:
        for member in group.members:
            if member.number in names:
                continue
            if member.number in later:
                names[member.number] = grouping.entry_names(
                    [member.labels, *(text for text, _ in sorted(later[member.number]))]
                )
            elif (known := memo.get(member.labels)) is not None:
                names[member.number] = known
            else:
                names[member.number] = memo[member.labels] = grouping.entry_names([member.labels])
    return Membership(
        groups, names, published, held, expired, duplicate, None if due == _FAR else due, grouping.variants(), named
    )


def _copies(state: State) -> tuple[set[int], dict[int, int], list[tuple[str, str]]]:
    """Find exact copies: the numbers of originals, copy → original, and the paths of both."""
    originals, copies, named = set(), {}, []
    for twins in state.twins("print"):
        first = twins[0]
        originals.add(first.number)
        for twin in twins[1:]:
            copies[twin.number] = first.number
            named.append((twin.path, first.path))
    return originals, copies, named
