"""JSON with the lines of keys, which the parser of the standard library does not report."""

import re
from bisect import bisect_left
from json.decoder import JSONDecodeError, JSONDecoder, JSONObject  # type: ignore[attr-defined]
from json.scanner import py_make_scanner  # type: ignore[attr-defined]
from typing import Any

from feedmaker.check.rules import problem
from feedmaker.problems import Problem


class JsonObject(dict[str, object]):
    """A JSON object that knows where it is in the file."""

    line: int
    lines: dict[str, int]

    def line_of(self, key: str) -> int:
        """The line of the value of a key; that of the object if it does not have the key."""
        return self.lines.get(key, self.line)

    def text(self, key: str) -> str:
        """The string of a key, without outer white space; "" if there is none."""
        value = self.get(key)
        return value.strip() if isinstance(value, str) else ""

    def list(self, key: str) -> list[object]:
        """The array of a key; a value that is not an array as one of one member."""
        value = self.get(key)
        return value if isinstance(value, list) else [] if value is None else [value]


def parse_json(data: bytes) -> tuple[JsonObject | None, list[Problem]]:
    """Parse a JSON Feed; never raises. None if it is not a JSON object (RFC 8259)."""
    problems: list[Problem] = []
    if data.startswith(b"\xef\xbb\xbf"):
        problems.append(problem("json-syntax", 1, "the file begins with a byte order mark"))
        data = data[3:]
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problems.append(problem("json-syntax", line, f"the file is not UTF-8: {error.reason}"))
        text = data.decode("utf-8", "replace")
    decoder = _Decoder(text)
    try:
        feed = decoder.decode(text)
    except JSONDecodeError as error:
        return None, [*problems, problem("json-syntax", error.lineno, f"the file is not JSON: {error.msg}")]
    except (ValueError, RecursionError):
        what = "the file cannot be parsed: a number or the nesting is too large"
        return None, [*problems, problem("json-syntax", 1, what)]
    for constant in decoder.constants[:1]:
        what = f"{constant} is not JSON (RFC 8259 section 6)"
        problems.append(problem("json-syntax", None, what, "write null or a number"))
    if not isinstance(feed, JsonObject):
        return None, [*problems, problem("json-syntax", 1, "the file is not a JSON object")]
    return feed, problems


class _Decoder(JSONDecoder):
    """A decoder that makes a JsonObject of every object.

    The scanner in Python, unlike the one in C, calls `parse_object`; strings are still read in C.
    """

    def __init__(self, text: str) -> None:
        self.constants: list[str] = []
        super().__init__(parse_constant=self.constants.append)
        self._line_ends = [found.start() for found in re.finditer("\n", text)]
        self.parse_object = self._parse_object
        self.scan_once = py_make_scanner(self)

    def _parse_object(
        self, start: tuple[str, int], strict: bool, scan_once: Any, _hook: Any, _pairs_hook: Any, memo: Any = None
    ) -> tuple[JsonObject, int]:
        offsets: list[int] = []

        def scan_value(text: str, offset: int) -> Any:
            offsets.append(offset)
            return scan_once(text, offset)

        pairs, end = JSONObject(start, strict, scan_value, None, list, memo)
        value = JsonObject(pairs)
        value.line = self._line(start[1])
        value.lines = {key: self._line(offset) for (key, _), offset in zip(pairs, offsets, strict=True)}
        return value, end

    def _line(self, offset: int) -> int:
        return bisect_left(self._line_ends, offset) + 1
