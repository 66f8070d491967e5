"""JSON Feed 1.1 (J1-J7) and how a file reads as a feed."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from feedmaker.check.dates import rfc3339
from feedmaker.check.feed_view import EntryView, FeedView, Link
from feedmaker.check.html_content import content_flaws
from feedmaker.check.json_document import JsonFeed, JsonItem
from feedmaker.check.plain_text import (
    character_flaws,
    content_escape_flaws,
    language_flaws,
    plain_flaws,
    summary_flaws,
    title_flaws,
)
from feedmaker.check.rules import Flaw, Level
from feedmaker.check.urls import id_flaws, is_uri, is_web, shown, url_flaws
from feedmaker.check.word_lists import names
from feedmaker.text.languages import is_right_to_left

_TOP = names(
    "version title home_page_url feed_url description user_comment next_url icon favicon author authors language "
    "expired hubs items"
)
_ITEM = names(
    "id url external_url title content_html content_text summary image banner_image date_published date_modified "
    "author authors tags language attachments"
)


def json_flaws(feed: JsonFeed) -> Iterator[Flaw]:
    """Check a JSON Feed, without what all formats have in common."""
    value = feed.value
    yield from _top_flaws(feed)
    yield from _authors_flaws(value, feed.lines.get("authors", feed.lines.get("author", 1)), "feed", _is_old(value))
    yield from _key_flaws(value, _TOP, feed.lines)
    yield from _string_flaws({k: v for k, v in value.items() if k != "items"}, 1)
    language = _text(value.get("language"))
    without = [item for item in feed.items or () if isinstance(item.value, dict) and item.value.get("url") is None]
    if without:
        what = f"{len(without)} items have no url" if len(without) > 1 else "an item has no url"
        yield Flaw("J2", without[0].line, what, "link the article's page", "warning")
    for item in feed.items or ():
        if isinstance(item.value, dict):
            yield from _item_flaws(item, item.value, language, _is_old(value))
        else:
            yield Flaw("J2", item.line, f"an item is no object: {shown(item.value)}")


def json_view(feed: JsonFeed) -> FeedView:
    """The file as a feed."""
    url = _text(feed.value.get("feed_url"))
    pairs = (("self", "feed_url"), ("next", "next_url"))
    links = [Link(rel, _text(feed.value[key]), feed.lines.get(key)) for rel, key in pairs if feed.value.get(key)]
    return FeedView(
        format="json",
        id=url,
        title=_text(feed.value.get("title")),
        home=_text(feed.value.get("home_page_url")),
        updated=None,
        language=_text(feed.value.get("language")) or None,
        line=1,
        links=tuple(links),
        archive=False,
        complete=False,
        entries=tuple(_entry(item, item.value) for item in feed.items or () if isinstance(item.value, dict)),
    )


def _entry(item: JsonItem, value: Mapping[str, object]) -> EntryView:
    return EntryView(
        id=_id(value.get("id")),
        link=_text(value.get("url")),
        title=" ".join(_text(value.get("title")).split()),
        published=_date(value.get("date_published")),
        updated=_date(value.get("date_modified")),
        language=_text(value.get("language")) or None,
        line=item.line,
    )


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _id(value: object) -> str:
    # "Readers should coerce numbers to strings" (JSON Feed, items): J2 blames it, and it is an id all the same.
    return _text(value) if not isinstance(value, int | float) or isinstance(value, bool) else shown(value)


def _date(value: object) -> datetime | None:
    return rfc3339(value, None, "").at if isinstance(value, str) else None


def _is_old(value: Mapping[str, object]) -> bool:
    return _text(value.get("version")) in ("https://jsonfeed.org/version/1", "http://jsonfeed.org/version/1")


def _top_flaws(feed: JsonFeed) -> Iterator[Flaw]:
    value, lines = feed.value, feed.lines
    version = value.get("version")
    if version != "https://jsonfeed.org/version/1.1":
        hint = "write https://jsonfeed.org/version/1.1"
        level: Level | None = "warning" if _is_old(value) else None
        yield Flaw("J1", lines.get("version", 1), f"version is {shown(version)}", hint, level)
    if feed.items is None:
        yield Flaw("J1", lines.get("items", 1), "feed has no array of items", "JSON Feed requires it")
    if not _text(value.get("title")):
        yield Flaw("J1", lines.get("title", 1), "feed has no title", "JSON Feed requires it")
    for key in ("home_page_url", "feed_url", "next_url"):
        url = value.get(key)
        if key == "next_url" and url is None:
            continue
        if not isinstance(url, str) or not is_web(url):
            yield Flaw("J1", lines.get(key, 1), f"{key} is no absolute URL: {shown(url)}", "public feeds need it")
        else:
            yield from url_flaws(url, lines.get(key), key)
    yield from title_flaws(_text(value.get("title")), lines.get("title"), rule="J4")
    if isinstance(value.get("language"), str):
        yield from language_flaws(_text(value["language"]), lines.get("language"), "L1", "language")
    else:
        yield Flaw("L1", 1, "feed has no language", "readers choose fonts and hyphenation by it")
    yield from _outside_flaws(feed)


def _outside_flaws(feed: JsonFeed) -> Iterator[Flaw]:
    for key in ("icon", "favicon"):
        if key in feed.value and not is_web(_text(feed.value[key])):
            yield Flaw("J7", feed.lines.get(key), f"{key} is no absolute URL: {shown(feed.value[key])}")
    hubs = feed.value.get("hubs", [])
    for hub in hubs if isinstance(hubs, list) else [hubs]:
        if not isinstance(hub, dict) or not _text(hub.get("type")) or not is_web(_text(hub.get("url"))):
            hint = 'write {"type": "WebSub", "url": "https://…"}'
            yield Flaw("J7", feed.lines.get("hubs"), f"a hub has not both type and url: {shown(hub)}", hint)


def _key_flaws(value: Mapping[str, object], known: frozenset[str], lines: Mapping[str, int] | int) -> Iterator[Flaw]:
    for key in value:
        line = lines if isinstance(lines, int) else lines.get(key)
        if key.startswith("_") and "." in key:
            yield Flaw("J6", line, f"the extension {shown(key)} has a dot in its name", "write _name")
        elif not key.startswith("_") and key not in known:
            yield Flaw("J6", line, f"JSON Feed has no key {shown(key)}", "names of extensions begin with _")


def _string_flaws(value: object, line: int) -> Iterator[Flaw]:
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield from character_flaws(one, line, "a string")
        elif isinstance(one, dict):
            waiting.extend(one.values())
        elif isinstance(one, list):
            waiting.extend(one)


def _authors_flaws(value: Mapping[str, object], line: int, name: str, old: bool) -> Iterator[Flaw]:
    if "author" in value and not old:
        yield Flaw("J3", line, f"{name} has author, which version 1.1 gave up", 'write "authors": [{"name": …}]')
    authors = value.get("authors", [])
    if not isinstance(authors, list):
        yield Flaw("J3", line, f"authors of {name} is no array: {shown(authors)}")
        return
    for author in authors:
        if not isinstance(author, dict) or not any(_text(author.get(key)) for key in ("name", "url", "avatar")):
            yield Flaw("J3", line, f"an author of {name} has neither name, url nor avatar: {shown(author)}")


def _item_flaws(item: JsonItem, value: Mapping[str, object], language: str, old: bool) -> Iterator[Flaw]:
    yield from _string_flaws(value, item.line)
    yield from _key_flaws(value, _ITEM, item.line)
    yield from _identity_flaws(item, value)
    yield from _authors_flaws(value, item.line_of("authors"), "an item", old)
    yield from _list_flaws(item, value)
    for key in ("date_published", "date_modified"):
        if key in value:
            text = value[key]
            reading = rfc3339(text if isinstance(text, str) else shown(text), item.line_of(key), key, "J5")
            yield from reading.flaws
    own = value.get("language")
    if own is not None:
        yield from language_flaws(_text(own), item.line_of("language"), "L1", "language")
    yield from _words_flaws(item, value, is_right_to_left(_text(own) or language))


def _identity_flaws(item: JsonItem, value: Mapping[str, object]) -> Iterator[Flaw]:
    if isinstance(value.get("id"), str):
        yield from id_flaws(str(value["id"]), item.line_of("id"), "id")
    elif "id" in value:
        yield Flaw("J2", item.line_of("id"), f"id is no string: {shown(value['id'])}", "quote it")
    for key in ("url", "external_url", "image", "banner_image"):
        url = value.get(key)
        if url is None:
            continue
        if not isinstance(url, str) or not is_web(url):
            yield Flaw("J2", item.line_of(key), f"{key} is no absolute URL: {shown(url)}")
        else:
            yield from url_flaws(url, item.line_of(key), key)
    texts = [value.get("content_html"), value.get("content_text")]
    if not any(isinstance(text, str) for text in texts) or any(not isinstance(t, str | None) for t in texts):
        yield Flaw("J2", item.line, "item has neither content_html nor content_text", "JSON Feed requires one")


def _list_flaws(item: JsonItem, value: Mapping[str, object]) -> Iterator[Flaw]:
    tags = value.get("tags", [])
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        yield Flaw("J3", item.line_of("tags"), f"tags is no array of strings: {shown(tags)}")
    attachments = value.get("attachments", [])
    for one in attachments if isinstance(attachments, list) else [attachments]:
        line = item.line_of("attachments")
        if not isinstance(one, dict) or not is_uri(_text(one.get("url"))) or "/" not in _text(one.get("mime_type")):
            yield Flaw("J3", line, f"an attachment has not both url and mime_type: {shown(one)}")
            continue
        size = one.get("size_in_bytes", 0)
        if not isinstance(size, int) or isinstance(size, bool) or size < 0:
            yield Flaw("J3", line, f"size_in_bytes is no whole number: {shown(size)}")
        if _text(one.get("mime_type")).startswith("image/"):
            yield Flaw("M2", line, "a picture is given as attachment", "use image for a lead image")


def _words_flaws(item: JsonItem, value: Mapping[str, object], rtl: bool) -> Iterator[Flaw]:
    title, summary, html = (_text(value.get(key)) for key in ("title", "summary", "content_html"))
    yield from title_flaws(title, item.line_of("title"), rule="J4")
    yield from plain_flaws(summary, item.line_of("summary"), "J4", "summary")
    yield from summary_flaws(summary, item.line_of("summary"), "summary", html=False)
    line = item.line_of("content_html")
    yield from content_flaws(html, line, name="content_html", spread=False, rtl=rtl)
    yield from content_escape_flaws(html, line, "content_html")
