"""What articles are grouped by, and its text in the state."""

import json
from typing import NamedTuple

from feedmaker.model import Category


class Labels(NamedTuple):
    """The names of an article that make feeds, as the article spells them."""

    categories: tuple[Category, ...]
    tags: tuple[str, ...]
    authors: tuple[str, ...]
    language: str | None


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def dump_labels(labels: Labels) -> str:
    """Write labels as one line of JSON."""
    return _encode(labels)


def load_labels(text: str) -> Labels:
    """Read what `dump_labels` wrote."""
    categories, tags, authors, language = json.loads(text)
    return Labels(tuple(map(tuple, categories)), tuple(tags), tuple(authors), language)
