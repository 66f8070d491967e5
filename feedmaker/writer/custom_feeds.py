"""The conditions of a feed from a rule (`feeds.custom`)."""

from collections.abc import Callable
from fnmatch import fnmatchcase

from feedmaker.config.schema import CustomFeed
from feedmaker.writer.labels import ArticleLabels
from feedmaker.writer.paths import normal

Condition = Callable[[ArticleLabels, str], bool]


def matcher(feed: CustomFeed) -> Condition:
    """Compile a rule: in when one of `any` (if there are any), all of `all` and none of `not` match."""
    some = [_condition(text) for text in feed.any]
    every = [_condition(text) for text in feed.all]
    none = [_condition(text) for text in feed.not_]

    def matches(labels: ArticleLabels, path: str) -> bool:
        return (
            (not some or any(condition(labels, path) for condition in some))
            and all(condition(labels, path) for condition in every)
            and not any(condition(labels, path) for condition in none)
        )

    return matches


def _condition(text: str) -> Condition:
    kind, _, value = text.partition(":")
    value = value.strip()
    wanted = normal(value)
    if kind == "path":
        return lambda _, path: fnmatchcase(path, value)
    if kind == "tag":
        return lambda labels, _: wanted in map(normal, labels.tags)
    if kind == "author":
        return lambda labels, _: wanted in map(normal, labels.authors)
    if kind == "language":
        return lambda labels, _: _speaks(labels.language, wanted)
    steps = tuple(normal(step) for step in value.split("/"))
    return lambda labels, _: any(_leads_to(tuple(map(normal, path)), wanted, steps) for path in labels.categories)


def _leads_to(path: tuple[str, ...], name: str, steps: tuple[str, ...]) -> bool:
    """Tell whether a category path has the name as a step, or begins with the steps."""
    return name in path or path[: len(steps)] == steps


def _speaks(language: str | None, wanted: str) -> bool:
    folded = normal(language or "")
    return folded == wanted or folded.startswith(wanted + "-")
