"""Text with the characters that XML allows."""

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from feedmaker.text.xml_characters import DISCOURAGED, NOT_XML, NOT_YAML, clean_text, one_line


def _is_xml_text(text: str) -> bool:
    return all(
        char in "\t\n"
        or (char >= "\x20" and unicodedata.category(char) not in ("Cc", "Cs") and (ord(char) & 0xFFFE) != 0xFFFE)
        for char in text
    ) and not any("\ufdd0" <= char <= "\ufdef" or char == "\ufffd" for char in text)


@given(st.text(max_size=100))
@example("a\x00\x08b\ud800\ufffe\uffff\ufffd\U0001ffff\ufdd0\x7f")
def test_clean_text_leaves_only_what_xml_allows_and_is_idempotent(text: str) -> None:
    clean = clean_text(text)
    assert _is_xml_text(clean)
    assert clean_text(clean) == clean


@pytest.mark.parametrize("around", ["", "a b", "港口", "😀"])
def test_clean_text_finds_every_forbidden_character(around: str) -> None:
    for code in range(0x110000):
        if chr(code) == "\x7f" or not _is_xml_text(chr(code)):
            assert clean_text(text := f"{around}{chr(code)}{around}") != text, hex(code)


@given(st.text(max_size=60))
def test_clean_text_removes_only_forbidden_characters(text: str) -> None:
    assert _is_xml_text(text) == (clean_text(text) == text)


def test_clean_text_leaves_clean_text_alone() -> None:
    text = "Zwölf 港口 😀\n\tx\xa0\u200b\u2028"
    assert clean_text(text) is text


def test_c1_controls_are_read_as_windows_1252() -> None:
    assert clean_text("\x93It\x92s\x94 5\x80 \x81\x85") == "“It’s” 5€ …"


@given(st.text(max_size=60))
@example("  a \t\n b\u2028c\x0bd\r\ne  ")
def test_one_line_is_one_clean_line_and_idempotent(text: str) -> None:
    line = one_line(text)
    assert len(line.splitlines()) <= 1
    assert line == line.strip()
    assert "  " not in line
    assert one_line(line) == line
    assert _is_xml_text(line)


@pytest.mark.parametrize("space", ["  ", "\t", "\n", "\r", "\f", "\v", "\u2028", "\u2029", " \u2028 "])
def test_one_line_has_a_single_space_for_every_white_space(space: str) -> None:
    assert one_line(f"a{space}b") == one_line(f"a{space}{space}b") == "a b"
    assert one_line(f"港{space}口") == "港 口"


def test_one_line_keeps_the_spaces_that_typography_puts() -> None:
    assert one_line(" «\xa0Où\xa0?\xa0»  le　port\u2029x\fy ") == "«\xa0Où\xa0?\xa0» le　port x y"


def test_what_is_cleaned_is_what_xml_forbids_or_discourages() -> None:
    unclean = re.compile(f"{NOT_XML}|{DISCOURAGED}")
    for code in range(0x110000):
        if chr(code) != "\r":
            assert (unclean.fullmatch(chr(code)) is None) == (clean_text(chr(code)) == chr(code)), hex(code)


def test_yaml_forbids_more_than_xml() -> None:
    forbidden = re.compile(NOT_YAML)
    assert all(forbidden.fullmatch(chr(code)) for code in range(0x110000) if re.fullmatch(NOT_XML, chr(code)))
    assert forbidden.fullmatch("\ufeff")
    assert not forbidden.search("a\t\n\r\x85\u2028é港😀")
