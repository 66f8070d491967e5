"""URLs and ids: absolute, percent-encoded, canonical (RFC 3986, 4151, 4287 section 4.2.6, 9562)."""

import re
from collections.abc import Iterator
from urllib.parse import SplitResult, urlsplit

from feedmaker.check.rules import Flaw

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_ILLEGAL = re.compile(r"[^\x21-\x7e]|[\[\]|<>\"{}^`\\]|%(?![0-9A-Fa-f]{2})")
_ILLEGAL_IN_IRI = re.compile(r"[\x00-\x20\x7f|<>\"{}^`\\]|%(?![0-9A-Fa-f]{2})")
_TAG = re.compile(
    r"tag:(?:[\w.+-]+@)?[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?,\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?:"
    r"[A-Za-z0-9\-._~!$&'()*+,;=:@/?#%]*",
    re.ASCII,
)
_UUID = re.compile(r"urn:uuid:[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}", re.ASCII)
_DEFAULT_PORTS = {"http": 80, "https": 443}


def shown(value: object) -> str:
    """Quote a value for a message: control characters harmless, at most 80 characters."""
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."


def split(url: str) -> SplitResult | None:
    """Split a URL; None where it cannot be split (a bracket without its twin, a port that is none)."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts


def is_uri(text: str) -> bool:
    """Tell whether a text begins with a scheme, so that it does not depend on a base."""
    return _SCHEME.match(text.strip()) is not None


def is_web(url: str) -> bool:
    """Tell whether a text is an absolute http or https URL with a host."""
    parts = split(url.strip())
    return parts is not None and parts.scheme in ("http", "https") and bool(parts.hostname)


def url_flaws(url: str, line: int | None, name: str, *, iri: bool = False) -> Iterator[Flaw]:
    """Check the characters of a URL (U1: 3986 section 2); `iri` allows what RFC 3987 allows."""
    text = url.strip()
    parts = split(text)
    host = parts.netloc if parts else ""
    rest = text.replace(host, "", 1) if host.startswith("[") or "@[" in host else text
    found = (_ILLEGAL_IN_IRI if iri else _ILLEGAL).search(rest)
    if found:
        what = f"{name} holds {found[0]!r}: {shown(text)}"
        if host and not host.isascii():
            yield Flaw("U1", line, what, "write the host in punycode, the rest percent-encoded")
        else:
            yield Flaw("U1", line, what, "percent-encode it")
    elif parts is None:
        yield Flaw("U1", line, f"{name} is no URL: {shown(text)}")


def id_flaws(value: str, line: int | None, name: str) -> Iterator[Flaw]:
    """Check the form of an id: I7 (tag:), I8 (canonical), I9 (short digits), I10 (urn:uuid:), U1."""
    text = value.strip()
    if text != value:
        yield Flaw("I8", line, f"{name} has white space around it: {shown(value)}", "ids are compared letter by letter")
    if not text:
        return
    head = text[:9].lower()
    if head.startswith("tag:"):
        if not _TAG.fullmatch(text):
            hint = "write it as tag:example.org,2021:name"
            yield Flaw("I7", line, f"{name} is not a tag: URI of RFC 4151: {shown(text)}", hint)
    elif head == "urn:uuid:":
        if not _UUID.fullmatch(text):
            yield Flaw("I10", line, f"{name} holds no UUID: {shown(text)}", "make it with uuid5 of a name that stays")
    elif head.startswith(("http:", "https:")):
        yield from url_flaws(text, line, name)
        reason = _not_canonical(text)
        if reason:
            yield Flaw("I8", line, f"{name} is not in canonical form ({reason}): {shown(text)}")
    elif text.isdigit() and len(text) < 10:
        yield Flaw("I9", line, f"{name} is {text}, which other feeds use too", "use the article's URL or a tag: URI")


def _not_canonical(url: str) -> str:
    parts = split(url)
    if parts is None:
        return ""
    if not url.startswith(parts.scheme):
        return "upper-case scheme"
    if parts.netloc.rpartition("@")[2] != parts.netloc.rpartition("@")[2].lower():
        return "upper-case host"
    if parts.port is not None and parts.port == _DEFAULT_PORTS.get(parts.scheme):
        return "default port"
    if not parts.path:
        return "no path"
    if any(segment in (".", "..") for segment in parts.path.split("/")):
        return "dot segment"
    if any(code != code.upper() for code in re.findall(r"%[0-9A-Fa-f]{2}", url)):
        return "lower-case percent-encoding"
    return ""
