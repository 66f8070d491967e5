"""Code that a page shows with line numbers, buttons and tables → `<pre><code class="language-…">` with its text.

As Hugo (Chroma), Jekyll (Rouge), Hexo, Pygments, Docusaurus (Prism), VitePress (Shiki), Expressive Code,
rehype-pretty-code, highlight.js and GitHub write it.
"""

import re
from collections.abc import Iterator
from itertools import islice

from feedmaker.text.elements import Element, classes, remove, replace

#: Classes of such code.
CLASSES = frozenset({
    "lntable", "lnt", "ln", "rouge-table", "highlighter-rouge", "highlighttable", "highlight", "blob-code", "ec-line",
    "token-line", "hljs-ln", "line-numbers-mode", "shiki", "prism-code",
})  # fmt: skip
_TABLES = frozenset({"lntable", "rouge-table", "highlighttable", "hljs-ln"})
_CODE_CELLS = frozenset({"code", "rouge-code", "blob-code", "hljs-ln-code"})
_NUMBERS = frozenset({
    "ln", "lnt", "lineno", "linenos", "linenodiv", "line-number", "line-numbers", "line-numbers-rows",
    "line-numbers-wrapper", "gutter", "rouge-gutter", "blob-num", "hljs-ln-numbers", "hljs-ln-line-numbers",
})  # fmt: skip
# Boxes around code, whose buttons and labels are not text of the article.
_BOX = re.compile(r"language-|highlight|code|frame|shiki|prism|line-numbers", re.IGNORECASE)
_LABELS = frozenset({"lang", "copy", "code-lang", "code-copy", "copy-btn", "clipboard", "toolbar"})
_LANGUAGE = re.compile(r"(?:language|lang|highlight-source)-([\w+#.-]+)")
_NO_LANGUAGE = frozenset({"none", "plain", "plaintext", "text", "txt", "numbers", "mode"})
_HIGHLIGHTED = frozenset({"highlight", "sourceCode"})
_AROUND = frozenset({"div", "figure", "td", "tr", "tbody", "table", "pre", "code"})


def simplify(tree: Element) -> None:
    """Replace code in `tree` by its text and the name of its language."""
    for table in list(tree.iter("table")):
        cells = _code_cells(table)
        if cells:
            _replace_table(table, "\n".join(map(_text, cells)))
    for pre in list(tree.iter("pre")):
        _remove_labels(pre)
        _clean(pre)


def _code_cells(table: Element) -> list[Element]:
    """Return the cells that hold code, one for each line or one for all; none for a table that is not code."""
    first = next(table.iter("td"), None)
    if first is None or (_TABLES.isdisjoint(classes(table)) and _NUMBERS.isdisjoint(classes(first))):
        return []
    cells = list(table.iter("td"))
    code = [cell for cell in cells if not _CODE_CELLS.isdisjoint(classes(cell))]
    return code or (cells[-1:] if not _TABLES.isdisjoint(classes(table)) else [])


def _replace_table(table: Element, text: str) -> None:
    """Replace a table, and the `<pre>` around it, by a `<pre>`."""
    language = _language(table)
    outer = table
    while (parent := outer.getparent()) is not None and parent.tag in ("pre", "code"):
        outer = parent
    pre = table.makeelement("pre", {})
    code = table.makeelement("code", {"class": f"language-{language}"} if language else {})
    code.text = text
    pre.append(code)
    replace(outer, pre)


def _text(cell: Element) -> str:
    _clean_lines(cell)
    return "".join((cell.find(".//pre") if cell.find(".//pre") is not None else cell).itertext())


def _clean(pre: Element) -> None:
    """Remove what is not code, and set the language."""
    language = _language(pre)
    _clean_lines(pre)
    code = pre.find("code")
    if code is None and language:
        code = pre.makeelement("code", {})
        code.text, pre.text = pre.text, None
        code.extend(list(pre))
        pre.append(code)
    if code is not None and language:
        code.set("class", f"language-{language}")


def _clean_lines(element: Element) -> None:
    """Remove line numbers, and write line ends as characters."""
    from lxml import etree

    for part in list(element.iterdescendants("*")):
        if not _NUMBERS.isdisjoint(classes(part)):
            remove(part)
        elif part.tag == "br" or (
            "ec-line" in classes(part) and part.getnext() is not None and not (part.tail or "").startswith("\n")
        ):
            part.tail = "\n" + (part.tail or "")
    etree.strip_tags(element, "br", "div")


def _remove_labels(pre: Element) -> None:
    """Remove the buttons, labels and line numbers of the box around code."""
    for part in list(_box(pre).iterdescendants("button", "span", "div", "figcaption")):
        if _is_label(part) and part.find(".//pre") is None and pre not in part.iterancestors("pre"):
            remove(part)


def _is_label(part: Element) -> bool:
    if part.tag == "figcaption":
        return not "".join(part.itertext()).strip()
    return part.tag == "button" or not (_LABELS | _NUMBERS).isdisjoint(classes(part))


def _box(pre: Element) -> Element:
    """Return the outermost box of this code alone, which may be itself."""
    box = pre
    for _ in range(3):
        parent = box.getparent()
        if parent is None or parent.tag not in ("div", "figure") or not _BOX.search(_names(parent)):
            break
        # of many in one box, each would search the box
        if any(other is not pre for other in islice(parent.iter("pre"), 2)):
            break
        box = parent
    return box


def _language(element: Element) -> str:
    """Return the language that the element, its `<code>` or the boxes around it name."""
    for part in _with_boxes(element):
        named = part.get("data-language") or part.get("data-lang") or ""
        found = _LANGUAGE.search(part.get("class") or "")
        name = named or (found[1] if found else "")
        if not name and not _HIGHLIGHTED.isdisjoint(classes(part)) and part.tag in ("figure", "pre", "code"):
            name = next((one for one in classes(part) if one not in _HIGHLIGHTED), "")
        if name and name.lower() not in _NO_LANGUAGE and re.fullmatch(r"[\w+#.-]{1,40}", name):
            return name
    return ""


def _with_boxes(element: Element) -> Iterator[Element]:
    yield from element.iter("code")
    yield element
    for parent in element.iterancestors():
        if parent.tag not in _AROUND:
            return
        yield parent


def _names(box: Element) -> str:
    """Return the classes of a box, and the name of the attribute that rehype-pretty-code writes in their place."""
    return " ".join((box.get("class") or "", *(str(name) for name in box.keys() if str(name).startswith("data-"))))  # noqa: SIM118
