"""What feedgen 1.0.0 leaves out or gets wrong, added or corrected after it has written its own elements.

A feed is completed through feedgen's extension interface, an entry on the element that feedgen returns. Dates are
formatted by `feedmaker.text.timestamps`, never by feedgen, which switches the locale of the whole process.
"""

import uuid
from collections.abc import Mapping

from feedgen.ext.base import BaseExtension
from lxml import etree

from feedmaker.model import Author, Channel, Entry, Episode, Image
from feedmaker.text.timestamps import rfc822, rfc3339
from feedmaker.writer.formats import ArchiveLinks, DocumentOptions

ATOM = "http://www.w3.org/2005/Atom"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
DC = "http://purl.org/dc/elements/1.1/"
FEED_HISTORY = "http://purl.org/syndication/history/1.0"
ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
MEDIA = "http://search.yahoo.com/mrss/"
PODCAST = "https://podcastindex.org/namespace/1.0"
SOURCE = "http://source.scripting.com/"

#: Usual prefix → namespace of every extension element of an RSS item, and of an Atom entry.
RSS_NAMESPACES: Mapping[str, str] = {
    "atom": ATOM, "content": CONTENT, "dc": DC, "itunes": ITUNES, "media": MEDIA, "podcast": PODCAST,
    "source": SOURCE,
}  # fmt: skip
ATOM_NAMESPACES: Mapping[str, str] = {"media": MEDIA}

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

#: podcast:guid is the uuid5 of the feed's URL in this namespace (podcast-namespace, guid).
_PODCAST_FEEDS = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")

#: `updated` of an Atom feed without entries: the element is required (RFC 4287 section 4.1.1), and no clock is read.
_NEVER = "1970-01-01T00:00:00Z"


def complete_item(item: etree._Element, entry: Entry) -> etree._Element:
    """Add the dates, authors, language and images of an RSS item; return a root that declares its namespaces."""
    root = etree.Element("rss", nsmap=RSS_NAMESPACES)
    root.append(item)
    item[0].text = entry.title
    if entry.untitled:
        item.remove(item[0])  # RSS requires a title or a description
    _add(item, "pubDate", rfc822(entry.published))
    if entry.updated != entry.published:
        _add(item, f"{{{ATOM}}}updated", rfc3339(entry.updated))
    for author in entry.authors:
        _add(item, f"{{{DC}}}creator", author.name)
    if entry.language:
        _add(item, f"{{{DC}}}language", entry.language)
    for name in entry.categories:
        _add(item, "category", name)
    if entry.image:
        # feedparser uses media:description as the content of an item that has no content:encoded.
        _add_image(item, entry.image, described=bool(entry.content and entry.summary))
    if entry.markdown:
        _add(item, f"{{{SOURCE}}}markdown", entry.markdown)
    if entry.episode:
        _add_episode(item, entry.episode)
    return root


def complete_entry(element: etree._Element, entry: Entry) -> etree._Element:
    """Add the dates, links, language and images of an Atom entry; return a root that declares its namespaces."""
    root = etree.Element("feed", nsmap=ATOM_NAMESPACES)
    root.append(element)
    if entry.language:
        element.set(_XML_LANG, entry.language)
    # feedgen begins with id, title and updated, which it writes with +00:00.
    title, updated = element[1], element[2]
    title.set("type", "text")
    title.text = entry.title
    published = rfc3339(entry.published)
    updated.text = published if entry.updated == entry.published else rfc3339(entry.updated)
    _add(element, "published", published)
    content, summary = element.find("content"), element.find("summary")
    if entry.link and not entry.content:
        # feedgen refuses an entry that has neither content nor link.
        element.remove(content)
    elif summary is not None:
        # feedparser 6.0.8 and 6.0.9 take a summary that follows the content for the content.
        content.addprevious(summary)
    if entry.link:
        _add(element, "link", rel="alternate", type="text/html", href=entry.link)
    if entry.related:
        _add(element, "link", rel="related", type="text/html", href=entry.related)
    for file in entry.enclosures:
        length = None if file.length is None else str(file.length)
        title = file.title or None
        _add(element, "link", rel="enclosure", type=file.type or None, href=file.url, length=length, title=title)
    for name in entry.categories:
        _add(element, "category", term=name, label=name)
    if entry.image:
        _add_image(element, entry.image, described=bool(entry.content))
    return root


class FrameExtension(BaseExtension):  # type: ignore[misc]  # feedgen ships no types
    """Completes a feed without entries, and removes the namespaces that are not used."""

    channel: Channel
    options: DocumentOptions
    #: Prefixes that the entries use.
    namespaces: frozenset[str]

    def extend_ns(self) -> dict[str, str]:
        """Return every namespace; those that are not used are removed at the end."""
        return {**RSS_NAMESPACES, "fh": FEED_HISTORY}

    def extend_rss(self, feed: etree._Element) -> etree._Element:
        """Add the Atom links, the date and the podcast's guid to the channel."""
        channel = feed[0]
        self._add_links(channel, f"{{{ATOM}}}link", "application/rss+xml")
        if self.channel.updated:
            _add(channel, "lastBuildDate", rfc822(self.channel.updated))
        podcast = self.options.podcast
        if podcast is not None:
            cover = podcast.get("image") or self.channel.image
            if cover:
                # feedgen drops a cover whose URL does not end in .jpg or .png.
                _add(channel, f"{{{ITUNES}}}image", href=cover)
            # made of the feed's URL without its scheme and trailing slashes (podcast-namespace, guid)
            made = uuid.uuid5(_PODCAST_FEEDS, self.options.self_url.partition("://")[2].rstrip("/"))
            _add(channel, f"{{{PODCAST}}}guid", podcast.get("guid") or str(made))
            if "locked" in podcast:
                _add(channel, f"{{{PODCAST}}}locked", podcast["locked"], owner=podcast.get("owner_email"))
            if "funding" in podcast:
                text = podcast.get("funding_text") or podcast["funding"]
                _add(channel, f"{{{PODCAST}}}funding", text, url=podcast["funding"])
            if "new_feed_url" in podcast:
                _add(channel, f"{{{ITUNES}}}new-feed-url", podcast["new_feed_url"])
        for explicit in channel.iterfind(f"{{{ITUNES}}}explicit"):
            # feedgen writes "yes" and "no", which podcast directories no longer accept.
            explicit.text = "true" if explicit.text == "yes" else "false"
        etree.cleanup_namespaces(feed, keep_ns_prefixes=sorted(self.namespaces))
        return feed

    def extend_atom(self, feed: etree._Element) -> etree._Element:
        """Add the links of the feed, and write its date like all others."""
        updated = feed[2]
        updated.text = rfc3339(self.channel.updated) if self.channel.updated else _NEVER
        _add(feed, "link", rel="alternate", type="text/html", href=self.channel.link)
        self._add_links(feed, "link", "application/atom+xml")
        etree.cleanup_namespaces(feed, keep_ns_prefixes=sorted(self.namespaces))
        return feed

    def _add_links(self, parent: etree._Element, tag: str, media_type: str) -> None:
        archive = self.options.archive or ArchiveLinks()
        _add(parent, tag, rel="self", type=media_type, href=self.options.self_url)
        for hub in self.channel.hubs:
            _add(parent, tag, rel="hub", href=hub)
        for relation, url in archive.links:
            _add(parent, tag, rel=relation, href=url)
        if archive.complete:
            _add(parent, f"{{{FEED_HISTORY}}}complete")
        elif archive.archive:
            _add(parent, f"{{{FEED_HISTORY}}}archive")


def atom_author(author: Author) -> dict[str, str]:
    """Return the author as feedgen takes it."""
    optional = (("email", author.email), ("uri", author.url))
    return {"name": author.name, **{name: value for name, value in optional if value}}


def _add(parent: etree._Element, tag: str, text: str | None = None, **attributes: str | None) -> etree._Element:
    """Add an element, with the attributes that are not None."""
    element = etree.SubElement(parent, tag)
    element.text = text
    for name, value in attributes.items():  # lxml takes twice as long for keyword arguments
        if value is not None:
            element.set(name, value)
    return element


def _add_image(parent: etree._Element, image: Image, *, described: bool) -> None:
    """Add media:content and media:thumbnail, and the text alternative if `described` (Media RSS 1.5.1)."""
    size = {"width": str(image.width) if image.width else None, "height": str(image.height) if image.height else None}
    tag = f"{{{MEDIA}}}content"
    content = _add(parent, tag, url=image.url, type=image.type or None, medium="image", **size)
    _add(parent, f"{{{MEDIA}}}thumbnail", url=image.url, **size)
    if image.alt and described:
        _add(content, f"{{{MEDIA}}}description", image.alt, type="plain")


def _add_episode(item: etree._Element, episode: Episode) -> None:
    """Add what podcast players show of an item (Apple: podcast RSS feed requirements; podcast namespace)."""
    values = {
        "title": episode.title,
        "duration": episode.duration,
        "season": episode.season,
        "episode": episode.number,
        "episodeType": episode.type,
        "explicit": None if episode.explicit is None else str(episode.explicit).lower(),
    }
    for name, value in values.items():
        if value is not None:
            _add(item, f"{{{ITUNES}}}{name}", str(value))
    if episode.image:
        _add(item, f"{{{ITUNES}}}image", href=episode.image)
    for transcript in episode.transcripts:
        _add(item, f"{{{PODCAST}}}transcript", url=transcript.url, type=transcript.type)
    if episode.chapters:
        _add(item, f"{{{PODCAST}}}chapters", url=episode.chapters.url, type=episode.chapters.type)
    for person in episode.persons:
        _add(item, f"{{{PODCAST}}}person", person.name, role=person.role, href=person.url)
