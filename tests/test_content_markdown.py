"""source:markdown: the content as Markdown, which says what the content says and holds nothing active."""

import re
from html import unescape
from pathlib import Path

import comrak
import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from site_folder import Site

from feedmaker.writer.content_markdown import content_markdown

MARKDOWN = "{http://source.scripting.com/}markdown"


def rendered(text: str) -> str:
    """Markdown as a reader of GitHub's dialect shows it."""
    options = comrak.ExtensionOptions()
    options.table = options.strikethrough = options.autolink = True
    return comrak.render_markdown(text, options)


def words(html: str) -> str:
    return "".join(unescape(re.sub(r"<!--.*?-->|<[^>]*>", "", html, flags=re.DOTALL)).split())


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ('<h2 id="a">Wind</h2><p>A <em>dry</em> <strong>dock</strong>.</p>', "## Wind\n\nA *dry* **dock**."),
        ('<p><a href="https://harbour.example/a">Here</a></p>', "[Here](https://harbour.example/a)"),
        ('<p><a href="https://harbour.example/a(b">x</a></p>', "[x](<https://harbour.example/a(b>)"),
        ('<p><img src="https://harbour.example/a.png" alt="A [boat]"></p>', r"![A \[boat\]](https://harbour.example/a.png)"),
        ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "- a\n  - b\n- c"),
        ('<pre><code class="language-sh">ls *\n</code></pre>', "```sh\nls *\n```"),
        ("<pre><code>```\n&lt;b&gt;\n```\n</code></pre>", "````\n```\n<b>\n```\n````"),
        ("<blockquote><p>a<br>b</p></blockquote>", "> a  \n> b"),
        ("<table><tr><th>a</th></tr><tr><td>1|2</td></tr></table>", "| a |\n| --- |\n| 1\\|2 |"),
        ("<p>H<sub>2</sub>O</p>", "H<sub>2</sub>O"),
        ('<audio controls src="https://harbour.example/a.mp3"></audio>', "[a.mp3](https://harbour.example/a.mp3)"),
        ('<video src="https://h.example/v.mp4"><a href="https://h.example/v.mp4">Film</a></video>', "[Film](https://h.example/v.mp4)"),
        ("<p>snake_case R&amp;D C++ 5 &lt; 6 $a_i$</p>", "snake_case R&D C++ 5 < 6 $a_i$"),
    ],
)  # fmt: skip
def test_content_as_markdown(html: str, text: str) -> None:
    assert content_markdown(html) == text


@pytest.mark.parametrize(
    "text",
    ["# no heading", "- no list", "1. no list", "> no quotation", "a *b* _c_ `d` [e](f) ~~g~~ &amp; <i>h</i>", "==="],
)
def test_text_that_looks_like_markup_stays_text(text: str) -> None:
    html = f"<p>{text.replace('&', '&amp;').replace('<', '&lt;')}</p>\n"

    assert words(rendered(content_markdown(html))) == words(html)
    assert rendered(content_markdown(html)).count("<") == 2


@given(st.lists(st.text("ab_*<>[]()`~&;#-+=|!\\1. \n", min_size=1, max_size=12), max_size=6))
def test_no_text_is_lost_and_none_becomes_markup(parts: list[str]) -> None:
    texts = [part.replace("&", "&amp;").replace("<", "&lt;") for part in parts]
    html = "".join(f"<p>{text}</p>" for text in texts if text.strip())

    again = rendered(content_markdown(html))

    assert words(again) == words(html)
    assert set(re.findall(r"</?(\w+)", again)) <= {"p"}


def test_a_large_list_and_a_deep_body_have_none() -> None:
    assert content_markdown("<ul>" + "<li>x</li>" * 3_000 + "</ul>") == ""
    assert content_markdown("<div>" * 5_000 + "x" + "</div>" * 5_000) in ("", "x")


def test_items_have_markdown_if_it_is_configured_and_nothing_else_changes(tmp_path: Path) -> None:
    site = Site(tmp_path / "site", articles={"permalink": "/:name/"})
    for number in range(8):
        body = f"A **boat** {number} & [more](/more) <script>alert(1)</script>\n\n- {{% raw %}}x{{% endraw %}}"
        site.article(f"{number}.md", f"Boat {number}", number, body)
    site.build()
    plain = {path: (site.output / path).read_bytes() for path in ("rss.xml", "atom.xml", "feed.json")}
    assert b"source.scripting.com" not in plain["rss.xml"]

    site.configure(feeds={"markdown": True})
    site.build()

    items = etree.parse(site.output / "rss.xml").findall(".//item")
    assert [item.findtext(MARKDOWN) for item in items] == [
        f"A **boat** {number} & [more](https://harbour.example/more)\n\n- x" for number in reversed(range(8))
    ]
    assert (site.output / "atom.xml").read_bytes() == plain["atom.xml"]
    assert (site.output / "feed.json").read_bytes() == plain["feed.json"]
    assert len(feedparser.parse(str(site.output / "rss.xml")).entries) == 8
    site.configure(feeds={"content": "summary"})
    site.build()
    assert b"source:markdown" not in (site.output / "rss.xml").read_bytes()
