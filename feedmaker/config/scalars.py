"""Text of a scalar → a checked value: text, numbers, words of a list, languages, zones, encodings, URLs, addresses.

Every function raises InvalidValueError for a text that it cannot use.
"""

import re
from dataclasses import dataclass

from feedmaker.text.compression import is_available
from feedmaker.text.languages import language_tag, likely_tag
from feedmaker.text.messages import nearest, quoted
from feedmaker.text.urls import absolute
from feedmaker.text.xml_characters import DISCOURAGED, NOT_XML

_TRUE = frozenset({"true", "yes", "on"})
_FALSE = frozenset({"false", "no", "off"})
# Not compiled here: a correct configuration needs few of them, and start-up time counts.
_WHOLE = r"[+-]?[0-9](?:_?[0-9]){0,17}"
_NUMBER = r"[+-]?(?:[0-9]{1,15}(?:\.[0-9]{0,15})?|\.[0-9]{1,15})(?:[eE][+-]?[0-9]{1,2})?"
#: Limit of a number of bytes or entries, and of seconds: larger ones are mistakes.
MOST = 10**12
MOST_SECONDS = 86_400
_PERCENT = r"([0-9]{1,3})\s*%"
_SCHEME = r"(?i:[a-z]{3,6}:/*|https?/+|//)"
_WITH_HOST = r"(?i:https?)://[^/\\].*"
#: A label of a host that begins or ends with a hyphen.
_LOOSE_HYPHEN = r"(?:^|\.)-|-(?:\.|:|$)"
_EMAIL = r"[^@\s<>()\[\],;:\"]+@[^@\s<>()\[\],;:\"]+\.[^@\s<>()\[\],;:\".]+"
_PAGES = (".html", ".htm", ".php", ".asp", ".aspx", ".xml", ".json")
_OFFSET = r"(?i:UTC|GMT|Z)?\s*[+-]\s*[0-9]{1,2}(?::?[0-9]{2})?"


class InvalidValueError(ValueError):
    """A value that cannot be used; in the message, `what` is between the key and the value."""

    def __init__(self, code: str, what: str, hint: str = "") -> None:
        super().__init__(what)
        self.code = code
        self.what = what
        self.hint = hint


#: What `feedmaker init` writes where it finds no address.
PLACEHOLDER_URL = "https://example.org/"


def raw_text(text: str) -> str:
    """Return text as written, unless it has a character that XML forbids or discourages."""
    if not text.isprintable() and (found := re.search(f"{NOT_XML}|{DISCOURAGED}", text)):
        raise InvalidValueError(
            "config-bad-character", f"has a character that is not allowed in feeds ({quoted(found[0])})"
        )
    return text


def line_of_text(text: str) -> str:
    """Return text on one line with white space collapsed."""
    return " ".join(raw_text(text).split())


def name(text: str) -> str:
    """Return text on one line that is not empty."""
    line = line_of_text(text)
    if not line:
        raise InvalidValueError("config-wrong-type", "is empty")
    return line


def flag(text: str) -> bool:
    """Read true, yes, on, false, no or off."""
    word = text.strip().lower()
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise InvalidValueError("config-wrong-type", "is neither true nor false", "write true or false")


@dataclass(frozen=True, slots=True)
class Whole:
    """Reads a whole number that is at least `least` and at most MOST."""

    least: int

    def __call__(self, text: str) -> int:
        """Read the number."""
        if not re.fullmatch(_WHOLE, text.strip()):
            if text.strip().isdecimal():
                raise InvalidValueError("config-out-of-range", f"is more than {MOST:,}", "write a smaller number")
            raise InvalidValueError("config-wrong-type", "is not a whole number", "write digits only, such as 50")
        number = int(text.strip())
        if number < self.least:
            raise InvalidValueError("config-out-of-range", f"is less than {self.least}", f"write {self.least} or more")
        if number > MOST:
            raise InvalidValueError("config-out-of-range", f"is more than {MOST:,}", "write a smaller number")
        return number


def share(text: str) -> float:
    """Read a share from 0 to 1."""
    percent = re.fullmatch(_PERCENT, text.strip())
    if percent:
        hint = f"write it as {int(percent[1]) / 100:g}"
        raise InvalidValueError("config-wrong-type", "is not a number from 0 to 1", hint)
    number = _number(text)
    if not 0 <= number <= 1:
        raise InvalidValueError("config-out-of-range", "is not from 0 to 1", "write 0.5 for a half")
    return number


def seconds(text: str) -> float:
    """Read a number of seconds, more than 0."""
    number = _number(text)
    if number <= 0:
        raise InvalidValueError("config-out-of-range", "is not more than 0", "write seconds, such as 30")
    if number > MOST_SECONDS:
        raise InvalidValueError("config-out-of-range", f"is more than {MOST_SECONDS:,}, a day", "write fewer seconds")
    return number


def _number(text: str) -> float:
    if not re.fullmatch(_NUMBER, text.strip()):
        raise InvalidValueError("config-wrong-type", "is not a number", "write digits only, such as 0.5")
    return float(text.strip())


class OneOf:
    """Reads one of some words."""

    def __init__(self, *words: str) -> None:
        self.words = words

    def __call__(self, text: str) -> str:
        """Read the word."""
        word = text.strip()
        if word in self.words:
            return word
        near = nearest(word, self.words)
        hint = f"write it as {near}" if near else f"write {' or '.join(self.words)}"
        raise InvalidValueError("config-unknown-value", f"is not one of {', '.join(self.words)}", hint)


def language(text: str) -> str:
    """Read a BCP 47 tag and return it in the case that RFC 5646 section 2.1.1 recommends."""
    tag = language_tag(text)
    if tag is None:
        likely = likely_tag(text)
        hint = f"write it as {likely}" if likely else "write a BCP 47 tag, such as en or zh-CN"
        raise InvalidValueError("config-bad-language", "is not a language tag", hint)
    return tag


def time_of_day(text: str) -> str:
    """Read a time such as 12:00 and return it as HH:MM."""
    match = re.fullmatch(r"([01]?[0-9]|2[0-3]):([0-5][0-9])", line_of_text(text))
    if match is None:
        raise InvalidValueError("config-out-of-range", "is not a time of day", "write it as 12:00")
    return f"{int(match[1]):02}:{match[2]}"


def zone(text: str) -> str:
    """Read the name of a zone of the IANA database."""
    key = text.strip()
    if key == "UTC":
        return key
    import zoneinfo

    try:
        zoneinfo.ZoneInfo(key)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise InvalidValueError("config-bad-zone", "is not a time zone", _zone_hint(key)) from None
    return key


def _zone_hint(key: str) -> str:
    if re.fullmatch(_OFFSET, key):
        return "an offset is not a zone: write a name, such as Asia/Shanghai"
    import zoneinfo

    zones = sorted(zoneinfo.available_timezones())
    by_city = {zone.rpartition("/")[2]: zone for zone in zones}
    near = nearest(key, zones, 0.75)
    if near is None and (city := nearest(key.rpartition("/")[2], by_city, 0.75)):
        near = by_city[city]
    return f"write it as {near}" if near else "write a name of the IANA database, such as Europe/Berlin"


def encoding(text: str) -> str:
    """Read "auto" or the name of a text encoding that Python knows."""
    word = text.strip()
    if word == "auto":
        return word
    try:
        b"a".decode(word)
    except (LookupError, ValueError):
        from encodings.aliases import aliases

        near = nearest(word, {"auto", *aliases, *aliases.values()})
        hint = f"write it as {near.replace('_', '-')}" if near and near != word else "write auto, utf-8 or gb18030"
        raise InvalidValueError("config-bad-encoding", "is not the name of an encoding", hint) from None
    return word


def url(text: str) -> str:
    """Read an absolute http or https URL and return it in canonical ASCII form (`feedmaker.text.urls.absolute`)."""
    written = text.strip()
    address = absolute("", written) if re.fullmatch(_WITH_HOST, written) else None
    if len(written.split()) != 1 or "\\" in written or any(char < " " or char == "\x7f" for char in written):
        can_be_written = address is not None and "\\" not in written
        hint = f"write it as {address}" if can_be_written else "remove it, or write a space as %20"
        raise InvalidValueError("config-bad-url", "has a space or a character that is not allowed in URLs", hint)
    host = address.split("/")[2] if address else ""
    if address is None or re.search(_LOOSE_HYPHEN, host):
        raise _not_a_url(written)
    if "@" in host:
        raise InvalidValueError(
            "config-bad-url", "names a user or password, which feeds would make public", "leave it out"
        )
    return address


def base_url(text: str) -> str:
    """Read the URL of a folder, without query and fragment; a "/" is added at its end."""
    address = url(text)
    folder = address.partition("#")[0].partition("?")[0]
    last = folder.split("/", 3)[3].rpartition("/")[2]
    if folder != address or last.lower().endswith(_PAGES):
        hint = f"write it as {folder.removesuffix(last)}"
        raise InvalidValueError("config-bad-url", "is the URL of a page, not of a folder", hint)
    return folder if folder.endswith("/") else folder + "/"


def site_url(text: str) -> str:
    """Read the URL of a site, which is not the placeholder that `feedmaker init` writes.

    Ids are made of it: two sites with one URL would share their ids, and a later correction would change all of them.
    """
    address = base_url(text)
    if address.startswith(PLACEHOLDER_URL):
        raise InvalidValueError("config-placeholder", "is a placeholder", "write the address of your site")
    return address


COMPRESSIONS = OneOf("gzip", "br", "zstd")


def compression(text: str) -> str:
    """Read the name of a content encoding whose library is installed."""
    encoding = COMPRESSIONS(text)
    if not is_available(encoding):
        what = "needs a package that is not installed"
        raise InvalidValueError("config-missing-package", what, "install it: pip install 'feedmaker[compress]'")
    return encoding


def email(text: str) -> str:
    """Read an e-mail address of the form name@host.domain."""
    address = line_of_text(text)
    if not re.fullmatch(_EMAIL, address):
        inner = re.search(r"<([^<>]+)>", address)
        likely = inner[1].strip() if inner else address.removeprefix("mailto:")
        hint = f"write it as {likely}" if re.fullmatch(_EMAIL, likely) else "write it as name@example.org"
        raise InvalidValueError("config-bad-email", "is not an e-mail address", hint)
    return address


def name_and_email(text: str) -> tuple[str, str | None]:
    """Split `Ann Harbour <ann@example.org>` into name and address; text without an address is a name."""
    line = name(text)
    match = re.fullmatch(r"(.*\S)\s*<([^<>]*)>", line) if line.endswith(">") else None
    return (match[1], email(match[2])) if match else (line, None)


def _not_a_url(address: str) -> InvalidValueError:
    rest = re.sub(_SCHEME, "", address, count=1).lstrip("/")
    host = re.split(r"[/?#]", rest)[0]
    begins_with_host = re.fullmatch(r"[\w-]+(?:\.[\w-]+)+(?::[0-9]+)?", host) and not address.startswith("/")
    whole = f"{'http' if address.lower().startswith('http:') else 'https'}://{rest}"
    if (begins_with_host or address.startswith("//")) and whole != address:  # a port may be too great
        hint = f"write it as {whole}"
    else:
        hint = "write it whole, such as https://news.example.org/"
    return InvalidValueError("config-bad-url", "is not an absolute http or https URL", hint)
