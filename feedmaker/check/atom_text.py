"""Atom text constructs and content: what their type says, and whether it is true (A5, A6, H3)."""

from collections.abc import Iterator
from html import unescape

from feedmaker.check.html_content import content_flaws
from feedmaker.check.html_tokens import plain, tokens
from feedmaker.check.plain_text import (
    content_escape_flaws,
    escape_flaws,
    plain_flaws,
    summary_flaws,
    title_flaws,
)
from feedmaker.check.rules import Flaw
from feedmaker.check.urls import shown
from feedmaker.check.xml_tree import ATOM, XHTML, Element

_TYPES = ("text", "html", "xhtml")


def content_of(element: Element | None) -> str:
    """The HTML of a construct, whatever its type; "" for none, plain text as it is."""
    if element is None:
        return ""
    if element.attributes.get("type") == "xhtml":
        return "".join(child.markup for child in element.children)
    return element.text


def plain_of(element: Element | None) -> str:
    """The words of a construct on one line."""
    if element is None:
        return ""
    text = content_of(element)
    return plain(text) if element.attributes.get("type") in ("html", "xhtml") else " ".join(text.split())


def summary_repeats(entry: Element) -> bool:
    """Tell whether the summary says again what title or content say (A6: 4287 section 4.2.13)."""
    summary = plain_of(entry.first(ATOM + "summary"))
    if not summary:
        return False
    return summary in (plain_of(entry.first(ATOM + "title")), plain_of(entry.first(ATOM + "content")))


def construct_flaws(parent: Element, *, rtl: bool) -> Iterator[Flaw]:
    """Check the text constructs and the content of a feed or entry."""
    for child in parent.children:
        if not child.tag.startswith(ATOM):
            continue
        if child.name in ("title", "subtitle", "rights"):
            yield from _type_flaws(child)
            yield from _title_flaws(child)
        elif child.name == "summary":
            yield from _type_flaws(child)
            yield from _prose_flaws(child, rtl)
            yield from summary_flaws(child.text, child.line, "summary", html=child.attributes.get("type") == "html")
        elif child.name == "content":
            yield from _content_flaws(child, rtl)


def _type_flaws(element: Element) -> Iterator[Flaw]:
    kind = element.attributes.get("type", "text")
    if kind not in _TYPES:
        yield Flaw("A5", element.line, f"type of {element.name} is {shown(kind)}", "write text, html or xhtml")
    elif kind == "xhtml" and [child.tag for child in element.children] != [XHTML + "div"]:
        yield Flaw("A5", element.line, f"{element.name} of type xhtml is not one div", "wrap it in a div of XHTML")
    elif kind != "xhtml" and element.children:
        what = f"{element.name} of type {kind} holds elements"
        yield Flaw("A5", element.line, what, "escape the markup, or say xhtml and wrap it in a div")


def _title_flaws(element: Element) -> Iterator[Flaw]:
    kind = element.attributes.get("type", "text")
    text = content_of(element)
    if kind == "text":
        if element.name == "title":
            yield from title_flaws(text, element.line)
        else:
            yield from escape_flaws(text, element.line, element.name)
            yield from plain_flaws(text, element.line, "A5", element.name)
        return
    if element.name == "rights":
        return
    inner = any(t.kind == "start" and not (kind == "xhtml" and t.name == "div") for t in tokens(text))
    if inner:
        hint = "render it to plain text, type=text"
        yield Flaw("A5", element.line, f"{element.name} holds markup: {shown(text)}", hint)
    elif kind == "html" and "<" in unescape(text):
        hint = "write type=text, escaped once"
        yield Flaw("H3", element.line, f"{element.name} of type html holds literal markup: {shown(text)}", hint)
    yield from escape_flaws(unescape(text), element.line, element.name)


def _prose_flaws(element: Element, rtl: bool) -> Iterator[Flaw]:
    kind = element.attributes.get("type", "text")
    if kind == "html":
        yield from content_flaws(element.text, element.line, name=element.name, rtl=rtl)
        yield from content_escape_flaws(element.text, element.line, element.name)
    elif kind == "xhtml":
        html = content_of(element)
        yield from content_flaws(html, element.line, name=element.name, spread=False, xhtml=True, rtl=rtl)
    elif kind == "text":
        yield from plain_flaws(element.text, element.line, "A5", element.name)
        yield from escape_flaws(element.text, element.line, element.name)


def _content_flaws(element: Element, rtl: bool) -> Iterator[Flaw]:
    kind = element.attributes.get("type", "text")
    if kind in _TYPES:
        if "src" not in element.attributes:
            yield from _type_flaws(element)
        yield from _prose_flaws(element, rtl)
    elif "/" not in kind or kind.lower() == "text/html":
        yield Flaw("A5", element.line, f"type of content is {shown(kind)}", "write text, html, xhtml or a MIME type")
