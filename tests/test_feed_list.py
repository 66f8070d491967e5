"""feeds.json and the autodiscovery snippets."""

import json
from datetime import UTC, datetime

from lxml import html

from feedmaker.writer.feed_list import FeedList, ListedFeed, ListedFile, feeds_json
from feedmaker.writer.pages.feed_page import alternates, snippet

BASE = "https://news.example.org/feeds/"
SITE = ListedFeed("", "urn:site", "Harbour News", (), "site", (("rss", f"{BASE}rss.xml"),), "https://news.example.org/")
FINANCE = ListedFeed(
    path="categories/金融",
    id="urn:uuid:1",
    title="Harbour News: 金融",
    category=("金融",),
    kind="category",
    urls=(("json", f"{BASE}f/feed.json"), ("atom", f"{BASE}f/atom.xml"), ("rss", f"{BASE}f/rss.xml")),
    link="https://news.example.org/f/",
    language="zh-CN",
    entries=50,
    articles=388,
    updated=datetime(2024, 5, 31, 6, 0, tzinfo=UTC),
    files=(ListedFile("rss.xml", 1234, "ab" * 32), ListedFile("index.html", 99, "cd" * 32)),
    page=f"{BASE}f/",
)
FEEDS = FeedList("Harbour News", "", "en", BASE, (SITE, FINANCE))


def test_manifest_tells_programs_all_of_a_feed() -> None:
    manifest = json.loads(feeds_json(FEEDS))
    assert manifest["version"] == 1
    assert manifest["updated"] == "2024-05-31T06:00:00Z"
    assert manifest["feeds"][1] == {
        "id": "urn:uuid:1",
        "title": "Harbour News: 金融",
        "kind": "category",
        "category": ["金融"],
        "language": "zh-CN",
        "link": "https://news.example.org/f/",
        "page": f"{BASE}f/",
        "urls": {"rss": f"{BASE}f/rss.xml", "atom": f"{BASE}f/atom.xml", "json": f"{BASE}f/feed.json"},
        "entries": 50,
        "articles": 388,
        "updated": "2024-05-31T06:00:00Z",
        "bytes": {"rss": 1234, "index.html": 99},
        "sha256": {"rss": "ab" * 32, "index.html": "cd" * 32},
    }


def test_manifest_of_nothing_has_no_date() -> None:
    manifest = json.loads(feeds_json(FeedList("Harbour News", "", None, BASE, ())))
    assert manifest["updated"] is None
    assert manifest["feeds"] == []


def test_manifest_is_readable_text_and_the_same_twice() -> None:
    written = feeds_json(FEEDS)
    assert written == feeds_json(FEEDS)
    assert "金融".encode() in written
    assert written.endswith(b"}\n")


def links(lines: str) -> list[dict[str, str]]:
    return [
        {str(name): str(value) for name, value in element.attrib.items()}
        for element in html.fromstring(f"<div>{lines}</div>").iter("link")
    ]


def test_snippet_names_the_category_first_then_the_site_each_in_its_best_format() -> None:
    lines = snippet(FINANCE, FEEDS).decode()
    assert lines == (
        '<link rel="alternate" type="application/rss+xml" title="Harbour News: 金融" '
        'href="https://news.example.org/feeds/f/rss.xml">\n'
        '<link rel="alternate" type="application/rss+xml" title="Harbour News" '
        'href="https://news.example.org/feeds/rss.xml">\n'
    )


def test_snippet_of_the_site_names_it_once() -> None:
    assert len(links(snippet(SITE, FEEDS).decode())) == 1


def test_alternates_name_every_format_by_its_media_type_under_different_titles() -> None:
    found = links(alternates(FINANCE.title, FINANCE.addresses))
    assert [link["type"] for link in found] == [
        "application/rss+xml",
        "application/atom+xml",
        "application/feed+json",
    ]
    assert len({link["title"] for link in found}) == 3


def test_a_hostile_title_stays_in_its_attribute() -> None:
    title = '"><script>alert(1)</script>'
    hostile = ListedFeed("x", "urn:x", title, ("x",), "category", (("rss", f"{BASE}x/rss.xml"),), BASE)
    (link, _) = links(snippet(hostile, FEEDS).decode())
    assert link["title"] == title
    assert b"<script" not in snippet(hostile, FEEDS)
