"""Comments of Obsidian (`%%…%%`) and kramdown (`{::comment}…{:/comment}`), which are never published."""

import re

from feedmaker.config.schema import Dialect
from feedmaker.loader.body.markup import OutsideCode, outside_code, replace_outside_code
from feedmaker.text.patterns import portable

_KRAMDOWN = portable(r"\{::comment\}(?P<kramdown>(?:[^{]++|\{(?!:/|::comment))*+)\{:/(?:comment)?\}")
# On lines of their own, "%% a %%", or after a space; not "100%% of %%d", nor lines that all begin with "%%".
_OBVIOUS = outside_code(
    rf"""
    {_KRAMDOWN}
   |^[ ]{{0,3}}%%(?P<block>(?=[ \t\n])(?:[^%]++|(?<!\n)%|\n%(?!%[^\n]))*?)%%[ \t]*$
   |(?<![^\s>(])%%(?P<inline>(?=[^\n%]*[^\W\d_])[^\n%]++)%%(?=[\s.,;:!?)]|\Z)
    """
)
_OBSIDIAN = outside_code(portable(rf"{_KRAMDOWN}|%%(?P<any>(?:[^%]++|%(?!%))*+)(?:%%|\Z)"))


def remove(text: str, dialect: Dialect) -> str:
    """Remove comments; the lines that they stood on stay, so that lines can be counted."""
    return replace_outside_code(_pattern(dialect), lambda comment: "\n" * comment[0].count("\n"), text)


def blank(text: str, dialect: Dialect) -> str:
    """Replace comments by as many spaces and lines."""
    # a search for one character is much faster than one for two
    if ("%" in text and "%%" in text) or ("{" in text and "{::comment}" in text):
        return replace_outside_code(_pattern(dialect), lambda comment: re.sub(r"[^\n]", " ", comment[0]), text)
    return text


def _pattern(dialect: Dialect) -> OutsideCode:
    return _OBSIDIAN if dialect == "obsidian" else _OBVIOUS
