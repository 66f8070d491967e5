"""What can go wrong, as values for articles and as exceptions for a whole build.

FeedmakerError
 ├── ConfigurationError     config.yaml or the command line is wrong: exit 2
 ├── BuildRefused           a guard refused it, nothing was written: exit 3
 ├── BuildFailed            the build could not go on, nothing half written: exit 3
 └── OutputLocked           another build holds the output: exit 4
"""

from collections.abc import Sequence
from typing import Literal, NamedTuple, TypeAlias

#: "error": the article is left out, or the feed breaks its format; "warning": something was recovered, or works in some
#: readers only; "note": worth knowing, nothing is wrong.
Level: TypeAlias = Literal["error", "warning", "note"]


class Problem(NamedTuple):
    """Something wrong with an article, the configuration or a feed.

    Where the file is not known yet, `path` is empty: `at` adds it.
    """

    #: One of docs/problems.md, or the id of a rule of docs/check.md.
    code: str
    #: What was found, as it stands in the file; no full stop at the end.
    message: str
    #: What to write instead; may be empty.
    hint: str = ""
    #: Counted from 1 in the file; None where no line can be named.
    line: int | None = None
    #: Of the file, as the user would write it.
    path: str = ""
    level: Level = "warning"

    def at(self, path: str) -> "Problem":
        """Return this problem with the file it is in."""
        return self._replace(path=path)


class FeedmakerError(Exception):
    """Any failure that feedmaker announces itself; `hint` is the remedy and may be empty."""

    #: Of the command.
    exit_status = 3
    #: Every mistake of a configuration; else empty.
    problems: tuple[Problem, ...] = ()

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class ConfigurationError(FeedmakerError):
    """The configuration is wrong; `problems` holds every mistake, never only the first."""

    exit_status = 2

    def __init__(self, problems: Sequence[Problem]) -> None:
        count = "1 mistake" if len(problems) == 1 else f"{len(problems)} mistakes"
        super().__init__(f"{count} in the configuration")
        self.problems = tuple(problems)

    def __str__(self) -> str:
        """Return all mistakes: a traceback shows nothing else."""
        places = [":".join(str(part) for part in (problem.path, problem.line) if part) for problem in self.problems]
        messages = [problem.message for problem in self.problems]
        lines = [f"{place}: {text}" if place else text for place, text in zip(places, messages, strict=True)]
        return "\n".join([self.message, *lines])


def mistake(path: object, code: str, message: str, hint: str = "", line: int | None = None) -> ConfigurationError:
    """Return the error for a single mistake in a file, or in the path of it that the user gave."""
    return ConfigurationError([Problem(code, message, hint, line, path=str(path))])


class BuildRefused(FeedmakerError):  # noqa: N818 - says what happened
    """A guard refused the build before anything was written (law 9)."""


class BuildFailed(FeedmakerError):  # noqa: N818 - says what happened
    """The build could not go on; the output is whole (law 6)."""


class OutputLocked(FeedmakerError):  # noqa: N818 - says what happened
    """Another build holds the lock of this output folder."""

    exit_status = 4
