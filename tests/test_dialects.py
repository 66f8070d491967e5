"""Dialects of Markdown: their features become HTML, and code and what is not understood stay as they are."""

import time
from pathlib import Path

import pytest
from body_samples import SITE, render

from feedmaker.config.schema import Articles, Config, Dialect, Site
from feedmaker.generators import recognise
from feedmaker.loader.article import article_settings, read_article

CASES = Path(__file__).parents[2] / "shared" / "cases"
SETTINGS = article_settings(Config(site=Site("Harbour", SITE, SITE)))
VIDEO = '<a href="https://www.youtube.com/watch?v=dQw4w9WgXcQ">Video: YouTube</a>'


def html(text: str, dialect: Dialect = "auto", suffix: str = ".md") -> str:
    return render(text, suffix, Articles(markdown=dialect)).html


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            '!!! warning "Low *bridge*"\n\n    Mind your\n    **mast**.\n\nAfter',
            (
                "<blockquote><p><strong>Low <em>bridge</em></strong></p>\n"
                "<p>Mind your\n<strong>mast</strong>.</p>\n</blockquote>\n<p>After</p>"
            ),
        ),
        ("!!! sea-note\n    Text", "<blockquote><p><strong>Sea note</strong></p>\n<p>Text</p>\n</blockquote>"),
        ('!!! note ""\n    Text', "<blockquote>\n<p>Text</p>\n</blockquote>"),
        ("??? tip\n    Text", "<details><summary>Tip</summary>\n<p>Text</p>\n</details>"),
        (
            '???+ tip "Open"\n\tText\n\n\tMore',
            '<details open=""><summary>Open</summary>\n<p>Text</p>\n<p>More</p>\n</details>',
        ),
        (
            '=== "Sail"\n\n    Wind\n\n=== "Oar"\n\n    Arms\n',
            (
                "<div><p><strong>Sail</strong></p>\n<p>Wind</p>\n</div>\n"
                "<div><p><strong>Oar</strong></p>\n<p>Arms</p>\n</div>"
            ),
        ),
        (
            "!!! note\n    A\n\n    !!! tip\n        B\n\n    C",
            (
                "<blockquote><p><strong>Note</strong></p>\n<p>A</p>\n"
                "<blockquote><p><strong>Tip</strong></p>\n<p>B</p>\n</blockquote>\n<p>C</p>\n</blockquote>"
            ),
        ),
        (
            "- One\n\n    !!! note\n        In it\n\n- Two",
            (
                "<ul>\n<li>\n<p>One</p>\n  <blockquote><p><strong>Note</strong></p>\n<p>In it</p>\n  </blockquote>\n"
                "</li>\n<li>\n<p>Two</p>\n</li>\n</ul>"
            ),
        ),
        (
            "!!! note\n    ```sh\n    !!! x\n        y\n    ```\n\nAfter",
            (
                '<blockquote><p><strong>Note</strong></p>\n<pre><code class="language-sh">!!! x\n    y\n'
                "</code></pre>\n\n"
                "</blockquote>\n<p>After</p>"
            ),
        ),
    ],
)
def test_admonitions_and_tabs_of_python_markdown(text: str, expected: str) -> None:
    shown = html(text)

    assert shown.replace("\n\n", "\n") == expected.replace("\n\n", "\n")


@pytest.mark.parametrize(
    "text",
    [
        "!!! note\nno indented block",
        "!!! what a day!!!\n\n    code",
        "Title\n=====",
        "??? really\n\nno",
        "=== a\n    b",
    ],
)
def test_what_only_begins_like_an_admonition_stays_text(text: str) -> None:
    assert html(text) == html(text, "commonmark")


def test_the_language_of_indented_code() -> None:
    assert html("Text\n\n    :::python\n    if tide:\n        wait()\n\nAfter") == (
        '<p>Text</p>\n<pre><code class="language-python">if tide:\n    wait()\n</code></pre>\n<p>After</p>'
    )
    assert html("Text\n\n    #!sh\n    ls", "python-markdown") == (
        '<p>Text</p>\n<pre><code class="language-sh">ls\n</code></pre>'
    )
    assert html("Text\n\n    #!sh\n    ls") == "<p>Text</p>\n<pre><code>#!sh\nls\n</code></pre>"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("> [!tip]+ Sea *legs*\n> Words", "<strong>Sea <em>legs</em></strong><br>\nWords"),
        ("> [!my-box]\n> Words", "<strong>My box</strong><br>\nWords"),
        ("> [!NOTE]\n>\n> Words", "<strong>Note</strong></p>\n<p>Words"),
        ("> [!faq]- Only a title", "<strong>Only a title</strong>"),
    ],
)
def test_callouts(text: str, expected: str) -> None:
    assert html(text) == f"<blockquote>\n<p>{expected}</p>\n</blockquote>"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (":::tip[Sea]\n\nWords\n\n:::", "<blockquote><p><strong>Sea</strong></p>\n<p>Words</p>\n</blockquote>"),
        (':::note{title="Sea"}\nWords\n:::', "<blockquote><p><strong>Sea</strong></p>\n<p>Words</p>\n</blockquote>"),
        ('::: {.callout-tip collapse="true"}\nWords\n:::', "<blockquote>\n<p>Words</p>\n</blockquote>"),
        ('::: {.tip title="Sea"}\nWords\n:::', "<blockquote><p><strong>Sea</strong></p>\n<p>Words</p>\n</blockquote>"),
        ("::: {#fig-one layout-ncol=2}\nWords\n:::", "<div>\n<p>Words</p>\n</div>"),
        ("::: warning :::\nWords\n:::", "<blockquote>\n<p>Words</p>\n</blockquote>"),
        (":::{note}\nWords\n:::", "<blockquote>\n<p>Words</p>\n</blockquote>"),
        ("::::: {.columns}\n::: {.column}\nA\n:::\n:::::", "<div>\n<div>\n<p>A</p>\n</div>\n</div>"),
    ],
)  # fmt: skip
def test_containers_have_no_attributes_in_their_text(text: str, expected: str) -> None:
    assert html(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[[Gull|the gull]] sings", "the gull sings"),
        ("A [[Gull]] and a [[sea gull]]", "A Gull and a sea gull"),
        ("[[Gull#Wings#Left]]", "Gull &gt; Wings &gt; Left"),
        ("[[#Wings]]", "Wings"),
        ("![[gull.png]]", '<img src="https://example.org/blog/p/gull.png" alt="">'),
        ("![[my gull.png|a *gull*|40x30]]",
         '<img src="https://example.org/blog/p/my%20gull.png" alt="a *gull*" width="40" height="30">'),
        ("![[Gull]]", "Gull"),
        ("`[[Gull]]` and [[Gull]]", "<code>[[Gull]]</code> and Gull"),
        ("参考[[海鸥]]的叫声，見![[a.png]]", '参考海鸥的叫声，見<img src="https://example.org/blog/p/a.png" alt="">'),
        ("About the [[Sea gull]]: it sings. [[Gull]][[Tern]]", "About the Sea gull: it sings. GullTern"),
    ],
)  # fmt: skip
def test_wiki_links_keep_their_words_and_pictures(text: str, expected: str) -> None:
    assert html(text) == f"<p>{expected}</p>"


@pytest.mark.parametrize(
    "text", ["`a`[[1, 2]]", "[[nodiscard]]", "x[[Gull]]", r"\[[Gull]]", "[[ -f Gull ]]", "[[menu.main]]"]
)
def test_double_brackets_that_may_be_something_else_stay(text: str) -> None:
    assert html(text) == html(text, "commonmark")


@pytest.mark.parametrize("code", ["[[Gull|a]]", "%% a %%", "T{/* a */}", "![a](/b.png =1x1)", "[gallery ids=1]"])
def test_indented_code_is_as_it_was(code: str) -> None:
    for text in (f"Text\n\n    {code}\n    b", f"    {code}", f"Text\n\n\tb\n\n\t{code}\n"):
        assert html(text) == html(text, "commonmark")
    assert html(f"- One\n\n    {code}") != html(f"- One\n\n    {code}", "commonmark")


def test_obsidian_takes_every_pair_of_brackets() -> None:
    assert html("[[gull]] ==and== sea", "obsidian") == "<p>gull <mark>and</mark> sea</p>"


def test_a_reference_in_brackets_is_a_link() -> None:
    assert html("[[Gull]] sings\n\n[Gull]: /gull") == '<p>[<a href="https://example.org/gull">Gull</a>] sings</p>'


SECRET = "wage talks"


@pytest.mark.parametrize(
    "text",
    [
        f"Open\n\n%% {SECRET} %%\n\nafter",
        f"Open\n\n%%\n{SECRET}\n\n- {SECRET}\n%%\n\nafter",
        f"Open %%{SECRET}%% after",
        f"Open\n\n%% {SECRET}\n\nand {SECRET} %%\n\nafter",
        f"Open {{::comment}}{SECRET}{{:/comment}} after",
        f"Open\n\n{{/* {SECRET}\n\n{SECRET} */}}\n\nafter",
    ],
)
def test_comments_never_leave_the_vault(text: str) -> None:
    body = render(text)

    assert SECRET not in body.html + body.excerpt
    assert "Open" in body.html
    assert "after" in body.html


def test_a_heading_in_a_comment_is_no_title() -> None:
    data = f"---\ndate: 2024-05-01\n---\n%%\n# {SECRET}\n%%\n\nOpen\n".encode()
    article = read_article(data, "gull.md", SETTINGS).article

    assert article is not None
    assert SECRET not in article.title


def test_short_lines_of_plain_text_are_verses() -> None:
    wrapped = "The keeper went up the stairs of the tower, and lit the lamp\nwhen it was dark."
    assert html(f"The tide comes in\n  and goes out.\n\n{wrapped}", suffix=".txt") == (
        f"<p>The tide comes in<br>\nand goes out.</p>\n<p>{wrapped}</p>"
    )
    others = "Tide\n====\n- a\n- b\n\n# C\n\n    x\n    y\n\n|a|\n|-|\n|b|\n\n```\nx\ny\n```"
    assert html(others, suffix=".txt") == html(others)
    assert html("The tide\ncomes in") == "<p>The tide\ncomes in</p>"


def test_a_note_of_obsidian_in_html_hides_its_comments() -> None:
    assert html(f"<div>\n<p>Gull %%{SECRET}%%</p>\n</div>", "obsidian") == "<div>\n<p>Gull </p>\n</div>"
    assert html(f'=== "Tab"\n\n    Gull %%{SECRET}%% sings', "obsidian").count(SECRET) == 0
    deep = "<div>" * 600 + f"%%{SECRET}%% Gull" + "</div>" * 600
    assert SECRET not in html(deep, "obsidian")


def test_an_open_comment_of_obsidian_hides_the_rest() -> None:
    assert html(f"Open\n\n%% {SECRET}", "obsidian") == "<p>Open</p>"


@pytest.mark.parametrize("text", ["100%% sure, 50%% not", "`%% a %%`", "%d%%, %s%%", "%% one\n%% two\n%% three"])
def test_two_percent_signs_in_prose_stay(text: str) -> None:
    assert html(text) == html(text, "commonmark")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("![a](/b.png =30x20)", '<img src="https://example.org/b.png" alt="a" width="30" height="20">'),
        ('![a](/b.png =x20 "T")', '<img src="https://example.org/b.png" alt="a" height="20" title="T">'),
        ("![a](/b.png =50%x)", '<img src="https://example.org/b.png" alt="a">'),
        ('![](/b.png align="left")', '<img src="https://example.org/b.png" alt="">'),
        ("![a](/b.png){ width=30 .wide }", '<img src="https://example.org/b.png" alt="a" width="30">'),
        ('![a](/b.png "T"){: width="30px" loading=lazy}',
         '<img src="https://example.org/b.png" alt="a" width="30" title="T">'),
        ("![a](/b.png){width=50%}", '<img src="https://example.org/b.png" alt="a">'),
        ("[a](/b){target=_blank} c", '<a href="https://example.org/b">a</a> c'),
        ("`x`{.python} y", "<code>x</code> y"),
        ("@[youtube](dQw4w9WgXcQ)", VIDEO),
        ("%[https://youtu.be/dQw4w9WgXcQ]", VIDEO),
        ("[wide words]{.wide} and [a]{y}", "wide words and [a]{y}"),
        ("[[a]]{.b} x[0]{.c} [a](/b)", '[[a]]{.b} x[0]{.c} <a href="https://example.org/b">a</a>'),
        ("f(x){y} and a){b: c} stay", "f(x){y} and a){b: c} stay"),
        ("Ann@[home](/h) stays", 'Ann@<a href="https://example.org/h">home</a> stays'),
    ],
)  # fmt: skip
def test_sizes_attributes_and_players(text: str, expected: str) -> None:
    assert html(text) == f"<p>{expected}</p>"


def test_a_caption_below_a_sized_picture_is_markdown() -> None:
    assert html("![a](/b.png =30x20)\n*the quay*") == (
        '<p><img src="https://example.org/b.png" alt="a" width="30" height="20">\n<em>the quay</em></p>'
    )


def test_kramdown() -> None:
    assert html("1. TOC\n{:toc}\n\nWords\n{: .lead}\n") == "<p>Words</p>"
    assert html("Ebb\n: *out*\n: away\n\nFlood\n: in") == (
        "<dl>\n<dt>Ebb</dt>\n<dd><em>out</em></dd>\n<dd>away</dd>\n<dt>Flood</dt>\n<dd>in</dd>\n</dl>"
    )
    assert html("The RNLI and `RNLI`, [RNLI](/r).\n\n*[RNLI]: Lifeboats & more\n") == (
        '<p>The <abbr title="Lifeboats &amp; more">RNLI</abbr> and <code>RNLI</code>,'
        ' <a href="https://example.org/r">RNLI</a>.</p>'
    )


@pytest.mark.parametrize("info", ["{.r}", "{r}", "{r tide, echo=FALSE}", "{.r .numbered}"])
def test_the_language_of_code_in_braces(info: str) -> None:
    assert html(f"```{info}\nx\n```") == '<pre><code class="language-r">x\n</code></pre>'


def test_properties_of_blocks_and_sizes_of_logseq_are_not_shown() -> None:
    text = "- Ebb\n  collapsed:: true\n\t- ![a](/a.png){:height 3, :width 4}\n\t  card-last-score:: 5"
    assert html(text, "obsidian") == (
        '<ul>\n<li>\n<p>Ebb</p>\n<ul>\n<li><img src="https://example.org/a.png" alt="a"></li>\n</ul>\n</li>\n</ul>'
    )
    assert "id:: 1" in html("`id:: 1`", "obsidian")


def test_obsidian_has_ids_of_paragraphs() -> None:
    assert html("Words ^a1b2\n\n`x ^a1`", "obsidian") == "<p>Words</p>\n<p><code>x ^a1</code></p>"
    assert html("Words ^a1b2") == "<p>Words ^a1b2</p>"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "<aside>\n[x](/a) *b*\n</aside>",
            '<aside>\n<p><a href="https://example.org/a">x</a> <em>b</em></p>\n</aside>',
        ),
        ("<div>*a* b</div>", "<div><em>a</em> b</div>"),
        ("<table>\n    <tr>\n        <td>*a*</td>\n    </tr>\n</table>", "<td><em>a</em></td>"),
        ("<figure>\n  <figcaption>\n      *a*\n  </figcaption>\n</figure>", "<figcaption>\n<p><em>a</em></p>"),
        ("<div>\n    *a*\n</div>", "<pre><code>*a*\n</code></pre>"),
        ("<pre>\n*a*\n\n*b*\n</pre>", "<pre>*a*\n\n*b*\n</pre>"),
        ("- a\n\n  <div>*b*</div>\n\n- c", "<li>\n<p>a</p>\n<div><em>b</em></div>\n</li>"),
        (
            "- the [a\n  b](/c).\n-   <https://example.org/d>.\n    [e\n    f](/g)",
            '<a href="https://example.org/g">e\nf</a>',
        ),
    ],
)
def test_text_in_html_is_markdown_for_pandoc(text: str, expected: str) -> None:
    assert expected in html(f"Before *all*\n\n{text}\n", "pandoc")


def test_text_in_code_of_html_is_mdx() -> None:
    text = 'A\n\n<code style={{display: "block"}}>\n<span style={{color: "#686868"}}># In</span> {"{"}\n</code>\n'

    assert html(text, "mdx") == "<p>A</p>\n<p><code>\n<span># In</span> {\n</code></p>"
    assert html("A\n\n<pre>{`a {b}`}</pre>\n", "mdx") == "<p>A</p>\n<pre>a {b}</pre>"


@pytest.mark.parametrize("dialect", ["kramdown", "python-markdown", "mdx", "pandoc"])
def test_an_address_that_begins_a_line_divides_no_paragraph(dialect: Dialect) -> None:
    made = html("Before\n<https://example.org/a> *b*\nafter\n", dialect)

    assert made.count("<p>") == 1
    assert "<em>b</em>\nafter" in made


def test_pandoc() -> None:
    assert html("H~2~O and m^2^", "pandoc") == "<p>H<sub>2</sub>O and m<sup>2</sup></p>"


@pytest.mark.parametrize(
    ("text", "dialect", "shown"),
    [
        ("Text\n<div>\n*raw*\n</div>\nmore *x*", "kramdown",
         "<p>Text</p>\n<div>\n*raw*\n</div>\n<p>more <em>x</em></p>"),
        ("<img src=\"/a.png\">\n[a](/b)", "python-markdown",
         "<p><img src=\"https://example.org/a.png\">\n<a href=\"https://example.org/b\">a</a></p>"),
        ("*a*\n<ul>\n    <li>a</li>\n\n    <li>b</li>\n</ul>", "kramdown",
         "<p><em>a</em></p>\n<ul>\n    <li>a</li>\n<li>b</li>\n</ul>"),
        ("<pre>\na\n\n*b*\n</pre>\n*c*", "kramdown", "<pre>a\n\n*b*\n</pre>\n<p><em>c</em></p>"),
        ("*a*\n\n    <div>\n    <br>\n\n    <p>\n    x\n*b*", "kramdown",
         "<p><em>a</em></p>\n<pre><code>&lt;div&gt;\n&lt;br&gt;\n\n&lt;p&gt;\nx\n</code></pre>\n<p><em>b</em></p>"),
        ("<!-- a\n<div>\n-->\n*b*", "kramdown", "<p><em>b</em></p>"),
        ("*a*\n\n<x-box a='b'\n       c='d'\n       e='f'></x-box>\n\n*b*", "kramdown",
         "<p><em>a</em></p>\n<p></p>\n<p><em>b</em></p>"),
        ("*a*\n\n<details\n  open='x'\n>\n<summary>S</summary>\n*b*\n</details>", "mdx",
         "<p><em>a</em></p>\n<details open=\"x\">\n<summary>S</summary>\n<p><em>b</em></p>\n</details>"),
        ("- a\n\n  <img\n    src='/x.png'\n  />", "mdx",
         "<ul>\n<li>\n<p>a</p>\n<img src=\"https://example.org/x.png\">\n</li>\n</ul>"),
        ("<center>\n![a](/b.png)\n</center>", "mdx",
         "<center>\n<p><img src=\"https://example.org/b.png\" alt=\"a\"></p>\n</center>"),
        ("*b*\n\n<p align='center'>*a*</p>", "mdx", "<p><em>b</em></p>\n<p><em>a</em></p>"),
        ("One\n\n    two\n\n- a\n\n      b", "eleventy",
         "<p>One</p>\n<p>two</p>\n<ul>\n<li>\n<p>a</p>\n<p>b</p>\n</li>\n</ul>"),
        ("```\n    a\n\n    b\n```", "eleventy", "<pre><code>    a\n\n    b\n</code></pre>"),
        ("from ~5 to ~6, ~~gone~~", "kramdown", "<p>from ~5 to ~6, <del>gone</del></p>"),
        ("https://a.example/b~c and <a href='/d~e'>~f~</a>", "kramdown",
         '<p><a href="https://a.example/b~c">https://a.example/b~c</a> and <a href="https://example.org/d~e">~f~</a></p>'),
        ("```\na\n^\n```\n- b\n^\n- c", "kramdown",
         "<pre><code>a\n^\n</code></pre>\n<ul>\n<li>b</li>\n</ul>\n\n<ul>\n<li>c</li>\n</ul>"),
        ("`[a] [b]` [a] [b] [c] [d]\n\n[b]: /b", "kramdown",
         "<p><code>[a] [b]</code> <a href=\"https://example.org/b\">a</a> [c] [d]</p>"),
        ("See [x](see below).", "auto", "<p>See [x](see below).</p>"),
        ("`](a b.pdf)` [x](a b.pdf)", "auto", '<p><code>](a b.pdf)</code> <a href="https://example.org/blog/p/a%20b.pdf">x</a></p>'),
        ("见https://a.example/x?y=1&z=2，再", "auto", '<p>见<a href="https://a.example/x?y=1&amp;z=2">https://a.example/x?y=1&amp;z=2</a>，再</p>'),
        ("www.a.example，b", "auto", '<p><a href="http://www.a.example/">www.a.example</a>，b</p>'),
        ("[x，y](https://a.example/，y)", "auto", '<p><a href="https://a.example/%EF%BC%8Cy">x，y</a></p>'),
    ],
)  # fmt: skip
def test_what_libraries_read_otherwise_than_commonmark(text: str, dialect: Dialect, shown: str) -> None:
    assert render(text, ".md", Articles(markdown=dialect, body="markdown")).html == shown


@pytest.mark.parametrize("dialect", ["kramdown", "python-markdown"])
def test_a_bar_between_two_pieces_of_code_ends_a_cell(dialect: Dialect) -> None:
    shown = html("| a | b |\n|---|---|\n| `c` | `d` |\n| ``e|f`` | `g` and `h|i` |\n", dialect)

    cells = ("c</code>", "d</code>", "e|f</code>", "g</code> and <code>h|i</code>")
    assert [cell for cell in cells if f"<td><code>{cell}</td>" in shown] == list(cells)


def test_tables_of_kramdown_need_no_head() -> None:
    table = "Before\n\n| a | `b|c` |\n| d | e | f |\n|===|\n| g |\n"

    assert html(table, "kramdown").count("<td>") == 9
    assert "<code>b|c</code>" in html(table, "kramdown")
    assert "<thead" not in html(table, "kramdown")
    assert "<table" not in html(table)
    assert "\ufde1" not in html("\n|" + "a|" * 2000, "kramdown")


@pytest.mark.parametrize("dialect", ["hexo", "obsidian"])
def test_line_breaks_that_are_line_breaks(dialect: Dialect) -> None:
    assert html("one\ntwo", dialect) == "<p>one<br>\ntwo</p>"
    assert html("one\ntwo") == "<p>one\ntwo</p>"


@pytest.mark.parametrize(
    ("configuration", "dialect"),
    [
        ("new_post_name: :title.md", "hexo"),
        ("new_post_name: :title.md\nmarked: {breaks: false}", "auto"),
        ("new_post_name: :title.md\nmarkdown: {render: {breaks: false}}", "auto"),
        ("markdown: kramdown", "kramdown"),
    ],
)
def test_the_generator_of_a_site_decides_its_dialect(tmp_path: Path, configuration: str, dialect: str) -> None:
    posts = tmp_path / ("_posts" if dialect == "kramdown" else "source/_posts")
    posts.mkdir(parents=True)
    (posts / "2024-05-01-gull.md").write_text("---\ntitle: Gull\ndate: 2024-05-01\n---\nOne\n")
    (tmp_path / "_config.yml").write_text(f"title: T\nurl: https://example.org\n{configuration}\n")
    found = recognise(tmp_path)

    assert found is not None
    assert found.settings["articles.markdown"].value == dialect


MDX = """import quay from './img/quay.png';
import {Tide} from '@site/src/tide';

export const level = {
  now: 3,
};

# Quay

The tide is {level.now} at {"noon"}. {/* not for you */}

<img src={quay} alt="the quay" style={{width: '3em'}} onClick={() => go(1)} />

<Tide at={3}>inner *words*</Tide>

<img src={require('./img/boat.png').default} alt="" />

```mdx-code-block
<Tide>boxed</Tide>
```

```js
const code = {kept: true};
```

An \\{escaped} brace, `{code}`.
"""


def test_mdx() -> None:
    body = render(MDX, ".mdx")

    assert body.html == (
        '<h1 id="quay">Quay</h1>\n<p>The tide is  at noon.</p>\n'
        '<img src="https://example.org/blog/p/img/quay.png" alt="the quay">\n'
        "<p>inner <em>words</em></p>\n"
        '<img src="https://example.org/blog/p/img/boat.png" alt="">\n'
        "<p>boxed</p>\n"
        '<pre><code class="language-js">const code = {kept: true};\n</code></pre>\n'
        "<p>An {escaped} brace, <code>{code}</code>.</p>"
    )
    assert [(problem.code, problem.line) for problem in body.problems] == [("template-tag-dropped", 10)]
    assert "{level.now}" in body.problems[0].message
    assert html(MDX, "mdx") == body.html


def test_braces_of_other_files_are_text() -> None:
    assert html("The set {a, b} and {c}") == "<p>The set {a, b} and {c}</p>"
    assert html("A { that is open", "mdx") == "<p>A { that is open</p>"


@pytest.mark.parametrize("suffix", [".md", ".html"])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            '[caption id="a_1" width="300"]<a href="/q"><img src="/q.jpg" alt="q"></a> The quay[/caption]',
            (
                '<figure><a href="https://example.org/q"><img src="https://example.org/q.jpg" alt="q"></a>'
                "<figcaption>The quay</figcaption></figure>"
            ),
        ),
        (
            '[caption caption="The quay"]<img src="/q.jpg">[/caption]',
            '<figure><img src="https://example.org/q.jpg"><figcaption>The quay</figcaption></figure>',
        ),
        ("[youtube https://www.youtube.com/watch?v=dQw4w9WgXcQ]", VIDEO),
        ("[youtube=https://www.youtube.com/watch?v=dQw4w9WgXcQ]", VIDEO),
        ("[embed width=3]https://youtu.be/dQw4w9WgXcQ[/embed]", VIDEO),
        ('[video mp4="/v/tide.mp4"][/video]', '<a href="https://example.org/v/tide.mp4">tide.mp4</a>'),
        ("<code>[gallery ids=1]</code>", "<code>[gallery ids=1]</code>"),
    ],
)
def test_shortcodes_of_wordpress(text: str, expected: str, suffix: str) -> None:
    assert expected in html(f"<p>So {text} there</p>" if suffix == ".html" else f"So {text} there", suffix=suffix)


def test_code_with_the_tag_that_ends_code_of_hexo_is_whole() -> None:
    code = "{% codeblock %}\n{{ tide }}\n{% endcodeblock %}\n"
    assert html(f"```swig Of the tag\n{code}```\n\nAfter", "hexo") == (
        f'<pre><code class="language-swig">{code}</code></pre>\n<p>After</p>'
    )


def test_code_with_a_caption_in_a_list_of_hexo() -> None:
    shown = html("1. Words\n\n    ```ts src/a.ts\n    x\n\n      y\n    ```\n2. More", "hexo")

    code = '<figure><figcaption>src/a.ts</figcaption><pre><code class="language-ts">x\n\n  y\n</code></pre></figure>'
    assert code in shown
    assert shown.count("<li>") == 2
    assert shown.count("<ol>") == 1


@pytest.mark.parametrize("before", ["Words", "Words\n", "1. One\n\nWords\n"])
def test_indented_fences_of_hexo_outside_of_lists_are_code(before: str) -> None:
    fence = "    ```sh\n    ls\n      la\n    ```\n"

    assert '<pre><code class="language-sh">ls\n  la\n</code></pre>\n<p>End</p>' in html(f"{before}\n{fence}End", "hexo")
    assert html(f"{before}\n\n    ```sh\n    ls", "hexo") == html(f"{before}\n\n    ```sh\n    ls")
    in_list = html(f"- One\nWords\n\n{fence}\n- Two", "hexo")
    assert in_list.count("<ul>") == 1


def test_code_in_a_quotation_of_hexo_is_quoted_to_its_end() -> None:
    text = "> Words\n> ```sh\nls\n\n# a\n```\n\nThen *rain*.\n\n> > ~~~\nls\n> > ~~~\n> End"
    code = '<pre><code class="language-sh">ls\n\n# a\n</code></pre>'

    assert html(text, "hexo") == (
        f"<blockquote>\n<p>Words</p>\n{code}\n</blockquote>\n<p>Then <em>rain</em>.</p>\n"
        "<blockquote>\n<blockquote>\n<pre><code>ls\n</code></pre>\n</blockquote>\n<p>End</p>\n</blockquote>"
    )
    assert html(text) != html(text, "hexo")


def test_code_in_a_quotation_of_hexo_that_never_ends_stays_in_it() -> None:
    text = "> ```\nls\n\nThen *rain*."

    assert html(text, "hexo").endswith("<p>ls</p>\n<p>Then <em>rain</em>.</p>")


def test_a_caption_around_a_markdown_picture() -> None:
    assert html("[caption id=1]![q](/q.jpg) The quay[/caption]") == (
        '<figure>\n<p><img src="https://example.org/q.jpg" alt="q"></p>\n<figcaption>The quay</figcaption></figure>'
    )


def test_a_gallery_is_left_out_and_reported() -> None:
    body = render('One\n\n[gallery ids="1,2"]\n\nTwo [gallery](/g) and [video](/v)')

    assert body.html == (
        '<p>One</p>\n<p>Two <a href="https://example.org/g">gallery</a> and <a href="https://example.org/v">video</a></p>'
    )
    assert [(problem.code, problem.line) for problem in body.problems] == [("template-tag-dropped", 3)]


def test_the_address_of_ghost() -> None:
    head = b"---\ntitle: A\ndate: 2024-05-01\nfeature_image: __GHOST_URL__/i.png\n---\n"
    article = read_article(head, "a.md", SETTINGS).article

    assert article is not None
    assert article.image is not None
    assert article.image.url == "https://example.org/blog/i.png"
    assert html('![a](__GHOST_URL__/a.png) <a href="__GHOST_URL__/b/">b</a>') == (
        '<p><img src="https://example.org/blog/a.png" alt="a"> <a href="https://example.org/blog/b/">b</a></p>'
    )


def test_the_end_of_a_shortcode_of_zola_has_no_name() -> None:
    assert html("A\n\n{% tip(kind='x') %}\nB\n\n{% other() %}\nC\n{% end %}\n{% end %}\n\nD") == (
        "<p>A</p>\n<blockquote>\n<p>B</p>\n<p>C</p>\n</blockquote>\n<p>D</p>"
    )
    assert html('{% code(lang="rs") %}\nlet a;\n{% end %}\n\nD') == (
        '<pre><code class="language-rs">let a;\n</code></pre>\n<p>D</p>'
    )


def test_lines_of_problems_are_those_of_the_file() -> None:
    text = "%%\nx\n%%\n\n!!! note\n    A\n!!! tip\n\n    B\n\n* TOC\n{:toc}\n\n$$\na\n$$\n\n{% unknown_tag %}\n"

    assert [problem.line for problem in render(text).problems] == [18]


def test_commonmark_takes_none_of_it() -> None:
    text = "!!! note\n    A\n\n[[Gull]] ![a](/b.png =1x1) %%b%%\n\nEbb\n: out\n\n*[A]: B"

    assert html(text, "commonmark") == (
        "<p>!!! note\nA</p>\n<p>[[Gull]] ![a](/b.png =1x1) %%b%%</p>\n<p>Ebb\n: out</p>\n<p>*[A]: B</p>"
    )


N = 30_000
HOSTILE = {
    "boxes": '!!! note "a"\n    ' * N,
    "nested boxes": "".join("    " * n + "!!! note\n" for n in range(300)),
    "tabs": '=== "' * N,
    "brackets": "[[a|" * N,
    "wiki links": "[[Gull]] " * N,
    "percent": "%% " * N,
    "percent lines": "%%\na" * N,
    "braces": "{" * N,
    "expressions": "<a b={" * N,
    "components": "<A " * N + "{",
    "comments": "{/* " * N,
    "captions": "[caption id=1]" * N,
    "embeds": "[embed]" * N,
    "sizes": "![a](b =" * N,
    "attributes": "){a=b " * N,
    "kramdown": "{::comment}" * N,
    "abbreviations": "*[A]: b\n" * N + "A " * N,
    "indented": "    [[Gull]] %% a %%\n" * N,
    "terms": "a\n: b\n" * N,
    "blocks": "<div>\n" * N,
    "closed blocks": "<div>" * 99 + "\n</p>" * N,
    "line of tags": "<b '" * N,
    "tables": "|`a|b`|\n" * N,
    "wide table": "|-" * N,
    "references": "[a] [b]" * N,
    "addresses": "](a. " * N,
    "tildes": "~a " * N,
    "lists": "- " * N + "\n\n        a",
    "deep lists": "".join(" " * n + "- a\n\n" for n in range(500)) * 20,
    "wide links": "https://a.example/，" * N,
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
@pytest.mark.parametrize("dialect", ["auto", "obsidian", "mdx", "python-markdown", "kramdown"])
def test_hostile_dialects_end_in_seconds(name: str, dialect: Dialect) -> None:
    started = time.monotonic()

    assert isinstance(html(HOSTILE[name], dialect), str)
    assert time.monotonic() - started < 20


@pytest.mark.skipif(not CASES.is_dir(), reason="the shared cases are not beside the repository")
@pytest.mark.parametrize(
    ("path", "has", "has_not"),
    [
        ("site-mkdocs/site/docs/blog/posts/lamp.md", ["Mind", "Folded.", "Tab", 'width="300"'],
         ["!!!", "===", "<pre>"]),
        ("site-quarto/site/posts/ebb/index.qmd", ["Heads up", "Words.", "one.png"], [":::", "collapse"]),
        ("site-docusaurus-mdx/site/blog/2024-05-01-lock/index.mdx", ["img/p.png", "inner"],
         ["import", "getFullYear", "nobody sees", "%7B", "mdx-code-block"]),
        ("site-wiki-and-comments/articles/Tide pool.md",
         ["A small crab, a Shell, <img", "crab.png", "What it is", "Words."], ["[[", "Ann", "%%", "[!info]"]),
        ("site-toc-and-lists/articles/c.md", ["Real words.", "<dt>Ebb</dt>"], ["TOC", "*[HTML]"]),
        ("site-image-size/articles/b.md", ["pier.png", "boat.png", "x.png", "k.png", "watch?v=abcdefghijk"],
         ["![", "{ width", "/2024/"]),
        ("site-ghost-wordpress/articles/w.md", ["<figcaption>A caption", "watch?v=abcdefghijk"], ["[caption", "[gal"]),
        ("site-ghost-wordpress/articles/g.md", ["https://example.org/blog/content/images/b.jpg"], ["GHOST"]),
        ("site-zola-end/articles/a.md", ["<p>Inside.</p>\n</blockquote>\n<p>After.</p>"], ["{%"]),
    ],
)  # fmt: skip
def test_the_bodies_of_the_shared_cases(path: str, has: list[str], has_not: list[str]) -> None:
    text = (CASES / path).read_text("utf-8").replace("\n+++\n", "\n---\n").split("\n---\n", 1)[1]
    body = render(text, "." + path.rpartition(".")[2])

    assert [part for part in has if part not in body.html] == []
    assert [part for part in has_not if part in body.html + body.excerpt] == []


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ('<TabItem value="a" label="npm">\n\n*Words*\n\n</TabItem>', "<strong>npm</strong> \n<p><em>Words</em></p>"),
        (
            "<LinkCard title='Tides' description='by hour' href='/t/' />",
            '<a href="https://example.org/t/">Tides — by hour</a>',
        ),
        ('<Aside title="A &lt; b">c</Aside>', "<aside><strong>A &lt; b</strong> c</aside>"),
        ('A <Link to="/t/">word *b*</Link>.', '<p>A <a href="https://example.org/t/">word <em>b</em></a>.</p>'),
        ('A <Badge text="new"/> b', "<p>A <strong>new</strong> b</p>"),
        (
            '<Figure src="/a.png" caption="b" />',
            '<figure><img src="https://example.org/a.png" alt="b"><figcaption>b</figcaption></figure>',
        ),
        ('<Image src="/a.png" alt="b" width={3} />', '<img src="https://example.org/a.png" alt="b">'),
        (
            '<YouTube id="dQw4w9WgXcQ" />',
            '<a href="https://www.youtube.com/watch?v=dQw4w9WgXcQ">Video: YouTube</a>',
        ),
        (
            '<Tooltip title="a">b</Tooltip> `<Card title="c" />`',
            '<p>b <code>&lt;Card title="c" /&gt;</code></p>',
        ),
        ('<IMG SRC="/a.png" ALT="b" title="c">', '<img src="https://example.org/a.png" alt="b" title="c">'),
        ('<Card title="a <b onclick=boom()>">c</Card>', "c"),
        ('<Card href="javascript:boom()" title="a" />', "a"),
    ],
)
def test_components_show_their_words_links_and_pictures(source: str, shown: str) -> None:
    body = render(f"*Words*\n\n{source}", ".mdx")

    assert shown in body.html
    assert "boom" not in body.html or "&lt;" in body.html
    assert "template-tag-dropped" not in [problem.code for problem in body.problems]


def test_components_that_show_something_else_are_reported() -> None:
    body = render('Words.\n\n<Chart data="a" />\n\n<Break /> <Chart />', ".mdx")

    assert [(problem.message, problem.line) for problem in body.problems] == [
        ("component left out: '<Chart />' (2 times)", 3)
    ]
