"""Detects the markup language of a body by its content, and by the file's suffix where the content says nothing.

A `.md` often holds HTML alone. Read as Markdown, its tags after a blank line and an indent would become code blocks.
"""

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Literal, NamedTuple, TypeAlias

from feedmaker.model import BodyKind
from feedmaker.text.patterns import portable

Markup: TypeAlias = Literal["html", "markdown", "rst"]

#: What an item of a list begins with, and a line that begins or continues one.
BULLET = r"(?:[-*+]|\d{1,9}[.)])"
LIST_LINE = re.compile(rf"[ \t]{{0,3}}{BULLET}[ \t]|[ \t]{{1,3}}\S")

#: An element whose content is not markup, `<pre>…</pre>`, as a verbose pattern that takes linear time.
HTML_CODE = portable(r"""
  <(?P<code>(?P<el>pre|code|script|style|textarea)\b[^<>]*>[^<]*+(?:<(?!/?(?P=el)\b)[^<]*+)*+</(?P=el)\s*>)
""")
#: The same in Markdown: a fence after a newline, which may open in a list item, and backticks within a paragraph:
#: "\n- ```sh\n…\n```", "`a`", "``a ` b``".
MARKDOWN_ONLY_CODE = rf"""
  \n(?P<fence>[ \t>]*+(?:{BULLET}[ \t]+)?(?P<f>`{{3,}}+|~{{3,}}+)[^\n`]*\n
     (?:(?:[^\n]*\n)*?[ \t>]*(?P=f)[`~]*[ \t]*$|.*\Z))
 |`(?<![`\\]`)(?P<tick>[^`\n]{{1,500}}+`(?!`)
     |(?P<t>`{{0,3}})(?!`)(?:(?!\n[ \t]*\n).){{1,500}}?(?<!`)`(?P=t)(?!`))
"""
#: And that of HTML in it.
MARKDOWN_CODE = rf"{MARKDOWN_ONLY_CODE}|{HTML_CODE}"
#: The same in reStructuredText: what is indented after "::" or a directive of code, and "``a``". The line of another
#: directive, whose content is text, is matched too.
RST_CODE = rf"""
  (?:\.\.[ ](?:code|code-block|sourcecode)::[^\n]{{0,99}}+|::[ \t]*+(?=\n[ \t]*+\n))
     (?P<fence>(?:\n[ \t]*+(?=\n))*\n(?P<f>[ \t]++)[^\n]*+(?:\n(?:(?P=f)[^\n]*+|[ \t]*+(?=\n|\Z)))*)
 |(?P<tick>\n[ \t]*+\.\.[ ](?!(?:code|code-block|sourcecode)::)[\w|:.\ -]{{1,99}}?::[ \t]*+$
     |(?<![`\\])``(?![`\s])(?:(?!\n[ \t]*\n).){{1,500}}?(?<!\s)``(?!`))
 |{HTML_CODE}
"""
#: The pattern of code in each language.
CODE: Mapping[Markup, str] = {"html": HTML_CODE, "markdown": MARKDOWN_CODE, "rst": RST_CODE}
#: Precedes a text that is searched for code and more, so that its first line is a line like others.
LEAD = "\n\n"
CODE_FLAGS = re.VERBOSE | re.DOTALL | re.MULTILINE | re.IGNORECASE
#: Noncharacters, which clean_text removes from the text of articles. Each replaces a line of the file that is not in
#: the text any more, or marks a line of the text that is not in the file.
HIDDEN_LINE, ADDED_LINE = "\ufdd3", "\ufdd4"
# Those in the mark of a formula precede its end.
_HIDDEN_LINES = re.compile(f"(?<!{HIDDEN_LINE}){HIDDEN_LINE}++(?!\ufdd2)")
_INDENTS = ("    ", "\t")
# How many characters to look back for the list or the paragraph that an indented line belongs to.
_MAX_LOOKBACK = 4000
#: For how many matches in one text that is done, so that the time stays linear.
MAX_INDENTS = 2_000
#: The names of the groups that these patterns match as a whole.
CODE_GROUPS = frozenset({"code", "fence", "tick"})

#: The start of a tag and the attribute that says that its content is Markdown, `<div markdown="1">`, `<div markdown>`.
MARKDOWN_ATTRIBUTE = re.compile(
    r"(<[a-z][\w-]*(?=\s)[^<>]*?)\smarkdown(?:=(?:[\"'](?:1|block|span|true)[\"']|1))?(?=[\s>])", re.IGNORECASE
)

_HTML_SUFFIXES = frozenset({".html", ".htm", ".xhtml"})
_RST_SUFFIXES = frozenset({".rst", ".rest"})
_START = re.compile(
    portable(r"(?:\s++|<!--.*?-->|<\?xml[^>]*>|<!doctype[^>]*>)*+<(/?[a-zA-Z][a-zA-Z0-9]*)[\s/>]"),
    re.DOTALL | re.IGNORECASE,
)
_BLOCKS = frozenset({
    "div", "p", "article", "section", "main", "header", "body", "html", "head", "table", "ul", "ol", "dl", "h1",
    "h2", "h3", "h4", "h5", "h6", "blockquote", "figure", "pre", "center", "style", "link", "meta", "script",
    "aside", "hr", "form", "iframe", "video",
})  # fmt: skip
_BLOCK_TAG = re.compile(r"<(?:p|div|br|li|h[1-6]|td|figure|blockquote|ul|ol)[\s/>]", re.IGNORECASE)
# Headings, fences, link definitions, tables, task lists. The newline and the lookahead make the search fast.
_STRONG = re.compile(
    r"\n {0,3}+(?=[#`~\[=|*+-])"
    r"(?:#{1,6} \S|```|~~~|\[[^\]\n]+\]: ?\S|={3,}[ \t]*\n|-{3,}[ \t]*\n|\|[^\n]*\|[ \t]*\n|[-*+] \[[ xX]\] )"
)
_INLINE_LINK = re.compile(r"\]\((?:<|https?:|/|\.|#|mailto:|[\w%-]+[./])")
_WEAK = re.compile(
    r"\*\*\S|(?<!`)`[^`\n]+`|\n {0,3}(?:[-*+] |\d{1,3}[.)] |> )\S|(?<![\w*])\*[^\s*][^*\n]*\*(?![\w*])|\b_[^_\n]+_\b"
)
# Text after a blank line that no tag opens: HTML would join it with the text before.
_PARAGRAPH = re.compile(r"\n[ \t]*\n {0,3}[^\s<]")
# Blocks that people close, so that what follows the last one is in none.
_NESTING = re.compile(
    r"<(/?)(?:div|p|article|section|main|header|footer|nav|aside|center|table|ul|ol|dl|h[1-6]|blockquote|figure|details"
    r"|form|body|html|head)(?=[\s/>])[^<>]*+(?<!/)>",
    re.IGNORECASE,
)
# A tag that Markdown takes for code.
_INDENTED_TAG = re.compile(r"\n[ \t]*\n(?: {4}|\t)[ \t]*<")
_VERBATIM = re.compile(rf"{HTML_CODE}|<!--(?:(?!-->|<!--).)*-->", CODE_FLAGS)
_DIRECTIVE = re.compile(r"(?:\A|\n)\.\. (?:[\w-]+::|_[^:\n]+: )|\n[^\s\n][^\n]*\n(?:={4,}|~{4,})\n\n")


def detect_markup(text: str, kind: BodyKind, suffix: str) -> Markup:
    """Return `kind`, or for "auto" the language of the body `text`; `suffix` is that of the file (".md", "")."""
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
    if "markdown" in text and MARKDOWN_ATTRIBUTE.search(text):
        return False
    if first in _BLOCKS and _has_text_between_blocks(text):
        return False
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


def _has_text_between_blocks(text: str) -> bool:
    """Return True if a paragraph is outside of all elements, as in no HTML, and no tag is indented like code."""
    if not _PARAGRAPH.search(text):
        return False
    bare = _without_verbatim(text)
    depth = position = 0
    for paragraph in _PARAGRAPH.finditer(bare):
        for slash in _NESTING.findall(bare, position, paragraph.end()):
            depth += -1 if slash else 1
        position = paragraph.end()
        if depth <= 0:
            return not _INDENTED_TAG.search(bare)
    return False


def _strong_signs(text: str) -> int:
    """Count the signs that only Markdown gives a meaning, outside code and comments."""
    if not ("]" in text and "](" in text) and not _STRONG.search(text):
        return 0
    bare = _without_verbatim(text)
    return len(_STRONG.findall(bare)) + len(_INLINE_LINK.findall(bare))


def _without_verbatim(text: str) -> str:
    return _VERBATIM.sub("", text)


class OutsideCode(NamedTuple):
    """A pattern that is compiled when it is first needed: few sites need one of those of all dialects."""

    pattern: str


def outside_code(pattern: str, *, markdown: bool = True) -> OutsideCode:
    """Return a verbose pattern, to be replaced by `replace_outside_code`."""
    return OutsideCode(f"{MARKDOWN_CODE if markdown else HTML_CODE}|{pattern}")


@cache
def _compiled(code: OutsideCode) -> re.Pattern[str]:
    return re.compile(code.pattern, CODE_FLAGS)


def replace_outside_code(pattern: OutsideCode, replacement: Callable[[re.Match[str]], str], text: str) -> str:
    """Replace what a pattern of `outside_code` matches; code stays as it is."""
    # a fence follows a newline
    text = "\n" + text
    left = MAX_INDENTS

    def outside(found: re.Match[str]) -> str:
        nonlocal left
        left -= 1
        is_code = found.lastgroup in CODE_GROUPS or (left > 0 and is_indented_code(text, found.start()))
        return found[0] if is_code else replacement(found)

    return _compiled(pattern).sub(outside, text)[1:]


def is_indented_code(text: str, start: int) -> bool:
    """Return True if the line at `start` is indented as code is, after an empty line and not in a list."""
    line = text.rfind("\n", max(0, start - _MAX_LOOKBACK), start) + 1
    if not line or not text.startswith(_INDENTS, line):
        return False
    is_blank = False
    for previous in reversed(text[max(0, line - 1 - _MAX_LOOKBACK) : line - 1].split("\n")):
        if previous.strip() and not previous.startswith(_INDENTS):
            return is_blank and not LIST_LINE.match(previous)
        is_blank = not previous.strip()
    return True


def lines_before(text: str, end: int) -> int:
    """Return how many lines of the file precede `end` in a text that was rewritten."""
    return text.count("\n", 0, end) + text.count(HIDDEN_LINE, 0, end) - text.count(ADDED_LINE, 0, end)


def without_line_marks(text: str) -> str:
    """Remove what counts lines outside of the marks of formulas."""
    if ADDED_LINE in text:
        text = text.replace(ADDED_LINE, "")
    return _HIDDEN_LINES.sub("", text) if HIDDEN_LINE in text else text
