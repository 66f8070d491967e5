"""Markdown as GitHub and most generators read it."""

import pytest
from body_samples import render

from feedmaker.config.schema import Articles
from feedmaker.loader.body.limits import CONTAINERS, limit_containers
from feedmaker.loader.body.markdown import to_html


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a *b* **c** `d`", "<p>a <em>b</em> <strong>c</strong> <code>d</code></p>\n"),
        ("~~a~~", "<p><del>a</del></p>\n"),
        ("see https://example.org/x.", '<p>see <a href="https://example.org/x">https://example.org/x</a>.</p>\n'),
        ("- [x] a\n- [ ] b", "<ul>\n<li>☑ a</li>\n<li>☐ b</li>\n</ul>\n"),
        ("# A *b*", '<h1 id="a-b">A <em>b</em></h1>\n'),
        ("## 港口", '<h2 id="港口">港口</h2>\n'),
        ("```py\na < b\n\n  c\n```", '<pre><code class="language-py">a &lt; b\n\n  c\n</code></pre>\n'),
        ("a  \nb", "<p>a<br />\nb</p>\n"),
        ("<div>\n*a*\n\n*b*\n</div>", "<div>\n*a*\n<p><em>b</em></p>\n</div>\n"),
        ("港口**新闻。**每日", "<p>港口<strong>新闻。</strong>每日</p>\n"),
        ("&amp; &copy; <", "<p>&amp; © &lt;</p>\n"),
        ("> [!NOTE]\n> Words", "<blockquote>\n<p><strong>Note</strong><br>\nWords</p>\n</blockquote>\n"),
    ],
)
def test_markdown(text: str, expected: str) -> None:
    assert to_html(text) == expected


def test_names_of_emoji_are_emoji_where_the_site_has_them_switched_on() -> None:
    text = "Rain :tada: `:tada:` :no_such_name: 12:30:45"

    assert to_html(text) == "<p>Rain :tada: <code>:tada:</code> :no_such_name: 12:30:45</p>\n"
    assert to_html(text, emoji=True) == "<p>Rain 🎉 <code>:tada:</code> :no_such_name: 12:30:45</p>\n"


def test_tables_keep_their_alignment() -> None:
    assert '<td align="right">1</td>' in to_html("| a | b |\n|---|--:|\n| x | 1 |\n")


def test_footnotes_lead_there_and_back() -> None:
    html = to_html("One[^n].\n\n[^n]: Note.\n")

    assert 'href="#fn-n" id="fnref-n"' in html
    assert '<li id="fn-n">' in html
    assert 'href="#fnref-n"' in html


def test_lines_of_wide_characters_are_joined_without_a_space() -> None:
    assert to_html("港口\n新闻\nnews\n港") == "<p>港口新闻\nnews\n港</p>\n"


def test_code_is_not_joined() -> None:
    assert to_html("```\n港\n口\n```\n港\n口\n") == "<pre><code>港\n口\n</code></pre>\n<p>港口</p>\n"


def test_prose_about_money_is_no_formula() -> None:
    assert to_html("from $5 to $6") == "<p>from $5 to $6</p>\n"


@pytest.mark.parametrize("before", ["", "\n", "text\n", "> x\n\n"])
@pytest.mark.parametrize("sign", [">", "- ", "1. ", "   * ", "12)\t"])
def test_what_a_line_nests_too_deep_is_cut(before: str, sign: str) -> None:
    deepest = before + sign * CONTAINERS

    assert limit_containers(f"{deepest}x\ny") == f"{deepest}x\ny"
    assert limit_containers(f"{deepest}{sign * 9}x\ny") == f"{deepest}x\ny"


@pytest.mark.parametrize(
    ("fence", "title"),
    [
        ('js title="a &lt;b.js"', "a &lt;b.js"),
        ("js {1} title='a.js'", "a.js"),
        ('{.js filename="a.js"}', "a.js"),
        ("js [npm]", "npm"),
    ],
)
def test_a_title_of_a_code_block_is_shown(fence: str, title: str) -> None:
    block = '<pre><code class="language-js">x &lt; y\n</code></pre>'

    assert render(f"```{fence}\nx < y\n```").html == f"<figure><figcaption>{title}</figcaption>{block}</figure>"


@pytest.mark.parametrize("fence", ['js title="a.js"', "js line_number:false filename='a.js'", "js a.js"])
def test_a_title_of_a_code_block_of_hexo_is_shown(fence: str) -> None:
    found = render(f"```{fence}\nlet a;\n```", articles=Articles(markdown="hexo")).html

    assert "<figcaption>a.js</figcaption>" in found
    assert "let a;" in found


@pytest.mark.parametrize("fence", ["js {1-3} live", 'js subtitle="a"', "js [1]", "js title=a"])
def test_other_settings_of_a_code_block_are_not_shown(fence: str) -> None:
    assert render(f"```{fence}\nx\n```").html == '<pre><code class="language-js">x\n</code></pre>'
