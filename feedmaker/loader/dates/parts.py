"""Parts of dates that several formats share: the time of day, days of the week, and local times → instants."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal, TypeAlias
from zoneinfo import ZoneInfo

from feedmaker.loader.dates.result import DateError, ParsedDate
from feedmaker.loader.dates.zones import from_zone, from_zone_text
from feedmaker.text.timestamps import WEEKDAYS

Order: TypeAlias = Literal["dmy", "mdy"]

#: Hour, minute, second, fraction; four groups. Each has one or two digits. Milliseconds after a colon, as JavaScript
#: reads them, have no group.
CLOCK = r"([0-9]{1,2}):([0-9]{1,2})(?::([0-9]{1,2})(?::[0-9]{1,3})?)?(?:[.,]([0-9]+))?"

#: With other abbreviations than the first three letters.
ENGLISH_WEEKDAYS = {form.lower(): number for number, name in enumerate(WEEKDAYS) for form in (name, name[:3])}
ENGLISH_WEEKDAYS |= {"tues": 1, "thur": 3, "thurs": 3}

#: The half of the day after noon, in the scripts that write it before the hour.
AFTERNOON = "下午|午後|晚上|오후"


def from_day(year: int, month: int, day: int, zone: ZoneInfo, rule: str) -> ParsedDate:
    """Return the start of a day in a zone; ValueError where there is no such day."""
    at, problems = from_zone(local_time(year, month, day), zone, is_day=True)
    return ParsedDate(at, problems, rule, is_day=True)


def from_parts(
    date: Sequence[str | int],
    clock: Sequence[str | int | None],
    zone_text: str | None,
    zone: ZoneInfo,
    rule: str,
    text: str,
    *,
    half: str | None = None,
    rfc: bool = False,
) -> ParsedDate:
    """Return the date that `text` is, of year, month and day, and of hour, minute and second; without an hour a day.

    `half` of the day is for `to_24_hours`. The zone is the one that is written, else the configured one.
    """
    year, month, day = map(int, date)
    hour, minute, second = clock
    if hour is None:
        return from_day(year, month, day, zone, rule)
    local = local_time(year, month, day, to_24_hours(int(hour), half), int(minute or 0), int(second or 0))
    instant = from_zone_text(local, zone_text, zone, rfc=rfc) if zone_text else from_zone(local, zone)
    if instant is None:
        raise DateError.unreadable(text)
    return ParsedDate(instant.at, instant.problems, rule)


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
