"""CSS selectors of `articles.drop`: XPath where cssselect can translate them, soupsieve on BeautifulSoup where not."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from lxml.etree import _Element

# Of a plain compound selector: the words without which it cannot match.
_WORD = re.compile(r"[.#]([\w\-]+)|(?:^|[\s>+~])([A-Za-z][\w\-]*)")
_PLAIN = re.compile(r"[\w\-.#\s>+~]+")


class Rule(NamedTuple):
    """One selector without commas: its text, and what must stand in a body for it to match."""

    selector: str
    #: Class names, ids and element names, as written; empty: it must always be tried.
    words: tuple[str, ...]

    def may_match(self, markup: str) -> bool:
        """Tell, by a search for words, whether it is worth building a tree."""
        return all(word in markup for word in self.words)


def rules(selectors: Sequence[str]) -> tuple[Rule, ...]:
    """Divide the selectors at their commas and find each one's words; nothing is checked here."""
    return tuple(Rule(part, _words(part)) for selector in selectors for part in _parts(selector))


def _parts(selector: str) -> list[str]:
    """Divide at the commas that stand outside brackets and quotes."""
    if "(" in selector or "[" in selector or '"' in selector or "\\" in selector:
        return [selector.strip()]
    return [part.strip() for part in selector.split(",") if part.strip()]


def _words(selector: str) -> tuple[str, ...]:
    if not _PLAIN.fullmatch(selector):
        return ()
    # element names are found whatever their case in a body, so that they cannot be looked for as they are
    return tuple(name for name, _ in _WORD.findall(selector) if name)


class Dropper:
    """Takes the elements that match out of a tree or a text; compiled at its first use."""

    def __init__(self, selectors: Sequence[str]) -> None:
        self._rules = rules(selectors)
        self._paths: dict[str, object] = {}
        self._beyond: frozenset[str] = frozenset()
        self._compiled = False

    def may_match(self, markup: str) -> bool:
        """Tell whether a tree is needed."""
        return any(rule.may_match(markup) for rule in self._rules)

    def drop(self, tree: "_Element", markup: str) -> None:
        """Take out of `tree` what the rules that XPath can say match; text that follows an element stays."""
        self._compile()
        for rule in self._rules:
            path = self._paths.get(rule.selector)
            if path is not None and rule.may_match(markup):
                for element in path(tree):  # type: ignore[operator]  # an lxml XPath, which ships no types
                    remove(element)

    def needs_soup(self, markup: str) -> bool:
        """Tell whether a rule that cssselect cannot translate may match."""
        self._compile()
        return any(rule.selector in self._beyond and rule.may_match(markup) for rule in self._rules)

    def drop_from_soup(self, markup: str) -> str:
        """Drop with soupsieve what the rules beyond cssselect match; a rule that nobody can read matches nothing."""
        from bs4 import BeautifulSoup
        from soupsieve import SelectorSyntaxError

        soup = BeautifulSoup(markup, "lxml")
        for rule in self._rules:
            if rule.selector in self._beyond:
                try:
                    found = soup.select(rule.selector)
                except (SelectorSyntaxError, NotImplementedError):
                    continue
                for element in found:
                    element.decompose()
        return str(soup.body.decode_contents() if soup.body else soup)

    def _compile(self) -> None:
        if self._compiled or not self._rules:
            return
        from cssselect import HTMLTranslator
        from cssselect.parser import SelectorError
        from lxml.etree import XPath, XPathSyntaxError

        translator = HTMLTranslator()
        beyond = set()
        for rule in self._rules:
            try:
                self._paths[rule.selector] = XPath(translator.css_to_xpath(rule.selector))
            except (SelectorError, XPathSyntaxError):
                beyond.add(rule.selector)
        self._beyond = frozenset(beyond)
        self._compiled = True


def remove(element: "_Element") -> None:
    """Take `element` out of its tree; the text that follows it stays."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)
