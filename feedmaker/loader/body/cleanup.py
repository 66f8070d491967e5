"""Turns what a page shows with scripts and styles into what a feed can show: images, videos, formulas, code.

Builds a tree, which only some bodies need: `is_needed` decides by their elements, classes and attributes.
"""

import re
from collections.abc import Iterable

from feedmaker.loader.body import code_blocks, formulas, lazy_media, losses
from feedmaker.loader.body.drop import Selectors
from feedmaker.loader.body.losses import Loss
from feedmaker.text.elements import Element, remove

_CLASSES = re.compile(r"""class\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+))""")
# `data-src=`, `data-lazy-src=`; begins with a literal, which makes the search fast.
_LAZY = re.compile(
    r"data-(?<!\wdata-)(?i:lazy|src|original|actualsrc|echo|image|url|hi-?res|full|bg|cfsrc|delayed|pagespeed|real)"
)
_OTHER_LAZY = tuple(f"{name}=" for name in lazy_media.OTHER_LAZY)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
# `<p style="display: none">`, `<div hidden>`.
_HIDDEN = re.compile(rf"<[A-Za-z][^<>]*(?:{_HIDDEN_STYLE.pattern}|\shidden(?=[\s=/>]))", re.IGNORECASE)

# libxml2 takes what follows it for its content.
_EMBED = re.compile(r"<embed\b[^<>]*>", re.IGNORECASE)

#: Elements that mean something else in a feed.
_RESHAPED = frozenset({
    "iframe", "embed", "object", "video", "audio", "noscript", "picture", "math", "input", "xmp", "amp-img", "amp-anim",
    "amp-video", "amp-audio", *lazy_media.AMP_EMBEDS,
})  # fmt: skip
#: Classes of decoration: links and buttons beside headings and code, line numbers, text for screen readers.
_DECORATION = frozenset({
    "headerlink", "header-anchor", "heading-anchor", "anchor-link", "anchorlink", "anchorjs-link", "heading-link",
    "hash-link", "permalink", "octicon-link", "header-link", "heading-permalink", "zola-anchor", "direct-link",
    "toc-anchor", "copy-btn", "copy-button", "copybtn", "btn-copy", "code-copy", "copy-code-button",
    "clipboard-copy", "gutter", "lineno", "linenos", "linenodiv", "line-numbers-rows", "line-numbers-wrapper",
    "hljs-ln-numbers", "screen-reader-response", "sharedaddy", "jp-relatedposts", "addtoany_share_save_container",
    "feedflare",
})  # fmt: skip
#: Of these, the ones that are decoration on links alone.
_ONLY_LINKS = frozenset({"permalink", "header-link", "heading-link", "direct-link", "anchor"})
_ANCHORS = frozenset({"anchor", "anchor-link"})
_SPECIAL_CLASSES = _DECORATION | _ANCHORS | formulas.CLASSES | code_blocks.CLASSES


class Cleanup:
    """The clean-up of the bodies of one site; `drop` are the configured selectors."""

    def __init__(self, drop: tuple[str, ...]) -> None:
        self._dropped = Selectors(drop)

    def is_needed(self, markup: str, names: frozenset[str], *, has_attributes: bool) -> bool:
        """Return False if `apply` would change nothing in `markup`; `names` are its elements in lower case.

        `has_attributes`: whether any element may have attributes that the Markdown renderer does not write.
        """
        if (
            not _RESHAPED.isdisjoint(names)
            or formulas.may_hold(markup, names)
            or self._dropped.may_match(markup, names)
        ):
            return True
        return has_attributes and (
            _has_special_class(markup)
            or ("img" in names and _is_lazy(markup))
            or _may_hide(markup)
            or ("pre" in names and "data-lang" in markup)
        )

    def apply(self, markup: str, base: str, names: frozenset[str]) -> tuple[str, list[Loss]]:
        """Return `markup` cleaned up, and what it loses; URLs may be relative to `base`. The result is not yet safe."""
        from lxml import etree

        if self._dropped.may_match(markup, names, plain=False):
            markup = self._dropped.drop_with_soupsieve(markup)
        if "embed" in names:
            markup = _EMBED.sub(r"\g<0></embed>", markup)
        tree = _parse(markup)
        if tree is None:
            return markup, []
        missing = losses.missing_in_tree(markup, tree)
        lost = [missing] if missing else []
        self._dropped.drop_from_tree(tree, markup, names)
        if formulas.may_hold(markup, names):
            formulas.simplify(tree)
        if "pre" in names or "table" in names:
            code_blocks.simplify(tree)
        elements = () if _has_special_class(markup) or _may_hide(markup) else (*_RESHAPED, "img")
        for element in list(tree.iter(*elements)):
            if isinstance(element.tag, str):
                lost += _clean(element, base)
        written: str = etree.tostring(tree, encoding="unicode", method="html")
        return written, lost


# The search for a string is much faster than one for a pattern.
def _is_lazy(markup: str) -> bool:
    if "srcset" in markup or any(name in markup for name in _OTHER_LAZY):
        return True
    return "data-" in markup and _LAZY.search(markup) is not None


def _may_hide(markup: str) -> bool:
    return ("hidden" in markup or "display" in markup) and _HIDDEN.search(markup) is not None


def _has_special_class(markup: str) -> bool:
    first = markup.find("class")
    if first < 0:
        return False
    # each value is in one of three groups, the other two of which are empty
    values = " ".join(map("".join, _CLASSES.findall(markup, first)))
    return not _SPECIAL_CLASSES.isdisjoint(values.split())


def _parse(markup: str) -> Element | None:
    from lxml import etree

    # bytes, because lxml refuses a string that declares an encoding
    parser = etree.HTMLParser(remove_comments=True, remove_pis=True, huge_tree=True, encoding="utf-8")
    try:
        return etree.fromstring(markup.encode(), parser)
    except etree.XMLSyntaxError:
        return None


def _clean(element: Element, base: str) -> Iterable[Loss]:
    """Clean up an element; return what is lost with it."""
    tag = element.tag
    if _is_decoration(element):
        remove(element)
    elif _is_hidden(element):
        return _remove_hidden(element)
    elif tag in ("img", "amp-img", "amp-anim"):
        lazy_media.restore_image(element)
    elif tag == "picture":
        lazy_media.flatten_picture(element)
    elif tag == "noscript":
        return lazy_media.open_noscript(element)
    elif tag in ("iframe", "embed", "object") or tag in lazy_media.AMP_EMBEDS:
        return lazy_media.link_embed(element, base)
    elif tag in ("video", "audio", "amp-video", "amp-audio"):
        element.tag = str(tag).removeprefix("amp-")
        lazy_media.simplify_player(element, base)
    elif tag == "input":
        _replace_checkbox(element)
    elif tag == "xmp":
        element.tag = "pre"
    return ()


def _remove_hidden(element: Element) -> Iterable[Loss]:
    remove(element)
    text = losses.text_of(element)
    hint = "show it, or remove it, if subscribers should see it"
    return [Loss("text-dropped", "text that the page hides is left out", text, hint)] if text else []


def _is_decoration(element: Element) -> bool:
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


def _is_hidden(element: Element) -> bool:
    style = element.get("style")
    hidden = element.get("hidden") is not None or (style is not None and bool(_HIDDEN_STYLE.search(style)))
    # a page's script shows lazy pictures and players later
    return hidden and element.tag not in ("img", "html", "body", "video", "iframe") and element.find(".//img") is None


def _replace_checkbox(element: Element) -> None:
    """Replace the box of a task list by a character: a feed has no forms."""
    if (element.get("type") or "").lower() == "checkbox":
        element.tail = ("☑" if element.get("checked") is not None else "☐") + (element.tail or "")
    remove(element)
