"""Formulas of KaTeX and MathJax, which render each one two or three times → TeX in `<code>`, once. MathML stays."""

import re

from feedmaker.text import mathml
from feedmaker.text.elements import Element, classes, remove, replace

#: Classes of the rendered formulas.
CLASSES = frozenset({
    "katex", "katex-display", "katex-mathml", "katex-html", "MathJax", "MathJax_Display", "MathJax_Preview",
    "MathJax_SVG", "MathJax_CHTML", "mathjax-block", "mwe-math-element",
})  # fmt: skip
_DOUBLES = frozenset({"MathJax", "MathJax_Display", "MathJax_Preview", "MathJax_SVG", "MathJax_CHTML"})
_TEX_ENCODING = re.compile(r"application/x-tex|TeX|LaTeX")
_WRAPPERS = frozenset({"katex", "katex-mathml", "mwe-math-element"})


def may_hold(markup: str, names: frozenset[str]) -> bool:
    """Return True if `markup`, which has elements of these names, may hold a formula."""
    return not names.isdisjoint(("math", "mjx-container")) or ("script" in names and "math/tex" in markup)


def simplify(tree: Element) -> None:
    """Replace every rendered formula in `tree` by its TeX in `<code>`, or by its MathML where no TeX is given."""
    scripts = False
    for script in list(tree.iter("script")):
        if (script.get("type") or "").startswith("math/tex"):
            scripts = True
            _replace(script, script.text or "", display="mode=display" in script.get("type", ""))
    for element in list(tree.iter()):
        if isinstance(element.tag, str):
            _simplify(element, scripts=scripts)


def _simplify(element: Element, *, scripts: bool) -> None:
    if element.tag == "mjx-container" and element.find(".//math") is None:
        remove(element)
    elif element.tag == "math":
        tex = _tex(element)
        if tex:
            _replace(_rendering(element), tex, display=_is_display(element))
        else:
            _keep(element)
    elif scripts and not _DOUBLES.isdisjoint(classes(element)):
        remove(element)


def _tex(math: Element) -> str:
    for annotation in math.iter("annotation"):
        if _TEX_ENCODING.search(annotation.get("encoding") or ""):
            return "".join(annotation.itertext()).strip()
    return (math.get("alttext") or "").strip()


def _keep(math: Element) -> None:
    """Keep the MathML of a formula alone, and give it the text that its summary shows."""
    from lxml import etree

    rendering = _rendering(math)
    if rendering is not math:
        replace(rendering, math)
    for unseen in list(math.iter("annotation", "annotation-xml", "script", "style")):
        remove(unseen)
    etree.strip_tags(math, "semantics", "maction")
    text = mathml.linear_text(math)
    if text:
        math.set("alttext", text)
    elif math.find(".//img") is None:
        remove(math)


def _rendering(math: Element) -> Element:
    """Return the outermost element that renders this one formula."""
    outer = math
    for parent in math.iterancestors():
        if parent.tag in ("mjx-container", "mjx-assistive-mml") or not _WRAPPERS.isdisjoint(classes(parent)):
            outer = parent
        elif parent.tag not in ("span", "semantics"):
            break
    return outer


def _is_display(math: Element) -> bool:
    if math.get("display") == "block":
        return True
    return any("katex-display" in (parent.get("class") or "") for parent in math.iterancestors("span", "div"))


def _replace(element: Element, tex: str, *, display: bool) -> None:
    code = element.makeelement("code", {})
    code.text = tex
    parent = element.getparent()
    replace(element, code, in_paragraph=display and parent is not None and parent.tag not in ("p", "span", "td", "li"))
