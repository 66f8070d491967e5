"""JSON-LD in an HTML document: the properties of the article that it describes (https://schema.org/Article)."""

import json
import re
from collections.abc import Iterator, Mapping
from html import escape, unescape
from typing import Any

_KEYS = ("datePublished", "dateModified", "headline", "description", "keywords", "author", "image")
_ARTICLES = ("Article", "Posting", "Report", "Episode")
#: What has a date where nothing is an article.
_PAGES = ("WebPage", "VideoObject")
_MAX_ITEMS = 1000
#: Levels of a value that are read: authors are a list of mappings.
_MAX_LEVELS = 5

#: `//<![CDATA[`, `<!--` and `/* <![CDATA[ */` before it, which have their ends behind it
_OPENING = re.compile(r"\s*+(?://|/\*)?+\s*+<!(?:\[CDATA\[|--)\s*+(?:\*/)?+")
_TRAILING_COMMA = re.compile(r",(?=\s*+[}\]])")


def read(text: str) -> Iterator[tuple[str, object]]:
    """Yield the properties of the article that JSON-LD describes, alone, in a list, in an `@graph` or in its page."""
    items = [item for item in _items(_parsed(text)) if isinstance(item, dict)]
    article = next((item for kinds in (_ARTICLES, _PAGES) for item in items if _is_one(item.get("@type"), kinds)), None)
    if article is None:
        return
    by_id = {item["@id"]: item for item in items if isinstance(item.get("@id"), str)}
    for key in _KEYS:
        if value := _resolved(article.get(key), by_id):
            yield key, _escaped(value)
    if "datePublished" not in article and (uploaded := article.get("uploadDate")):
        yield "datePublished", _escaped(uploaded)
    if section := article.get("articleSection"):
        # a list of lists is several categories, wherever a list is a path
        yield "category", _escaped([[one] for one in section] if isinstance(section, list) else section)
    for name, key in (("url", "og:url"), ("inLanguage", "content-language")):
        if isinstance(value := article.get(name), str):
            yield key, _escaped(value)


def _parsed(text: str) -> Any:
    """Return the value of JSON, with the mistakes that search engines forgive; None if there is none."""
    if opening := _OPENING.match(text):
        text = text[opening.end() :]
    end = max(text.rfind("}"), text.rfind("]", 0, text.rfind("]]>") if "]]>" in text else None)) + 1
    for one in (text[:end], _TRAILING_COMMA.sub("", text[:end])):
        try:
            return json.loads(one, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _items(value: Any) -> Iterator[Any]:
    """Yield what a document describes, and the main entities of its pages."""
    for item in (value if isinstance(value, list) else [value])[:_MAX_ITEMS]:
        graph = item.get("@graph") if isinstance(item, dict) else None
        for one in (graph if isinstance(graph, list) else [item])[:_MAX_ITEMS]:
            yield one
            entity = one.get("mainEntity") if isinstance(one, dict) else None
            yield from entity if isinstance(entity, list) else [entity]


def _is_one(kind: object, kinds: tuple[str, ...]) -> bool:
    return any(isinstance(one, str) and one.endswith(kinds) for one in (kind if isinstance(kind, list) else [kind]))


def _resolved(value: Any, by_id: Mapping[str, Any], levels: int = _MAX_LEVELS) -> Any:
    """Return a value with what another item of the graph says of it, such as the name of an author."""
    if isinstance(value, list):
        return [_resolved(one, by_id, levels - 1) for one in value[:_MAX_ITEMS]] if levels else []
    if not isinstance(value, dict):
        return value
    own = {key: one for key, one in value.items() if one}
    found = {**by_id.get(str(value.get("@id")), {}), **own}
    name = found.get("name")
    return {**found, "name": next(iter(name), "")} if isinstance(name, list) else found


def _escaped(value: Any, levels: int = _MAX_LEVELS) -> object:
    # an entity in JSON is a mistake: it is decoded twice
    if isinstance(value, list):
        return [_escaped(one, levels - 1) for one in value] if levels else []
    return escape(unescape(value), quote=False) if isinstance(value, str) else value
