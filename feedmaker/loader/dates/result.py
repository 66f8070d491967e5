"""What reading a date returns and raises.

Beside DateError, the functions of this folder raise ValueError where no such day or time exists, and OverflowError
beyond the years 1 to 9999; `read.parse_date` raises DateError alone.
"""

from datetime import date, datetime
from typing import NamedTuple

from feedmaker.problems import Problem
from feedmaker.text.messages import quoted

#: Why a date is refused that overflows.
YEARS = "years go from 0001 to 9999"

_HINT = "write it as 2024-05-31 or 2024-05-31 14:07:50 +0800"


class ParsedDate(NamedTuple):
    """A date that was understood."""

    #: Aware, in UTC, in whole seconds.
    at: datetime
    problems: tuple[Problem, ...]
    #: How it was read: "ISO 8601", "RFC 822", "epoch seconds" …
    rule: str
    #: No time of day was given: `at` is the start of that day in the configured zone.
    is_day: bool = False


class DateError(Exception):
    """A date that cannot be read without guessing; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem

    @classmethod
    def unreadable(cls, value: object) -> "DateError":
        """Return the error for a value that is not a date."""
        return cls(Problem("date-unreadable", f"date is not a date: {quoted(value)}", _HINT))

    @classmethod
    def impossible(cls, value: object, why: str = "") -> "DateError":
        """Return the error for a value that has the form of a date, where no such day or time exists."""
        return cls(Problem("date-impossible", f"date does not exist: {quoted(value)}{why and ': ' + why}", _HINT))

    @classmethod
    def partial(cls, value: object) -> "DateError":
        """Return the error for a value that lacks the year, the month or the day."""
        message = f"date is incomplete: {quoted(value)}: it needs a year, a month and a day"
        return cls(Problem("date-partial", message, _HINT))

    @classmethod
    def ambiguous(cls, value: object, why: str, hint: str = _HINT) -> "DateError":
        """Return the error for a value that can be read in two ways."""
        return cls(Problem("date-ambiguous", f"date can be read in two ways: {quoted(value)}: {why}", hint))


def with_weekday(found: ParsedDate, weekday: int | None, day: date, text: str) -> ParsedDate:
    """Return the date that `text` is, with a problem if the day of the week there is not that of its day."""
    if weekday is None or weekday == day.weekday():
        return found
    hint = f"it is read as {day:%Y-%m-%d}; correct the weekday or remove it"
    problem = Problem("date-weekday", f"date has the wrong day of the week: {quoted(text)}", hint)
    return found._replace(problems=(problem, *found.problems))
