"""Globs, selectors, permalinks, feed paths and conditions of config.yaml."""

import re
import warnings
from collections.abc import Callable
from itertools import chain

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedmaker.config import patterns
from feedmaker.config.scalars import InvalidValueError


def refusal(convert: Callable[[str], object], text: str) -> InvalidValueError:
    with pytest.raises(InvalidValueError) as caught:
        convert(text)
    return caught.value


@pytest.mark.parametrize(
    "written", ["**/*.md", "a/**/b.txt", "**", "*.[mM][dD]", "a?.md", "[!a-c]*", "./a.md", "日/*.md"]
)
def test_a_pattern_is_accepted(written: str) -> None:
    assert patterns.glob(written) == written.removeprefix("./")


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("a\\b.md", "write it as a/b.md"),
        ("drafts/", "write it as drafts/**"),
        ("**.md", "write it as **/*.md"),
        ("a//b", "write it as a/b"),
        ("[z-a].md", "write the lower character first: [a-z]"),
        ("a[b", "write [[] for the character ["),
        ("!a.md", "put the pattern without ! into source.exclude"),
        ("/a.md", None),
        ("C:/a.md", None),
        ("../a.md", None),
        ("  ", None),
    ],
)
def test_what_is_not_a_pattern_is_refused(written: str, hint: str | None) -> None:
    refused = refusal(patterns.glob, written)

    assert refused.code == "config-bad-pattern"
    assert hint is None or refused.hint == hint


@settings(max_examples=200)
@given(st.text("a*?[]!-./^z\\d", max_size=10))
def test_a_pattern_that_is_accepted_can_be_compiled(text: str) -> None:
    from feedmaker.loader.file_patterns import Patterns

    try:
        pattern = patterns.glob(text)
    except InvalidValueError:
        return

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        Patterns([pattern], [pattern])


@pytest.mark.parametrize("written", [".ad", "#related, .x > p", "a:contains(b)", "[data-x='1']", ":is(a, b) ~ p"])
def test_a_selector_is_accepted(written: str) -> None:
    assert patterns.selector(written) == written


_NAMES = st.builds(str.__add__, st.sampled_from("aZ"), st.text("bY0_-", max_size=4))
_COMPOUNDS = _NAMES | st.just("*") | st.builds(str.__add__, st.sampled_from(".#"), _NAMES)
_COMBINED = st.lists(_COMPOUNDS | st.sampled_from([" ", ",", ", ", ">", " > ", "+", " ~"]), max_size=8).map("".join)


@settings(max_examples=500)
@given(_COMBINED | st.text("a1-_.#*>+~, é", max_size=12))
def test_a_plain_selector_is_one_for_soupsieve_too(text: str) -> None:
    import soupsieve

    if re.fullmatch(patterns.PLAIN_SELECTOR, text):
        soupsieve.compile(text)


@pytest.mark.parametrize("written", ["..x", "a >", "a,", "[", ":nope", "a::before", "<div>", " ", "a" * 3000, "::"])
def test_what_is_not_a_selector_is_refused(written: str) -> None:
    assert refusal(patterns.selector, written).code == "config-bad-selector"


@pytest.mark.parametrize(
    "written",
    [
        "/p/:abbrlink.html", ":year/:month/:day/:title/", "/:categories/:year/:i_month/:slug.html",
        "/:section/:filename/",
        "/:sections[1:]/:slug", "https://blog.example.org/:title", "/:uid/", "/:harbour_key/",
    ],
)  # fmt: skip
def test_a_permalink_is_accepted(written: str) -> None:
    assert patterns.permalink(written) == written


def test_every_token_that_is_filled_is_accepted() -> None:
    from feedmaker.loader.links.permalink import BUILT_IN
    from feedmaker.loader.links.permalink_dialects import TOKENS

    for token in (*chain(*TOKENS.values()), "2006", "01", "Jan", "January", "Monday"):
        assert patterns.permalink(f"/:{token}/") == f"/:{token}/"
    for style in (*BUILT_IN, *BUILT_IN.values(), "hugo:/posts/:year/:slug/", "/:abbrlink(crc32,hex)/"):
        assert patterns.permalink(style) == style


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("/:yaer/:title/", "write it as /:year/:title/"),
        ("/:year/:tittle", "write it as /:year/:title"),
        ("/posts/", None),
        ("https://blog.example.org:80/posts", None),
        ("/{slug}.html", "write it as /:slug.html"),
        ("/{date:%Y}/", "write it as /:date/"),
        ("/a b/:title", None),
        ("/../:title", None),
    ],
)
def test_what_is_certainly_not_a_permalink_is_refused(written: str, hint: str | None) -> None:
    refused = refusal(patterns.permalink, written)

    assert refused.code == "config-bad-permalink"
    assert hint is None or refused.hint == hint


def test_the_path_of_feeds_holds_the_category_and_stays_in_the_output() -> None:
    assert patterns.feed_path("c/{category}/") == "c/{category}"
    assert patterns.feed_path("./{category}") == "{category}"
    for wrong in (
        "categories", "/c/{category}", "../{category}", "c/../{category}", "c//{category}", "C:/{category}",
        "c\\{category}", "{cat}/{category}", "{category}/{category}", "{category", "{{category}}",
    ):  # fmt: skip
        assert refusal(patterns.feed_path, wrong).code == "config-bad-feed-path", wrong


def test_conditions_are_tidied() -> None:
    assert patterns.condition("category : 金融/新浪财经 ") == "category:金融/新浪财经"
    assert patterns.condition("tag：集装箱") == "tag:集装箱"
    assert patterns.condition("path:./notes/**") == "path:notes/**"
    assert patterns.condition("author:Ann: the one") == "author:Ann: the one"
