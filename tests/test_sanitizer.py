"""The allow-list: nothing active gets out, URLs are absolute, and cleaning twice is cleaning once."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from feedmaker.loader.body.limits import element_names
from feedmaker.loader.body.sanitizer import ALLOWED, DROPPED_WITH_CONTENT, Sanitizer

BASE = "https://example.org/news/2024/page.html"

PAYLOADS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<img src=x OnErRoR=alert(1)>",
    "<img/src=x/onerror=alert(1)>",
    '<img src="x"onerror="alert(1)">',
    "<img src=javascript:alert(1)>",
    '<img src="jav\tascript:alert(1)">',
    '<img src=" &#14; javascript:alert(1)">',
    '<img srcset="javascript:alert(1) 1x, data:text/html,x 2x">',
    '<a href="javascript:alert(1)">x</a>',
    '<a href="JaVaScRiPt:alert(1)">x</a>',
    '<a href="java&#x09;script:alert(1)">x</a>',
    '<a href="java&#10;script:alert(1)">x</a>',
    '<a href="&#106;&#97;vascript:alert(1)">x</a>',
    '<a href="\x01javascript:alert(1)">x</a>',
    '<a href="vbscript:msgbox(1)">x</a>',
    '<a href="data:text/html;base64,PHNjcmlwdD4=">x</a>',
    '<a href="livescript:x">x</a>',
    '<a href="view-source:javascript:x">x</a>',
    '<a href="blob:https://example.org/x">x</a>',
    '<a href="feed:javascript:alert(1)">x</a>',
    '<a href="javascript&colon;alert(1)">x</a>',
    "<a href=javascript&#58;alert&#40;1&#41;>x</a>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href=javascript:alert(1)><text>x</text></a></svg>",
    "<svg><animate attributeName=href values=javascript:alert(1) /></svg>",
    "<svg><use href='data:image/svg+xml,<svg id=x>#x'></use></svg>",
    "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<math href=javascript:alert(1)>x</math>",
    "<math><annotation-xml encoding=text/html><script>alert(1)</script></annotation-xml></math>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<textarea><p title='</textarea><img src=x onerror=alert(1)>'>",
    "<title><p title='</title><img src=x onerror=alert(1)>'>",
    "<xmp><p title='</xmp><img src=x onerror=alert(1)>'>",
    "<template><script>alert(1)</script></template>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)></object>",
    "<object><param name=src value=javascript:alert(1)></object>",
    "<embed src=javascript:alert(1)>",
    "<applet code=x></applet>",
    "<base href=javascript:/a/>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<style>@import '//evil.example/x.css';</style>",
    "<p style='background:url(javascript:alert(1))'>x</p>",
    '<div style="width: expression(alert(1))">x</div>',
    "<form action=javascript:alert(1)><input type=submit></form>",
    "<button formaction=javascript:alert(1)>x</button>",
    "<input autofocus onfocus=alert(1)>",
    "<input type=image src=javascript:alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<video src=x onloadstart=alert(1) poster=javascript:alert(1)></video>",
    "<audio src=x onerror=alert(1) autoplay>",
    "<details open ontoggle=alert(1)>x</details>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<body onload=alert(1)>",
    "<q cite=javascript:alert(1)>x</q>",
    "<blockquote cite='data:text/html,x'>x</blockquote>",
    "<a ping=//evil.example href=/x>x</a>",
    "<a href=/x target=_blank onclick=alert(1)>x</a>",
    "<x-custom onclick=alert(1)>x</x-custom>",
    "<select><style></select><img src=x onerror=alert(1)></style>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!--[if IE]><script>alert(1)</script><![endif]-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml-stylesheet href='javascript:alert(1)'?>",
    "<!DOCTYPE x [<!ENTITY y '<script>alert(1)</script>'>]>&y;",
    "<img src='x:`` onerror=alert(1)'>",
    "<plaintext><script>alert(1)</script>",
    "<frameset onload=alert(1)><frame src=javascript:alert(1)></frameset>",
    "<isindex type=image src=1 onerror=alert(1)>",
    "<portal src=javascript:alert(1)></portal>",
    "<table background=javascript:alert(1)><tr><td>x</td></tr></table>",
    "<a href='https://user:pw@example.org/'>x</a><a href=<img src=x onerror=alert(1)>>y</a>",
]

_ACTIVE = re.compile(r"javascript:|vbscript:|data:|livescript:|blob:|expression\(", re.IGNORECASE)


class _Tags(HTMLParser):
    def __init__(self, markup: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def clean(markup: str, base: str = BASE, page: str | None = BASE) -> str:
    return Sanitizer().clean(markup, base, page)


def assert_safe(markup: str) -> None:
    for tag, attributes in _Tags(markup).tags:
        assert tag in ALLOWED, tag
        for name, value in attributes.items():
            assert not name.startswith("on"), name
            assert name not in {"style", "srcdoc", "formaction", "action", "xlink:href", "ping", "target"}
            if name in {"href", "src", "cite", "poster"}:
                assert re.match(r"https?://|(?:mailto|tel|magnet):", value or ""), value
            if name == "srcset":
                assert not _ACTIVE.search(value or "")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_active_markup_does_not_get_out(payload: str) -> None:
    for markup in (payload, f"<p>before {payload} after", f"<table><tr>{payload}", f"<pre>{payload}</pre>"):
        assert_safe(clean(markup))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_cleaning_what_was_cleaned_changes_nothing(payload: str) -> None:
    for markup in (payload, f"<a href=x>{payload}<a href=y>", f"<table><tr>{payload}", f"<h1>{payload}<h2>"):
        once = clean(markup)
        assert clean(once) == once


_PIECES = st.sampled_from(
    [
        *(f"<{name}>" for name in sorted(ALLOWED | DROPPED_WITH_CONTENT | {"form", "font", "marquee", "foo", "input"})),
        *(f"</{name}>" for name in sorted(ALLOWED | {"form", "font", "object", "svg", "p", "br"})),
        "<a href=x>",
        "<a href=#y>",
        "<img src=z>",
        "\n",
        "\n\n",
        "text ",
        "&",
        "&lt;",
        "&nbsp;",
        "<",
        ">",
        '"',
        "<!--",
        "-->",
        "<a name=q>",
        "<li id=fn1>",
        "<code class='hl language-py'>",
        "<pre>\n",
        "&#10;",
        "\xa0",
        "<![CDATA[",
        "]]>",
    ]
)


@settings(max_examples=300)
@given(st.lists(_PIECES, max_size=25).map("".join))
def test_cleaning_is_idempotent_and_safe_for_any_mix_of_tags(markup: str) -> None:
    once = clean(markup)

    assert_safe(once)
    assert clean(once) == once


@settings(max_examples=200)
@given(st.lists(_PIECES, max_size=25).map("".join))
def test_what_is_known_of_the_elements_spares_work_and_changes_nothing(markup: str) -> None:
    names = element_names(markup)
    known = Sanitizer().sanitize(markup, BASE, BASE, names)
    unknown = Sanitizer().sanitize(markup, BASE, BASE, names | {"a", "img", "pre", "table", "who-knows"})

    assert known.html == unknown.html
    assert {name for name in ("a", "img", "pre", "sup") if re.search(rf"<{name}[ >]", known.html)} <= known.names


_SOUPS = st.lists(
    st.sampled_from([
        "x", "<p>", "</p>", "<b>", "</b>", "<i>", "</i>", "<a>", "<a href=x>", "</a>", "<div>", "</div>", "<pre>\n",
        "<img src=x>", "<img>", "<li>", "</ul>", "<dd>", "<h1>", "</h1>", "<h2>", "</h2>", "<br>", "</br>", "<hr>",
        "<!--", "-->", "<code>", "</code>", "<table>", "</table>", "<td>", "</td>", "</tr>",
        "<td title='>'>", "<tr title='<td>'>",
    ]),
    max_size=6,
).map("".join)  # fmt: skip
_CELLS = st.tuples(st.sampled_from(["<td>", "<TH>\n"]), _SOUPS, st.sampled_from(["</td>", "</th>\n", ""])).map("".join)
_ROWS = st.tuples(
    st.sampled_from(["<tr>", "<tr>\n", "<tbody><tr>", "<thead>\n<tr>"]),
    st.lists(_CELLS, min_size=1, max_size=3).map("".join),
    st.sampled_from(["</tr>", "</tr>\n</tbody>", "</thead>", "", "</tr>x"]),
).map("".join)
_TABLES = st.tuples(_SOUPS, st.just("<table>"), st.lists(_ROWS, max_size=3).map("".join), st.just("</table>"), _SOUPS)


@settings(max_examples=500)
@given(_TABLES.map("".join))
@example("<a href=x><p><a><table><tr><td><a href=x>y</td></tr></table>")
@example("<h2><b><h1><p></b>")
@example("<col><ruby><dd></html><th><meta><a><rt><strike>")
@example("<h1><br><i></h2><h2></i></h2><ul></ul>")
def test_cleaning_tables_with_any_mix_of_tags_is_idempotent(markup: str) -> None:
    once = clean(markup)

    assert_safe(once)
    assert clean(once) == once


@settings(max_examples=200)
@given(st.text(alphabet=st.sampled_from("<>/=\"'&#;! \n\tabisvgpre-:x\0"), max_size=60))
def test_cleaning_is_idempotent_for_any_noise(markup: str) -> None:
    once = clean(markup)

    assert_safe(once)
    assert clean(once) == once


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ('<a href="/x">t</a>', '<a href="https://example.org/x">t</a>'),
        ('<a href="y.html?a=1&b=2">t</a>', '<a href="https://example.org/news/2024/y.html?a=1&amp;b=2">t</a>'),
        ('<a href="//cdn.example/x">t</a>', '<a href="https://cdn.example/x">t</a>'),
        ('<a href="http://old.example/x">t</a>', '<a href="http://old.example/x">t</a>'),
        ('<a href="#fn1">t</a>', f'<a href="{BASE}#fn1">t</a>'),
        ('<a href="mailto:a@b.example">t</a>', '<a href="mailto:a@b.example">t</a>'),
        ('<a href="tel:+49 30 1">t</a>', '<a href="tel:+49%2030%201">t</a>'),
        ('<a href="MAGNET:?xt=urn:btih:a&dn=b">t</a>', '<a href="magnet:?xt=urn:btih:a&amp;dn=b">t</a>'),
        ('<a href="">t</a>', "t"),
        ('<a href="#">t</a>', "t"),
        ('<a href="javascript:void(0)">t <b>u</b></a>', "t <b>u</b>"),
        ('<a name="x">t</a>', "t"),
        ('<img src="../i.png" alt="">', '<img src="https://example.org/news/i.png" alt="">'),
        ("<img>", ""),
        ('<img src="data:image/gif;base64,R0">', ""),
        (
            '<img src="a.png" srcset="b.png 2x, /c.png 3x">',
            (
                '<img src="https://example.org/news/2024/a.png"'
                ' srcset="https://example.org/news/2024/b.png 2x, https://example.org/c.png 3x">'
            ),
        ),
        ('<q cite="/s">t</q>', '<q cite="https://example.org/s">t</q>'),
    ],
)
def test_urls_are_absolute_or_removed(markup: str, expected: str) -> None:
    assert clean(markup) == expected


def test_in_page_links_without_a_page_keep_their_text() -> None:
    assert clean('see <a href="#top">above</a>', page=None) == "see above"


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>a<p>b", "<p>a</p><p>b</p>"),
        ("<b><i>a</b>b</i>", "<b><i>a</i></b><i>b</i>"),
        ("<html><head><title>t</title></head><body>x</body></html>", "x"),
        ("a&nbsp;b", "a\xa0b"),
        ("<pre>\n\na\n  b </pre>", "<pre>\n\na\n  b </pre>"),
        ("<pre>a\n\n\n\tb</pre>", "<pre>a\n\n\n\tb</pre>"),
        ("<p><!-- note -->x</p>", "<p>x</p>"),
        ('<code class="hljs language-c++ x">a</code>', '<code class="language-c++">a</code>'),
        ('<p class="lead" style="color:red" onclick="x()">a</p>', "<p>a</p>"),
        ('<img src="https://e.org/a" width="100%" height="20px">', '<img src="https://e.org/a" height="20">'),
        ('<td colspan="2">x</td>', "x"),
        ('<table><tr><td colspan="2">x', '<table><tbody><tr><td colspan="2">x</td></tr></tbody></table>'),
        ('<ol start="3" reversed><li>x', '<ol start="3" reversed=""><li>x</li></ol>'),
        ("<details open><summary>s</summary>x</details>", '<details open=""><summary>s</summary>x</details>'),
        ("<ruby>字<rt>zì</rt></ruby>", "<ruby>字<rt>zì</rt></ruby>"),
        ('<p dir="rtl" lang="ar">x</p>', '<p dir="rtl" lang="ar">x</p>'),
        ("<font color=red>x</font>", "x"),
        ("<h2 id='a-b'>x</h2>", '<h2 id="a-b">x</h2>'),
        ("<li id='fn:1'>x</li>", '<li id="fn:1">x</li>'),
        ("<div id='location'>x</div>", "<div>x</div>"),
    ],
)
def test_safe_markup_is_kept(markup: str, expected: str) -> None:
    assert clean(markup) == expected


def test_the_same_input_gives_the_same_bytes_from_any_sanitiser() -> None:
    markup = (
        '<video controls src="/v.mp4" width="3" poster="/p.png"></video><img width=1 alt=a src=/b height=2 title=t>'
    )

    assert len({clean(markup) for _ in range(5)}) == 1


_FRAGMENTS = st.sampled_from([
    "<p>", "<b>", "<a href=/x>", "<a>", "<abbr>", "<img src=/x>", "<img>", "<image src=/x>", "<pre>\n", "<PRE>",
    "<sup>", "<table>", "<td>", "<svg>", "<o:p>", "<x<pre>", "<p\xa0>", "<x/pre>", "<title>", "<style>", "<!--", "-->",
    "</p>", "</br>", "</a>", "</table>", "</svg>", "</title>", "</style>", "<p title='<pre>'>", "<p title='&lt;img'>",
    "<![CDATA[", "x", "&nbsp;", "&amp;", ">", "<", "/", '"', "'", "\n",
])  # fmt: skip


@given(st.lists(_FRAGMENTS, max_size=15).map("".join))
def test_the_names_of_what_is_safe_are_known(markup: str) -> None:
    found = Sanitizer().sanitize(markup, BASE, BASE, element_names(markup))

    # what a parser adds of itself is left out
    assert element_names(found.html) <= found.names | {"p", "br", "tbody", "tr", "colgroup"}
    assert Sanitizer().sanitize(found.html, BASE, BASE, element_names(found.html)).html == found.html


def test_names_that_were_hidden_among_references_are_known() -> None:
    # `spread` puts a comment before the second tag, which was a part of the first one's name
    markup = ("<x" + "&" * 500 + "<img src=/a>" + "<b" + "&" * 500 + "<pre>\nx</pre>") * 21

    assert {"img", "pre"} <= Sanitizer().sanitize(markup, BASE, BASE, element_names(markup)).names


def test_articles_do_not_see_each_others_base() -> None:
    sanitizer = Sanitizer()

    first = sanitizer.clean('<a href="x">t</a>', "https://a.example/", None)
    second = sanitizer.clean('<a href="x">t</a>', "https://b.example/d/", None)

    assert (first, second) == ('<a href="https://a.example/x">t</a>', '<a href="https://b.example/d/x">t</a>')


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("no-referrer", ' referrerpolicy="no-referrer"'),
        (" Same-Origin ", ' referrerpolicy="same-origin"'),
        ("unsafe-url", ""),
        ("no-referrer-when-downgrade", ""),
        ("x", ""),
        ("", ""),
    ],
)
def test_a_picture_keeps_only_a_referrer_policy_as_strict_as_the_default_one(value: str, kept: str) -> None:
    markup = f'<img src="https://example.org/a.png" referrerpolicy="{value}"><a href="/" referrerpolicy="origin">b</a>'

    cleaned = Sanitizer().clean(markup, BASE, None)
    assert cleaned == f'<img src="https://example.org/a.png"{kept}><a href="https://example.org/">b</a>'
