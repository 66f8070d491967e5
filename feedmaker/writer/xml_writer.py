"""Entries and frames as RSS 2.0 and Atom 1.0, with the bytes of `feedgen_xml` and for a fraction of its time."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace

from feedmaker.config.schema import FILE_NAMES
from feedmaker.model import Author, Channel, Entry
from feedmaker.text.timestamps import rfc822, rfc3339
from feedmaker.writer import feedgen_xml as xml
from feedmaker.writer.document_options import ArchiveLinks
from feedmaker.writer.template_cache import Press, Sheet, Written, sheet

_ALONE = ArchiveLinks()


class XmlWriter:
    """Writes what `feedgen_xml` writes, and remembers the shapes that it has met.

    Law: every method gives what the function of its name in `feedgen_xml` gives, and raises where that raises.
    """

    def __init__(self) -> None:
        self._rss_entries = Press(xml.rss_entry, _entry_texts, xml.namespaces_of)
        self._atom_entries = Press(xml.atom_entry, _entry_texts, xml.namespaces_of)
        self._rss_heads = Press(_rss_head, _Frame.texts, xml.namespaces_of)
        self._atom_heads = Press(_atom_head, _Frame.texts, xml.namespaces_of)
        # The two formats of an entry are asked for one after the other, and escape its texts alike.
        self._last: tuple[Entry | None, Sheet | None] = (None, None)

    def rss_entry(self, entry: Entry) -> Written:
        """Render an `<item>` without namespace declarations, and name the prefixes that it uses."""
        return self._rss_entries.write(entry, self._sheet(entry))

    def atom_entry(self, entry: Entry) -> Written:
        """Render an Atom `<entry>` without namespace declarations, and name the prefixes that it uses."""
        return self._atom_entries.write(entry, self._sheet(entry))

    def rss_frame(
        self,
        channel: Channel,
        *,
        namespaces: frozenset[str] = frozenset(),
        self_url: str | None = None,
        archive: ArchiveLinks | None = None,
        stylesheet: str | None = None,
        ttl: int | None = None,
        podcast: Mapping[str, str] | None = None,
    ) -> tuple[bytes, bytes]:
        """Render what stands before and after the items of an RSS feed, with the arguments of the function."""
        frame = _Frame(channel, namespaces, self_url or channel.base_url + FILE_NAMES["rss"], archive or _ALONE, ttl)
        prepared = None if podcast is not None else frame.sheet()
        if prepared is None:
            return xml.rss_frame(
                channel,
                namespaces=namespaces,
                self_url=self_url,
                archive=archive,
                stylesheet=stylesheet,
                ttl=ttl,
                podcast=podcast,
            )
        # Whether RSS may show an image is told by its name, which is no part of a shape: one that it may not is none.
        if xml.rss_image(channel) != channel.image:
            frame = replace(frame, channel=replace(channel, image=None))
            prepared = frame.sheet()
        return xml.styled(self._rss_heads.write(frame, prepared).data, stylesheet), xml.SEPARATOR + xml.RSS_END

    def atom_frame(
        self,
        channel: Channel,
        *,
        namespaces: frozenset[str] = frozenset(),
        self_url: str | None = None,
        archive: ArchiveLinks | None = None,
        stylesheet: str | None = None,
    ) -> tuple[bytes, bytes]:
        """Render what stands before and after the entries of an Atom feed, with the arguments of the function."""
        frame = _Frame(channel, namespaces, self_url or channel.base_url + FILE_NAMES["atom"], archive or _ALONE)
        prepared = frame.sheet()
        if prepared is None:
            return xml.atom_frame(
                channel, namespaces=namespaces, self_url=self_url, archive=archive, stylesheet=stylesheet
            )
        return xml.styled(self._atom_heads.write(frame, prepared).data, stylesheet), xml.SEPARATOR + xml.ATOM_END

    def _sheet(self, entry: Entry) -> Sheet | None:
        last, prepared = self._last
        if last is not entry:
            prepared = sheet(_entry_texts(entry), _entry_structure(entry))
            self._last = (entry, prepared)
        return prepared


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
        # A length of zero is said, one that is unknown is not.
        *[enclosure.length is None for enclosure in entry.enclosures],
        entry.image is None,
    )


@dataclass(frozen=True, slots=True)
class _Frame:
    """What a frame says, but for its stylesheet and its podcast."""

    channel: Channel
    namespaces: frozenset[str]
    self_url: str
    archive: ArchiveLinks
    ttl: int | None = None

    def texts(self) -> list[str]:
        channel, archive, updated = self.channel, self.archive, self.channel.updated
        author = channel.author or Author("")
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
            self.self_url,
            archive.current or "",
            archive.prev or "",
            archive.next or "",
            str(self.ttl or ""),
            *channel.hubs,
            "",
        ]

    def sheet(self) -> Sheet | None:
        """Prepare the texts of the frame, None where feedgen has to write it."""
        archive = self.archive
        structure = (self.channel.author is None, archive.complete, archive.archive, self.namespaces)
        return sheet(self.texts(), structure)


def _rss_head(frame: _Frame) -> bytes:
    head, _ = xml.rss_frame(
        frame.channel, namespaces=frame.namespaces, self_url=frame.self_url, archive=frame.archive, ttl=frame.ttl
    )
    return head


def _atom_head(frame: _Frame) -> bytes:
    head, _ = xml.atom_frame(frame.channel, namespaces=frame.namespaces, self_url=frame.self_url, archive=frame.archive)
    return head
