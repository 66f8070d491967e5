"""An instant as articles mean it: a wall clock and a zone."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from feedmaker.problems import Problem
from feedmaker.text.messages import quoted

#: Why a date is refused that overflows.
YEARS = "years go from 0001 to 9999"

HINT = "write it as 2024-05-31 or 2024-05-31 14:07:50 +0800"

#: Offsets in minutes that some place on Earth keeps: UTC-12 to UTC+14.
_WEST, _EAST = -12 * 60, 14 * 60

_SHOWN = 80

_NONE = timedelta()

_MORNING = frozenset({"上午", "午前", "凌晨", "早上", "오전", "a"})
_AFTERNOON = frozenset({"下午", "午後", "晚上", "오후", "p"})


class Moment(NamedTuple):
    """A date that was understood.

    `at` is aware, in UTC, in whole seconds. `rule` names how it was read: "ISO 8601", "RFC 822", "epoch seconds" …
    `is_day` tells that no time of day was given: `at` is then the start of that day in the configured zone.
    """

    at: datetime
    problems: tuple[Problem, ...]
    rule: str
    is_day: bool = False


class DateError(Exception):
    """A date that cannot be read without guessing; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def unreadable(value: object) -> DateError:
    """Say that a value is no date."""
    return DateError(Problem("date-unreadable", f"date is not a date: {quoted(value)}", HINT))


def impossible(value: object, why: str = "") -> DateError:
    """Say that a value has the form of a date, but there is no such date."""
    return DateError(Problem("date-impossible", f"date does not exist: {quoted(value)}{why and ': ' + why}", HINT))


def partial(value: object) -> DateError:
    """Say that a value names less than a day."""
    message = f"date is not complete: {quoted(value)}: year, month and day are needed"
    return DateError(Problem("date-partial", message, HINT))


def ambiguous(value: object, why: str, hint: str = HINT) -> DateError:
    """Say that a value can be read in two ways."""
    return DateError(Problem("date-ambiguous", f"date can be read in two ways: {quoted(value)}: {why}", hint))


def wall_clock(year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> datetime:
    """Give a date and time without a zone, as somebody wrote it down.

    24:00 is the start of the next day, a leap second (:60) that of the next minute. Raises ValueError for a day or
    time that does not exist, OverflowError beyond the year 9999.
    """
    if hour == 24 and not minute and not second:
        return wall_clock(year, month, day) + timedelta(days=1)
    if second == 60:
        return wall_clock(year, month, day, hour, minute, 59) + timedelta(seconds=1)
    return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - its zone comes later


def hour_of(hour: int, half: str | None) -> int:
    """Give the hour of 24 for an hour of 12 and its half of the day; ValueError for 0 PM, 14 PM."""
    if half is None:
        return hour
    key = half[0].lower() if half[0].isascii() else half
    if key in ("a", "p") and not 1 <= hour <= 12:
        raise ValueError(hour)
    if key in _AFTERNOON:
        return hour + 12 if hour < 12 else hour
    return 0 if hour == 12 and key in _MORNING else hour


def on_earth(minutes: int) -> bool:
    """Tell whether some place on Earth keeps this offset from UTC."""
    return _WEST <= minutes <= _EAST


def at_offset(wall: datetime, minutes: int) -> datetime:
    """Give the instant of a naive wall clock at an offset from UTC.

    Raises OverflowError beyond the years 1 to 9999.
    """
    return wall.replace(tzinfo=UTC) - timedelta(minutes=minutes) if minutes else wall.replace(tzinfo=UTC)


def in_zone(wall: datetime, zone: ZoneInfo, *, is_day: bool = False) -> tuple[datetime, tuple[Problem, ...]]:
    """Give the instant of a naive wall clock in a zone.

    A time that the clocks skipped (start of daylight saving) is read with the offset before the change, so that it
    falls as long after the change as it was written after it; a time that they showed twice is the first of the two
    (PEP 495, fold=0). Both are reported, save for days: a day begins when its first second does.
    Raises OverflowError beyond the years 1 to 9999.
    """
    if zone.key == "UTC":
        return wall.replace(tzinfo=UTC), ()
    before = zone.utcoffset(wall) or _NONE
    at = wall.replace(tzinfo=UTC) - before
    if is_day or (after := zone.utcoffset(wall.replace(fold=1)) or _NONE) == before:
        return at, ()
    if after > before:
        message = f"date falls into the hour that the clocks of {zone.key} skipped: {wall}"
        return at, (Problem("date-in-gap", message, "write the offset after the time, such as +0200"),)
    message = f"date falls into the hour that the clocks of {zone.key} showed twice: {wall}, the first is taken"
    return at, (Problem("date-in-fold", message, "write the offset after the time, such as +0200"),)
