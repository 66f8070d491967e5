"""Which front-matter keys mean what, and the values of an article sorted by the field they may fill.

Keys are compared without regard to case and to "-", "_" and spaces: `featuredImage`, `featured_image` and
`featured-image` are one. A dot reaches into a mapping: `taxonomies.categories` is `categories` under `taxonomies`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Generic, NamedTuple, TypeVar
from unicodedata import category

from feedmaker.loader.frontmatter import other_languages
from feedmaker.loader.frontmatter.result import FrontMatter
from feedmaker.problems import Problem
from feedmaker.text.word_lists import word_lists

#: Field → its keys; the first that has a value is used.
FIELDS: Mapping[str, tuple[str, ...]] = word_lists(__file__, "keys.txt")
#: The same with the keys of other languages, which no generator reads.
FIELDS_IN_ALL_LANGUAGES: Mapping[str, tuple[str, ...]] = {
    field: keys + other_languages.KEYS.get(field, ()) for field, keys in FIELDS.items()
}

#: Other names of fields in `articles.fields`.
SYNONYMS: Mapping[str, str] = {
    "author": "authors", "category": "categories", "tag": "tags", "description": "summary", "lang": "language",
    "guid": "id", "images": "image", "enclosure": "enclosures",
}  # fmt: skip

#: Front matter with more keys is not cached: hostile files have tens of thousands.
_MAX_CACHED_KEYS = 64
#: What a rule of a generator finds (`metadata/conventions`), in keys of `articles.fields`.
_RULES_OF_GENERATORS = frozenset({":filename"})

Value = TypeVar("Value")
Value_co = TypeVar("Value_co", covariant=True)


class Candidate(NamedTuple):
    """A value of the front matter that may fill a field."""

    #: As written in the file, with a dot and the inner key for a value inside a mapping.
    key: str
    value: object
    #: Of the key in the file, or of the mapping that it is in; from 1.
    line: int | None = None


class Candidates(dict[str, list[Candidate]]):
    """Field → its candidates in the order of the table; none for a field that is missing."""

    def __missing__(self, field: str) -> list[Candidate]:
        return []


class Field(NamedTuple, Generic[Value_co]):
    """The value of a field, and where it came from."""

    value: Value_co
    #: How the value was read, or what was used instead: "front matter", "first heading", "file name" …
    rule: str
    #: None where the value comes from elsewhere than the front matter.
    source: Candidate | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def line(self) -> int | None:
        """The line of the key in the file; None where the value comes from elsewhere."""
        return self.source.line if self.source else None


def first_value(
    candidates: Sequence[Candidate], parse: Callable[[object], Value], default: Field[Value], rule: str = "front matter"
) -> Field[Value]:
    """Return the value of the first candidate for which `parse` returns one, `default` if there is none."""
    for candidate in candidates:
        value = parse(candidate.value)
        if value:
            return Field(value, rule, candidate)
    return default


def normalise_key(key: str) -> str:
    """Return a key as keys are compared: in lower case, without hyphens, underscores, spaces, invisible characters.

    And without the signs around a key that is not written as one: ":draft", "draft:", "+draft".
    """
    if not key.isascii():
        key = "".join(character for character in key if category(character) not in ("Cf", "Zs"))
    key = key.lower().replace("-", "").replace("_", "").replace(" ", "")
    return key if key in _RULES_OF_GENERATORS else key.strip(":+@*")


def lower_keys(mapping: Mapping[object, object]) -> dict[str, object]:
    """Return a mapping with its keys in lower case."""
    return {str(key).lower(): value for key, value in mapping.items()}


class KeyTable:
    """FIELDS with the keys that the configuration sets for some of them."""

    def __init__(self, configured: Mapping[str, tuple[str, ...]]) -> None:
        """Replace the keys of the fields in `configured`, which is `config.articles.fields`."""
        self._fields_of: dict[str, list[tuple[int, str]]] = {}
        self._mappings: set[str] = set()
        configured = {SYNONYMS.get(field, field): keys for field, keys in configured.items()}
        for field, keys in {**FIELDS, **configured}.items():
            for rank, key in enumerate(keys):
                name = normalise_key(key)
                self._fields_of.setdefault(name, []).append((rank, field))
                steps = name.split(".")
                self._mappings.update(".".join(steps[:end]) for end in range(1, len(steps)))
        # The articles of a site share a few sets of keys.
        self._cached_places = lru_cache(maxsize=256)(self._places)

    def candidates(self, front_matter: FrontMatter) -> Candidates:
        """Return the values of the front matter by field, without empty ones."""
        values, lines, original_keys = front_matter.values, front_matter.lines, front_matter.original_keys
        keys, parts = tuple(values), tuple(values.values())
        if dict in map(type, parts):
            keys, parts = zip(*self._flattened(values, ""), strict=True)
        places = self._cached_places if len(keys) <= _MAX_CACHED_KEYS else self._places
        found = Candidates()
        for field, index in places(keys):
            key, value = keys[index], parts[index]
            if value is None or value == "":
                continue
            line = lines.get(key) or lines.get(key.partition(".")[0])
            found.setdefault(field, []).append(Candidate(original_keys.get(key, key), value, line))
        return found

    def _places(self, keys: tuple[str, ...]) -> list[tuple[str, int]]:
        """Return the fields that keys may fill, each with the index of its key, in the order that counts."""
        names = map(normalise_key, keys)
        ranked = [(rank, field, at) for at, name in enumerate(names) for rank, field in self._fields_of.get(name, ())]
        return [(field, at) for _, field, at in sorted(ranked, key=itemgetter(0))]

    def _flattened(self, values: Mapping[str, object], prefix: str) -> Iterator[tuple[str, object]]:
        """Yield keys and values; those inside a mapping that the table reaches into follow it, with dotted keys."""
        for key, value in values.items():
            yield prefix + key, value
            if isinstance(value, dict) and normalise_key(prefix + key) in self._mappings:
                inner = {name: part for name, part in value.items() if isinstance(name, str)}
                yield from self._flattened(inner, f"{prefix}{key}.")
