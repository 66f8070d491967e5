"""Any date that an article may carry → an aware UTC datetime. Strict: refuses what it would have to guess.

What is read, first that fits:

    ISO 8601, RFC 3339     2021-09-25, 2021-9-5 9:05, 2021-09-25T14:07:50.123Z, 2021-09-25 14:07 UTC+02:00,
                           2021/9/25, 2021.9.25, 20210925T140750Z, 2021-W38-6 (week date), 2021-268 (day of the year)
    RFC 822, 2822, 5322    Sat, 25 Sep 2021 14:07:50 GMT, 25 sep 21 14:07 EST (comment)
    epoch                  1632578870 (seconds), 1632578870000 (milliseconds)
    East Asian             2021年9月25日 14:07, 2021년 9월 25일 오후 2:07
    day and month          25/12/2021; 03/04/2021 only with an `order`
    words                  September 25th, 2021 2:07 PM, 25 septembre 2021, through dateutil (module datewords)

Fractions of a second are cut off. Nothing is filled in from today's date: a date that names less than a day is
refused, and so are years of two digits outside RFC 822.
"""

import re
import unicodedata
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from feedmaker.loader.dates import formats
from feedmaker.loader.dates.formats import CLOCK, Order, at_clock, at_epoch, on_day
from feedmaker.loader.dates.in_paths import in_file_name, in_path, in_url_path
from feedmaker.loader.dates.result import (
    YEARS,
    DateError,
    Moment,
    ambiguous,
    impossible,
    in_zone,
    on_earth,
    partial,
    unreadable,
    wall_clock,
)
from feedmaker.loader.dates.zones import ZONE, out_of_bounds
from feedmaker.problems import Problem
from feedmaker.text.messages import quoted

__all__ = ["DateError", "Moment", "Order", "in_file_name", "in_path", "in_url_path", "read"]


#: Longer text is no date; nothing here takes more than linear time in it.
_MAX_LENGTH = 300

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
            "sep sept september", "oct october", "nov november", "dec december",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "mon monday", "tue tues tuesday", "wed wednesday", "thu thur thurs thursday", "fri friday",
            "sat saturday", "sun sunday",
        )
    )
    for name in names.split()
}  # fmt: skip

#: The same, as both forms have them in their commonest spelling.
_SHORT_MONTHS = {name.title(): f"{number:02}" for name, number in _MONTHS.items() if len(name) == 3}
_SHORT_WEEKDAYS = {name.title(): number for name, number in _WEEKDAYS.items() if len(name) == 3}

# Most dates are spelled in one of two ways, which take the shortest way through; `_iso` and `_rfc822` give the same.
_TIME = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
_plain_iso = re.compile(
    rf"([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}(?:[T ]({_TIME}))?)(?:(?<=:[0-9]{{2}}) ?(Z|[+-][0-9]{{2}}:?[0-9]{{2}}))?"
).fullmatch
_plain_rfc822 = re.compile(
    rf"([A-Z][a-z]{{2}}), ([0-9]{{2}}) ([A-Z][a-z]{{2}}) ([0-9]{{4}}) ({_TIME}) (?:GMT|\+0000)"
).fullmatch

_iso = re.compile(
    rf"\s*([0-9]{{4}})([-/.])([0-9]{{1,2}})\2([0-9]{{1,2}})(?:(?:[Tt]|\s+){CLOCK}(?:\s*({ZONE}))?)?\s*", re.ASCII
).fullmatch
_rfc822 = re.compile(
    r"\s*(?:([A-Za-z]{3,9})\.?\s*,?\s*)?([0-9]{1,2})[\s-]+([A-Za-z]{3,9})\.?,?[\s-]+([0-9]{2,4})"
    rf"(?:,?\s+{CLOCK}(?:\s*({ZONE}))?)?\s*",
    re.ASCII,
).fullmatch
# What the `date` command of some systems leaves when its year comes last: 2023-01-29 18:30:22 2023 -0800.
_year_twice = re.compile(rf"(([0-9]{{4}})-[0-9]{{2}}-[0-9]{{2}} [0-9:]{{5,8}}) \2( {ZONE})?").fullmatch


def read(value: object, *, zone: ZoneInfo, order: Order | None = None, language: str | None = None) -> Moment:
    """Read a date as front matter holds it: text, number, date or datetime.

    A date without a zone is in `zone`. `order` settles 03/04/2021. `language` (BCP 47) settles words that are different
    months in different languages, such as listopad. Raises DateError, and nothing else, for whatever is not certain.
    """
    try:
        if isinstance(value, str):
            return _read_text(value, zone, order, language)
        return _read_value(value, zone)
    except OverflowError as error:
        raise impossible(value, YEARS) from error
    except ValueError as error:
        raise impossible(value, YEARS if str(value).startswith("0000") else "") from error


def _read_text(text: str, zone: ZoneInfo, order: Order | None, language: str | None) -> Moment:
    if len(text) > _MAX_LENGTH:
        raise unreadable(text)
    if match := _plain_iso(text):
        return _from_plain_iso(match, text, zone)
    if (match := _plain_rfc822(text)) and (moment := _from_plain_rfc822(match)):
        return moment
    if match := _iso(text):
        return _from_iso(match, text, zone)
    if (match := _rfc822(text)) and (moment := _from_rfc822(match, text, zone)):
        return moment
    return _read_rest(text, zone, order, language)


def _from_plain_iso(match: re.Match[str], text: str, zone: ZoneInfo) -> Moment:
    written, clock, zone_text = match.groups()
    wall = datetime.fromisoformat(written)
    if clock:
        return at_clock(wall, zone_text, zone, "ISO 8601", text)
    at, problems = in_zone(wall, zone, is_day=True)
    return Moment(at, problems, "ISO 8601", is_day=True)


def _from_plain_rfc822(match: re.Match[str]) -> Moment | None:
    """Read a date in UTC; None where there is anything to say about it."""
    weekday, day, month, year, clock = match.groups()
    if month not in _SHORT_MONTHS or weekday not in _SHORT_WEEKDAYS:
        return None
    at = datetime.fromisoformat(f"{year}-{_SHORT_MONTHS[month]}-{day}T{clock}+00:00")
    return Moment(at, (), "RFC 822") if at.weekday() == _SHORT_WEEKDAYS[weekday] else None


def _from_iso(match: re.Match[str], text: str, zone: ZoneInfo) -> Moment:
    year, mark, month, day, hour, minute, second, fraction, zone_text = match.groups()
    rule = "ISO 8601" if mark == "-" else f"YYYY{mark}M{mark}D"
    if hour is None:
        return on_day(int(year), int(month), int(day), zone, rule)
    if fraction is not None and second is None:
        second = _seconds_of_minute(fraction)
    wall = wall_clock(int(year), int(month), int(day), int(hour), int(minute), int(second or 0))
    return at_clock(wall, zone_text, zone, rule, text)


def _from_rfc822(match: re.Match[str], text: str, zone: ZoneInfo) -> Moment | None:
    weekday, day, month_name, year_text, hour, minute, second, _, zone_text = match.groups()
    month = _MONTHS.get(month_name.lower())
    if month is None or (weekday is not None and weekday.lower() not in _WEEKDAYS):
        return None
    year = int(year_text)
    if len(year_text) < 4:
        if zone_text is None:
            raise ambiguous(text, "a year of two digits", "write the year with four digits, such as 2024-05-31")
        # RFC 5322, section 4.3: 00 to 49 is 20xx, 50 to 99 is 19xx, three digits count from 1900.
        year += 2000 if year < 50 and len(year_text) == 2 else 1900
    if hour is None:
        moment = on_day(year, month, int(day), zone, "day, month name, year")
    else:
        wall = wall_clock(year, month, int(day), int(hour), int(minute), int(second or 0))
        moment = at_clock(wall, zone_text, zone, "RFC 822", text, rfc=True)
    if weekday is None or _WEEKDAYS[weekday.lower()] == date(year, month, int(day)).weekday():
        return moment
    found = Problem(
        "date-weekday",
        f"date is on another day of the week: {quoted(text)}",
        f"{date(year, month, int(day))} is taken; correct the weekday or leave it out",
    )
    return moment._replace(problems=(found, *moment.problems))


def _read_rest(text: str, zone: ZoneInfo, order: Order | None, language: str | None) -> Moment:
    plain = _plain(text)
    if not plain:
        raise DateError(Problem("date-unreadable", "date is empty", "write it as 2024-05-31 14:07:50 +0800"))
    # Tried again after the normalisation: full-width and other digits, comments, quotes and odd spaces are gone now.
    if plain != text:
        if match := _iso(plain):
            return _from_iso(match, text, zone)
        if (match := _rfc822(plain)) and (moment := _from_rfc822(match, text, zone)) is not None:
            return moment
    if moment := formats.read(plain, text, zone, order):
        return moment
    if match := _year_twice(plain):
        return _from_year_twice(match, text, zone)
    if not any(map(str.isalpha, plain)):
        raise unreadable(text)
    from feedmaker.loader.dates import month_names  # dateutil and Babel take longer to import than most runs to finish

    return month_names.read(plain, text, zone, language)


def _plain(text: str) -> str:
    """ASCII digits and signs, single spaces, no quotes around, no comments (RFC 5322, section 3.2.2)."""
    text = unicodedata.normalize("NFKC", text).replace("\u2212", "-").replace("\u2013", "-")
    if not text.isascii():
        text = "".join(
            str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text if c.isprintable() or c.isspace()
        )
    if "(" in text:
        text = _without_comments(text)
    text = " ".join(text.split())
    if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"":
        text = text[1:-1].strip()
    return text


def _without_comments(text: str) -> str:
    kept: list[str] = []
    depth = 0
    skip = False
    for character in text:
        if skip:
            skip = False
        elif depth and character == "\\":
            skip = True
        elif character == "(":
            # a comment divides words as a space does
            kept.append(" ")
            depth += 1
        elif character == ")" and depth:
            depth -= 1
        elif not depth:
            kept.append(character)
    # An opening parenthesis without its end is no comment: nothing of it may be swallowed in silence.
    return text if depth else "".join(kept)


def _from_year_twice(match: re.Match[str], text: str, zone: ZoneInfo) -> Moment:
    inner = _iso(match[1] + (match[3] or ""))
    if inner is None:
        raise unreadable(text)
    moment = _from_iso(inner, text, zone)
    found = Problem("date-recovered", f"date says its year twice: {quoted(text)}", "take the second year out")
    return moment._replace(problems=(found, *moment.problems))


def _read_value(value: object, zone: ZoneInfo) -> Moment:
    if isinstance(value, datetime):
        return _from_datetime(value, zone)
    if isinstance(value, date):
        return on_day(value.year, value.month, value.day, zone, "date of the front matter")
    if isinstance(value, time):
        raise partial(value.isoformat())
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _from_number(value, zone)
    raise unreadable(value)


def _from_datetime(value: datetime, zone: ZoneInfo) -> Moment:
    rule = "datetime of the front matter"
    wall = value.replace(microsecond=0, tzinfo=None)
    offset = value.utcoffset()
    if offset is None:
        at, problems = in_zone(wall, zone)
    elif on_earth(round(offset.total_seconds() / 60)):
        at, problems = value.replace(microsecond=0).astimezone(UTC).replace(microsecond=0), ()
    else:
        at, problems = out_of_bounds(wall, str(offset), zone)
    return Moment(at, problems, rule)


def _from_number(value: float, zone: ZoneInfo) -> Moment:
    if not 0 <= value < 10**14:
        raise unreadable(value)
    number = int(value)
    digits = str(number)
    if len(digits) == 8:
        return on_day(number // 10000, number // 100 % 100, number % 100, zone, "YYYYMMDD")
    if len(digits) in (9, 10, 13):
        return at_epoch(number, value)
    if len(digits) == 12:
        raise ambiguous(value, "a time of day or milliseconds")
    raise partial(value) if len(digits) < 7 else unreadable(value)


def _seconds_of_minute(fraction: str) -> str:
    # ISO 8601, 5.3.1.4: a fraction belongs to the smallest unit written, here the minute.
    return str(int(fraction[:9].ljust(9, "0")) * 60 // 10**9)
