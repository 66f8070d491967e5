"""Dates as the feed formats write them, and the English names in them: the process locale has no influence."""

from datetime import UTC, datetime

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SHORT_MONTHS = tuple(month[:3] for month in MONTHS)
SHORT_WEEKDAYS = tuple(day[:3] for day in WEEKDAYS)


def rfc822(at: datetime) -> str:
    """Format an aware datetime for RSS: "Sat, 25 Sep 2021 14:07:50 +0000".

    The year has four digits, the zone is UTC (RSS Best Practices Profile, data types; RFC 5322 section 3.3). Raises
    ValueError for a naive datetime.
    """
    at = _in_utc(at)
    day = f"{SHORT_WEEKDAYS[at.weekday()]}, {at.day:02d} {SHORT_MONTHS[at.month - 1]} {at.year:04d}"
    return f"{day} {at.isoformat()[11:19]} +0000"


def rfc3339(at: datetime) -> str:
    """Format an aware datetime for Atom and JSON Feed: "2021-09-25T14:07:50Z" (RFC 3339 section 5.6).

    Raises ValueError for a naive one.
    """
    return _in_utc(at).isoformat()[:19] + "Z"


def _in_utc(at: datetime) -> datetime:
    if at.tzinfo is UTC:
        return at
    if at.utcoffset() is None:
        # astimezone would assume the zone of this machine
        raise ValueError(f"a datetime without a zone: {at.isoformat()}")
    return at.astimezone(UTC)
