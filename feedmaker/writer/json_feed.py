"""Entries and feeds as JSON Feed 1.1, in the same parts as `feedgen_xml`.

A feed file is `head + SEPARATOR.join(items) + tail`: one item a line, keys in a fixed order, UTF-8 with no escapes but
those that JSON requires.
"""

from json import JSONEncoder
from typing import Any, Final

from feedmaker.model import Author, Channel, Enclosure, Entry, Episode
from feedmaker.text.timestamps import rfc3339
from feedmaker.text.xml_characters import remove_illegal
from feedmaker.writer.formats import DocumentOptions
from feedmaker.writer.podcasts import is_played

#: Stands between two items.
SEPARATOR: Final = b",\n"

_VERSION = "https://jsonfeed.org/version/1.1"
_TAIL = b"\n]}\n"

_encode = JSONEncoder(ensure_ascii=False, allow_nan=False).encode
_encode_lines = JSONEncoder(ensure_ascii=False, allow_nan=False, indent=1).encode


def json_item(entry: Entry) -> bytes:
    """Render an item on one line."""
    try:
        return _encode(_item(entry)).encode()
    except UnicodeEncodeError:  # a lone surrogate
        return _encode(_item(remove_illegal(entry))).encode()


def json_frame(channel: Channel, options: DocumentOptions) -> tuple[bytes, bytes]:
    """Render what precedes and follows the items of a feed.

    The `prev` link of an archive becomes next_url, because JSON Feed counts from the newest item on.
    """
    archive = options.archive
    channel = remove_illegal(channel)
    values = {
        "version": _VERSION,
        "title": channel.title,
        "home_page_url": channel.link,
        "feed_url": options.self_url,
        "description": channel.description,
        "next_url": archive.prev if archive and not archive.complete else None,
        "icon": channel.image,
        "favicon": channel.icon,
        "authors": [_author(channel.author)] if channel.author else None,
        "language": channel.language,
        "hubs": [{"type": "WebSub", "url": hub} for hub in channel.hubs],
    }
    head = _encode_lines({name: value for name, value in values.items() if value})
    return head.removesuffix("\n}").encode() + b',\n "items": [\n', _TAIL


def _item(entry: Entry) -> dict[str, Any]:
    content, summary = entry.content, entry.summary
    item = {
        "id": entry.id,
        "url": (entry.related if entry.external and entry.link == entry.external else entry.link) or None,
        "external_url": entry.external,
        "title": None if entry.untitled else entry.title or None,
        # An item must have content_html or content_text.
        "content_html": content if content or not summary else None,
        "summary": summary if content and summary else None,
        "content_text": summary if summary and not content else None,
        "image": entry.image.url if entry.image else None,
        "date_published": rfc3339(entry.published),
        "date_modified": rfc3339(entry.updated) if entry.updated != entry.published else None,
        "authors": [_author(author) for author in entry.authors],
        "tags": entry.categories or None,
        "language": entry.language or None,
        "attachments": [_attachment(enclosure, entry.episode) for enclosure in entry.enclosures] or None,
    }
    return {key: value for key, value in item.items() if value is not None}


def _author(author: Author) -> dict[str, str]:
    """Describe an author; JSON Feed has e-mail addresses only as URLs."""
    url = author.url or (f"mailto:{author.email}" if author.email else None)
    return {"name": author.name, "url": url} if url else {"name": author.name}


def _attachment(enclosure: Enclosure, episode: Episode | None) -> dict[str, str | int]:
    optional = {
        "title": enclosure.title or None,
        "size_in_bytes": enclosure.length,
        "duration_in_seconds": episode.duration if episode and is_played(enclosure) else None,
    }
    known = {key: value for key, value in optional.items() if value is not None}
    return {"url": enclosure.url, "mime_type": enclosure.type, **known}
