"""Podcasts: what an article says of its episode, in the feeds and in the problems."""

import json
import struct
import wave
from pathlib import Path
from typing import Any

import feedparser
import podcastparser
import pytest
from lxml import etree
from site_folder import Site

from feedmaker.loader.metadata.episode import find_episode, parse_duration
from feedmaker.loader.metadata.keys import Candidate, Candidates
from feedmaker.report import Report

URL = "https://harbour.example/"
NS = {"itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd", "podcast": "https://podcastindex.org/namespace/1.0"}
PODCAST = {"settings": {"Voices": {"podcast": {"category": "News"}}}}


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path / "site", categories=PODCAST, articles={"permalink": "/:title/"})


def items(site: Site, folder: str = "categories/voices") -> list[Any]:
    return list(etree.fromstring((site.output / folder / "rss.xml").read_bytes()).iterfind("channel/item"))


def item(site: Site) -> Any:
    (found,) = items(site)
    return found


def codes(report: Report) -> list[str]:
    return [problem.code for problem in report.problems]


def test_an_episode_says_all_that_its_article_says(site: Site) -> None:
    site.article(
        "a.md", "Fog", category="Voices", audio="https://media.example.net/stream?id=1", length=1234, duration="43:46",
        episode=12, season=2, episode_type="Bonus", explicit="no", itunes_title="The fog", image="/fog.jpg",
        transcript=["/fog.vtt", {"url": "/fog.txt", "type": "text/plain"}], chapters="/fog.json",
        guests=["Ann"], hosts=[{"name": "Bo", "url": "https://bo.example.net/"}],
    )  # fmt: skip
    assert codes(site.build()) == []

    found = item(site)
    assert dict(found.find("enclosure").attrib) == {
        "url": "https://media.example.net/stream?id=1", "length": "1234", "type": "audio/mpeg",
    }  # fmt: skip
    texts = {
        etree.QName(child).localname: child.text
        for child in found
        if etree.QName(child).namespace == NS["itunes"] and child.text
    }
    assert texts == {
        "title": "The fog", "duration": "2626", "season": "2", "episode": "12", "episodeType": "bonus",
        "explicit": "false",
    }  # fmt: skip
    assert found.find("itunes:image", NS).get("href") == f"{URL}fog.jpg"
    assert [(one.get("url"), one.get("type")) for one in found.findall("podcast:transcript", NS)] == [
        (f"{URL}fog.vtt", "text/vtt"), (f"{URL}fog.txt", "text/plain"),
    ]  # fmt: skip
    assert found.find("podcast:chapters", NS).get("type") == "application/json+chapters"
    assert [(one.text, one.get("role"), one.get("href")) for one in found.findall("podcast:person", NS)] == [
        ("Ann", "guest", None),
        ("Bo", "host", "https://bo.example.net/"),
    ]
    attachment = json.loads((site.output / "feed.json").read_bytes())["items"][0]["attachments"][0]
    assert (attachment["size_in_bytes"], attachment["duration_in_seconds"]) == (1234, 2626)


def test_feedparser_finds_the_episode(site: Site) -> None:
    site.article(
        "a.md", "Fog", category="Voices", mp3="https://media.example.net/a.mp3", file_size=9, duration="1:02:03"
    )
    site.build()

    entry = feedparser.parse((site.output / "categories/voices/rss.xml").read_bytes()).entries[0]

    assert (entry.itunes_duration, entry.enclosures[0].length) == ("3723", "9")


def test_podcastparser_finds_all_of_an_episode_that_it_knows(site: Site) -> None:
    site.article(
        "a.md", "Fog", category="Voices", audio="https://media.example.net/a.mp3", length=1234, duration="43:46",
        episode=12, season=2, episode_type="Bonus", explicit="no", image="/fog.jpg", chapters="/fog.json",
        transcript="/fog.vtt", guests=["Ann"],
    )  # fmt: skip
    site.build()

    with open(site.output / "categories/voices/rss.xml", "rb") as file:
        podcast = podcastparser.parse(f"{URL}categories/voices/rss.xml", file)

    (episode,) = podcast["episodes"]
    assert (podcast["title"], podcast["itunes_categories"]) == ("Harbour News: Voices", [["News"]])
    assert episode["enclosures"][0] == {
        "url": "https://media.example.net/a.mp3", "file_size": 1234, "mime_type": "audio/mpeg",
    }  # fmt: skip
    assert (episode["title"], episode["total_time"], episode["number"]) == ("Fog", 2626, 12)
    assert (episode["season"], episode["type"], episode["explicit"]) == (2, "bonus", False)
    assert (episode["link"], episode["episode_art_url"]) == (f"{URL}a/", f"{URL}fog.jpg")
    # It knows the podcast namespace by another address than the one that the namespace gives itself (docs/readers.md).
    assert {"chapters_json_url", "transcript_url", "persons"}.isdisjoint(episode)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("43:46", 2626), ("1:02:03", 3723), ("00:43:46.5", 2626), (2626, 2626), ("2626", 2626), (2626.4, 2626),
        ("PT43M46S", 2626), ("PT1H", 3600), ("43 min", 2580), ("1h 2m 3s", 3723), ("1 hour, 2 minutes", 3720),
        ("", None), ("soon", None), (0, None), (True, None), ("99999999", None), ("PT", None), (None, None),
    ],
)  # fmt: skip
def test_durations(value: object, seconds: int | None) -> None:
    assert parse_duration(value) == seconds


def test_what_cannot_be_read_is_a_problem_with_its_line(site: Site) -> None:
    site.article("a.md", "Fog", category="Voices", duration="soon", episode="first", mp3="/a.mp3", length=1)

    found = [(problem.code, problem.line, problem.message) for problem in site.build().problems]

    assert found == [
        ("episode-unreadable", 5, "duration is not a duration: 'soon'"),
        ("episode-unreadable", 6, "episode is not a number: 'first'"),
    ]


@pytest.mark.parametrize(
    ("fields", "url", "length"),
    [
        ({"audioformats": {"mp3": "/2.mp3", "ogg": "/2.ogg"}}, "2.mp3", "0"),
        ({"podcast_file": "/3.mp3", "podcast_bytes": 21989888}, "3.mp3", "21989888"),
        ({"enclosure": {"url": "/4.mp3", "length": 7}, "file_size": 8}, "4.mp3", "7"),
    ],
)
def test_the_file_of_an_episode_has_many_keys(site: Site, fields: dict[str, Any], url: str, length: str) -> None:
    site.article("a.md", "Fog", category="Voices", **fields)
    report = site.build()

    enclosure = item(site).find("enclosure")

    assert (enclosure.get("url"), enclosure.get("length")) == (URL + url, length)
    assert codes(report) == (["episode-length-unknown"] if length == "0" else [])


def test_audio_that_the_body_plays_is_the_last_resort(site: Site) -> None:
    site.article("a.md", "Fog", body='<audio controls><source src="/a.ogg"></audio>', category="Voices")
    site.build()

    assert item(site).find("enclosure").get("url") == f"{URL}a.ogg"
    assert item(site).find("enclosure").get("type") == "audio/ogg"


def test_an_episode_without_audio_is_reported_and_published(site: Site) -> None:
    site.article("a.md", "Fog", category="Voices")
    site.article("b.md", "No episode")

    assert codes(site.build()) == ["episode-without-audio"]
    assert len(items(site)) == 1


def test_the_site_feed_may_be_the_podcast(site: Site) -> None:
    site.configure(feeds={"podcast": {"category": "Arts", "locked": True, "funding": "https://pay.example.net/"}})
    site.article("a.md", "Fog", audio="/a.mp3", length=3)
    assert codes(site.build()) == []

    channel = etree.fromstring((site.output / "rss.xml").read_bytes())[0]
    assert channel.find("itunes:category", NS).get("text") == "Arts"
    assert channel.findtext("itunes:author", namespaces=NS) == "Harbour News"
    assert channel.findtext("podcast:locked", namespaces=NS) == "yes"
    assert channel.find("podcast:funding", NS).get("url") == "https://pay.example.net/"


def test_length_and_duration_come_from_a_local_file(site: Site) -> None:
    file = site.folder / "static" / "audio" / "a.wav"
    file.parent.mkdir(parents=True)
    with wave.open(str(file), "wb") as sound:
        sound.setparams((1, 1, 8000, 0, "NONE", ""))
        sound.writeframes(bytes(8000 * 65))
    site.article("a.md", "Fog", category="Voices", audio="/audio/a.wav")
    assert codes(site.build()) == []

    assert item(site).find("enclosure").get("length") == str(file.stat().st_size)
    assert item(site).findtext("itunes:duration", namespaces=NS) == "65"


@pytest.mark.parametrize(("size", "suits"), [((1400, 1400), True), ((300, 300), False), ((1400, 1500), False)])
def test_a_local_cover_that_apple_refuses_is_named(site: Site, size: tuple[int, int], *, suits: bool) -> None:
    (site.folder / "static").mkdir()
    head = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", *size)
    (site.folder / "static" / "cover.png").write_bytes(head + bytes(9))
    site.configure(categories={"settings": {"Voices": {"podcast": {"image": f"{URL}cover.png"}}}})
    site.article("a.md", "Fog", category="Voices", audio="/a.mp3", length=3)

    notices = [notice for notice in site.build().notices if "cover" in notice]

    assert bool(notices) != suits


def test_our_podcasts_pass_the_check(site: Site) -> None:
    site.configure(
        site={"language": "en"},
        categories={"settings": {"Voices": {"podcast": {"category": "News", "image": f"{URL}cover.png"}}}},
    )
    site.article("a.md", "Fog", category="Voices", audio="/a.mp3", length=3, duration=5, episode=1, transcript="/a.vtt")
    site.build()

    done = site.run("check", "output")

    assert (done.returncode, "podcast" in done.stdout, "itunes" in done.stdout) == (0, False, False), done.stdout


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("explicit", "maybe", "explicit is not true or false: 'maybe'"),
        ("episode_type", "weird", "episode_type is not a type of episodes: 'weird'"),
        ("transcript", "/fog.doc", "transcript is not a file of a known type: '/fog.doc'"),
    ],
)
def test_what_cannot_be_read_of_an_episode_is_reported(key: str, value: str, message: str) -> None:
    field = find_episode(Candidates({key: [Candidate(key, value, 7)]}), "https://e.org/")

    assert [(one.code, one.line, one.message) for one in field.problems] == [("episode-unreadable", 7, message)]


@pytest.mark.parametrize(("word", "flag"), [("Explicit", True), ("clean", False), ("yes", True), ("no", False)])
def test_explicit_may_be_a_word_of_apples(word: str, flag: bool) -> None:
    episode = find_episode(Candidates({"explicit": [Candidate("explicit", word, 1)]}), "https://e.org/")

    assert episode.value is not None
    assert (episode.value.explicit, episode.problems) == (flag, ())
