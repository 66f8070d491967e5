"""The values of a head, sorted by the fields that they may fill."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from feedmaker.loader.metadata.keys import FIELDS, SYNONYMS, Fields, Found, fold

#: Heads of more keys are not remembered: a hostile one has tens of thousands.
FEW_KEYS = 64


class Shape(NamedTuple):
    """What keys fill, whatever their values are."""

    #: Field and place among the keys, in the order in which they count.
    places: tuple[tuple[str, int], ...]
    #: Places of the keys that may hold a mapping of further keys.
    mappings: tuple[int, ...]


class Table:
    """The table of keys with what the configuration says over it."""

    def __init__(self, named: Mapping[str, tuple[str, ...]]) -> None:
        """Take `config.articles.fields`: the keys it names for a field replace the built-in ones."""
        self._places: dict[str, list[tuple[str, int]]] = {}
        self._mappings: set[str] = set()
        over = {SYNONYMS.get(field, field): keys for field, keys in named.items()}
        for field, keys in {**FIELDS, **over}.items():
            for rank, key in enumerate(keys):
                folded = fold(key)
                self._places.setdefault(folded, []).append((field, rank))
                steps = folded.split(".")
                self._mappings.update(".".join(steps[:end]) for end in range(1, len(steps)))
        # the heads of a site have few sets of keys between them
        self._known_shape = lru_cache(maxsize=256)(self.shape)

    def sort(self, values: Mapping[str, object]) -> Fields:
        """Return what `values` says, by field; what is empty says nothing."""
        keys = tuple(values)
        shape = (self._known_shape if len(keys) <= FEW_KEYS else self.shape)(keys)
        parts = tuple(values.values())
        for place in shape.mappings:
            if isinstance(parts[place], dict):
                keys, parts = zip(*self._flat(values, ""), strict=True)
                shape = self.shape(keys)
                break
        fields: Fields = {}
        for field, place in shape.places:
            value = parts[place]
            if value is None or value == "":
                continue
            if field in fields:
                fields[field].append(Found(keys[place], value))
            else:
                fields[field] = [Found(keys[place], value)]
        return fields

    def shape(self, keys: tuple[str, ...]) -> Shape:
        """Tell what these keys fill, whatever their values are."""
        folded = [fold(key) for key in keys]
        places = [(rank, field, at) for at, name in enumerate(folded) for field, rank in self._places.get(name, ())]
        places.sort(key=_rank)
        mappings = tuple(at for at, name in enumerate(folded) if name in self._mappings)
        return Shape(tuple((field, at) for _, field, at in places), mappings)

    def _flat(self, values: Mapping[str, object], before: str) -> Iterator[tuple[str, object]]:
        """Give the keys and values, and after each mapping that the table reaches into those of the mapping."""
        for key, value in values.items():
            whole = before + key
            yield whole, value
            if isinstance(value, dict) and fold(whole) in self._mappings:
                yield from self._flat(
                    {inner: part for inner, part in value.items() if isinstance(inner, str)}, whole + "."
                )


def _rank(place: tuple[int, str, int]) -> int:
    return place[0]
