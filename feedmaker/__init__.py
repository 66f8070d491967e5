"""Turn a folder of articles into RSS, Atom and JSON feeds, one for the site and one per category.

The public API is what `__all__` names; everything else may change at any time. The names are imported when they are
first used, so that a run in which nothing changed does not wait for what it does not need.
"""

from importlib import import_module

# Not imported from typing, which takes longer than all the rest of this module; checkers know the name.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from feedmaker.api import build_site
    from feedmaker.build import Options
    from feedmaker.check import check_files
    from feedmaker.config import load_config
    from feedmaker.config.schema import Config
    from feedmaker.problems import (
        BuildFailed,
        BuildRefused,
        ConfigurationError,
        FeedmakerError,
        OutputLocked,
        Problem,
    )
    from feedmaker.report import Report

__all__ = [
    "BuildFailed",
    "BuildRefused",
    "Config",
    "ConfigurationError",
    "FeedmakerError",
    "Options",
    "OutputLocked",
    "Problem",
    "Report",
    "build_site",
    "check_files",
    "load_config",
]

_HOMES = {
    "build_site": "api",
    "check_files": "check",
    "Config": "config.schema",
    "load_config": "config",
    "Options": "build",
    "Report": "report",
}


if not TYPE_CHECKING:  # else any name at all would pass the checkers

    def __getattr__(name: str) -> object:
        if name not in __all__:
            raise AttributeError(f"module 'feedmaker' has no attribute {name!r}")
        return getattr(import_module(f"feedmaker.{_HOMES.get(name, 'problems')}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
