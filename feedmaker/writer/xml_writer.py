"""Entries and frames as RSS 2.0 and Atom 1.0, with the bytes of `feedgen_xml` in a fraction of its time."""

from collections.abc import Hashable
from dataclasses import replace
from typing import NamedTuple

from feedmaker.model import Author, Channel, Entry
from feedmaker.text.timestamps import rfc822, rfc3339
from feedmaker.writer import feedgen_xml as xml
from feedmaker.writer.document_options import ArchiveLinks, DocumentOptions
from feedmaker.writer.template_cache import FieldValues, TemplateCache, XmlFragment, field_values


class XmlWriter:
    """Writes what `feedgen_xml` writes, from templates of the shapes that it has met.

    Law: every method returns, and raises, what the function of its name in `feedgen_xml` does.
    """

    def __init__(self) -> None:
        self._rss_entries = TemplateCache(xml.rss_entry, _entry_texts, xml.namespaces_of)
        self._atom_entries = TemplateCache(xml.atom_entry, _entry_texts, xml.namespaces_of)
        self._rss_heads = TemplateCache(_rss_head, _Frame.texts, xml.namespaces_of)
        self._atom_heads = TemplateCache(_atom_head, _Frame.texts, xml.namespaces_of)
        # An entry is written in both formats in turn, from the same field values.
        self._last: tuple[Entry | None, FieldValues | None] = (None, None)

    def rss_entry(self, entry: Entry) -> XmlFragment:
        """Render an `<item>` without namespace declarations."""
        return self._rss_entries.write(entry, self._field_values(entry))

    def atom_entry(self, entry: Entry) -> XmlFragment:
        """Render an Atom `<entry>` without namespace declarations."""
        return self._atom_entries.write(entry, self._field_values(entry))

    def rss_frame(
        self, channel: Channel, options: DocumentOptions, namespaces: frozenset[str] = frozenset()
    ) -> tuple[bytes, bytes]:
        """Render what stands before and after the items of an RSS feed."""
        frame = _Frame(channel, options, namespaces)
        values = None if options.podcast is not None else frame.field_values()
        if values is None:
            return xml.rss_frame(channel, options, namespaces)
        # RSS refuses some images by their names, which are not part of the shape: those are left out beforehand.
        if xml.rss_image(channel) != channel.image:
            frame = frame._replace(channel=replace(channel, image=None))
            values = frame.field_values()
        head = self._rss_heads.write(frame, values).data
        return xml.with_stylesheet(head, options.stylesheet), xml.SEPARATOR + xml.RSS_END

    def atom_frame(
        self, channel: Channel, options: DocumentOptions, namespaces: frozenset[str] = frozenset()
    ) -> tuple[bytes, bytes]:
        """Render what stands before and after the entries of an Atom feed."""
        frame = _Frame(channel, options, namespaces)
        values = frame.field_values()
        if values is None:
            return xml.atom_frame(channel, options, namespaces)
        head = self._atom_heads.write(frame, values).data
        return xml.with_stylesheet(head, options.stylesheet), xml.SEPARATOR + xml.ATOM_END

    def _field_values(self, entry: Entry) -> FieldValues | None:
        last, values = self._last
        if last is not entry:
            values = field_values(_entry_texts(entry), _entry_structure(entry))
            self._last = (entry, values)
        return values


def _entry_texts(entry: Entry) -> list[str]:
    published = rfc3339(entry.published)
    texts = [
        entry.id,
        entry.link or "",
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
    texts.append(entry.content)
    return texts


def _entry_structure(entry: Entry) -> Hashable:
    return (
        entry.id_is_link,
        entry.updated == entry.published,
        len(entry.categories),
        len(entry.authors),
        # A length of zero is written, an unknown one is not.
        *[enclosure.length is None for enclosure in entry.enclosures],
        entry.image is None,
    )


class _Frame(NamedTuple):
    """What the head of a document depends on."""

    channel: Channel
    options: DocumentOptions
    namespaces: frozenset[str]

    def texts(self) -> list[str]:
        channel, updated, options = self.channel, self.channel.updated, self.options
        author = channel.author or Author("")
        archive = options.archive or ArchiveLinks()
        return [
            channel.id,
            channel.title,
            channel.description,
            channel.link,
            channel.language or "",
            channel.rights or "",
            channel.image or "",
            rfc822(updated) if updated else "",
            rfc3339(updated) if updated else "",
            author.name,
            author.email or "",
            author.url or "",
            options.self_url,
            archive.current or "",
            archive.prev or "",
            archive.next or "",
            str(options.ttl or ""),
            *channel.hubs,
            "",
        ]

    def field_values(self) -> FieldValues | None:
        """Prepare the texts; return None if feedgen has to write the frame."""
        archive = self.options.archive or ArchiveLinks()
        structure = (self.channel.author is None, archive.complete, archive.archive, self.namespaces)
        return field_values(self.texts(), structure)


def _rss_head(frame: _Frame) -> bytes:
    return xml.rss_frame(frame.channel, replace(frame.options, stylesheet=None), frame.namespaces)[0]


def _atom_head(frame: _Frame) -> bytes:
    return xml.atom_frame(frame.channel, replace(frame.options, stylesheet=None), frame.namespaces)[0]
