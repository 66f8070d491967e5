"""What can go wrong, as values for articles and as exceptions for a whole build.

FeedmakerError
 ├── ConfigurationError     config.yaml or the command line is wrong: exit 2
 ├── BuildRefused           a guard said no, nothing was written: exit 3
 ├── BuildFailed            the build could not go on, nothing half written: exit 3
 └── OutputLocked           another build holds the output: exit 4
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Finding(NamedTuple):
    """Something wrong in the text at hand; a Problem once the file is known.

    `code` is one of docs/problems.md; `message` ends without a full stop; `hint` is the remedy, may be empty;
    `line` counts from 1 in the file, None where no line can be named.
    """

    code: str
    message: str
    hint: str = ""
    line: int | None = None

    def at(self, path: str) -> "Problem":
        """Name the file: the Problem of this finding."""
        return Problem(path, self.line, self.code, self.message, self.hint)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with an article or the configuration, named by file and line."""

    path: str
    line: int | None
    code: str
    message: str
    hint: str = ""


class FeedmakerError(Exception):
    """Any failure that feedmaker announces itself; `hint` is the remedy and may be empty."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class ConfigurationError(FeedmakerError):
    """The configuration is wrong; `problems` holds every mistake, never only the first."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(f"{len(problems)} mistakes in the configuration")
        self.problems = tuple(problems)


class BuildRefused(FeedmakerError):  # noqa: N818 - says what happened
    """A guard refused the build before anything was written (law 9)."""


class BuildFailed(FeedmakerError):  # noqa: N818 - says what happened
    """The build could not go on; the output is whole (law 6)."""


class OutputLocked(FeedmakerError):  # noqa: N818 - says what happened
    """Another build holds the lock of this output folder."""
