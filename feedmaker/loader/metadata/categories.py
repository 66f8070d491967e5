"""The categories and tags of an article as it writes them; aliases are resolved when feeds are grouped."""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import TypeVar

from feedmaker.config.schema import Categories
from feedmaker.loader.metadata.keys import Candidate, Field, first_value
from feedmaker.loader.metadata.plain_text import unescape_once
from feedmaker.model import Category
from feedmaker.problems import Problem
from feedmaker.text.messages import quoted
from feedmaker.text.xml_characters import one_line

#: Names of a path that are kept: a longer one is a list of tags in the wrong place.
MAX_DEPTH = 10
#: Categories or tags that are read of an article, and characters of a name, or of the names of a path in all.
MAX_NAMES = 500
MAX_LENGTH = 500

#: A tag, or the path of a category.
Name = TypeVar("Name", str, Category)

_NONE: Field[tuple[Category, ...]] = Field((), "none named")
_NAME_KEYS = ("name", "title", "label", "slug", "id")


def find_categories(candidates: Sequence[Candidate], settings: Categories, path: str) -> Field[tuple[Category, ...]]:
    """Return the categories that an article names, else those of its folders, else the default one."""
    parse = partial(parse_categories, nested=settings.nested, separator=settings.separator)
    rule = "a list is a path" if settings.nested else "front matter"
    found = limit_names(first_value(candidates, parse, _NONE, rule), settings.max_per_article, "categories")
    if settings.folders and not found.value and "/" in path:
        folders = path.split("/")[:-1]
        return Field((tuple(folders) if settings.nested else (folders[-1],),), "categories.folders")
    return found if found.value or not settings.default else Field(((settings.default,),), "categories.default")


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
    text = unescape_once(text)
    return text.split(";" if ";" in text else ",")


def limit_names(found: Field[tuple[Name, ...]], most: int, what: str) -> Field[tuple[Name, ...]]:
    """Keep at most this many names of at most MAX_LENGTH characters; a problem has the others.

    `what` the names are: "categories" or "tags".
    """
    names = found.value
    short = tuple([name for name in names if _length(name) <= MAX_LENGTH])
    if len(short) == len(names) <= most:
        return found
    rest = [name for name in names if _length(name) > MAX_LENGTH] + list(short[most:])
    listed = quoted(", ".join(["/".join(name) if what == "categories" else str(name) for name in rest[:10]]))
    message = f"{what} after {most}, or longer than {MAX_LENGTH} characters, left out: {listed} ({len(rest)})"
    hint = "write fewer and shorter names, or raise categories.max_per_article"
    problem = Problem("names-left-out", message, hint, found.line)
    return found._replace(value=short[:most], problems=(*found.problems, problem))


def _length(name: str | Category) -> int:
    return len(name) if isinstance(name, str) else sum(map(len, name))


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
