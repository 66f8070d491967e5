"""The shape of what feedgen writes, kept, so that feedgen writes each shape once and the rest is filled in.

Beside its texts, the XML of an entry depends on little: what is there, how often, and whether it was updated. That is
its shape. For a shape that comes back, feedgen renders a stand-in whose every text is a token; its document, cut at
the tokens, is the pattern of the shape. What has the same shape is written by filling its texts, escaped as the
tokens were, into the gaps: by position, so that it may contain anything, tokens too.

Law: a filled-in document has the bytes of the one that feedgen gives for the same value.
"""

import re
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, Generic, NamedTuple, TypeVar

from feedmaker.text.xml_characters import SEPARATOR, encode_joined

#: How many shapes are remembered of each format; a folder that has more of them is written by feedgen.
SHAPES = 256
#: How often a shape is seen before it gets a pattern, which costs what feedgen takes for five values: most shapes of a
#: small folder stay alone.
SIGHTS = 4
#: What has more texts than this is written by feedgen: nothing that large may stay in memory for its shape.
TEXTS = 120

#: What XML asks for in text, and XML and the reading of line ends in attributes (XML 1.0 sections 2.4, 2.11, 3.3.3).
_TEXT = ((b"&", b"&amp;"), (b"<", b"&lt;"), (b">", b"&gt;"), (b"\r", b"&#13;"))
_ATTRIBUTE = (*_TEXT, (b'"', b"&quot;"), (b"\n", b"&#10;"), (b"\t", b"&#9;"))
#: A title of RSS, and HTML made of plain text.
_TITLE = ((b"&", b"&#x26;"), (b"<", b"&#x3C;"), (b">", b"&#x3E;"), (b"\r", b"&#13;"))
_HTML = ((b"&", b"&amp;amp;"), (b"<", b"&amp;lt;"), (b">", b"&amp;gt;"), (b"\r", b"&#13;"))
_SHORT_WAYS = (_ATTRIBUTE, _TITLE, _HTML)
#: Every byte but those that one of the ways to escape changes.
_PLAIN = bytes({*range(0x100)} - {*b'&<>"\r\n\t'})

#: A token ends as the name of a picture does, so that a stand-in for a picture is taken for one.
_STAND_IN = "\ue000{}&<>\"'\r\n\t.png"
#: Where no escaping can be told, in dates and numbers.
_BARE_STAND_IN = "\ue000{}.png"
_FOUND = re.compile("(\ue000.*?\\.png)".encode(), re.DOTALL)
#: Stand-ins for numbers are of as many digits, those for moments of the year 1: nothing else says such things.
_FIRST_NUMBER = 1_000_000_000
_FIRST_MOMENT = datetime(1, 1, 2, tzinfo=UTC)

Value = TypeVar("Value")


class Sheet(NamedTuple):
    """The texts of a value, ready to be filled in."""

    #: Equal for what has one shape.
    shape: Hashable
    #: Every text, escaped in every way, in a fixed order.
    pool: list[bytes]


def sheet(texts: Sequence[str], structure: Hashable) -> Sheet | None:
    """Prepare the texts of a value, or give None where feedgen has to write it.

    Args:
        texts: all texts that the document may show, "" for what is not there. The last one may be long, and is never
            put into an attribute.
        structure: what the document depends on beside the texts and which of them are empty.
    """
    data = encode_joined(texts) if len(texts) <= TEXTS else None
    return None if data is None else Sheet((structure, *map(bool, texts)), _pool(data))


def _pool(data: bytes) -> list[bytes]:
    pool = _escape(data, _TEXT).split(SEPARATOR)
    short = data[: data.rindex(SEPARATOR)]
    if short.translate(None, _PLAIN):
        for way in _SHORT_WAYS:
            pool += _escape(short, way).split(SEPARATOR)
    else:
        pool += pool[:-1] * len(_SHORT_WAYS)
    return pool


def _escape(text: bytes, way: Sequence[tuple[bytes, bytes]]) -> bytes:
    for character, reference in way:
        text = text.replace(character, reference)
    return text


class Written(NamedTuple):
    """A piece of XML, and the prefixes that it uses."""

    data: bytes
    namespaces: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A document with gaps: the pieces around them, and which text of the pool goes into each."""

    pieces: list[bytes]
    gaps: list[int]
    namespaces: frozenset[str]

    def fill(self, pool: list[bytes]) -> bytes:
        pieces = self.pieces.copy()
        pieces[1::2] = [pool[gap] for gap in self.gaps]
        return b"".join(pieces)


class _Shape:
    """What is known of a shape: how often it was seen, and its pattern as soon as it has one."""

    __slots__ = ("pattern", "sights")

    def __init__(self, _: Hashable) -> None:
        self.sights = 0
        self.pattern: _Pattern | None = None


class Press(Generic[Value]):
    """Writes values of one kind in one format, those of a known shape without feedgen.

    Args:
        render: has feedgen write a value.
        texts: gives the texts of a value, as `sheet` takes them.
        namespaces: names the prefixes that a document uses, which its shape decides.
    """

    def __init__(
        self,
        render: Callable[[Value], bytes],
        texts: Callable[[Value], Sequence[str]],
        namespaces: Callable[[bytes], frozenset[str]],
    ) -> None:
        self._render = render
        self._texts = texts
        self._namespaces = namespaces
        self._shape = lru_cache(SHAPES)(_Shape)

    def write(self, value: Value, sheet: Sheet | None) -> Written:
        """Write a value, whose sheet is given if it has one."""
        if sheet is None:
            return self._written(self._render(value))
        shape = self._shape(sheet.shape)
        if shape.pattern is not None:
            return Written(shape.pattern.fill(sheet.pool), shape.pattern.namespaces)
        data = self._render(value)
        shape.sights += 1
        if shape.sights == SIGHTS:
            pattern = self._cut(value)
            if pattern is not None and pattern.fill(sheet.pool) == data:
                shape.pattern = pattern
        return self._written(data)

    def _written(self, data: bytes) -> Written:
        return Written(data, self._namespaces(data))

    def _cut(self, value: Value) -> _Pattern | None:
        """Make the pattern of a value's shape, None where a token did not come out in a form that is known."""
        stand_in = _Tokens().stand_in(value)
        document, texts = self._render(stand_in), list(self._texts(stand_in))
        for index, text in enumerate(texts):
            if text and text[0] != _STAND_IN[0]:
                texts[index] = _BARE_STAND_IN.format(index)
                document = document.replace(text.encode(), texts[index].encode())
        pool = _pool("\0".join(texts).encode())
        # Where two ways to escape are one to a text, the first one of them stands for both.
        places = {form: index for index, form in reversed(list(enumerate(pool)))}
        pieces = _FOUND.split(document)
        gaps = [places.get(token, -1) for token in pieces[1::2]]
        return None if -1 in gaps else _Pattern(pieces, gaps, self._namespaces(document))


class _Tokens:
    """Gives stand-ins: values of the same shape, in which every text, number and moment is the only one of its kind."""

    def __init__(self) -> None:
        self._count = 0
        self._moments: dict[datetime, datetime] = {}

    def stand_in(self, value: Value) -> Value:
        """Replace what is in a value, however deep. What is empty, equal moments and truths stay what they are."""
        return self._replaced(value)  # type: ignore[no-any-return]  # each branch gives back the type it was given

    def _replaced(self, value: Any) -> Any:
        if isinstance(value, tuple):
            parts = map(self._replaced, value)
            return value._make(parts) if hasattr(value, "_make") else tuple(parts)
        if is_dataclass(value) and not isinstance(value, type):
            return replace(value, **{field.name: self._replaced(getattr(value, field.name)) for field in fields(value)})
        if not value or isinstance(value, bool):
            return value
        self._count += 1
        if isinstance(value, str):
            return _STAND_IN.format(self._count)
        if isinstance(value, int):
            return _FIRST_NUMBER + self._count
        if isinstance(value, datetime):
            return self._moments.setdefault(value, _FIRST_MOMENT + timedelta(seconds=self._count))
        return value
