"""Markup that is cleaned tag by tag comes out as a parser would have it, whatever stands there."""

from collections import Counter
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedmaker.config.schema import Config
from feedmaker.config.schema import Site as SiteConfig
from feedmaker.loader.body import plainmarkup
from feedmaker.loader.body.cleanup import may_reshape
from feedmaker.loader.body.limits import element_names
from feedmaker.loader.body.render import Bodies
from feedmaker.loader.body.sanitizer import ALLOWED, Sanitizer

BASE = "https://example.org/news/2024/page.html"
SANITIZER = Sanitizer()

_ATTRIBUTES = st.sampled_from([
    "", "", "", ' id="fn1"', ' id="7"', " class='a b'", ' class="language-c"', ' title="a &amp; b"', " title='\"'",
    ' href="https://harbour.example/a/b.html"', ' href="/c?d=e&amp;f"', ' href="#g"', ' href="javascript:x"', " href",
    ' src="https://harbour.example/boat.png"', ' src="../boat.png"', ' src="https://xn--a.example/b"', ' alt="a>b"',
    ' src="https://harbour.example/a/../b"', ' src="//harbour.example/b"', " src=boat.png", ' width="4px" height="5"',
    ' dir="rtl" lang="ar"', " onclick=x()", ' style="color: red"', "/", " /", ' cite="x"',
    ' title="~path~of~an~address~"', ' HREF="/h"',
    ' href="/i" href="/j"', ' lang="a&nbsp;b"', '\n  href="/k"\n', "\x0chref=/l", ' title="\xa0"',
])  # fmt: skip
_NAMES = st.sampled_from([*sorted(plainmarkup._ELEMENTS), "p", "p", "a", "b", "li", "ul", "pre"])
_TEXTS = st.sampled_from([
    "", "harbour", " ", "\n", "\n\n", "a & b", "&amp;", "&lt;p&gt;", "&nbsp;", "&quot;", "&copy;", "&#60;", "&amplify;",
    "\xa0", "\ufeff", ">", "<", "< b", "<!-- seen -->", "<!---->", "<!--->", "<!-- a -- b -->", "<!-- > -->", "<?x?>",
    "<style>p { color: red }</style>", "<script src='/x.js'></script>", "<script>a < b</script>", "<![CDATA[x]]>",
    "<br>", "<br/>", "<hr>", "<img src='/b.png'>", '<img src="https://harbour.example/boat.png" alt="Boat">',
    "</p>", "\r",
])  # fmt: skip


def _element(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(
        lambda name, attributes, inner: f"<{name}{attributes}>{''.join(inner)}</{name}>",
        _NAMES,
        _ATTRIBUTES,
        st.lists(children, max_size=3),
    )


_TREES = st.lists(st.recursive(_TEXTS, _element, max_leaves=12), max_size=4).map("".join)
_TAGS = st.one_of(
    st.builds(lambda name, attributes: f"<{name}{attributes}>", _NAMES, _ATTRIBUTES),
    st.builds(lambda name: f"</{name}>", _NAMES),
    _TEXTS,
)
_SOUP = st.lists(_TAGS, max_size=12).map("".join)


def _agrees(markup: str, sanitizer: Sanitizer = SANITIZER) -> bool:
    """Hold the law, and tell whether the markup was plain."""
    plain = sanitizer.plain(markup, BASE, BASE)
    if plain is None:
        return False
    parsed = Sanitizer().sanitize(markup, BASE, BASE, element_names(markup))
    assert plain.html == parsed.html
    assert {name for name in ("img", "pre", "sup") if f"<{name}" in parsed.html} <= plain.names
    return True


def test_a_tree_that_is_plain_is_cleaned_as_a_parser_would_have_it_and_many_are() -> None:
    plain = Counter[bool]()

    @settings(max_examples=1500, deadline=None)
    @given(_TREES)
    def agree(markup: str) -> None:
        plain[_agrees(markup) and "<" in markup] += 1

    agree()

    assert plain[True] > sum(plain.values()) / 10


@settings(max_examples=1500, deadline=None)
@given(_SOUP)
def test_tags_in_no_order_are_left_to_a_parser_or_come_out_the_same(markup: str) -> None:
    _agrees(markup)


@settings(max_examples=500, deadline=None)
@given(_TREES, st.integers(min_value=0, max_value=200), st.text("<>/\"'= a-&\x0c\t", max_size=2))
def test_a_character_more_or_less_changes_both_alike(markup: str, at: int, instead: str) -> None:
    _agrees(markup[:at] + instead + markup[at + 1 :])


@pytest.mark.parametrize(
    "markup",
    [
        "<p>Boats &amp; bells &quot;here&quot;&nbsp;now</p>",
        "<h2 id='x'>A</h2><ul><li>one</li><li><b>two</b> <i>three</i></li></ul>",
        '<p><a href="/a.html">A</a><br><img src="https://harbour.example/boat.png" alt="Boat"></p>',
        '<div>\n<!-- begin -->\n<style>p { }</style><pre>\ncode <code class="language-c">x</code></pre></div>',
        "<blockquote><p>Said</p></blockquote><hr><dl><dt>a</dt><dd>b</dd></dl>",
        "no tags at all",
        "<p/>a</p><a href=/b/>c</a>",
    ],
)
def test_common_bodies_are_plain(markup: str) -> None:
    assert _agrees(markup)


@pytest.mark.parametrize(
    "markup",
    [
        "<p>a<p>b</p>",
        "<p>a<div>b</div></p>",
        "<b><b>a</b></b>",
        "<a href=/x>a<i><a href=/y>b</a></i></a>",
        "<li>a</li>",
        "<ul><li>a<li>b</ul>",
        "<h1><h2>a</h2></h1>",
        "<b><i>a</b></i>",
        "<table><tr><td>a</td></tr></table>",
        "<p>1 < 2</p>",
        "<p>2 > 1</p>",
        "<p>&copy;</p>",
        "<div>a",
        "a</div>",
        "<svg><p>a</p></svg>",
        "<style>a<b</style>",
        "<script><!--<p>--></script>",
        "<style><b>a</b></style>",
        "<style><!-- a --></style>",
        "<!-- a -- b -->",
        "<p =x>a</p>",
        "<br></br>",
        "<ul><dd>a</dd></ul>",
        "<!-- begin -->\ufeff<p>a</p>",
        "<p><a>b</a></p>",
        '<p><a href="javascript:b">c</a></p>',
        "<p><img alt='b'></p>",
        "<div>" * 80 + "</div>" * 80,
    ],
)
def test_what_a_parser_would_change_is_left_to_it(markup: str) -> None:
    assert SANITIZER.plain(markup, BASE, BASE) is None


def test_an_address_is_resolved_anew_in_every_article() -> None:
    sanitizer = Sanitizer()
    markup = '<p><a href="x.html">t</a><img src="/y.png" alt="z"></p>'
    found = [sanitizer.plain(markup, f"https://{host}.example/d/", None) for host in ("a", "b", "a")]

    assert [each and each.html.count(f"https://{host}.example/") for each, host in zip(found, "aba", strict=True)] == [
        2, 2, 2,
    ]  # fmt: skip


def test_in_page_links_lead_to_the_page_of_the_article_at_hand() -> None:
    sanitizer = Sanitizer()
    first = sanitizer.plain('<a href="#n">t</a>', BASE, "https://a.example/1")
    second = sanitizer.plain('<a href="#n">t</a>', BASE, "https://a.example/2")

    assert (first and first.html, second and second.html) == (
        '<a href="https://a.example/1#n">t</a>',
        '<a href="https://a.example/2#n">t</a>',
    )


def test_more_tags_and_nestings_than_are_remembered_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plainmarkup, "_TAGS", 5)
    monkeypatch.setattr(plainmarkup, "_STEPS", 7)
    sanitizer = Sanitizer()

    for number in range(40):
        markup = f'<div title="{number}"><p title="{number % 3}">a</p><b title="{number % 7}">b</b></div>'
        assert _agrees(markup, sanitizer)


@pytest.mark.parametrize("tag", ['<p title="{}">a</p>', '<a href="?{}">a</a>', "<{}>", "<p x{}=1>a</p>"])
def test_a_body_of_tags_that_all_differ_is_soon_left_to_a_parser(tag: str) -> None:
    sanitizer = Sanitizer()
    cleaned = []
    real = sanitizer._plain._clean

    def clean(markup: str) -> tuple[str, bool]:
        cleaned.append(markup)
        return real(markup)

    sanitizer._plain._clean = clean

    assert sanitizer.plain("".join(map(tag.format, range(20_000))), BASE, BASE) is None
    assert len(cleaned) <= plainmarkup._READ
    assert sanitizer.plain("<p>a</p>", BASE, BASE) is not None


def test_a_body_of_nestings_that_all_differ_takes_no_more_memory_than_is_allowed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(plainmarkup, "_STEPS", 50)
    sanitizer = Sanitizer()
    names = ["div", "section", "article", "aside", "nav", "blockquote", "figure", "header"]
    nests = [
        "".join(f"<{n}>" for n in nest) + "".join(f"</{n}>" for n in nest[::-1]) for nest in permutations(names, 4)
    ]

    assert sanitizer.plain("".join(nests), BASE, BASE) is None
    assert sanitizer._plain._steps <= 100
    assert sanitizer.plain(nests[-1], BASE, BASE) is not None


def test_a_tag_that_wants_reshaping_is_not_plain() -> None:
    sanitizer = Sanitizer(may_reshape)

    for tag in ('<p style="display: none">', '<span class="katex">', '<img data-src="/a.png">', '<p class="gutter">'):
        name = tag[1:].partition(" ")[0]
        assert sanitizer.plain(f"{tag}x</{name}>" if name != "img" else tag, BASE, BASE) is None
    assert sanitizer.plain('<p class="lead">x</p>', BASE, BASE) is not None


def test_selectors_find_their_elements_in_plain_markup() -> None:
    from dataclasses import replace

    config = Config(SiteConfig("Harbour News", BASE, BASE))
    bodies = Bodies(replace(config, articles=replace(config.articles, drop=(".ad",))))
    text = '<div><p class="ad">Buy</p><p>Read</p></div>'

    assert "Buy" not in bodies.render(text, kind="html", suffix=".html", base=BASE, link=BASE, language="en").html


def test_every_plain_element_is_one_that_stays() -> None:
    assert plainmarkup._ELEMENTS <= ALLOWED
