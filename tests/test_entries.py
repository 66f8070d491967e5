from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from feedmaker.config.schema import Config, Feeds, Site
from feedmaker.loader.body.render import BodyRenderer
from feedmaker.model import Article, Author, Enclosure, Entry, Image, Mention
from feedmaker.writer import entries
from feedmaker.writer.content import TITLE_LENGTH

PUBLISHED = datetime(2021, 9, 25, 14, 7, 50, tzinfo=UTC)
SITE = Site("Harbour News", "https://news.example.org/", "https://news.example.org/feeds/")
FEEDS = Feeds()
PICTURE = "https://news.example.org/i.jpg"


@dataclass
class Body:
    html: str = "<p>A bowline is a knot for a loop that does not slip.</p>"
    excerpt: str = "A bowline is a knot…"
    image: Image | None = None


def made(
    *,
    body: Body | None = None,
    site: Site = SITE,
    feeds: Feeds = FEEDS,
    categories: tuple[str, ...] = (),
    entry_id: str = "urn:x:1",
    **changes: Any,
) -> Entry:
    values: dict[str, Any] = {
        "path": "a.md",
        "id": "urn:x:1",
        "id_rule": "path",
        "title": "Knots",
        "published": PUBLISHED,
        "date_source": "date",
        "updated": None,
        "authors": (),
        "categories": (),
        "tags": (),
        "link": "https://news.example.org/p/1.html",
        "language": None,
        "image": None,
        "summary": None,
        "enclosures": (),
        "status": "published",
        "expires": None,
        "body_kind": "auto",
        "body_offset": 0,
        "body_line": 1,
        "encoding": "utf-8",
    }
    article = Article(**{**values, **changes})
    return entries.entry(article, body or Body(), id=entry_id, site=site, feeds=feeds, categories=iter(categories))


def test_the_plain_fields_are_the_articles() -> None:
    enclosure = Enclosure("https://e.org/a.mp3", "audio/mpeg")
    entry = made(enclosures=(enclosure,), authors=(Author("Ada"),), language="en", categories=("a", "b", "a"))

    assert (entry.id, entry.title, entry.link) == ("urn:x:1", "Knots", "https://news.example.org/p/1.html")
    assert (entry.published, entry.updated) == (PUBLISHED, PUBLISHED)
    assert (entry.authors, entry.language, entry.enclosures) == ((Author("Ada"),), "en", (enclosure,))
    assert entry.categories == ("a", "b")
    assert entry.content == Body.html


def test_updated_is_the_articles_own() -> None:
    assert made(updated=PUBLISHED + timedelta(1)).updated == PUBLISHED + timedelta(1)


def test_an_entry_always_has_an_author() -> None:
    signed = Site("S", "https://e.org/", "https://e.org/", author=Author("Bo"))

    assert made(site=signed).authors == (Author("Bo"),)
    assert made().authors == (Author("Harbour News"),)


def test_an_author_named_as_that_of_the_site_is_the_same_person_in_every_entry() -> None:
    bo = Author("Bo", "bo@e.org", "https://e.org/bo")
    signed = Site("S", "https://e.org/", "https://e.org/", author=bo)
    other = Author("Bo", "bo@else.org")

    assert made(site=signed, authors=(Author("Ada"), Author("Bo"), other)).authors == (Author("Ada"), bo, other)


def test_the_id_is_a_link_only_where_it_opens_the_article() -> None:
    link = "https://news.example.org/p/1.html"

    assert made(entry_id=link, link=link).id_is_link
    assert not made(entry_id="https://old.example.org/1", link=link).id_is_link
    assert not made(entry_id=link, link=None).id_is_link


# Summary.


def test_the_authors_own_summary_wins() -> None:
    assert made(summary="Mine").summary == "Mine"
    assert made().summary == "A bowline is a knot…"


def test_a_summary_that_repeats_the_title_is_none() -> None:
    assert made(summary="Knots").summary == ""


@pytest.mark.parametrize(
    ("html", "excerpt", "kept"),
    [
        ("<p>One <b>short</b> note &amp; no more.</p>", "One short note & no more.", False),
        ("<p>同一句</p>\n<p>话</p>", "同一句话", False),
        ("<p>One short note.</p><p>" + "And more. " * 30 + "</p>", "One short note.", True),
        ("<p>One short note</p>", "One short…", True),
    ],
)
def test_a_summary_that_repeats_the_whole_content_is_none(html: str, excerpt: str, kept: bool) -> None:
    assert made(body=Body(html, excerpt)).summary == (excerpt if kept else "")


def test_a_feed_of_summaries_has_the_summary_and_no_content() -> None:
    body = Body("<p>All of it.</p>", "All of it.", Image(PICTURE))
    entry = made(body=body, feeds=Feeds(content="summary"))

    assert (entry.summary, entry.content) == ("All of it.", "")
    assert entry.image is not None


# Pictures.


def test_the_articles_image_wins_over_the_bodys_first() -> None:
    body = Body(image=Image("https://e.org/b.png"))

    assert made(body=body).image == Image("https://e.org/b.png", type="image/png")
    assert made(body=body, image=Image(PICTURE)).image == Image(PICTURE, type="image/jpeg")


@pytest.mark.parametrize(
    ("url", "media_type"),
    [
        ("https://e.org/a.JPG?w=1", "image/jpeg"),
        ("https://e.org/a.webp#x", "image/webp"),
        ("https://e.org/image?format=png", None),
        ("https://png/", None),
    ],
)
def test_the_type_of_an_image_is_what_its_file_name_promises(url: str, media_type: str | None) -> None:
    image = made(image=Image(url)).image

    assert image is not None
    assert image.type == media_type


def test_an_image_that_the_body_lacks_is_put_at_its_top() -> None:
    image = Image("https://e.org/i.png?a=1&b=2", alt='A "bowline"', width=640, height=480)

    assert made(image=image).content == (
        '<p><img src="https://e.org/i.png?a=1&amp;b=2" alt="A &quot;bowline&quot;" width="640" height="480"></p>\n'
        + Body.html
    )
    assert made(image=Image(PICTURE), body=Body("", "")).content == f'<p><img src="{PICTURE}" alt=""></p>'


@pytest.mark.parametrize(
    ("src", "url", "shown"),
    [
        (PICTURE, PICTURE, True),
        (PICTURE, PICTURE.replace("https", "http"), True),
        (f"{PICTURE}?w=1200", f"{PICTURE}?w=300", True),
        ("https://e.org/show?id=1&amp;size=s", "https://e.org/show?id=1&size=s", True),
        ("https://e.org/show?id=1", "https://e.org/show?id=2", False),
        ("https://e.org/other.jpg", PICTURE, False),
        # sizes of WordPress and Ghost, and for dense screens
        ("https://e.org/2024/quay-1024x768.jpg", "https://e.org/2024/quay.jpg", True),
        ("https://e.org/2024/quay.jpg", "https://e.org/2024/quay-scaled.jpg", True),
        ("https://e.org/quay@2x.png", "https://e.org/quay.png", True),
        ("https://e.org/content/images/size/w600/quay.png", "https://e.org/content/images/quay.png", True),
        ("https://e.org/quay%20a.png", "https://e.org/quay a.png", True),
        ("https://e.org/quay-2.png", "https://e.org/quay.png", False),
        ("https://e.org/quay.jpg2", "https://e.org/quay.jpg", False),
        ("https://e.org/small/other.jpg", "https://e.org/other.jpg", False),
    ],
)
def test_an_image_that_the_body_shows_is_not_put_in_again(src: str, url: str, shown: bool) -> None:
    html = f'<p>Text</p><img src="{src}" alt="">'

    assert (made(image=Image(url), body=Body(html)).content == html) is shown


@pytest.mark.parametrize(
    "html",
    [
        f'<p><a href="{PICTURE}">The picture</a></p>',
        f'<p><a href="{PICTURE}">The picture</a></p><p><img src="https://e.org/other.png" alt=""></p>',
        f'<pre><code>&lt;img src="{PICTURE}"&gt;</code></pre><img src="https://e.org/other.png" alt="{PICTURE}">',
    ],
)
def test_a_link_to_the_image_does_not_show_it(html: str) -> None:
    assert made(image=Image(PICTURE), body=Body(html)).content.startswith(f'<p><img src="{PICTURE}"')


def test_an_image_in_a_list_of_sizes_is_shown() -> None:
    html = f'<p><img src="https://e.org/w.webp" srcset="https://e.org/w.webp 1x, {PICTURE} 2x" alt=""></p>'

    assert made(image=Image(PICTURE), body=Body(html)).content == html


# Language and direction.


def in_(language: str | None) -> Site:
    return Site("S", "https://e.org/", "https://e.org/", language=language)


@pytest.mark.parametrize(
    ("title", "site", "language"),
    [
        ("港口的绳结", None, "zh"),
        ("这是一个关于绳结的说明", None, "zh-Hans"),
        ("這是一個關於繩結的說明", "en", "zh-Hant"),
        ("ロープの結び方について", None, "ja"),
        ("ロープの結び方について", "zh-CN", "ja"),
        ("ロープの結び方について", "ja-JP", "ja-JP"),
        ("港口的绳结", "zh-CN", "zh-CN"),
        ("結索法入門", "ja", "ja"),
        ("优雅の绳结与港口的故事和海", None, "zh"),
        ("매듭 묶는 방법", None, "ko"),
        ("How to say 绳 in the harbour", "zh-CN", None),
        ("Say 绳 at 10:30, 2024-03-01!", "zh-CN", None),
        ("To 绳结 1234567890", "zh-CN", "zh-CN"),
        ("Узлы и море 绳结", "zh-CN", None),
        ("Knots", "zh-CN", None),
        ("Über Knoten", None, None),
        ("Узлы", "ru", None),
        ("☃ ★", "zh-CN", None),
    ],
)
def test_han_text_gets_its_language(title: str, site: str | None, language: str | None) -> None:
    assert made(title=title, body=Body(excerpt=""), site=in_(site)).language == language


def test_the_articles_own_language_is_never_doubted() -> None:
    assert made(title="港口的绳结", language="ja").language == "ja"


@pytest.mark.parametrize(
    ("own", "site", "title", "start"),
    [
        ("ar", None, "Knots", '<div dir="rtl" lang="ar"><p>'),
        ("az-Arab", None, "Knots", '<div dir="rtl" lang="az-Arab"><p>'),
        (None, "ar", "العقد في الميناء", '<div dir="rtl" lang="ar"><p>'),
        ("he-IL", None, "Knots", '<div dir="rtl" lang="he-IL"><p>'),
        (None, "en", "קשרים בנמל", '<div dir="rtl"><p>'),
        (None, None, "1. קשרים בנמל", '<div dir="rtl"><p>'),
        (None, "ar", "Knots", "<p>"),
        ("ar-Latn", None, "Knots", "<p>"),
        ("en", "ar", "العقد", "<p>"),
        ("zh-CN", None, "Knots", "<p>"),
        (None, None, "Knots", "<p>"),
    ],
)
def test_content_that_reads_from_right_to_left_is_wrapped(
    own: str | None, site: str | None, title: str, start: str
) -> None:
    content = made(language=own, site=in_(site), title=title, body=Body(excerpt="")).content

    assert content.startswith(start)
    assert content.endswith("</div>") is start.startswith("<div")


def test_content_that_is_wrapped_already_is_left_alone() -> None:
    html = '<div dir="rtl" lang="ar"><p>عقدة</p></div>'

    assert made(language="ar", body=Body(html)).content == html


def test_no_content_is_not_wrapped() -> None:
    assert made(language="ar", body=Body("", "")).content == ""


@pytest.mark.parametrize(
    ("title", "text", "wrapped"),
    [("Knots", "A bowline is a knot.", False), ("عقد الميناء", "العقدة في الميناء.", True)],
)
def test_the_language_of_the_site_does_not_wrap_an_article_in_another_script(
    title: str, text: str, wrapped: bool
) -> None:
    site = in_("ar")
    rendered = BodyRenderer(Config(site)).render(text, kind="markdown", suffix=".md", base=site.url, link=None)
    content = made(title=title, site=site, image=Image(PICTURE), body=Body(rendered.html, rendered.excerpt)).content

    assert content.count("<div") == wrapped
    assert content.startswith('<div dir="rtl" lang="ar"><p><img' if wrapped else "<p><img")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Fog on the quay this morning, three boats late.", "Fog on the quay this morning, three boats late."),
        ("Low water! The mud smells.", "Low water!"),
        ("Version 2.5 is out today. Try it.", "Version 2.5 is out today."),
        ("今天潮水很低。船进不来。", "今天潮水很低。"),
        ("word " * 40, "word word word word word word word word word word word word…"),
    ],
)
def test_a_note_is_named_by_its_first_sentence_or_sixty_characters(text: str, title: str) -> None:
    entry = made(title="", body=Body(f"<p>{text}</p>", text.strip()))
    assert (entry.title, entry.untitled) == (title, False)
    assert len(entry.title) <= TITLE_LENGTH


def test_a_note_without_text_is_named_by_the_page_it_is_about_or_by_its_day() -> None:
    liked = made(title="", body=Body("", ""), mentions=(Mention("like", "https://www.x.example.net/2"),))
    assert liked.title == "♥ x.example.net/2"
    assert liked.content == '<p>♥ <a href="https://www.x.example.net/2">x.example.net/2</a></p>'
    assert made(title="", body=Body("", "")).title == "2021-09-25"


def test_untitled_concerns_only_notes_without_a_title() -> None:
    assert made(title="", feeds=Feeds(untitled=True)).untitled
    assert not made(feeds=Feeds(untitled=True)).untitled


def test_a_link_post_leads_to_its_own_page_and_shows_the_other_one_last() -> None:
    entry = made(target="https://other.example.com/tides?a=1&b=2")
    assert (entry.link, entry.related) == (
        "https://news.example.org/p/1.html",
        "https://other.example.com/tides?a=1&b=2",
    )
    assert entry.content == Body.html + (
        '\n<p>→ <a href="https://other.example.com/tides?a=1&amp;b=2">other.example.com/tides</a></p>'
    )


def test_a_link_post_may_lead_to_the_other_page() -> None:
    entry = made(target="https://other.example.com/tides", feeds=Feeds(link_posts="target"))
    assert (entry.link, entry.related) == ("https://other.example.com/tides", "https://news.example.org/p/1.html")
    assert entry.external == "https://other.example.com/tides"
    assert entry.content.endswith('<p>→ <a href="https://news.example.org/p/1.html">news.example.org/p/1.html</a></p>')


def test_a_page_that_the_body_links_to_is_not_shown_again() -> None:
    body = Body('<p><a href="https://other.example.com/tides">Tides</a></p>', "Tides")
    assert made(target="https://other.example.com/tides", body=body).content == body.html


@pytest.mark.parametrize(
    ("html", "content"),
    [
        ("<h1>Knots</h1>\n<p>A bowline.</p>", "<p>A bowline.</p>"),
        (
            '<h1 id="knots"><a href="https://e.org/#knots">Kn<em>ots</em></a> </h1><p>A bowline.</p>',
            "<p>A bowline.</p>",
        ),
        (
            '<article lang="en"><header>\n<h1>Knots</h1> <p>Ann</p></header><p>A bowline.</p></article>',
            '<article lang="en"><header>\n<p>Ann</p></header><p>A bowline.</p></article>',
        ),
        ("<div><p>Ann</p><h1>Knots</h1></div>", None),
        ("<div>Ann <h1>Knots</h1></div>", None),
        ("<h1>Other knots</h1><p>A bowline.</p>", None),
        ('<h1>Knots<img src="https://e.org/a.png"></h1><p>A bowline.</p>', None),
        ("<p>A bowline.</p><h1>Knots</h1>", None),
        ("<h2>Knots</h2><p>A bowline.</p>", None),
    ],
)
def test_a_first_heading_that_repeats_the_title_is_left_out(html: str, content: str | None) -> None:
    assert made(body=Body(html, "A bowline.")).content == (html if content is None else content)


def test_a_short_content_needs_no_summary_made_of_its_words() -> None:
    html = '<p>My words.<sup><a href="https://e.org/#fn-1">1</a></sup></p><p>A note.</p>'
    assert made(body=Body(html, "My words.")).summary == ""
    assert made(body=Body(html, "My words."), summary="The author's own").summary == "The author's own"
    assert made(body=Body("<p>My words.</p><p>" + "More. " * 60 + "</p>", "My words.")).summary == "My words."
