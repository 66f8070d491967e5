"""What articles are grouped by, and its text in the state."""

import json
from functools import lru_cache
from typing import Literal, NamedTuple, TypeAlias

from feedmaker.config.schema import Feeds
from feedmaker.model import Article, Category

#: What puts an article into a feed: a category, a tag, an author, a language, or a rule of `feeds.custom`.
FeedKind: TypeAlias = Literal["site", "category", "tag", "author", "language", "custom"]


class ArticleLabels(NamedTuple):
    """The names of an article that make feeds, as the article spells them."""

    categories: tuple[Category, ...]
    tags: tuple[str, ...]
    #: Empty, and None, where no feed is made by them.
    authors: tuple[str, ...]
    language: str | None


class LabelKinds(NamedTuple):
    """What feeds are made by beside categories and tags: the fewer labels differ, the faster articles are grouped."""

    authors: bool
    languages: bool


def label_kinds(feeds: Feeds) -> LabelKinds:
    """Tell what `feeds` asks for, by its switches or in a rule."""
    conditions = [condition for feed in feeds.custom for condition in (*feed.any, *feed.all, *feed.not_)]
    return LabelKinds(
        feeds.authors or any(condition.startswith("author:") for condition in conditions),
        feeds.languages or any(condition.startswith("language:") for condition in conditions),
    )


def article_labels(article: Article, kinds: LabelKinds) -> ArticleLabels:
    """Give what an article is grouped by."""
    authors = tuple(author.name for author in article.authors) if kinds.authors else ()
    return ArticleLabels(article.categories, article.tags, authors, article.language if kinds.languages else None)


# labels hold no circles to look for
_encode = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode


def dump_labels(labels: ArticleLabels) -> str:
    """Write labels as one line of JSON."""
    return _encode(labels)


def load_labels(text: str) -> ArticleLabels:
    """Read what `dump_labels` wrote."""
    return _remembered(text) if len(text) <= _SHORT else _read(text)


def _read(text: str) -> ArticleLabels:
    categories, tags, authors, language = json.loads(text)
    return ArticleLabels(tuple(map(tuple, categories)), tuple(tags), tuple(authors), language)


#: Longer texts are not remembered.
_SHORT = 500
_remembered = lru_cache(maxsize=4096)(_read)
