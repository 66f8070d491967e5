"""Names of categories and tags as articles write them; aliases and spellings are settled when articles are grouped."""

from collections.abc import Iterable
from functools import lru_cache

from feedmaker.loader.metadata.title import unescape_once
from feedmaker.model import Category
from feedmaker.text.xml_characters import one_line

#: Steps of a path that are kept; a longer one is a list of tags in the wrong place.
DEEPEST = 10
#: Categories or tags that are kept of one article.
MOST = 500

#: Longer names are not remembered.
_SHORT = 100
#: Nor are longer lists.
_FEW = 8

_NAME_KEYS = ("name", "title", "label", "slug", "id")


def categories(value: object, *, nested: bool, separator: str | None = None) -> tuple[Category, ...]:
    """Return the category paths that `value` names, each once, in its order.

    With `nested` a list is one path (Hexo), and a list that holds lists is several; without, each name is a category.
    A string is one category, unless `separator` divides it: it is then the same as a list.
    """
    if type(value) is str:
        name = one_name(value)
        if not separator or separator not in value:
            return ((name,),) if name else ()
        value = list(value.split(separator))
    if not isinstance(value, list):
        name = _item(value)
        return ((name,),) if name else ()
    if not nested:
        few = len(value) <= _FEW and all(type(item) is str and len(item) <= _SHORT for item in value)
        return _few_categories(*value) if few else _flat(value)
    if any(isinstance(item, list) for item in value):
        paths = (_path(item if isinstance(item, list) else [item]) for item in value)
        return tuple(dict.fromkeys(path for path in paths if path))[:MOST]
    path = _path(value)
    return (path,) if path else ()


def tags(value: object) -> tuple[str, ...]:
    """Return the tags that `value` names, each once; a string is divided at its commas."""
    if type(value) is str:
        value = value.replace("，", ",").split(",") if "," in value or "，" in value else [value]
    items = value if isinstance(value, list) else [value]
    return tuple(dict.fromkeys(_names(items)))[:MOST]


def one_name(text: str) -> str:
    """Return a name on one line, its entities decoded once; quotes and slashes are part of it."""
    return _short_name(text) if len(text) <= _SHORT else _cleaned(text)


def _cleaned(text: str) -> str:
    return one_line(unescape_once(text)) if "&" in text else one_line(text)


# a site's articles have few names between them
_short_name = lru_cache(maxsize=4096)(_cleaned)


def _flat(items: Iterable[object]) -> tuple[Category, ...]:
    return tuple([(name,) for name in dict.fromkeys(_names(items))])[:MOST]


@lru_cache(maxsize=1024)
def _few_categories(*names: str) -> tuple[Category, ...]:
    """A site's articles have few sets of categories between them."""
    return _flat(names)


def _path(items: Iterable[object]) -> Category:
    return tuple(_names(items))[:DEEPEST]


def _names(items: Iterable[object], depth: int = 0) -> list[str]:
    names = []
    for item in items:
        if isinstance(item, list):
            if depth < DEEPEST:
                names += _names(item, depth + 1)
        elif name := _item(item):
            names.append(name)
    return names


def _item(item: object) -> str:
    if isinstance(item, str):
        return one_name(item)
    if isinstance(item, dict):
        return next((name for key in _NAME_KEYS if (name := _item(item.get(key)))), "")
    if item is None or isinstance(item, bool):
        return ""
    return one_name(str(item)) if isinstance(item, (int, float)) else ""
