"""Elements of HTML whose content is Markdown: `<div markdown="1">` of kramdown and Python-Markdown.

CommonMark reads Markdown in an element only between empty lines, so these are added.
"""

import re

from feedmaker.loader.body.markup import CODE_FLAGS, MARKDOWN_ATTRIBUTE, MARKDOWN_CODE
from feedmaker.text.patterns import portable

_TAG = re.compile(
    portable(
        rf"{MARKDOWN_CODE}|<(?P<end>/?)(?P<name>[a-z][\w-]*)(?P<attributes>(?:[^<>\"']++|\"[^\"<>]*+\"|'[^'<>]*+')*+)>"
    ),
    CODE_FLAGS,
)
# Elements within a line, in which Markdown is read as it is.
_INLINE = frozenset({"span", "a", "b", "i", "em", "strong", "small", "sup", "sub", "abbr", "cite", "kbd", "mark", "q"})


def divide(text: str) -> str:
    """Return `text` with empty lines around the content of the elements that are marked so."""
    if "markdown" not in text or not MARKDOWN_ATTRIBUTE.search(text):
        return text
    text = "\n" + text
    #: Name → whether each open element of this name is marked.
    opened: dict[str, list[bool]] = {}
    parts: list[str] = []
    position = 0
    for tag in _TAG.finditer(text):
        name = (tag["name"] or "").lower()
        if not name or tag["attributes"].endswith("/"):
            continue
        if tag["end"]:
            is_marked = opened.get(name, []) and opened[name].pop()
        else:
            is_marked = name not in _INLINE and MARKDOWN_ATTRIBUTE.search(tag[0]) is not None
            opened.setdefault(name, []).append(is_marked)
        if is_marked:
            # Markdown writes a paragraph itself
            written = "" if name == "p" else MARKDOWN_ATTRIBUTE.sub(r"\1", tag[0])
            line = text[text.rfind("\n", 0, tag.start()) + 1 : tag.start()]
            indent = line[: len(line) - len(line.lstrip(" \t"))]
            divided = f"\n\n{indent}{written}\n" if tag["end"] else f"{written}\n\n{indent}"
            parts += text[position : tag.start()], divided
            position = tag.end()
    return ("".join(parts) + text[position:])[1:]
