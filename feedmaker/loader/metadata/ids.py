"""The permanent id of an article: its own guid, its own link, or a urn:uuid of the site and the file's path."""

import re
import unicodedata
from collections.abc import Sequence
from hashlib import sha1
from posixpath import splitext
from uuid import NAMESPACE_URL

from feedmaker.loader.metadata.keys import Candidate, Field
from feedmaker.problems import Problem
from feedmaker.text.messages import quoted
from feedmaker.text.patterns import portable
from feedmaker.text.urls import TAG_URI, absolute
from feedmaker.text.xml_characters import one_line

_UUID_FORM = r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"
_URI = re.compile(portable(r"([A-Za-z][A-Za-z0-9+.\-]*+):(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/?#]|%[0-9A-Fa-f]{2})++"))
#: Schemes of what browsers run or read, which is not a name of an article.
_ACTIVE = frozenset({"javascript", "vbscript", "livescript", "mocha", "data", "blob", "file", "about"})
#: Schemes whose URIs have a form of their own.
_FORMS = {"tag": TAG_URI, "urn": re.compile(rf"(?i:urn:(?!uuid:)[a-z0-9][a-z0-9-]{{0,31}}:.+|urn:uuid:{_UUID_FORM})")}
_UUID = re.compile(rf"\{{?({_UUID_FORM})\}}?")
_NAMESPACE = NAMESPACE_URL.bytes
_WEB = re.compile(r"https?://", re.IGNORECASE)


def find_id(
    candidates: Sequence[Candidate],
    own_link: Field[str] | None,
    path: str,
    site: str,
    *,
    generator_id: str | None = None,
) -> Field[str]:
    """Return the id of an article; its rule is "guid", "link", "permalink" or "path".

    `own_link` is the absolute link in the front matter, `generator_id` the id in the feed of the site's generator, None
    if it is not wanted or not known, `path` that of the file under the source folder. `site` is host
    and path of the site's address: of two sites on one host, `/en/` and `/zh/`, both may have a file of this path. An
    id is a URI (RFC 4287 section 4.2.6): any other text, such as 3, becomes a urn:uuid of the host and itself.
    """
    for candidate in candidates:
        if isinstance(candidate.value, (str, int)) and not isinstance(candidate.value, bool):
            text = one_line(str(candidate.value))
            if uri := _uri(text):
                return Field(uri, "guid", candidate)
            if text:
                return _made_from_text(text, candidate, site.partition("/")[0])
    if own_link:
        return Field(own_link.value, "link", own_link.source)
    if generator_id:
        return Field(generator_id, "permalink")
    return Field(path_id(site, path), "path")


def path_id(site: str, path: str) -> str:
    """Return the urn:uuid of a file: that of "site/path" without suffix, in NFC."""
    return _uuid_urn(f"{site}/{unicodedata.normalize('NFC', splitext(path)[0])}")


def _uri(text: str) -> str | None:
    if uri := _URI.fullmatch(text):
        scheme = uri[1].lower()
        form = _FORMS.get(scheme)
        if scheme not in _ACTIVE and (form is None or form.fullmatch(text)):
            return text
    if uuid := _UUID.fullmatch(text):
        return f"urn:uuid:{uuid[1].lower()}"
    return absolute("", text) if _WEB.match(text) else None


def _made_from_text(text: str, candidate: Candidate, host: str) -> Field[str]:
    urn = _uuid_urn(f"{host}/id:{unicodedata.normalize('NFC', text)}")
    if candidate.key.lower() != "guid":
        return Field(urn, "guid", candidate)
    message = f"guid is not a URI: {quoted(text)}: the id is made from it"
    hint = "write a URI, such as urn:uuid:…, tag:example.org,2024:name or https://…"
    return Field(urn, "guid", candidate, (Problem("guid-not-a-uri", message, hint, candidate.line),))


def _uuid_urn(name: str) -> str:
    """Return urn:uuid: and the UUID, version 5 (RFC 9562 section 5.5), of `name` in the namespace of URLs."""
    # As uuid.uuid5 does, in less time, and for lone surrogates too: file names that are not UTF-8 have them.
    digits = sha1(_NAMESPACE + name.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()
    variant = "89ab"[int(digits[16], 16) & 3]
    return f"urn:uuid:{digits[:8]}-{digits[8:12]}-5{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:32]}"
