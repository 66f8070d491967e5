"""Values of feeds, strictly: characters (XML 1.0), dates (RFC 822, 3339), URLs, ids (RFC 3986, 4151, 4287, 9562)."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import TypeAlias
from urllib.parse import SplitResult, urlsplit

from feedmaker.check.rules import problem
from feedmaker.problems import Problem
from feedmaker.text.messages import quoted
from feedmaker.text.timestamps import SHORT_MONTHS, SHORT_WEEKDAYS
from feedmaker.text.urls import TAG_URI, absolute
from feedmaker.text.xml_characters import DISCOURAGED, NOT_XML

#: Tag or key → the check of a text, its line and its name.
ValueChecks: TypeAlias = Mapping[str, Callable[[str, int | None, str], Iterator[Problem]]]
#: A media type, with parameters or without: "text/html; charset=utf-8".
MEDIA_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+(?:\s*;.*)?")
WHOLE_NUMBER = re.compile(r"[0-9]+")

_CHARACTERS = {"character-illegal": re.compile(NOT_XML), "character-suspicious": re.compile(DISCOURAGED)}
#: The names of zones in RFC 822 section 5.1 that RFC 5322 section 4.3 keeps.
_ZONES = {
    "GMT": "+0000", "UT": "+0000", "EST": "-0500", "EDT": "-0400", "CST": "-0600", "CDT": "-0500", "MST": "-0700",
    "MDT": "-0600", "PST": "-0800", "PDT": "-0700",
}  # fmt: skip
_TIME = r"(?:[01]\d|2[0-3]):[0-5]\d"
# "Sat, 25 Sep 2021 14:07:50 +0000": weekday and seconds are optional.
_RFC822 = re.compile(
    rf"(?:({'|'.join(SHORT_WEEKDAYS)}),[ \t]+)?(\d{{1,2}})[ \t]+({'|'.join(SHORT_MONTHS)})[ \t]+(\d{{4}})[ \t]+"
    rf"({_TIME})(:[0-5]\d|:60)?[ \t]+([+-]\d\d[0-5]\d|{'|'.join(_ZONES)})",
    re.ASCII,
)
# "2021-09-25T14:07:50.5+08:00"
_RFC3339 = re.compile(rf"\d{{4}}-\d\d-\d\dT{_TIME}:(?:[0-5]\d|60)(?:\.\d+)?(?:Z|[+-]\d\d:[0-5]\d)", re.ASCII)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_ILLEGAL = re.compile(r"[^\x21-\x7e]|[\[\]|<>\"{}^`\\]|%(?![0-9A-Fa-f]{2})")
_ILLEGAL_IN_IRI = re.compile(r"[\x00-\x20\x7f|<>\"{}^`\\]|%(?![0-9A-Fa-f]{2})")
_UUID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}", re.ASCII)


def character_problems(text: str, line: int | None, name: str) -> Iterator[Problem]:
    """Check for characters that XML 1.0 forbids, and for legal ones that are a sign of damage."""
    if text.isascii() and text.isprintable():
        return
    for code, pattern in _CHARACTERS.items():
        found = pattern.search(text)
        if found:
            yield problem(code, line, f"{name} contains U+{ord(found[0]):04X}")


def parse_rfc822(text: str) -> datetime | None:
    """Parse an RSS date to UTC; None if it is not one (RFC 822, four-digit years: RFC 5322 section 3.3)."""
    found = _RFC822.fullmatch(text.strip())
    return _utc(f"{_iso_day(found)}T{found[5]}{found[6] or ':00'}{_ZONES.get(found[7], found[7])}") if found else None


def parse_rfc3339(text: str) -> datetime | None:
    """Parse an Atom or JSON Feed date to UTC; None if it is not one (RFC 3339 section 5.6)."""
    return _utc(text.strip()) if _RFC3339.fullmatch(text.strip()) else None


def rfc822_problems(text: str, line: int | None, name: str) -> Iterator[Problem]:
    """Check an RSS date: form, weekday and zone."""
    found = _RFC822.fullmatch(text.strip())
    if found is None or parse_rfc822(text) is None:
        yield problem("date-rfc822", line, f"{name} is not an RFC 822 date: {quoted(text.strip())}")
        return
    weekday, zone = found[1], found[7]
    actual = SHORT_WEEKDAYS[date.fromisoformat(_iso_day(found)).weekday()]
    if weekday and weekday != actual:
        yield problem("date-weekday", line, f"{name} says {weekday}, but the day is a {actual}: {quoted(text.strip())}")
    if zone == "-0000" or (zone in _ZONES and zone not in ("GMT", "UT")):
        yield problem("date-zone", line, f"{name} has the ambiguous zone {quoted(zone)}")


def rfc3339_problems(text: str, line: int | None, name: str) -> Iterator[Problem]:
    """Check an Atom or JSON Feed date: form and zone."""
    if parse_rfc3339(text) is None:
        yield problem("date-rfc3339", line, f"{name} is not an RFC 3339 date: {quoted(text.strip())}")
    elif text.strip().endswith("-00:00"):
        yield problem("date-zone", line, f"{name} has the unknown zone '-00:00'")


def is_uri(text: str) -> bool:
    """Return True if a text begins with a scheme, so that it does not depend on a base."""
    return _SCHEME.match(text.strip()) is not None


def is_web_url(url: str) -> bool:
    """Return True for an absolute http or https URL with a host."""
    parts = _split(url)
    return parts is not None and parts.scheme in ("http", "https") and bool(parts.hostname)


def web_url_problems(url: str | None, line: int | None, name: str, code: str = "url-absolute") -> Iterator[Problem]:
    """Check that a value is an absolute http(s) URL (the rule `code`) and has only characters of one."""
    text = (url or "").strip()
    if is_web_url(text):
        yield from url_problems(text, line, name)
    else:
        yield problem(code, line, f"{name} is not an absolute URL: {quoted(text or None)}")


def url_problems(url: str, line: int | None, name: str, *, iri: bool = False) -> Iterator[Problem]:
    """Check the characters of a URL (RFC 3986 section 2); `iri` allows what RFC 3987 allows."""
    text = url.strip()
    parts = _split(text)
    host = parts.netloc if parts else ""
    rest = text.replace(host, "", 1) if host.startswith("[") or "@[" in host else text
    found = (_ILLEGAL_IN_IRI if iri else _ILLEGAL).search(rest)
    if found:
        yield problem("url-characters", line, f"{name} contains {quoted(found[0])}: {quoted(text)}")
    elif parts is None:
        yield problem("url-characters", line, f"{name} is not a URL: {quoted(text)}")


def id_problems(value: str, line: int | None, name: str) -> Iterator[Problem]:
    """Check the form of an id: tag: URIs, UUIDs, URLs in canonical form, no short number, no outer white space."""
    text = value.strip()
    if text != value:
        yield problem("id-canonical", line, f"{name} has white space around it: {quoted(value)}")
    scheme = text[:9].lower()
    if scheme.startswith("tag:"):
        if not TAG_URI.fullmatch(text):
            yield problem("id-tag-uri", line, f"{name} is not a tag: URI: {quoted(text)}")
    elif scheme == "urn:uuid:":
        if not _UUID.fullmatch(text[9:]):
            yield problem("id-uuid", line, f"{name} does not contain a UUID: {quoted(text)}")
    elif scheme.startswith(("http:", "https:")):
        illegal = [*url_problems(text, line, name)]
        canonical = absolute("", text)
        if not illegal and canonical != text:
            hint = f"write {canonical}" if canonical else ""
            yield problem("id-canonical", line, f"{name} is not in canonical form: {quoted(text)}", hint)
        yield from illegal
    elif text.isdigit() and len(text) < 10:
        yield problem("id-too-short", line, f"{name} is a short number: {quoted(text)}")


def _iso_day(rfc822: re.Match[str]) -> str:
    _, day, month, year, *_ = rfc822.groups()
    return f"{year}-{SHORT_MONTHS.index(month) + 1:02d}-{day:0>2}"


def _utc(iso: str) -> datetime | None:
    try:
        # A leap second is legal (RFC 3339 section 5.7), but datetime has none.
        return datetime.fromisoformat(iso.replace(":60", ":59")).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _split(url: str) -> SplitResult | None:
    """Split a URL; None if it cannot be split (an unmatched bracket, a port that is not a number)."""
    try:
        parts = urlsplit(url.strip())
        _ = parts.port
    except ValueError:
        return None
    return parts
