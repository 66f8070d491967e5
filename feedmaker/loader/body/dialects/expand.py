"""The dialect of a body → CommonMark and HTML, in the order in which one feature may hide another."""

import re
from typing import NamedTuple

from feedmaker.config.schema import Dialect
from feedmaker.loader.body import limits
from feedmaker.loader.body.dialects import blocks, definitions, html_blocks, images, lines, mdx, wiki_links
from feedmaker.problems import Problem

# Signs of what a text may have. Each pattern begins with one literal and another thing: such a search is the fastest.
_BRACE = re.compile(r"\{(?:/\*|::comment\})")
_ATTRIBUTES = re.compile(r"\{(?<=[)`\]]\{):?[ \t]*(?:[.#][\w-]|[A-Za-z][\w:-]*=)")
_PERCENT = re.compile(r"%[%\[]")
_SIZE = re.compile(r"!(?=\[)\[[^\[\]\n]*+\]\([^()\s]++[ \t]++(?:\"[^\"\n]*+\"[ \t]++)?(?:=|align=|width=|height=)")
# Fences of Hexo with a caption, and indented ones.
_HEXO_FENCE = re.compile(r"^[ \t]*+(?:```|~~~)(?:(?<=[ \t]...)|[`~]*+[^\s`~]++[ \t]++[^\s`])", re.MULTILINE)
_OPEN_QUOTED_FENCE = re.compile(r"^[ \t]*+>[ \t>]*+(?:```|~~~)[^\n]*+\n(?![ \t]*+>)", re.MULTILINE)
# What lines begin with that are not CommonMark.
_LINE = re.compile(
    r"\n(?=[ \t>!?=:#*{])[ \t>]*+(?=[!?=:#*{])(!!! |\?\?\?|===(?=[!+]? +[\"'])|(?:(?<=    )|(?<=\t)):::"
    r"|:[ \t]|#!|\*\[|\{:)"
)


_NO_INDENTED_CODE: frozenset[Dialect] = frozenset({"eleventy", "mdx"})


class Expanded(NamedTuple):
    """Markdown whose dialect was expanded."""

    text: str
    #: Abbreviation → its meaning.
    abbreviations: dict[str, str]
    #: Whether it may have lists of definitions.
    definitions: bool


def dialect_of(configured: Dialect, suffix: str) -> Dialect:
    """Return the dialect of a file with this suffix."""
    return "mdx" if suffix == ".mdx" and configured != "commonmark" else configured


def before_formulas(text: str, dialect: Dialect, line: int, problems: list[Problem]) -> str:
    """Remove what is never published, and what has braces of its own, and quote the code of Hexo's quotations.

    `line` is that of the first line of `text`.
    """
    if dialect == "hexo" and _OPEN_QUOTED_FENCE.search(text):
        text = blocks.quote_fences(text)
    braces = _BRACE.findall(text) if "{" in text else ()
    if "{::comment}" in braces or ("%" in text and "%%" in _PERCENT.findall(text)):
        text = definitions.remove_comments(text, dialect)
    # MDX with too many signs is not rendered, only its comments are removed
    in_mdx = dialect == "mdx"
    if "{/*" in braces and (not in_mdx or limits.has_too_many_marks(text)):
        text = mdx.remove_comments(text)
    if in_mdx and not limits.has_too_many_marks(text):
        text = mdx.replace(text, line=line, problems=problems)
    return text


def before_tags(text: str, dialect: Dialect) -> Expanded:
    """Return Markdown with its blocks, links and pictures as CommonMark and HTML."""
    signs = frozenset(_LINE.findall("\n" + text))
    abbreviations: dict[str, str] = {}
    in_python_markdown = dialect == "python-markdown"
    if not signs.isdisjoint(blocks.SIGNS) or (in_python_markdown and "#!" in signs):
        text = blocks.expand(text, python_markdown=in_python_markdown)
        if dialect == "obsidian" and "%%" in text:  # in blocks that were indented like code
            text = definitions.remove_comments(text, dialect)
    # code that has the tag itself would end there
    if dialect == "hexo" and _HEXO_FENCE.search(text) and "endcodeblock" not in text:
        text = blocks.rewrite_fences(text)
    in_obsidian = dialect == "obsidian"
    if in_obsidian and (":: " in text or "{:height" in text):
        text = lines.remove_properties(text)
    if in_obsidian and "^" in text:
        text = wiki_links.remove_block_ids(text)
    text = wiki_links.replace(text, every=in_obsidian)
    if _has_images(text):
        text = images.replace(text)
    if "{:" in signs:
        text = definitions.remove_contents(text)
    if "*[" in signs:
        text, abbreviations = definitions.take_abbreviations(text)
    return Expanded(text, abbreviations, ": " in signs or ":\t" in signs)


def before_commonmark(text: str, dialect: Dialect) -> str:
    """Return Markdown that CommonMark reads as `dialect` does; `after_commonmark` is for the HTML made of it."""
    text = lines.rewrite(text, dialect)
    if dialect in html_blocks.DIALECTS and "<" in text:
        text = html_blocks.rewrite(text, dialect)
    if dialect in _NO_INDENTED_CODE and ("    " in text or "\t" in text):
        text = lines.remove_indents(text)
    return text


def after_commonmark(html: str) -> str:
    """Return HTML without what `before_commonmark` added to its source."""
    return html_blocks.unshield(lines.remove_empty_heads(html))


def _has_images(text: str) -> bool:
    """Return True if `text` may have sizes, attributes or players: a search for one character is the fastest."""
    return (
        _SIZE.search(text) is not None
        or ("{" in text and _ATTRIBUTES.search(text) is not None)
        or ("@" in text and "@[" in text)
        or ("%" in text and "%[" in _PERCENT.findall(text))
    )
