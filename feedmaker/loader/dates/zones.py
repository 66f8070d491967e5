"""Local time and zone → UTC: offsets, names of RFC 822 and others, IANA names."""

import re
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from feedmaker.problems import Problem
from feedmaker.text.messages import quoted

#: +0800, +8, +08:00[Asia/Shanghai], +0800 CST (Go), UTC+02:00, Z, EST, Asia/Shanghai; `from_zone_text` knows what they
#: mean.
ZONE = (
    r"(?![AaPp]\.?[Mm]\b)(?:[+-][0-9]{1,2}:[0-9]{2}|[+-][0-9]{3,4}|[+-][0-9]{1,2}"
    r"|(?:UTC|GMT|utc|gmt)\s?[+-][0-9]{1,2}(?::?[0-9]{2})?"
    r"|[A-Z]{1,5}|utc?|gmt|[ecmp][sd]t|[a-z](?![a-z])"
    r"|[A-Z][A-Za-z_+-]{1,30}(?:/[A-Za-z0-9_+-]{1,30}){1,2})"
    r"(?:\s?\[[A-Za-z0-9_+/-]{1,60}\]|(?<=[+-][0-9]{4}) (?:[A-Z]{3,5}|[+-][0-9]{2,4}))?"
)

_OFFSET = re.compile(r"(?:UTC|GMT)?\s?([+-])([0-9]{1,2}):?([0-9]{2})?", re.IGNORECASE)

#: Offsets that some place on Earth uses: UTC-12 to UTC+14.
_WEST, _EAST = timedelta(hours=-12), timedelta(hours=14)
_DAY = timedelta(hours=24)
_NO_OFFSET = timedelta()

# Minutes. RFC 5322, section 4.3: "EDT is semantically equivalent to -0400" and so on. Of the others, those that only
# one part of the world uses: IST, BST and AST mean several zones and are missing.
_MINUTES = {
    "Z": 0, "UT": 0, "UTC": 0, "GMT": 0,
    "EST": -300, "EDT": -240, "CST": -360, "CDT": -300, "MST": -420, "MDT": -360, "PST": -480, "PDT": -420,
    "WET": 0, "WEST": 60, "CET": 60, "CEST": 120, "MEZ": 60, "MESZ": 120, "EET": 120, "EEST": 180, "MSK": 180,
    "HKT": 480, "SGT": 480, "JST": 540, "KST": 540, "AEST": 600, "AEDT": 660, "NZST": 720, "NZDT": 780,
}  # fmt: skip
_NAMES = {name: timedelta(minutes=minutes) for name, minutes in _MINUTES.items()}

#: Of these, the site's own zone decides which one is meant: CST is China's and Chicago's.
_SEVERAL = frozenset(["CST", "IST", "BST"])

_WRITE_OFFSET = "write the zone as an offset from UTC, such as +0800"


class Instant(NamedTuple):
    """A point in time, aware and in UTC, and what was wrong with the zone."""

    at: datetime
    problems: tuple[Problem, ...] = ()


def from_zone_text(local: datetime, text: str, zone: ZoneInfo, *, rfc: bool = False) -> Instant | None:
    """Return the instant of a naive local time in the zone that `text`, a match of ZONE, names.

    For an offset of a day or more, and for an unknown name, `zone` (the configured one) is used and a
    problem reported. Military letters are read as -0000, which is UTC (RFC 5322, section 4.3), and reported. Outside
    RFC 822 dates (`rfc`), an abbreviation that `zone` itself has at that time means `zone`; CST, IST and BST do in all
    dates, where `zone` has them in summer or winter. None where `text` is not a zone.
    """
    # RFC 9557, section 3.1: the offset is used, the name in brackets is a suffix; so is Go's abbreviation.
    offset = text.partition("[")[0].rstrip()
    if offset[0] in "+-":
        offset = offset.partition(" ")[0]
    if match := _OFFSET.fullmatch(offset):
        sign, hours, rest = match.groups()
        difference = timedelta(hours=int(sign + hours), minutes=int(sign + (rest or "0")))
        return from_offset(local, difference if int(rest or 0) < 60 else None, offset, zone)
    if "/" in offset:
        try:
            return from_zone(local, ZoneInfo(offset))
        except (KeyError, ValueError, OSError):
            return _in_configured(local, zone, "date-zone", f"date has an unknown time zone: {quoted(offset)}")
    return _from_abbreviation(local, offset.upper(), zone, rfc=rfc)


def from_offset(local: datetime, offset: timedelta | None, text: str, zone: ZoneInfo) -> Instant:
    """Return the instant of a naive local time at an offset from UTC, which the article writes as `text`.

    One that no place on Earth uses is reported, and used as site generators do where it is less than a day; beyond
    that, and where it is None, the configured zone is used.
    """
    if offset is not None and _WEST <= offset <= _EAST:
        return Instant(_in_utc(local) - offset)
    message = f"date has an offset that no place on Earth uses: {quoted(text)}"
    if offset is not None and -_DAY < offset < _DAY:
        at = _in_utc(local) - offset
        return Instant(at, (Problem("date-offset", f"{message}; read as {at:%Y-%m-%d %H:%M} UTC", _WRITE_OFFSET),))
    return _in_configured(local, zone, "date-offset", message)


def from_zone(local: datetime, zone: ZoneInfo, *, is_day: bool = False) -> Instant:
    """Return the instant of a naive local time in a zone.

    A time that the clocks skipped (start of daylight saving time) is read with the offset before the change, so that it
    is as long after the change as it was written after it; of a time that occurs twice, the first is used (PEP 495,
    fold=0). Both are reported, except for days: a day begins when its first second does.
    """
    if zone.key == "UTC":
        return Instant(_in_utc(local))
    before = zone.utcoffset(local) or _NO_OFFSET
    at = _in_utc(local) - before
    if is_day or (after := zone.utcoffset(local.replace(fold=1)) or _NO_OFFSET) == before:
        return Instant(at)
    hint = "write the offset after the time, such as +0200"
    if after > before:
        message = f"date is in the hour that {zone.key} skipped when the clocks went forward: {local}"
        return Instant(at, (Problem("date-in-gap", message, hint),))
    message = f"date is in the hour that {zone.key} had twice when the clocks went back: {local}; read as the first"
    return Instant(at, (Problem("date-in-fold", message, hint),))


def _in_utc(local: datetime) -> datetime:
    """Return the instant at which clocks that show UTC have this naive time; `replace` takes four times as long."""
    return datetime.combine(local, local.time(), UTC)


def _from_abbreviation(local: datetime, name: str, zone: ZoneInfo, *, rfc: bool) -> Instant | None:
    if (not rfc or name in _SEVERAL) and zone.tzname(local) == name:
        # the abbreviation says which one of two equal hours is meant
        return Instant(_in_utc(local) - (zone.utcoffset(local) or _NO_OFFSET))
    if name in _SEVERAL and (own := _offset_of(name, zone, local.year)) is not None:
        return Instant(_in_utc(local) - own)
    if name in _NAMES:
        at = _in_utc(local) - _NAMES[name]
        if name not in _SEVERAL:
            return Instant(at)
        message = f"date has a time zone that several places have: {quoted(name)}; read as UTC{_MINUTES[name] // 60:+}"
        return Instant(at, (Problem("date-zone", message, _WRITE_OFFSET),))
    if len(name) == 1:
        if not rfc or name == "J":
            return None
        message = f"date has a military time zone, which is ambiguous: {quoted(name)}; read as UTC"
        return Instant(_in_utc(local), (Problem("date-zone", message, _WRITE_OFFSET),))
    return _in_configured(local, zone, "date-zone", f"date has an unknown time zone: {quoted(name)}")


def _offset_of(name: str, zone: ZoneInfo, year: int) -> timedelta | None:
    """Return the offset of the abbreviation that `zone` has in summer or winter, such as BST in London."""
    seasons = (datetime(year, month, 1, tzinfo=zone) for month in (1, 7))
    return next((season.utcoffset() for season in seasons if season.tzname() == name), None)


def _in_configured(local: datetime, zone: ZoneInfo, code: str, message: str) -> Instant:
    at, problems = from_zone(local, zone)
    return Instant(at, (Problem(code, f"{message}; read in {zone.key}", _WRITE_OFFSET), *problems))
