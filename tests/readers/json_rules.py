"""The rules of JSON Feed 1.1, written from its text alone: https://www.jsonfeed.org/version/1.1/."""

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

Rule = Callable[[Any], bool]

DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


def text(value: Any) -> bool:
    return isinstance(value, str) and value != ""


def url(value: Any) -> bool:
    if not text(value) or not value.isascii() or " " in value:
        return False
    parts = urlsplit(value)
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def date(value: Any) -> bool:
    return text(value) and DATE.fullmatch(value) is not None


def switch(value: Any) -> bool:
    return isinstance(value, bool)


def count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def language(value: Any) -> bool:
    return text(value) and LANGUAGE.fullmatch(value) is not None


def texts(value: Any) -> bool:
    return isinstance(value, list) and all(text(one) for one in value)


def list_of(rules: dict[str, Rule], required: tuple[str, ...] = ()) -> Rule:
    """Allow a list of objects of the rules' keys, each with the required ones and with one at least."""

    def holds(value: Any) -> bool:
        return isinstance(value, list) and all(
            isinstance(one, dict) and one and not list(wrong(one, "", rules, required)) for one in value
        )

    return holds


def contact(value: Any) -> bool:
    """Allow what an author's url may be: "It could also be a mailto: link" (JSON Feed 1.1, authors)."""
    return url(value) or (text(value) and value.startswith("mailto:"))


AUTHORS = list_of({"name": text, "url": contact, "avatar": url})

FEED: dict[str, Rule] = {
    "version": lambda value: bool(value == "https://jsonfeed.org/version/1.1"),
    "title": text,
    "home_page_url": url,
    "feed_url": url,
    "description": text,
    "user_comment": text,
    "next_url": url,
    "icon": url,
    "favicon": url,
    "authors": AUTHORS,
    "language": language,
    "expired": switch,
    "hubs": list_of({"type": text, "url": url}, ("type", "url")),
    "items": lambda value: isinstance(value, list),
}

ITEM: dict[str, Rule] = {
    "id": text,
    "url": url,
    "external_url": url,
    "title": text,
    "content_html": text,
    "content_text": text,
    "summary": text,
    "image": url,
    "banner_image": url,
    "date_published": date,
    "date_modified": date,
    "authors": AUTHORS,
    "tags": texts,
    "language": language,
    "attachments": list_of(
        {"url": url, "mime_type": text, "title": text, "size_in_bytes": count, "duration_in_seconds": count},
        ("url", "mime_type"),
    ),
}


def wrong(value: dict[str, Any], where: str, rules: dict[str, Rule], required: tuple[str, ...]) -> Iterator[str]:
    """Name what an object lacks, what it has beyond the rules and what breaks them."""
    for key in required:
        if key not in value:
            yield f"{where}{key} is missing"
    for key, held in value.items():
        if key.startswith("_"):
            if "." in key or not isinstance(held, dict):
                yield f"{where}{key} is no extension"
        elif key not in rules:
            yield f"{where}{key} is not in the specification"
        elif not rules[key](held):
            yield f"{where}{key} breaks its rule: {held!r}"


def broken(feed: Any) -> list[str]:
    """Name every rule that a feed breaks."""
    if not isinstance(feed, dict):
        return ["no object"]
    found = list(wrong(feed, "", FEED, ("version", "title", "items", "feed_url", "home_page_url")))
    items = feed.get("items") or []
    for index, item in enumerate(items):
        found += wrong(item, f"items[{index}].", ITEM, ("id",))
        if "content_html" not in item and "content_text" not in item:
            found.append(f"items[{index}] has no content")
    if len({item.get("id") for item in items}) < len(items):
        found.append("an id is used twice")
    if feed.get("next_url") is not None and feed.get("next_url") == feed.get("feed_url"):
        found.append("next_url is the feed itself")
    return found
