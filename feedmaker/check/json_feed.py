"""JSON Feed 1.1: bytes → objects with the lines of their keys, the rules, and how a document reads as a feed."""

import json
import re
from collections.abc import Iterator
from functools import partial

from feedmaker.check import values
from feedmaker.check.content import content_problems, summary_problems, tag_problems, title_problems
from feedmaker.check.parsed_feed import Link, ParsedEntry, ParsedFeed
from feedmaker.check.rules import problem
from feedmaker.problems import Problem
from feedmaker.text.languages import is_right_to_left
from feedmaker.text.messages import quoted

_FEED_VALUES: values.ValueChecks = {
    "title": title_problems,
    **dict.fromkeys(("home_page_url", "feed_url", "next_url", "icon", "favicon"), values.web_url_problems),
}
_ITEM_VALUES: values.ValueChecks = {
    "title": title_problems,
    "summary": partial(summary_problems, html=False),
    **dict.fromkeys(("url", "external_url", "image", "banner_image"), values.web_url_problems),
    **dict.fromkeys(("date_published", "date_modified"), values.rfc3339_problems),
}
_OTHER_FEED_KEYS = "version description user_comment author authors language expired hubs items"
_OTHER_ITEM_KEYS = "id content_html content_text author authors tags language attachments"
_VERSION = "https://jsonfeed.org/version/1.1"
_OLD_VERSIONS = ("https://jsonfeed.org/version/1", "http://jsonfeed.org/version/1")
# A string, which is a key if a colon follows, and what lines and objects are counted by: '"title"', "{", "}"
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"(?=\s*(:)?)|[{}\n]')


class JsonObject(dict[str, object]):
    """A JSON object that knows where it is in the file."""

    def __init__(self, pairs: list[tuple[str, object]], line: int, lines: list[int]) -> None:
        super().__init__(pairs)
        self.line = line
        self._lines = dict(zip((key for key, _ in pairs), lines, strict=True))

    def line_of(self, key: str) -> int:
        """The line of a key; that of the object if it does not have the key."""
        return self._lines.get(key, self.line)

    def text(self, key: str) -> str:
        """The string of a key, without outer white space; "" if there is none."""
        value = self.get(key)
        return value.strip() if isinstance(value, str) else ""

    def list(self, key: str) -> list[object]:
        """The array of a key; a value that is not an array as one of one member."""
        value = self.get(key)
        return value if isinstance(value, list) else [] if value is None else [value]


def parse_json(data: bytes) -> tuple[JsonObject | None, list[Problem]]:
    """Parse a JSON Feed; never raises. None if it is not a JSON object (RFC 8259)."""
    problems: list[Problem] = []
    if data.startswith(b"\xef\xbb\xbf"):
        problems.append(problem("json-syntax", 1, "the file begins with a byte order mark"))
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problems.append(problem("json-syntax", line, f"the file is not UTF-8: {error.reason}"))
    text, constants = data.decode("utf-8-sig", "replace"), list[str]()
    lines = _object_lines(text)
    try:
        feed = json.loads(
            text, object_pairs_hook=lambda pairs: JsonObject(pairs, *next(lines)), parse_constant=constants.append
        )
    except json.JSONDecodeError as error:
        return None, [*problems, problem("json-syntax", error.lineno, f"the file is not JSON: {error.msg}")]
    except (ValueError, RecursionError):
        return None, [*problems, problem("json-syntax", 1, "a number or the nesting in the file is too large")]
    if constants:
        problems.append(problem("json-syntax", None, f"{constants[0]} is not JSON", "write null or a number"))
    if not isinstance(feed, JsonObject):
        return None, [*problems, problem("json-syntax", 1, "the file is not a JSON object")]
    return feed, problems


def json_problems(feed: JsonObject) -> Iterator[Problem]:
    """Check a JSON Feed, without what all formats have in common."""
    is_old = feed.text("version") in _OLD_VERSIONS
    if feed.get("version") != _VERSION:
        code = "json-version-old" if is_old else "json-version"
        yield problem(code, feed.line_of("version"), f"version is {quoted(feed.get('version'))}")
    for key in ("title", "home_page_url", "feed_url"):
        if not feed.text(key):
            yield problem("json-required", feed.line_of(key), f"the feed has no {key}")
    if not isinstance(feed.get("items"), list):
        yield problem("json-required", feed.line_of("items"), "the feed has no array of items")
    yield from _object_problems(feed, _OTHER_FEED_KEYS, _FEED_VALUES, is_old=is_old)
    for hub in feed.list("hubs"):
        if not isinstance(hub, JsonObject) or not hub.text("type") or not values.is_web_url(hub.text("url")):
            yield problem("json-hub", feed.line_of("hubs"), "a hub lacks its type or its url")
    for item in feed.list("items"):
        if isinstance(item, JsonObject):
            yield from _object_problems(item, _OTHER_ITEM_KEYS, _ITEM_VALUES, is_old=is_old)
            yield from _item_problems(item, feed.text("language"))
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
        language=feed.text("language") or None,
        line=1,
        links=tuple(Link(rel, feed.text(key), feed.line_of(key)) for rel, key in keys if feed.text(key)),
        entries=tuple(_entry(item) for item in feed.list("items") if isinstance(item, JsonObject)),
    )


def _object_lines(text: str) -> Iterator[tuple[int, list[int]]]:
    """Yield the lines of each object and of its keys, in the order in which the objects end: that of `json`."""
    line = 1
    open_: list[tuple[int, list[int]]] = []
    for token in _TOKEN.finditer(text):
        if token[0] == "\n":
            line += 1
        elif token[0] == "{":
            open_.append((line, []))
        elif token[0] == "}":
            yield open_.pop()
        elif token[1]:
            open_[-1][1].append(line)


def _entry(item: JsonObject) -> ParsedEntry:
    value = item.get("id")
    # "Readers should coerce numbers to strings" (JSON Feed, items)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return ParsedEntry(
        id=value if isinstance(value, str) else quoted(value) if is_number else "",
        link=item.text("url"),
        title=" ".join(item.text("title").split()),
        published=values.parse_rfc3339(item.text("date_published")),
        updated=values.parse_rfc3339(item.text("date_modified")),
        language=item.text("language") or None,
        line=item.line,
        links=tuple(_enclosure(file) for file in item.list("attachments") if isinstance(file, JsonObject)),
    )


def _enclosure(file: JsonObject) -> Link:
    size = file.get("size_in_bytes")
    length = None if size is None else json.dumps(size)
    return Link("enclosure", file.text("url"), file.line, file.text("mime_type"), length)


def _object_problems(value: JsonObject, others: str, checks: values.ValueChecks, *, is_old: bool) -> Iterator[Problem]:
    """Check what feed and items have in common: known keys, values of one string, authors."""
    for key in value:
        if key.startswith("_") and "." in key:
            yield problem("json-key", value.line_of(key), f"the extension {quoted(key)} has a dot in its name")
        elif not key.startswith("_") and key not in checks and key not in others.split():
            yield problem("json-key", value.line_of(key), f"JSON Feed has no key {quoted(key)}")
    yield from _string_problems({key: one for key, one in value.items() if key != "items"}, value.line)
    for key, check in checks.items():
        found = value.get(key)
        if found is not None:
            yield from check(found if isinstance(found, str) else quoted(found), value.line_of(key), key)
    line, authors = value.line_of("authors"), value.get("authors", [])
    if "author" in value and not is_old:
        yield problem("json-authors", value.line_of("author"), "author was replaced by authors in JSON Feed 1.1")
    if not isinstance(authors, list):
        yield problem("json-authors", line, f"authors is not an array: {quoted(authors)}")
        return
    for author in authors:
        if not isinstance(author, JsonObject) or not any(author.text(key) for key in ("name", "url", "avatar")):
            yield problem("json-authors", line, "an author has neither name, url nor avatar")


def _string_problems(value: object, line: int) -> Iterator[Problem]:
    """Check the characters of every string, however deep."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield from values.character_problems(one, line, "a string")
        elif isinstance(one, dict):
            waiting.extend(one.values())
        elif isinstance(one, list):
            waiting.extend(one)


def _item_problems(item: JsonObject, feed_language: str) -> Iterator[Problem]:
    if "id" in item and not isinstance(item["id"], str):
        yield problem("json-item", item.line_of("id"), f"the id of an item is not a string: {quoted(item['id'])}")
    contents = [item.get("content_html"), item.get("content_text")]
    if contents == [None, None] or any(not isinstance(content, str | None) for content in contents):
        yield problem("json-item", item.line, "an item has neither content_html nor content_text")
    tags = item.get("tags", [])
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        yield problem("json-tags", item.line_of("tags"), f"tags is not an array of strings: {quoted(tags)}")
    for attachment in item.list("attachments"):
        if not isinstance(attachment, JsonObject):
            yield problem("enclosure", item.line_of("attachments"), "an attachment is not an object")
    html, line = item.text("content_html"), item.line_of("content_html")
    rtl = is_right_to_left(item.text("language") or feed_language)
    yield from content_problems(html, line, "content_html", is_escaped=False, rtl=rtl)
    yield from tag_problems(html, line, "content_html")
