"""What reading a date returns and raises, and what several formats share: the time of day, days of the week.

Beside DateError, the functions of this folder raise ValueError where no such day or time exists, and OverflowError
beyond the years 1 to 9999; `read.parse_date` raises DateError alone.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple, TypeAlias
from zoneinfo import ZoneInfo

from feedmaker.loader.dates.zones import from_zone, from_zone_text
from feedmaker.problems import Problem
from feedmaker.text.messages import quoted
from feedmaker.text.timestamps import WEEKDAYS

Order: TypeAlias = Literal["dmy", "mdy"]

#: A time of one or two digits each. Milliseconds after a colon, as JavaScript reads them, have no group.
CLOCK = (
    r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{1,2})(?::(?P<second>[0-9]{1,2})(?::[0-9]{1,3})?)?"
    r"(?:[.,](?P<fraction>[0-9]+))?"
)

#: With other abbreviations than the first three letters.
ENGLISH_WEEKDAYS = {form.lower(): number for number, name in enumerate(WEEKDAYS) for form in (name, name[:3])}
ENGLISH_WEEKDAYS |= {"tues": 1, "thur": 3, "thurs": 3}

#: The half of the day after noon, in the scripts that write it before the hour.
AFTERNOON = "下午|午後|晚上|오후"


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


def from_day(year: int, month: int, day: int, zone: ZoneInfo, rule: str) -> ParsedDate:
    """Return the start of a day in a zone; ValueError where there is no such day."""
    at, problems = from_zone(local_time(year, month, day), zone, is_day=True)
    return ParsedDate(at, problems, rule, is_day=True)


def from_groups(
    groups: Mapping[str, str | None], zone: ZoneInfo, rule: str, text: str, *, rfc: bool = False
) -> ParsedDate:
    """Return the date that `text` is, by the groups of a pattern: year, month and day, and what else it has of these.

    weekday, hour, minute, second, half and am_pm (`to_24_hours`), zone. Without an hour and a zone it is a day, without
    a zone it is in the configured one. `rfc` is for `from_zone_text`.
    """
    year, month, day = int(groups["year"] or 0), int(groups["month"] or 0), int(groups["day"] or 0)
    hour, written = groups.get("hour"), groups.get("zone")
    if hour is None and not written:
        found = from_day(year, month, day, zone, rule)
    else:
        hours = to_24_hours(int(hour or 0), groups.get("half") or groups.get("am_pm"))
        minute, second = groups.get("minute"), groups.get("second")
        local = local_time(year, month, day, hours, int(minute or 0), int(second or 0))
        instant = from_zone_text(local, written, zone, rfc=rfc) if written else from_zone(local, zone)
        if instant is None:
            raise DateError.unreadable(text)
        found = ParsedDate(instant.at, instant.problems, rule)
    if weekday := groups.get("weekday"):
        return with_weekday(found, ENGLISH_WEEKDAYS.get(weekday.lower()), date(year, month, day), text)
    return found


def local_time(year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> datetime:
    """Return a naive datetime; 24:00 is the start of the next day, a leap second (:60) that of the next minute."""
    if hour == 24 and not minute and not second:
        return local_time(year, month, day) + timedelta(days=1)
    if second == 60:
        return local_time(year, month, day, hour, minute, 59) + timedelta(seconds=1)
    return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - its zone comes later


def to_24_hours(hour: int, half: str | None) -> int:
    """Return the hour of 24 for an hour and its half of the day ("PM", "p", "下午"), if any.

    0 AM is midnight; ValueError for 14 PM.
    """
    if half is None:
        return hour
    letter = half[0].lower()
    if letter in "ap" and not 0 <= hour <= 12:
        raise ValueError(hour)
    if letter == "p" or half in AFTERNOON:
        return hour + 12 if hour < 12 else hour
    return 0 if hour == 12 else hour
