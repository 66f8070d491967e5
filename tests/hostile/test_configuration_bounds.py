"""Patterns, selectors, configurations of generators, documents to check and paths: bounded, and safe to print.

Bounds of time are those of a child process or far beyond what is needed.
"""

import random
import re
import subprocess
import sys
import warnings
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from lxml import html

import feedmaker
from feedmaker.config.patterns import selector
from feedmaker.config.scalars import InvalidValueError
from feedmaker.loader import file_patterns
from feedmaker.loader.body.drop import Selectors, _to_xpath

_OLD = {"**/": "(?:[^/]+/)*", "**": ".*", "*": "[^/]*", "?": "[^/]"}


def backtracking(pattern: str) -> str:
    """Translate a pattern of paths token by token, which is simple and takes exponential time."""
    tokens = re.split(r"(\*\*/|\*\*|\*|\?|\[!?\]?[^\]]*\])", pattern)
    return "".join(_OLD[token] if token in _OLD else file_patterns._token_regex(token) for token in tokens)


def test_patterns_of_paths_match_as_if_every_place_were_tried() -> None:
    random.seed(13)
    segments = ["**", "*", "a", "b", "a*", "*b", "*a*b", "?", "[ab]", "[!a]*", "a?*b", "*a*a*"]
    names = ["a", "b", "ab", "aab", "bab", "c", "abab", "aa"]
    for _ in range(5_000):
        pattern = re.sub(r"(\*\*/)+", "**/", "/".join(random.choices(segments, k=random.randint(1, 5))))
        path = "/".join(random.choices(names, k=random.randint(1, 6)))
        found = file_patterns._expression([pattern])(path) is not None
        assert found == (re.fullmatch(backtracking(pattern), path, re.IGNORECASE) is not None), (pattern, path)


@pytest.mark.parametrize(
    "pattern", ["**/" + "*a" * 12 + ".md", "/".join(["**", "a"] * 12) + "/x.md", "**/a/" * 9 + "**"]
)
def test_patterns_of_many_stars_take_linear_time(pattern: str) -> None:
    code = (
        "from feedmaker.loader import file_patterns\n"
        f"match = file_patterns._expression([{pattern!r}])\n"
        "match('a' * 250 + '.html'); match('a/' * 1000 + 'y')"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_plain_selectors_match_what_soupsieve_matches() -> None:
    random.seed(13)
    parts = ["<p class=x>1</p>", "<p>2</p>", "<b>3</b>", "<div><p>4</p><b class=x>5</b><p>6</p></div>"]
    names = ["p", "b", ".x", "div", "p.x"]
    for _ in range(500):
        markup = f"<div>{''.join(random.choices(parts, k=7))}</div>"
        written = random.choice(names)
        for _ in range(random.randint(1, 4)):
            written += random.choice([" ~ ", " ~ ", " + ", " > ", " "]) + random.choice(names)
        told = sorted(element.get_text() for element in BeautifulSoup(markup, "lxml").select(written))
        found = html.document_fromstring(markup).xpath(_to_xpath(written))
        assert sorted("".join(element.itertext()) for element in found) == told, (written, markup)


def test_selectors_of_many_siblings_are_linear_or_refused() -> None:
    code = (
        "from feedmaker.loader.body.drop import Selectors\nfrom lxml import html\n"
        "markup = '<div>' + '<p>x</p>' * 16_000 + '</div>'\ntree = html.fragment_fromstring(markup)\n"
        "Selectors(['p ~ p ~ p ~ p ~ p ~ p']).drop_from_tree(tree, markup, frozenset({'p'}))\n"
        "assert len(tree) == 5"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
    with pytest.raises(InvalidValueError, match="more than 2 ~"):
        selector("q ~ p ~ p ~ p:not(.x)")
    assert selector("p ~ p ~ p ~ p") == "p ~ p ~ p ~ p"


def test_an_alias_bomb_in_the_configuration_of_a_generator_is_named(tmp_path: Path) -> None:
    lines = ["a: &a [x,x,x,x,x,x,x,x,x,x]"]
    lines += [
        f"{name}: &{name} [{','.join([f'*{before}'] * 10)}]"
        for before, name in zip("abcdefghi", "bcdefghij", strict=True)
    ]
    (tmp_path / "_config.yml").write_text("\n".join([*lines, "author: *j", "url: *j", "permalink: *j", ""]))
    (tmp_path / "_posts").mkdir()
    (tmp_path / "_posts" / "2024-03-01-boat.md").write_text("---\ntitle: Boat\n---\nA boat.\n")

    run = subprocess.run(
        [sys.executable, "-m", "feedmaker", "init", str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )

    assert "its aliases make it too large" in run.stdout + run.stderr


def test_very_many_attributes_of_a_tag_are_a_problem_of_the_check(tmp_path: Path) -> None:
    def codes(attributes: int) -> list[tuple[str, int | None]]:
        many = " ".join(f'a{number}="x"' for number in range(attributes))
        (tmp_path / "rss.xml").write_text(f"<rss>\n<x {many}/></rss>")
        return [(problem.code, problem.line) for problem in feedmaker.check([tmp_path / "rss.xml"])]

    assert ("xml-well-formed", 2) in codes(200_000)
    assert ("xml-well-formed", 2) not in codes(5_000)


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "/no\x1b[31mwhere"],
        ["build", "-c", "/no\x1b[31mwhere"],
        ["init", "/no\x1b[31mwhere"],
        ["bu\x1b[31mild"],
    ],
    ids=lambda arguments: arguments[0][:2],
)
def test_escape_sequences_of_the_command_line_do_not_reach_the_terminal(arguments: list[str]) -> None:
    run = subprocess.run([sys.executable, "-m", "feedmaker", *arguments], capture_output=True, timeout=60, check=False)

    assert run.returncode == 2
    # click removes escape sequences where stderr is not a terminal: what was escaped before is still there
    assert rb"\x1b[31m" in run.stderr
    assert b"\x1b" not in run.stderr


def test_an_xml_declaration_in_a_body_is_no_warning() -> None:
    markup = '<?xml version="1.0" encoding="utf-8"?>\n<div>A boat<p>x</p></div>'
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        Selectors(["p:not(.y)"]).drop_with_soupsieve(markup)
    assert not caught
