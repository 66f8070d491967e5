"""Turn a folder of articles into RSS, Atom and JSON feeds, one for the site and one per category.

The public API is what `__all__` names; everything else may change at any time. docs/api.md shows how to use it.
"""

from feedmaker.api import articles, build, entries, read_article, render
from feedmaker.check import check
from feedmaker.config import load_config
from feedmaker.model import Article, Entry
from feedmaker.problems import FeedmakerError, Problem
from feedmaker.report import Report

# The functions `build` and `check` replace the packages of the same names as attributes of this one; `from
# feedmaker.build import …` still imports from the package.
__all__ = [
    "Article",
    "Entry",
    "FeedmakerError",
    "Problem",
    "Report",
    "articles",
    "build",
    "check",
    "entries",
    "load_config",
    "read_article",
    "render",
]
