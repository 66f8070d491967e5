"""The dates of feeds, held to the letter: RFC 822 as RSS has it, RFC 3339 as Atom and JSON Feed have it."""

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import NamedTuple

from feedmaker.check.rules import Flaw
from feedmaker.text.timestamps import SHORT_MONTHS, SHORT_WEEKDAYS

#: Hours from UTC of the names of RFC 822 section 5.1 that RFC 5322 section 4.3 keeps.
_NAMED = {"GMT": 0, "UT": 0, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7}
_RFC822 = re.compile(
    rf"(?:({'|'.join(SHORT_WEEKDAYS)}),[ \t]+)?(\d{{1,2}})[ \t]+({'|'.join(SHORT_MONTHS)})[ \t]+(\d{{4}})[ \t]+"
    rf"(\d\d):(\d\d)(?::(\d\d))?[ \t]+([+-]\d{{4}}|{'|'.join(_NAMED)})",
    re.ASCII,
)
_RFC3339 = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII)


class Reading(NamedTuple):
    """A date as it was read, in UTC; None where it is none."""

    at: datetime | None
    flaws: tuple[Flaw, ...] = ()


def rfc822(text: str, line: int | None, name: str) -> Reading:
    """Read an RSS date (RFC 822 as changed by RFC 5322 section 3.3): faults D1, D2, D5, D13."""
    found = _RFC822.fullmatch(text.strip())
    hint = "write it as Sat, 25 Sep 2021 14:07:50 +0000"
    if found is None:
        return Reading(None, (Flaw("D1", line, f"{name} is not an RFC 822 date: {text.strip()[:60]!r}", hint),))
    weekday, day, month, year, hour, minute, second, zone = found.groups()
    offset = timedelta(hours=_NAMED[zone]) if zone in _NAMED else _offset(zone[:3], zone[3:])
    numbers = (int(year), SHORT_MONTHS.index(month) + 1, int(day), int(hour), int(minute), int(second or 0))
    flaws: list[Flaw] = []
    if len(day) == 1:
        flaws.append(Flaw("D1", line, f"{name} has a day of one digit: {text.strip()!r}", hint, "warning"))
    if zone not in ("GMT", "UT") and (zone in _NAMED or zone == "-0000" or zone[3:] not in ("00", "30")):
        flaws.append(Flaw("D5", line, f"{name} has the doubtful zone {zone!r}", "write +0000"))
    return _reading(numbers, offset, "D1", name, text, line, flaws, weekday)


def rfc3339(text: str, line: int | None, name: str, rule: str = "D3") -> Reading:
    """Read an Atom or JSON Feed date (RFC 3339 section 5.6; 4287 section 3.3): faults `rule`, D5, D13."""
    found = _RFC3339.fullmatch(text.strip())
    if found is None:
        hint = "write it as 2021-09-25T14:07:50Z"
        return Reading(None, (Flaw(rule, line, f"{name} is not an RFC 3339 date: {text.strip()[:60]!r}", hint),))
    year, month, day, hour, minute, second, zone = found.groups()
    offset = timedelta() if zone == "Z" else _offset(zone[:3], zone[4:])
    numbers = (int(year), int(month), int(day), int(hour), int(minute), int(second))
    flaws = [Flaw("D5", line, f"{name} has the doubtful zone '-00:00'", "write Z")] if zone == "-00:00" else []
    return _reading(numbers, offset, rule, name, text, line, flaws, None)


def _reading(
    numbers: tuple[int, int, int, int, int, int],
    offset: timedelta,
    rule: str,
    name: str,
    text: str,
    line: int | None,
    flaws: list[Flaw],
    weekday: str | None,
) -> Reading:
    shown = repr(text.strip()[:60])
    if numbers[0] == 0:
        flaws.append(Flaw("D13", line, f"{name} has no year of the calendar: {shown}", "years are 0001 to 9999"))
        return Reading(None, tuple(flaws))
    try:
        # A leap second is legal (RFC 3339 section 5.7) but unknown to datetime.
        local = datetime(*numbers[:5], min(numbers[5], 59), tzinfo=timezone(offset))
        if numbers[5] > 60:
            raise ValueError
        at = local.astimezone(UTC)
    except ValueError:
        flaws.append(Flaw(rule, line, f"{name} names no instant: {shown}", "correct the day or time"))
        return Reading(None, tuple(flaws))
    except OverflowError:
        flaws.append(Flaw("D13", line, f"{name} leaves the calendar in UTC: {shown}", "years are 0001 to 9999"))
        return Reading(None, tuple(flaws))
    if weekday is not None and SHORT_WEEKDAYS[local.weekday()] != weekday:
        flaws.append(Flaw("D2", line, f"{name} says {weekday}, but it was {SHORT_WEEKDAYS[local.weekday()]}: {shown}"))
    return Reading(at, tuple(flaws))


def _offset(hours: str, minutes: str) -> timedelta:
    sign = -1 if hours[0] == "-" else 1
    # Beyond a day no timezone can be made; the range error then speaks for it.
    return sign * timedelta(hours=int(hours[1:]), minutes=int(minutes))
