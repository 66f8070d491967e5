"""What reading a date returns and raises."""

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


def unreadable(value: object) -> DateError:
    """Return the error for a value that is not a date."""
    return DateError(Problem("date-unreadable", f"date is not a date: {quoted(value)}", _HINT))


def impossible(value: object, why: str = "") -> DateError:
    """Return the error for a value that has the form of a date, where no such day or time exists."""
    return DateError(Problem("date-impossible", f"date does not exist: {quoted(value)}{why and ': ' + why}", _HINT))


def partial(value: object) -> DateError:
    """Return the error for a value that lacks the year, the month or the day."""
    message = f"date is incomplete: {quoted(value)}: it needs a year, a month and a day"
    return DateError(Problem("date-partial", message, _HINT))


def ambiguous(value: object, why: str, hint: str = _HINT) -> DateError:
    """Return the error for a value that can be read in two ways."""
    return DateError(Problem("date-ambiguous", f"date can be read in two ways: {quoted(value)}: {why}", hint))


def wrong_weekday(text: str, day: date) -> Problem:
    """Return the problem of a date that names another day of the week than its own."""
    message = f"date has the wrong day of the week: {quoted(text)}"
    return Problem("date-weekday", message, f"it is read as {day:%Y-%m-%d}; correct the weekday or remove it")
