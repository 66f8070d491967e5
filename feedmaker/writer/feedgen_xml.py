"""Entries and feeds as RSS 2.0 and Atom 1.0, through feedgen.

An entry is rendered once to bytes, however many feeds carry it. A feed file is
`head + SEPARATOR.join(fragments) + tail`; `rss_frame` and `atom_frame` make head and tail, which declare the
namespaces that the fragments use. Same values, same bytes: no clock, no locale, no release number.
`template_cache` writes the same entries faster, from templates that are made here.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from html import escape
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator
from lxml import etree

from feedmaker.model import Author, Channel, Entry
from feedmaker.text.xml_characters import remove_illegal
from feedmaker.writer.feedgen_extensions import (
    RSS_NAMESPACES,
    FrameExtension,
    atom_author,
    complete_entry,
    complete_item,
)
from feedmaker.writer.formats import DocumentOptions

#: Stands between two fragments.
SEPARATOR: Final = b"\n"

#: The program by name; a release number would change every feed at every release.
GENERATOR: Final = "feedmaker"

_DOCS = "https://www.rssboard.org/rss-specification"
#: What closes a document, after a SEPARATOR.
_RSS_END = b"  </channel>\n</rss>\n"
_ATOM_END = b"</feed>\n"
_DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'
_PREFIXES = {prefix.encode(): prefix for prefix in RSS_NAMESPACES}
_QUALIFIED = re.compile(rb"<([a-z]+):")
#: `<title>Nets &amp; knots</title>`; the description of an item is HTML, that of a channel is text.
_TITLE = re.compile(rb"<title>[^<&]*+&[^<]*+</title>")
_CHANNEL_TEXT = re.compile(rb"<(title|description)>[^<&]*+&[^<]*+</\1>")
#: The RSS specification knows no other formats of a channel's image.
_RSS_IMAGES = (".png", ".jpg", ".jpeg", ".gif")

_Value = TypeVar("_Value", Channel, Entry)
_Written = TypeVar("_Written")


def rss_entry(entry: Entry) -> bytes:
    """Render an `<item>` without namespace declarations."""
    title, end, rest = _fragment(_rss_document, entry).partition(b"</title>")
    return _hexadecimal(_TITLE, title + end) + rest


def atom_entry(entry: Entry) -> bytes:
    """Render an Atom `<entry>` without namespace declarations."""
    return _fragment(_atom_document, entry)


def namespaces_of(fragment: bytes) -> frozenset[str]:
    """Return the prefixes of the elements of a fragment; elsewhere in it "<" is escaped."""
    return frozenset(_PREFIXES[prefix] for prefix in _QUALIFIED.findall(fragment) if prefix in _PREFIXES)


def rss_frame(channel: Channel, options: DocumentOptions, namespaces: frozenset[str]) -> tuple[bytes, bytes]:
    """Render what precedes and follows the items of an RSS feed; `namespaces` are the prefixes that they use."""
    return _without_illegal(lambda channel: _rss_frame(channel, options, namespaces), channel)


def atom_frame(channel: Channel, options: DocumentOptions, namespaces: frozenset[str]) -> tuple[bytes, bytes]:
    """Render what precedes and follows the entries of an Atom feed; the arguments are those of `rss_frame`.

    A feed without entries says that it was updated at 1970-01-01T00:00:00Z.
    """
    return _without_illegal(lambda channel: _atom_frame(channel, options, namespaces), channel)


def _without_illegal(write: Callable[[_Value], _Written], value: _Value) -> _Written:
    """Write a value, without the characters that XML forbids, which lxml refuses, if it has any."""
    try:
        return write(value)
    except ValueError:
        return write(remove_illegal(value))


def _rss_frame(channel: Channel, options: DocumentOptions, namespaces: frozenset[str]) -> tuple[bytes, bytes]:
    generator = FeedGenerator()
    if options.podcast is not None:
        _describe_podcast(generator, channel, options.podcast)
    _describe(generator, channel, options, namespaces)
    generator.link(href=channel.link, rel="alternate")
    generator.description(channel.description or channel.title)
    generator.docs(_DOCS)
    generator.ttl(options.ttl)
    if channel.author and channel.author.email:  # RSS Best Practices Profile, managingEditor
        generator.managingEditor(f"{channel.author.email} ({channel.author.name})")
    if channel.image and urlsplit(channel.image).path.lower().endswith(_RSS_IMAGES):
        generator.image(url=channel.image, title=channel.title, link=channel.link)
    generator.updated(_UNWRITTEN)
    return _split(_hexadecimal(_CHANNEL_TEXT, generator.rss_str(pretty=True)), _RSS_END, options.stylesheet)


def _atom_frame(channel: Channel, options: DocumentOptions, namespaces: frozenset[str]) -> tuple[bytes, bytes]:
    generator = FeedGenerator()
    _describe(generator, channel, options, namespaces)
    generator.id(channel.id)
    generator.updated(_UNIX_EPOCH)  # the extension replaces it
    generator.author(atom_author(channel.author or Author(channel.title)))
    generator.logo(channel.image)
    generator.icon(channel.icon)
    generator.subtitle(channel.description or None)
    return _split(generator.atom_str(pretty=True), _ATOM_END, options.stylesheet)


class _FalsyDatetime(datetime):
    """A datetime that is false: the only way to keep feedgen from writing lastBuildDate, which the extension writes.

    By default feedgen writes the current time, and to format any datetime it switches the locale of the process.
    """

    def __bool__(self) -> bool:
        return False


_UNWRITTEN = _FalsyDatetime(1970, 1, 1, tzinfo=UTC)
_UNIX_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _rss_document(entry: Entry) -> etree._Element:
    item = FeedEntry()
    # feedgen leaves out an empty title; complete_item replaces this one.
    item.title(entry.title or " ")
    if entry.link:
        item.link({"href": entry.link})
    item.guid(entry.id, permalink=entry.id_is_link)
    # RSS has one description, in HTML: the summary before content:encoded, else the content, else the title.
    if entry.content:
        item.content(entry.content)
    if entry.summary or not entry.content:
        item.description(escape(entry.summary or entry.title, quote=False), isSummary=True)
    if entry.enclosures:
        first = entry.enclosures[0]
        item.enclosure(first.url, str(first.length or 0), first.type)
    return complete_item(item.rss_entry(), entry)


def _atom_document(entry: Entry) -> etree._Element:
    element = FeedEntry()
    element.id(entry.id)
    element.title(entry.title or " ")
    element.updated(entry.updated)
    element.author([atom_author(author) for author in entry.authors])
    element.content(entry.content, type="html")
    if entry.summary:
        element.summary(entry.summary, type="text")
    return complete_entry(element.atom_entry(), entry)


def _fragment(make: Callable[[Entry], etree._Element], entry: Entry) -> bytes:
    """Serialise what is within the root of the document of an entry."""
    root = _without_illegal(make, entry)
    document: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=False)
    return document[document.index(b">") + 1 : document.rindex(b"<")]


def _describe(generator: FeedGenerator, channel: Channel, options: DocumentOptions, namespaces: frozenset[str]) -> None:
    """Set what RSS and Atom have in common."""
    # Registered last, so that it runs after the others.
    generator.register_extension(GENERATOR, FrameExtension)
    extension: FrameExtension = generator.feedmaker
    extension.channel, extension.options, extension.namespaces = channel, options, namespaces
    generator.title(channel.title)
    generator.language(channel.language)
    generator.rights(channel.rights)
    generator.generator(GENERATOR)


def _describe_podcast(generator: FeedGenerator, channel: Channel, settings: Mapping[str, str]) -> None:
    """Set the itunes elements that podcast directories require, as far as they are known."""
    generator.load_extension("podcast", atom=False)
    podcast: Any = generator.podcast
    author = channel.author or Author(settings["author"])
    podcast.itunes_author(settings["author"])
    if "category" in settings:
        names = {"cat": settings["category"], "sub": settings.get("subcategory", "")}
        podcast.itunes_category(names)
    podcast.itunes_explicit("yes" if settings.get("explicit", "").lower() in ("yes", "true") else "no")
    email = settings.get("owner_email", author.email)
    if email:
        podcast.itunes_owner(settings.get("owner_name", author.name), email)
    podcast.itunes_type(settings.get("type"))


def _hexadecimal(texts: re.Pattern[bytes], xml: bytes) -> bytes:
    """Write the entities in texts as &#x26; &#x3C; &#x3E; (RSS Best Practices Profile, character data).

    Readers that decode a text once too often then still show it as written. libxml2 writes these three entities and
    no others; a literal "&" in the text is "&amp;" here.
    """

    def hexadecimal(text: re.Match[bytes]) -> bytes:
        return text[0].replace(b"&amp;", b"&#x26;").replace(b"&lt;", b"&#x3C;").replace(b"&gt;", b"&#x3E;")

    return texts.sub(hexadecimal, xml)


def _split(document: bytes, tail: bytes, stylesheet: str | None) -> tuple[bytes, bytes]:
    """Split a document without entries where they belong, and give it our own XML declaration and stylesheet."""
    _, _, head = document.removesuffix(tail).partition(b"\n")
    instruction = f'<?xml-stylesheet type="text/css" href="{escape(stylesheet)}"?>\n' if stylesheet else ""
    return _DECLARATION + instruction.encode() + head, SEPARATOR + tail
