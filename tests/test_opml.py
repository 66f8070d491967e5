"""feeds.opml: one format a feed, groups nested, dated by the newest entry."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from feedmaker.model import Category
from feedmaker.writer.feed_list import MAX_DEPTH, FeedList, ListedFeed, tree
from feedmaker.writer.labels import FeedKind
from feedmaker.writer.opml import opml
from feedmaker.writer.pages.templates import texts_for

BASE = "https://news.example.org/feeds/"
NEWEST = datetime(2021, 9, 25, 14, 7, 50, tzinfo=UTC)


def feed(
    *names: str, kind: FeedKind = "category", formats: str = "rss atom json", title: str | None = None
) -> ListedFeed:
    path = "/".join(names)
    return ListedFeed(
        path=path,
        id=f"urn:feed:{path}",
        title=title if title is not None else f"Harbour News: {path}",
        category=names,
        kind=kind,
        urls=tuple((name, f"{BASE}{path}/{name}.xml") for name in formats.split()),
        link=f"https://news.example.org/{path}",
        language="en",
        updated=NEWEST,
    )


def feed_list(*feeds: ListedFeed, language: str | None = None) -> FeedList:
    return FeedList("Harbour News", "", language, BASE, feeds)


def written(made: FeedList) -> bytes:
    return opml(made, texts_for(made.language))


def parsed(document: bytes) -> Any:
    return etree.fromstring(document)


def body(document: bytes) -> Any:
    return parsed(document).find("body")


def outline_shape(outlines: Any) -> list[object]:
    return [[o.get("text"), *outline_shape(o)] if len(o) else o.get("text") for o in outlines]


def test_head_says_title_date_and_specification() -> None:
    root = parsed(written(feed_list(feed("Cargo"))))
    assert root.tag == "opml"
    assert root.get("version") == "2.0"
    assert [(e.tag, e.text) for e in root.find("head")] == [
        ("title", "Harbour News"),
        ("dateCreated", "Sat, 25 Sep 2021 14:07:50 +0000"),
        ("docs", "http://opml.org/spec2.opml"),
    ]


def test_a_feed_is_one_outline_with_all_that_readers_ask_for() -> None:
    (outline,) = body(written(feed_list(feed("Cargo"))))
    assert dict(outline.attrib) == {
        "type": "rss",
        "text": "Harbour News: Cargo",
        "title": "Harbour News: Cargo",
        "xmlUrl": f"{BASE}Cargo/rss.xml",
        "htmlUrl": "https://news.example.org/Cargo",
        "language": "en",
    }


@pytest.mark.parametrize(
    ("formats", "file"), [("json atom rss", "rss.xml"), ("json atom", "atom.xml"), ("json", "json.xml")]
)
def test_the_best_format_that_is_written_is_named_once(formats: str, file: str) -> None:
    (outline,) = body(written(feed_list(feed("Cargo", formats=formats))))
    assert outline.get("type") == "rss"
    assert outline.get("xmlUrl") == f"{BASE}Cargo/{file}"


def test_groups_have_one_level_with_every_feed_of_an_outermost_category() -> None:
    """Two of four readers lose the feeds of groups inside groups."""
    feeds = [
        feed("Cargo"), feed("Cargo", "Customs"), feed("Food"), feed("Ferries", "North", "Night"), feed("Cargo", "Rail"),
    ]  # fmt: skip
    assert outline_shape(body(written(feed_list(*feeds)))) == [
        ["Cargo", "Harbour News: Cargo", "Harbour News: Cargo/Customs", "Harbour News: Cargo/Rail"],
        "Harbour News: Food",
        ["Ferries", "Harbour News: Ferries/North/Night"],
    ]


def test_other_kinds_are_groups_named_in_the_language_of_the_site() -> None:
    feeds = [feed("tide", kind="tag"), feed("Cargo"), feed(kind="site", title="All")]
    assert outline_shape(body(written(feed_list(*feeds, language="zh-CN")))) == [
        "All",
        "Harbour News: Cargo",
        ["标签", "Harbour News: tide"],
    ]
    assert outline_shape(body(opml(feed_list(*feeds), texts_for("en", {"tags": "Topics"}))))[-1] == [
        "Topics",
        "Harbour News: tide",
    ]


def test_a_directory_without_feeds_still_has_one_outline_and_no_date() -> None:
    root = parsed(written(feed_list()))
    assert root.find("head/dateCreated") is None
    assert [o.get("text") for o in root.find("body")] == ["Harbour News"]


def test_a_group_whose_feeds_have_no_address_is_left_out() -> None:
    assert outline_shape(body(written(feed_list(feed("Cargo", "Customs", formats=""), feed("Food"))))) == [
        "Harbour News: Food"
    ]


def test_hostile_titles_are_text() -> None:
    title = '"><outline xmlUrl="https://evil.example/"/>]]>&amp;\u202etxt' + "x" * 4000
    (outline,) = body(written(feed_list(feed("Cargo", title=title))))
    assert outline.get("text") == title


def test_paths_deeper_than_the_tree_shows_keep_every_name() -> None:
    names = tuple(f"n{number}" for number in range(MAX_DEPTH + 300))
    (node,) = tree([feed(*names)])
    spoken = []
    while node.children:
        spoken.append(node.name)
        (node,) = node.children
    assert len(spoken) == MAX_DEPTH - 1
    assert " / ".join([*spoken, node.name]) == " / ".join(names)


@given(st.lists(st.lists(st.sampled_from("abc"), min_size=1, max_size=4).map(tuple), unique=True, max_size=20))
def test_every_feed_is_listed_once_and_bytes_are_the_same_twice(paths: list[Category]) -> None:
    feeds = [feed(*path) for path in paths]
    document = written(feed_list(*feeds))
    assert document == written(feed_list(*feeds))
    assert sorted(o.get("xmlUrl") for o in body(document).iter("outline") if o.get("xmlUrl")) == sorted(
        dict(each.urls)["rss"] for each in feeds
    )


def test_two_feeds_of_one_category_are_both_listed() -> None:
    """Two feeds whose categories meet are both listed: names are not identities."""
    assert outline_shape(body(written(feed_list(feed("Cargo", title="A"), feed("Cargo", title="B"))))) == ["A", "B"]
