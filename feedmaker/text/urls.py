"""References → absolute ASCII URLs: RFC 3986 join, percent-encoding, punycode, and the leniency that browsers show.

Two ways to join, and they differ in what a leading "/" means:

- `absolute(base, reference)` is RFC 3986, what HTML means: "/img/x.png" is at the root of the *host*. For everything
  that stands in a body or names a file (links, images, enclosures).
- `site_url(site, path)` is what generators mean by the path of a page: "/2024/x/" is under the *site*, which may live
  in a folder of the host (Jekyll's baseurl, Hexo's root, Hugo's baseURL). For permalinks.
"""

import re
from functools import lru_cache
from typing import NamedTuple

#: Schemes of pages, pictures and files.
WEB = frozenset({"http", "https"})
#: Schemes that a link in a body may have.
LINKS = WEB | {"mailto"}

_DEFAULT_PORTS = {"http": "80", "https": "443"}

# RFC 3986 pchar without pct-encoded; "/" and "?" are added where they may stand.
_PCHAR = r"A-Za-z0-9\-._~!$&'()*+,;=:@"
_CLEAN = re.compile(
    rf"https?://[a-z0-9\-]+(?:\.[a-z0-9\-]+)+/(?:[{_PCHAR}/]++|%[0-9A-F]{{2}})*+"
    rf"(?:\?(?:[{_PCHAR}/?]++|%[0-9A-F]{{2}})*+)?(?:#(?:[{_PCHAR}/?]++|%[0-9A-F]{{2}})*+)?"
)
#: A path at the root of the host that is canonical but for dot segments.
_CLEAN_PATH = re.compile(rf"/(?:[{_PCHAR}]|%[0-9A-F]{{2}})(?:[{_PCHAR}/]|%[0-9A-F]{{2}})*")
_UNSAFE = re.compile(rf"%(?![0-9A-Fa-f]{{2}})|[^{_PCHAR}/?%]+")
_LOWER_ESCAPE = re.compile(r"%(?:[a-f][0-9A-Fa-f]|[0-9A-F][a-f])")
# Browsers drop tab, LF and CR (URL Standard, 4.4); no other control character helps anybody either.
_CONTROLS = re.compile("[\x00-\x1f\x7f]+")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):")
_AUTHORITY = re.compile(r"[^/?#\\]*")
_PORT = re.compile(r"(\[.*\]|[^:]*)(?::([0-9]*))?", re.DOTALL)
_HOST = re.compile(r"[a-z0-9_\-]+(?:\.[a-z0-9_\-]+)*\.?")
_IPV6 = re.compile(r"\[[0-9a-f:.]+\]")
#: Longest label of a host name (RFC 1034 section 3.1).
_MAX_LABEL = 63
# Invisible characters that come along when a URL is pasted; the white space of Unicode goes too.
_INVISIBLE = "\u200b\u2060\ufeff"


class _Base(NamedTuple):
    """A canonical URL in the parts that a reference may take over."""

    origin: str
    path: str
    #: With its "?", empty where there is none.
    query: str


def absolute(base: str, reference: str, schemes: frozenset[str] = WEB) -> str | None:
    """Resolve `reference` against `base` (RFC 3986 section 5), in canonical ASCII form.

    "//host" becomes https, the host lower-case punycode, the default port and dot segments go, what may not stand in
    a URL is percent-encoded and what is encoded stays so. None for an empty reference, one that is no URL, and any
    scheme outside `schemes`. `base` is only looked at for a relative reference.
    """
    if _CLEAN.fullmatch(reference) and "/." not in reference:
        return reference
    if _CLEAN_PATH.fullmatch(reference) and "/." not in reference and "%2E" not in reference:
        parts = _base(base)
        return parts and parts.origin + reference
    return _resolve(base, reference, schemes)


def site_url(site: str, path: str) -> str | None:
    """Put the path of a page, with or without a leading "/", under the site's URL and its folder, once."""
    parts = _base(site)
    if parts is None:
        return None
    folder = parts.path if parts.path.endswith("/") else parts.path + "/"
    inner = "/" + path.lstrip("/\\")
    if folder != "/" and inner.startswith(folder):
        folder = "/"
    return absolute(site, parts.origin + folder + inner[1:])


def host(url: str) -> str:
    """Return the host of an absolute URL, lower-case and punycoded, without port; empty where there is none."""
    parts = _base(url)
    if parts is None:
        return ""
    found = _PORT.fullmatch(parts.origin.partition("://")[2].rpartition("@")[2])
    return found[1] if found else ""


def _resolve(base: str, reference: str, schemes: frozenset[str]) -> str | None:
    text = _CONTROLS.sub("", reference).strip().strip(_INVISIBLE).strip()
    if not text:
        return None
    named = _SCHEME.match(text)
    if named:
        scheme = named[1].lower()
        if scheme not in schemes:
            return None
        rest = text[named.end() :]
        return _web(scheme, rest.lstrip("/\\")) if scheme in WEB else _opaque(scheme, rest)
    if text[0] in "/\\" and text[1:2] in ("/", "\\"):
        return _web("https", text.lstrip("/\\"))
    parts = _base(base)
    return None if parts is None else _relative(parts, text)


def _relative(base: _Base, text: str) -> str:
    path, query, fragment = _split(text)
    if path:
        folder = "" if path[0] == "/" else base.path[: base.path.rindex("/") + 1]
        return base.origin + _undot(folder + path) + query + fragment
    return base.origin + base.path + (query or base.query) + fragment


def _web(scheme: str, rest: str) -> str | None:
    """Write scheme://authority/… anew, from what follows the slashes."""
    found = _AUTHORITY.match(rest)
    authority = found[0] if found else ""
    place = _place(scheme, authority)
    if place is None:
        return None
    path, query, fragment = _split(rest[len(authority) :])
    return f"{scheme}://{place}{_undot(path or '/')}{query}{fragment}"


def _opaque(scheme: str, rest: str) -> str | None:
    body = _encode(rest.strip())
    return f"{scheme}:{body}" if body else None


def _split(text: str) -> tuple[str, str, str]:
    """Divide and encode what follows the authority: path, "?query", "#fragment"; the latter two may be empty."""
    before, hash_, fragment = text.partition("#")
    path, mark, query = before.partition("?")
    return _encode(path.replace("\\", "/")), mark + _encode(query), hash_ + _encode(fragment)


def _encode(part: str) -> str:
    if not part:
        return part
    encoded = _UNSAFE.sub(_escape, part)
    return _LOWER_ESCAPE.sub(_upper, encoded) if "%" in encoded else encoded


def _escape(found: re.Match[str]) -> str:
    # lone surrogates have no bytes, hence "ignore"
    data = found[0].encode("utf-8", "ignore")
    return "%" + data.hex("%").upper() if data else ""


def _upper(found: re.Match[str]) -> str:
    return found[0].upper()


def _undot(path: str) -> str:
    """Remove dot segments (RFC 3986 section 5.2.4), the encoded ones too, as browsers do."""
    if "/." not in path and "/%2E" not in path:
        return path
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        plain = segment.replace("%2E", ".")
        if plain == "..":
            del kept[-1:]
        elif plain != ".":
            kept.append(segment)
    if segments[-1].replace("%2E", ".") in (".", ".."):
        kept.append("")
    return "/" + "/".join(kept)


@lru_cache(maxsize=1024)
def _place(scheme: str, authority: str) -> str | None:
    """Return userinfo@host:port in canonical form, None where it is no authority of the web."""
    user, at, address = authority.rpartition("@")
    found = _PORT.fullmatch(address)
    name, port = (found[1], found[2]) if found else (address, None)
    ascii_name = _host_name(name)
    if ascii_name is None or (port and int(port[-6:]) > 65535):
        return None
    suffix = f":{port.lstrip('0') or '0'}" if port and port.lstrip("0") != _DEFAULT_PORTS[scheme] else ""
    return (_encode(user).replace("@", "%40") + at if user else "") + ascii_name + suffix


def _host_name(name: str) -> str | None:
    low = name.lower()
    if _HOST.fullmatch(low):
        return low
    if "%" in low:
        from urllib.parse import unquote

        low = unquote(low)
    if _IPV6.fullmatch(low):
        import ipaddress

        try:
            return f"[{ipaddress.IPv6Address(low[1:-1])}]"
        except ValueError:
            return None
    return ascii_host(low) if low and not low.isascii() else low if _HOST.fullmatch(low) else None


@lru_cache(maxsize=1024)
def ascii_host(name: str) -> str | None:
    """Return a host name in ASCII, None if it is not valid.

    IDNA 2008 as browsers apply it (UTS 46, non-transitional processing): `straße.example` keeps its ß, and symbols such
    as emoji, which IDNA 2008 itself excludes, are encoded too.
    """
    import idna

    try:
        encoded = ".".join(_ascii_label(label) for label in idna.uts46_remap(name).split("."))
    except UnicodeError:
        return None
    return encoded if _HOST.fullmatch(encoded) else None


def _ascii_label(label: str) -> str:
    """Encode one mapped label (RFC 5891 section 5.4). Raises UnicodeError if it breaks a rule about its context."""
    import idna

    if label.isascii():
        return label
    idna.check_initial_combiner(label)
    idna.check_bidi(label)
    if "\u200c" in label or "\u200d" in label:  # joiners are allowed in a few scripts only
        idna.check_label(label)
    encoded = "xn--" + label.encode("punycode").decode("ascii")
    if label.startswith("xn--") or len(encoded) > _MAX_LABEL:
        raise UnicodeError(label)
    return encoded


@lru_cache(maxsize=1024)
def _base(url: str) -> _Base | None:
    whole = absolute("", url)
    if whole is None:
        return None
    before = whole.partition("#")[0]
    path_at = before.index("/", before.index("://") + 3)
    path, mark, query = before[path_at:].partition("?")
    return _Base(before[:path_at], path, mark + query)
