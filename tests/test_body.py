"""Bodies as subscribers get them: kind, shaping, summary, first picture, hostile input."""

import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedmaker.config.schema import Articles, Config, Site
from feedmaker.loader.body.markup import detect_markup
from feedmaker.loader.body.render import Body, BodyRenderer
from feedmaker.loader.decode import decode
from feedmaker.loader.frontmatter.dialects import split_front_matter
from feedmaker.model import BodyKind, Image

CORPORA = Path(__file__).parents[2] / "shared" / "corpora"
LINK = "https://example.org/blog/p/1.html"


def bodies(drop: tuple[str, ...] = (), separator: str | None = None) -> BodyRenderer:
    site = Site("Harbour", "https://example.org/blog/", "https://example.org/blog/")
    return BodyRenderer(Config(site=site, articles=Articles(drop=drop, excerpt_separator=separator)))


def render(
    text: str,
    *,
    kind: BodyKind = "auto",
    suffix: str = ".md",
    link: str | None = LINK,
    drop: tuple[str, ...] = (),
    separator: str | None = None,
) -> Body:
    base = link or "https://example.org/blog/"
    return bodies(drop, separator).render(text, kind=kind, suffix=suffix, base=base, link=link)


def html(text: str, **options: object) -> str:
    return render(text, kind="html", **options).html  # type: ignore[arg-type]  # options of render


SCRAPED = """

<div>
<p class="from">　　From the harbour office</p>

    <p>First paragraph, with 50&#37; more.</p><!-- keyword -->



            <style>
            .qr&#123;width:74px;&#125;
            </style>
            <div class="wide qr"><img src="https://img.example.org/qr.png"><p>Scan me</p></div>

<p class="editor">Editor: A. B.</p>

</div>
            """


def test_a_scraped_body_loses_what_is_configured_and_nothing_else() -> None:
    body = render(SCRAPED, drop=(".qr", "p.editor"))

    assert body.html == (
        "<div>\n<p>　　From the harbour office</p>\n    <p>First paragraph, with 50% more.</p>\n</div>"
    )
    assert body.excerpt == "From the harbour office First paragraph, with 50% more."
    assert body.image is None
    assert body.problems == ()


def test_indented_tags_after_blank_lines_are_no_code() -> None:
    assert "<pre>" not in render(SCRAPED).html


@pytest.mark.parametrize(
    "selector", [".qr", "div.qr", "p + .qr", "[class~=qr]", ".none, .qr", "div:has(> img)", ":is(.qr)"]
)
def test_every_kind_of_selector_drops(selector: str) -> None:
    markup = '<p>a</p><div class="x qr"><img src="/i.png"><p>Scan</p></div> tail'

    assert html(markup, drop=(selector,)) == "<p>a</p> tail"


def test_a_selector_that_matches_nothing_changes_nothing() -> None:
    assert html("<p>a</p>", drop=(".qr", "aside", "#x", "p:nth-of-type(9)")) == "<p>a</p>"


@pytest.mark.parametrize(
    ("text", "suffix", "expected"),
    [
        ("<div>\n\n    <p>x</p>\n\n</div>", ".md", "html"),
        ("<p>One.</p>\n<p>Two.</p>", ".markdown", "html"),
        ("<!-- made by x -->\n<div><p># no heading</p></div>", ".md", "html"),
        ("<div>\n<pre>\n# a comment\n```\n</pre>\n</div>", ".md", "html"),
        ("plain words", ".md", "markdown"),
        ("# Title\n\n<div>x</div>", ".md", "markdown"),
        ("<img src=a.png>\n\nSome *words* here.", ".md", "markdown"),
        ("<div align=center>\n\n# Big\n\n</div>\n\n- [a](https://e.org)\n", ".md", "markdown"),
        ("<b>Bold</b> start.\n\nAnd a second paragraph.", ".md", "markdown"),
        ("<p>One.</p>\n\nA paragraph without a tag.\n", ".md", "markdown"),
        ("Some *words*", ".html", "html"),
        ("Title\n=====\n\ntext", ".rst", "rst"),
        ("Title\n=====\n\n.. note:: x\n", ".txt", "rst"),
        ("x < y and y > z", ".md", "markdown"),
        ("", ".md", "markdown"),
    ],
)
def test_the_kind_is_told_by_content(text: str, suffix: str, expected: str) -> None:
    assert detect_markup(text, "auto", suffix) == expected


def test_what_is_configured_wins_over_content() -> None:
    assert detect_markup("# x", "html", ".md") == "html"


@pytest.mark.parametrize(
    "empty", ["", "  \n\n", "<div>   \n   \n</div>", "<p>\n     </p>", "<!-- x -->", "<script>x</script>"]
)
def test_a_body_without_content_is_empty(empty: str) -> None:
    assert render(empty) == Body("", "", ())


@pytest.mark.parametrize(
    ("markup", "source"),
    [
        ('<img data-src="/a.png" src="data:image/gif;base64,R0">', "https://example.org/a.png"),
        ('<img data-original="/big.png" src="/small.png">', "https://example.org/big.png"),
        ('<img src="/images/sg_trans.gif" real_src="/a.png">', "https://example.org/a.png"),
        ('<img src="data:image/svg+xml;nitro-empty-id=a" nitro-lazy-src="/a.png">', "https://example.org/a.png"),
        ('<img src="/none.gif" file="/small.png" zoomfile="/a.png">', "https://example.org/a.png"),
        ('<img src="/grey.gif" original="/a.png">', "https://example.org/a.png"),
        ('<img src="/loader.gif" data-pagespeed-lazy-src="/a.png">', "https://example.org/a.png"),
        ('<img src="" data-delayed-url="/a.png">', "https://example.org/a.png"),
        ('<img data-cfsrc="/a.png" style="display:none">', "https://example.org/a.png"),
        ('<amp-anim src="/a.png"></amp-anim>', "https://example.org/a.png"),
        ('<img data-lazy-src="a.png" alt="x">', "https://example.org/blog/p/a.png"),
        ('<img data-actualsrc="//cdn.example/a.jpg">', "https://cdn.example/a.jpg"),
        ('<img srcset="/s.png 320w, /l.png 1024w">', "https://example.org/l.png"),
        ('<img src="/img/blank.gif" data-srcset="/s.png 1x, /l.png 2x">', "https://example.org/l.png"),
        ('<picture><source srcset="/a.webp"><img src="/a.png"></picture>', "https://example.org/a.png"),
        ('<picture><source srcset="/a.webp 1x"></picture>', "https://example.org/a.webp"),
        ('<noscript><img src="/a.png"></noscript>', "https://example.org/a.png"),
        ('<img data-src="/a.png" src="/lazy.gif"><noscript><img src="/a.png"></noscript>', "https://example.org/a.png"),
        ('<img src="http://old.example/a.png">', "http://old.example/a.png"),
    ],
)
def test_lazy_pictures_are_restored_once(markup: str, source: str) -> None:
    body = render(f"<p>x</p>{markup}", kind="html")

    assert body.html.count("<img") == 1
    assert f'src="{source}"' in body.html
    assert body.image is not None
    assert body.image.url == source


def test_text_behind_a_picture_tag_that_is_a_word_stays() -> None:
    body = render("The sun <picture> shines on ![a lamp](/a.png) and the sea.", kind="markdown")

    assert body.html == ('<p>The sun  shines on <img src="https://example.org/a.png" alt="a lamp"> and the sea.</p>')


@pytest.mark.parametrize(
    ("markup", "url"),
    [
        ('<amp-vimeo data-videoid="123"></amp-vimeo>', "https://vimeo.com/123"),
        ('<amp-twitter data-tweetid="123"></amp-twitter>', "https://twitter.com/i/status/123"),
        ('<amp-instagram data-shortcode="abc"></amp-instagram>', "https://www.instagram.com/p/abc/"),
        (
            '<amp-facebook data-href="https://www.facebook.com/a/posts/1"></amp-facebook>',
            "https://www.facebook.com/a/posts/1",
        ),
        ('<amp-iframe src="https://maps.example/x"></amp-iframe>', "https://maps.example/x"),
        ('<amp-video src="/v.mp4"></amp-video>', "https://example.org/v.mp4"),
        ('<amp-audio src="/v.mp3"></amp-audio>', "https://example.org/v.mp3"),
    ],
)
def test_embeds_of_amp_pages_become_links(markup: str, url: str) -> None:
    found = render(f"<p>Text</p>{markup}<p>More</p>")
    assert f'href="{url.rstrip("/")}' in found.html
    assert found.problems == ()


@pytest.mark.parametrize(
    "markup",
    [
        '<img src="https://feeds.feedburner.com/~r/x/1" alt="">',
        '<img src="https://ad.doubleclick.net/x" alt="">',
        '<img src="https://t.example/p" width="1" height="1">',
        '<img src="https://t.example/p" width=0>',
        '<img alt="x" title="y" src="https://hm.baidu.com/hm.gif?1" height="20">',
        '<img height="20" alt="a > b" src="https://t.example/p" lang="en" width="1">',
        '<img src="data:image/png;base64,AAAA">',
    ],
)
def test_tracking_pixels_and_data_pictures_go(markup: str) -> None:
    assert html(f"<p>x</p>{markup}") == "<p>x</p>"


@pytest.mark.parametrize(
    ("markup", "link"),
    [
        (
            '<iframe src="https://www.youtube.com/embed/dQw4w9WgXcQ?rel=0"></iframe>',
            "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
        ),
        (
            '<iframe src="//www.youtube-nocookie.com/embed/dQw4w9WgXcQ"></iframe>',
            "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
        ),
        ('<iframe src="https://player.vimeo.com/video/7654321"></iframe>', "https://vimeo.com/7654321"),
        (
            '<iframe src="//player.bilibili.com/player.html?aid=1&amp;bvid=BV1xx411c7mD"></iframe>',
            "https://www.bilibili.com/video/BV1xx411c7mD",
        ),
        (
            '<iframe src="https://player.youku.com/embed/XMTIz=="></iframe>',
            "https://v.youku.com/v_show/id_XMTIz==.html",
        ),
        (
            '<iframe src="https://v.qq.com/txp/iframe/player.html?vid=a0033abc"></iframe>',
            "https://v.qq.com/x/page/a0033abc.html",
        ),
        ('<embed src="https://www.dailymotion.com/embed/video/x7abc">', "https://www.dailymotion.com/video/x7abc"),
        (
            '<object><param name="movie" value="https://www.youtube.com/v/dQw4w9WgXcQ"></object>',
            "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
        ),
        ('<iframe src="https://maps.example.org/m?x=1"></iframe>', "https://maps.example.org/m?x=1"),
    ],
)
def test_embeds_become_links(markup: str, link: str) -> None:
    body = html(f"<div>{markup}</div>")

    assert f'<p><a href="{link}">' in body
    assert "iframe" not in body


def test_an_embed_is_named_by_its_title() -> None:
    assert html('<iframe title="Our harbour" src="https://vimeo.com/1"></iframe>') == (
        '<p><a href="https://vimeo.com/1">Our harbour</a></p>'
    )


@pytest.mark.parametrize("source", ["javascript:alert(1)", "about:blank", "", "data:text/html,x"])
def test_an_empty_embed_is_removed(source: str) -> None:
    assert html(f'<p>a</p><iframe src="{source}"></iframe>') == "<p>a</p>"


def test_players_keep_an_address_controls_and_a_link() -> None:
    assert html('<video autoplay><source src="/v.mp4" type="video/mp4">Your browser is old</video>') == (
        '<video src="https://example.org/v.mp4" controls="">Your browser is old '
        '<a href="https://example.org/v.mp4">Video</a></video>'
    )


@pytest.mark.parametrize(
    "markup",
    [
        (
            '<span class="katex"><span class="katex-mathml"><math><semantics><mrow><mi>x</mi></mrow>'
            '<annotation encoding="application/x-tex">x^2</annotation></semantics></math></span>'
            '<span class="katex-html" aria-hidden="true"><span>x2</span></span></span>'
        ),
        '<span class="MathJax_Preview">x2</span><span class="MathJax">x2</span><script type="math/tex">x^2</script>',
        '<math alttext="x^2"><mi>x</mi></math>',
        (
            "<mjx-container><svg></svg><mjx-assistive-mml><math><semantics><mi>x</mi>"
            '<annotation encoding="application/x-tex">x^2</annotation></semantics></math></mjx-assistive-mml>'
            "</mjx-container>"
        ),
    ],
)
def test_a_formula_is_shown_once_as_tex(markup: str) -> None:
    assert html(f"<p>So {markup} holds</p>") == "<p>So <code>x^2</code> holds</p>"


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ('<h2 id="a">A<a class="headerlink" href="#a">¶</a></h2>', '<h2 id="a">A</h2>'),
        ('<h2><a class="anchor" href="#a">#</a> A</h2>', "<h2> A</h2>"),
        (
            '<p>see <a class="anchor" href="/x">this long text</a></p>',
            '<p>see <a href="https://example.org/x">this long text</a></p>',
        ),
        ("<pre>x</pre><button class='copy-btn'>Copy</button>", "<pre>x</pre>"),
        (
            "<table><tr><td class='gutter'>1</td><td>a</td></tr></table>",
            "<table><tbody><tr><td>a</td></tr></tbody></table>",
        ),
        ('<p>a</p><p style="display: none">b</p> c', "<p>a</p> c"),
        ("<p>a</p><p hidden>b</p>", "<p>a</p>"),
        (
            '<ul><li><input type="checkbox" checked> a</li><li><input type=checkbox> b</li></ul>',
            "<ul><li>☑ a</li><li>☐ b</li></ul>",
        ),
        ("<form><p>Name <input name=a></p><select><option>b</select></form>", "<p>Name </p>"),
    ],
)
def test_decoration_is_removed(markup: str, expected: str) -> None:
    assert html(markup) == expected


def test_preformatted_text_keeps_its_white_space() -> None:
    markup = "<pre>\n  a\n\n\n\tb  \n</pre>\n\n\n<p>x</p>"

    assert html(markup).startswith("<pre>  a\n\n\n\tb  \n</pre>")


@pytest.mark.parametrize(
    "reference", ["&#x0B;", "&#11;", "\x0b", "\x00", "&#xFFFE;", "\ufffd", "\ufdd0", "&#xFDD0;", chr(0xD800)]
)
def test_illegal_characters_go_in_every_spelling(reference: str) -> None:
    for kind in ("html", "markdown"):
        body = render(f"<p>a{reference}b</p>", kind=kind)

        assert body.html == "<p>ab</p>"
        assert body.excerpt == "ab"


def test_c1_controls_become_what_was_meant() -> None:
    assert html("<p>it\x92s</p>") == "<p>it’s</p>"


@pytest.mark.parametrize(
    "marker",
    [
        "<!-- more -->",
        "<!--more-->",
        "<!-- More -->",
        "<!--  MORE  -->",
        "<!-- more Read on -->",
        "<!-- truncate -->",
        "<!-- excerpt -->",
    ],
)
@pytest.mark.parametrize(
    "template",
    [
        "One.\n\n{}\n\nTwo.",
        "<p>One.</p>{}<p>Two.</p>",
        "<p>One. {} Two.</p>",
        "<div><p>One.</p>\n{}\n<p>Two.</p></div>",
    ],
)
def test_the_summary_ends_at_the_marker_and_the_marker_goes(marker: str, template: str) -> None:
    body = render(template.format(marker))

    assert body.excerpt == "One."
    assert "Two." in body.html
    assert "more" not in body.html.lower()
    assert "\ufdd0" not in body.html


@pytest.mark.parametrize("before", ["!One.", "![a](a.png) One.", "<!-- x -->One.", "<p>Wow!</p>One.", "One."])
def test_a_marker_is_found_whatever_stands_before_it(before: str) -> None:
    body = render(f"{before}<!--more-->\n\nTwo.")

    assert body.excerpt.endswith("One.")
    assert body.html.endswith("Two.</p>") or body.html.endswith("Two.")


def test_a_marker_in_code_is_text() -> None:
    body = render("One.\n\n```html\n<!-- more -->\n```\n\nTwo `<!-- more -->`.\n")

    assert body.html.count("&lt;!-- more --&gt;") == 2
    assert body.excerpt == "One. Two <!-- more -->."


@pytest.mark.parametrize(
    ("separator", "text"),
    [
        ("\n\n\n", "One.\n\n\nTwo."),
        ("---more---", "One.\n\n---more---\n\nTwo."),
        ("<!--cut-->", "One.\n<!--cut-->\nTwo."),
    ],
)
def test_a_configured_separator_ends_the_summary(separator: str, text: str) -> None:
    body = render(text, separator=separator)

    assert body.excerpt == "One."
    assert body.html == "<p>One.</p>\n<p>Two.</p>"


def test_a_summary_is_words_without_code_tables_headings() -> None:
    text = "# Title\n\nOne &amp; *two*[^1].\n\n    code\n\n| a |\n|---|\n| b |\n\nThree.\n\n[^1]: note\n"

    assert render(text).excerpt.startswith("One & two. Three.")


def test_a_summary_of_nothing_but_code_is_the_code() -> None:
    assert render("```\nmake it so\n```\n").excerpt == "make it so"


def test_a_long_summary_is_cut_at_a_word() -> None:
    excerpt = render("harbour " * 100).excerpt

    assert len(excerpt) <= 200
    assert excerpt.endswith("harbour…")


def test_a_wide_summary_is_shorter() -> None:
    excerpt = render("港口新闻每日播报。" * 50).excerpt

    assert 80 < len(excerpt) <= 120


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        (
            '<img src="/a.JPG?x=1&amp;y=2" alt="A &quot;b&quot;" width="640" height="480">',
            Image("https://example.org/a.JPG?x=1&y=2", 'A "b"', 640, 480, "image/jpeg"),
        ),
        (
            '<img src="/icon.gif" width=16 height=16><img src="/a.png">',
            Image("https://example.org/a.png", type="image/png"),
        ),
        ('<img src="/img/emoji/smile.png"><img src="/a">', Image("https://example.org/a")),
        ('<img src="https://img.shields.io/x.svg">', None),
        ("<p>none</p>", None),
    ],
)
def test_the_first_picture_that_is_no_ornament(markup: str, expected: Image | None) -> None:
    assert render(markup, kind="html").image == expected


def test_broken_markup_is_repaired() -> None:
    assert (
        html('<h2"><center>Abstract</h2"><p alt style>x & y<img src=/a.png')
        == "<center>Abstract<p>x &amp; y</p></center>"
    )


N = 100_000
HOSTILE = {
    "nested div": "<div>" * N,
    "nested b": "<b>" * N,
    "nested closed": "<div>" * N + "x" + "</div>" * N,
    "reopened": "<p>" + "".join(f"<b id={n}>" for n in range(450)) + "<p>x" * N,
    "tables": "<table><tr><td>" * N,
    "foster parents": "<q>" * N + "<table>" * N,
    "attributes": "<p " + " ".join(f"a{n}=1" for n in range(10 * N)) + ">x",
    "wide table": "<table>" + ("<tr>" + "<td>x" * 50) * 2000,
    "quotes": ">" * N + "a",
    "brackets": "[" * N,
    "pictures": "![" * N,
    "lists": "- " * N + "a",
    "tildes": "~~a ~b" * 20_000,
    "references": "&" * 3 * N,
    "tags": "{% highlight %}" * 20_000,
    "open tags": "{% {{ {{< <% {#" * 20_000,
    "listed code": "- a" + "\n\n    {{ b }}" * 10_000,
    "fences": "```\n" * N,
    "ticks": "` ``a ```b " * 20_000 + "{{ a }}",
    "comments": "<!-- more" * N,
    "svg": "<svg><math>" * N,
    "objects": "<a href=x><object>" * N,
    "unclosed pre": "<pre " * N + "{{ a }}",
    "formulas": "$$ $a \\( \\[ \\begin{abc} " * 20_000,
    "dollars": "$a $b " * N + "{{ a }}",
    "environments": "\\begin{abc}" * 299 + "{{ a }}" * N,
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
@pytest.mark.parametrize("kind", ["html", "markdown"])
def test_hostile_bodies_end_in_seconds(name: str, kind: BodyKind) -> None:
    started = time.monotonic()
    body = render(HOSTILE[name], kind=kind, drop=(".x",))

    assert time.monotonic() - started < 20
    assert isinstance(body.html, str)


@pytest.mark.parametrize("name", ["nested div", "nested b", "tables", "foster parents", "reopened"])
def test_what_is_nested_too_deep_is_shown_as_text_and_reported(name: str) -> None:
    body = render(HOSTILE[name] + "words", kind="html")

    assert [problem.code for problem in body.problems] == ["body-too-deep"]
    assert body.html.endswith("words</p>")


def test_tags_with_too_many_attributes_go_and_are_reported() -> None:
    body = render(HOSTILE["attributes"] + "<p>words</p>", kind="html")

    assert [problem.code for problem in body.problems] == ["body-tag-too-large"]
    assert "words" in body.html


def test_five_hundred_paragraphs_are_not_deep() -> None:
    assert render("<p>x" * 2000, kind="html").problems == ()


@settings(max_examples=150)
@given(st.text(alphabet=st.sampled_from("<>/=\"'&#;! \n\tabpre-:x*_`[]()|~^{}%.1>$\\文"), max_size=80))
def test_no_text_raises_and_what_comes_out_stays_as_it_is(text: str) -> None:
    for suffix in (".md", ".html"):
        body = render(text, suffix=suffix)

        assert html(body.html) == body.html


def test_importing_it_loads_no_parser_that_a_build_may_not_need() -> None:
    script = (
        "import sys, feedmaker.loader.body.render as b;"
        "print(sorted({m.split('.')[0] for m in sys.modules} & {'bs4', 'lxml', 'docutils', 'soupsieve'}))"
    )

    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout == "[]\n"


RST = """
Harbour
=======

Some *text* with `a link <https://example.org/x>`_ and ``code``.

.. code-block:: python

    def f():
        return "<b>"

.. youtube:: dQw4w9WgXcQ

.. nosuch:: thing

   lost

.. include:: /etc/passwd

.. raw:: html

   <script>alert(1)</script><b>kept</b>

.. TEASER_END

After.
"""


def test_restructured_text_is_rendered_and_its_losses_are_reported() -> None:
    body = render(RST, suffix=".rst")

    assert '<a href="https://example.org/x">a link</a>' in body.html
    assert 'return "&lt;b&gt;"' in body.html
    assert '<a href="https://www.youtube.com/watch?v=dQw4w9WgXcQ">' in body.html
    assert "<p>lost</p>" in body.html
    assert "root:" not in body.html
    assert "alert" not in body.html
    assert "<b>kept</b>" in body.html
    assert body.html.endswith("<p>After.</p>\n</section>")
    assert [(problem.code, problem.line) for problem in body.problems] == [
        ("template-tag-dropped", 14),
        ("template-tag-dropped", 18),
    ]
    assert body.excerpt.startswith("Some text with a link")
    assert "After" not in body.excerpt


def test_without_docutils_the_text_is_shown_which_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "feedmaker.loader.body.rst_document", None)
    body = render("One <b>.\n\nTwo.", suffix=".rst")

    assert body.html == "<p>One &lt;b&gt;.</p>\n<p>Two.</p>"
    assert [problem.code for problem in body.problems] == ["rst-unsupported"]


@pytest.mark.skipif(not CORPORA.is_dir(), reason="the shared corpora are not there")
def test_real_bodies_come_out_safe_and_stable() -> None:
    renderer = bodies()
    for path in sorted(CORPORA.rglob("*.md"))[::25]:
        text = decode(path.read_bytes()).text
        body = text[split_front_matter(text, suffix=".md").body_offset :]
        rendered = renderer.render(body, kind="auto", suffix=".md", base=LINK, link=LINK)

        again = renderer.render(rendered.html, kind="html", suffix=".html", base=LINK, link=LINK)
        assert "<!--" not in rendered.html
        assert "<script" not in rendered.html
        if "{{" not in rendered.html and "{%" not in rendered.html:
            assert again.html == rendered.html


def test_notes_are_not_part_of_the_summary() -> None:
    text = "A note.[^1] And more.\n\n[^1]: Said below.\n"

    assert render(text).excerpt == "A note. And more."
