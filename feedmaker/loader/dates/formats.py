"""The forms of a date beside ISO 8601 and RFC 822: digits alone, weeks, 25/12/2021, 2021年9月25日."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Literal, TypeAlias
from zoneinfo import ZoneInfo

from feedmaker.loader.dates.result import (
    YEARS,
    Moment,
    ambiguous,
    hour_of,
    impossible,
    in_zone,
    partial,
    unreadable,
    wall_clock,
)
from feedmaker.loader.dates.zones import ZONE, resolve

Order: TypeAlias = Literal["dmy", "mdy"]

#: Hour, minute, second, fraction; four groups.
CLOCK = r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?(?:[.,]([0-9]+))?"

_HALVES = "上午|下午|午前|午後|凌晨|早上|晚上|오전|오후"

_basic = re.compile(
    rf"([0-9]{{4}})([0-9]{{2}})([0-9]{{2}})"
    rf"(?:[Tt ]?([0-9]{{2}}):?([0-9]{{2}})(?::?([0-9]{{2}}))?(?:[.,]([0-9]+))?\s*({ZONE})?)?"
).fullmatch
_week = re.compile(r"([0-9]{4})-?[Ww]([0-9]{2})(?:-?([0-9]))?").fullmatch
_ordinal = re.compile(r"([0-9]{4})-([0-9]{3})").fullmatch
_epoch = re.compile(r"([0-9]{9,10}|[0-9]{13})(?:\.[0-9]+)?").fullmatch
_numeric = re.compile(
    rf"([0-9]{{1,2}})([/.-])([0-9]{{1,2}})\2([0-9]+)(?:,?\s+{CLOCK}\s*([AaPp]\.?[Mm]\.?)?(?:\s*({ZONE}))?)?"
).fullmatch
_cjk = re.compile(
    r"([0-9]{4})\s*[年년]\s*([0-9]{1,2})\s*[月월]\s*([0-9]{1,2})\s*[日号號일]?[,,]?\s*"
    r"(?:\(?(?:星期|周|週|礼拜)?[一二三四五六日天月火水木金土월화수목금토일](?:曜日?|요일)?\)?)?\s*"
    rf"(?:({_HALVES})?\s*([0-9]{{1,2}})\s*[::时時点點시]\s*(?:([0-9]{{1,2}})\s*"
    rf"(?:[::分분]\s*(?:([0-9]{{1,2}})\s*[秒초]?)?)?)?\s*({ZONE})?)?"
).fullmatch
_vietnamese = re.compile(r"(?:ngày )?([0-9]{1,2}) tháng ([0-9]{1,2}),? (?:năm )?([0-9]{4})", re.IGNORECASE).fullmatch
_twelve_hours = re.compile(
    rf"([0-9]{{4}})([-/.])([0-9]{{1,2}})\2([0-9]{{1,2}})\s+(?:({_HALVES})\s*)?{CLOCK}\s*([AaPp]\.?[Mm]\.?)?"
).fullmatch
_five_digit_year = re.compile(r"[+-]?[0-9]{5,}-[0-9]{1,2}-[0-9]{1,2}(?![0-9]).*").fullmatch
_less_than_a_day = re.compile(
    r"[0-9]{1,4}|[0-9]{4}[-/.年년]\s?[0-9]{1,2}[月월]?|[0-9]{1,2}[-/.](?:[0-9]{4}|[0-9]{1,2})|[0-9]{4}[年년]"
    r"|[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?|[0-9]{6}"
).fullmatch


def read(plain: str, text: str, zone: ZoneInfo, order: Order | None) -> Moment | None:
    """Read `plain`, which is `text` with ASCII digits and single spaces; None where it has no form known here.

    Raises DateError, ValueError for a day or time that does not exist, OverflowError beyond the years 1 to 9999.
    """
    for pattern, reader in _FORMS:
        if match := pattern(plain):
            return reader(match, text, zone)
    if match := _numeric(plain):
        return _from_numeric(match, text, zone, order)
    if _less_than_a_day(plain):
        raise partial(text)
    if _five_digit_year(plain):
        raise impossible(text, YEARS)
    return None


def _from_basic(match: re.Match[str], text: str, zone: ZoneInfo) -> Moment:
    year, month, day, hour, minute, second, _, zone_text = match.groups()
    if hour is None:
        return on_day(int(year), int(month), int(day), zone, "YYYYMMDD")
    if second is None and match.end() == 12 and "T" not in text:
        raise ambiguous(text, "a time of day or milliseconds")
    wall = wall_clock(int(year), int(month), int(day), int(hour), int(minute), int(second or 0))
    return at_clock(wall, zone_text, zone, "ISO 8601 basic", text)


def _from_week(match: re.Match[str], text: str, zone: ZoneInfo) -> Moment:
    year, week, weekday = match.groups()
    if weekday is None:
        raise partial(text)
    day = date.fromisocalendar(int(year), int(week), int(weekday))
    return on_day(day.year, day.month, day.day, zone, "ISO 8601 week date")


def _from_ordinal(match: re.Match[str], text: str, zone: ZoneInfo) -> Moment:
    year, number = int(match[1]), int(match[2])
    day = date(year, 1, 1) + timedelta(days=number - 1)
    if day.year != year:
        raise impossible(text)
    return on_day(day.year, day.month, day.day, zone, "ISO 8601 day of the year")


def _from_epoch(match: re.Match[str], text: str, _zone: ZoneInfo) -> Moment:
    return at_epoch(int(match[1]), text)


def _from_cjk(match: re.Match[str], text: str, zone: ZoneInfo) -> Moment:
    year, month, day, half, hour, minute, second, zone_text = match.groups()
    rule = "year, month, day signs"
    if hour is None:
        return on_day(int(year), int(month), int(day), zone, rule)
    wall = wall_clock(int(year), int(month), int(day), hour_of(int(hour), half), int(minute or 0), int(second or 0))
    return at_clock(wall, zone_text, zone, rule, text)


def _from_vietnamese(match: re.Match[str], _text: str, zone: ZoneInfo) -> Moment:
    return on_day(int(match[3]), int(match[2]), int(match[1]), zone, "day, month number, year")


def _from_twelve_hours(match: re.Match[str], text: str, zone: ZoneInfo) -> Moment:
    year, _, month, day, before, hour, minute, second, _, after = match.groups()
    hour_of_24 = hour_of(int(hour), before or after)
    wall = wall_clock(int(year), int(month), int(day), hour_of_24, int(minute), int(second or 0))
    return at_clock(wall, None, zone, "year first, hours of twelve", text)


def _from_numeric(match: re.Match[str], text: str, zone: ZoneInfo, order: Order | None) -> Moment:
    first, _, second, year, hour, minute, seconds, _, half, zone_text = match.groups()
    if len(year) != 4:
        if len(year) > 4:
            raise impossible(text, YEARS)
        raise ambiguous(text, "a year of two digits", "write the year first and with four digits: 2024-05-31")
    a, b = int(first), int(second)
    if a <= 12 and b <= 12 and a != b and order is None:
        why = f"{year}-{a:02}-{b:02} or {year}-{b:02}-{a:02}"
        raise ambiguous(text, why, "write it as 2024-05-31, or set articles.date_order to dmy or mdy")
    # A day beyond 12 is certain, whatever the order says.
    day_first = a > 12 or (b <= 12 and order == "dmy")
    day, month = (a, b) if day_first else (b, a)
    rule = "day, month, year" if day_first else "month, day, year"
    if hour is None:
        return on_day(int(year), month, day, zone, rule)
    wall = wall_clock(int(year), month, day, hour_of(int(hour), half), int(minute), int(seconds or 0))
    return at_clock(wall, zone_text, zone, rule, text)


_FORMS: tuple[tuple[Callable[[str], re.Match[str] | None], Callable[[re.Match[str], str, ZoneInfo], Moment]], ...] = (
    (_epoch, _from_epoch),
    (_basic, _from_basic),
    (_week, _from_week),
    (_ordinal, _from_ordinal),
    (_cjk, _from_cjk),
    (_vietnamese, _from_vietnamese),
    (_twelve_hours, _from_twelve_hours),
)


def at_epoch(number: int, value: object) -> Moment:
    """Read seconds or, from eleven digits on, milliseconds since 1970; DateError beyond the year 2100."""
    seconds, rule = (number, "epoch seconds") if number < 10**10 else (number // 1000, "epoch milliseconds")
    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    if at.year > 2100:
        raise impossible(value, f"read as {rule} it is in the year {at.year}")
    return Moment(at, (), rule)


def on_day(year: int, month: int, day: int, zone: ZoneInfo, rule: str) -> Moment:
    """Give the start of a day."""
    at, problems = in_zone(wall_clock(year, month, day), zone, is_day=True)
    return Moment(at, problems, rule, is_day=True)


def at_clock(
    wall: datetime, zone_text: str | None, zone: ZoneInfo, rule: str, text: str, *, rfc: bool = False
) -> Moment:
    """Give the moment of a wall clock and the zone written after it, if any; DateError where that is no zone."""
    if zone_text is None:
        at, problems = in_zone(wall, zone)
        return Moment(at, problems, rule)
    instant = resolve(wall, zone_text, zone, rfc=rfc)
    if instant is None:
        raise unreadable(text)
    return Moment(instant.at, instant.problems, rule)
