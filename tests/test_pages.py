"""The pages for people: what the HTML contains, whatever the titles contain."""

import base64
import hashlib
import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urljoin
from zoneinfo import ZoneInfo

import entry_samples
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from feedmaker.model import Author, Channel, Enclosure, Entry, Image
from feedmaker.writer.feed_list import FeedList, ListedFeed
from feedmaker.writer.formats import DocumentOptions
from feedmaker.writer.labels import FeedKind
from feedmaker.writer.pages.feed_page import entry_html, feed_page_frame
from feedmaker.writer.pages.index_page import (
    CHART_HEIGHT,
    MAX_BYTES,
    chart,
    chart_path,
    index_page,
    packed_weeks,
    relative,
)
from feedmaker.writer.pages.templates import texts_for

ENGLISH, CHINESE = texts_for("en"), texts_for("zh")
BASE = "https://news.example.org/feeds/"
NEWEST = datetime(2024, 5, 31, 20, 30, tzinfo=UTC)
HOSTILE = [
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "{{ 7*7 }}{% raw %}",
    "\u202egnp.exe\u2066",
    "<!-- entries -->\n",
    "&lt;b&gt; & &amp;",
    "长" * 4000,
    "x" * 4000,
]


def feed(*names: str, kind: FeedKind = "category", title: str | None = None, **fields: Any) -> ListedFeed:
    path = "/".join(("categories", *(name.replace("/", "-") for name in names))) if names else ""
    url = BASE + quote(path + "/" if path else "")
    defaults: dict[str, Any] = {
        "path": path,
        "id": f"urn:feed:{path}",
        "title": title if title is not None else f"Harbour News: {path}",
        "category": names,
        "kind": kind,
        "urls": (("rss", url + "rss.xml"), ("atom", url + "atom.xml"), ("json", url + "feed.json")),
        "link": f"https://news.example.org/{quote(path)}",
        "articles": 12,
        "updated": NEWEST,
        "weeks": (0,) * 20 + (1, 2, 0, 3, 4, 2),
        "page": url if names else None,
    }
    return ListedFeed(**{**defaults, **fields})


SITE = feed(kind="site", title="Harbour News")


def feed_list(*feeds: ListedFeed, title: str = "Harbour News", language: str | None = "en") -> FeedList:
    return FeedList(title, "Ships and tides", language, BASE, feeds)


def many(count: int) -> FeedList:
    feeds = [SITE]
    for number in range(count - 1):
        group = f"金融{number // 20}"
        feeds.append(feed(group) if number % 20 == 0 else feed(group, f"新浪财经{number}"))
    return feed_list(*feeds, language="zh-CN")


ENTRY = entry_samples.entry(
    link="https://news.example.org/p/1.html",
    title="The last ferry",
    published=NEWEST,
    updated=NEWEST,
    authors=(Author("Ada Quay"),),
    categories=(),
    summary="",
    content="<p>The lights go out.</p>",
)
CHANNEL = entry_samples.channel(
    path="categories/cargo/customs",
    title="Harbour News: Customs",
    description="From the quay",
    link="https://news.example.org/customs/",
    updated=NEWEST,
    base_url=f"{BASE}categories/cargo/customs/",
)
URLS = (("atom", f"{CHANNEL.base_url}atom.xml"), ("rss", f"{CHANNEL.base_url}rss.xml"))


OPTIONS = DocumentOptions(self_url=f"{CHANNEL.base_url}index.html", urls=URLS)


def entry(**fields: Any) -> Entry:
    return ENTRY._replace(**fields)


def feed_page(channel: Channel, entries: list[Entry]) -> bytes:
    head, tail = feed_page_frame(channel, OPTIONS, ENGLISH)
    return head + b"".join(map(entry_html, entries)) + tail


def parse(page: bytes) -> html.HtmlElement:
    return html.document_fromstring(page.decode())


def index(*feeds: ListedFeed) -> html.HtmlElement:
    return parse(index_page(feed_list(SITE, *feeds), ENGLISH))


def policy(document: html.HtmlElement) -> str:
    (meta,) = document.xpath("//meta[@http-equiv='Content-Security-Policy']")
    return str(meta.get("content"))


def test_index_is_a_nested_list_that_reads_without_script() -> None:
    document = index(feed("Cargo"), feed("Cargo", "Customs", articles=1), feed("Ferries", "North", updated=None))
    (outer,) = document.xpath("//section[@aria-labelledby='category']/ul")
    assert [li.xpath("string(div/*[1])") for li in outer.xpath("li")] == ["Cargo", "Ferries"]
    assert outer.xpath("string(li[1]/div/b)") == "12 articles"
    assert outer.xpath("string(li[1]/div/time)") == "updated 2024-05-31"
    assert outer.xpath("string(li[1]/ul/li/div/b)") == "1 article"
    assert outer.xpath("li[2]/div/a") == []
    assert outer.xpath("li[2]/ul/li/div/time") == []


def test_links_of_a_row_resolve_to_the_addresses_of_its_feed() -> None:
    news = feed("金融", "新浪 财经: 50%?#")
    document = index(news)
    (row,) = document.xpath("//section[@aria-labelledby='category']//li/div[a]")
    links = [urljoin(BASE, href) for href in row.xpath("a/@href | span/a/@href")]
    assert [quote(link, safe="%:/") for link in links] == [news.page, *(url for _, url in news.urls)]


@given(st.text(min_size=1, max_size=30).filter(lambda segment: segment not in (".", "..")))
def test_a_relative_reference_resolves_to_the_url_it_was_made_from(segment: str) -> None:
    url = BASE + quote(segment.encode(errors="ignore"), safe=":") + "/rss.xml"
    resolved = urljoin(BASE, relative(url, BASE))
    assert quote(resolved, safe="%:/") == url


def test_days_are_those_of_the_zone_of_the_site() -> None:
    page = index_page(replace(feed_list(SITE), timezone="Asia/Shanghai"), ENGLISH)
    assert parse(page).xpath("//time/@datetime")[0] == "2024-06-01"


def test_head_of_the_index_offers_the_site_feed() -> None:
    links = index().xpath("//head/link[@rel='alternate']")
    assert [link.get("href") for link in links] == [url for _, url in SITE.urls]


def test_index_speaks_the_language_of_the_site() -> None:
    document = parse(index_page(feed_list(SITE, feed("港口"), language="zh-CN"), CHINESE))
    assert document.get("lang") == "zh-CN"
    assert "12 篇" in document.text_content()
    assert parse(index_page(feed_list(SITE, language="ar"), ENGLISH)).get("dir") == "rtl"


def test_opml_is_linked() -> None:
    assert index().xpath("//a[@href='feeds.opml']")


def test_index_without_a_site_feed_or_any_feed_is_still_a_page() -> None:
    assert parse(index_page(feed_list(), ENGLISH)).xpath("//h1")
    assert parse(index_page(feed_list(feed("Cargo")), ENGLISH)).xpath("//li")


@pytest.mark.parametrize("name", ["index", "feed"])
def test_the_policy_names_the_very_style_and_script_of_the_page(name: str) -> None:
    page = index_page(many(30), ENGLISH) if name == "index" else feed_page(CHANNEL, [])
    text, rules = page.decode(), policy(parse(page))
    assert rules.startswith("default-src 'none'; ")
    assert "unsafe" not in rules
    for tag in ("style", "script"):
        (inline,) = re.findall(f"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(inline.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in rules


@pytest.mark.parametrize("name", ["index", "feed"])
def test_a_page_needs_no_other_file(name: str) -> None:
    page = index_page(many(30), ENGLISH) if name == "index" else feed_page(CHANNEL, [])
    document = parse(page)
    assert document.xpath("//script/@src | //img/@src | //iframe | //object | //@style | //@onclick") == []
    assert {link.get("rel") for link in document.xpath("//link")} == {"alternate", "icon"}
    assert all(href.startswith("data:") for href in document.xpath("//link[@rel='icon']/@href"))
    assert not any(" " in href for href in document.xpath("//link/@href"))
    assert b"@import" not in page
    assert b"url(" not in page


def test_the_icon_of_the_site_is_that_of_its_pages_for_readers_that_look_for_one_there() -> None:
    icon = "https://news.example.org/i.png?a=1&b=2"
    index = parse(index_page(replace(feed_list(SITE), icon=icon), ENGLISH))
    page = parse(feed_page(replace(CHANNEL, icon=icon), []))

    for document in (index, page):
        assert document.xpath("//link[@rel='icon']/@href") == [icon]
        assert "img-src https: http:" in policy(document)


def test_a_thousand_feeds_stay_below_the_size_that_is_promised_and_five_thousand_below_a_megabyte() -> None:
    assert len(index_page(many(1000), CHINESE)) < MAX_BYTES
    assert len(index_page(many(5000), CHINESE)) < 1_000_000


def test_lean_rows_keep_name_count_day_link_and_weeks() -> None:
    document = parse(index_page(many(1000), CHINESE))
    row = document.xpath("//section//ul/li")[0]
    assert [child.tag for child in row[0]] == ["a", "b", "time"]
    assert row.get("data-w") == "120342"
    assert row[0][0].get("href") == "categories/金融0/"


def test_a_page_named_by_its_file_is_as_lean_as_one_named_by_its_folder() -> None:
    whole = many(1000)
    named = tuple(replace(each, page=each.page and each.page + "index.html") for each in whole.feeds)
    assert index_page(replace(whole, feeds=named), CHINESE) == index_page(whole, CHINESE)


def test_a_feed_that_a_lean_row_cannot_describe_is_written_in_full() -> None:
    odd = feed("Odd", urls=(("rss", "https://other.example/odd.rss"),))
    whole = replace(many(1000), feeds=(*many(1000).feeds, odd))
    document = parse(index_page(whole, CHINESE))
    (row,) = document.xpath("//li[div/a='Odd']/div")
    assert row.xpath("span/a/@href") == ["https://other.example/odd.rss"]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_names_are_text_and_nothing_else_on_the_index(text: str) -> None:
    hostile = feed("x", category=(text,), title=text)
    site = replace(SITE, title=text)
    described = FeedList(text, text, "en", BASE, (site, hostile))
    page = index_page(described, ENGLISH)
    document = parse(page)
    assert document.xpath("//section//li/div/a")[0].text == text
    assert document.xpath("//h1/bdi")[0].text == text
    clean = parse(index_page(feed_list(SITE, feed("x")), ENGLISH))
    assert [element.tag for element in document.iter()] == [element.tag for element in clean.iter()]
    assert {name for element in document.iter() for name in element.attrib} == {
        name for element in clean.iter() for name in element.attrib
    }


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_names_are_text_and_nothing_else_on_the_page_of_a_feed(text: str) -> None:
    hostile = entry(
        title=text, authors=(Author(text),), summary=text, content="", image=Image("https://e.org/" + quote(text), text)
    )
    channel = replace(CHANNEL, title=text, description=text + ".")
    document = parse(feed_page(channel, [hostile]))
    assert document.xpath("//article//h2/a")[0].text == text
    assert document.xpath("string(//article//span)") == text
    assert document.xpath("//article//img/@alt") == [text]
    assert document.xpath("//h1")[0].text == text
    assert len(document.xpath("//script")) == 1
    assert document.xpath("//@onerror | //@onmouseover") == []


def test_a_link_that_is_not_http_is_not_followed() -> None:
    fragment = entry_html(entry(link="javascript:alert(1)")).decode()
    assert "javascript" not in fragment
    assert "The last ferry" in fragment


def test_page_of_a_feed_says_how_to_subscribe_best_format_first() -> None:
    document = parse(feed_page(CHANNEL, []))
    assert document.xpath("//dl//a/bdi/text()") == [f"{CHANNEL.base_url}rss.xml", f"{CHANNEL.base_url}atom.xml"]
    assert document.xpath("//nav/a/@href") == ["../../../index.html", CHANNEL.link]


def test_page_of_a_feed_without_entries_says_so() -> None:
    assert "No articles yet" in parse(feed_page(replace(CHANNEL, updated=None), [])).text_content()
    assert "No articles yet" not in parse(feed_page(CHANNEL, [entry()])).text_content()


def test_page_of_the_site_feed_is_beside_the_index() -> None:
    document = parse(feed_page(replace(CHANNEL, path=""), []))
    assert document.xpath("//nav/a/@href")[0] == "index.html"


def test_an_entry_says_its_language_and_direction() -> None:
    for language, attributes in {"ar": 'lang="ar" dir="rtl"', "ja": 'lang="ja" dir="ltr"', None: 'dir="auto"'}.items():
        assert entry_html(entry(language=language)).decode().startswith(f"<article {attributes}>")


def test_an_entry_is_dated_in_its_zone_and_exact_for_programs() -> None:
    fragment = entry_html(entry(), ZoneInfo("Asia/Shanghai")).decode()
    assert '<time datetime="2024-05-31T20:30:00Z">2024-06-01</time>' in fragment


def test_the_lead_image_is_shown_once() -> None:
    image = Image("https://e.org/a.png?x=1&y=2", "A boat")
    shown = '<figure><img src="https://e.org/a.png?x=1&amp;y=2" alt="A boat"></figure>'
    assert shown in entry_html(entry(image=image)).decode()
    assert shown not in entry_html(entry(image=image, content=f'<img src="{image.url}">')).decode()
    assert shown not in entry_html(entry(image=image, content='<img src="https://e.org/a.png?x=1&amp;y=2">')).decode()


def test_enclosures_play_or_are_named() -> None:
    fragment = entry_html(
        entry(
            enclosures=(
                Enclosure("https://e.org/a.mp3", "audio/mpeg"),
                Enclosure("https://e.org/%E6%BD%AE.pdf", "application/pdf"),
                Enclosure("https://e.org/b.pdf", "application/pdf", title="Tide <table>"),
            )
        )
    ).decode()
    assert '<audio controls preload="none" src="https://e.org/a.mp3"></audio>' in fragment
    assert ">潮.pdf</a>" in fragment
    assert ">Tide &lt;table&gt;</a>" in fragment


def test_an_enclosure_that_the_body_plays_has_no_second_player() -> None:
    played = '<audio src="https://e.org/a.mp3?x=1&amp;y=2" controls=""></audio>'
    enclosures = (
        Enclosure("https://e.org/a.mp3?x=1&y=2", "audio/mpeg"),
        Enclosure("https://e.org/b.mp3", "audio/mpeg"),
    )
    fragment = entry_html(entry(content=played, enclosures=enclosures)).decode()
    assert fragment.count("a.mp3") == fragment.count("b.mp3") == 1


def test_an_entry_with_a_summary_alone_shows_it() -> None:
    assert "<div><p>Soon &amp; late</p></div>" in entry_html(entry(content="", summary="Soon & late")).decode()


def test_same_directory_same_bytes() -> None:
    assert index_page(many(50), CHINESE) == index_page(many(50), CHINESE)


@given(st.lists(st.integers(0, 5000), min_size=1, max_size=30).filter(any))
def test_a_chart_stays_in_its_box_and_shows_every_week_with_articles(weeks: list[int]) -> None:
    heights: list[int] = []
    y = CHART_HEIGHT
    for command, number in re.findall(r"([hv])(-?\d+)", chart_path(weeks)):
        if command == "v":
            y -= int(number) * -1
        else:
            heights += [CHART_HEIGHT - y] * int(number)
    assert len(heights) == len(weeks)
    assert y == CHART_HEIGHT
    assert all((height > 0) == (count > 0) for height, count in zip(heights, weeks, strict=True))
    assert max(heights) <= CHART_HEIGHT


def test_a_chart_has_a_text_alternative() -> None:
    drawn = chart((0, 2, 15), texts_for("en"))
    assert 'aria-label="17 articles in 3 weeks, at most 15 a week"' in drawn


def test_the_chart_of_the_site_has_its_words_as_a_caption() -> None:
    assert index().xpath("string(//figure/figcaption/bdi)") == "12 articles in 26 weeks, at most 4 a week"


def test_below_a_dozen_articles_there_is_no_chart() -> None:
    assert chart((0, 11), ENGLISH) == ""
    assert chart((0, 12), ENGLISH) != ""
    assert chart((), ENGLISH) == ""
    few = replace(SITE, weeks=(0, 1))
    assert parse(index_page(feed_list(few), ENGLISH)).xpath("//svg | //figure") == []


def test_languages_have_names_in_the_language_of_the_page() -> None:
    feeds = [feed("zh-CN", kind="language"), feed("pt", kind="language"), feed("x-harbour", kind="language")]
    names = index(*feeds).xpath("//section[@aria-labelledby='language']//li/div/a/text()")
    assert names == ["Chinese (Simplified, China)", "Portuguese", "x-harbour"]


@pytest.mark.parametrize(
    ("weeks", "text"), [((0, 0, 1, 35), "1z"), ((0, 36, 0), "36,0"), ((0, 0), ""), ((), ""), ((3, 0), "30")]
)
def test_weeks_pack_without_loss(weeks: tuple[int, ...], text: str) -> None:
    assert packed_weeks(weeks) == text
