"""No text is lost in silence: tags in prose, elements that are never closed, comments, fallback text."""

import re
import subprocess
import sys

import pytest
from test_body import html, render

from feedmaker.loader.body import limits, stray_tags
from feedmaker.loader.body.sanitizer import Sanitizer

#: Names of MathML and SVG, whose elements the sanitiser drops with their text where HTML stands.
FOREIGN = (
    "path", "list", "int", "set", "in", "text", "min", "max", "true", "false", "and", "or", "not", "vector", "line",
    "share", "mode", "root", "union", "log", "circle", "use", "view", "filter", "symbol", "mi", "mrow", "none",
)  # fmt: skip
CLOSED_ALONE = (
    "button",
    "select",
    "title",
    "script",
    "style",
    "textarea",
    "svg",
    "math",
    "iframe",
    "canvas",
    "template",
)


@pytest.mark.parametrize("name", [*FOREIGN, *CLOSED_ALONE, "embed", "T", "target-dir", "username", "plaintext", "xmp"])
@pytest.mark.parametrize("kind", ["markdown", "html"])
def test_a_tag_in_prose_that_is_never_closed_is_text_as_written(name: str, kind: str) -> None:
    source = (
        f"Copy it to <{name}> now.\n\nThen *rest*." if kind == "markdown" else f"<p>Copy it to <{name}> now.<p>Then"
    )
    shown = render(source, kind=kind).html  # type: ignore[arg-type]  # one of BodyKind

    assert f"<p>Copy it to &lt;{name}&gt; now.</p>" in shown
    assert "Then" in shown


@pytest.mark.parametrize("name", [*FOREIGN, "foo", "my-box", "canvas", "button", "map", "noembed"])
def test_a_foreign_element_that_is_closed_is_unwrapped(name: str) -> None:
    assert html(f"<p>a <{name} x=1>b</{name}> c</p>") == "<p>a b c</p>"


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("std::map<String, List<Integer>> m;", "<p>std::map&lt;String, List&lt;Integer&gt;&gt; m;</p>"),
        ("It makes a <button role=x> of it.", "<p>It makes a &lt;button role=x&gt; of it.</p>"),
        ("open <int> and close </path>", "<p>open &lt;int&gt; and close &lt;/path&gt;</p>"),
        ("<list>\n\nAfter *it*.", "&lt;list&gt;\n<p>After <em>it</em>.</p>"),
        ('an <icon name="boat"> here', "<p>an  here</p>"),
        ("a <Break /> here", "<p>a  here</p>"),
        ("code `<path>` and\n\n    <int> x", "<p>code <code>&lt;path&gt;</code> and</p>"),
    ],
)
def test_tags_in_markdown_prose(source: str, shown: str) -> None:
    assert shown in render(source).html


def test_a_player_or_frame_that_is_never_closed_is_closed_at_once() -> None:
    shown = html('<video src="/v.mp4"><p>One</p><iframe src="https://www.youtube.com/embed/abcdefgh"><p>Two</p>')

    assert "</video><p>One</p>" in shown
    assert shown.endswith("</a></p><p>Two</p>")


def test_the_own_text_of_a_player_stays() -> None:
    assert html("<p>See</p><video><p>The film is at the office</p></video>").endswith(
        "<p>The film is at the office</p></span>"
    )
    shown = html('<audio src="/a.mp3">Or <a href="/t.txt">read it</a></audio>')
    assert '>Or <a href="https://example.org/t.txt">read it</a></audio>' in shown


def test_a_comment_with_an_empty_line_hides_nothing_but_itself() -> None:
    source = "Before.\n\n<figure>\n<!--\none\n\ntwo\n-->\n<img src='/x.png'>\n</figure>\n\nAfter.\n"
    shown = render(source).html

    assert shown.endswith("<p>After.</p>")
    assert "two" not in shown
    assert "one" not in shown
    for code in ("```html\n<!-- a\n\nb -->\n```\n", "Text:\n\n    <!-- a\n\n    b -->\n"):
        assert "&lt;!-- a\n\nb --&gt;" in render(code).html


@pytest.mark.parametrize(
    ("markup", "held"),
    [
        ("<style>a{}</style><p>x</p>", False),
        ("<p>x</p><script>1</script><style>a{}</style>", False),
        ("<style>a{}", True),
        ("</style><style>a{}", True),
        ("<STYLE>a{}</STYLE>", True),
        ("<style>a{}</style><list>", True),
    ],
)
def test_closed_scripts_and_styles_are_not_stray_tags(markup: str, *, held: bool) -> None:
    assert stray_tags.may_hold(limits.element_names(markup), markup) == held


def test_elements_of_a_drawing_are_not_taken_for_prose() -> None:
    names = frozenset({"svg", "path", "math", "mi", "p"})
    drawing = '<svg><path d="m"/><text>1</text></svg>'

    assert stray_tags.may_hold(names, drawing)
    assert stray_tags.escape(drawing) == drawing
    assert stray_tags.unwrap(drawing + "<path>x</path>") == drawing + "x"


@pytest.mark.parametrize("tag", ['<x "', "<x ", "</x>", "<svg ", '<a"', "<script>", "<!--", "<x y='"])
def test_many_stray_tags_take_linear_time(tag: str) -> None:
    code = (
        "from feedmaker.loader.body import stray_tags\n"
        f"stray_tags.escape({tag!r} * 50_000); stray_tags.unwrap({tag!r} * 50_000)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


@pytest.mark.parametrize("name", [*FOREIGN, "x", "select"])
def test_what_becomes_text_holds_no_active_markup(name: str) -> None:
    for source in (
        f"<{name}><img src=x onerror=boom()>",
        f"<{name} <script>boom()",
        f"<{name} title='<script>boom()</script>'>",
        f"<{name}<img src=x onerror=boom()>",
        f"<{name}><script>boom()</script></{name}>",
    ):
        shown = Sanitizer().clean(stray_tags.unwrap(stray_tags.escape(source)), "https://example.org/", None)
        tags = re.findall("<[^>]*>", shown)
        assert not [tag for tag in tags if "script" in tag or "onerror" in tag]


@pytest.mark.parametrize("tag", ["<embed src=/x.swf>", "<EMBED src=/x.swf width=300>", "<embed src=/x.swf></embed>"])
def test_what_follows_an_embedded_player_stays(tag: str) -> None:
    assert html(f"<p>a</p>{tag}b<p>c</p>").endswith("</a></p>b<p>c</p>")
