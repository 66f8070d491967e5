"""JSON Feed 1.1: its keys and values, and how a document reads as a feed."""

from collections.abc import Iterator
from json import dumps

from feedmaker.check.dates import parse_rfc3339, rfc3339_problems
from feedmaker.check.html_content import content_problems
from feedmaker.check.json_document import JsonObject
from feedmaker.check.parsed_feed import Link, ParsedEntry, ParsedFeed
from feedmaker.check.plain_text import character_problems, summary_problems, tag_problems, title_problems
from feedmaker.check.rules import problem
from feedmaker.check.urls import is_web_url, web_url_problems
from feedmaker.problems import Problem
from feedmaker.text.languages import is_right_to_left
from feedmaker.text.messages import quoted

_FEED_KEYS = (
    "version title home_page_url feed_url description user_comment next_url icon favicon author authors language "
    "expired hubs items"
)
_ITEM_KEYS = (
    "id url external_url title content_html content_text summary image banner_image date_published date_modified "
    "author authors tags language attachments"
)
_VERSION = "https://jsonfeed.org/version/1.1"
_OLD_VERSIONS = ("https://jsonfeed.org/version/1", "http://jsonfeed.org/version/1")


def json_problems(feed: JsonObject) -> Iterator[Problem]:
    """Check a JSON Feed, without what all formats have in common."""
    is_old = feed.text("version") in _OLD_VERSIONS
    yield from _required_problems(feed, is_old)
    yield from _key_problems(feed, _FEED_KEYS)
    yield from _string_problems({key: value for key, value in feed.items() if key != "items"}, 1)
    yield from _author_problems(feed, "the feed", is_old)
    yield from title_problems(feed.text("title"), feed.line_of("title"))
    for hub in feed.list("hubs"):
        if not isinstance(hub, JsonObject) or not hub.text("type") or not is_web_url(hub.text("url")):
            yield problem("json-hub", feed.line_of("hubs"), "a hub lacks its type or its url")
    for item in feed.list("items"):
        if isinstance(item, JsonObject):
            yield from _item_problems(item, feed.text("language"), is_old)
        else:
            yield problem("json-item", feed.line_of("items"), f"an item is not an object: {quoted(item)}")


def parse_json_feed(feed: JsonObject) -> ParsedFeed:
    """The document as a feed."""
    keys = (("self", "feed_url"), ("next", "next_url"))
    return ParsedFeed(
        format="json",
        id=feed.text("feed_url"),
        title=" ".join(feed.text("title").split()),
        home=feed.text("home_page_url"),
        updated=None,
        language=feed.text("language") or None,
        line=1,
        links=tuple(Link(rel, feed.text(key), feed.line_of(key)) for rel, key in keys if feed.text(key)),
        is_archive=False,
        is_complete=False,
        entries=tuple(_entry(item) for item in feed.list("items") if isinstance(item, JsonObject)),
    )


def _entry(item: JsonObject) -> ParsedEntry:
    value = item.get("id")
    # "Readers should coerce numbers to strings" (JSON Feed, items)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return ParsedEntry(
        id=value if isinstance(value, str) else quoted(value) if is_number else "",
        link=item.text("url"),
        title=" ".join(item.text("title").split()),
        published=parse_rfc3339(item.text("date_published")),
        updated=parse_rfc3339(item.text("date_modified")),
        language=item.text("language") or None,
        line=item.line,
        links=tuple(_enclosure(file) for file in item.list("attachments") if isinstance(file, JsonObject)),
    )


def _enclosure(file: JsonObject) -> Link:
    size = file.get("size_in_bytes")
    length = None if size is None else dumps(size)
    return Link("enclosure", file.text("url"), file.line, file.text("mime_type"), length)


def _required_problems(feed: JsonObject, is_old: bool) -> Iterator[Problem]:
    if feed.get("version") != _VERSION:
        code = "json-version-old" if is_old else "json-version"
        yield problem(code, feed.line_of("version"), f"version is {quoted(feed.get('version'))}")
    if not isinstance(feed.get("items"), list):
        yield problem("json-required", feed.line_of("items"), "the feed has no array of items")
    if not feed.text("title"):
        yield problem("json-required", feed.line_of("title"), "the feed has no title")
    for key in ("home_page_url", "feed_url"):
        if feed.get(key) is None:
            yield problem("json-required", feed.line, f"the feed has no {key}")
    yield from _url_problems(feed, ("home_page_url", "feed_url", "next_url", "icon", "favicon"))


def _url_problems(value: JsonObject, keys: tuple[str, ...]) -> Iterator[Problem]:
    for key in keys:
        if value.get(key) is not None:
            yield from web_url_problems("url-absolute", value.text(key), value.line_of(key), key)


def _key_problems(value: JsonObject, known: str) -> Iterator[Problem]:
    for key in value:
        if key.startswith("_") and "." in key:
            yield problem("json-key", value.line_of(key), f"the extension {quoted(key)} has a dot in its name")
        elif not key.startswith("_") and key not in known.split():
            yield problem("json-key", value.line_of(key), f"JSON Feed has no key {quoted(key)}")


def _string_problems(value: object, line: int) -> Iterator[Problem]:
    """Check the characters of every string, however deep."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield from character_problems(one, line, "a string")
        elif isinstance(one, dict):
            waiting.extend(one.values())
        elif isinstance(one, list):
            waiting.extend(one)


def _author_problems(value: JsonObject, name: str, is_old: bool) -> Iterator[Problem]:
    line, authors = value.line_of("authors"), value.get("authors", [])
    if "author" in value and not is_old:
        yield problem("json-authors", value.line_of("author"), f"{name} has author, which JSON Feed 1.1 replaced")
    if not isinstance(authors, list):
        yield problem("json-authors", line, f"authors of {name} is not an array: {quoted(authors)}")
        return
    for author in authors:
        if not isinstance(author, JsonObject) or not any(author.text(key) for key in ("name", "url", "avatar")):
            yield problem("json-authors", line, f"an author of {name} has neither name, url nor avatar")


def _item_problems(item: JsonObject, language: str, is_old: bool) -> Iterator[Problem]:
    yield from _string_problems(item, item.line)
    yield from _key_problems(item, _ITEM_KEYS)
    yield from _author_problems(item, "an item", is_old)
    yield from _url_problems(item, ("url", "external_url", "image", "banner_image"))
    if "id" in item and not isinstance(item["id"], str):
        yield problem("json-item", item.line_of("id"), f"the id of an item is not a string: {quoted(item['id'])}")
    contents = [item.get("content_html"), item.get("content_text")]
    if contents == [None, None] or any(not isinstance(content, str | None) for content in contents):
        yield problem("json-item", item.line, "an item has neither content_html nor content_text")
    for key in ("date_published", "date_modified"):
        if key in item:
            date = item[key]
            yield from rfc3339_problems(date if isinstance(date, str) else quoted(date), item.line_of(key), key)
    tags = item.get("tags", [])
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        yield problem("json-tags", item.line_of("tags"), f"tags is not an array of strings: {quoted(tags)}")
    for attachment in item.list("attachments"):
        if not isinstance(attachment, JsonObject):
            yield problem("enclosure", item.line_of("attachments"), "an attachment is not an object")
    yield from _text_problems(item, rtl=is_right_to_left(item.text("language") or language))


def _text_problems(item: JsonObject, *, rtl: bool) -> Iterator[Problem]:
    summary, html, line = item.text("summary"), item.text("content_html"), item.line_of("content_html")
    yield from title_problems(item.text("title"), item.line_of("title"))
    yield from summary_problems(summary, item.line_of("summary"), "summary", html=False)
    yield from content_problems(html, line, "content_html", is_escaped=False, rtl=rtl)
    yield from tag_problems(html, line, "content_html")
