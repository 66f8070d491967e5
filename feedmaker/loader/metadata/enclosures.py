"""Files to fetch that front matter names beside the article: audio, video, documents."""

import re
from collections.abc import Iterator

from feedmaker.loader.metadata.title import plain_name, unescape_once
from feedmaker.model import Enclosure
from feedmaker.text.media_types import file_type
from feedmaker.text.urls import absolute
from feedmaker.text.xml_characters import one_line

_REFERENCE_KEYS = ("url", "src", "file", "href", "path", "link", "audio", "video", "mp3", "attachment")
_TYPE_KEYS = ("type", "mime", "mime_type", "mimetype", "content_type")
_LENGTH_KEYS = ("length", "size", "bytes", "length_in_bytes", "size_in_bytes", "filesize", "file_size")
_MIME = re.compile(r"[a-z]+/[a-z0-9][a-z0-9.+\-]*")


def enclosures(value: object, base: str) -> tuple[Enclosure, ...]:
    """Return the files that `value` names: a URL, a mapping with `url`, `type`, `length`, or a list of those.

    "URL length type" in one string is WordPress's way. What has no type, neither named nor told by its suffix, is a
    page or a player, not a file.
    """
    return tuple({one.url: one for one in _each(value, base, 0)}.values())


def _each(value: object, base: str, depth: int) -> Iterator[Enclosure]:
    if isinstance(value, str):
        found = _from_text(value, base)
        if found:
            yield found
    elif isinstance(value, list) and depth < 3:
        for item in value[:50]:
            yield from _each(item, base, depth + 1)
    elif isinstance(value, dict) and depth < 3:
        mapping = {str(key).lower(): part for key, part in value.items()}
        for key in _REFERENCE_KEYS:
            reference = mapping.get(key)
            if isinstance(reference, str) and reference.strip():
                found = _from_mapping(mapping, reference, base)
                if found:
                    yield found
                return
            if isinstance(reference, (list, dict)):
                yield from _each(reference, base, depth + 1)
                return


def _from_text(text: str, base: str) -> Enclosure | None:
    words = text.split()
    if len(words) == 3 and words[1].isdigit() and _MIME.fullmatch(words[2]):
        return _enclosure(words[0], base, words[2], _length(words[1]))
    return _enclosure(text, base, None, None)


def _from_mapping(mapping: dict[str, object], reference: str, base: str) -> Enclosure | None:
    named = next((text for key in _TYPE_KEYS if isinstance(text := mapping.get(key), str)), "").strip().lower()
    length = next((found for key in _LENGTH_KEYS if (found := _length(mapping.get(key))) is not None), None)
    title = mapping.get("title")
    return _enclosure(reference, base, named, length, plain_name(title) if isinstance(title, str) else None)


def _enclosure(
    reference: str, base: str, named: str | None, length: int | None, title: str | None = None
) -> Enclosure | None:
    text = one_line(unescape_once(reference)).strip("\"'")
    if not text or ("/" not in text and "." not in text):
        return None
    url = absolute(base, text)
    kind = named if named and _MIME.fullmatch(named) else file_type(url) if url else None
    return Enclosure(url, kind, length, title or None) if url and kind else None


def _length(value: object) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value if value >= 0 else None
    return int(value) if isinstance(value, str) and re.fullmatch("[0-9]{1,15}", value.strip()) else None
