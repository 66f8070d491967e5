"""A validator for feeds: RSS 2.0, Atom 1.0, JSON Feed 1.1 and OPML 2.0. docs/check.md lists the rules.

`feedmaker.check.run` has `check_files`, which is pure (paths and bytes → problems), and `format_problem`.
"""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from feedmaker.problems import Problem


def check(paths: str | Path | Iterable[str | Path], *, now: datetime | None = None) -> tuple[Problem, ...]:
    """Check files and, in folders, every feed and list of feeds at any depth.

    A named file is always checked, even if it is not a feed; one that cannot be read is a problem. `now` (aware) adds
    date-future, for entries dated in the future. The problems are in the order of path, line and rule. Raises
    FeedmakerError where `now` has no time zone.
    """
    # `import feedmaker` imports this module; the parsers of XML and HTML take 0.1 s.
    from feedmaker.check.run import check_paths

    return check_paths([paths] if isinstance(paths, (str, Path)) else paths, now)
