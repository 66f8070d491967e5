"""Removes the elements that the CSS selectors of `articles.drop` match.

Plain selectors are translated to XPath, which is faster than soupsieve; soupsieve applies all others, and defines what
plain ones mean.
"""

import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from feedmaker.text.elements import Element, remove

if TYPE_CHECKING:
    from bs4 import Tag
    from lxml.etree import XPath
    from soupsieve import SoupSieve

# Names, classes and ids, and what combines them: "div.ad > #top p", "p + .qr".
_COMPOUND = r"(?:\*|[\w-]+|[.#][\w-]+)(?:[.#][\w-]+)*"
_PLAIN = re.compile(rf"{_COMPOUND}(?:(?:\s*[>+~]\s*|\s+){_COMPOUND})*")
_STEP = re.compile(r"[>+~]|[^\s>+~]+")
_PART = re.compile(r"([.#]?)([\w-]+)")
_AXES = {">": "child::*", "+": "following-sibling::*[1]", "~": "following-sibling::*"}


class Rule(NamedTuple):
    """A selector without commas, and what a body must hold for it to match."""

    selector: str
    is_plain: bool
    #: In lower case.
    elements: frozenset[str]
    #: Classes and ids.
    words: tuple[str, ...]

    def may_match(self, markup: str, names: frozenset[str]) -> bool:
        """Return False if nothing in `markup`, which has elements of these names, can match."""
        return self.elements <= names and all(word in markup for word in self.words)


class Selectors:
    """The selectors of one site; compiled when a body is first found that may match."""

    def __init__(self, selectors: Sequence[str]) -> None:
        self._rules = [_rule(part) for selector in selectors for part in _split(selector)]
        self._paths: dict[str, XPath] = {}
        self._others: list[SoupSieve] | None = None

    def may_match(self, markup: str, names: frozenset[str], *, plain: bool | None = None) -> bool:
        """Return True if a selector may match; one that is `plain` or not, if that is given."""
        return any(rule.may_match(markup, names) for rule in self._rules if plain in (None, rule.is_plain))

    def drop_from_tree(self, tree: Element, markup: str, names: frozenset[str]) -> None:
        """Remove from `tree` what plain selectors match; the text that follows an element stays."""
        from lxml.etree import XPath

        for rule in self._rules:
            if rule.is_plain and rule.may_match(markup, names):
                path = self._paths.setdefault(rule.selector, XPath(_to_xpath(rule.selector)))
                for element in path(tree):
                    remove(element)

    def drop_with_soupsieve(self, markup: str) -> str:
        """Return `markup` without what the other selectors match."""
        from bs4 import BeautifulSoup
        from bs4.dammit import EntitySubstitution
        from bs4.formatter import HTMLFormatter

        class Unsorted(HTMLFormatter):
            def attributes(self, tag: "Tag") -> "Iterable[tuple[str, Any]]":
                return tag.attrs.items()

        if self._others is None:
            self._others = list(_compile([rule.selector for rule in self._rules if not rule.is_plain]))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of an XML declaration, for example
            soup = BeautifulSoup(markup, "lxml", preserve_whitespace_tags={"html"})
        for selector in self._others:
            for element in selector.select(soup):
                element.decompose()
        return (soup.body or soup).decode_contents(
            formatter=Unsorted(entity_substitution=EntitySubstitution.substitute_xml)
        )


def _split(selector: str) -> list[str]:
    """Divide at commas, unless some may stand within brackets or quotes."""
    if re.search(r"[(\[\"\\]", selector):
        return [selector.strip()]
    return [part.strip() for part in selector.split(",") if part.strip()]


def _rule(selector: str) -> Rule:
    is_plain = _PLAIN.fullmatch(selector) is not None
    parts = _PART.findall(selector) if is_plain else []
    elements = frozenset(name.lower() for sign, name in parts if not sign)
    return Rule(selector, is_plain, elements, tuple(name for sign, name in parts if sign))


def _to_xpath(selector: str) -> str:
    """Translate "div.ad > p" to "descendant-or-self::*[self::div][contains(…, ' ad ')]/child::*[self::p]"."""
    steps: list[str] = []
    axis = axis_of_last = "descendant-or-self::*"
    conditions = ""
    for step in _STEP.findall(selector):
        if step == "~":
            # Of siblings, the first alone decides which others follow; with all, time grows with the square.
            steps[-1] += _first_of_siblings(axis_of_last, conditions)
        if step in _AXES:
            axis = _AXES[step]
            continue
        conditions = "".join(f"[{_condition(sign, name)}]" for sign, name in _PART.findall(step))
        steps.append(axis + conditions)
        axis, axis_of_last = "descendant::*", axis
    return "/".join(steps)


def _first_of_siblings(axis: str, conditions: str) -> str:
    """Return the predicate for the first sibling of those that were reached on an axis."""
    if axis == _AXES["~"]:
        return "[1]"
    return "" if axis == _AXES["+"] else f"[not(preceding-sibling::*{conditions}[1])]"


def _condition(sign: str, name: str) -> str:
    if sign == ".":
        return f"contains(concat(' ', normalize-space(@class), ' '), ' {name} ')"
    return f"@id = '{name}'" if sign else f"self::{name.lower()}"


def _compile(selectors: list[str]) -> "Iterator[SoupSieve]":
    """Yield what soupsieve can read of the selectors; config.yaml has no others."""
    import soupsieve

    for selector in selectors:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # names that soupsieve will rename some day still work
                yield soupsieve.compile(selector)
        except (soupsieve.SelectorSyntaxError, NotImplementedError):
            continue
