"""The picture that front matter names, in all the shapes in which it does."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from feedmaker.loader.metadata.title import plain_name, unescape_once
from feedmaker.model import Image
from feedmaker.text.media_types import IMAGES, image_type
from feedmaker.text.urls import absolute
from feedmaker.text.xml_characters import one_line

_OTHER_SUFFIX = re.compile(
    r"\.(?:mp4|m4v|webm|mov|ogv|mkv|mp3|m4a|ogg|wav|flac|pdf|html?|php|md|markdown|css|js|json|xml|zip)$", re.IGNORECASE
)
_SUFFIX = re.compile(r"\.([A-Za-z]{2,5})(?:$|[?#!@])")
_REFERENCE_KEYS = (
    "url",
    "src",
    "path",
    "image",
    "img",
    "feature",
    "featured",
    "file",
    "filename",
    "imgname",
    "href",
    "link",
    "large",
    "thumbnail",
    "thumb",
    "teaser",
)
_ALT_KEYS = ("alt", "alttext", "alt_text", "image_alt", "caption", "title", "description", "text")
# What most articles name: an address that is canonical already; the rest is looked at more closely.
_PLAIN = re.compile(
    r"https?://[a-z0-9\-]+(?:\.[a-z0-9\-]+)+(?:/[A-Za-z0-9_~\-][A-Za-z0-9._~\-]*)+\.(jpg|jpeg|png|gif|webp)"
)
_TAG_SRC = re.compile(r"<img\s[^<>]*?\bsrc\s*=\s*[\"']?([^\"'\s<>]+)", re.IGNORECASE)
_MARKDOWN = re.compile(r"!\[([^\[\]]*)\]\(\s*<?([^()\s<>]+)")
_NEVER = frozenset({"", "true", "false", "none", "null", "undefined", "nil", "no", "yes", "on", "off", "~"})
_QUOTES = "\"'“”‘’`"


class Picture(NamedTuple):
    """An image reference as front matter holds it."""

    reference: str
    alt: str = ""
    width: int | None = None
    height: int | None = None


def image(value: object, base: str) -> Image | None:
    """Return the first image that `value` names, its URL resolved against `base`; None where it names none.

    A string, a list, a mapping with `url`, `src` … and `alt`, or lists of those. Flags (`cover: false`), colours,
    names without dot or slash and `data:` URLs are no images.
    """
    if type(value) is str and (plain := _PLAIN.fullmatch(value)):
        return Image(value, type=IMAGES[plain[1]])
    for picture in _pictures(value, 0):
        url = absolute(base, picture.reference)
        if url:
            return Image(url, picture.alt, picture.width, picture.height, image_type(url))
    return None


def _pictures(value: object, depth: int) -> Iterator[Picture]:
    if isinstance(value, str):
        picture = _from_text(value)
        if picture:
            yield picture
    elif depth > 3:
        return
    elif isinstance(value, list):
        for item in value[:50]:
            yield from _pictures(item, depth + 1)
    elif isinstance(value, dict):
        yield from _from_mapping({str(key).lower(): part for key, part in value.items()}, depth)


def _from_mapping(value: dict[str, object], depth: int) -> Iterator[Picture]:
    alt = next((text for key in _ALT_KEYS if isinstance(text := value.get(key), str) and text.strip()), "")
    for key in _REFERENCE_KEYS:
        for picture in _pictures(value.get(key), depth + 1):
            width, height = _pixels(value.get("width")), _pixels(value.get("height"))
            yield Picture(picture.reference, picture.alt or plain_name(alt), width, height)


def _from_text(text: str) -> Picture | None:
    reference = one_line(text).strip(_QUOTES).strip()
    if "&" in reference:
        reference = unescape_once(reference)
    if reference[:1] in ("<", "!"):
        return _from_markup(reference)
    return Picture(reference) if is_reference(reference) else None


def _from_markup(text: str) -> Picture | None:
    tag = _TAG_SRC.search(text)
    if tag:
        return Picture(tag[1])
    markdown = _MARKDOWN.search(text)
    return Picture(markdown[2], plain_name(markdown[1])) if markdown else None


def is_reference(text: str) -> bool:
    """Tell whether a text can be the place of a picture."""
    if text.lower() in _NEVER or text[0] == "#" or "{{" in text or "{%" in text:
        return False
    path = text.partition("?")[0].partition("#")[0]
    if _OTHER_SUFFIX.search(path):
        return False
    if text.startswith(("http://", "https://", "//", "/", "./", "../")):
        return True
    found = _SUFFIX.search(path, max(path.rfind("/"), 0))
    return (found is not None and found[1].lower() in IMAGES) or ("/" in path and " " not in path)


def _pixels(value: object) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value if 0 < value < 100_000 else None
    return int(value) if isinstance(value, str) and re.fullmatch("[1-9][0-9]{0,4}", value) else None
