import json
from datetime import timedelta
from typing import Any

import feedparser
from entry_samples import CHANNEL, ENTRY, PUBLISHED, channel, channels, document_options, entries, entry
from hypothesis import given, settings
from hypothesis import strategies as st

from feedmaker.model import Author, Channel, Enclosure, Entry, Image
from feedmaker.text.timestamps import rfc3339
from feedmaker.writer.feedgen_xml import SEPARATOR as XML_SEPARATOR
from feedmaker.writer.feedgen_xml import atom_entry, atom_frame
from feedmaker.writer.formats import ArchiveLinks
from feedmaker.writer.json_feed import SEPARATOR, json_frame, json_item


def feed(made: Channel, made_entries: list[Entry], **options: Any) -> bytes:
    head, tail = json_frame(made, document_options("feed.json", **options))
    return head + SEPARATOR.join(map(json_item, made_entries)) + tail


FULL = entry(
    updated=PUBLISHED + timedelta(days=1),
    authors=(Author("Ada", "ada@example.org", "https://ada.example.org/"), Author("吴", "wu@example.org")),
    language="zh-Hans",
    image=Image("https://news.example.org/i.png", alt="A bowline"),
    enclosures=(
        Enclosure("https://news.example.org/a.mp3", "audio/mpeg", 1234, "Part 1"),
        Enclosure("https://news.example.org/a.pdf", "application/pdf"),
    ),
)


def test_feed_is_written_to_the_letter() -> None:
    made = channel(
        description="Ropes",
        author=Author("Ada"),
        image="https://news.example.org/logo.png",
        hubs=("https://hub.example.org/",),
    )

    assert feed(made, [FULL, ENTRY]).decode() == (
        "{\n"
        ' "version": "https://jsonfeed.org/version/1.1",\n'
        ' "title": "Harbour News",\n'
        ' "home_page_url": "https://news.example.org/",\n'
        ' "feed_url": "https://news.example.org/feeds/feed.json",\n'
        ' "description": "Ropes",\n'
        ' "icon": "https://news.example.org/logo.png",\n'
        ' "authors": [\n  {\n   "name": "Ada"\n  }\n ],\n'
        ' "language": "en",\n'
        ' "hubs": [\n  {\n   "type": "WebSub",\n   "url": "https://hub.example.org/"\n  }\n ],\n'
        ' "items": [\n'
        '{"id": "urn:uuid:5f0c3f4e-8c1f-5e0a-9a57-0d4f3f0f7c11", "url": "https://news.example.org/p/harbour.html",'
        ' "title": "Ropes & <knots> at the harbour", "content_html": "<p>A bowline &amp; a hitch.</p>",'
        ' "summary": "What a bowline is for.", "image": "https://news.example.org/i.png",'
        ' "date_published": "2021-09-25T14:07:50Z", "date_modified": "2021-09-26T14:07:50Z",'
        ' "authors": [{"name": "Ada", "url": "https://ada.example.org/"},'
        ' {"name": "吴", "url": "mailto:wu@example.org"}],'
        ' "tags": ["金融", "新浪财经"], "language": "zh-Hans",'
        ' "attachments": [{"url": "https://news.example.org/a.mp3", "mime_type": "audio/mpeg", "title": "Part 1",'
        ' "size_in_bytes": 1234}, {"url": "https://news.example.org/a.pdf", "mime_type": "application/pdf"}]},\n'
        '{"id": "urn:uuid:5f0c3f4e-8c1f-5e0a-9a57-0d4f3f0f7c11", "url": "https://news.example.org/p/harbour.html",'
        ' "title": "Ropes & <knots> at the harbour", "content_html": "<p>A bowline &amp; a hitch.</p>",'
        ' "summary": "What a bowline is for.", "date_published": "2021-09-25T14:07:50Z",'
        ' "authors": [{"name": "Ada"}], "tags": ["金融", "新浪财经"]}\n'
        "]}\n"
    )


def test_an_item_is_one_line() -> None:
    assert b"\n" not in json_item(entry(content="<pre>a\n\nb\r</pre>"))


def test_an_empty_feed_is_valid() -> None:
    assert json.loads(feed(CHANNEL, []))["items"] == []


def test_an_item_has_at_least_one_content() -> None:
    empty = json.loads(json_item(entry(content="", summary="")))
    short = json.loads(json_item(entry(content="")))

    assert (empty["content_html"], "summary" in empty) == ("", False)
    assert (short["content_text"], "content_html" in short, "summary" in short) == (ENTRY.summary, False, False)


def test_an_item_without_link_has_no_url() -> None:
    assert "url" not in json.loads(json_item(entry(link=None)))


def test_next_url_is_the_older_document() -> None:
    links = ArchiveLinks(current="https://e.org/", prev="https://e.org/1", next="https://e.org/3", archive=True)
    made = json.loads(feed(CHANNEL, [], archive=links, self_url="https://e.org/2"))

    assert (made["next_url"], made["feed_url"]) == ("https://e.org/1", "https://e.org/2")


def test_a_complete_feed_has_no_next_url() -> None:
    assert b"next_url" not in feed(CHANNEL, [], archive=ArchiveLinks(prev="https://e.org/1", complete=True))


def test_a_lone_surrogate_is_left_out() -> None:
    assert json.loads(json_item(entry(title="a\ud800b")))["title"] == "ab"
    assert json.loads(feed(channel(title="a\udfffb"), []))["title"] == "ab"


@settings(max_examples=60)
@given(channels, st.lists(entries, max_size=3, unique_by=lambda made: made.id))
def test_a_json_feed_has_every_field_of_its_entries(made: Channel, made_entries: list[Entry]) -> None:
    document = feed(made, made_entries)
    read = json.loads(document)

    assert not document.startswith(b"\xef\xbb\xbf")
    assert (read["title"], read["home_page_url"]) == (made.title, made.link)
    assert [item["id"] for item in read["items"]] == [each.id for each in made_entries]
    for each, item in zip(made_entries, read["items"], strict=True):
        assert item.get("url") == each.link
        assert item.get("title", "") == ("" if each.untitled else each.title)
        assert item["date_published"] == rfc3339(each.published)
        assert item.get("date_modified", item["date_published"]) == rfc3339(each.updated)
        assert [author["name"] for author in item["authors"]] == [author.name for author in each.authors]
        assert tuple(item.get("tags", ())) == each.categories
        assert item.get("content_html", "") == each.content


@settings(max_examples=60)
@given(st.text(st.characters(), max_size=20))
def test_no_text_at_all_breaks_a_feed(text: str) -> None:
    made = entry(title=text, summary=text, content=text, authors=(Author(text),), categories=(text,), link=text)

    json.loads(feed(channel(title=f"T{text}", description=text), [made]))


@settings(max_examples=30)
@given(st.lists(entries.filter(lambda made: bool(made.link)), max_size=3, unique_by=lambda made: made.id))
def test_a_reader_sees_what_the_atom_twin_says(made_entries: list[Entry]) -> None:
    head, tail = atom_frame(CHANNEL, document_options("atom.xml"), frozenset({"media"}))
    atom = feedparser.parse(head + XML_SEPARATOR.join(map(atom_entry, made_entries)) + tail)
    items = json.loads(feed(CHANNEL, made_entries))["items"]

    assert not atom.bozo
    assert [(item["id"], item["url"], item["date_published"]) for item in items] == [
        (each.id, each.link, each.published) for each in atom.entries
    ]


def test_a_link_post_has_its_own_page_and_the_other_one_wherever_its_link_leads() -> None:
    own, other = "https://news.example.org/p/1.html", "https://other.example.com/"
    for link, related in ((own, other), (other, own)):
        item = json.loads(json_item(entry(link=link, related=related, external=other)))
        assert (item["url"], item["external_url"]) == (own, other)


def test_a_note_without_title_has_none() -> None:
    assert "title" not in json.loads(json_item(entry(untitled=True)))


def test_the_icon_is_small_in_every_format() -> None:
    made = channel(icon="https://news.example.org/icon.png")
    assert json.loads(feed(made, []))["favicon"] == "https://news.example.org/icon.png"
    assert (
        b"<icon>https://news.example.org/icon.png</icon>"
        in atom_frame(made, document_options("atom.xml"), frozenset())[0]
    )
