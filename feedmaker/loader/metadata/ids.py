"""The id an article has for ever: its own guid, its own link, or a urn:uuid of host and path (DESIGN, Identity)."""

import re
import unicodedata
from hashlib import sha1
from typing import NamedTuple
from uuid import NAMESPACE_URL

from feedmaker.loader.metadata.keys import Found
from feedmaker.problems import Problem
from feedmaker.text.messages import quoted
from feedmaker.text.urls import absolute
from feedmaker.text.xml_characters import one_line

_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[A-Za-z0-9\-._~!$&'()*+,;=:@/?#%\[\]]+")
_UUID = re.compile(r"\{?([0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})\}?")
#: What a hexadecimal digit becomes whose first two bits say which variant a UUID is: 10 (RFC 9562, section 4.1).
_VARIANT = {f"{digit:x}": f"{digit & 3 | 8:x}" for digit in range(16)}
_NAMESPACE = NAMESPACE_URL.bytes
_WEB = re.compile(r"https?://", re.IGNORECASE)


class Identity(NamedTuple):
    """An id, the rule that made it ("guid", "link" or "path") and the front-matter key it came from."""

    id: str
    rule: str
    key: str | None = None
    problems: tuple[Problem, ...] = ()


def identity(named: list[Found] | None, link: str | None, path: str, host: str) -> Identity:
    """Return the id of an article.

    `named` are the values under guid and id, `link` the absolute link that the article names itself, `path` the file
    under the source folder, `host` the site's. An id is a URI, for Atom asks for one (RFC 4287 section 4.2.6): any
    other text, such as the number 3, becomes a urn:uuid of the host and itself.
    """
    for found in named or ():
        one = _named(found, host)
        if one:
            return one
    if link:
        return Identity(link, "link")
    return Identity(path_id(host, path), "path")


def path_id(host: str, path: str) -> str:
    """Return the urn:uuid of a file: uuid5 in the namespace of URLs, of "host/path" without suffix, in NFC."""
    folder, slash, name = path.rpartition("/")
    stem, dot, _ = name.rpartition(".")
    whole = folder + slash + (stem if dot and stem else name)
    return uuid_urn(f"{host}/{whole}" if whole.isascii() else f"{host}/{unicodedata.normalize('NFC', whole)}")


def uuid_urn(name: str) -> str:
    """Return urn:uuid: and the uuid5 (RFC 9562 section 5.5) of `name` in the namespace of URLs."""
    # what uuid.uuid5 does, at a sixth of its time; file names that are no UTF-8 come as lone surrogates
    digits = sha1(_NAMESPACE + name.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()
    return (
        f"urn:uuid:{digits[:8]}-{digits[8:12]}-5{digits[13:16]}-{_VARIANT[digits[16]]}{digits[17:20]}-{digits[20:32]}"
    )


def _named(found: Found, host: str) -> Identity | None:
    value = found.value
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        return None
    text = one_line(str(value))
    if not text:
        return None
    if _URI.fullmatch(text):
        return Identity(text, "guid", found.key)
    uuid = _UUID.fullmatch(text)
    if uuid:
        return Identity(f"urn:uuid:{uuid[1].lower()}", "guid", found.key)
    url = absolute("", text) if _WEB.match(text) else None
    if url:
        return Identity(url, "guid", found.key)
    made = uuid_urn(f"{host}/id:{unicodedata.normalize('NFC', text)}")
    if found.key != "guid":
        return Identity(made, "guid", found.key)
    message = f"guid is not a URI: {quoted(text)}: an id is made from it"
    hint = "write a URI, such as urn:uuid:…, tag:example.org,2024:name or https://…"
    return Identity(made, "guid", found.key, (Problem("guid-not-a-uri", message, hint),))
