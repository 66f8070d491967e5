"""The names by which an article is grouped into feeds, and their text in the state."""

import json
import re
import unicodedata
from functools import lru_cache
from typing import Literal, NamedTuple, TypeAlias

from feedmaker.config.schema import Feeds
from feedmaker.model import Article, Category
from feedmaker.text.languages import HAN

#: What puts an article into a feed: a category, a tag, an author, a language, or a rule of `feeds.custom`.
FeedKind: TypeAlias = Literal["site", "category", "tag", "author", "language", "custom"]

# Format characters that are invisible or change the direction of text: names that differ only by them look alike.
_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_SPACE = re.compile(r"\s+")
# Han and kana are written without spaces; one beside them is a matter of taste ("H5 游戏", "H5游戏").
_EAST_ASIAN = f"\u3040-\u30ff{HAN}"
_SPACE_BESIDE_EAST_ASIAN = re.compile(f"(?<=[{_EAST_ASIAN}]) | (?=[{_EAST_ASIAN}])")


class ArticleLabels(NamedTuple):
    """The names of an article that make feeds, as the article spells them."""

    categories: tuple[Category, ...]
    tags: tuple[str, ...]
    #: Empty, and None, if no feed depends on them.
    authors: tuple[str, ...]
    language: str | None


class LabelKinds(NamedTuple):
    """Which labels make feeds besides categories and tags: the fewer labels differ, the faster articles are grouped."""

    authors: bool
    languages: bool


def label_kinds(feeds: Feeds) -> LabelKinds:
    """Return the kinds of labels that `feeds` uses, by its switches or in the rule of a custom feed."""
    return LabelKinds(
        authors=feeds.authors or has_condition(feeds, "author"),
        languages=feeds.languages or has_condition(feeds, "language"),
    )


def has_condition(feeds: Feeds, kind: str) -> bool:
    """Return True if the rule of a custom feed has a condition of this kind, such as "path:notes/*"."""
    return any(
        condition.startswith(f"{kind}:") for feed in feeds.custom for condition in (*feed.any, *feed.all, *feed.not_)
    )


def article_labels(article: Article, kinds: LabelKinds) -> ArticleLabels:
    """Return the labels of an article."""
    return ArticleLabels(
        categories=article.categories,
        tags=article.tags,
        authors=tuple(author.name for author in article.authors) if kinds.authors else (),
        language=article.language if kinds.languages else None,
    )


@lru_cache(maxsize=4096)
def normalize(name: str) -> str:
    """Fold a name so that spellings that differ only by letter case, width or spaces become equal."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return _SPACE_BESIDE_EAST_ASIAN.sub("", _SPACE.sub(" ", _INVISIBLE.sub("", folded))).strip() or name


# labels cannot contain themselves
_encode = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode


def dump_labels(labels: ArticleLabels) -> str:
    """Write labels as one line of JSON."""
    return _encode(labels)


def load_labels(text: str) -> ArticleLabels:
    """Read what `dump_labels` wrote."""
    categories, tags, authors, language = json.loads(text)
    return ArticleLabels(tuple(map(tuple, categories)), tuple(tags), tuple(authors), language)
