"""The enclosures of an article: the audio, video and documents that its front matter names."""

import re
from collections.abc import Iterator

from feedmaker.loader.metadata.keys import Candidate, Field
from feedmaker.loader.metadata.plain_text import plain_name, unescape_once
from feedmaker.model import Enclosure
from feedmaker.text.media_types import file_type
from feedmaker.text.urls import absolute
from feedmaker.text.xml_characters import one_line

_REFERENCE_KEYS = ("url", "src", "file", "href", "path", "link", "audio", "video", "mp3", "attachment")
_TYPE_KEYS = ("type", "mime", "mime_type", "mimetype", "content_type")
_LENGTH_KEYS = ("length", "size", "bytes", "length_in_bytes", "size_in_bytes", "filesize", "file_size")
_MIME = re.compile(r"[a-z]+/[a-z0-9][a-z0-9.+\-]*")
#: Mappings and lists inside each other that are searched, and items of a list.
_MAX_DEPTH, _MAX_ITEMS = 3, 50


def find_enclosures(candidates: list[Candidate] | None, base: str) -> list[Field[Enclosure]]:
    """Return the enclosures of an article, each once, their URLs resolved against `base`."""
    found: dict[str, Field[Enclosure]] = {}
    for candidate in candidates or ():
        for enclosure in parse_enclosures(candidate.value, base):
            found.setdefault(enclosure.url, Field(enclosure, "front matter", candidate))
    return list(found.values())


def parse_enclosures(value: object, base: str) -> tuple[Enclosure, ...]:
    """Return the enclosures that `value` names: a URL, a mapping with `url`, `type`, `length`, or a list of those.

    A string may also be "URL length type", as WordPress exports it. What has no type, neither a given one nor one that
    its suffix implies, is a page or a player, not a file.
    """
    # The last one of a URL is used, at the position of the first.
    return tuple({one.url: one for one in _enclosures(value, base, 0)}.values())


def _enclosures(value: object, base: str, depth: int) -> Iterator[Enclosure]:
    if isinstance(value, str):
        found = _from_text(value, base)
        if found:
            yield found
    elif depth == _MAX_DEPTH:
        return
    elif isinstance(value, list):
        for item in value[:_MAX_ITEMS]:
            yield from _enclosures(item, base, depth + 1)
    elif isinstance(value, dict):
        mapping = {str(key).lower(): part for key, part in value.items()}
        references = (mapping.get(key) for key in _REFERENCE_KEYS)
        reference = next((one for one in references if _may_be_reference(one)), None)
        if isinstance(reference, str):
            found = _from_mapping(mapping, reference, base)
            if found:
                yield found
        elif reference is not None:
            yield from _enclosures(reference, base, depth + 1)


def _may_be_reference(value: object) -> bool:
    return isinstance(value, (list, dict)) or (isinstance(value, str) and bool(value.strip()))


def _from_text(text: str, base: str) -> Enclosure | None:
    words = text.split()
    if len(words) == 3 and words[1].isdigit() and _MIME.fullmatch(words[2]):
        return _enclosure(words[0], base, media_type=words[2], length=_length(words[1]))
    return _enclosure(text, base)


def _from_mapping(mapping: dict[str, object], reference: str, base: str) -> Enclosure | None:
    types = (mapping.get(key) for key in _TYPE_KEYS)
    lengths = (_length(mapping.get(key)) for key in _LENGTH_KEYS)
    title = mapping.get("title")
    return _enclosure(
        reference,
        base,
        media_type=next((one for one in types if isinstance(one, str)), "").strip().lower(),
        length=next((one for one in lengths if one is not None), None),
        title=plain_name(title) if isinstance(title, str) else None,
    )


def _enclosure(
    reference: str, base: str, *, media_type: str = "", length: int | None = None, title: str | None = None
) -> Enclosure | None:
    text = one_line(unescape_once(reference)).strip("\"'")
    if not text or ("/" not in text and "." not in text):
        return None
    url = absolute(base, text)
    if url and not _MIME.fullmatch(media_type):
        media_type = file_type(url) or ""
    return Enclosure(url, media_type, length, title or None) if url and media_type else None


def _length(value: object) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value if value >= 0 else None
    return int(value) if isinstance(value, str) and re.fullmatch("[0-9]{1,15}", value.strip()) else None
