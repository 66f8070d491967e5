"""Entries and feeds as RSS 2.0 and Atom 1.0, through feedgen.

An entry is rendered once to bytes, however many feeds carry it. A feed file is
`head + SEPARATOR.join(fragments) + tail`; `rss_frame` and `atom_frame` make head and tail, which declare the
namespaces that the fragments use. Same values, same bytes: no clock, no locale, no release number.
`template_cache` writes the same entries faster, from templates that are made here.
"""

import re
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from html import escape
from typing import Any, Final
from urllib.parse import urlsplit

from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator
from lxml import etree

from feedmaker.model import Author, Channel, Entry
from feedmaker.text.xml_characters import remove_illegal
from feedmaker.writer.document_options import ArchiveLinks, DocumentOptions
from feedmaker.writer.feedgen_extensions import (
    ATOM_NAMESPACES,
    RSS_NAMESPACES,
    EntryExtension,
    FrameExtension,
    atom_author,
)

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
_TITLE = re.compile(rb"<title>[^<]*&[^<]*</title>")
#: The RSS specification knows no other formats of a channel's image.
_RSS_IMAGES = (".png", ".jpg", ".jpeg", ".gif")
#: podcast:guid is the uuid5 of the feed's URL in this namespace (podcast-namespace, guid).
_PODCAST_FEEDS = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")


def rss_entry(entry: Entry) -> bytes:
    """Render an `<item>` without namespace declarations."""
    try:
        return _rss_entry(entry)
    except ValueError:  # lxml refuses characters that XML forbids
        return _rss_entry(remove_illegal(entry))


def atom_entry(entry: Entry) -> bytes:
    """Render an Atom `<entry>` without namespace declarations."""
    try:
        return _atom_entry(entry)
    except ValueError:  # lxml refuses characters that XML forbids
        return _atom_entry(remove_illegal(entry))


def namespaces_of(fragment: bytes) -> frozenset[str]:
    """Return the prefixes of the elements of a fragment; elsewhere in it "<" is escaped."""
    return frozenset(_PREFIXES[prefix] for prefix in _QUALIFIED.findall(fragment) if prefix in _PREFIXES)


def rss_frame(
    channel: Channel, options: DocumentOptions, namespaces: frozenset[str] = frozenset()
) -> tuple[bytes, bytes]:
    """Render what stands before and after the items of an RSS feed.

    Args:
        channel: the feed.
        options: those of the document.
        namespaces: every prefix that the items use, the union of their `namespaces_of`.
    """
    channel = remove_illegal(channel)
    generator = FeedGenerator()
    podcast = options.podcast
    if podcast is not None:
        _describe_podcast(generator, channel, podcast)
    frame = _frame(generator, channel, options, namespaces)
    if podcast is not None:
        frame.podcast_guid = podcast.get("guid") or _podcast_guid(frame.self_url)
        frame.podcast_image = podcast.get("image") or channel.image
    generator.link(href=channel.link, rel="alternate")
    generator.description(channel.description or channel.title)
    generator.docs(_DOCS)
    generator.ttl(options.ttl)
    generator.managingEditor(_contact(channel.author))
    if channel.image and urlsplit(channel.image).path.lower().endswith(_RSS_IMAGES):
        generator.image(url=channel.image, title=channel.title, link=channel.link)
    generator.updated(_UNWRITTEN)
    head, tail = _split(generator.rss_str(pretty=True), _RSS_END, options.stylesheet)
    return _TITLE.sub(lambda title: _hexadecimal(title[0]), head), tail


def atom_frame(
    channel: Channel, options: DocumentOptions, namespaces: frozenset[str] = frozenset()
) -> tuple[bytes, bytes]:
    """Render what stands before and after the entries of an Atom feed; the arguments are those of `rss_frame`.

    A feed without entries says that it was updated at 1970-01-01T00:00:00Z.
    """
    channel = remove_illegal(channel)
    generator = FeedGenerator()
    _frame(generator, channel, options, namespaces)
    generator.id(channel.id)
    generator.updated(_UNIX_EPOCH)  # the extension replaces it
    generator.author(atom_author(channel.author or Author(channel.title)))
    generator.logo(channel.image)
    generator.subtitle(channel.description or None)
    return _split(generator.atom_str(pretty=True), _ATOM_END, options.stylesheet)


class _FalsyDatetime(datetime):
    """A datetime that is false, so that feedgen writes no lastBuildDate; the extension writes it.

    feedgen has no other way to leave it out: its default is the current time, and formatting any datetime switches
    the locale of the process.
    """

    def __bool__(self) -> bool:
        return False


_UNWRITTEN = _FalsyDatetime(1970, 1, 1, tzinfo=UTC)
_UNIX_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _rss_entry(entry: Entry) -> bytes:
    item = FeedEntry()
    item.register_extension(GENERATOR, EntryExtension, atom=False)
    extension: EntryExtension = item.feedmaker
    extension.entry = entry
    # feedgen leaves out an empty title; the extension replaces this one.
    item.title(entry.title or " ")
    if entry.link:
        item.link({"href": entry.link})
    item.guid(entry.id, permalink=entry.id_is_link)
    # RSS has one description, in HTML: the summary before content:encoded, else the content, else the title.
    if entry.content:
        item.content(entry.content)
        if entry.summary:
            item.description(escape(entry.summary, quote=False), isSummary=True)
    else:
        item.description(escape(entry.summary or entry.title, quote=False), isSummary=True)
    if entry.enclosures:
        first = entry.enclosures[0]
        item.enclosure(first.url, str(first.length or 0), first.type)
    item.rss_entry()
    fragment = _fragment(extension.root, _RSS_START, b"</rss>")
    end = fragment.index(b"</title>")
    if b"&" in fragment[:end]:
        return _hexadecimal(fragment[:end]) + fragment[end:]
    return fragment


def _atom_entry(entry: Entry) -> bytes:
    element = FeedEntry()
    element.register_extension(GENERATOR, EntryExtension, rss=False)
    extension: EntryExtension = element.feedmaker
    extension.entry = entry
    element.id(entry.id)
    element.title(entry.title or " ")
    element.updated(entry.updated)
    element.author([atom_author(author) for author in entry.authors])
    element.content(entry.content, type="html")
    if entry.summary:
        element.summary(entry.summary, type="text")
    element.atom_entry()
    return _fragment(extension.root, _ATOM_START, b"</feed>")


def _fragment(root: etree._Element, start: bytes, end: bytes) -> bytes:
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=False))[len(start) : -len(end)]


def _start(tag: str, namespaces: Mapping[str, str]) -> bytes:
    root = etree.Element(tag, nsmap=dict(namespaces))
    root.text = ""
    return bytes(etree.tostring(root)).removesuffix(f"</{tag}>".encode())


_RSS_START = _start("rss", RSS_NAMESPACES)
_ATOM_START = _start("feed", ATOM_NAMESPACES)


def _frame(
    generator: FeedGenerator, channel: Channel, options: DocumentOptions, namespaces: frozenset[str]
) -> FrameExtension:
    """Set what RSS and Atom have in common. The extension is registered last, so that it runs after the others."""
    generator.register_extension(GENERATOR, FrameExtension)
    extension: FrameExtension = generator.feedmaker
    extension.channel = channel
    extension.namespaces = namespaces
    extension.self_url = options.self_url
    extension.archive = options.archive or ArchiveLinks()
    generator.title(channel.title)
    generator.language(channel.language)
    generator.rights(channel.rights)
    generator.generator(GENERATOR)
    return extension


def _describe_podcast(generator: FeedGenerator, channel: Channel, settings: Mapping[str, str]) -> None:
    """Set the itunes elements that podcast directories require, as far as they are known."""
    generator.load_extension("podcast", atom=False)
    podcast: Any = generator.podcast
    author = channel.author or Author(channel.title)
    podcast.itunes_author(settings.get("author", author.name))
    if "category" in settings:
        names = {"cat": settings["category"], "sub": settings.get("subcategory", "")}
        podcast.itunes_category(names)
    podcast.itunes_explicit("yes" if settings.get("explicit", "").lower() in ("yes", "true") else "no")
    email = settings.get("owner_email", author.email)
    if email:
        podcast.itunes_owner(settings.get("owner_name", author.name), email)
    podcast.itunes_type(settings.get("type"))


def _podcast_guid(url: str) -> str:
    """Make the guid of a feed's URL, without its scheme and trailing slashes (podcast-namespace, guid)."""
    return str(uuid.uuid5(_PODCAST_FEEDS, url.partition("://")[2].rstrip("/")))


def _contact(author: Author | None) -> str | None:
    """Write the author in RSS form, None without an e-mail address (RSS Best Practices Profile, managingEditor)."""
    return f"{author.email} ({author.name})" if author and author.email else None


def _hexadecimal(title: bytes) -> bytes:
    """Write the entities of a serialised title as &#x26; &#x3C; &#x3E; (RSS Best Practices Profile, character data).

    Readers that decode a title once too often then still show it as written. libxml2 writes these three entities and
    no others; a literal "&" in the title is "&amp;" here.
    """
    return title.replace(b"&amp;", b"&#x26;").replace(b"&lt;", b"&#x3C;").replace(b"&gt;", b"&#x3E;")


def _split(document: bytes, tail: bytes, stylesheet: str | None) -> tuple[bytes, bytes]:
    """Split a document without entries where they belong, and give it our own XML declaration and stylesheet."""
    _, _, head = document.removesuffix(tail).partition(b"\n")
    instruction = ""
    if stylesheet:
        instruction = f'<?xml-stylesheet type="text/css" href="{escape(stylesheet)}"?>\n'
    return _DECLARATION + instruction.encode() + head, SEPARATOR + tail
