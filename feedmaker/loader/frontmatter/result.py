"""What reading front matter returns: the metadata as its author wrote it, with the line of every key.

What is done with values may take more than linear time or space: long ones are shortened before.
"""

from collections.abc import Iterable
from operator import is_
from typing import NamedTuple

from feedmaker.loader.frontmatter.other_languages import KEYS
from feedmaker.problems import Problem
from feedmaker.text.messages import quoted
from feedmaker.text.urls import GHOST_URL
from feedmaker.text.yaml_parser import MAX_DEPTH

#: Characters of front matter that are read at most: nobody writes more, and reading it takes memory.
MAX_LENGTH = 300_000

#: Problems that are reported of one file's front matter at most.
MAX_PROBLEMS = 20

#: Characters of a text or a key; values of a list or a mapping.
MAX_TEXT = 10_000
MAX_ITEMS = 1_000

#: Keys that generators give a meaning; they distinguish front matter without fences from a sentence with a colon.
KNOWN_KEYS = frozenset([
    "title", "subtitle", "date", "created", "updated", "modified", "lastmod", "layout", "type", "tags", "tag",
    "categories", "category", "keywords", "topics", "author", "authors", "slug", "summary", "description", "excerpt",
    "draft", "published", "public", "status", "permalink", "lang", "language", "image", "cover", "thumbnail",
    "comments", "template", "series", "id", "abbrlink",
])  # fmt: skip
#: Words that begin lines of other texts as well.
_COMMON_WORDS = frozenset(["data", "state", "stage"])
_ARTICLE_KEYS = KNOWN_KEYS.union(*KEYS.values()) - _COMMON_WORDS
_TITLES_AND_DATES = frozenset(["title", "date", *KEYS["title"], *KEYS["date"]]) - _COMMON_WORDS


class Field(NamedTuple):
    """A key as written, its value, and the line of the key."""

    key: str
    value: object
    line: int


class FieldMapping(NamedTuple):
    """The fields of front matter, keys in lower case, in the order in which they first occur."""

    values: dict[str, object]
    #: Key → line in the file, counted from 1.
    lines: dict[str, int]
    #: Key → the key as written, only where the two differ.
    original_keys: dict[str, str]
    problems: tuple[Problem, ...] = ()


class ParsedBlock(NamedTuple):
    """Fields that were read, and the offset of the text that follows them."""

    fields: FieldMapping
    end: int
    #: Where the body ends, None for the end of the text.
    body_end: int | None = None


class FrontMatter(NamedTuple):
    """The front matter of a file and where its body begins."""

    #: "yaml", "toml", "json", "header", "below" (a title), "list", "rst", "nikola", "lctt", "html", "none"; "unread":
    #: cannot be read.
    kind: str
    #: As in FieldMapping, and so are `lines` and `original_keys`. YAML and header scalars are `str` as written, a plain
    #: YAML null is None; TOML and JSON values are native.
    values: dict[str, object]
    lines: dict[str, int]
    original_keys: dict[str, str]
    #: Characters before the body.
    body_offset: int
    #: Line in the file where the body begins, counted from 1.
    body_line: int
    problems: tuple[Problem, ...]
    #: It is in the file beside the article (`source.sidecar`), and so are its lines.
    is_sidecar: bool = False
    #: Where the body of an HTML document ends, if it is only a part of it; None for the end of the text.
    body_end: int | None = None

    def with_site(self, site: str, text: str) -> "FrontMatter":
        """Return it with the URL of the site in place of Ghost's placeholder; `text` is that of the file."""
        if GHOST_URL not in text[: self.body_offset]:
            return self
        url = site.rstrip("/")
        return self._replace(values={key: _replaced(value, GHOST_URL, url) for key, value in self.values.items()})


def _replaced(value: object, old: str, new: str) -> object:
    if isinstance(value, str):
        return value.replace(old, new)
    if isinstance(value, list):
        return [_replaced(part, old, new) for part in value]
    return {key: _replaced(part, old, new) for key, part in value.items()} if isinstance(value, dict) else value


def line_at(text: str, offset: int) -> int:
    """Return the line of `offset`, counted from 1."""
    return text.count("\n", 0, offset) + 1


def are_article_keys(keys: Iterable[str], *, enough: int = 2) -> bool:
    """Return True if keys are those of an article, and not the words before the colons of a text.

    A title or a date is sufficient, or `enough` others.
    """
    found = _ARTICLE_KEYS.intersection(key.strip().lower().replace(" ", "_") for key in keys)
    return len(found) >= enough or not found.isdisjoint(_TITLES_AND_DATES)


def collect_fields(fields: Iterable[Field], problems: Iterable[Problem] = ()) -> FieldMapping:
    """Make a mapping of fields; of a key that is written twice the last value is used, as in PyYAML."""
    values: dict[str, object] = {}
    lines: dict[str, int] = {}
    original_keys: dict[str, str] = {}
    found = list(problems)
    for key, value, line in fields:
        written = key.strip()
        name = written.lower()
        if name in values:
            message = f"{quoted(written)} is written twice, in line {lines[name]} and here; the last value is used"
            found.append(Problem("key-twice", message, "keep one of the two", line))
            original_keys.pop(name, None)
        values[name] = value
        lines[name] = line
        if name != written:
            original_keys[name] = written
    if len(found) > MAX_PROBLEMS:
        message = f"front matter has {len(found) - MAX_PROBLEMS} more problems"
        found[MAX_PROBLEMS:] = [Problem("front-matter-recovered", message, line=found[MAX_PROBLEMS].line)]
    return FieldMapping(values, lines, original_keys, tuple(found))


def limit_values(fields: FieldMapping) -> FieldMapping:
    """Shorten what is too long or nested too deeply; each field with such a value is a problem."""
    values: dict[str, object] = {}
    problems = list(fields.problems)
    for key, value in fields.values.items():
        values[key] = limited = _limited(value, 0)
        if limited is not value:
            message = (
                f"{quoted(fields.original_keys.get(key, key))} has a text of more than {MAX_TEXT:,} characters, more "
                f"than {MAX_ITEMS:,} values, or more than {MAX_DEPTH} levels; the rest is left out"
            )
            hint = "write text in the body, and only metadata in the front matter"
            problems.append(Problem("value-too-long", message, hint, fields.lines.get(key)))
    return fields._replace(values=values, problems=tuple(problems))


def _limited(value: object, depth: int) -> object:
    """Return a value within the limits: the same object if it is so already."""
    if isinstance(value, str):
        return value if len(value) <= MAX_TEXT else value[:MAX_TEXT]
    if isinstance(value, list):
        if depth >= MAX_DEPTH:
            return None
        items = [_limited(item, depth + 1) for item in value[:MAX_ITEMS]]
        is_same = len(items) == len(value) and all(map(is_, items, value))
        return value if is_same else items
    if isinstance(value, dict):
        if depth >= MAX_DEPTH:
            return None
        pairs = [(key, part) for key, part in list(value.items())[:MAX_ITEMS] if len(str(key)) <= MAX_TEXT]
        inner = {key: _limited(part, depth + 1) for key, part in pairs}
        is_same = len(inner) == len(value) and all(map(is_, inner.values(), value.values()))
        return value if is_same else inner
    return value
