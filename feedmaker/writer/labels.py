"""The names by which an article is grouped into feeds, their text in the state, and the rules of `feeds.custom`."""

import json
import re
import unicodedata
from collections.abc import Callable
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Literal, NamedTuple, TypeAlias

from feedmaker.config.schema import CustomFeed, Feeds
from feedmaker.model import Article, Category
from feedmaker.text.languages import HAN

#: What puts an article into a feed: a category, a tag, an author, a language, or a rule of `feeds.custom`.
FeedKind: TypeAlias = Literal["site", "category", "tag", "author", "language", "custom"]

# `normalize` compiles these two when a name needs them, which takes milliseconds.
# Format characters that are invisible or change the direction of text: names that differ only by them look alike.
_INVISIBLE = "[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
# Han and kana are written without spaces; one beside them is a matter of taste ("H5 游戏", "H5游戏").
_SPACE_BESIDE_EAST_ASIAN = f"(?<=[\u3040-\u30ff{HAN}]) | (?=[\u3040-\u30ff{HAN}])"


class ArticleLabels(NamedTuple):
    """The names of an article that make feeds, as the article spells them."""

    categories: tuple[Category, ...]
    tags: tuple[str, ...]
    #: Empty, and None, if no feed depends on them.
    authors: tuple[str, ...]
    language: str | None


#: Takes the labels and the path of an article.
Condition: TypeAlias = Callable[[ArticleLabels, str], bool]


def has_condition(feeds: Feeds, kind: str) -> bool:
    """Return True if the rule of a custom feed has a condition of this kind, such as "path:notes/*"."""
    return any(
        condition.startswith(f"{kind}:") for feed in feeds.custom for condition in (*feed.any, *feed.all, *feed.not_)
    )


def labels_of(feeds: Feeds) -> Callable[[Article], ArticleLabels]:
    """Return a function that returns the labels of an article that make feeds.

    The fewer labels differ, the faster articles are grouped.
    """
    has_authors = feeds.authors or has_condition(feeds, "author")
    has_languages = feeds.languages or has_condition(feeds, "language")

    def labels(article: Article) -> ArticleLabels:
        return ArticleLabels(
            categories=article.categories,
            tags=article.tags,
            authors=tuple(author.name for author in article.authors) if has_authors else (),
            language=article.language if has_languages else None,
        )

    return labels


@lru_cache(maxsize=4096)
def normalize(name: str) -> str:
    """Fold a name so that spellings that differ only by letter case, width or spaces become equal."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    if not folded.isascii():
        folded = re.sub(_INVISIBLE, "", folded)
    joined = re.sub(r"\s+", " ", folded)
    return (joined if joined.isascii() else re.sub(_SPACE_BESIDE_EAST_ASIAN, "", joined)).strip() or name


# labels cannot contain themselves
_encode = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode


def dump_labels(labels: ArticleLabels) -> str:
    """Write labels as one line of JSON."""
    return _encode(labels)


def load_labels(text: str) -> ArticleLabels:
    """Read what `dump_labels` wrote."""
    categories, tags, authors, language = json.loads(text)
    return ArticleLabels(tuple(map(tuple, categories)), tuple(tags), tuple(authors), language)


def matcher(feed: CustomFeed) -> Condition:
    """Compile the rule of a feed: at least one of `any` (if there are any), all of `all`, and none of `not` match."""
    any_of, all_of, none_of = (list(map(_condition, texts)) for texts in (feed.any, feed.all, feed.not_))

    def matches(labels: ArticleLabels, path: str) -> bool:
        def is_met(condition: Condition) -> bool:
            return condition(labels, path)

        is_any_met = not any_of or any(map(is_met, any_of))
        return is_any_met and all(map(is_met, all_of)) and not any(map(is_met, none_of))

    return matches


def _condition(text: str) -> Condition:
    """Compile a condition such as "tag:rope", "path:notes/*" or "category:News/Sea"."""
    kind, _, value = text.partition(":")
    value = value.strip()
    name = normalize(value)
    if kind == "path":
        pattern = _path_key(value)
        return lambda _, path: fnmatchcase(_path_key(path), pattern)
    if kind == "tag":
        return lambda labels, _: name in map(normalize, labels.tags)
    if kind == "author":
        return lambda labels, _: name in map(normalize, labels.authors)
    if kind == "language":
        return lambda labels, _: f"{normalize(labels.language or '')}-".startswith(f"{name}-")
    steps = tuple(normalize(step) for step in value.split("/"))
    return lambda labels, _: any(_has_category(path, name, steps) for path in labels.categories)


def _path_key(path: str) -> str:
    """Return a path as paths are compared: in any letter case, with characters composed in one way."""
    return unicodedata.normalize("NFC", path).lower()


def _has_category(path: tuple[str, ...], name: str, steps: tuple[str, ...]) -> bool:
    """Return True if a category path contains the name as a step, or begins with the steps."""
    names = tuple(map(normalize, path))
    return name in names or names[: len(steps)] == steps
