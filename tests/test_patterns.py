"""Possessive groups are matched alike by every Python, and by what is written for those that get them wrong."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from feedmaker.text.patterns import atomic, portable


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"[^<]*+(?:<(?!/a>)[^<]*+)*+</a>", "x<b</a>"),
        (r"(?:[^<]++|<(?!/a>))++</a>", "x<<b</a>"),
        (r"(?:(?<!\s)\s++)?+[,;]", "  ,"),
        (r"(?:a[)(*+]|\)\)|(?:b(?!c)){1,3}+)*+bc", "a)))bbc"),
        (r"[])+*](?:x(?!y))*+xy", "]xxy"),
    ],
)
def test_a_portable_pattern_matches_what_is_meant(pattern: str, text: str) -> None:
    assert re.fullmatch(portable(pattern), text)
    assert re.fullmatch(atomic(pattern), text)


def test_an_atomic_group_gives_nothing_back() -> None:
    assert atomic(r"(?:ab?)*+b") == r"(?>(?:ab?)*)b"
    assert re.match(atomic(r"(?:ab?)*+b"), "abab") is None


def test_escapes_and_classes_are_left_alone() -> None:
    for pattern in (r"\(a\)*+", r"[(]a[)]*+", "a*+b++", r"(a)*", r"[^])]*+"):
        assert atomic(pattern) == pattern


def test_no_pattern_has_what_older_pythons_match_wrongly() -> None:
    program = Path(__file__).with_name("possessive_patterns.py")
    done = subprocess.run([sys.executable, program], capture_output=True, text=True, check=False, timeout=300)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "", "use feedmaker.text.patterns.portable"
