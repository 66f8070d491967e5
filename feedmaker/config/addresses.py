"""URLs and e-mail addresses of config.yaml."""

import re

from feedmaker.config.scalars import Refused, line_of_text
from feedmaker.text.urls import absolute

# Not compiled here: a correct configuration needs few of them, and start-up time counts.
_SCHEME = r"(?i:[a-z]{3,6}:/*|https?/+|//)"
_WITH_HOST = r"(?i:https?)://[^/\\].*"
#: A label of a host that begins or ends with a hyphen.
_LOOSE_HYPHEN = r"(?:^|\.)-|-(?:\.|:|$)"
_EMAIL = r"[^@\s<>()\[\],;:\"]+@[^@\s<>()\[\],;:\"]+\.[^@\s<>()\[\],;:\".]+"
_PAGES = (".html", ".htm", ".php", ".asp", ".aspx", ".xml", ".json")


def url(text: str) -> str:
    """Read an absolute http or https URL and return it in canonical ASCII form (`feedmaker.text.urls.absolute`)."""
    written = text.strip()
    address = absolute("", written) if re.fullmatch(_WITH_HOST, written) else None
    if len(written.split()) != 1 or "\\" in written or any(char < " " or char == "\x7f" for char in written):
        hint = f"write it as {address}" if address and "\\" not in written else ""
        raise Refused("config-bad-url", "holds a space or a character that no URL holds", hint)
    host = address.split("/")[2] if address else ""
    if address is None or re.search(_LOOSE_HYPHEN, host):
        raise _refused(written)
    if "@" in host:
        raise Refused("config-bad-url", "names a user or password, which feeds would make public", "leave it out")
    return address


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
