"""What stands before a body: the metadata of an article as its author wrote it, with the line of every key."""

from collections.abc import Iterable
from typing import NamedTuple

from feedmaker.problems import Problem
from feedmaker.text.messages import quoted

#: A longer head is read only this far, in characters: no person writes one, and reading costs memory.
MAX_LENGTH = 300_000

#: A head that is broken everywhere says so this many times.
MAX_FINDINGS = 20

#: Keys that generators give a meaning; they tell a head without fences from a sentence with a colon.
KNOWN_KEYS = frozenset(
    {
        "title",
        "subtitle",
        "date",
        "created",
        "updated",
        "modified",
        "lastmod",
        "layout",
        "type",
        "tags",
        "tag",
        "categories",
        "category",
        "keywords",
        "topics",
        "author",
        "authors",
        "slug",
        "summary",
        "description",
        "excerpt",
        "draft",
        "published",
        "public",
        "status",
        "permalink",
        "lang",
        "language",
        "image",
        "cover",
        "thumbnail",
        "comments",
        "template",
        "series",
        "id",
        "abbrlink",
    }
)


class Fields(NamedTuple):
    """The fields of a head, keys in lower case, in the order in which they were first seen."""

    values: dict[str, object]
    #: Key → line in the file, counted from 1.
    lines: dict[str, int]
    #: Key → the key as written, only where the two differ.
    spelled: dict[str, str]
    problems: tuple[Problem, ...]


class Head(NamedTuple):
    """The front matter of a file and where its body begins."""

    #: "yaml", "toml", "json", "header", "rst", "nikola", "lctt", "html" or "none".
    kind: str
    #: Keys in lower case. YAML and header scalars are `str` as written, a plain YAML null is None;
    #: TOML and JSON values are native.
    values: dict[str, object]
    #: Key → line in the file, counted from 1.
    lines: dict[str, int]
    #: Key → the key as written, only where the two differ.
    spelled: dict[str, str]
    #: Characters before the body.
    body_offset: int
    #: Line in the file where the body begins, counted from 1.
    body_line: int
    problems: tuple[Problem, ...]


def line_at(text: str, offset: int) -> int:
    """Return the line of `offset`, counted from 1."""
    return text.count("\n", 0, offset) + 1


def gather(fields: Iterable[tuple[str, object, int]], problems: Iterable[Problem] = ()) -> Fields:
    """Collect (key, value, line); of a key that is given twice the last counts, as in PyYAML."""
    values: dict[str, object] = {}
    lines: dict[str, int] = {}
    spelled: dict[str, str] = {}
    found = list(problems)
    for key, value, line in fields:
        written = key.strip()
        name = written.lower()
        if name in values:
            message = f"{quoted(written)} is given twice, in line {lines[name]} and here; the last one counts"
            found.append(Problem("key-twice", message, "keep one of the two", line))
            spelled.pop(name, None)
        values[name] = value
        lines[name] = line
        if name != written:
            spelled[name] = written
    return Fields(values, lines, spelled, few(found))


def few(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Keep the first problems and say how many more there were."""
    found = tuple(problems)
    if len(found) <= MAX_FINDINGS:
        return found
    rest = len(found) - MAX_FINDINGS
    last = Problem("front-matter-recovered", f"front matter has {rest} more faults", "", found[MAX_FINDINGS].line)
    return (*found[:MAX_FINDINGS], last)
