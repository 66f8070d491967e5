"""One written value → one checked value: text, numbers, words of a list, zones, languages, encodings.

Every function takes the text of a scalar and gives the value, or raises Refused.
"""

import re
from collections.abc import Callable

from feedmaker.text.languages import language_tag, likely_tag
from feedmaker.text.messages import nearest
from feedmaker.text.xml_characters import DISCOURAGED, NOT_XML

_TRUE = frozenset({"true", "yes", "on"})
_FALSE = frozenset({"false", "no", "off"})
# Not compiled here: most configurations need few of them, and starting up counts.
_WHOLE = r"[+-]?[0-9](?:_?[0-9]){0,17}"
_NUMBER = r"[+-]?(?:[0-9]{1,15}(?:\.[0-9]{0,15})?|\.[0-9]{1,15})(?:[eE][+-]?[0-9]{1,2})?"
_PERCENT = r"([0-9]{1,3})\s*%"
_OFFSET = r"(?i:UTC|GMT|Z)?\s*[+-]\s*[0-9]{1,2}(?::?[0-9]{2})?"


class Refused(ValueError):  # noqa: N818 - an answer, not a failure
    """A value that cannot be used: `what` goes between the key and the value in the message."""

    def __init__(self, code: str, what: str, hint: str = "") -> None:
        super().__init__(what)
        self.code = code
        self.what = what
        self.hint = hint


def raw_text(text: str) -> str:
    """Give text as it is written; what XML forbids is refused."""
    if not text.isprintable() and (found := re.search(f"{NOT_XML}|{DISCOURAGED}", text)):
        raise Refused("config-bad-character", f"holds a character that feeds cannot carry ({found.group()!r})")
    return text


def line_of_text(text: str) -> str:
    """Give text on one line, its white space collapsed."""
    return " ".join(raw_text(text).split())


def name(text: str) -> str:
    """Give a name: text on one line that says something."""
    line = line_of_text(text)
    if not line:
        raise Refused("config-wrong-type", "is empty")
    return line


def flag(text: str) -> bool:
    """Read true, yes, on, false, no or off."""
    word = text.strip().lower()
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise Refused("config-wrong-type", "is neither true nor false", "write true or false")


def whole(least: int) -> Callable[[str], int]:
    """Make a reader of whole numbers from `least` on."""

    def read(text: str) -> int:
        if not re.fullmatch(_WHOLE, text.strip()):
            raise Refused("config-wrong-type", "is not a whole number", "write digits only, such as 50")
        number = int(text)
        if number < least:
            raise Refused("config-out-of-range", f"is less than {least}", f"write {least} or more")
        return number

    return read


def share(text: str) -> float:
    """Read a share from 0 to 1."""
    percent = re.fullmatch(_PERCENT, text.strip())
    if percent:
        hint = f"write it as {int(percent[1]) / 100:g}"
        raise Refused("config-wrong-type", "is not a number from 0 to 1", hint)
    number = _number(text)
    if not 0 <= number <= 1:
        raise Refused("config-out-of-range", "is not from 0 to 1", "write 0.5 for a half")
    return number


def seconds(text: str) -> float:
    """Read a number of seconds, more than 0."""
    number = _number(text)
    if number <= 0:
        raise Refused("config-out-of-range", "is not more than 0", "write seconds, such as 30")
    return number


def _number(text: str) -> float:
    if not re.fullmatch(_NUMBER, text.strip()):
        raise Refused("config-wrong-type", "is not a number", "write digits only, such as 0.5")
    return float(text)


def one_of(*words: str) -> Callable[[str], str]:
    """Make a reader that takes these words only."""

    def read(text: str) -> str:
        word = text.strip()
        if word in words:
            return word
        near = nearest(word, words)
        hint = f"write it as {near}" if near else f"write {' or '.join(words)}"
        raise Refused("config-unknown-value", f"is none of {', '.join(words)}", hint)

    return read


def language(text: str) -> str:
    """Read a BCP 47 tag; its letters take the case that RFC 5646 section 2.1.1 recommends."""
    tag = language_tag(text)
    if tag is None:
        likely = likely_tag(text)
        hint = f"write it as {likely}" if likely else "write a BCP 47 tag, such as en or zh-CN"
        raise Refused("config-bad-language", "is not a language tag", hint)
    return tag


def zone(text: str) -> str:
    """Read the name of a zone of the IANA time zone database."""
    key = text.strip()
    if key == "UTC":
        return key
    import zoneinfo

    try:
        zoneinfo.ZoneInfo(key)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise Refused("config-bad-zone", "is not a time zone", _zone_hint(key)) from None
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
        hint = f"write it as {near.replace('_', '-')}" if near else "write auto, utf-8 or gb18030"
        raise Refused("config-bad-encoding", "is not the name of an encoding", hint) from None
    return word
