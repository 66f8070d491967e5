"""Entries as RSS 2.0 and Atom 1.0, with the bytes of `feedgen_xml` in a fraction of its time.

Besides its texts, the XML of an entry depends on little: which fields are set, how many authors, categories and
enclosures there are, and whether the entry was updated. That is its *shape*. A shape that has been seen MIN_USES times
gets a *template*: feedgen renders a placeholder entry of the shape, in which every text is a unique marker, and the
document is split at the markers. Every further entry of the shape is written by joining the pieces of the template
with its own texts, each escaped in the way in which its marker came out. Texts are inserted by position, so they may
contain anything, even markers. feedgen writes everything else: rare shapes, episodes of podcasts,
entries with very many texts, and texts with characters that XML forbids.

Law: an entry written from a template has the same bytes as the one that feedgen writes.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import count
from typing import Any, NamedTuple

from feedmaker.model import Entry
from feedmaker.text.timestamps import rfc822, rfc3339
from feedmaker.text.xml_characters import SEPARATOR, encode_joined
from feedmaker.writer.feedgen_xml import atom_entry, namespaces_of, rss_entry
from feedmaker.writer.formats import Fragment

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
_ANY_MARKER = re.compile("(\ue000.{0,100}?\\.png)".encode(), re.DOTALL)
# Placeholders for numbers have this many digits, those for dates are in the year 1: neither occurs elsewhere.
_FIRST_NUMBER = 1_000_000_000
_FIRST_DATE = datetime(1, 1, 2, tzinfo=UTC)


class FieldValues(NamedTuple):
    """The texts of an entry, ready to be filled into the template of its shape."""

    #: Equal for entries of one shape.
    shape: Hashable
    #: Every text escaped as text; then all but the last as an attribute, as a title of RSS, and as text in HTML.
    escaped: list[bytes]


class EntryWriter:
    """Writes entries as RSS and Atom, those of a frequent shape from its template."""

    def __init__(self) -> None:
        self._rss = TemplateCache(rss_entry)
        self._atom = TemplateCache(atom_entry)
        # An entry is written in both formats in turn, from the same field values.
        self._last: tuple[Entry | None, FieldValues | None] = (None, None)

    def rss(self, entry: Entry) -> Fragment:
        """Render an `<item>` without namespace declarations."""
        return self._rss.write(entry, self._field_values(entry))

    def atom(self, entry: Entry) -> Fragment:
        """Render an Atom `<entry>` without namespace declarations."""
        return self._atom.write(entry, self._field_values(entry))

    def _field_values(self, entry: Entry) -> FieldValues | None:
        if self._last[0] is not entry:
            self._last = (entry, field_values(entry))
        return self._last[1]


class TemplateCache:
    """The templates of one format; `render` lets feedgen write an entry in it."""

    def __init__(self, render: Callable[[Entry], bytes]) -> None:
        self._render = render
        #: A mapping that forgets the shape that was not used for longest.
        self._shapes = lru_cache(MAX_SHAPES)(lambda _shape: _Shape())

    def write(self, entry: Entry, values: FieldValues | None) -> Fragment:
        """Write an entry; `values` is what `field_values` returns for it."""
        if values is None:
            return self._by_feedgen(entry)
        shape = self._shapes(values.shape)
        if shape.template:
            return shape.template.fill(values.escaped)
        written = self._by_feedgen(entry)
        shape.uses += 1
        if shape.uses == MIN_USES:
            template = self._make_template(entry)
            if template and template.fill(values.escaped) == written:
                shape.template = template
        return written

    def _by_feedgen(self, entry: Entry) -> Fragment:
        data = self._render(entry)
        return data, namespaces_of(data)

    def _make_template(self, entry: Entry) -> "_Template | None":
        """Make the template of an entry's shape; return None if some marker came out in an unknown form."""
        placeholder = _placeholder(entry)
        document, texts = self._render(placeholder), _texts(placeholder)
        for index, text in enumerate(texts):
            if text and text[0] != _MARKER[0]:
                texts[index] = _PLAIN_MARKER.format(index)
                document = document.replace(text.encode(), texts[index].encode())
        escaped = _escapings("\0".join(texts).encode())
        # Where two escapings of a text are equal, the first one is used.
        places = {form: index for index, form in reversed(list(enumerate(escaped)))}
        pieces = _ANY_MARKER.split(document)
        indexes = [places.get(marker, -1) for marker in pieces[1::2]]
        return None if -1 in indexes else _Template(pieces, indexes, namespaces_of(document))


class _Template(NamedTuple):
    """A document with gaps at its odd pieces, and for each gap the index in `escaped` of what fills it."""

    pieces: list[bytes]
    indexes: list[int]
    namespaces: frozenset[str]

    def fill(self, escaped: list[bytes]) -> Fragment:
        pieces = self.pieces.copy()
        pieces[1::2] = [escaped[index] for index in self.indexes]
        return b"".join(pieces), self.namespaces


@dataclass(slots=True)
class _Shape:
    """How often a shape was seen, and its template once it has one."""

    uses: int = 0
    template: _Template | None = None


def _placeholder(entry: Entry) -> Entry:
    """Return an entry of the same shape in which every text, number and date is unique, but equal dates stay equal."""
    numbers = count(1)
    dates = defaultdict[datetime, datetime](lambda: _FIRST_DATE + timedelta(seconds=next(numbers)))

    def replace(value: Any) -> Any:
        if isinstance(value, tuple):
            parts = map(replace, value)
            return value._make(parts) if hasattr(value, "_make") else tuple(parts)
        if isinstance(value, datetime):
            return dates[value]
        if not value or isinstance(value, bool):
            return value
        number = next(numbers)
        return _MARKER.format(number) if isinstance(value, str) else _FIRST_NUMBER + number

    placeholder: Entry = replace(entry)
    return placeholder


def field_values(entry: Entry) -> FieldValues | None:
    """Prepare the texts of an entry; return None if feedgen has to write it."""
    if entry.episode is not None:
        return None
    texts = _texts(entry)
    data = encode_joined(texts) if len(texts) <= MAX_TEXTS else None
    return None if data is None else FieldValues((_structure(entry), *map(bool, texts)), _escapings(data))


def _texts(entry: Entry) -> list[str]:
    """Return every text that the XML of an entry may contain, "" for those that are not set.

    The last one, which may be long, is never written to an attribute or a title, nor as plain text in HTML.
    """
    published = rfc3339(entry.published)
    texts = [
        entry.id,
        entry.link or "",
        entry.related or "",
        entry.title,
        entry.summary,
        entry.language or "",
        rfc822(entry.published),
        published,
        published if entry.updated == entry.published else rfc3339(entry.updated),
        *entry.categories,
    ]
    for author in entry.authors:
        texts += (author.name, author.email or "", author.url or "")
    for enclosure in entry.enclosures:
        texts += (enclosure.url, enclosure.type, str(enclosure.length or ""), enclosure.title or "")
    if image := entry.image:
        texts += (image.url, image.alt, str(image.width or ""), str(image.height or ""), image.type or "")
    texts += (entry.markdown, entry.content)
    return texts


def _structure(entry: Entry) -> Hashable:
    """Return what the XML of an entry depends on besides its texts and which of them are empty."""
    return (
        entry.id_is_link,
        entry.untitled,
        entry.updated == entry.published,
        len(entry.categories),
        len(entry.authors),
        # A length of zero is written, an unknown one is not.
        *[enclosure.length is None for enclosure in entry.enclosures],
        entry.image is None,
    )


def _escapings(data: bytes) -> list[bytes]:
    """Split joined texts and escape them in every way, as in FieldValues."""
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
