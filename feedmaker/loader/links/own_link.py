"""The page of an article: the link it names itself, the path it names, or the site's permalink pattern."""

import re
from typing import NamedTuple

from feedmaker.loader.metadata.keys import Fields
from feedmaker.loader.metadata.title import unescape_once
from feedmaker.text.urls import absolute
from feedmaker.text.xml_characters import one_line

_WEB = re.compile(r"(?:https?:)?//", re.IGNORECASE)
_TEMPLATE = re.compile(r"\{[{%]")
_TOKEN = re.compile(r"(?:^|[/_\-.]):[a-z]")
_HOST_FIRST = re.compile(r"(?:www\.|[\w\-]+(?:\.[\w\-]+)*\.[a-z]{2,10}/)", re.IGNORECASE)
#: Words of Jekyll and of flags that are no path.
_NO_PATH = frozenset({"true", "false", "none", "null", "pretty", "date", "ordinal", "weekdate"})


class Named(NamedTuple):
    """What a key of the front matter says about the page."""

    text: str
    key: str


def own_link(fields: Fields) -> Named | None:
    """Return the absolute http(s) link that the article names itself, in canonical form."""
    for found in fields.get("link", ()):
        if isinstance(found.value, str):
            text = _cleaned(found.value)
            url = absolute("", text) if _WEB.match(text) else None
            if url:
                return Named(url, found.key)
    return None


def own_path(fields: Fields, *, zola: bool) -> Named | None:
    """Return the path of the page that the article names: `permalink`, `url`, a slug that begins with "/".

    `path` is one in Zola's TOML only. May be a pattern (`/blog/:title/`), and may hold a template (`is_template`).
    """
    for found in fields.get("page", ()):
        if not isinstance(found.value, str):
            continue
        text = _cleaned(found.value)
        if not text or _WEB.match(text) or text.lower() in _NO_PATH:
            continue
        if text[0] == "/" or (found.key in ("permalink", "url") and _is_path(text)) or (found.key == "path" and zola):
            return Named(text, found.key)
    return None


def is_template(path: str) -> bool:
    """Tell whether a path needs the generator's template language to be read."""
    return _TEMPLATE.search(path) is not None


def is_pattern(path: str) -> bool:
    """Tell whether a path holds tokens such as :title."""
    return _TOKEN.search(path) is not None


def slug(fields: Fields) -> str | None:
    """Return the article's own slug, which a permalink may hold."""
    for found in fields.get("page", ()):
        if found.key == "slug" and isinstance(found.value, (str, int)):
            return one_line(str(found.value)) or None
    return None


def _is_path(text: str) -> bool:
    if is_template(text):
        return True
    return " " not in text and not re.match(r"[A-Za-z][A-Za-z0-9+.\-]*:", text) and not _HOST_FIRST.match(text)


def _cleaned(value: str) -> str:
    """Return the text of a URL without entities, quotes and LCTT's brackets around it."""
    text = one_line(unescape_once(value)).strip("\"'<> ")
    return text[1:-1].strip() if text[:1] == "(" and text[-1:] == ")" else text
