"""Markdown within elements of HTML and between them."""

import pytest
from body_samples import render

from feedmaker.loader.body.markup import detect_markup


# What kramdown 2.4 and Python-Markdown 3.11 with md_in_html make of each, but for white space and ids.
@pytest.mark.parametrize(
    ("source", "shown"),
    [
        (
            '<div markdown="1">\nLow *tide*.\n\n- mud\n- sand\n</div>\nThe *rest*.',
            (
                "<div>\n<p>Low <em>tide</em>.</p>\n<ul>\n<li>mud</li>\n<li>sand</li>\n</ul>\n</div>\n"
                "<p>The <em>rest</em>.</p>"
            ),
        ),
        ('<p markdown="1">Low *tide*</p>', "<p>Low <em>tide</em></p>"),
        ('<span markdown="1">Low *tide*</span> and *ebb*', "<p><span>Low <em>tide</em></span> and <em>ebb</em></p>"),
        (
            '<details markdown="1"><summary>Tides *here*</summary>\n\nLow *tide*\n\n</details>',
            "<details>\n<summary>Tides *here*</summary>\n<p>Low <em>tide</em></p>\n</details>",
        ),
        ("<div>\nLow *tide*\n</div>", "<div>\nLow *tide*\n</div>"),
        ('<div markdown="0">Low *tide*</div>', "<div>Low *tide*</div>"),
        (
            '<div markdown="1">\n    Low *tide*\n</div>',
            "<div>\n<pre><code>Low *tide*\n</code></pre>\n</div>",
        ),
        (
            '<div markdown="1">\n<div>Low *tide*</div>\n<div markdown="1">\nhigh *tide*\n</div>\nthe *rest*\n</div>',
            "<div>\n<div>Low *tide*</div>\n<div>\n<p>high <em>tide</em></p>\n</div>\n<p>the <em>rest</em></p>\n</div>",
        ),
        # Python-Markdown alone, as Material for MkDocs writes it
        (
            '<div class="grid cards" markdown>\n\n-   __Low__\n\n    tide\n\n</div>',
            "<div>\n<ul>\n<li>\n<p><strong>Low</strong></p>\n<p>tide</p>\n</li>\n</ul>\n</div>",
        ),
        # kramdown alone
        (
            '- shore\n  <div markdown="1">\n  Low *tide*\n  </div>',
            "<ul>\n<li>\n<p>shore</p>\n<div>\n<p>Low <em>tide</em></p>\n</div>\n</li>\n</ul>",
        ),
    ],
)
def test_markdown_in_a_marked_element_is_read(source: str, shown: str) -> None:
    assert render(source).html == shown


def test_marks_in_code_are_text() -> None:
    source = 'Write `<div markdown="1">`:\n\n```\n<div markdown="1">\n*x*\n</div>\n```\n\n<div markdown="1">*y*</div>\n'
    shown = render(source).html

    assert '<code>&lt;div markdown="1"&gt;</code>' in shown
    assert '<pre><code>&lt;div markdown="1"&gt;\n*x*\n&lt;/div&gt;\n</code></pre>' in shown
    assert shown.endswith("<div>\n<p><em>y</em></p>\n</div>")


def test_markdown_between_blocks_of_html_is_read() -> None:
    source = "<p>Low</p>\n\nThe *tide* and\n\n- mud\n- sand\n\n<p>High</p>\n"

    assert render(source).html == (
        "<p>Low</p>\n<p>The <em>tide</em> and</p>\n<ul>\n<li>mud</li>\n<li>sand</li>\n</ul>\n<p>High</p>"
    )


@pytest.mark.parametrize(
    ("source", "markup"),
    [
        ("<p>Low</p>\n\nThe tide\n\n<p>High</p>", "markdown"),
        ("<h2>Low</h2>\n\nThe tide\n\n<div>\n\nx\n\n</div>", "markdown"),
        ('<div markdown="1">\n<p>Low</p>\n</div>', "markdown"),
        # a page that was copied: its text is in elements, or its tags would be code
        ("<div>\n\nThe tide\n\n</div>", "html"),
        ("<p>Low\n\n<p>High\n\nThe tide</p>", "html"),
        ("<p>Low</p>\n\nThe tide\n\n      <p>High</p>", "html"),
        ("<p>Low</p>\n\n<p>High</p>", "html"),
    ],
)
def test_text_in_no_element_makes_a_body_markdown(source: str, markup: str) -> None:
    assert detect_markup(source, "auto", ".md") == markup
