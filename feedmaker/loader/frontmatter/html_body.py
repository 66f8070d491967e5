"""Finds the text of the article in an HTML document, without the menus, footers and lists around it.

The text is marked by the microdata `articleBody`, by the class of a microformat, or by a single `main` or `article`.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from feedmaker.text.patterns import portable

#: `<div itemprop="articleBody">`, `<section class="e-content">`: microdata, microformats 2 and hAtom
_MARKS = re.compile(r"articleBody|e-content|entry-content")
_TAG = re.compile(portable(r"<(/?)([A-Za-z][A-Za-z0-9]{0,20})\b((?:\"[^\"]*+\"|'[^']*+'|[^<>\"'])*+)>"))
_ITEM = re.compile(r"\bitemprop\s*=\s*[\"']?articleBody\b", re.IGNORECASE)
_CLASS = re.compile(r"\bclass\s*=\s*(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'>]++))", re.IGNORECASE)
_CLASSES = frozenset(("e-content", "entry-content"))
_SECTIONS = ("main", "article")
#: The least share of the text of a document for an `article`: a shorter one may be a teaser of another article.
_SHARE = 0.3
#: Elements of site templates around an article: their text is no loss.
_AROUND = frozenset(("nav", "header", "footer", "aside", "form", "dialog"))
#: Characters of a paragraph outside the article that may belong to it: lines of templates are shorter.
_TEXT = 80
#: If the paragraphs outside have more than this share of the text of the article, they may be the article.
_MUCH = 0.5


class ArticleText(NamedTuple):
    """The offsets of the text of an article in an HTML document."""

    begin: int
    end: int
    #: Offset and markup of each long paragraph outside the article and the elements of templates.
    beside: list[tuple[int, str]]


def find(blank: str, start: int) -> ArticleText | None:
    """Return where the text of the article is, None if it is everything after `start`.

    It is None, too, if there is much text outside the marked element: a wrong mark must not lose text. `blank` is the
    document with spaces in place of comments, scripts and styles.
    """
    if not ("<main" in blank or "<article" in blank or _MARKS.search(blank, start)):
        return None
    found: dict[str, list[tuple[int, int]]] = {"marked": [], "main": [], "article": []}
    opened: dict[str, list[tuple[int, str]]] = {}
    for tag in _TAG.finditer(blank, start):
        name = tag[2].lower()
        if not tag[1]:
            kind = "marked" if _is_marked(tag[3]) else name if name in _SECTIONS else ""
            opened.setdefault(name, []).append((tag.end(), kind))
        elif opened.get(name):
            begin, kind = opened[name].pop()
            if kind:
                found[kind].append((begin, tag.start()))
    most = _length(blank[start:]) * _SHARE
    for kind, places in found.items():
        if len(places) == 1 and (length := _length(blank[slice(*places[0])])) and (kind != "article" or length > most):
            beside = list(_paragraphs_beside(blank, start, places[0]))
            is_unclear = sum(_length(text) for _, text in beside) > length * _MUCH
            return None if is_unclear else ArticleText(*places[0], beside)
    return None


def _paragraphs_beside(blank: str, start: int, article: tuple[int, int]) -> Iterator[tuple[int, str]]:
    around = 0
    begin: int | None = None
    for tag in _TAG.finditer(blank, start):
        name = tag[2].lower()
        if article[0] <= tag.start() < article[1]:
            begin = None
        elif name in _AROUND:
            around = max(0, around - 1) if tag[1] else around + 1
        elif name == "p" and not tag[1]:
            begin = None if around else tag.end()
        elif name == "p" and begin is not None:
            text = blank[begin : tag.start()]
            if _length(text) >= _TEXT:
                yield begin, text
            begin = None


def _is_marked(attributes: str) -> bool:
    if not _MARKS.search(attributes):
        return False
    classes = " ".join(next(filter(None, found.groups()), "") for found in _CLASS.finditer(attributes))
    return _ITEM.search(attributes) is not None or not _CLASSES.isdisjoint(classes.split())


def _length(markup: str) -> int:
    """Return the number of characters of the words of some markup."""
    return sum(map(len, without_tags(markup).split()))


def without_tags(markup: str) -> str:
    """Return markup with spaces for its tags."""
    return _TAG.sub(" ", markup)
