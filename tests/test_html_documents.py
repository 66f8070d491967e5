"""HTML documents as browsers, crawlers and news sites have them: where their metadata are found."""

import subprocess
import sys

import pytest

import feedmaker
from feedmaker.loader.frontmatter.dialects import split_front_matter

_TEXT = "<p>The lamp on the north pier was lit again.</p>"


def document(head: str = "", body: str = _TEXT) -> str:
    return f'<!DOCTYPE html>\n<html lang="en">\n<head>\n{head}\n</head>\n<body>\n{body}\n</body></html>\n'


def article(markup: str, name: str = "lamp.html", **settings: object) -> feedmaker.Article:
    config = feedmaker.load_config({"site": {"title": "Quay", "url": "https://quay.example/"}, **settings})
    found, problems = feedmaker.read_article(markup.encode(), name, config)
    assert found is not None, problems
    return found


def json_ld(text: str, kind: str = "application/ld+json") -> str:
    return f'<script type="{kind}">{text}</script>'


@pytest.mark.parametrize(
    "name",
    [
        "article:published_time", "og:published_time", "article:published", "DC.date.issued", "dcterms.created",
        "sailthru.date", "parsely-pub-date", "citation_publication_date", "weibo: article:create_at",
        "OriginalPublicationDate", "publishdate", "firstpublishedtime", "_pubtime", "uploadDate",
    ],
)  # fmt: skip
def test_the_date_of_a_document_has_many_names(name: str) -> None:
    found = article(document(f'<title>A</title><meta name="{name}" content="2024-05-31 10:00:00">'))
    assert found.published.isoformat() == "2024-05-31T10:00:00+00:00"


@pytest.mark.parametrize(
    "markup",
    [
        "<h1>A</h1><time>31 May 2024</time>",
        '<h1>A</h1><time class="published" title="2024-05-31">a month ago</time>',
        '<h1>A</h1><abbr class="published" title="2024-05-31">31 May</abbr>',
        '<h1>A</h1><span itemprop="datePublished">31.05.2024</span>',
        '<h1>A</h1><span itemprop="datePublished" content="2024-05-31">vor 3 Tagen</span>',
        '<h1>A</h1><span class="date">2024年05月31日</span>',
        '<h1>A</h1><em id="publish_time">2024-05-31</em>',
        '<h1>A</h1><div class="article__date">Published: May 31, 2024</div>',
        '<h1>A</h1><span class="post-date">Posted on May 31, 2024</span>',
        '<h2 class="date-header"><span>Friday, May 31, 2024</span></h2><h3 class="entry-title">A</h3>',
        '<h1>A</h1><span class="stamp" data-date-time="2024-05-31">2024.05.31. 오후</span>',
        '<h1>A</h1><div class="fl">2024年05月31日00:00 来源：<a href="https://quay.example">海港报</a></div>',
        # what stands beside the article is older
        '<aside><time datetime="2019-01-01">1 Jan</time></aside><h1>A</h1><time datetime="2024-05-31">31 May</time>',
        '<time datetime="2019-01-01">1 Jan</time><h1>A</h1><p class="entry-date">31 May 2024</p>',
    ],
)
def test_a_date_that_an_element_shows_is_that_of_the_article(markup: str) -> None:
    assert article(document(body=markup + _TEXT)).published.isoformat() == "2024-05-31T00:00:00+00:00"


@pytest.mark.parametrize(
    "markup",
    [
        # today, above the headline; something in the text
        '<span class="date">Monday, 3 June 2024</span><h1>A</h1>',
        f'<h1>A</h1><p>{"Text of the article. " * 10}</p><span class="date">3 June 2024</span>',
        '<h1>A</h1><span class="time">5 min read</span>',
        "<h1>A</h1><p>It was on 3 June 2024.</p>",
    ],
)
def test_a_date_that_may_be_another_is_not_guessed(markup: str) -> None:
    config = feedmaker.load_config({"site": {"title": "Quay", "url": "https://quay.example/"}})
    found, problems = feedmaker.read_article(document(body=markup).encode(), "a.html", config)
    assert (found, [problem.code for problem in problems]) == (None, ["date-missing"])


def test_a_date_that_is_labelled_as_an_update_is_one() -> None:
    markup = '<h1>A</h1><span class="post-date">31 May 2024</span><span class="post-date">Updated: 2024-06-02</span>'
    found = article(document(body=markup))
    assert (found.published.day, found.updated and found.updated.day) == (31, 2)


def test_style_sheets_of_any_length_do_not_hide_the_metadata() -> None:
    rule, code = ".a { color: red }\n", "var a = 1;\n"
    style = f"<style>{rule * 9000}</style><script>{code * 9000}</script>"
    icon = f'<link rel="icon" href="data:image/png;base64,{"A" * 90_000}">'
    text = document(f'{style}{icon}<title>A</title><meta name="date" content="2024-05-31">')
    found = split_front_matter(text, suffix=".html")
    assert (found.kind, found.values["title"], found.values["date"]) == ("html", "A", "2024-05-31")
    assert text[found.body_offset :].startswith(_TEXT)
    assert found.lines["date"] == text.count("\n", 0, text.index("<meta")) + 1


def test_documents_may_leave_out_their_tags() -> None:
    text = f"<!DOCTYPE html> <html lang=en><!--\n note --><meta charset=utf-8>\n<title>A</title>{_TEXT}"
    for markup in (text, f"<meta charset=utf-8><title>A</title>\n<meta name=date content=2024-05-31>{_TEXT}"):
        found = split_front_matter(markup, suffix=".html")
        assert (found.kind, found.values["title"], markup[found.body_offset :]) == ("html", "A", _TEXT)


_GRAPH = """{"@context": "https://schema.org", "@graph": [
  {"@type": "WebPage", "@id": "https://quay.example/lamp/", "datePublished": "2020-01-01"},
  {"@type": "https://schema.org/NewsArticle", "headline": "A", "datePublished": "2024-05-31",
   "author": [{"name": "", "@id": "#ada"}, {"@type": "Person", "name": ["Bo Mole"]}], "image": {"@id": "#lamp"},
   "articleSection": ["Harbour", "Works"], "url": "https://quay.example/lamp/"},
  {"@type": "ImageObject", "@id": "#lamp", "url": "https://quay.example/lamp.jpg"},
  {"@type": "Person", "@id": "#ada", "name": "Ada Quay"}]}"""


def test_json_ld_refers_to_its_authors_and_pictures() -> None:
    found = article(document(json_ld(_GRAPH)))
    assert found.published.isoformat() == "2024-05-31T00:00:00+00:00"
    assert [author.name for author in found.authors] == ["Ada Quay", "Bo Mole"]
    assert found.image
    assert found.image.url == "https://quay.example/lamp.jpg"
    assert found.categories == (("Harbour",), ("Works",))
    assert found.link == "https://quay.example/lamp/"


@pytest.mark.parametrize(
    "script",
    [
        json_ld('{"@type": "WebPage", "mainEntity": {"@type": "Article", "datePublished": "2024-05-31"}}'),
        json_ld('{"@type": "WebPage", "datePublished": "2024-05-31"}'),
        json_ld('{"@type": "VideoObject", "uploadDate": "2024-05-31"}'),
        json_ld('{"@type": "BlogPosting", "description": "two\nlines", "datePublished": "2024-05-31"};'),
        json_ld('//<![CDATA[\n{"@type": "Article", "datePublished": "2024-05-31",}\n//]]>'),
        json_ld('/* <![CDATA[ */[{"@type": "Article", "datePublished": "2024-05-31"}]/* ]]> */'),
        json_ld('{"@type": "Article", "datePublished": "2024-05-31"}', "application/ld+json; charset=utf-8"),
        json_ld('{"@type": "Organization"}') + json_ld('{"@type": "Article", "datePublished": "2024-05-31"}'),
    ],
)
def test_json_ld_as_sites_write_it(script: str) -> None:
    assert article(document(f"<title>A</title>{script}")).published.isoformat() == "2024-05-31T00:00:00+00:00"


@pytest.mark.parametrize(
    "text",
    ["", "null", "[[]]", '[{"mainEntity": ' * 400, '{"@graph": 1}', '{"@type": 1}', "{" * 50_000, "]]>", "[1, {}]"],
)
def test_json_ld_that_is_none_is_ignored(text: str) -> None:
    assert split_front_matter(document(json_ld(text)), suffix=".html").values == {"lang": "en"}


def test_entities_in_json_ld_are_decoded() -> None:
    head = json_ld('{"@type": "Article", "headline": "Tom &amp; Ann&#39;s", "datePublished": "2024-05-31"}')
    assert article(document(head, "")).title == "Tom & Ann's"


def test_sections_tags_authors_and_pictures_of_open_graph() -> None:
    names = [
        ("article:published_time", "2024-05-31"), ("article:section", "Works"), ("article:tag", "lamp"),
        ("article:tag", "pier"), ("article:author", "https://social.example/ada"), ("dc.creator", "Ada Quay"),
        ("dc.creator", "Bo Mole"), ("twitter:image", "https://quay.example/a.jpg"), ("twitter:description", "Lit."),
        ("og:url", "https://quay.example/lamp/"), ("og:title", "The lamp"),
    ]  # fmt: skip
    found = article(document("".join(f'<meta property="{name}" content="{value}">' for name, value in names)))
    assert (found.title, found.link, found.summary) == ("The lamp", "https://quay.example/lamp/", "Lit.")
    assert (found.categories, found.tags) == ((("Works",),), ("lamp", "pier"))
    assert [author.name for author in found.authors] == ["Ada Quay", "Bo Mole"]
    assert found.image
    assert found.image.url == "https://quay.example/a.jpg"


@pytest.mark.parametrize(
    "comment",
    [
        "<!-- saved from url=(0025)https://quay.example/lamp -->",
        "<!--\n Page saved with SingleFile \n url: https://quay.example/lamp \n saved date: Fri May 31 2024\n-->",
        "<!-- Mirrored from quay.example/lamp by HTTrack Website Copier/3.x, Fri, 31 May 2024 08:00:00 GMT -->",
    ],
)
def test_the_link_of_a_saved_page_is_where_it_was_saved_from(comment: str) -> None:
    head = f'{comment}\n<title>A</title><meta name="date" content="2024-05-31">'
    assert article(document(head)).link == "https://quay.example/lamp"
    own = f'{head}<link rel="canonical" href="https://quay.example/own">'
    assert article(document(own)).link == "https://quay.example/own"


def test_lists_of_trafilatura_are_divided_at_semicolons() -> None:
    head = (
        '<meta name="title" content="The lamp"/><meta name="author" content="Ada Quay; Bo Mole"/>'
        '<meta name="date" content="2024-05-31"/><meta name="categories" content="Harbour;Works"/>'
    )
    found = article(document(head))
    assert (found.title, found.categories) == ("The lamp", (("Harbour",), ("Works",)))
    assert [author.name for author in found.authors] == ["Ada Quay", "Bo Mole"]


def test_addresses_of_a_saved_page_are_relative_to_it_on_whatever_host() -> None:
    head = '<title>A</title><meta name="date" content="2024-05-31"><meta property="og:image" content="lamp.jpg">'
    link = '<link rel="canonical" href="https://news.example.com/2024/lamp.html">'
    found = article(document(head + link))
    assert found.image
    assert found.image.url == "https://news.example.com/2024/lamp.jpg"
    # where articles have pages on the own site, these are what addresses are relative to
    found = article(document(head + link), articles={"permalink": "/:title/"})
    assert found.image
    assert found.image.url == "https://quay.example/lamp/lamp.jpg"


_MENU = '<header><nav><a href="/">Home</a></nav></header>'
_REST = "<aside><h2>Related</h2><p>Another story</p></aside><footer>Quay News</footer>"


def body_text(markup: str) -> str:
    found = article(markup)
    return markup[found.body_offset : found.body_end]


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("<main>", "</main>"),
        ('<main class="a > b"><div>', "</div></main>"),
        ("<article>", "</article>"),
        ('<main><article><h1>A</h1><div class="post e-content">', "</div><p>Share</p></article></main>"),
        ("<article><section class='entry-content clear'>", "</section><p>Share</p></article>"),
        ('<div itemprop="articleBody">', "</div>"),
        ("<div><div itemprop=articleBody><div>", "</div></div><p>Share</p></div>"),
    ],
)
def test_the_body_of_a_document_is_its_text_without_menus_and_footers(start: str, end: str) -> None:
    head = '<title>A</title><meta name="date" content="2024-05-31">'
    found = body_text(document(head, f"{_MENU}<script>'<main>'</script>{start}{_TEXT}{end}{_REST}"))
    assert "lamp" in found
    assert not any(word in found for word in ("Home", "Related", "Quay News", "Share"))


@pytest.mark.parametrize(
    "markup",
    [
        "<article><p>Short</p></article>" + _TEXT * 9,  # of another page
        f"<article>{_TEXT}</article><article>{_TEXT}</article>",
        f"<main></main>{_TEXT}",
        f"<main>{_TEXT}",
        f'<p class="not-e-content">{_TEXT}</p>',
        f"<main>{_TEXT}</main><div><p>{'The pier was dark for a year. ' * 9}</p></div>",
    ],
)
def test_a_document_that_does_not_say_where_its_text_is_is_read_whole(markup: str) -> None:
    head = '<title>A</title><meta name="date" content="2024-05-31">'
    assert markup + _REST in body_text(document(head, markup + _REST))


def test_a_paragraph_beside_the_article_is_reported_with_its_line() -> None:
    body = f"<main>\n{_TEXT * 9}\n</main>\n<div><p>{'The <b>pier</b> was &amp; is dark. ' * 4}</p></div>\n"
    around = "<nav><p>" + "Menu " * 40 + "</p></nav><p>Share this.</p>"
    text = document("<title>A</title>", around + body)

    (problem,) = split_front_matter(text, suffix=".html").problems

    assert (problem.code, problem.line) == ("text-dropped", text[: text.index("The <b>pier")].count("\n") + 1)
    assert "left out: 'The pier was & is dark." in problem.message
    assert split_front_matter(document("<title>A</title>", around + _TEXT), suffix=".html").problems == ()


def test_metadata_at_the_end_of_a_long_document_are_read() -> None:
    script = json_ld('{"@type": "Article", "datePublished": "2024-05-31"}')
    text = document("<title>A</title>", f"{_TEXT * 3000}\n{script}")
    found = split_front_matter(text, suffix=".html")
    assert found.values["datepublished"] == "2024-05-31"
    assert found.lines["datepublished"] == text.count("\n", 0, text.index("<script")) + 1


_MEDIUM = """<article class="h-entry"><header><h1 class="p-name">The lamp</h1></header>
<section data-field="subtitle" class="p-summary">It was lit.</section>
<section data-field="body" class="e-content"><p>Text</p></section>
<footer><p>By <a href="https://medium.com/@ada" class="p-author h-card">Ada Quay</a>{date}</p>
<p><a href="https://medium.com/@ada/the-lamp-0123" class="p-canonical">Canonical link</a></p>
<p>Exported from <a href="https://medium.com">Medium</a> on June 1, 2024.</p></footer></article>"""


def test_exports_of_medium() -> None:
    date = ' on <time class="dt-published" datetime="2024-05-31T08:00:00.000Z">May 31, 2024</time>'
    text = document("<title>The lamp</title>", _MEDIUM.format(date=date))
    found = article(text)
    assert found.published.isoformat() == "2024-05-31T08:00:00+00:00"
    assert (found.link, found.summary, found.status) == (
        "https://medium.com/@ada/the-lamp-0123",
        "It was lit.",
        "published",
    )
    assert [author.name for author in found.authors] == ["Ada Quay"]
    assert body_text(text) == "<p>Text</p>"


def test_drafts_in_an_export_of_medium_are_drafts() -> None:
    assert article(document("<title>The lamp</title>", _MEDIUM.format(date=""))).status == "draft"


def test_properties_below_the_title_are_those_of_notion() -> None:
    text = "# The lamp\n\nCreated: May 31, 2024 10:00 AM\nTags: lamp, pier\nAuthor: Ada Quay\nURL: {}\n\nText\n"
    found = article(text.format("https://quay.example/lamp"), "The lamp 0123456789abcdef0123456789abcdef.md")
    assert (found.title, found.published.isoformat()) == ("The lamp", "2024-05-31T10:00:00+00:00")
    assert (found.tags, found.link) == (("lamp", "pier"), "https://quay.example/lamp")
    assert found.body_line == 8


def test_lines_below_a_title_that_are_text_stay_text() -> None:
    for text in (
        "# The lamp\n\nNote: it is lit.\n\nText",
        "## A\n\nDate: 2024-05-31\n",
        "# The lamp\n\n2024-05-31: the lamp is lit.\n\nText",
        "# The lamp\n\n* It is lit.\n* Date: 2024-05-31\n\nText",
        "# The lamp\n\nIt is lit.\n\n2024-05-31\n",
        "# The lamp\nPlace: the pier\nPosted: by hand\n\nText",
    ):
        assert split_front_matter(text).kind == "none"


@pytest.mark.parametrize(
    "line",
    [
        *("Date: 2024-05-31", "* Date: 2024-05-31", "- **Date:** 2024-05-31", "**Date**: May 31, 2024"),
        *("_Posted: 31 May 2024_", "Published: 2024-05-31", "2024-05-31", "2024/5/31", "2024年5月31日", "*2024-05-31*"),
        *("May 31st, 2024", "_Published on 31 May 2024_", "31. Mai 2024", "31 de mayo de 2024", "31 мая 2024"),
    ],
)
def test_a_line_with_a_date_directly_below_the_title_is_the_date_and_stays_in_the_body(line: str) -> None:
    text = f"# The lamp\n{line}\n\nThe pier."
    found = article(text, "lamp.md")
    assert (found.title, found.published.isoformat()) == ("The lamp", "2024-05-31T00:00:00+00:00")
    assert found.body_line == 2
    assert split_front_matter(text).lines["title"] == 1


def test_the_start_date_of_a_proposal_is_its_date() -> None:
    text = "- Start Date: 2024-05-31\n- Issue: [12](https://quay.example/12)\n\n## Summary\n\nThe pier."
    found = article(text, "0012-pier.md")
    assert (found.published.isoformat(), found.body_line) == ("2024-05-31T00:00:00+00:00", 1)
    assert article(f"# Piers\n\n{text}", "0012-pier.md").published == found.published
    assert split_front_matter("- Start Date: (fill in)\n\nText").kind == "none"


def test_fields_beside_a_date_below_the_title_count() -> None:
    text = "# The lamp\n\n- Status: draft\n- Created: 2024-05-31\n\nThe pier."
    assert article(text, "lamp.md").status == "draft"


@pytest.mark.parametrize("key", ["source", "source_url", "original_url"])
def test_the_source_of_a_clipping_is_its_link_where_articles_have_no_pages(key: str) -> None:
    text = (
        f"---\ntitle: A\ncreated: 2024-05-31\nauthor:\n  - '[[Ada Quay]]'\n{key}: https://news.example.com/a\n---\nText"
    )
    found = article(text, "a.md")
    assert found.link == "https://news.example.com/a"
    assert [author.name for author in found.authors] == ["Ada Quay"]
    found = article(text, "a.md", articles={"permalink": "/:title/"})
    assert (found.link, found.target) == ("https://quay.example/a/", None)
    assert article(text.replace("/a\n", "\n"), "a.md").link is None
    assert article(text, "a.md", articles={"generator": "jekyll"}).link is None


@pytest.mark.parametrize(
    "value",
    ["[" * 500 + '{"@id": "a"}' + "]" * 500, '{"a": ' * 500 + "1" + "}" * 500, '{"@id": "a"}', '[{"name": [[]]}]'],
)
@pytest.mark.parametrize("key", ["author", "image", "articleSection", "keywords", "headline", "datePublished"])
def test_json_ld_of_any_depth_is_read(key: str, value: str) -> None:
    text = f'{{"@type": "Article", "@id": "a", "name": "A", "datePublished": "2024-05-31", "{key}": {value}}}'
    config = feedmaker.load_config({"site": {"title": "Quay", "url": "https://quay.example/"}})
    found, problems = feedmaker.read_article(document(f"<title>A</title>{json_ld(text)}").encode(), "a.html", config)
    assert found or problems


def test_comments_before_something_else_than_a_document_take_linear_time() -> None:
    program = (
        "from feedmaker.loader.frontmatter.dialects import split_front_matter as split;"
        "print(split('<!-- a -->' * 100_000 + '<p>', suffix='.html').kind)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout == "none\n"
