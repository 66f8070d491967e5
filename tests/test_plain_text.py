"""Titles, names and descriptions as plain text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedmaker.loader.metadata.plain_text import plain_name, plain_summary, plain_title, unescape_once


@pytest.mark.parametrize(
    "title",
    [
        "Plain words",
        "<5 Minutes to a feed",
        "List<String> explained",
        "refute <-> assert",
        "Ein <3 für Tiere",
        "a * b * c",
        "2*3*4 and 2**3**4",
        "snake_case and _private names",
        "__init__ is a name",
        "M&Ms, AT&T and Q&A",
        "x &copy y &nothing; z",
        "Fish&notebooks;",
        "[leetcode] 100 Same Tree",
        "What <details> does",
        "*args and **kwargs",
        "C:\\temp\\new",
        "🐰 Rabbits 👨‍👩‍👧 and 🇩🇪",
        "שלום עולם",
        "100% #1 @home ~/bin",
        "an unclosed `tick",
        "..",
        "-",
        "1.10",
    ],
)
def test_text_that_is_not_markup_is_kept(title: str) -> None:
    assert plain_title(title) == title


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("  Two \n lines\t here ", "Two lines here"),
        ("Fish &amp; chips", "Fish & chips"),
        ("&amp;amp; stays once", "&amp; stays once"),
        ("&lt;b&gt;text&lt;/b&gt;", "<b>text</b>"),
        ("&#123;&#x7d; &ldquo;q&rdquo;", "{} “q”"),
        ("words <em>and</em> <strong class='x'>deeds</strong>", "words and deeds"),
        ("<p>one <i>two</i></p>", "one two"),
        ("line<br/>break", "line break"),
        ("before<!-- hidden -->after", "before after"),
        ("The `yes` command", "The yes command"),
        ("``a ` b``", "a ` b"),
        ("`<b>bold</b>` in code", "<b>bold</b> in code"),
        ("`*args*`", "*args*"),
        ("**bold** and *slanted* ~~gone~~", "bold and slanted gone"),
        ("***both***", "both"),
        ("重点**加粗**内容", "重点加粗内容"),
        ("a _real_ reason and __two words__", "a real reason and two words"),
        ("[text](https://example.org/a_(b)) and ![alt](x.png)", "text and alt"),
        ("\\*not emphasis\\*", "*not emphasis*"),
        ("a&nbsp;b", "a\u00a0b"),
        ("nul&#0;l", "null"),
        ("\x08control\x00", "control"),
    ],
)
def test_markup_becomes_plain_text(written: str, read: str) -> None:
    assert plain_title(written) == read


def test_a_summary_loses_single_tags_too() -> None:
    assert plain_summary("<p>One.<p>Two <b>bold</b>.<br>Three <5") == "One. Two bold. Three <5"


def test_a_name_keeps_markdown_characters() -> None:
    assert plain_name("the_real_*me* &amp; <b>you</b>") == "the_real_*me* & you"


@given(st.text())
def test_any_text_becomes_one_line(text: str) -> None:
    for read in (plain_title(text), plain_summary(text), plain_name(text)):
        assert "\n" not in read
        assert "\x00" not in read
        assert read == read.strip()


@given(st.text(alphabet="&;#x123amplt<>"))
def test_entities_are_decoded_once(text: str) -> None:
    assert unescape_once(text.replace("&", "&amp;")) == text


def test_a_very_long_title_takes_little_time() -> None:
    assert plain_title("<b>" * 100_000)
    assert plain_title("`" * 7_999)
    assert plain_title("[" * 7_999)
    assert plain_title("<!--" * 1_990)


def test_php_is_removed_from_a_description() -> None:
    assert plain_summary("<p>Vote!</p> <?php if ($user->name) { ?> <p>Here.</p> <?php } ?>") == "Vote! Here."
