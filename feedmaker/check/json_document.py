"""JSON with the lines of its items, which the standard parser does not tell."""

import json
import re
from collections.abc import Mapping
from json.decoder import JSONDecoder
from typing import Any, NamedTuple

from feedmaker.check.rules import Flaw

_SPACE = re.compile(r"[ \t\n\r]*")
_VERSION = re.compile(r'"version"\s*:\s*"[^"]*jsonfeed\.org')


class JsonItem(NamedTuple):
    """A member of "items": its value (an object, or not), its line, and its own source."""

    value: object
    line: int
    source: str

    def line_of(self, key: str) -> int:
        """The line of a key of the item; the item's own where the key is not found."""
        found = re.search(rf'"{re.escape(key)}"\s*:', self.source)
        return self.line + self.source.count("\n", 0, found.start()) if found else self.line


class JsonFeed(NamedTuple):
    """The top-level object, without its items; `lines` holds the line of each key."""

    value: Mapping[str, object]
    lines: Mapping[str, int]
    #: None where "items" is missing or no array.
    items: tuple[JsonItem, ...] | None


def looks_like_feed(data: bytes) -> bool:
    """Tell a JSON Feed from other JSON: it names a version of jsonfeed.org."""
    return _VERSION.search(data.decode("utf-8", "replace")) is not None


def parse_json(data: bytes) -> tuple[JsonFeed | None, tuple[Flaw, ...]]:
    """Parse a JSON Feed; never raises. None where it is no JSON object (J6: RFC 8259)."""
    flaws: list[Flaw] = []
    if data.startswith(b"\xef\xbb\xbf"):
        flaws.append(Flaw("J6", 1, "the file begins with a byte order mark", "write UTF-8 without it"))
        data = data[3:]
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        flaws.append(Flaw("J6", line, f"not UTF-8: {error.reason}", "write the file in UTF-8"))
        text = data.decode("utf-8", "replace")
    constants: list[str] = []
    try:
        feed = _Reader(text, constants).feed()
    except json.JSONDecodeError as error:
        flaws.append(Flaw("J6", error.lineno, f"not JSON: {error.msg}", "write JSON with a library"))
        return None, tuple(flaws)
    except (ValueError, RecursionError):
        flaws.append(Flaw("J6", 1, "not JSON that can be read: a number or nesting without measure"))
        return None, tuple(flaws)
    if constants:
        flaws.append(Flaw("J6", None, f"{constants[0]} is no JSON (RFC 8259 section 6)", "write null or a number"))
    return feed, tuple(flaws)


class _Reader:
    """Walks the top level by hand and leaves every value to the C decoder, so that offsets are known."""

    def __init__(self, text: str, constants: list[str]) -> None:
        self._text = text
        self._decoder = JSONDecoder(parse_constant=constants.append)
        self._line, self._counted = 1, 0

    def feed(self) -> JsonFeed:
        values: dict[str, object] = {}
        lines: dict[str, int] = {}
        items: tuple[JsonItem, ...] | None = None
        at = self._expect("{", 0)
        while not self._text.startswith("}", at):
            if values or items is not None:
                at = self._expect(",", at)
            line = self._line_at(at)
            key, at = self._key(at)
            at = self._expect(":", at)
            lines[key] = line
            if key == "items" and self._text.startswith("[", at):
                items, at = self._items(at)
                values[key] = None
            else:
                values[key], at = self._value(at)
        at = self._expect("}", at)
        if at != len(self._text):
            raise json.JSONDecodeError("extra data after the object", self._text, at)
        return JsonFeed(values, lines, items)

    def _items(self, at: int) -> tuple[tuple[JsonItem, ...], int]:
        items: list[JsonItem] = []
        at = self._expect("[", at)
        while not self._text.startswith("]", at):
            if items:
                at = self._expect(",", at)
            line = self._line_at(at)
            value, end = self._value(at)
            items.append(JsonItem(value, line, self._text[at:end]))
            at = end
        return tuple(items), self._expect("]", at)

    def _key(self, at: int) -> tuple[str, int]:
        self._expect('"', at)
        key, at = self._value(at)
        return str(key), at

    def _value(self, at: int) -> tuple[Any, int]:
        value, at = self._decoder.raw_decode(self._text, at)
        return value, self._skip(at)

    def _expect(self, character: str, at: int) -> int:
        at = self._skip(at)
        if not self._text.startswith(character, at):
            raise json.JSONDecodeError(f"expecting '{character}'", self._text, at)
        return self._skip(at + 1)

    def _skip(self, at: int) -> int:
        found = _SPACE.match(self._text, at)
        return found.end() if found else at

    def _line_at(self, at: int) -> int:
        self._line += self._text.count("\n", self._counted, at)
        self._counted = at
        return self._line
