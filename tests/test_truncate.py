"""Cutting text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedmaker.text.truncate import between_characters, truncate


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("short", 10, "short"),
        ("exactly ten", 11, "exactly ten"),
        ("one two three four", 12, "one two…"),
        ("one two, three", 11, "one two…"),
        ("one (two three)", 9, "one (two…"),
        ("one ( two", 6, "one…"),
        ("unbreakablewordhere", 10, "unbreakab…"),
        ("今天天气很好我们出去走走", 6, "今天天气很…"),
        ("今天天气，很好", 6, "今天天气…"),
        ("今天天气很好，走", 7, "今天天气很…"),
        ("今天《红楼梦》", 4, "今天…"),
        ("iPhone手机发布会", 9, "iPhone手机…"),
        ("word", 1, ""),
        ("word", 0, ""),
    ],
)
def test_text_is_cut_at_a_word(text: str, limit: int, expected: str) -> None:
    assert truncate(text, limit) == expected


@pytest.mark.parametrize("whole", ["e\u0301", "👨\u200d👩\u200d👧", "👍🏽", "🇩🇪", "❤\ufe0f", "한", "क्षि"])
def test_what_is_read_as_one_character_is_not_divided(whole: str) -> None:
    for limit in range(2, 12):
        kept = truncate("x" + whole * 8, limit).removesuffix("…")
        assert kept.removeprefix("x") == whole * ((len(kept) - 1) // len(whole))


def test_surrogates_stay_together() -> None:
    assert not between_characters("\ud83d\ude00", 1)


@given(st.text(min_size=1), st.integers(0, 60))
def test_truncated_text_is_a_prefix_within_the_limit(text: str, limit: int) -> None:
    kept = truncate(text, limit)
    assert len(kept) <= max(limit, 0)
    assert text.startswith(kept.removesuffix("…")) or text == kept
