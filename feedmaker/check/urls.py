"""URLs and ids: absolute, percent-encoded, canonical (RFC 3986, 4151, 4287 section 4.2.6, 9562)."""

import re
from collections.abc import Iterator
from urllib.parse import SplitResult, urlsplit

from feedmaker.check.rules import problem
from feedmaker.problems import Problem
from feedmaker.text.messages import quoted
from feedmaker.text.urls import absolute

#: A media type, with parameters or without: "text/html; charset=utf-8".
MEDIA_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+(?:\s*;.*)?")
WHOLE_NUMBER = re.compile(r"[0-9]+")
#: The text of a UUID (RFC 9562 section 4).
UUID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}", re.ASCII)

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_ILLEGAL = re.compile(r"[^\x21-\x7e]|[\[\]|<>\"{}^`\\]|%(?![0-9A-Fa-f]{2})")
_ILLEGAL_IN_IRI = re.compile(r"[\x00-\x20\x7f|<>\"{}^`\\]|%(?![0-9A-Fa-f]{2})")
# "tag:ada@example.org,2021-09:harbour/1"
_TAG = re.compile(
    r"tag:(?:[\w.+-]+@)?[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?,\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?:"
    r"[A-Za-z0-9\-._~!$&'()*+,;=:@/?#%]*",
    re.ASCII,
)


def split_url(url: str) -> SplitResult | None:
    """Split a URL; None if it cannot be split (an unmatched bracket, a port that is not a number)."""
    try:
        parts = urlsplit(url.strip())
        _ = parts.port
    except ValueError:
        return None
    return parts


def is_uri(text: str) -> bool:
    """Return True if a text begins with a scheme, so that it does not depend on a base."""
    return _SCHEME.match(text.strip()) is not None


def is_web_url(url: str) -> bool:
    """Return True for an absolute http or https URL with a host."""
    parts = split_url(url)
    return parts is not None and parts.scheme in ("http", "https") and bool(parts.hostname)


def web_url_problems(code: str, url: str | None, line: int | None, name: str) -> Iterator[Problem]:
    """Check that a value is an absolute http(s) URL (the rule `code`) and has only characters of one."""
    if is_web_url(url or ""):
        yield from url_problems(url or "", line, name)
    else:
        yield problem(code, line, f"{name} is not an absolute URL: {quoted(url)}")


def url_problems(url: str, line: int | None, name: str, *, iri: bool = False) -> Iterator[Problem]:
    """Check the characters of a URL (RFC 3986 section 2); `iri` allows what RFC 3987 allows."""
    text = url.strip()
    parts = split_url(text)
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
        if not _TAG.fullmatch(text):
            yield problem("id-tag-uri", line, f"{name} is not a tag: URI: {quoted(text)}")
    elif scheme == "urn:uuid:":
        if not UUID.fullmatch(text[9:]):
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
