"""The dates of feeds, strictly: RFC 822 as RSS uses it, RFC 3339 as Atom and JSON Feed use it."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

from feedmaker.check.rules import problem
from feedmaker.problems import Problem
from feedmaker.text.messages import quoted
from feedmaker.text.timestamps import SHORT_MONTHS, SHORT_WEEKDAYS

#: Hours from UTC of the names of RFC 822 section 5.1 that RFC 5322 section 4.3 keeps.
_NAMED = {"GMT": 0, "UT": 0, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7}
# "Sat, 25 Sep 2021 14:07:50 +0000": weekday and seconds are optional.
_RFC822 = re.compile(
    rf"(?:({'|'.join(SHORT_WEEKDAYS)}),[ \t]+)?(\d{{1,2}})[ \t]+({'|'.join(SHORT_MONTHS)})[ \t]+(\d{{4}})[ \t]+"
    rf"(\d\d):(\d\d)(?::(\d\d))?[ \t]+([+-]\d{{4}}|{'|'.join(_NAMED)})",
    re.ASCII,
)
# "2021-09-25T14:07:50.5+08:00"
_RFC3339 = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII)


def parse_rfc822(text: str) -> datetime | None:
    """Parse an RSS date to UTC; None if it is not one (RFC 822, four-digit years: RFC 5322 section 3.3)."""
    found = _RFC822.fullmatch(text.strip())
    if found is None:
        return None
    _, day, month, year, hour, minute, second, zone = found.groups()
    return _utc(year, str(SHORT_MONTHS.index(month) + 1), day, hour, minute, second or "0", zone)


def parse_rfc3339(text: str) -> datetime | None:
    """Parse an Atom or JSON Feed date to UTC; None if it is not one (RFC 3339 section 5.6)."""
    found = _RFC3339.fullmatch(text.strip())
    return _utc(*found.groups()) if found else None


def rfc822_problems(text: str, line: int | None, name: str) -> Iterator[Problem]:
    """Check an RSS date: form, weekday and zone."""
    at = parse_rfc822(text)
    found = _RFC822.fullmatch(text.strip())
    if at is None or found is None:
        yield problem("date-rfc822", line, f"{name} is not an RFC 822 date: {quoted(text.strip())}")
        return
    weekday, zone = found[1], found[8]
    actual = SHORT_WEEKDAYS[(at + _offset(zone)).weekday()]
    if weekday and weekday != actual:
        yield problem("date-weekday", line, f"{name} says {weekday}, but the day is a {actual}: {quoted(text.strip())}")
    if zone == "-0000" or (zone in _NAMED and zone not in ("GMT", "UT")):
        yield problem("date-zone", line, f"{name} has the ambiguous zone {quoted(zone)}")


def rfc3339_problems(text: str, line: int | None, name: str) -> Iterator[Problem]:
    """Check an Atom or JSON Feed date: form and zone."""
    if parse_rfc3339(text) is None:
        yield problem("date-rfc3339", line, f"{name} is not an RFC 3339 date: {quoted(text.strip())}")
    elif text.strip().endswith("-00:00"):
        yield problem("date-zone", line, f"{name} has the unknown zone '-00:00'")


def _utc(year: str, month: str, day: str, hour: str, minute: str, second: str, zone: str) -> datetime | None:
    if int(second) > 60:
        return None
    try:
        # A leap second is legal (RFC 3339 section 5.7), but datetime has none.
        numbers = (int(year), int(month), int(day), int(hour), int(minute), min(int(second), 59))
        return datetime(*numbers, tzinfo=timezone(_offset(zone))).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _offset(zone: str) -> timedelta:
    if zone[0] not in "+-":
        return timedelta(hours=_NAMED.get(zone, 0))
    offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
    return -offset if zone[0] == "-" else offset
