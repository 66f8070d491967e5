"""HTML documents as browsers, crawlers and news sites have them: where their metadata are found."""

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


@pytest.mark.parametrize("text", ["", "null", "[[]]", '{"@graph": 1}', '{"@type": 1}', "{" * 50_000, "]]>", "[1, {}]"])
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
