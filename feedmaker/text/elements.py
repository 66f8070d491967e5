"""Elements of lxml's tree taken out and replaced: to lxml the text that follows an element is a part of it."""

from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from lxml.etree import _Element

    Element: TypeAlias = _Element
else:
    Element = Any  # lxml is imported only where there is a tree


def classes(element: Element) -> list[str]:
    """Return the classes of an element."""
    return (element.get("class") or "").split()


def one_line_text(element: Element) -> str:
    """Return the text of an element on one line."""
    return " ".join("".join(element.itertext()).split())


def remove(element: Element) -> None:
    """Remove `element` from its tree; the text that follows it stays."""
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


def replace(element: Element, new: Element, *, in_paragraph: bool = False) -> None:
    """Put a new element, or a paragraph of it, in the place of `element`; the text that follows it stays."""
    parent = element.getparent()
    if parent is None:
        return
    if in_paragraph:
        paragraph = element.makeelement("p", {})
        paragraph.append(new)
        new = paragraph
    new.tail, element.tail = element.tail, None
    parent.replace(element, new)
