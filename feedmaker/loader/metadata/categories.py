"""The categories and tags of an article as it writes them; aliases are resolved when feeds are grouped."""

from collections.abc import Iterable

from feedmaker.loader.metadata.plain_text import unescape_once
from feedmaker.model import Category
from feedmaker.text.xml_characters import one_line

#: Names of a path that are kept: a longer one is a list of tags in the wrong place.
MAX_DEPTH = 10
#: Categories or tags that are kept of an article.
MAX_NAMES = 500

_NAME_KEYS = ("name", "title", "label", "slug", "id")


def parse_categories(value: object, *, nested: bool, separator: str | None = None) -> tuple[Category, ...]:
    """Return the category paths that `value` names, each once, in its order.

    With `nested` a list is one path (Hexo) and a list of lists is several; without it each name is a category. A
    string is one category, unless it contains `separator`: it is then split into a list.
    """
    if isinstance(value, str) and separator and separator in value:
        value = value.split(separator)
    if not isinstance(value, list):
        name = _name(value)
        return ((name,),) if name else ()
    if nested:
        lists = value if any(isinstance(item, list) for item in value) else [value]
        paths: list[Category] = [
            tuple(_names(item if isinstance(item, list) else [item]))[:MAX_DEPTH] for item in lists
        ]
    else:
        paths = [(name,) for name in _names(value)]
    return tuple(dict.fromkeys(filter(None, paths)))[:MAX_NAMES]


def parse_tags(value: object) -> tuple[str, ...]:
    """Return the tags that `value` names, each once; a string is split at semicolons or, without any, at commas."""
    if isinstance(value, str):
        value = split_names(value)
    return tuple(dict.fromkeys(_names(value if isinstance(value, list) else [value])))[:MAX_NAMES]


def split_names(text: str) -> list[str]:
    """Split a list that is written as one text, at semicolons or, without any, at commas, as Pelican does."""
    if "；" in text or "，" in text:
        text = text.replace("；", ";").replace("，", ",")
    if ";" not in text:
        return text.split(",")
    text = unescape_once(text)
    return text.split(";" if ";" in text else ",")


def _names(items: Iterable[object], depth: int = 0) -> list[str]:
    names = []
    for item in items:
        if isinstance(item, list):
            if depth < MAX_DEPTH:
                names += _names(item, depth + 1)
        elif name := _name(item):
            names.append(name)
    return names


def _name(item: object) -> str:
    """Return a name on one line with its entities decoded once; quotation marks and slashes are part of it."""
    if isinstance(item, str):
        return one_line(unescape_once(item))
    if isinstance(item, dict):
        return next((name for key in _NAME_KEYS if (name := _name(item.get(key)))), "")
    return one_line(str(item)) if isinstance(item, (int, float)) and not isinstance(item, bool) else ""
