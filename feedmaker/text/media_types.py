"""Media types (MIME) of feeds, images and files, by format or file name suffix.

Own tables, because the one that `mimetypes` reads from the system differs from machine to machine.
"""

import re
from collections.abc import Mapping

#: Format → type (RFC 4287 section 7, JSON Feed 1.1).
FEEDS: Mapping[str, str] = {
    "rss": "application/rss+xml", "atom": "application/atom+xml", "json": "application/feed+json",
}  # fmt: skip
#: Suffix → type of an image.
IMAGES: Mapping[str, str] = {
    "apng": "image/apng", "avif": "image/avif", "bmp": "image/bmp", "gif": "image/gif", "heic": "image/heic",
    "ico": "image/vnd.microsoft.icon", "jfif": "image/jpeg", "jpe": "image/jpeg", "jpeg": "image/jpeg",
    "jpg": "image/jpeg", "jxl": "image/jxl", "png": "image/png", "svg": "image/svg+xml", "tif": "image/tiff",
    "tiff": "image/tiff", "webp": "image/webp",
}  # fmt: skip
#: Suffixes of pictures in Markdown and template tags, as a pattern.
PICTURES = r"\.(?:png|jpe?g|gif|webp|avif|svg|bmp)"
#: Suffix → type of a file that feeds offer for download.
FILES: Mapping[str, str] = {
    "aac": "audio/aac", "avi": "video/x-msvideo", "epub": "application/epub+zip", "flac": "audio/flac",
    "m4a": "audio/mp4", "m4b": "audio/mp4", "m4v": "video/mp4", "mkv": "video/x-matroska", "mov": "video/quicktime",
    "mp3": "audio/mpeg", "mp4": "video/mp4", "mpeg": "video/mpeg", "mpg": "video/mpeg", "oga": "audio/ogg",
    "ogg": "audio/ogg", "ogv": "video/ogg", "opus": "audio/ogg", "pdf": "application/pdf", "wav": "audio/wav",
    "webm": "video/webm", "zip": "application/zip",
}  # fmt: skip
#: Suffixes of reStructuredText, with the dot.
RST_SUFFIXES = (".rst", ".rest")
#: Suffix → type of a text that a web server sends.
TEXTS: Mapping[str, str] = {
    "css": "text/css", "html": "text/html", "js": "text/javascript", "json": "application/json",
    "opml": "text/x-opml", "txt": "text/plain", "xml": "application/xml",
}  # fmt: skip
#: The file of a feed, or of a part of its archives.
_FEED_FILE = re.compile(r"(rss|atom|feed)(?:-[0-9]+)?\.(?:xml|json)")
# Image services append a size to the name: "photo.jpg!large", "photo.jpg@400w".
_SUFFIX = re.compile(r"\.([A-Za-z0-9]{2,5})(?:$|[!@])")


def feed_type(name: str) -> str | None:
    """Return the media type of a file of the output by its name, None for one that is not a feed."""
    found = _FEED_FILE.fullmatch(name)
    return FEEDS["json" if found[1] == "feed" else found[1]] if found else None


def served_type(name: str) -> str:
    """Return the media type with which a web server sends a file that is not a feed, by its name."""
    text = TEXTS.get(_suffix(name))
    return f"{text}; charset=utf-8" if text else image_type(name) or file_type(name) or "application/octet-stream"


def image_type(url: str) -> str | None:
    """Return the media type of an image by the suffix of its URL, None for an unknown suffix."""
    return IMAGES.get(_suffix(url))


def file_type(url: str) -> str | None:
    """Return the media type of a file by the suffix of its URL, None for what is not a file to download."""
    return FILES.get(_suffix(url))


def _suffix(url: str) -> str:
    path = url.partition("#")[0].partition("?")[0]
    found = _SUFFIX.search(path, path.rfind("/") + 1)
    return found[1].lower() if found else ""
