"""A moment as the feed formats write it. English by table: no process locale takes part."""

from datetime import UTC, date, datetime
from functools import lru_cache

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def rfc822(at: datetime) -> str:
    """Write an aware moment for RSS: "Sat, 25 Sep 2021 14:07:50 +0000".

    The year has four digits, the zone is UTC (RSS Best Practices Profile, data types; RFC 5322 section 3.3).

    Raises:
        ValueError: the moment is naive.
    """
    at = _in_utc(at)
    return f"{_day(at.toordinal())} {at.isoformat()[11:19]} +0000"


def rfc3339(at: datetime) -> str:
    """Write an aware moment for Atom and JSON Feed: "2021-09-25T14:07:50Z" (RFC 3339 section 5.6).

    Raises:
        ValueError: the moment is naive.
    """
    return _in_utc(at).isoformat()[:19] + "Z"


@lru_cache(maxsize=4096)
def _day(ordinal: int) -> str:
    """Write a day; those of a site's articles are few."""
    at = date.fromordinal(ordinal)
    return f"{_DAYS[at.weekday()]}, {at.day:02d} {_MONTHS[at.month - 1]} {at.year:04d}"


def _in_utc(at: datetime) -> datetime:
    if at.tzinfo is UTC:
        return at
    if at.utcoffset() is None:
        # astimezone would take it for the time of this machine's zone.
        raise ValueError(f"a moment without a zone: {at.isoformat()}")
    return at.astimezone(UTC)
