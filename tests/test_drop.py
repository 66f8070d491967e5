"""Selectors of `articles.drop`: XPath finds for a plain one what soupsieve finds."""

import re
import warnings

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from feedmaker.loader.body.drop import Selectors, _to_xpath

_NAMES = st.sampled_from(["p", "div", "DIV", "span", "b-c", "*"])
_SIGNED = st.sampled_from([".a", ".b", ".a-b", "#a", "#b", ".é"])
_COMPOUNDS = st.builds(
    lambda name, signed: name + "".join(signed), _NAMES | st.just(""), st.lists(_SIGNED, max_size=2)
).filter(bool)
_COMBINATORS = st.sampled_from([" ", ">", " > ", "+", " + ", "~", " ~ "])
_SELECTORS = st.tuples(_COMPOUNDS, st.lists(st.tuples(_COMBINATORS, _COMPOUNDS), max_size=3)).map(
    lambda parts: parts[0] + "".join(sign + compound for sign, compound in parts[1])
)
_TAGS = st.sampled_from(
    [
        f"<{name}{attributes}>"
        for name in ("p", "div", "span", "b-c")
        for attributes in ("", " class=a", " class='b  a'", " class='a-b\tab'", " id=a", " id=b class=é")
    ]
    + ["</p>", "</div>", "</span>", "x", " "]
)


@settings(max_examples=300)
@given(_SELECTORS, st.lists(_TAGS, min_size=1, max_size=12).map("".join))
def test_xpath_finds_what_soupsieve_finds(selector: str, markup: str) -> None:
    markup = f"<html><body><main>{markup}</main></body></html>"
    soup = BeautifulSoup(markup, "lxml")
    for number, element in enumerate(soup.find_all(True)):
        element["number"] = str(number)
    tree = etree.fromstring(str(soup), etree.HTMLParser())

    expected = [element["number"] for element in soup.select(selector)]
    assert sorted(element.get("number") for element in etree.XPath(_to_xpath(selector))(tree)) == sorted(expected)


@pytest.mark.parametrize("selector", ["p.a", "b, .a", "[class~=a]", "p:not(b, i)"])
def test_text_attributes_and_white_space_around_stay(selector: str) -> None:
    from feedmaker.loader.body.cleanup import Cleanup

    markup = '<div title="z" id="&lt;y">\n\n  <p class="a">x</p> &lt;tail&gt; </div>'
    cleaned, lost = Cleanup((selector,)).apply(markup, "https://example.org/", frozenset({"div", "p"}))

    assert lost == []
    assert '<div title="z" id="&lt;y">\n\n   &lt;tail&gt; </div>' in re.sub(r'id="<y"', 'id="&lt;y"', cleaned)


def test_a_body_without_the_words_of_a_selector_is_not_parsed() -> None:
    names = frozenset({"p", "div"})

    assert Selectors([".advert"]).may_match("<div class=advert>", names)
    assert not Selectors([".advert", "aside", "div .x-y"]).may_match("<div>", names)
    assert Selectors(["DIV"]).may_match("<div>", names)


def test_a_selector_that_soupsieve_cannot_read_matches_nothing() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert Selectors([":nope", "p:contains(x)"]).drop_with_soupsieve("<p>x</p><b>y</b>") == "<b>y</b>"
