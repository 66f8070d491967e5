"""Templates of the XML that feedgen writes, so that feedgen writes each structure once and the rest is filled in.

Besides its texts, the XML of an entry depends on little: which fields are set, how many authors, categories and
enclosures there are, and whether the entry was updated. That is its *shape*. A shape that has been seen MIN_USES times
gets a *template*: feedgen renders a placeholder value of the shape, in which every text is a unique marker, and the
document is split at the markers. Every further value of the shape is written by joining the pieces of the template with
the value's own texts, each escaped in the way in which its marker came out. Texts are inserted by position, so they
may contain anything, even markers. Anything else is written by feedgen: rare shapes, values with very many texts, and
texts that XML forbids.

Law: a filled-in template has the same bytes as the document that feedgen writes for the same value.
"""

import re
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, Generic, NamedTuple, TypeVar

from feedmaker.text.xml_characters import SEPARATOR, encode_joined

#: How many shapes are remembered of each kind of document.
MAX_SHAPES = 256
#: How often a shape is seen before it gets a template, which costs as much as five documents of feedgen's: most shapes
#: of a small folder stay rare.
MIN_USES = 4
#: Values with more texts than this get no template, so that templates stay small.
MAX_TEXTS = 120

# Escapes in text, and in attributes, where white space is normalised (XML 1.0 sections 2.4, 2.11 and 3.3.3).
_TEXT = ((b"&", b"&amp;"), (b"<", b"&lt;"), (b">", b"&gt;"), (b"\r", b"&#13;"))
_ATTRIBUTE = (*_TEXT, (b'"', b"&quot;"), (b"\n", b"&#10;"), (b"\t", b"&#9;"))
# Escapes in titles of RSS, and in plain text that is written as HTML.
_TITLE = ((b"&", b"&#x26;"), (b"<", b"&#x3C;"), (b">", b"&#x3E;"), (b"\r", b"&#13;"))
_HTML = ((b"&", b"&amp;amp;"), (b"<", b"&amp;lt;"), (b">", b"&amp;gt;"), (b"\r", b"&#13;"))
#: The escapings of all texts but the last.
_SHORT_TEXT_ESCAPINGS = (_ATTRIBUTE, _TITLE, _HTML)
#: Every byte but those that some escaping changes.
_UNESCAPED = bytes({*range(0x100)} - {*b'&<>"\r\n\t'})

#: A marker contains every character that is escaped, and ends like an image's file name, for RSS to accept the image.
_MARKER = "\ue000{}&<>\"'\r\n\t.png"
#: Replaces dates and numbers, which nothing escapes.
_PLAIN_MARKER = "\ue000{}.png"
#: Finds a marker in a document, such as "\ue0007&amp;&lt;&gt;\"'&#13;\n\t.png".
_ANY_MARKER = re.compile("(\ue000.*?\\.png)".encode(), re.DOTALL)
# Placeholders for numbers have this many digits, those for dates are in the year 1: neither occurs elsewhere.
_FIRST_NUMBER = 1_000_000_000
_FIRST_DATE = datetime(1, 1, 2, tzinfo=UTC)

Value = TypeVar("Value")


class FieldValues(NamedTuple):
    """The texts of a value, ready to be filled into the template of its shape."""

    #: Equal for values of one shape.
    shape: Hashable
    #: The texts as `_escapings` returns them.
    escaped: list[bytes]


def field_values(texts: Sequence[str], structure: Hashable) -> FieldValues | None:
    """Prepare the texts of a value; return None if feedgen has to write it.

    Args:
        texts: all texts that the document may contain, "" for those that are not set. The last one may be long, and
            is never written to an attribute, a title or as plain text in HTML.
        structure: what the document depends on besides the texts and which of them are empty.
    """
    data = encode_joined(texts) if len(texts) <= MAX_TEXTS else None
    return None if data is None else FieldValues((structure, *map(bool, texts)), _escapings(data))


def _escapings(data: bytes) -> list[bytes]:
    """Split joined texts and escape them as text; append all but the last, escaped in each of the other ways."""
    escaped = _escape(data, _TEXT).split(SEPARATOR)
    short = data[: data.rindex(SEPARATOR)]
    if short.translate(None, _UNESCAPED):
        for escaping in _SHORT_TEXT_ESCAPINGS:
            escaped += _escape(short, escaping).split(SEPARATOR)
    else:
        escaped += escaped[:-1] * len(_SHORT_TEXT_ESCAPINGS)
    return escaped


def _escape(text: bytes, escaping: Sequence[tuple[bytes, bytes]]) -> bytes:
    for character, reference in escaping:
        text = text.replace(character, reference)
    return text


class XmlFragment(NamedTuple):
    """A piece of XML, and the namespace prefixes that it uses."""

    data: bytes
    namespaces: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Template:
    """A document with gaps at its odd pieces, and for each gap the index in `escaped` of what fills it."""

    pieces: list[bytes]
    indexes: list[int]
    namespaces: frozenset[str]

    def fill(self, escaped: list[bytes]) -> bytes:
        pieces = self.pieces.copy()
        pieces[1::2] = [escaped[index] for index in self.indexes]
        return b"".join(pieces)


class _Shape:
    """How often a shape was seen, and its template once it has one."""

    __slots__ = ("template", "uses")

    def __init__(self, _: Hashable) -> None:
        self.uses = 0
        self.template: _Template | None = None


class TemplateCache(Generic[Value]):
    """Writes values of one kind in one format; those of a frequent shape from its template.

    Args:
        render: lets feedgen write a value.
        texts: returns the texts of a value, as `field_values` takes them.
        namespaces: returns the prefixes that a document uses; they must depend on its shape only.
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
        self._shape = lru_cache(MAX_SHAPES)(_Shape)

    def write(self, value: Value, values: FieldValues | None) -> XmlFragment:
        """Write a value; `values` are its field values, if it has any."""
        if values is None:
            return self._written(self._render(value))
        shape = self._shape(values.shape)
        if shape.template is not None:
            return XmlFragment(shape.template.fill(values.escaped), shape.template.namespaces)
        data = self._render(value)
        shape.uses += 1
        if shape.uses == MIN_USES:
            template = self._make_template(value)
            if template is not None and template.fill(values.escaped) == data:
                shape.template = template
        return self._written(data)

    def _written(self, data: bytes) -> XmlFragment:
        return XmlFragment(data, self._namespaces(data))

    def _make_template(self, value: Value) -> _Template | None:
        """Make the template of a value's shape; return None if some marker came out in an unknown form."""
        placeholder = _Placeholders().replace(value)
        document, texts = self._render(placeholder), list(self._texts(placeholder))
        for index, text in enumerate(texts):
            if text and text[0] != _MARKER[0]:
                texts[index] = _PLAIN_MARKER.format(index)
                document = document.replace(text.encode(), texts[index].encode())
        escaped = _escapings("\0".join(texts).encode())
        # Where two escapings of a text are equal, the first one is used.
        places = {form: index for index, form in reversed(list(enumerate(escaped)))}
        pieces = _ANY_MARKER.split(document)
        indexes = [places.get(marker, -1) for marker in pieces[1::2]]
        return None if -1 in indexes else _Template(pieces, indexes, self._namespaces(document))


class _Placeholders:
    """Makes placeholders: values of the same shape, in which every text, number and date is unique."""

    def __init__(self) -> None:
        self._count = 0
        self._dates: dict[datetime, datetime] = {}

    def replace(self, value: Value) -> Value:
        """Replace everything in a value, however deep, but what is empty or a boolean; equal dates stay equal."""
        return self._replaced(value)  # type: ignore[no-any-return]  # each branch keeps the type of the value

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
            return _MARKER.format(self._count)
        if isinstance(value, int):
            return _FIRST_NUMBER + self._count
        if isinstance(value, datetime):
            return self._dates.setdefault(value, _FIRST_DATE + timedelta(seconds=self._count))
        return value
