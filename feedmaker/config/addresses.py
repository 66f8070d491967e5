"""URLs and e-mail addresses of config.yaml."""

import re
from urllib.parse import quote, urlsplit

from feedmaker.config.scalars import Refused, line_of_text

# Not compiled here: a configuration that is right needs few of them, and starting up counts.
_SCHEME = r"(?i:[a-z]{3,6}:/*|https?/+|//)"
_STRAY_PERCENT = r"%(?![0-9A-Fa-f]{2})"
_EMAIL = r"[^@\s<>()\[\],;:\"]+@[^@\s<>()\[\],;:\"]+\.[^@\s<>()\[\],;:\".]+"
_PAGES = (".html", ".htm", ".php", ".asp", ".aspx", ".xml", ".json")
_HOST = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_-")
_IPV6 = frozenset("abcdef0123456789:.")
_PORTS = {"http": 80, "https": 443}


def url(text: str) -> str:
    """Read an absolute http or https URL; gives it in ASCII, scheme and host in lower case, a path at least "/"."""
    address = text.strip()
    if len(address.split()) != 1 or "\\" in address or any(char < " " or char == "\x7f" for char in address):
        hint = f"write it as {quote(address, safe=_SAFE)}" if address.isprintable() else ""
        raise Refused("config-bad-url", "holds a space or a character that no URL holds", hint)
    try:
        parts = urlsplit(address)
        host, port = _ascii_host(parts.hostname or ""), parts.port
    except ValueError:
        raise _refused(address) from None
    scheme = parts.scheme.lower()
    if scheme not in _PORTS or not _is_host(host):
        raise _refused(address)
    if parts.username is not None:
        raise Refused("config-bad-url", "names a user or password, which feeds would make public", "leave it out")
    host = f"[{host}]" if ":" in host else host
    place = host if port in (None, _PORTS[scheme]) else f"{host}:{port}"
    query = f"?{_ascii(parts.query)}" if parts.query else ""
    fragment = f"#{_ascii(parts.fragment)}" if parts.fragment else ""
    return f"{scheme}://{place}{_ascii(parts.path) or '/'}{query}{fragment}"


def base_url(text: str) -> str:
    """Read the URL of a folder: without query and fragment, made to end in "/"."""
    address = url(text)
    folder = address.partition("#")[0].partition("?")[0]
    last = folder.split("/", 3)[3].rpartition("/")[2]
    if folder != address or last.lower().endswith(_PAGES):
        hint = f"write it as {folder.removesuffix(last)}"
        raise Refused("config-bad-url", "is the URL of a page, a folder's is wanted", hint)
    return folder if folder.endswith("/") else folder + "/"


def email(text: str) -> str:
    """Read an e-mail address by its shape, name@host.domain."""
    address = line_of_text(text)
    if not re.fullmatch(_EMAIL, address):
        inner = re.search(r"<([^<>]+)>", address)
        likely = inner[1].strip() if inner else address.removeprefix("mailto:")
        hint = f"write it as {likely}" if re.fullmatch(_EMAIL, likely) else "write it as name@example.org"
        raise Refused("config-bad-email", "is not an e-mail address", hint)
    return address


def name_and_email(text: str) -> tuple[str, str | None]:
    """Divide `Ann Harbour <ann@example.org>`; text without an address is the name alone."""
    line = line_of_text(text)
    match = re.fullmatch(r"(.*\S)\s*<([^<>]*)>", line) if line.endswith(">") else None
    return (match[1], email(match[2])) if match else (line, None)


# RFC 3986: unreserved, reserved and the percent sign stay.
_SAFE = "-._~:/?#[]@!$&'()*+,;=%"


def _ascii(text: str) -> str:
    escaped = quote(text, safe=_SAFE)
    return re.sub(_STRAY_PERCENT, "%25", escaped) if "%" in escaped else escaped


def _ascii_host(host: str) -> str:
    # the codec raises UnicodeError, a ValueError, for labels that are empty or too long
    return host if host.isascii() else host.encode("idna").decode("ascii").lower()


def _is_host(host: str) -> bool:
    if ":" in host:
        return _IPV6.issuperset(host)
    labels = host.removesuffix(".").split(".")
    return all(label and label[0] != "-" != label[-1] and _HOST.issuperset(label) for label in labels)


def _refused(address: str) -> Refused:
    rest = re.sub(_SCHEME, "", address, count=1).lstrip("/")
    host = re.split(r"[/?#]", rest)[0]
    if (re.fullmatch(r"[\w-]+(?:\.[\w-]+)+(?::[0-9]+)?", host) and not address.startswith("/")) or address.startswith(
        "//"
    ):
        scheme = "http" if address.lower().startswith("http:") else "https"
        hint = f"write it as {scheme}://{rest}"
    else:
        hint = "write it whole, such as https://news.example.org/"
    return Refused("config-bad-url", "is not an absolute http or https URL", hint)
