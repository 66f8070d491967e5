"""What a page shows with the help of scripts and styles → what a feed can show: images, videos, formulas, code.

Works on a tree that only some bodies need; whether one does is told by looking at the names of its tags and classes.
"""

import re
from typing import TYPE_CHECKING

from feedmaker.loader.body import formulas, lazy_media
from feedmaker.loader.body.drop import Dropper, remove
from feedmaker.text.xml_characters import clean_text

if TYPE_CHECKING:
    from lxml.etree import _Element

_CLASSES = re.compile(r"""class\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+))""")
_LAZY = re.compile(r"\bdata-(?:lazy|src|original|actualsrc|echo|image|url|hi-?res|full|bg)|\bsrcset\s*=", re.IGNORECASE)
_REFERENCE = re.compile(r"&#(?:[xX]0*+([0-9A-Fa-f]{1,8}+)(?![0-9A-Fa-f])|0*+([0-9]{1,8}+)(?![0-9])|[xX]?0++);?")
_HIDDEN = re.compile(
    r"<[A-Za-z][^<>]*(?:display\s*:\s*none|visibility\s*:\s*hidden|\shidden(?=[\s=/>]))", re.IGNORECASE
)
_HIDDEN_STYLE = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)

#: Elements that mean something else in a feed.
_RESHAPED = frozenset({
    "iframe", "embed", "object", "video", "audio", "noscript", "picture", "math", "input", "xmp", "amp-img",
    "amp-youtube",
})  # fmt: skip
#: Decoration of pages, told by class: links and buttons beside headings and code, line numbers, doubles for the eye.
_DECORATION = frozenset({
    "headerlink", "header-anchor", "heading-anchor", "anchor-link", "anchorlink", "anchorjs-link", "heading-link",
    "hash-link", "permalink", "octicon-link", "header-link", "heading-permalink", "zola-anchor", "direct-link",
    "toc-anchor", "copy-btn", "copy-button", "copybtn", "btn-copy", "code-copy", "copy-code-button",
    "clipboard-copy", "gutter", "lineno", "linenos", "linenodiv", "line-numbers-rows", "line-numbers-wrapper",
    "hljs-ln-numbers", "screen-reader-response", "sharedaddy", "jp-relatedposts", "addtoany_share_save_container",
    "feedflare",
})  # fmt: skip
#: The same names on something other than a link, a button or a cell mean nothing.
_ONLY_LINKS = frozenset({"permalink", "header-link", "heading-link", "direct-link", "anchor"})
_ANCHORS = frozenset({"anchor", "anchor-link"})
_CLASSES_AT_WORK = _DECORATION | _ANCHORS | formulas.CLASSES


def _may_reshape(markup: str, names: frozenset[str]) -> bool:
    """Tell whether a tag in `markup` may want reshaping, whatever the selectors; `names` are those of its elements."""
    if not _RESHAPED.isdisjoint(names) or _works(markup):
        return True
    if ("data-" in markup or "srcset" in markup) and _LAZY.search(markup):
        return True
    return formulas.may_hold(markup, names) or _hides(markup)


class Shaper:
    """Shapes bodies; `drop` are the configured selectors."""

    def __init__(self, drop: tuple[str, ...]) -> None:
        self._dropper = Dropper(drop)

    def is_needed(self, markup: str, names: frozenset[str]) -> bool:
        """Tell whether anything in `markup` may want reshaping; cheap, and wrong only on the careful side.

        `names` are those of its elements, in lower case.
        """
        return self._dropper.may_match(markup) or _may_reshape(markup, names)

    def shape(self, markup: str, base: str, names: frozenset[str]) -> str:
        """Return `markup` reshaped; URLs in it may be relative to `base`. The result is not yet safe."""
        if "&#" in markup:
            markup = _REFERENCE.sub(_storable, markup)
        if self._dropper.needs_soup(markup):
            markup = self._dropper.drop_from_soup(markup)
        tree = _parse(markup)
        if tree is None:
            return markup
        self._dropper.drop(tree, markup)
        if formulas.may_hold(markup, names):
            formulas.reduce(tree)
        wanted = () if _works(markup) or _hides(markup) else (*_RESHAPED, "img")
        for element in list(tree.iter(*wanted)):
            if isinstance(element.tag, str):
                _shape(element, base)
        return _written(tree)


def _storable(reference: re.Match[str]) -> str:
    """Take out what lxml reads and then refuses to write into a tree; the sanitiser would, later."""
    code = int(reference[1], 16) if reference[1] else int(reference[2] or 0)
    return reference[0] if code < 0x110000 and clean_text(chr(code)) else ""


def _hides(markup: str) -> bool:
    return ("display" in markup or "hidden" in markup) and bool(_HIDDEN.search(markup))


def _works(markup: str) -> bool:
    first = markup.find("class")
    if first < 0:
        return False
    # each value is in one of three groups, the other two of which are empty
    values = " ".join(map("".join, _CLASSES.findall(markup, first)))
    return not _CLASSES_AT_WORK.isdisjoint(values.split())


def _parse(markup: str) -> "_Element | None":
    from lxml import etree

    parser = etree.HTMLParser(remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        return etree.fromstring(markup, parser)
    except (etree.XMLSyntaxError, ValueError):
        return _rescued(markup)


def _rescued(markup: str) -> "_Element | None":
    """Parse with BeautifulSoup what lxml refuses; None where there is nothing to parse."""
    from bs4 import BeautifulSoup
    from lxml import etree

    soup = BeautifulSoup(markup, "html.parser")
    parser = etree.HTMLParser(remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        return etree.fromstring(f"<div>{soup}</div>", parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _written(tree: "_Element") -> str:
    from lxml import etree

    written: str = etree.tostring(tree, encoding="unicode", method="html")
    return written


def _shape(element: "_Element", base: str) -> None:
    tag = element.tag
    if _is_decoration(element) or _is_hidden(element):
        remove(element)
    elif tag in ("img", "amp-img"):
        lazy_media.restore_image(element)
    elif tag == "picture":
        lazy_media.flatten_picture(element)
    elif tag == "noscript":
        lazy_media.open_noscript(element)
    elif tag in ("iframe", "embed", "object", "amp-youtube"):
        lazy_media.link_embed(element, base)
    elif tag in ("video", "audio"):
        lazy_media.simplify_player(element, base)
    elif tag == "input":
        _check(element)
    elif tag == "xmp":
        element.tag = "pre"


def _is_decoration(element: "_Element") -> bool:
    classes = element.get("class")
    if not classes:
        return False
    found = _DECORATION.intersection(classes.split())
    if found:
        return not found <= _ONLY_LINKS or element.tag == "a"
    parent = element.getparent()
    return (
        element.tag == "a"
        and not _ANCHORS.isdisjoint(classes.split())
        and parent is not None
        and str(parent.tag) in ("h1", "h2", "h3", "h4", "h5", "h6")
        and len("".join(element.itertext()).strip()) <= 1
    )


def _is_hidden(element: "_Element") -> bool:
    style = element.get("style")
    hidden = element.get("hidden") is not None or (style is not None and bool(_HIDDEN_STYLE.search(style)))
    # a page's script shows lazy pictures and players later
    return hidden and element.tag not in ("img", "html", "body", "video", "iframe") and element.find(".//img") is None


def _check(element: "_Element") -> None:
    """Turn the box of a task list into a character: a feed has no forms."""
    if (element.get("type") or "").lower() == "checkbox":
        element.tail = ("☑" if element.get("checked") is not None else "☐") + (element.tail or "")
    remove(element)
