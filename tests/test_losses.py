"""Law 11: the words of a body, its images, links and code are in the entry, in order, or a problem says what went."""

import html
import re
from collections.abc import Iterator
from operator import ge
from pathlib import Path
from typing import Any

import pytest
from body_samples import render
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from feedmaker.loader.body import losses
from feedmaker.loader.body.render import Body
from feedmaker.loader.body.sanitizer import Sanitized, Sanitizer
from feedmaker.loader.decode import decode
from feedmaker.loader.frontmatter.dialects import split_front_matter

CORPORA = Path(__file__).parents[2] / "shared" / "corpora"
LOST = {"text-dropped", "text-moved", "image-dropped", "link-dropped", "embed-dropped"}


def problems(body: Body) -> list[tuple[str, str, int | None]]:
    return [(problem.code, problem.message, problem.line) for problem in body.problems]


@pytest.mark.parametrize(
    ("source", "code", "message", "line"),
    [
        ("One\n\n<b>x</b> <!-- two", "", "", 0),
        ("One\n\n<!-- two\n\nthree", "text-dropped", "comment is never closed and hides what follows: 'two three'", 3),
        ('a\n\n<p title="x>two</p>\n<p lang="de">b</p>', "text-dropped", "text is left out: 'two'", 3),
        ("a <select><option>b</option></select> c", "text-dropped", "text is left out: 'b'", 1),
        ("<template>b</template> c", "text-dropped", "text is left out: 'b'", 1),
        (
            "a\n\n<p style='display:none'>Pane two</p>",
            "text-dropped",
            "text that the page hides is left out: 'Pane two'",
            3,
        ),
        (
            "<noscript><p>Read it there</p></noscript>",
            "text-dropped",
            "text for browsers without scripts is left out: 'Read it there'",
            1,
        ),
        ("<noscript>Please enable JavaScript</noscript>a", "", "", 0),
        (
            "a\n<table><tr><td>b</td>two</table>",
            "text-moved",
            "text in a table, but in none of its cells, comes before the table",
            1,
        ),
        (
            f"![x](data:image/png;base64,{'A' * 400})",
            "image-dropped",
            "picture in a data: URL is left out: 'data:image/png;base64,AAAAAAAA'",
            1,
        ),
        ("<img src='data:image/gif;base64,R0lGODlhAQABAAAAACw='>a", "", "", 0),
        ("a\n\n![x](C:\\a.png)", "image-dropped", "picture without a web address is left out: 'C:\\a.png'", 3),
        (
            "<svg width='300'><text>Tide</text></svg>",
            "image-dropped",
            "drawing in SVG is left out but for its text: 'Tide'",
            1,
        ),
        ("a <svg width='16'><path d='m'/></svg> <svg aria-hidden='true'></svg>", "", "", 0),
        (
            "[a](sms:1) [b](irc:x)",
            "link-dropped",
            "link to no web page is left out, and its text stays: 'sms:1' (2 times)",
            1,
        ),
        ("[a](javascript:x) <a name=b>c</a>", "", "", 0),
        (
            "<iframe src='file:///x'></iframe>",
            "embed-dropped",
            "embedded page without a web address is left out: 'file:///x'",
            1,
        ),
        ("<iframe src='about:blank'></iframe>", "", "", 0),
        ("<p title='x><img src=/a.png><p class='y>b</p>", "image-dropped", "picture is left out", 1),
        ("<!-- <img src=/a.png> --><img alt=x><img src=''><b>a</b><img src=/b.png>", "", "", 0),
        ("a[^1]\n\n[^1]: b\n\n```\n[^2]: c\n```", "", "", 0),
        ("a\n\n- [^1]: b", "text-dropped", "footnote that nothing refers to is left out: '- [^1]: b'", 3),
        ("a\n\n[^1]: b *c*", "text-dropped", "footnote that nothing refers to is left out: '[^1]: b *c*'", 3),
        ("a\n\n[^1]: b [^1]", "", "", 0),
        ("<p>a</p>\nb[^1]\n\n[^1]: c", "text-dropped", "footnote that nothing refers to is left out: '[^1]: c'", 4),
        (
            "a [b]\n\n[b]: /b\n[c]: https://c.example/é 'words'",
            "link-dropped",
            "definition of a link that nothing refers to is left out: \"[c]: https://c.example/é 'words'\"",
            4,
        ),
        ("[//]: # (a)\n[comment]: <> (b)\n\n```\n[c]: /c\n```\n\n[A][b]\n\n[B]: /b_\\_(c)&amp;d", "", "", 0),
        (
            "a\n\n``` b c d e\nf\n```",
            "text-dropped",
            "words behind the opening of a code block are left out: 'b c d e'",
            3,
        ),
        ("```js {1, 3} live noInline title=\"a b c\" /d e f/ g='h i j'\nf\n```", "", "", 0),
        ("|a|b|\n|-|-|\n|1|2|\n1 | 2 |\n", "", "", 0),
        (
            "|a|b|\n|-|-|\n|[[c|d]]|{{site.url}}|{three}\n",
            "text-dropped",
            "cell beyond the head of its table is left out: '{three}'",
            3,
        ),
        ("|a|\n|-|\n|[[c|d]]|\n|[e]{.f}{% comment %}|g|{% endcomment %}|\n", "", "", 0),
        (
            "|a|b|\n|-|-|\n|1|2|\n|1|2|three|\n",
            "text-dropped",
            "cell beyond the head of its table is left out: 'three'",
            4,
        ),
        ("|a|\n|-|\n|b|\n\n```\n|a|\n|-|\n|1|2|\n```\n", "", "", 0),
        ("|a|\n|-|\n|b \\| c|\n", "", "", 0),
    ],
)
def test_what_is_lost_is_named_with_its_line(source: str, code: str, message: str, line: int) -> None:
    assert problems(render(source)) == ([(code, message, line)] if code else [])


def test_a_drawing_leaves_its_words() -> None:
    drawing = (
        "<svg aria-label='Tides'><style>a{b:c}</style><title>Low &amp; high</title>"
        "<g><text x=1 title='<b>\">'>6 <tspan>am</tspan></text>"
        "<foreignObject><div>Pier</div></foreignObject><script>boom()</script></g></svg>"
    )
    body = render(f"<p>See {drawing} and {drawing}.</p>")

    assert body.html == "<p>See Tides Low &amp; high 6 am Pier and Tides Low &amp; high 6 am Pier.</p>"
    assert [problem.code for problem in body.problems] == ["image-dropped"]


def test_drawings_in_drawings_are_one() -> None:
    markup, lost = losses.without_drawings(
        "a<svg><svg/><svg><title>b</title></svg></svg>c<svg aria-hidden=true></svg>d<svg>"
    )

    assert markup == "abcd<svg>"
    assert [loss.written for loss in lost] == ["b"]


def test_the_place_of_a_loss_is_found_among_references_and_spaces() -> None:
    lost = losses.missing_text("<p>a &amp; b</p>\n<p>two  words</p> <i>c</i>", "<p>a &amp; b</p> <i>c</i>")

    assert lost is not None
    assert lost.written == "two  words"
    [problem] = losses.problems([lost], "a & b\n\ntwo\nwords\n", 10)
    assert problem.line == 12


WORD = st.integers(0, 10_000).map("w{}w".format)
# Each shows a word, or names its loss.
FRAGMENTS = st.sampled_from([
    "{w} ", "**{w}** ", "\n\n{w}\n\n", "`{w}` ", "<b>{w}</b> ", "<p>{w}</p>\n", "<div>\n\n{w}\n\n</div>\n\n",
    "- {w}\n", "> {w}\n\n", "<int> {w} ", "<path>{w}</path> ", "<list>\n{w}\n\n", "<button>{w}</button> ",
    "<button> {w} ", "<select>{w}</select> ", "<select> {w} ", "<!-- x\n\ny -->{w} ",
    "<svg><text>{w}</text></svg> ", "<svg> {w} ", "<canvas>{w}</canvas> ", "<video>{w}</video> ",
    "<video src='/a.mp4'> {w} ", '<p title="x> {w} </p>', "<p title='x> {w} ", "<table><tr>{w}<td>x</table>",
    "<table><tr><td>{w}</table> ", "<iframe>{w} ", "<textarea>{w}</textarea> ", "<title>{w}</title> ",
    "<object>{w}</object> ", "<p hidden>{w}</p> ", "<details><summary>{w}</summary></details> ", "a < {w} ",
    "<T, {w}> ", "&lt;{w}&gt; ", "<x-y>{w}</x-y> ", "<noscript>{w}</noscript> ", "<math><mi>{w}</mi></math> ",
    "<xmp>{w}</xmp> ", "<template>{w}</template> ", "</p>{w} ", "</path>{w} ", "<plaintext>{w} ", "<map>{w}</map> ",
    "<form>{w}</form> ", "<a href='/x'>{w} ", "<h2>{w} ", "<pre>{w}</pre>\n\n", "<frameset>{w}</frameset> ",
    "<a href='sms:1'>{w}</a> ", "<ul><li>{w}</ul> ", "<p\n>{w}</p>\n", "<font color=red>{w}</font> ",
])  # fmt: skip


@given(st.lists(st.tuples(FRAGMENTS, WORD), min_size=1, max_size=8), st.sampled_from([".md", ".html"]))
def test_every_word_is_in_the_entry_in_order_or_a_problem_is_raised(pieces: list[tuple[str, str]], suffix: str) -> None:
    body = render("".join(fragment.format(w=word) for fragment, word in pieces), suffix)

    shown = re.findall(r"w\d+w", html.unescape(re.sub("<[^>]*>", "", body.html)))
    if LOST.isdisjoint(problem.code for problem in body.problems):
        assert shown == [word for _, word in pieces]


def sanitised(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Path, str, Sanitized, Body]]:
    """Yield each body of a corpus before the sanitiser and after it, and as it is rendered."""
    seen: list[tuple[str, Sanitized]] = []
    sanitize = Sanitizer.sanitize

    def spy(self: Sanitizer, markup: str, *others: Any) -> Sanitized:
        seen.append((markup, sanitize(self, markup, *others)))
        return seen[-1][1]

    monkeypatch.setattr(Sanitizer, "sanitize", spy)
    for path in sorted(corpus.rglob("*")):
        if path.suffix.lower() in (".md", ".markdown", ".html", ".htm", ".txt", ".rst") and path.is_file():
            text = decode(path.read_bytes(), "auto").text
            front_matter = split_front_matter(text, suffix=path.suffix.lower())
            body = render(text[front_matter.body_offset :], path.suffix)
            if seen:
                yield (path, *seen.pop(), body)


# A link to nothing is none, nor is one within another.
_LINKS = "//a[translate(@href, ' #', '') != '' and not(starts-with(@href, 'javascript:')) and not(.//a)]"


def contents(markup: str) -> tuple[str, int, int, int]:
    """Return the letters of `markup` as lxml reads them, and how many images, links and code blocks it has."""
    parser = etree.HTMLParser(remove_comments=True, huge_tree=True, encoding="utf-8")
    tree = etree.fromstring(f"<div>{markup}</div>".encode(), parser)
    words = "".join(tree.xpath("//text()[not(parent::script or parent::style)]"))
    images, links, code = (len(tree.xpath(path)) for path in ("//img[@src != '']", _LINKS, "//pre"))
    return "".join(words.split()), images, links, code


@pytest.mark.slow
@pytest.mark.skipif(not CORPORA.is_dir(), reason=f"{CORPORA} is not there")
def test_nothing_of_real_bodies_is_lost_in_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    silent = []
    for path, before, after, body in sanitised(CORPORA, monkeypatch):
        (words, *counts), (shown, *shown_counts) = contents(before), contents(after.html)
        # a parser ends a link or a code block where the next one begins
        is_whole = words == shown and all(map(ge, shown_counts, counts))
        if not is_whole and LOST.isdisjoint(problem.code for problem in body.problems):
            silent.append(str(path))
    assert silent == []
