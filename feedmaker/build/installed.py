"""Installed packages, and the steps that they add to the reading of articles (entry point group `feedmaker.article`).

A step is a function Article → Article or None; None keeps the article out of all feeds.
"""

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from feedmaker.model import Article
from feedmaker.problems import Problem

GROUP = "feedmaker.article"
#: Of the metadata folders of installed packages: importlib.metadata takes longer than a whole idle run.
_ENDING = ".dist-info"


class Distribution(NamedTuple):
    """An installed distribution."""

    #: As in the name of its metadata folder: "python_dateutil".
    name: str
    version: str
    #: Path of its metadata folder.
    metadata: str


def distributions(search_path: Sequence[str]) -> Iterator[Distribution]:
    """Yield the installed distributions in the order of `search_path`, in which the first of a name is in force."""
    for folder in search_path:
        try:
            names = os.listdir(folder)
        except OSError:  # not every folder of sys.path exists
            continue
        for name in names:
            if name.endswith(_ENDING):
                package, _, version = name.removesuffix(_ENDING).partition("-")
                yield Distribution(package, version, f"{folder}/{name}")


class ArticleStep(NamedTuple):
    """A step of another package."""

    #: Of the entry point, and of the distribution that it comes from.
    name: str
    distribution: str
    function: Callable[[Article], Article | None]

    def apply(self, article: Article) -> tuple[Article | None, Problem | None]:
        """Return the article that the step makes, and a problem where it fails: the article is then left out."""
        try:
            result = self.function(article)
        except Exception as error:  # a step must not stop the build
            why = f"raised {type(error).__name__}: {str(error)[:100]}"
        else:
            if result is None or isinstance(result, Article):
                return result, None
            why = f"returned a value of type {type(result).__name__}, not an Article or None"
        hint = f"correct the step, or uninstall {self.distribution}"
        return None, Problem("article-step-failed", f"article step {self.name} of {self.distribution} {why}", hint)


def article_steps() -> tuple[ArticleStep, ...]:
    """Return the steps of the installed packages, by name; loads them. Raises what importing them raises."""
    if not step_distributions(distributions(sys.path)):
        return ()
    from importlib.metadata import entry_points

    found = []
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        distribution = f"{point.dist.name} {point.dist.version}" if point.dist else ""
        found.append(ArticleStep(point.name, distribution, point.load()))
    return tuple(found)


def step_distributions(installed: Iterable[Distribution]) -> tuple[str, ...]:
    """Return "name-version" of each installed distribution that has a step."""
    found: dict[str, str] = {}
    for distribution in installed:
        try:
            with open(f"{distribution.metadata}/entry_points.txt", encoding="utf-8") as file:
                has_step = f"[{GROUP}]" in file.read()
        except (OSError, ValueError):
            continue
        if has_step:
            found.setdefault(distribution.name.lower(), f"{distribution.name}-{distribution.version}")
    return tuple(sorted(found.values()))
