"""The words of the pages, and the stylesheet that says them on a feed opened in a browser."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedmaker.writer.pages.templates import direction, feed_css, fill, texts_for

ENGLISH, CHINESE = texts_for("en"), texts_for("zh")
PLACEHOLDER = re.compile(r"\{\w+\}")


@pytest.mark.parametrize("language", ["zh", "zh-CN", "ZH-Hant-TW", "zh_TW"])
def test_every_variety_of_chinese_gets_the_chinese_texts(language: str) -> None:
    assert texts_for(language)["copy"] == "复制地址"


@pytest.mark.parametrize("language", ["en", "de-AT", "zha", "", None])
def test_every_other_language_gets_english(language: str | None) -> None:
    assert texts_for(language)["copy"] == "Copy address"


def test_configured_texts_win_and_unknown_keys_are_dropped() -> None:
    texts = texts_for("de", {"copy": "Kopieren", "nonsense": "x"})
    assert texts["copy"] == "Kopieren"
    assert set(texts) == set(ENGLISH)


def test_both_languages_say_the_same_things() -> None:
    assert set(CHINESE) == set(ENGLISH)
    for key, text in ENGLISH.items():
        assert set(PLACEHOLDER.findall(CHINESE[key])) == set(PLACEHOLDER.findall(text)), key


def test_fill_leaves_braces_it_does_not_know() -> None:
    assert fill("{count} of {0} {", count=3) == "3 of {0} {"


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (None, "auto"),
        ("en", "ltr"),
        ("zh-CN", "ltr"),
        ("ar", "rtl"),
        ("he-IL", "rtl"),
        ("az-Arab", "rtl"),
        ("ks-Deva-IN", "ltr"),
        ("fa_IR", "rtl"),
    ],
)
def test_direction_follows_the_script_then_the_language(language: str | None, expected: str) -> None:
    assert direction(language) == expected


def test_stylesheet_says_the_note_in_the_language_of_the_site() -> None:
    assert CHINESE["xml_note"] in feed_css(texts_for("zh")).decode()
    assert "xml_note" not in feed_css(texts_for("zh")).decode()


@given(st.text(max_size=40))
def test_no_text_breaks_out_of_the_string_of_the_stylesheet(text: str) -> None:
    text = text.encode(errors="ignore").decode()
    css = feed_css(texts_for("en", {"xml_note": 'a"; } * { ' + text + "\\"})).decode()
    plain = feed_css(texts_for("en", {"xml_note": ""})).decode()
    start = plain.index('content: ""') + len('content: "')
    note = css[start : len(css) - (len(plain) - start)]
    assert re.fullmatch(r'(?:[^"\\\n]|\\[0-9a-f]+ )*', note)
    assert re.sub(r"\\([0-9a-f]+) ", lambda found: chr(int(found[1], 16)), note) == 'a"; } * { ' + text + "\\"
