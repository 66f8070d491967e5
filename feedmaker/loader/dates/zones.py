"""The zone after a time: offsets, names of RFC 822 and others, IANA names."""

import re
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from feedmaker.loader.dates.result import at_offset, in_zone, on_earth
from feedmaker.problems import Problem
from feedmaker.text.messages import quoted

#: Matches every way to write a zone; what it means is for `resolve` to say.
ZONE = (
    r"(?![AaPp]\.?[Mm]\b)(?:[+-][0-9]{1,2}:[0-9]{2}|[+-][0-9]{3,4}|[+-][0-9]{1,2}"
    r"|(?:UTC|GMT|utc|gmt)\s?[+-][0-9]{1,2}(?::?[0-9]{2})?"
    r"|[A-Z]{1,5}|utc?|gmt|[ecmp][sd]t|[a-z](?![a-z])"
    r"|[A-Z][A-Za-z_+-]{1,30}(?:/[A-Za-z0-9_+-]{1,30}){1,2})"
    r"(?:\s?\[[A-Za-z0-9_+/-]{1,60}\])?"
)

_OFFSET = re.compile(r"(?:UTC|GMT)?\s?([+-])([0-9]{1,2}):?([0-9]{2})?", re.IGNORECASE)

# RFC 5322, section 4.3: "EDT is semantically equivalent to -0400" and so on, in minutes.
_RFC_NAMES = {
    "Z": 0, "UT": 0, "UTC": 0, "GMT": 0,
    "EST": -300, "EDT": -240, "CST": -360, "CDT": -300, "MST": -420, "MDT": -360, "PST": -480, "PDT": -420,
}  # fmt: skip

# Names of zones outside America that only one part of the world uses; IST, BST and AST mean several and are left out.
_OTHER_NAMES = {
    "WET": 0, "WEST": 60, "CET": 60, "CEST": 120, "MEZ": 60, "MESZ": 120, "EET": 120, "EEST": 180, "MSK": 180,
    "HKT": 480, "SGT": 480, "JST": 540, "KST": 540, "AEST": 600, "AEDT": 660, "NZST": 720, "NZDT": 780,
}  # fmt: skip

_WRITE_OFFSET = "write the zone as an offset from UTC, such as +0800"


class Instant(NamedTuple):
    """Where a wall clock and a zone lead: aware UTC, and what was wrong with the zone."""

    at: datetime
    problems: tuple[Problem, ...]


def resolve(wall: datetime, text: str, zone: ZoneInfo, *, rfc: bool = False) -> Instant | None:
    """Give the instant of a naive wall clock at the zone that `text` (matched by ZONE) names.

    An offset that no place on Earth has, and a name that nobody can know, are reported, and `zone`, the configured
    one, is used. Military letters are read as RFC 5322 section 4.3 says, as -0000, which is UTC, and reported.
    Outside RFC 822 dates (`rfc`) a name that the configured zone itself has then, such as CST for Asia/Shanghai, means
    that zone. None where `text` is no zone. Raises OverflowError beyond the years 1 to 9999.
    """
    minutes = _plain_offset(text)
    if minutes is not None:
        return Instant(at_offset(wall, minutes), ())
    bracket = text.find("[")
    if bracket > 0:
        # RFC 9557, section 3.1: the offset stands, the bracketed name is a suffix to it.
        text = text[:bracket].rstrip()
        if (minutes := _plain_offset(text)) is not None:
            return Instant(at_offset(wall, minutes), ())
    if _OFFSET.fullmatch(text):
        return out_of_bounds(wall, text, zone)
    if "/" in text:
        return _at_place(wall, text, zone)
    return _at_name(wall, text.upper(), zone, rfc=rfc)


@lru_cache(maxsize=256)
def _plain_offset(text: str) -> int | None:
    """Return the minutes of an offset that some place on Earth has; None for any other and for names."""
    if text in ("Z", "z", "GMT"):
        return 0
    match = _OFFSET.fullmatch(text)
    if match is None:
        return None
    sign, hours, rest = match.groups()
    minutes = int(sign + hours) * 60 + int(sign + (rest or "0"))
    return minutes if on_earth(minutes) and int(rest or 0) < 60 else None


def out_of_bounds(wall: datetime, text: str, zone: ZoneInfo) -> Instant:
    """Read the wall clock in the configured zone, and say that no place on Earth has the offset."""
    at, problems = in_zone(wall, zone)
    message = f"date has an offset that no place on Earth has: {quoted(text)}, {zone.key} is used"
    return Instant(at, (Problem("date-offset", message, _WRITE_OFFSET), *problems))


def _at_place(wall: datetime, name: str, zone: ZoneInfo) -> Instant:
    try:
        place = ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return _unknown(wall, name, zone)
    return Instant(*in_zone(wall, place))


def _at_name(wall: datetime, name: str, zone: ZoneInfo, *, rfc: bool) -> Instant | None:
    if not rfc and wall.replace(tzinfo=zone).tzname() == name:
        return Instant(*in_zone(wall, zone))
    minutes = _RFC_NAMES.get(name)
    if minutes is None:
        minutes = _OTHER_NAMES.get(name)
    if minutes is not None:
        return Instant(at_offset(wall, minutes), ())
    if len(name) == 1:
        if not rfc or name == "J":
            return None
        message = f"date has a military zone, which says nothing certain: {quoted(name)}, UTC is used"
        return Instant(at_offset(wall, 0), (Problem("date-zone", message, _WRITE_OFFSET),))
    if name in ("AM", "PM"):
        return None
    return _unknown(wall, name, zone)


def _unknown(wall: datetime, name: str, zone: ZoneInfo) -> Instant:
    at, problems = in_zone(wall, zone)
    message = f"date has a zone that is not known: {quoted(name)}, {zone.key} is used"
    return Instant(at, (Problem("date-zone", message, _WRITE_OFFSET), *problems))
