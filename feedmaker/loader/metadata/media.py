"""The image and the enclosures of an article: the media files that its front matter names."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import TypeVar

from feedmaker.loader.metadata.keys import Candidate, Field, first_value, lower_keys, normalise_key
from feedmaker.loader.metadata.plain_text import plain_name, plain_title, unescape_once
from feedmaker.model import MAX_PIXELS, Enclosure, Image
from feedmaker.problems import Problem
from feedmaker.text.media_types import file_type, image_type
from feedmaker.text.messages import quoted
from feedmaker.text.urls import absolute
from feedmaker.text.xml_characters import one_line

_PAGE_SUFFIX = re.compile(r"\.(?:html?|php|md|markdown|css|js|json|xml)$", re.IGNORECASE)
_ABSOLUTE = re.compile(r"[a-z][a-z0-9+.\-]*:|/", re.IGNORECASE)
_IMAGE_KEYS = (
    "url", "src", "path", "image", "img", "feature", "featured", "file", "filename", "imgname", "href", "link", "large",
    "thumbnail", "thumb", "teaser", "value",
)  # fmt: skip
_ALT_KEYS = ("alt", "alttext", "alt_text", "image_alt", "caption", "title", "description", "text")
_TAG_SRC = re.compile(r"<img\s[^<>]*?\bsrc\s*=\s*[\"']?([^\"'\s<>]+)", re.IGNORECASE)
_MARKDOWN = re.compile(r"!\[([^\[\]]*)\]\(\s*<?([^()\s<>]+)")
#: Words that are not images.
_NOT_AN_IMAGE = frozenset({"", "true", "false", "none", "null", "undefined", "nil", "no", "yes", "on", "off", "~"})
_NO_IMAGE: Field[Image | None] = Field(None, "the first image of the body is used")
_NO_PHOTOS: Field[tuple[Image, ...]] = Field((), "none named")
_QUOTES = "\"'“”‘’`"

_FILE_KEYS = ("url", "src", "file", "href", "path", "link", "audio", "video", "mp3", "attachment")
_TYPE_KEYS = ("type", "mime", "mime_type", "mimetype", "content_type")
_LENGTH_KEYS = ("length", "size", "bytes", "length_in_bytes", "size_in_bytes", "filesize", "file_size")
#: The media type of a file without a known suffix, by the beginning of its key.
_TYPES_OF_KEYS = {"audio": "audio/mpeg", "mp3": "audio/mpeg", "podcast": "audio/mpeg", "video": "video/mp4"}
_MIME = re.compile(r"[a-z]+/[a-z0-9][a-z0-9.+\-]*")
#: Mappings and lists inside each other that are searched for a reference, and items of a list.
_MAX_DEPTH, _MAX_ITEMS = 4, 50
#: Lengths in bytes have fewer digits.
_MAX_DIGITS = 16

Value = TypeVar("Value")


def find_image(
    candidates: Sequence[Candidate], alts: Sequence[Candidate], media: Callable[[str], str | None]
) -> Field[Image | None]:
    """Return the image of an article; `alts` may hold its text alternative if it has none of its own.

    `media` returns the URL of an address, None if it is not known.
    """
    if not candidates:
        return _NO_IMAGE
    image = first_value(candidates, partial(_first_image, media=media), _NO_IMAGE)
    if image.value is None:
        return image._replace(problems=(*image.problems, *_without_address(candidates)))
    alt = next((one.value for one in alts if isinstance(one.value, str)), None)
    if image.value.alt or alt is None:
        return image
    return image._replace(value=image.value._replace(alt=plain_title(alt)))


def _without_address(candidates: Sequence[Candidate]) -> Iterator[Problem]:
    """Yield a problem for the first value that names a picture: its address on the site is not known."""
    for candidate in candidates:
        named = _first_image(candidate.value, lambda address: address)
        if named:
            message = f"{candidate.key} has no known address on the site and is left out: {quoted(named.url)}"
            hint = "write the address that the picture has on the site"
            yield Problem("image-dropped", message, hint, candidate.line)
            return


def find_photos(candidates: Sequence[Candidate], media: Callable[[str], str | None]) -> Field[tuple[Image, ...]]:
    """Return all photos of a note, each once: those of the first key that names any (Micropub, photo)."""
    for candidate in candidates:
        parsed = _parse_references(candidate.value, _IMAGE_KEYS, partial(_image, media))
        if found := {image.url: image for image in parsed}:
            return Field(tuple(found.values()), "front matter", candidate)
    return _NO_PHOTOS


def parse_image(value: object, base: str) -> Image | None:
    """Return the first image that `value` names, its URL resolved against `base`; None if it names none.

    A value is a string, a mapping with `url`, `src` … and `alt`, or a list of those. Flags (`cover: false`), colours,
    names without dot or slash and `data:` URLs are not images.
    """
    return _first_image(value, partial(absolute, base))


def _first_image(value: object, media: Callable[[str], str | None]) -> Image | None:
    return next(_parse_references(value, _IMAGE_KEYS, partial(_image, media)), None)


def is_image_reference(text: str) -> bool:
    """Return True if a text can be the URL or the path of an image."""
    if text.lower() in _NOT_AN_IMAGE or text[0] == "#" or "{{" in text or "{%" in text:
        return False
    path = text.partition("?")[0].partition("#")[0]
    if _PAGE_SUFFIX.search(path) or file_type(path):
        return False
    if text.startswith(("http://", "https://", "//", "/", "./", "../")):
        return True
    return image_type(path) is not None or ("/" in path and " " not in path)


def find_enclosures(candidates: Sequence[Candidate], lengths: Sequence[Candidate], base: str) -> list[Field[Enclosure]]:
    """Return the enclosures of an article, each once, their URLs resolved against `base`.

    `lengths` may hold the size in bytes of the first one, if it has none of its own.

    A value is a URL, "URL length type" as WordPress exports it, a mapping with `url`, `type`, `length`, or a list of
    those. What has no type, neither a given one nor one that its suffix implies, is a page or a player, not a file.
    """
    if not candidates:
        return []
    found: dict[str, Field[Enclosure]] = {}
    for candidate in candidates:
        key = normalise_key(candidate.key)
        default = next((media_type for begin, media_type in _TYPES_OF_KEYS.items() if key.startswith(begin)), "")
        value = candidate.value
        if key == "audioformats" and isinstance(value, dict):
            value = list(value.values())
        for enclosure, unreadable in _parse_references(value, _FILE_KEYS, partial(_enclosure, base, default)):
            problems: tuple[Problem, ...] = ()
            if unreadable is not None:
                message = f"length of the enclosure is not a number of bytes: {quoted(unreadable)}"
                problems = (Problem("enclosure-length", message, "write digits only, such as 1048576", candidate.line),)
            found.setdefault(enclosure.url, Field(enclosure, "front matter", candidate, problems))
    enclosures = list(found.values())
    length = next((size for one in lengths if (size := _whole_number(one.value)) is not None), None)
    if enclosures and length is not None and enclosures[0].value.length is None:
        enclosures[0] = enclosures[0]._replace(value=enclosures[0].value._replace(length=length))
    return enclosures


def _image(media: Callable[[str], str | None], text: str, mapping: Mapping[str, object]) -> Image | None:
    reference, alt = unescape_once(one_line(text).strip(_QUOTES).strip()), ""
    if reference[:1] in ("<", "!"):
        reference, alt = _in_markup(reference)
    elif not is_image_reference(reference):
        return None
    url = media(reference)
    if not url:
        return None
    width = height = None
    if mapping:
        alts = (mapping.get(key) for key in _ALT_KEYS)
        alt = alt or plain_name(next((text for text in alts if isinstance(text, str) and text.strip()), ""))
        width, height = _pixels(mapping.get("width")), _pixels(mapping.get("height"))
    relative = "" if _ABSOLUTE.match(reference) else reference
    return Image(url, alt, width, height, image_type(url), relative)


def _in_markup(text: str) -> tuple[str, str]:
    """Return the reference and the text alternative of `<img src=…>` or `![…](…)`; "" if there is none."""
    if tag := _TAG_SRC.search(text):
        return tag[1], ""
    markdown = _MARKDOWN.search(text)
    return (markdown[2], plain_name(markdown[1])) if markdown else ("", "")


def _pixels(value: object) -> int | None:
    number = _whole_number(value)
    return number if number and number < MAX_PIXELS else None


def _enclosure(base: str, default: str, text: str, mapping: Mapping[str, object]) -> tuple[Enclosure, object] | None:
    """Return an enclosure, and its length as written if that cannot be read."""
    words = text.split()
    if not mapping and len(words) == 3 and words[1].isdecimal() and _MIME.fullmatch(words[2]):
        text, mapping = words[0], {"type": words[2], "length": words[1]}
    reference = one_line(unescape_once(text)).strip("\"'")
    url = absolute(base, reference) if "/" in reference or "." in reference else None
    if not url:
        return None
    types = (value.strip().lower() for key in _TYPE_KEYS if isinstance(value := mapping.get(key), str))
    media_type = next(types, "")
    if not _MIME.fullmatch(media_type):
        media_type = file_type(url) or default
    lengths = [written for key in _LENGTH_KEYS if (written := mapping.get(key)) is not None]
    length = next((number for one in lengths if (number := _whole_number(one)) is not None), None)
    unreadable = lengths[0] if lengths and length is None else None
    title = mapping.get("title")
    title = (plain_name(title) or None) if isinstance(title, str) else None
    return (Enclosure(url, media_type, length, title), unreadable) if media_type else None


def _parse_references(
    value: object,
    keys: Iterable[str],
    parse: Callable[[str, Mapping[str, object]], Value | None],
    outer: Mapping[str, object] = MappingProxyType({}),
    depth: int = 0,
) -> Iterator[Value]:
    """Yield what `parse` returns for the references in `value`: a string, a mapping, or a list of those.

    `parse` gets a reference and the mapping that it is in, {} if it is in none; it returns None for other strings. In a
    mapping the first of `keys` with a reference counts.
    """
    if isinstance(value, str):
        if (found := parse(value, outer)) is not None:
            yield found
    elif isinstance(value, list) and depth < _MAX_DEPTH:
        for item in value[:_MAX_ITEMS]:
            yield from _parse_references(item, keys, parse, outer, depth + 1)
    elif isinstance(value, dict) and depth < _MAX_DEPTH:
        mapping = lower_keys(value)
        inner = {**outer, **mapping}
        parsed = (list(_parse_references(mapping.get(key), keys, parse, inner, depth + 1)) for key in keys)
        yield from next(filter(None, parsed), ())


def _whole_number(value: object) -> int | None:
    """Return a number that is not negative, written as such or as text; None for anything else."""
    if isinstance(value, str):
        return int(value) if value.strip().isdecimal() and len(value.strip()) < _MAX_DIGITS else None
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**_MAX_DIGITS else None
