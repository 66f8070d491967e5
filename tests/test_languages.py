"""Language tags, and the direction of languages and texts."""

import subprocess
import sys

import pytest
from babel.core import get_global

from feedmaker.text import languages
from feedmaker.text.languages import is_right_to_left, is_right_to_left_text, language_tag, likely_tag


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("zh-cn", "zh-CN"), ("EN", "en"), ("zh-hant-tw", "zh-Hant-TW"), ("sl-Nedis", "sl-nedis"), ("yue", "yue"),
        ("de-CH-1996", "de-CH-1996"), ("es-419", "es-419"), ("en-u-ca-gregory", "en-u-ca-gregory"),
        ("en-x-Harbour", "en-x-harbour"),
    ],
)  # fmt: skip
def test_language_tags_take_their_recommended_case(written: str, read: str) -> None:
    assert language_tag(written) == read


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("en_US", "en-US"), ("zh_CN.UTF-8", "zh-CN"), ("English", "en"), ("cn", "zh-CN"), ("jp", "ja"),
        ("中文", "zh-CN"), ("e", None), ("", None), ("en--US", None), ("xx", None), ("harbour", None),
        ("\u212ao", None),
    ],
)  # fmt: skip
def test_what_is_no_language_tag_may_have_been_meant_as_one(written: str, meant: str | None) -> None:
    assert language_tag(written) is None
    assert likely_tag(written) == meant


@pytest.mark.parametrize(
    "tag",
    [
        *["ar", "fa_IR", "he-IL", "iw", "ur", "yi", "ckb", "ps", "sd", "ug", "dv", "syr", "nqo", "ks", "ku-Arab"],
        *["KU-arab-IQ", "ku-IQ", "pa-PK", "az-Arab", "ha-Arab", "ff-Adlm", "en-Arab", " ar "],
    ],
)
def test_a_language_is_right_to_left(tag: str) -> None:
    assert is_right_to_left(tag)


@pytest.mark.parametrize(
    "tag",
    [
        *["en", "zh-CN", "ku", "ku-TR", "ha", "pa", "pa-IN", "az", "ks-Deva-IN", "sd-Deva", "ar-Latn"],
        *["en-x-arab", "xx", "-", "", None],
    ],
)
def test_a_language_is_left_to_right_or_unknown(tag: str | None) -> None:
    assert not is_right_to_left(tag)


def test_frequent_languages_are_left_to_right_in_every_region() -> None:
    for tag, likely in get_global("likely_subtags").items():
        language, *subtags = tag.split("_")
        if language in languages._LEFT_TO_RIGHT_LANGUAGES and not any(len(subtag) == 4 for subtag in subtags):
            assert likely.split("_")[1].lower() not in languages._RIGHT_TO_LEFT_SCRIPTS, tag


def test_frequent_languages_and_scripts_need_no_locale_data() -> None:
    code = (
        "import sys; from feedmaker.text.languages import is_right_to_left as f;"
        "f('en-GB'), f('zh'), f('ku-Arab'), f(None); print('babel' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "False\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("שלום עולם", True),
        ("مرحبا", True),
        ("HTML مرحبا بكم", True),
        ("Hello there مرحبا", False),
        ("港口", False),
        ("", False),
    ],
)
def test_the_direction_of_a_text_is_that_of_most_letters(text: str, expected: bool) -> None:
    assert is_right_to_left_text(text) is expected
