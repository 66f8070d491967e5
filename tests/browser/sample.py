"""A made-up site for the browser: its list of feeds, and all files of the pages on disk."""

import math
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

from feedmaker.model import Author, Category, Channel, Enclosure, Entry
from feedmaker.writer.feed_list import FeedList, ListedFeed
from feedmaker.writer.formats import DocumentOptions
from feedmaker.writer.labels import FeedKind
from feedmaker.writer.opml import opml
from feedmaker.writer.pages.feed_page import entry_html, feed_page_frame
from feedmaker.writer.pages.index_page import index_page
from feedmaker.writer.pages.templates import feed_css, texts_for

BASE = "https://news.example.org/feeds/"
NEWEST = datetime(2024, 5, 31, 6, 7, 50, tzinfo=UTC)

COUNTS: dict[Category, int] = {
    ("Harbour",): 62,
    ("Harbour", "Ferries"): 210,
    ("Harbour", "Cargo"): 148,
    ("Harbour", "Cargo", "Customs"): 41,
    ("金融",): 388,
    ("金融", "新浪财经"): 263,
    ("金融", "基金"): 96,
    ("Kultur",): 24,
    ("Kultur", "Müßiggang & Café"): 160,
    ("科技",): 40,
    ("科技", "人工智能"): 88,
    ("الأخبار",): 9,
    ("Town council",): 14,
    ("Weather",): 27,
    ("Food",): 31,
}
HOSTILE = '</script><script>document.title="broken"</script><img src=x onerror=document.title="broken">'

RSS = """<?xml version="1.0" encoding="utf-8"?>
<?xml-stylesheet type="text/css" href="/feed.css"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Harbour News</title><link>https://news.example.org/</link><description>Ships and tides</description>
<language>en</language>
<item><title>The last ferry</title><link>https://news.example.org/p/1.html</link>
<description>The lights go out.</description>
<content:encoded>&lt;p&gt;Markup that no one reads&lt;/p&gt;</content:encoded>
<guid isPermaLink="false">urn:uuid:1</guid><pubDate>Fri, 31 May 2024 06:07:50 +0000</pubDate>
<dc:creator>Ada Quay</dc:creator></item>
<item><title>港口重新开放</title><link>https://news.example.org/p/2.html</link><description>&lt;p&gt;首批货轮今晨靠岸。&lt;/p&gt;</description>
<pubDate>Thu, 30 May 2024 06:07:50 +0000</pubDate></item></channel></rss>
"""
ATOM = """<?xml version="1.0" encoding="utf-8"?>
<?xml-stylesheet type="text/css" href="/feed.css"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><id>urn:uuid:0</id><title>Harbour News</title>
<updated>2024-05-31T06:07:50Z</updated><author><name>Harbour News</name></author>
<entry><id>urn:uuid:1</id><title>The last ferry</title><updated>2024-05-31T06:07:50Z</updated>
<published>2024-05-31T06:07:50Z</published><author><name>Ada Quay</name></author><summary>The lights go out.</summary>
<content type="html">&lt;p&gt;Markup that no one reads&lt;/p&gt;</content></entry></feed>
"""


def feed(names: Category, count: int, kind: FeedKind = "category", folder: str = "categories") -> ListedFeed:
    """A feed whose charts wave as those of real categories do, the same in every run."""
    dice = random.Random("/".join(names) + folder)
    path = "/".join((folder, *names)) if names else ""
    url = BASE + quote(path + "/" if path else "")
    pace, phase = dice.uniform(0.15, 0.5), dice.uniform(0, 6)
    weeks = tuple(
        max(0, int(count / 45 * (1 + 0.55 * math.sin(week * pace + phase) + dice.uniform(-0.35, 0.45)) + dice.random()))
        for week in range(26)
    )
    return ListedFeed(
        path=path,
        id=f"urn:feed:{path}",
        title=" – ".join(("Harbour News", *names)),
        category=names,
        kind=kind,
        urls=(("rss", url + "rss.xml"), ("atom", url + "atom.xml"), ("json", url + "feed.json")),
        link=f"https://news.example.org/{quote(path)}",
        entries=min(50, count),
        articles=count,
        updated=NEWEST - timedelta(hours=dice.randint(0, 200) + 20_000 // count) if names else NEWEST,
        weeks=weeks,
        page=url if names else None,
    )


def feed_list(language: str = "en") -> FeedList:
    """The town's paper, with categories in several scripts."""
    chinese = language.startswith("zh")
    return FeedList(
        "海港新闻" if chinese else "Harbour News",
        "船只、潮汐与小城的故事。" if chinese else "Ships, tides and the town behind them.",
        language,
        BASE,
        (
            feed((), 1240, "site"),
            *(feed(names, count) for names, count in COUNTS.items()),
            *(feed((tag,), count, "tag", "tags") for tag, count in {"tide tables": 104, "港口": 57, "rss": 12}.items()),
            *(feed((name,), count, "author", "authors") for name, count in {"Ada Quay": 310, "李海": 122}.items()),
        ),
        "Asia/Shanghai",
    )


def many(count: int) -> FeedList:
    """As many feeds as asked for, twenty in a group."""
    feeds = [feed((), 99_999, "site")]
    for number in range(count - 1):
        names = (f"金融{number // 20}",)
        feeds.append(feed(names if number % 20 == 0 else (*names, f"新浪财经{number}"), 40 + number % 100))
    return FeedList("Harbour News", "Ships and tides", "en", BASE, tuple(feeds))


def hostile() -> FeedList:
    """Names and titles that would run a script where one of them is not escaped."""
    feeds = (feed((), 12, "site"), feed(("x",), 12), feed(("‮gnp.exe",), 12), feed(("长" * 4000,), 12))
    marked = ListedFeed("h", "urn:h", HOSTILE, (HOSTILE,), "category", feeds[1].urls, BASE, weeks=(1, 2))
    return FeedList(HOSTILE, HOSTILE, "en", BASE, (*feeds, marked))


ENGLISH_BODY = """<p>The lights go out on the <a href="https://e.example/">pier</a>, and the harbour master counts.</p>
<blockquote><p>Twelve boats, as always.</p></blockquote>
<pre><code>tide = 3.2
print(tide)</code></pre>
<table><tr><th>Day</th><th>High water</th></tr><tr><td>Mon</td><td>3.2 m</td></tr></table>"""

#: Title, author, language, content.
ENTRIES = (
    ("The last ferry of the season", "Ada Quay", "en", ENGLISH_BODY),
    ("港口重新开放\uff0c首批货轮今晨靠岸", "李海", "zh-CN", "<p>今晨六点\uff0c首批货轮在薄雾中靠岸。</p>"),
    ("سفينة جديدة في المرفأ", "سلمى", "ar", "<p>وصلت السفينة إلى المرفأ صباح اليوم.</p>"),
)


def entries() -> list[Entry]:
    """Articles in three scripts and two directions."""
    return [
        Entry(
            id=f"urn:uuid:{number}",
            id_is_link=False,
            link=f"https://news.example.org/p/{number}.html",
            title=title,
            published=NEWEST - timedelta(days=number),
            updated=NEWEST,
            authors=(Author(author),),
            categories=("Harbour",),
            language=language,
            summary="",
            content=content,
            image=None,
            enclosures=(Enclosure("https://e.example/tide.pdf", "application/pdf", 3, "Tide table"),) * (number == 0),
        )
        for number, (title, author, language, content) in enumerate(ENTRIES)
    ]


def write(folder: Path) -> Path:
    """Write every page into `folder`, as the browser is to meet them."""
    english, chinese = texts_for("en"), texts_for("zh")
    town = feed_list()
    harbour = town.feeds[1]
    channel = Channel(
        harbour.path,
        harbour.id,
        harbour.title,
        "News from the quays",
        harbour.link,
        "en",
        NEWEST,
        None,
        None,
        None,
        (),
        harbour.page or "",
    )
    head, tail = feed_page_frame(channel, DocumentOptions(channel.base_url + "index.html", urls=harbour.urls), english)
    files = {
        "index.html": index_page(town, english),
        "zh.html": index_page(feed_list("zh-CN"), chinese),
        "ar.html": index_page(feed_list("ar"), english),
        "many.html": index_page(many(5000), english),
        "thousand.html": index_page(many(1000), english),
        "hostile.html": index_page(hostile(), english),
        "categories/Harbour/index.html": head + b"".join(map(entry_html, entries())) + tail,
        "feeds.opml": opml(town, english),
        "feed.css": feed_css(english),
        "favicon.ico": b"",
        "rss.xml": RSS.encode(),
        "atom.xml": ATOM.encode(),
    }
    for name, written in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(written)
    return folder
