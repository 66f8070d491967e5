import locale
import subprocess
import sys
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import feedgen.entry
import feedgen.feed
import feedgen.util
import feedparser
import pytest
from entry_samples import CHANNEL, ENTRY, PUBLISHED, channel, channels, document_options, entries, entry
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from feedmaker.model import Author, Channel, Enclosure, Entry, Image
from feedmaker.text.timestamps import rfc822, rfc3339
from feedmaker.writer.feedgen_xml import SEPARATOR, atom_entry, atom_frame, namespaces_of, rss_entry, rss_frame
from feedmaker.writer.formats import ArchiveLinks

NS = {
    "a": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "fh": "http://purl.org/syndication/history/1.0",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "media": "http://search.yahoo.com/mrss/",
    "podcast": "https://podcastindex.org/namespace/1.0",
}
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
STRICT = etree.XMLParser(resolve_entities=False, no_network=True, recover=False, load_dtd=False)


def feed(kind: str, made: Channel, made_entries: Iterable[Entry], **options: Any) -> bytes:
    render, frame = {"rss": (rss_entry, rss_frame), "atom": (atom_entry, atom_frame)}[kind]
    fragments = [render(each) for each in made_entries]
    used = frozenset[str]().union(*map(namespaces_of, fragments))
    head, tail = frame(made, document_options({"rss": "rss.xml", "atom": "atom.xml"}[kind], **options), used)
    return head + SEPARATOR.join(fragments) + tail


def root_of(document: bytes) -> Any:
    return etree.fromstring(document, STRICT)


def item_of(made: Entry) -> Any:
    return root_of(feed("rss", CHANNEL, [made])).find("channel/item")


def atom_of(made: Entry) -> Any:
    return root_of(feed("atom", CHANNEL, [made])).find("a:entry", NS)


def texts_of(element: Any, path: str) -> list[str | None]:
    return [found.text for found in element.findall(path, NS)]


def reread(document: bytes) -> Any:
    parsed = feedparser.parse(document, sanitize_html=False, resolve_relative_uris=False)
    assert not parsed.bozo, parsed.get("bozo_exception")
    return parsed


# The whole, to the letter.

FULL = entry(
    id="https://news.example.org/p/harbour.html",
    id_is_link=True,
    updated=PUBLISHED + timedelta(days=1),
    authors=(Author("Ada", "ada@example.org", "https://ada.example.org/"), Author("吴")),
    language="zh-Hans",
    image=Image("https://news.example.org/i.png?a=1&b=2", alt='A "bowline"', width=640, height=480, type="image/png"),
    enclosures=(
        Enclosure("https://news.example.org/a.mp3", "audio/mpeg", 1234, "Part <1>"),
        Enclosure("https://news.example.org/a.pdf", "application/pdf"),
    ),
)
FULL_CHANNEL = channel(
    title="Harbour & News",
    description="Ropes, daily",
    author=Author("Ada", "ada@example.org", "https://ada.example.org/"),
    updated=FULL.updated,
    rights="© Harbour",
    image="https://news.example.org/logo.png",
    hubs=("https://hub.example.org/",),
)


def test_rss_feed_is_written_to_the_letter() -> None:
    document = feed("rss", FULL_CHANNEL, [FULL], stylesheet="/feed.css?a=1&b=2", ttl=60)

    assert document.decode() == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<?xml-stylesheet type="text/css" href="/feed.css?a=1&amp;b=2"?>\n'
        '<rss xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/" version="2.0">\n'
        "  <channel>\n"
        "    <title>Harbour &#x26; News</title>\n"
        "    <link>https://news.example.org/</link>\n"
        "    <description>Ropes, daily</description>\n"
        "    <copyright>© Harbour</copyright>\n"
        "    <docs>https://www.rssboard.org/rss-specification</docs>\n"
        "    <generator>feedmaker</generator>\n"
        "    <image>\n"
        "      <url>https://news.example.org/logo.png</url>\n"
        "      <title>Harbour &#x26; News</title>\n"
        "      <link>https://news.example.org/</link>\n"
        "    </image>\n"
        "    <language>en</language>\n"
        "    <managingEditor>ada@example.org (Ada)</managingEditor>\n"
        "    <ttl>60</ttl>\n"
        '    <atom:link rel="self" type="application/rss+xml" href="https://news.example.org/feeds/rss.xml"/>\n'
        '    <atom:link rel="hub" href="https://hub.example.org/"/>\n'
        "    <lastBuildDate>Sun, 26 Sep 2021 14:07:50 +0000</lastBuildDate>\n"
        "<item><title>Ropes &#x26; &#x3C;knots&#x3E; at the harbour</title>"
        "<link>https://news.example.org/p/harbour.html</link>"
        "<description>What a bowline is for.</description>"
        "<content:encoded>&lt;p&gt;A bowline &amp;amp; a hitch.&lt;/p&gt;</content:encoded>"
        '<guid isPermaLink="true">https://news.example.org/p/harbour.html</guid>'
        '<enclosure url="https://news.example.org/a.mp3" length="1234" type="audio/mpeg"/>'
        "<pubDate>Sat, 25 Sep 2021 14:07:50 +0000</pubDate>"
        "<atom:updated>2021-09-26T14:07:50Z</atom:updated>"
        "<dc:creator>Ada</dc:creator><dc:creator>吴</dc:creator>"
        "<dc:language>zh-Hans</dc:language>"
        "<category>金融</category><category>新浪财经</category>"
        '<media:content url="https://news.example.org/i.png?a=1&amp;b=2" type="image/png" medium="image"'
        ' width="640" height="480">'
        '<media:description type="plain">A "bowline"</media:description></media:content>'
        '<media:thumbnail url="https://news.example.org/i.png?a=1&amp;b=2" width="640" height="480"/></item>\n'
        "  </channel>\n"
        "</rss>\n"
    )


def test_atom_feed_is_written_to_the_letter() -> None:
    document = feed("atom", FULL_CHANNEL, [FULL], stylesheet="/feed.css")

    assert document.decode() == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<?xml-stylesheet type="text/css" href="/feed.css"?>\n'
        '<feed xmlns:media="http://search.yahoo.com/mrss/" xmlns="http://www.w3.org/2005/Atom" xml:lang="en">\n'
        "  <id>urn:uuid:0e7f3d62-5d8c-5b0e-8f9f-8c8c46e1a001</id>\n"
        "  <title>Harbour &amp; News</title>\n"
        "  <updated>2021-09-26T14:07:50Z</updated>\n"
        "  <author>\n"
        "    <name>Ada</name>\n"
        "    <email>ada@example.org</email>\n"
        "    <uri>https://ada.example.org/</uri>\n"
        "  </author>\n"
        "  <generator>feedmaker</generator>\n"
        "  <logo>https://news.example.org/logo.png</logo>\n"
        "  <rights>© Harbour</rights>\n"
        "  <subtitle>Ropes, daily</subtitle>\n"
        '  <link rel="alternate" type="text/html" href="https://news.example.org/"/>\n'
        '  <link rel="self" type="application/atom+xml" href="https://news.example.org/feeds/atom.xml"/>\n'
        '  <link rel="hub" href="https://hub.example.org/"/>\n'
        '<entry xml:lang="zh-Hans"><id>https://news.example.org/p/harbour.html</id>'
        '<title type="text">Ropes &amp; &lt;knots&gt; at the harbour</title>'
        "<updated>2021-09-26T14:07:50Z</updated>"
        "<author><name>Ada</name><email>ada@example.org</email><uri>https://ada.example.org/</uri></author>"
        "<author><name>吴</name></author>"
        '<summary type="text">What a bowline is for.</summary>'
        '<content type="html">&lt;p&gt;A bowline &amp;amp; a hitch.&lt;/p&gt;</content>'
        "<published>2021-09-25T14:07:50Z</published>"
        '<link rel="alternate" type="text/html" href="https://news.example.org/p/harbour.html"/>'
        '<link rel="enclosure" type="audio/mpeg" href="https://news.example.org/a.mp3" length="1234"'
        ' title="Part &lt;1&gt;"/>'
        '<link rel="enclosure" type="application/pdf" href="https://news.example.org/a.pdf"/>'
        '<category term="金融" label="金融"/><category term="新浪财经" label="新浪财经"/>'
        '<media:content url="https://news.example.org/i.png?a=1&amp;b=2" type="image/png" medium="image"'
        ' width="640" height="480">'
        '<media:description type="plain">A "bowline"</media:description></media:content>'
        '<media:thumbnail url="https://news.example.org/i.png?a=1&amp;b=2" width="640" height="480"/></entry>\n'
        "</feed>\n"
    )


# What feedgen 1.0.0 lacks or gets wrong.


def test_atom_links_keep_rel_type_and_length() -> None:
    links = [dict(link.attrib) for link in atom_of(FULL).findall("a:link", NS)]

    assert links == [
        {"rel": "alternate", "type": "text/html", "href": "https://news.example.org/p/harbour.html"},
        {
            "rel": "enclosure",
            "type": "audio/mpeg",
            "href": "https://news.example.org/a.mp3",
            "length": "1234",
            "title": "Part <1>",
        },
        {"rel": "enclosure", "type": "application/pdf", "href": "https://news.example.org/a.pdf"},
    ]


def test_content_is_escaped_html_and_never_cdata() -> None:
    content = "<p>]]&gt; ]]> <![CDATA[x]]></p>"

    assert atom_of(entry(content=content)).find("a:content", NS).get("type") == "html"
    assert atom_of(entry(content=content)).findtext("a:content", namespaces=NS) == content
    assert item_of(entry(content=content)).findtext("content:encoded", namespaces=NS) == content
    assert b"<![CDATA[" not in atom_entry(entry(content=content)) + rss_entry(entry(content=content))


def test_signs_in_the_texts_of_a_channel_are_hexadecimal_as_validators_advise() -> None:
    made = feed("rss", channel(title="R&D", description="<b> & so on"), [])

    assert b"<title>R&#x26;D</title>" in made
    assert b"<description>&#x3C;b&#x3E; &#x26; so on</description>" in made


def test_channel_link_is_the_page_whatever_other_links_there_are() -> None:
    made = root_of(
        feed("rss", channel(hubs=("https://hub.example.org/",)), [], archive=ArchiveLinks(prev="https://e.org/1"))
    )

    assert texts_of(made, "channel/link") == ["https://news.example.org/"]


def test_rss_names_self_hubs_and_archives() -> None:
    hubs = ("https://one.example.org/", "https://two.example.org/")
    archive = ArchiveLinks(current="https://e.org/", prev="https://e.org/1", next="https://e.org/3", archive=True)
    made = root_of(feed("rss", channel(hubs=hubs), [], archive=archive, self_url="https://e.org/2"))

    assert [(link.get("rel"), link.get("href")) for link in made.findall("channel/a:link", NS)] == [
        ("self", "https://e.org/2"),
        ("hub", "https://one.example.org/"),
        ("hub", "https://two.example.org/"),
        ("current", "https://e.org/"),
        ("prev-archive", "https://e.org/1"),
        ("next-archive", "https://e.org/3"),
    ]


@pytest.mark.parametrize(("kind", "path"), [("rss", "channel/item/title"), ("atom", "a:entry/a:title")])
def test_entries_are_in_the_given_order(kind: str, path: str) -> None:
    made = feed(kind, CHANNEL, [entry(title="one"), entry(title="two"), entry(title="three")])

    assert texts_of(root_of(made), path) == ["one", "two", "three"]


def test_authors_without_mail_address_stay_in_rss() -> None:
    item = item_of(entry(authors=(Author("Ada"), Author("Bo", "bo@example.org"))))

    assert texts_of(item, "dc:creator") == ["Ada", "Bo"]
    assert item.find("author") is None


def clock_at(moment: datetime) -> type[datetime]:
    class AnyDatetime(type):
        def __instancecheck__(cls, value: object) -> bool:
            return isinstance(value, datetime)

    class Clock(datetime, metaclass=AnyDatetime):
        @classmethod
        def now(cls, tz: Any = None) -> "Clock":
            return cls.fromtimestamp(moment.timestamp(), tz)

    return Clock


@pytest.mark.parametrize("updated", [None, PUBLISHED])
def test_no_clock_gets_into_the_bytes(updated: datetime | None, monkeypatch: pytest.MonkeyPatch) -> None:
    written = set()
    for year in (2001, 2031):
        for module in (feedgen.entry, feedgen.feed):
            monkeypatch.setattr(module, "datetime", clock_at(datetime(year, 1, 1, tzinfo=UTC)))
        made = channel(updated=updated)
        written.add(feed("rss", made, [ENTRY]) + feed("atom", made, [ENTRY]))

    assert len(written) == 1


def test_a_datetime_without_zone_is_refused_and_never_taken_for_local() -> None:
    naive = datetime(2021, 9, 25)  # noqa: DTZ001  # the point of the test

    for render in (rss_entry, atom_entry):
        with pytest.raises(ValueError, match="zone"):
            render(entry(published=naive, updated=naive))


def test_characters_that_xml_forbids_are_left_out() -> None:
    made = entry(title="a\x00b\ud800c\ufffe", content="<p>\x0b\x1fx</p>", authors=(Author("A\x07da"),))

    for kind in ("rss", "atom"):
        read = reread(feed(kind, channel(title="T\x01", hubs=("https://e.org/\x02",)), [made]))
        assert (read.feed.title, read.entries[0].title) == ("T", "abc")
        assert read.entries[0].content[0].value == "<p>x</p>"
        assert read.entries[0].author == "Ada"


def test_the_locale_of_the_process_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the locale was touched")

    monkeypatch.setattr(locale, "setlocale", refuse)
    for updated in (None, PUBLISHED):
        feed("rss", channel(updated=updated), [FULL], podcast={"author": "Ada"})
        feed("atom", channel(updated=updated), [FULL])


def test_rss_has_the_first_enclosure_and_atom_all() -> None:
    item = item_of(FULL)

    assert [dict(found.attrib) for found in item.findall("enclosure")] == [
        {"url": "https://news.example.org/a.mp3", "length": "1234", "type": "audio/mpeg"}
    ]
    assert len(atom_of(FULL).findall("a:link[@rel='enclosure']", NS)) == 2


def test_a_note_without_title_has_a_description_in_rss_and_its_first_words_in_atom() -> None:
    for content, summary in (("<p>Low water.</p>", ""), ("", "Low water."), ("", "")):
        note = entry(title="Low water.", untitled=True, content=content, summary=summary)
        assert item_of(note).find("title") is None
        assert item_of(note).findtext("description") == content or "Low water."
        assert atom_of(note).findtext("a:title", namespaces=NS) == "Low water."


def test_the_other_page_of_a_link_post_is_related_in_atom() -> None:
    related = atom_of(entry(related="https://other.example.com/")).find("a:link[@rel='related']", NS)
    assert related.get("href") == "https://other.example.com/"


def test_the_description_leaves_the_content_of_atom_alone() -> None:
    assert atom_of(ENTRY).findtext("a:content", namespaces=NS) == ENTRY.content
    assert atom_of(ENTRY).findtext("a:summary", namespaces=NS) == ENTRY.summary


@pytest.mark.parametrize("link", [ENTRY.link, None])
def test_the_summary_of_an_atom_entry_stands_before_its_content(link: str | None) -> None:
    names = [etree.QName(each).localname for each in atom_of(ENTRY._replace(link=link))]
    assert names.index("summary") == names.index("content") - 1


def test_stylesheet_generator_and_content_without_summary() -> None:
    hostile = '"?><x a="&'
    document = feed("rss", CHANNEL, [entry(summary="")], stylesheet=hostile)
    root = root_of(document)

    assert root.getprevious().target == "xml-stylesheet"
    assert document.count(b"?>") == 2
    assert root.findtext("channel/generator") == "feedmaker"
    assert root.findtext("channel/item/description") == ENTRY.content
    assert root.find("channel/item/content:encoded", NS) is None


# RSS.


def test_rss_of_the_least_channel_has_all_that_is_required() -> None:
    root = root_of(feed("rss", channel(language=None, updated=None), []))

    assert root.attrib == {"version": "2.0"}
    assert root.findtext("channel/title") == root.findtext("channel/description") == "Harbour News"
    assert root.findtext("channel/link") == "https://news.example.org/"
    for absent in ("lastBuildDate", "language", "image", "managingEditor", "copyright", "ttl", "item"):
        assert root.find(f"channel/{absent}") is None


def test_rss_description_stands_before_the_content() -> None:
    tags = [child.tag for child in item_of(ENTRY)]

    assert tags.index("description") < tags.index("{http://purl.org/rss/1.0/modules/content/}encoded")


def test_rss_description_is_html_so_that_a_plain_summary_reads_as_written() -> None:
    assert item_of(entry(summary="a <b> & AT&T")).findtext("description") == "a &lt;b&gt; &amp; AT&amp;T"


def test_rss_description_is_the_title_where_there_is_nothing_else() -> None:
    item = item_of(entry(summary="", content=""))

    assert item.findtext("description") == "Ropes &amp; &lt;knots&gt; at the harbour"


def test_rss_item_without_link_has_none_and_a_guid_that_opens_nothing() -> None:
    item = item_of(entry(link=None))

    assert item.find("link") is None
    assert item.find("guid").get("isPermaLink") == "false"


def test_rss_enclosure_of_unknown_length_says_zero() -> None:
    item = item_of(entry(enclosures=(Enclosure("https://e.org/a.mp3", "audio/mpeg"),)))

    assert item.find("enclosure").get("length") == "0"


def test_rss_image_is_left_out_where_rss_knows_no_such_format() -> None:
    made = channel(image="https://e.org/logo.svg")

    assert root_of(feed("rss", made, [])).find("channel/image") is None
    assert root_of(feed("atom", made, [])).findtext("a:logo", namespaces=NS) == "https://e.org/logo.svg"


def test_rss_managing_editor_needs_a_mail_address() -> None:
    assert root_of(feed("rss", channel(author=Author("Ada")), [])).find("channel/managingEditor") is None


# Atom.


def test_atom_has_an_author_on_the_feed_and_on_each_entry() -> None:
    root = root_of(feed("atom", CHANNEL, [ENTRY]))

    assert texts_of(root, "a:author/a:name") == ["Harbour News"]
    assert texts_of(root, "a:entry/a:author/a:name") == ["Ada"]


def test_atom_feed_without_entries_has_a_fixed_date() -> None:
    root = root_of(feed("atom", channel(updated=None), []))

    assert root.findtext("a:updated", namespaces=NS) == "1970-01-01T00:00:00Z"


def test_atom_entry_without_content_has_a_link_and_no_content() -> None:
    made = atom_of(entry(content=""))

    assert made.find("a:content", NS) is None
    assert made.find("a:link[@rel='alternate']", NS) is not None


def test_atom_entry_without_link_has_content_even_if_empty() -> None:
    made = atom_of(entry(content="", link=None))

    assert made.find("a:content", NS) is not None
    assert made.find("a:link", NS) is None


@pytest.mark.parametrize("kind", ["rss", "atom"])
def test_an_empty_title_is_no_error(kind: str) -> None:
    assert reread(feed(kind, CHANNEL, [entry(title="")])).entries[0].get("title", "") == ""


def test_an_image_says_no_more_than_is_known() -> None:
    for made in (item_of, atom_of):
        found = made(entry(image=Image("https://e.org/i")))

        assert dict(found.find("media:content", NS).attrib) == {"url": "https://e.org/i", "medium": "image"}
        assert dict(found.find("media:thumbnail", NS).attrib) == {"url": "https://e.org/i"}
        assert found.find("media:content/media:description", NS) is None


@pytest.mark.parametrize("kind", ["rss", "atom"])
@pytest.mark.parametrize("summary", ["", "A summary"])
@pytest.mark.parametrize("content", ["", "<p>The whole</p>"])
def test_the_text_of_an_image_is_never_read_as_the_content(kind: str, summary: str, content: str) -> None:
    image = Image("https://e.org/i", alt="A lantern")

    read = reread(feed(kind, CHANNEL, [entry(content=content, summary=summary, image=image)])).entries[0]

    first = read["content"][0].value if "content" in read else read.get("summary", "")
    assert "A lantern" not in first
    assert content in first


def test_language_is_said_where_it_is_the_entrys_own() -> None:
    assert (atom_of(ENTRY).get(LANG), atom_of(entry(language="ar")).get(LANG)) == (None, "ar")
    assert item_of(ENTRY).find("dc:language", NS) is None
    assert item_of(entry(language="ar")).findtext("dc:language", namespaces=NS) == "ar"


# Frames.


def test_fragments_declare_no_namespace() -> None:
    for fragment in (rss_entry(FULL), atom_entry(FULL)):
        assert b"xmlns" not in fragment
        assert b"\n" not in fragment


@pytest.mark.parametrize(
    ("made", "used"),
    [
        (FULL, {"atom", "content", "dc", "media"}),
        (ENTRY, {"content", "dc"}),
        (entry(summary="", content="&lt;media:content>&lt;atom:", title="<media:x <atom:"), {"dc"}),
    ],
)
def test_namespaces_of_names_the_prefixes_in_use(made: Entry, used: set[str]) -> None:
    assert namespaces_of(rss_entry(made)) == used


def test_only_namespaces_in_use_are_declared() -> None:
    assert set(root_of(feed("rss", CHANNEL, [])).nsmap) == {"atom"}
    assert set(root_of(feed("rss", CHANNEL, [ENTRY])).nsmap) == {"atom", "content", "dc"}
    assert set(root_of(feed("atom", CHANNEL, [ENTRY])).nsmap) == {None}
    assert set(root_of(feed("atom", CHANNEL, [FULL])).nsmap) == {None, "media"}


@pytest.mark.parametrize("kind", ["rss", "atom"])
def test_archives_say_what_they_are(kind: str) -> None:
    archived = feed(kind, CHANNEL, [ENTRY], archive=ArchiveLinks(current="https://e.org/", archive=True))
    complete = feed(kind, CHANNEL, [ENTRY], archive=ArchiveLinks(prev="https://e.org/1", complete=True))

    assert root_of(archived).find(".//fh:archive", NS) is not None
    assert b'rel="current"' in archived
    assert root_of(complete).find(".//fh:complete", NS) is not None
    assert b"prev-archive" not in complete
    assert b"fh:" not in feed(kind, CHANNEL, [ENTRY])


def test_a_podcast_names_what_directories_ask_for() -> None:
    made = channel(author=Author("Ada", "ada@example.org"), image="https://e.org/cover.jpg?v=2")
    podcast = {"author": "Ada", "category": "News", "subcategory": "Daily News", "explicit": "true", "type": "episodic"}
    root = root_of(feed("rss", made, [FULL], podcast=podcast)).find("channel")

    assert root.find("itunes:category", NS).get("text") == "News"
    assert root.find("itunes:category/itunes:category", NS).get("text") == "Daily News"
    assert root.findtext("itunes:explicit", namespaces=NS) == "true"
    assert root.find("itunes:image", NS).get("href") == "https://e.org/cover.jpg?v=2"
    assert root.findtext("itunes:owner/itunes:email", namespaces=NS) == "ada@example.org"
    assert root.findtext("itunes:owner/itunes:name", namespaces=NS) == "Ada"
    assert root.findtext("itunes:author", namespaces=NS) == "Ada"
    assert root.findtext("itunes:type", namespaces=NS) == "episodic"


def test_podcast_guid_is_the_one_of_the_namespaces_own_example() -> None:
    for url in ("https://podnews.net/rss", "http://podnews.net/rss//"):
        root = root_of(feed("rss", CHANNEL, [], podcast={"author": "Ada"}, self_url=url))

        assert root.findtext("channel/podcast:guid", namespaces=NS) == "9b024349-ccf0-5f69-a609-6b82873eab3c"


def test_podcast_guid_of_the_settings_outlives_a_move() -> None:
    root = root_of(feed("rss", CHANNEL, [], podcast={"author": "Ada", "guid": "kept"}))

    assert root.findtext("channel/podcast:guid", namespaces=NS) == "kept"


# Laws.


@settings(max_examples=60)
@given(channels, st.lists(entries, max_size=3, unique_by=lambda made: made.id))
def test_rss_and_atom_are_well_formed_and_have_every_field(made: Channel, made_entries: list[Entry]) -> None:
    rss, atom = (root_of(feed(kind, made, made_entries)) for kind in ("rss", "atom"))

    assert (rss.findtext("channel/title"), atom.findtext("a:title", namespaces=NS)) == (made.title, made.title)
    items, found = rss.findall("channel/item"), atom.findall("a:entry", NS)
    assert len(items) == len(found) == len(made_entries)
    for each, item, element in zip(made_entries, items, found, strict=True):
        title = None if each.untitled else each.title
        assert (item.findtext("title"), element.findtext("a:title", namespaces=NS)) == (title, each.title)
        assert (item.findtext("guid"), element.findtext("a:id", namespaces=NS)) == (each.id, each.id)
        assert item.findtext("link") == each.link
        assert item.findtext("pubDate") == rfc822(each.published)
        assert element.findtext("a:published", namespaces=NS) == rfc3339(each.published)
        assert element.findtext("a:updated", namespaces=NS) == rfc3339(each.updated)
        assert texts_of(item, "dc:creator") == texts_of(element, "a:author/a:name")
        assert tuple(texts_of(item, "category")) == each.categories
        assert tuple(category.get("term") for category in element.findall("a:category", NS)) == each.categories
        if each.content:
            assert element.findtext("a:content", namespaces=NS) == each.content
            carrier = "content:encoded" if each.summary else "description"
            assert item.findtext(carrier, namespaces=NS) == each.content


@settings(max_examples=30)
@given(st.lists(entries, max_size=3, unique_by=lambda made: made.id))
def test_rss_and_atom_read_alike(made_entries: list[Entry]) -> None:
    titled = [each._replace(untitled=False) for each in made_entries]
    rss, atom = (reread(feed(kind, CHANNEL, titled)) for kind in ("rss", "atom"))

    for key in ("id", "title"):
        assert [each.get(key) for each in rss.entries] == [each.get(key) for each in atom.entries]
    # feedparser takes the id of an Atom entry without links for its link.
    assert [each.get("link") for each in rss.entries] == [each.link for each in made_entries]
    assert [each.link for each in atom.entries] == [each.link or each.id for each in made_entries]
    assert [rss_entry.guidislink for rss_entry in rss.entries] == [False] * len(made_entries)


@settings(max_examples=60)
@given(st.text(st.characters(), max_size=20))
def test_no_text_at_all_breaks_a_feed(text: str) -> None:
    made = entry(title=text, summary=text, content=text, authors=(Author(text),), categories=(text,), link=text)

    for kind in ("rss", "atom"):
        root_of(feed(kind, channel(title=f"T{text}", description=text, rights=text), [made]))


def test_bytes_are_the_same_under_another_locale_zone_and_hash_seed() -> None:
    program = (
        "import sys; sys.path[:0] = sys.argv[1:]\n"
        "from test_feedgen_xml import *\n"
        "sys.stdout.buffer.write(feed('rss', FULL_CHANNEL, [FULL, ENTRY]) + feed('atom', FULL_CHANNEL, [FULL, ENTRY]))"
    )
    written = {
        subprocess.run(  # each in its own process: locale, zone and seed are set at the start
            [sys.executable, "-c", program, *sys.path],
            check=True,
            capture_output=True,
            env={"LC_ALL": language, "TZ": zone, "PYTHONHASHSEED": seed, "PYTHONUTF8": "1"},
        ).stdout
        for language, zone, seed in (("C", "UTC", "0"), ("de_DE.UTF-8", "Asia/Kathmandu", "7"))
    }

    assert written == {feed("rss", FULL_CHANNEL, [FULL, ENTRY]) + feed("atom", FULL_CHANNEL, [FULL, ENTRY])}
