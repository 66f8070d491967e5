"""The image that front matter names."""

import re

from feedmaker.loader.metadata.keys import Candidate
from feedmaker.loader.metadata.plain_text import plain_name, plain_title, unescape_once
from feedmaker.model import Image
from feedmaker.text.media_types import file_type, image_type
from feedmaker.text.urls import absolute
from feedmaker.text.xml_characters import one_line

_PAGE_SUFFIX = re.compile(r"\.(?:html?|php|md|markdown|css|js|json|xml)$", re.IGNORECASE)
_REFERENCES = "url src path image img feature featured file filename imgname href link large thumbnail thumb teaser"
_REFERENCE_KEYS = _REFERENCES.split()
_ALT_KEYS = ("alt", "alttext", "alt_text", "image_alt", "caption", "title", "description", "text")
_TAG_SRC = re.compile(r"<img\s[^<>]*?\bsrc\s*=\s*[\"']?([^\"'\s<>]+)", re.IGNORECASE)
_MARKDOWN = re.compile(r"!\[([^\[\]]*)\]\(\s*<?([^()\s<>]+)")
#: Words that are no image.
_NO_IMAGE = frozenset({"", "true", "false", "none", "null", "undefined", "nil", "no", "yes", "on", "off", "~"})
_QUOTES = "\"'“”‘’`"
#: Mappings and lists inside each other that are searched, and items of a list.
_MAX_DEPTH, _MAX_ITEMS = 4, 50


def parse_image(value: object, base: str, *, depth: int = 0) -> Image | None:
    """Return the first image that `value` names, its URL resolved against `base`; None if it names none.

    A value is a string, a mapping with `url`, `src` … and `alt`, or a list of those. Flags (`cover: false`), colours,
    names without dot or slash and `data:` URLs are not images.
    """
    if isinstance(value, str):
        return _image_in_text(value, base)
    if depth == _MAX_DEPTH:
        return None
    if isinstance(value, list):
        images = (parse_image(item, base, depth=depth + 1) for item in value[:_MAX_ITEMS])
        return next(filter(None, images), None)
    if isinstance(value, dict):
        return _image_in_mapping({str(key).lower(): part for key, part in value.items()}, base, depth)
    return None


def with_alt(image: Image, candidates: list[Candidate]) -> Image:
    """Return the image with the text alternative that front matter has apart from it, unless it has one."""
    alt = next((one.value for one in candidates if isinstance(one.value, str)), None)
    return image if image.alt or alt is None else image._replace(alt=plain_title(alt))


def is_image_reference(text: str) -> bool:
    """Return True if a text can be the URL or the path of an image."""
    if text.lower() in _NO_IMAGE or text[0] == "#" or "{{" in text or "{%" in text:
        return False
    path = text.partition("?")[0].partition("#")[0]
    if _PAGE_SUFFIX.search(path) or file_type(path):
        return False
    if text.startswith(("http://", "https://", "//", "/", "./", "../")):
        return True
    return image_type(path) is not None or ("/" in path and " " not in path)


def _image_in_text(text: str, base: str) -> Image | None:
    reference, alt = unescape_once(one_line(text).strip(_QUOTES).strip()), ""
    if reference[:1] in ("<", "!"):
        reference, alt = _in_markup(reference)
    elif not is_image_reference(reference):
        return None
    url = absolute(base, reference)
    return Image(url, alt, type=image_type(url)) if url else None


def _in_markup(text: str) -> tuple[str, str]:
    """Return the reference and the text alternative of `<img src=…>` or `![…](…)`; "" if there is none."""
    if tag := _TAG_SRC.search(text):
        return tag[1], ""
    markdown = _MARKDOWN.search(text)
    return (markdown[2], plain_name(markdown[1])) if markdown else ("", "")


def _image_in_mapping(mapping: dict[str, object], base: str, depth: int) -> Image | None:
    for key in _REFERENCE_KEYS:
        if image := parse_image(mapping.get(key), base, depth=depth + 1):
            alts = (mapping.get(key) for key in _ALT_KEYS)
            alt = next((text for text in alts if isinstance(text, str) and text.strip()), "")
            width, height = _pixels(mapping.get("width")), _pixels(mapping.get("height"))
            return image._replace(alt=image.alt or plain_name(alt), width=width, height=height)
    return None


def _pixels(value: object) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value if 0 < value < 100_000 else None
    return int(value) if isinstance(value, str) and re.fullmatch("[1-9][0-9]{0,4}", value) else None
