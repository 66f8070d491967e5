"""Links from one article to another, in the spellings of generators."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from posixpath import splitext
from textwrap import indent
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from site_folder import Site

from feedmaker.cli.console import Console
from feedmaker.config.schema import Articles, Config
from feedmaker.config.schema import Site as SiteSettings
from feedmaker.loader.body.article_links import body_references, references
from feedmaker.loader.body.article_references import (
    Page,
    by_document,
    by_name,
    by_spelling,
    candidates,
    find_articles,
    name_key,
)
from feedmaker.loader.body.render import BodyRenderer
from feedmaker.loader.links.permalink import site_references
from feedmaker.problems import Problem
from feedmaker.text.site_files import site_file, site_file_url

SITE = SiteSettings("S", "https://site.example/", "https://site.example/")
ARTICLES = ["a.md", "posts/b.md", "posts/c/index.md", "_posts/2024-05-01-d.md", "x/twice.md", "y/twice.md"]


def rendered(text: str, path: str = "posts/a.md", suffix: str = ".md") -> tuple[str, list[str]]:
    """Render a body among ARTICLES, each of which has a page of its name."""
    wanted = body_references(text, splitext(path)[0] + suffix, "auto")
    found = find_articles(wanted, enumerate(ARTICLES))
    pages = {one: Page(f"https://site.example/{number}/", f"Title {number}") for one, number in found.items()}
    body = BodyRenderer(Config(SITE)).render(
        text, kind="auto", suffix=suffix, base="https://site.example/p/", link=None, path=path, pages=pages
    )
    return body.html, [problem.code for problem in body.problems]


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("[x](b.md)", "1/"),
        ("[x](b.md#part)", "1/#part"),
        ("[x](<b.md>)", "1/"),
        ("[x](../a.md)", "0/"),
        ("[x](./c/index.md)", "2/"),
        ("[x](/posts/b.md)", "1/"),
        ("[x]({filename}b.md)", "1/"),
        ("[x]({filename}/posts/b.md#part)", "1/#part"),
        ("[x](|filename|../a.md)", "0/"),
        ("[x](link://slug/b#part)", "1/#part"),
        ("[x](<link://slug/d>)", "3/"),
        ('<a href="link://slug/b">x</a>', "1/"),
        ("[x](@/posts/b.md#part)", "1/#part"),
        ("[x](@site/blog/posts/b.md#part)", "1/#part"),
        ("[x][1]\n\n[1]: b.md#part", "1/#part"),
        ('<a href="b.md">x</a>', "1/"),
        ("[x]({% post_url 2024-05-01-d %})", "3/"),
        ("[x]({{ site.baseurl }}{% post_url 2024-05-01-d %}#part)", "3/#part"),
        ("[x]({% link _posts/2024-05-01-d.md %})", "3/"),
        ("[x][]\n\n[x]: {% post_url 2024-05-01-d %}", "3/"),
        ('[x]({{< ref "posts/b.md#part" >}})', "1/#part"),
        ('[x]({{< relref "c" >}})', "2/"),
        ("[x][]\n\n[x]: {{< ref \"/posts/b.md\" >}}", "1/"),
        ('<a href="{{< ref b.md >}}">x</a>', "1/"),
        ("[[b|x]]", "1/"),
        ("[[posts/b.md#Part|x]]", "1/"),
        ("![[B|x]]", "1/"),
    ],
)  # fmt: skip
def test_a_link_to_an_article_leads_to_its_page(text: str, url: str) -> None:
    html, problems = rendered(text)

    assert html == f'<p><a href="https://site.example/{url}">x</a></p>'
    assert problems == []


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("{% post_link d %}", "Title 3"),
        ("{% post_link 2024-05-01-d 'Its title' %}", "Its title"),
        ("{% post_link d Two words true %}", "Two words"),
    ],
)
def test_a_link_of_hexo_has_its_own_words_or_the_title(text: str, label: str) -> None:
    assert rendered(text)[0] == f'<p><a href="https://site.example/3/">{label}</a></p>'


@pytest.mark.parametrize(
    ("text", "url", "words"),
    [
        (":doc:`x <b>`", "1/", "x"),
        (":doc:`x <../a>`", "0/", "x"),
        (":doc:`x </posts/b>`", "1/", "x"),
        (":doc:`x </b>`", "1/", "x"),
        (":doc:`x <c/index>`", "2/", "x"),
        # a slug, as in Nikola
        (":doc:`x <d>`", "3/", "x"),
        (":doc:`x <b#part>`", "1/#part", "x"),
        (":doc:`b`", "1/", "Title 1"),
        (":doc:`d`", "3/", "Title 3"),
        ("`x <{filename}b.md>`_", "1/", "x"),
        ("`x <link://slug/d>`_", "3/", "x"),
        ("x_\n\n.. _x: link://slug/b#part", "1/#part", "x"),
        ("`x`__\n\n.. __: {filename}b.md", "1/", "x"),
        ("x_\n\n.. _x: {static}/b.pdf", "b.pdf", "x"),
    ],
)
def test_a_link_of_restructuredtext_leads_to_the_page_of_an_article(text: str, url: str, words: str) -> None:
    expected = f'<p><a href="https://site.example/{url}">{words}</a></p>'

    assert rendered(text, suffix=".rst") == (expected, [])
    note = indent(f".. note::\n\n{text}", "   ").lstrip()
    assert rendered(note, suffix=".rst")[0] == f"<aside>\n<p>Note</p>\n{expected}\n</aside>"


@pytest.mark.parametrize("text", ["[x](link://slug/none)", "[x](link://tag/b)", "`x <link://slug/twice>`_"])
def test_a_link_of_nikola_that_is_not_known_is_text_and_a_problem(text: str) -> None:
    assert rendered(text, suffix=".md" if "[" in text else ".rst") == ("<p>x</p>", ["link-dropped"])


@pytest.mark.parametrize("text", [":doc:`x <none>`", ":doc:`x`", ":doc:`x <twice>`", ":doc:`x <../b>`"])
def test_a_role_that_names_no_article_keeps_its_text_and_is_a_problem(text: str) -> None:
    assert rendered(text, suffix=".rst") == ("<p>x</p>", ["link-to-no-article"])


@pytest.mark.parametrize("link", [":doc:`b`", "`x <{filename}b.md>`_"])
@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a::\n\n    {}\n\nc", "<p>a:</p>\n<pre>{}</pre>\n<p>c</p>"),
        ("- a::\n\n    {}\n\n  c", "<ul>\n<li><p>a:</p>\n<pre>{}</pre>\n<p>c</p>\n</li>\n</ul>"),
        (".. code-block:: rst\n   :linenos:\n\n   {}\n\nc", "<pre><code>{}</code></pre>\n<p>c</p>"),
        (".. code::\n\n   {}\n\nc", "<pre><code>{}</code></pre>\n<p>c</p>"),
    ],
)
def test_code_of_restructuredtext_has_no_links(text: str, code: str, link: str) -> None:
    page = '<a href="https://site.example/1/">x</a>'
    shown = code.format(link.replace("<", "&lt;").replace(">", "&gt;"))

    assert rendered(text.format(link), suffix=".rst") == (shown, [])
    after = rendered(text.format(link) + " :doc:`x <b>`", suffix=".rst")[0]
    assert after == shown.replace("c</p>", f"c {page}</p>")


def test_a_literal_of_restructuredtext_has_no_links() -> None:
    assert "site.example" not in rendered("Write ``:doc:`b```.", suffix=".rst")[0]


def test_a_title_is_no_markup_and_an_address_no_name_in_restructuredtext() -> None:
    pages = {"d:b": Page("https://site.example/b_", "*A* `b` <c> |d| e_ \\f")}
    body = BodyRenderer(Config(SITE)).render(
        "See :doc:`b`.", kind="auto", suffix=".rst", base="", link=None, path="a.rst", pages=pages
    )

    link = '<a href="https://site.example/b_">*A* `b` &lt;c&gt; |d| e_ \\f</a>'
    assert (body.html, body.problems) == (f"<p>See {link}.</p>", ())


@pytest.mark.parametrize("text", ["[x](none.md)", "[x][1]\n\n[1]: none.md", '<a href="none.md">x</a>'])
def test_a_link_to_no_article_is_text_and_a_problem(text: str) -> None:
    html, problems = rendered(text)

    assert (html, problems) == ("<p>x</p>", ["link-to-no-article"])


def test_the_first_links_to_no_article_are_named_once_each_and_the_others_counted() -> None:
    text = "[x](b.md)\n" * 2 + "".join(f"[x](none{number}.md)\n" * 3 for number in range(30))
    body = BodyRenderer(Config(SITE)).render(text, kind="markdown", suffix=".md", base="", link=None, line=10, pages={})

    told = [(problem.line, problem.message.rpartition(": ")[2]) for problem in body.problems]
    assert told[:3] == [(10, "'b.md'"), (12, "'none0.md'"), (15, "'none1.md'")]
    assert (len(told), told[-1]) == (21, (10, "11 more"))


def test_a_link_of_a_wiki_has_the_words_of_its_note() -> None:
    assert rendered("[[B#Low *tide*]]")[0] == '<p><a href="https://site.example/1/">B &gt; Low *tide*</a></p>'
    assert rendered("関連[[B]]: x")[0] == '<p>関連<a href="https://site.example/1/">B</a>: x</p>'
    table = "| a |\n|---|\n| [[b\\|*x*]] |"
    assert '<td><a href="https://site.example/1/"><em>x</em></a></td>' in rendered(table)[0]


@pytest.mark.parametrize("text", ["[[None]]", "[[Twice]]", "![[b.png]]", "[[#Part]]", "`[[b]]`", "[[b]](x)", "a[[b]]"])
def test_double_brackets_that_name_no_article_are_shown_as_without_articles(text: str) -> None:
    body = BodyRenderer(Config(SITE)).render(
        text, kind="auto", suffix=".md", base="https://site.example/p/", link=None, path="posts/a.md"
    )

    assert rendered(text) == (body.html, [])


def test_commonmark_has_no_links_of_a_wiki() -> None:
    config = Config(SITE, articles=Articles(markdown="commonmark"))
    body = BodyRenderer(config).render(
        "[[b]]", kind="auto", suffix=".md", base="", link=None, pages={"w:b": Page("https://site.example/", "B")}
    )

    assert body.html == "<p>[[b]]</p>"


def test_a_note_is_found_by_any_case_and_with_hyphens() -> None:
    assert find_articles(["w:low-tide", "w:d"], [(1, "notes/Low tide.md"), (2, "2024-05-01-D.md")]) == {
        "w:low-tide": 1,
        "w:d": 2,
    }


def test_a_role_of_restructuredtext_names_a_file_by_its_path_or_by_its_slug() -> None:
    def found(text: str, *paths: str) -> set[int]:
        wanted = body_references(text, "posts/deep/a.rst", "auto")
        return set(find_articles(wanted, enumerate(paths)).values())

    assert found(":doc:`one-two`", "x/One Two.rst", "x/one-two-three.rst") == {0}
    assert found(":doc:`../b`", "b.rst", "posts/b.rst") == {1}
    assert found(":doc:`../../../b`", "posts/b.rst", "b.rst") == {1}
    assert found(":doc:`../b`", "x/posts/b.rst", "b.rst") == set()


def test_a_link_keeps_its_title() -> None:
    assert rendered('[x](b.md "t")')[0] == '<p><a href="https://site.example/1/" title="t">x</a></p>'


def test_an_article_without_a_page_is_not_linked_and_no_problem() -> None:
    text = "[x](b.md)"
    body = BodyRenderer(Config(SITE)).render(
        text, kind="auto", suffix=".md", base="", link=None, path="a.md", pages={"p:b.md": Page("", "B")}
    )

    assert (body.html, body.problems) == ("<p>x</p>", ())


@pytest.mark.parametrize(
    "text",
    [
        "`[x](b.md)`",
        "```\n[x](b.md)\n```",
        "<code>[x](b.md)</code>",
        "[x](https://other.example/b.md)",
        "[x](//o/b.md)",
    ],
)
def test_code_and_other_sites_name_no_article(text: str) -> None:
    assert references(text, "posts/a.md", "markdown") == ()


def test_a_tag_of_hexo_in_indented_code_stays_as_it_is() -> None:
    html, _ = rendered("Text.\n\n    see {% post_link b %}\n\n- item\n\n    see {% post_link b %}\n")

    assert "<pre><code>see {% post_link b %}\n</code></pre>" in html
    assert html.count('<a href="https://site.example/1/">Title 1</a>') == 1


_STEPS = st.sampled_from([
    "tides", "Tides", "low tide", "Low-Tide", "index", "INDEX", "_posts", "a.b", "straße", "STRASSE", "2024-05-01",
    "2024-05-01-tides", "2024-05-01T14 07", "2024-05-01t14-07", "20240501 2023-01-02-x", "x", "14 07",
])  # fmt: skip
_NAMES = st.lists(_STEPS, min_size=1, max_size=3).map("/".join)


@given(st.lists(st.tuples(st.sampled_from([by_document, by_name, by_spelling]), _NAMES)), st.lists(_NAMES, unique=True))
def test_the_candidates_of_references_are_all_articles_that_they_can_mean(
    named: list[tuple[Callable[..., str], str]], names: list[str]
) -> None:
    wanted = [by("", "", name) if by is by_document else by("", name) for by, name in named]
    paths = [f"{name}.md" for name in names]
    only = candidates(wanted)
    kept = [one for one in enumerate(paths) if only is None or name_key(names[one[0]]) in only[1]]

    assert find_articles(wanted, kept) == find_articles(wanted, enumerate(paths))


def test_two_spellings_of_one_article_both_name_it() -> None:
    found = find_articles(["n:2024-05-01-d", "n:_posts/2024-05-01-d"], enumerate(ARTICLES))

    assert found == {"n:2024-05-01-d": 3, "n:_posts/2024-05-01-d": 3}


def test_a_name_that_two_articles_have_names_none() -> None:
    assert find_articles(["n:twice", "n:x/twice", "p:y/twice.md"], enumerate(ARTICLES)) == {
        "n:x/twice": 4,
        "p:y/twice.md": 5,
    }


def test_a_path_from_the_site_of_docusaurus_on_names_an_article_of_its_blog() -> None:
    assert references("[x](@site/blog/b.md)", "posts/a.md", "markdown") == ("p:b.md",)
    # documents are no articles
    assert references("[x](@site/docs/b.md)", "posts/a.md", "markdown") == ("p:@site/docs/b.md",)
    # of two blogs, whose paths have prefixes
    assert references("[x](@site/stories/b.md)", ".blog/a.md", "markdown") == ("p:.stories/b.md",)


class TestBuilds:
    """Law 2: an entry depends on the pages of the articles that it names."""

    @pytest.fixture
    def site(self, tmp_path: Path) -> Site:
        site = Site(tmp_path / "site", articles={"permalink": "/:year/:title/"})
        site.article("a.md", "A", 1, "See [b](b.md), {% post_link b %}, [[b]].")
        site.article("b.md", "B", 2, "Text.")
        return site

    def check(self, site: Site, **options: Any) -> str:
        site.build(**options)
        assert site.files() == site.build_afresh(**options)
        return site.files()["feed.json"].decode()

    def test_a_new_address_or_title_of_an_article_reaches_the_entries_that_link_it(self, site: Site) -> None:
        assert '<a href=\\"https://' in self.check(site)

        site.article("b.md", "Other", 2, "Text.", permalink="/moved/")

        feed = self.check(site, new_ids=True)
        assert feed.count('/moved/\\"') == 3
        assert ">Other</a>" in feed

    def test_a_link_by_slug_leads_to_the_page_that_has_it_now(self, site: Site) -> None:
        site.article("a.md", "A", 1, "See [b](link://slug/tides).")
        assert ">b</a>" not in self.check(site)

        site.article("b.md", "B", 2, "Text.", permalink="/posts/tides/")
        assert '/posts/tides/\\">b</a>' in self.check(site, new_ids=True)

        site.article("c.md", "C", 2, "Words.", permalink="/notes/tides.html")
        assert ">b</a>" not in self.check(site, new_ids=True)

    def test_a_link_ends_with_its_article(self, site: Site) -> None:
        self.check(site)
        (site.folder / "articles" / "b.md").unlink()

        assert "/b/" not in self.check(site, allow_empty=True)

    def test_a_link_begins_when_its_article_is_due(self, site: Site) -> None:
        site.article("b.md", "B", "2024-08-01", "Text.")
        assert "See b" in self.check(site)
        site.article("b.md", "B", 2, "Text.")

        assert '">b</a>' in self.check(site)


class TestLinksThatCannotBeRight:
    def test_articles_with_one_link_are_named(self, tmp_path: Path) -> None:
        site = Site(tmp_path / "site", articles={"permalink": "/:year/"})
        for name in "abc":
            site.article(f"{name}.md", name, 1, f"Text {name}.", guid=name)
        site.article("d.md", "D", 1, "Text.", guid="d", permalink="/d/")

        problems = [problem for problem in site.build().problems if problem.code == "link-shared"]

        (problem,) = problems
        assert problem.path == "articles/a.md"
        assert problem.message.startswith("3 articles have one link: https://")
        assert problem.message.endswith("/2024/: articles/a.md, articles/b.md, articles/c.md")

    def test_copies_of_one_article_share_its_link_and_that_is_no_problem_of_links(self, tmp_path: Path) -> None:
        site = Site(tmp_path / "site", articles={"permalink": "/:year/"})
        for name in "ab":
            site.article(f"{name}.md", "T", 1, "Text.")

        assert [problem.code for problem in site.build().problems] == ["article-copied"]

    def test_a_build_says_how_many_articles_have_no_link(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        site = Site(tmp_path / "site")
        site.article("a.md", "A", 1)
        site.article("b.md", "B", 2, "Text.", permalink="/b/")
        site.article("c.md", "C", "2099-01-01", "Text.")

        report = site.build()

        assert [problem for problem in report.problems if problem.code == "link-missing"] == [
            Problem(
                "link-missing",
                "1 article has no link",
                "set articles.permalink, or write a permalink in each",
                path="config.yaml",
            )
        ]
        Console(quiet=True, verbose=False).print_report(report, dry_run=False)
        assert capsys.readouterr().err == (
            "config.yaml: 1 article has no link\n  hint: set articles.permalink, or write a permalink in each\n"
        )

    def test_the_number_of_articles_without_link_is_said_in_every_build_and_news_only_once(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        site = Site(tmp_path / "site")
        site.article("a.md", "A", 1)
        site.build()
        site.article("b.md", "B", 2)

        report = site.build()

        assert [problem.message for problem in report.problems] == ["2 articles have no link"]
        assert report.new_problems == ()
        Console(quiet=True, verbose=False).print_report(report, dry_run=False)
        assert capsys.readouterr().err == ""
        Console(quiet=False, verbose=False).print_report(report, dry_run=False)
        assert capsys.readouterr().err.count("2 articles have no link: set articles.permalink") == 1


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("![x]({static}/images/a.png)", '<img src="https://site.example/images/a.png" alt="x">'),
        ("![x]({static}a%20b.png)", '<img src="https://site.example/posts/a%20b.png" alt="x">'),
        ('<img src="|static|../a.png">', '<img src="https://site.example/a.png">'),
        ("[x]({index}#part)", '<a href="https://site.example/index.html#part">x</a>'),
        # the addresses of these pages are not known: no link is better than a wrong one
        ("[x]({tag}rope)", "x"),
        ("[x]({category}Rope and tar)", "x"),
        ("[x]({static}/my rope.pdf)", '<a href="https://site.example/my%20rope.pdf">x</a>'),
        ('![x]({static}/a.png "A rope")', '<img src="https://site.example/a.png" alt="x" title="A rope">'),
        ("`[x]({static}/a.png)`", "<code>[x]({static}/a.png)</code>"),
    ],
)
def test_references_of_pelican_lead_to_files_of_the_site(text: str, html: str) -> None:
    assert rendered(text)[0].removeprefix("<p>").removesuffix("</p>") == html


@pytest.mark.parametrize("name", ["tag", "category", "author"])
def test_a_reference_of_pelican_to_a_page_that_is_not_known_is_named(name: str) -> None:
    body = BodyRenderer(Config(SITE)).render(
        f"See [x]({{{name}}}Rope and tar).",
        kind="markdown",
        suffix=".md",
        base="https://site.example/",
        link=None,
        line=7,
    )

    assert [(problem.code, problem.line, problem.message) for problem in body.problems] == [
        ("link-dropped", 7, f"link to no web page is left out, and its text stays: '{name}:Rope%20and%20tar'")
    ]


# What Pelican 4.12 makes of them, but for "%20", which it takes for a part of the name.
@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("[x]({tag}Old Rope)", "t/old-rope.html"),
        ("[x]({tag}Old%20Rope#end)", "t/old-rope.html#end"),
        ("[x](|tag|Größe)", "t/grosse.html"),
        ('<a href="{category}Rohe Größe">x</a>', "c/Rohe-Gr%C3%B6%C3%9Fe/"),
        # not known, and no slug
        ("[x]({author}Zoë)", None),
        ("[x]({tag}++)", None),
    ],
)
def test_references_of_pelican_lead_to_the_pages_of_names(text: str, page: str | None) -> None:
    pages = {"tag": "pelican:/t/:slug.html", "category": "pelican:/c/:slug(unicode,case)/"}
    site = replace(SITE, url="https://site.example/log/", pages=pages)
    body = BodyRenderer(Config(site), site_references(site)).render(
        text, kind="markdown", suffix=".md", base=site.url, link=None
    )

    assert body.html == ("<p>x</p>" if page is None else f'<p><a href="{site.url}{page}">x</a></p>')
    assert [problem.code for problem in body.problems] == ["link-dropped"] * (page is None)


# What Nikola 8.3 makes of them.
@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("[x](link://tag/rope)", "categories/rope/"),
        ("[x](<link://tag/Old Tar>)", "categories/old-tar/"),
        ("[x](link://category/ship)", "categories/cat_ship/"),
        ('<a href="link://author/Ann">x</a>', "authors/ann/"),
        ("[x](link://root)", ""),
        ("[x](/posts/knot/)", "posts/knot/"),
        ("<a href='/raw/'>x</a>", "raw/"),
        ("[x](../knot/)", "posts/knot/"),
        # not known
        ("[x](link://archive/2024)", None),
    ],
)
def test_references_and_addresses_of_nikola_lead_to_pages_under_the_folder_of_the_site(
    text: str, page: str | None
) -> None:
    pages = {"tag": "nikola:/categories/:name/", "category": "nikola:/categories/cat_:name/"}
    site = replace(SITE, url="https://site.example/log/", pages={**pages, "author": "nikola:/authors/:name/"})
    body = BodyRenderer(Config(site, articles=Articles(root="site")), site_references(site)).render(
        text, kind="markdown", suffix=".md", base=f"{site.url}posts/bend/", link=None
    )

    assert body.html == ("<p>x</p>" if page is None else f'<p><a href="{site.url}{page}">x</a></p>')


@pytest.mark.parametrize(
    ("file", "url"),
    [("c.pdf", "p/c.pdf"), ("deep/c.pdf", "p/deep/c.pdf"), ("../c.pdf", "p/c.pdf"), ("/posts/c.pdf", "p/c.pdf")],
)
def test_attached_files_are_beside_the_page(file: str, url: str) -> None:
    site = "https://site.example/"

    assert site_file_url("attach", file, site, "posts/a.md", f"{site}p/") == f"{site}{url}"


def test_a_value_of_the_front_matter_may_name_a_file_of_the_site() -> None:
    site = "https://site.example/blog/"

    assert site_file("{static}/images/a.png", site, "a.md") == f"{site}images/a.png"
    assert site_file("{curly} text", site, "a.md") == "{curly} text"
