"""The lists of feeds in programs that import them, and every feed in every format against its twins."""

import json
import subprocess
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import feedparser
import json_rules
import listparser
import lxml.html
import pytest
from by_mail import Rss2email
from in_terminal import Newsboat, Sfeed
from serving import MEDIA_TYPES, Web, serving
from sites import EXPECTED, Site


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    with serving() as running:
        site = Site(tmp_path_factory.mktemp("lists"), running.url)
        site.fill()
        site.build()
        running.folder = site.output
        yield running


def fetch(url: str) -> tuple[bytes, str]:
    with urllib.request.urlopen(url, timeout=180) as answer:
        return answer.read(), answer.headers["Content-Type"]


def listed(web: Web) -> list[str]:
    """The addresses of every RSS feed, found on the disk and not in a list."""
    assert web.folder is not None
    return sorted(web.url + quote(file.relative_to(web.folder).as_posix()) for file in web.folder.rglob("rss.xml"))


def test_listparser_reads_the_opml_and_every_feed_of_it_answers(web: Web) -> None:
    found = listparser.parse(fetch(f"{web.url}feeds.opml")[0])

    assert found.bozo is False
    assert sorted(feed.url for feed in found.feeds) == listed(web)
    for feed in found.feeds:
        data, media_type = fetch(feed.url)
        parsed = feedparser.parse(data)
        assert media_type == MEDIA_TYPES["rss.xml"]
        assert not parsed.bozo
        assert parsed.feed.title == feed.title
        assert parsed.entries
    groups = {feed.title: feed.categories for feed in found.feeds}
    assert groups["Harbour News: 金融 / 港口"] == [["金融"]]
    assert groups["Harbour News"] == []


def test_newsboat_imports_the_opml(web: Web, tmp_path: Path) -> None:
    if Newsboat.missing():
        pytest.skip(Newsboat.missing())
    assert web.folder is not None
    boat = Newsboat(tmp_path, "")
    (tmp_path / "urls").write_text("")

    boat.start("-i", str(web.folder / "feeds.opml"))
    boat.run("reload")

    addresses = [line.split(" ")[0] for line in (tmp_path / "urls").read_text().splitlines()]
    assert sorted(addresses) == listed(web)
    # newsboat identifies entries by id over all feeds: it keeps an article of many feeds once.
    assert sorted(entry.title for entry in boat.entries()) == sorted(entry.title for entry in EXPECTED)


def test_sfeed_imports_the_opml(web: Web, tmp_path: Path) -> None:
    if Sfeed.missing():
        pytest.skip(Sfeed.missing())

    done = subprocess.run(
        ["sfeed_opml_import"], input=fetch(f"{web.url}feeds.opml")[0], capture_output=True, timeout=180, check=True
    )

    assert all(f" '{address}'" in done.stdout.decode() for address in listed(web))


def test_rss2email_imports_the_opml(web: Web, tmp_path: Path) -> None:
    if Rss2email.missing():
        pytest.skip(Rss2email.missing())
    assert web.folder is not None
    mail = Rss2email(tmp_path, f"{web.url}rss.xml")

    mail.run("opmlimport", str(web.folder / "feeds.opml"))

    config = (tmp_path / "config").read_text(encoding="utf-8")
    assert all(address.replace("%", "$%") in config or address in config for address in listed(web))


@pytest.mark.parametrize("page", ["index.html", "categories/log/index.html", "categories/金融/港口/index.html"])
def test_the_feeds_that_a_page_names_answer_with_their_media_types(web: Web, page: str) -> None:
    tree = lxml.html.fromstring(fetch(web.url + quote(page))[0])

    links = [link for link in tree.iter("link") if link.get("rel") == "alternate"]

    assert len(links) == 3
    for link in links:
        assert fetch(link.get("href", ""))[1] == link.get("type")


def test_every_json_feed_keeps_the_rules(web: Web) -> None:
    assert web.folder is not None
    files = [file for file in web.folder.rglob("*.json") if file.name.startswith("feed") and file.name != "feeds.json"]

    assert len(files) > 8
    assert [fault for file in files for fault in json_rules.broken(json.loads(file.read_bytes()))] == []


@pytest.mark.parametrize(
    "plant",
    [
        {"version": "https://jsonfeed.org/version/1"},
        {"author": {"name": "A"}},
        {"feed_url": "/feed.json"},
        {"items": [{"id": 1, "content_text": "A"}]},
        {"items": [{"id": "a"}]},
        {"items": [{"id": "a", "content_text": "A"}, {"id": "a", "content_text": "B"}]},
        {"items": [{"id": "a", "content_text": "A", "date_published": "2024-03-01"}]},
        {"items": [{"id": "a", "content_text": "A", "attachments": [{"url": "https://a.example/b"}]}]},
        {"items": [{"id": "a", "content_text": "A", "authors": [{}]}]},
        {"_more.so": {}},
    ],
    ids=str,
)
def test_the_rules_find_what_is_planted(plant: dict[str, Any]) -> None:
    sound = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "A",
        "home_page_url": "https://a.example/",
        "feed_url": "https://a.example/feed.json",
        "items": [{"id": "a", "content_text": "A"}],
    }

    assert json_rules.broken(sound) == []
    assert json_rules.broken({**sound, **plant}) != []


def test_every_feed_is_the_same_in_every_format(web: Web) -> None:
    for address in listed(web):
        folder = address.removesuffix("rss.xml")
        rss, atom = (feedparser.parse(fetch(folder + name)[0]) for name in ("rss.xml", "atom.xml"))
        items = json.loads(fetch(folder + "feed.json")[0])["items"]

        assert [entry.id for entry in rss.entries] == [entry.id for entry in atom.entries]
        assert [entry.id for entry in rss.entries] == [item["id"] for item in items]
        for left, right, item in zip(rss.entries, atom.entries, items, strict=True):
            assert left.title == right.title == item["title"]
            assert left.published_parsed == right.published_parsed
            assert left.get("link") == item.get("url")
            assert left.tags == right.tags or [tag.term for tag in left.tags] == item["tags"]
            html = left.content[0].value if "content" in left else left.summary
            assert html == right.content[0].value


def test_a_podcast_is_read_as_one(web: Web) -> None:
    parsed = feedparser.parse(fetch(f"{web.url}categories/voices/rss.xml")[0])

    assert parsed.feed.author == "The Harbour Desk"
    assert [tag.term for tag in parsed.feed.tags] == ["News"]
    assert parsed.feed.itunes_explicit is not True
    (episode,) = parsed.entries
    (enclosure,) = episode.enclosures
    assert (enclosure.href, enclosure.type, enclosure.length) == (
        "https://cdn.harbour.example/voices-1.mp3",
        "audio/mpeg",
        "123456",
    )
