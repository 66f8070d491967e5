"""References → absolute ASCII URLs: resolved, percent-encoded, hosts in punycode, as leniently as browsers do it.

There are two ways to resolve a path, and they differ in what a leading "/" means:

- `absolute(base, reference)` follows RFC 3986, as HTML does: "/img/x.png" is at the root of the *host*. For everything
  in a body and for files (links, images, enclosures).
- `site_url(site, path)` follows generators: "/2024/x/" is under the *site*, which may be in a folder of the host
  (Jekyll's baseurl, Hexo's root, Hugo's baseURL). For permalinks.
"""

import re
from functools import lru_cache
from urllib.parse import SplitResult, unquote, urlsplit

from feedmaker.text.patterns import portable

#: Schemes of pages, images and files.
WEB = frozenset({"http", "https"})
#: Schemes that a link in a body may have: those that most readers keep.
LINKS = WEB | {"mailto", "tel", "magnet"}
#: The URL of the site, without a slash at its end, in what Ghost exports.
GHOST_URL = "__GHOST_URL__"

_DEFAULT_PORTS = {"http": "80", "https": "443"}

# RFC 3986 pchar without pct-encoded; "/" and "?" are added where they are allowed.
_PCHAR = r"A-Za-z0-9\-._~!$&'()*+,;=:@"
#: An absolute URL that is canonical but for dot segments: "https://example.org/a%20b/c.html?q=1#top".
_CANONICAL = re.compile(
    portable(
        rf"https?://[a-z0-9\-]+(?:\.[a-z0-9\-]+)+/(?:[{_PCHAR}/]++|%[0-9A-F]{{2}})*+"
        rf"(?:\?(?:[{_PCHAR}/?]++|%[0-9A-F]{{2}})*+)?(?:#(?:[{_PCHAR}/?]++|%[0-9A-F]{{2}})*+)?"
    )
)
_UNSAFE = re.compile(rf"%(?![0-9A-Fa-f]{{2}})|[^{_PCHAR}/?%]+")
_LOWER_ESCAPE = re.compile(r"%(?:[a-f][0-9A-Fa-f]|[0-9A-F][a-f])")
# Browsers remove tab, LF and CR (URL Standard, 4.4); the other control characters are never meant either.
_CONTROLS = re.compile("[\x00-\x1f\x7f]+")
#: Invisible characters that are copied along with a URL.
_INVISIBLE = "\u200b\u2060\ufeff"
#: tag:ada@example.org,2021-09:harbour/1 (RFC 4151)
TAG_URI = re.compile(
    r"tag:(?:[\w.+-]+@)?[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?,\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?:"
    r"[A-Za-z0-9\-._~!$&'()*+,;=:@/?#%]*",
    re.ASCII,
)
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):")
_HOST_AND_PORT = re.compile(r"(\[.*\]|[^:]*)(?::([0-9]*))?", re.DOTALL)
_HOST = re.compile(r"[a-z0-9_\-]+(?:\.[a-z0-9_\-]+)*\.?")
_IPV6 = re.compile(r"\[[0-9a-f:.]+\]")
#: Longest label of a host name (RFC 1034 section 3.1).
_MAX_LABEL = 63


def absolute(base: str, reference: str, schemes: frozenset[str] = WEB) -> str | None:
    """Resolve `reference` against `base` (RFC 3986 section 5) and return it in canonical ASCII form.

    "//host" becomes https, the host lower-case punycode; the default port and dot segments are removed, and what a URL
    must not contain is percent-encoded. `base` is only used for a relative reference.

    Returns None for an empty reference, for one that is not a URL, and for a scheme that is not in `schemes`.
    """
    if _CANONICAL.fullmatch(reference) and "/." not in reference:
        return reference
    text = _CONTROLS.sub("", reference).strip().strip(_INVISIBLE).strip()
    if not text:
        return None
    named = _SCHEME.match(text)
    if named:
        scheme, rest = named[1].lower(), text[named.end() :]
        if scheme not in schemes:
            return None
        if scheme in WEB:
            return _with_authority(scheme, rest.lstrip("/\\"))
        body = _encode(rest.strip())
        return f"{scheme}:{body}" if body else None
    if text[0] in "/\\" and text[1:2] in ("/", "\\"):
        return _with_authority("https", text.lstrip("/\\"))
    parts = _base(base)
    return _relative(parts, text) if parts else None


def site_url(site: str, path: str) -> str | None:
    """Return the URL of a page: its path, with or without a leading "/", under the site's URL and, once, its folder."""
    parts = _base(site)
    if parts is None:
        return None
    folder = parts.path if parts.path.endswith("/") else parts.path + "/"
    inner = "/" + path.lstrip("/\\")
    path = inner if inner.startswith(folder) else folder + inner[1:]
    return absolute(site, f"{parts.scheme}://{parts.netloc}{path}")


def host(url: str) -> str:
    """Return the host of an absolute URL in canonical form, without port; empty if there is none."""
    parts = _base(url)
    found = _HOST_AND_PORT.fullmatch(parts.netloc.rpartition("@")[2]) if parts else None
    return found[1] if found else ""


def site_address(url: str) -> str:
    """Return host and path of a site without the final slash; they distinguish two sites of one host."""
    return host(url) + urlsplit(url).path.rstrip("/")


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


def _relative(base: SplitResult, text: str) -> str:
    path, query, fragment = _split(text)
    if path:
        folder = "" if path[0] == "/" else base.path[: base.path.rindex("/") + 1]
        path = _remove_dot_segments(folder + path)
    elif not query:
        query = base.query and f"?{base.query}"
    return f"{base.scheme}://{base.netloc}{path or base.path}{query}{fragment}"


def _with_authority(scheme: str, rest: str) -> str | None:
    """Return scheme://authority/… in canonical form, from what follows the slashes."""
    written = re.split(r"[/?#\\]", rest, maxsplit=1)[0]
    authority = _authority(scheme, written)
    if authority is None:
        return None
    path, query, fragment = _split(rest[len(written) :])
    return f"{scheme}://{authority}{_remove_dot_segments(path or '/')}{query}{fragment}"


def _split(text: str) -> tuple[str, str, str]:
    """Split and encode what follows the authority: path, "?query" and "#fragment"; each may be empty."""
    before, hash_mark, fragment = text.partition("#")
    path, question_mark, query = before.partition("?")
    return _encode(path.replace("\\", "/")), question_mark + _encode(query), hash_mark + _encode(fragment)


def _encode(part: str) -> str:
    if not part:
        return part
    encoded = _UNSAFE.sub(_escape, part)
    return _LOWER_ESCAPE.sub(lambda found: found[0].upper(), encoded) if "%" in encoded else encoded


def _escape(found: re.Match[str]) -> str:
    # lone surrogates cannot be encoded, hence "ignore"
    data = found[0].encode("utf-8", "ignore")
    return "%" + data.hex("%").upper() if data else ""


def _remove_dot_segments(path: str) -> str:
    """Remove dot segments (RFC 3986 section 5.2.4), also percent-encoded ones, as browsers do."""
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
def _authority(scheme: str, written: str) -> str | None:
    """Return userinfo@host:port in canonical form, None if it is not valid for http."""
    user, at, address = written.rpartition("@")
    found = _HOST_AND_PORT.fullmatch(address)
    name, port = (found[1], found[2]) if found else (address, None)
    canonical = _canonical_host(name.lower())
    if canonical is None or (port and int(port[-6:]) > 65535):
        return None
    suffix = f":{port.lstrip('0') or '0'}" if port and port.lstrip("0") != _DEFAULT_PORTS[scheme] else ""
    return (_encode(user).replace("@", "%40") + at if user else "") + canonical + suffix


def _canonical_host(name: str) -> str | None:
    name = unquote(name)
    if _HOST.fullmatch(name):
        return name
    if _IPV6.fullmatch(name):
        import ipaddress

        try:
            return f"[{ipaddress.IPv6Address(name[1:-1])}]"
        except ValueError:
            return None
    return None if name.isascii() else ascii_host(name)


@lru_cache(maxsize=1024)
def _base(url: str) -> SplitResult | None:
    canonical = absolute("", url)
    return urlsplit(canonical) if canonical else None
