"""Which articles are in a custom feed (`feeds.custom`)."""

from collections.abc import Callable
from fnmatch import fnmatchcase

from feedmaker.config.schema import CustomFeed
from feedmaker.writer.labels import ArticleLabels, normalize

#: Takes the labels and the path of an article.
Condition = Callable[[ArticleLabels, str], bool]


def matcher(feed: CustomFeed) -> Condition:
    """Compile the rule of a feed: at least one of `any` (if there are any), all of `all`, and none of `not` match."""
    any_of = [_condition(text) for text in feed.any]
    all_of = [_condition(text) for text in feed.all]
    none_of = [_condition(text) for text in feed.not_]

    def matches(labels: ArticleLabels, path: str) -> bool:
        return (
            (not any_of or any(condition(labels, path) for condition in any_of))
            and all(condition(labels, path) for condition in all_of)
            and not any(condition(labels, path) for condition in none_of)
        )

    return matches


def _condition(text: str) -> Condition:
    """Compile a condition such as "tag:rope", "path:notes/*" or "category:News/Sea"."""
    kind, _, value = text.partition(":")
    value = value.strip()
    name = normalize(value)
    if kind == "path":
        return lambda _, path: fnmatchcase(path, value)
    if kind == "tag":
        return lambda labels, _: name in map(normalize, labels.tags)
    if kind == "author":
        return lambda labels, _: name in map(normalize, labels.authors)
    if kind == "language":
        return lambda labels, _: _has_language(labels.language, name)
    steps = tuple(normalize(step) for step in value.split("/"))
    return lambda labels, _: any(_has_category(path, name, steps) for path in labels.categories)


def _has_category(path: tuple[str, ...], name: str, steps: tuple[str, ...]) -> bool:
    """Return True if a category path contains the name as a step, or begins with the steps."""
    names = tuple(map(normalize, path))
    return name in names or names[: len(steps)] == steps


def _has_language(language: str | None, name: str) -> bool:
    folded = normalize(language or "")
    return folded == name or folded.startswith(name + "-")
