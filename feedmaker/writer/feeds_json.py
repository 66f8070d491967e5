"""feeds.json: every feed and its files, for programs."""

import json
from typing import Any

from feedmaker.config.schema import FILE_NAMES
from feedmaker.text.timestamps import rfc3339
from feedmaker.writer.feed_list import Directory, FeedInfo

#: Raised when a key changes its meaning or goes.
VERSION = 1

_FORMATS = {name: format_ for format_, name in FILE_NAMES.items()}


def feeds_json(directory: Directory) -> bytes:
    """Write the manifest as JSON: same directory, same bytes.

    `{"version", "title", "url", "updated", "feeds": [{"id", "title", "kind", "category", "language", "link", "page",
    "urls", "entries", "articles", "updated", "bytes", "sha256"}]}`; `urls`, `bytes` and `sha256` are objects by
    format ("rss", "atom", "json"; other files by their name), `category` is the list of names, dates are RFC 3339
    or null.
    """
    manifest = {
        "version": VERSION,
        "title": directory.title,
        "url": directory.url,
        "updated": rfc3339(directory.updated) if directory.updated else None,
        "feeds": [_feed(feed) for feed in directory.feeds],
    }
    return json.dumps(manifest, ensure_ascii=False, indent=1).encode() + b"\n"


def _feed(feed: FeedInfo) -> dict[str, Any]:
    files = {_FORMATS.get(file.name, file.name): file for file in feed.files}
    return {
        "id": feed.id,
        "title": feed.title,
        "kind": feed.kind,
        "category": list(feed.category),
        "language": feed.language,
        "link": feed.link,
        "page": feed.page,
        "urls": dict(feed.addresses),
        "entries": feed.entries,
        "articles": feed.articles,
        "updated": rfc3339(feed.updated) if feed.updated else None,
        "bytes": {name: file.bytes for name, file in files.items()},
        "sha256": {name: file.sha256 for name, file in files.items()},
    }
