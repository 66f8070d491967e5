r"""Formulas in TeX that a page's script renders: `$$…$$`, `\[…\]`, `\(…\)`, `$…$`, `\begin{align}…\end{align}`.

They reach the reader as written: a mark takes the place of each one before template tags and Markdown are read, and
the formula is put back after. comrak's own extension reads a line `- b` of a formula as a list, `\[a note\]` as a
formula, and `|` in a formula as the end of a cell.
"""

import re
from collections.abc import Iterator
from functools import cache
from urllib.parse import unquote

from feedmaker.loader.body.markup import (
    CODE_FLAGS,
    HIDDEN_LINE,
    HTML_CODE,
    MARKDOWN_CODE,
    MAX_INDENTS,
    is_indented_code,
)
from feedmaker.text.patterns import portable

# A mark is U+FDD1, the number of the formula in octal digits from U+FDD8 on, its lines, and U+FDD2. clean_text has
# removed these characters from the text. In an address they are percent-encoded.
_START, _END = "\ufdd1", "\ufdd2"
_TO_DIGITS = {ord("0") + digit: 0xFDD8 + digit for digit in range(8)}
_FROM_DIGITS = {0xFDD8 + digit: ord("0") + digit for digit in range(8)}
_MARK = re.compile(f"{_START}([\ufdd8-\ufddf]++){HIDDEN_LINE}*+{_END}")
_ENCODED_MARK = re.compile("%EF%B7%91(?:%EF%B7%9[389A-F])++%EF%B7%92")

# Every branch ends where the next formula may begin, so that a search is linear; the number of environments is bounded.
_NEXT_LINE = r"\n(?![ \t]*\n)"
# Each begins with a literal, which makes a search fast.
_DOLLARS = portable(rf"""
  \$(?<![\\A-Za-z0-9_$]\$)(?:
    \$(?!\$)(?P<display>(?:[^$]++|\$(?!\$))++)\$\$(?!\$)
   |(?P<inline>(?![\s$])(?:[^\n$\\]++|\\.|{_NEXT_LINE})++(?<!\s))\$(?![A-Za-z0-9_$]))
""")
_BACKSLASH = portable(rf"""
  \\(?<!\\\\)(?:
    \[(?P<brackets>(?:[^\\]++|\\[^\[\]])++)\\\](?![(\[:])
   |\((?<![A-Za-z0-9_/]..)(?P<parentheses>(?:[^\n\\]++|\\[^()\n]|{_NEXT_LINE})++)\\\)
   |begin\{{(?P<name>[a-z]{{2,20}}\*?)\}}(?P<environment>.{{1,10000}}?)\\end\{{(?P=name)\}})
""")
_KINDS = frozenset({"display", "inline", "brackets", "parentheses", "environment"})
_MANY_ENVIRONMENTS = 300

# What formulas have and prose has not: "\alpha", "x^2", "y_{1}", "a_i", "=", "{".
_SIGN = re.compile(r"\\[A-Za-z]|\^|_(?:[{\\]|[A-Za-z0-9](?![A-Za-z0-9]))|[={]")
_LETTER = re.compile(r"\s*[A-Za-z]\s*")
# "\text{if so}", whose words are not prose.
_COMMAND = re.compile(r"\\[A-Za-z]+\s*(?:\{[^{}]*\})?")
# Three words side by side, links, tags and code: their Markdown counts.
_PROSE = re.compile(r"(?<![^\W\d_])[^\W\d_]{2,}+(?:[ ,;.*_]++[^\W\d_]{2,}+){2}|\]\(|://|</?[a-zA-Z][^<>]*>|`")
# Signs of a sentence or of a string in quotes, which is not a formula within a line.
_SENTENCE = re.compile('["“”，。；？！、]|\n[ \t]*[#>]')
_BLANK_LINE = re.compile(r"\n[ \t>]*\n")
_QUOTE_MARKER = re.compile(r"\n[ \t]*>[ \t>]*")
_RAW = re.compile(r"\{%-?\s*(?:end)?raw\s*-?%\}")
# An ampersand that begins no reference.
_AMPERSAND = re.compile(r"&(?!#?\w{1,31};)")


def protect(text: str, *, markdown: bool) -> tuple[str, list[str]]:
    """Return `text` with a mark in place of each formula outside of code, and the formulas as written."""
    formulas: list[str] = []
    if not _may_hold(text):
        return text, formulas

    parts: list[str] = []
    position = 0
    # a fence follows a newline
    text = "\n" + text
    for found in _find(_pattern(markdown=markdown), text):
        if markdown and len(formulas) < MAX_INDENTS and "\n" in found[0] and is_indented_code(text, found.start()):
            continue
        number = f"{len(formulas):o}".translate(_TO_DIGITS)
        parts += text[position : found.start()], _START, number, HIDDEN_LINE * found[0].count("\n"), _END
        formulas.append(_as_written(found))
        position = found.end()
    return ("".join(parts) + text[position:])[1:], formulas


def restore(markup: str, formulas: list[str], *, markdown: bool) -> str:
    """Return HTML with the formulas in place of their marks; those of Markdown are escaped."""
    if not formulas:
        return markup

    def formula(found: re.Match[str]) -> str:
        written = formulas[int(found[1].translate(_FROM_DIGITS), 8)]
        return _escaped(written) if markdown else written

    if "%EF%B7%91" in markup:
        markup = _ENCODED_MARK.sub(lambda found: unquote(found[0]), markup)
    return _MARK.sub(formula, markup)


def _may_hold(text: str) -> bool:
    """Return False if there is certainly no formula, even in code; much faster than the whole search."""
    if "$" in text and text.count("$") > 1 and any(_find(_IN_DOLLARS, text)):
        return True
    if "\\" not in text or text.count("\\begin{") >= _MANY_ENVIRONMENTS:
        return False
    return any(_find(_AFTER_BACKSLASH, text))


_IN_DOLLARS, _AFTER_BACKSLASH = re.compile(_DOLLARS, CODE_FLAGS), re.compile(_BACKSLASH, CODE_FLAGS)


@cache
def _pattern(*, markdown: bool) -> re.Pattern[str]:
    return re.compile(f"{MARKDOWN_CODE if markdown else HTML_CODE}|{_DOLLARS}|{_BACKSLASH}", CODE_FLAGS)


def _find(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    start = 0
    while found := pattern.search(text, start):
        start = found.end()
        if found.lastgroup in _KINDS:
            if _is_formula(found):
                yield found
            elif found.lastgroup != "display":
                # what closes it may open the next one
                start = found.start() + 1


def _is_formula(found: re.Match[str]) -> bool:
    """Return False for prose, escaped brackets and amounts of money."""
    kind = found.lastgroup or ""
    content = found[kind]
    if _PROSE.search(_COMMAND.sub("", content)):
        return False
    if kind == "inline" and _SENTENCE.search(content):
        return False
    if kind == "inline" and content[0].isdigit():
        return bool(_SIGN.search(content)) or (content.isascii() and len(content.split()) == 1)
    if kind in ("brackets", "parentheses"):
        is_letter = kind == "parentheses" and _LETTER.fullmatch(content)
        return bool(is_letter or _SIGN.search(content))
    return kind != "display" or not _BLANK_LINE.search(content) or _begins_line(found)


def _begins_line(found: re.Match[str]) -> bool:
    before = found.string[max(0, found.start() - 20) : found.start()].rstrip(" \t>")
    return not before or before.endswith("\n")


def _as_written(found: re.Match[str]) -> str:
    """Return the formula without the markers of the block quote that it is in, and what hides it from Liquid."""
    formula = found[0]
    if "\n" in formula and ">" in formula:
        line = found.string[max(0, found.start() - 200) : found.start()].rpartition("\n")[2]
        if line.lstrip().startswith(">"):
            formula = _QUOTE_MARKER.sub("\n", formula)
    return _RAW.sub("", formula) if "{%" in formula else formula


def _escaped(formula: str) -> str:
    return _AMPERSAND.sub("&amp;", formula).replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
