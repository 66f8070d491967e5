"""Which language a body is written in: what it holds decides, its suffix only where that says nothing.

A `.md` often holds HTML alone. Read as Markdown, its tags after a blank line and an indent would become code blocks.
"""

import re
from typing import Literal, TypeAlias

from feedmaker.model import BodyKind

#: A kind that has been settled.
Settled: TypeAlias = Literal["html", "markdown", "rst"]

_HTML_SUFFIXES = frozenset({".html", ".htm", ".xhtml"})
_RST_SUFFIXES = frozenset({".rst", ".rest"})
_START = re.compile(
    r"(?:\s++|<!--.*?-->|<\?xml[^>]*>|<!doctype[^>]*>)*+<(/?[a-zA-Z][a-zA-Z0-9]*)[\s/>]", re.DOTALL | re.IGNORECASE
)
_BLOCKS = frozenset({
    "div", "p", "article", "section", "main", "header", "body", "html", "head", "table", "ul", "ol", "dl", "h1",
    "h2", "h3", "h4", "h5", "h6", "blockquote", "figure", "pre", "center", "style", "link", "meta", "script",
    "aside", "hr", "form", "iframe", "video",
})  # fmt: skip
_BLOCK_TAG = re.compile(r"<(?:p|div|br|li|h[1-6]|td|figure|blockquote|ul|ol)[\s/>]", re.IGNORECASE)
# Each begins with a newline so that the search is one for a character, and most lines are done with at the next one.
_STRONG = re.compile(
    r"\n {0,3}+(?=[#`~\[=|*+-])"
    r"(?:#{1,6} \S|```|~~~|\[[^\]\n]+\]: ?\S|={3,}[ \t]*\n|-{3,}[ \t]*\n|\|[^\n]*\|[ \t]*\n|[-*+] \[[ xX]\] )"
)
_INLINE_LINK = re.compile(r"\]\((?:<|https?:|/|\.|#|mailto:|[\w%-]+[./])")
_WEAK = re.compile(
    r"\*\*\S|(?<!`)`[^`\n]+`|\n {0,3}(?:[-*+] |\d{1,3}[.)] |> )\S|(?<![\w*])\*[^\s*][^*\n]*\*(?![\w*])|\b_[^_\n]+_\b"
)
# Text after a blank line that no tag opens: HTML would run it together with what is before.
_PARAGRAPH = re.compile(r"\n[ \t]*\n {0,3}[^\s<]")
_VERBATIM = re.compile(
    r"<(pre|script|style|code|textarea)\b[^<>]*>(?:(?!</?\1\b).)*</\1\s*>|<!--(?:(?!-->|<!--).)*-->",
    re.DOTALL | re.IGNORECASE,
)
_DIRECTIVE = re.compile(r"(?:\A|\n)\.\. (?:[\w-]+::|_[^:\n]+: )|\n[^\s\n][^\n]*\n(?:={4,}|~{4,})\n\n")


def settle(text: str, kind: BodyKind, suffix: str) -> Settled:
    """Return the kind of the body `text`; `kind` is what is wanted, `suffix` is that of the file (".md", "")."""
    if kind != "auto":
        return kind
    if suffix in _HTML_SUFFIXES:
        return "html"
    if suffix in _RST_SUFFIXES:
        return "rst"
    if _is_html(text):
        return "html"
    if suffix in (".txt", ".text", "") and ".. " in text and _DIRECTIVE.search(text):
        return "rst"
    return "markdown"


def _is_html(text: str) -> bool:
    if "<" not in text:
        return False
    start = _START.match(text)
    if start is None:
        return text.count("</p>") > 2 and not _strong_signs(text) and not _WEAK.search(_without_verbatim(text))
    first = start[1].lower()
    strong = _strong_signs(text)
    if strong:
        return first in _BLOCKS and len(_BLOCK_TAG.findall(text)) > 6 * strong
    if first in _BLOCKS and text.rstrip().endswith(f"</{start[1]}>"):
        return True
    bare = _without_verbatim(text)
    if _PARAGRAPH.search(bare):
        return False
    if first in _BLOCKS and text.rstrip().endswith(">"):
        return True
    return not _WEAK.search(bare) and (first in _BLOCKS or bool(_BLOCK_TAG.search(text)))


def _strong_signs(text: str) -> int:
    """Count what only Markdown means; what stands in code or comments does not count."""
    if not ("]" in text and "](" in text) and not _STRONG.search(text):
        return 0
    bare = _without_verbatim(text)
    return len(_STRONG.findall(bare)) + len(_INLINE_LINK.findall(bare))


def _without_verbatim(text: str) -> str:
    return _VERBATIM.sub("", text)
