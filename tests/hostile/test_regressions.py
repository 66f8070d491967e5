"""What hostile articles and fuzzing brought to light, one test each."""

import time

import pytest

from feedmaker.config.schema import Config, Site
from feedmaker.loader.body import limits, markdown, markup
from feedmaker.loader.body.render import BodyRenderer
from feedmaker.loader.body.sanitizer import Sanitizer
from feedmaker.loader.frontmatter.dialects import split_front_matter
from feedmaker.text import urls
from feedmaker.text.xml_characters import clean_text
from feedmaker.writer.paths import segment

BASE = "https://harbour.example/"
CONFIG = Config(Site("Harbour News", BASE, BASE))

#: Far more than any of these needs, far less than what they took: minutes.
SECONDS = 5.0


class Interrupted(BaseException):
    """Raised in place of the alarm that ends an article which takes too long."""


def test_an_alarm_within_the_sanitiser_is_not_swallowed(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> str:
        raise Interrupted

    sanitizer = Sanitizer()
    monkeypatch.setattr(urls, "absolute", interrupt)
    with pytest.raises(Interrupted):
        sanitizer.clean('<a href="javascript:x">y</a><img srcset="javascript:x 2x" src=z>', BASE, None)
    monkeypatch.undo()

    assert sanitizer.clean("<a href=/z>y</a>", BASE, None) == f'<a href="{BASE}z">y</a>'


@pytest.mark.parametrize(
    "body",
    [
        "<!-- x -->" * 5_000,
        "x\n---\n" * 30_000,
        "# x\n" * 60_000,
        "<pre>" * 400 + "<code" * 100_000,
        "[a](<b" * 50_000,
        "{%" + " " * 200_000 + "x",
        "{{<" + " " * 200_000 + "x",
        "{{%" + " " * 200_000 + "x",
        "import x\n\n" * 40_000,
        "|" * 300_000 + "x\n" * 2_000,
        f"<img src=x srcset='{',' * 200_000}'>",
        f"<img data-src=x srcset='{',' * 200_000}'>",
        f"<img src=x srcset='x{' ' * 200_000}1y'>",
        "{:" + "a=b" * 50_000,
        "{:" + "a=b.c" * 50_000,
        "{{</*a" * 30_000,
        "`{% raw %}" * 20_000 + "`",
        "<iframe src='https://bilibili.com/" + "bilibili.com/" * 20_000 + "'></iframe>",
    ],
    ids=lambda body: repr(body[:12]),
)
@pytest.mark.parametrize("suffix", [".md", ".html"])
def test_time_does_not_grow_with_the_square_of_the_body(body: str, suffix: str) -> None:
    bodies = BodyRenderer(CONFIG)
    began = time.process_time()

    bodies.render(body, kind="auto", suffix=suffix, base=BASE, link=None)

    assert time.process_time() - began < SECONDS


@pytest.mark.parametrize("part", ["a", "'a'", '"a"', "a "])
def test_a_toml_key_of_very_many_parts_is_left_out(part: str) -> None:
    dotted = ".".join([part] * 30_000)

    head = split_front_matter(f'+++\ntitle = "Boat"\n{dotted} = 1\nb = {{ {dotted} = 1 }}\n+++\nA boat.\n')

    assert head.values["title"] == "Boat"
    codes = {"front-matter-recovered", "front-matter-line-unreadable", "value-too-long"}
    assert {problem.code for problem in head.problems} <= codes
    assert head.problems


def test_tables_with_too_many_cells_stay_text_and_are_reported() -> None:
    body = "|a" * 900 + "\n" + "|-" * 900 + "\n" + "x\n" * 1_000

    rendered = BodyRenderer(CONFIG).render(body, kind="markdown", suffix=".md", base=BASE, link=None)

    assert "<td" not in rendered.html
    assert [problem.code for problem in rendered.problems] == ["body-table-too-large"]
    assert not markdown.has_huge_tables("|a|b|\n|-|-|\n" + "|x|y|\n" * 5_000)
    assert markdown.has_huge_tables("|a|b|\n|-|-|\n" + "|x|y|\n" * 500_000)


@pytest.mark.parametrize("unit", ["x\n", "*x* ", "[^1]", "> x\n\n"])
def test_a_body_of_very_many_signs_is_plain_text_and_reported(unit: str) -> None:
    body = unit * 600_000

    rendered = BodyRenderer(CONFIG).render(body, kind="markdown", suffix=".md", base=BASE, link=None)

    assert [problem.code for problem in rendered.problems] == ["body-too-large"]
    assert unit.strip().replace(">", "&gt;") in rendered.html
    assert not limits.has_too_many_marks("A boat came *in*.\n" * 25_000)


@pytest.mark.parametrize("unit", ["{% x %}", "$x$ ", "{{ x }}"])
def test_a_body_of_very_many_tags_or_formulas_is_plain_text_and_reported(unit: str) -> None:
    for kind, many in (("markdown", 600_000), ("html", 600_000)):
        rendered = BodyRenderer(CONFIG).render(unit * many, kind=kind, suffix=".md", base=BASE, link=None)  # type: ignore[arg-type]

        assert [problem.code for problem in rendered.problems] == ["body-too-large"]
        assert unit.strip() in rendered.html


def test_comments_of_a_body_that_is_too_much_are_not_published() -> None:
    body = "Open %%wage talks%% and <!-- wage talks --> too {/* wage talks */}.\n\n" + "*x*\n" * 300_000

    rendered = BodyRenderer(CONFIG).render(body, kind="auto", suffix=".md", base=BASE, link=None)

    assert rendered.problems[0].code == "body-too-large"
    assert "Open" in rendered.html
    assert "wage" not in rendered.html + rendered.excerpt


def test_very_many_addresses_stay_text() -> None:
    assert markdown.to_html("a@b.example " * 2_000).count("<a") == 2_000
    assert markdown.to_html("a@b.example " * 20_000).count("<a") == 0


@pytest.mark.parametrize("body", ["\ufeff\ufeffa", "<x>\ufeffa", "\n\ufeff \ufeffa", "<p></p>\ufeff"])
def test_no_body_begins_with_a_byte_order_mark(body: str) -> None:
    for suffix in (".md", ".html"):
        made = BodyRenderer(CONFIG).render(body, kind="auto", suffix=suffix, base=BASE, link=None).html
        assert Sanitizer().clean(made, BASE, None) == made


@pytest.mark.parametrize(
    "body",
    [
        "<math>&#2</math>",
        "<math>&#x2;x</math>",
        "<math>&#2e &#00000000000002; &#x000000000002x &#0; &#x0</math>",
        "<noscript><!-- <img src=x> --></noscript>",
        "<noscript><!!g src=x></noscript>",
        "<noscript>&lt;?xml version='1.0' encoding='utf-8'?>&lt;img src=x></noscript>",
        "<img data-src='/x&#1;.png' data-srcset='x&#2; 2x'>",
        "<img data-src='/x&#xffff;.png'>",
        "<video data-src='/x&#3;.mp4' title='&#4;'></video>",
        "<iframe src='https://www.youtube.com/embed/x' title='&#5;&#xD800;&#65535;'></iframe>",
        "<amp-youtube data-videoid='&#6;'></amp-youtube>",
        "<object data='https://www.youtube.com/embed/x&#7;'></object>",
        "<span class=katex>&#8;<math>&#14;<annotation encoding=TeX>&#11;</annotation></math></span>",
        "<script type='math/tex'>&#2;\\x</script>",
        "<input type=checkbox checked>&#2;",
        "<picture><source srcset='x&#2;'><img src='y&#2;'></picture>",
    ],
)
@pytest.mark.parametrize("suffix", [".md", ".html"])
def test_control_characters_by_reference_reach_no_tree(body: str, suffix: str) -> None:
    made = BodyRenderer(CONFIG).render(body, kind="auto", suffix=suffix, base=BASE, link=None).html

    assert clean_text(made) == made


def test_comments_before_the_first_tag_do_not_hide_it() -> None:
    assert markup.detect_markup("<!-- a -->\n<!-- b --> <div>x</div>", "auto", ".md") == "html"


def test_tags_with_too_many_attributes_are_cut_and_others_kept() -> None:
    text = "x" * 100_000
    many = "<p " + "a=1 " * limits.ATTRIBUTES + ">"
    few = "<p " + "b='2' " * (limits.ATTRIBUTES - 1) + ">"

    assert limits.remove_long_tags(f"{text}{many}{few}<b>") == (f"{text}{few}<b>", 1)


def test_headings_keep_their_ids_where_there_are_not_too_many() -> None:
    assert 'id="boat"' in markdown.to_html("# Boat\n\ntext")
    assert 'id="' not in markdown.to_html("# Boat\n\n" * 1_500)


def test_a_windows_device_name_is_recognised_before_the_first_dot() -> None:
    assert [segment(name).partition("-")[0] for name in ("con.txt", "nul.tar.gz", "com1.x")] == ["con", "nul", "com1"]
    assert all("." not in segment(name).partition("-")[0] for name in ("con.txt", "nul.tar.gz", "com1.x"))
    assert segment("node.js") == "node.js"


@pytest.mark.parametrize(
    "tag",
    [
        '<img src="/a.png" title="<!-- more -->" alt="b">',
        '<a href="/x" title="a > b <!-- more --> c">x</a>',
        '<img src="/a.png" alt="{/* more */}">',
    ],
)
@pytest.mark.parametrize("suffix", [".md", ".html"])
def test_a_more_marker_in_an_attribute_ends_no_summary(tag: str, suffix: str) -> None:
    renderer = BodyRenderer(CONFIG)

    body = renderer.render(f"<p>A boat {tag} came.</p>\n", kind="auto", suffix=suffix, base=BASE, link=None)
    later = renderer.render(
        f"<p>A boat {tag} came.</p>\n\n<!-- more -->\n\n<p>Late.</p>\n",
        kind="auto",
        suffix=suffix,
        base=BASE,
        link=None,
    )

    assert not set("<>") & set(body.excerpt)
    assert body.excerpt.endswith("came.")
    assert "Late" not in later.excerpt or " > " in tag


def test_a_more_marker_in_a_formula_leaves_no_mark() -> None:
    text = "<svg><s_pmg><math><mi>x<<!-- more -->y</mi></math> <math><mi</math>"

    body = BodyRenderer(CONFIG).render(text, kind="auto", suffix=".md", base=BASE, link=None)

    assert clean_text(body.html) == body.html


def test_front_matter_that_is_not_closed_behind_a_fence_with_a_key_has_a_line() -> None:
    text = "---es:\n\n\nxx\n" + "\n".join(["- [a,9916<: {;;;o", "catego", "x: 1A}", "---", "<date:url"])
    for written in (text, "---title: A\n\nText\n", "---title: A\nText\n"):
        found = split_front_matter(written)

        assert all(problem.line is None or problem.line > 0 for problem in found.problems)
