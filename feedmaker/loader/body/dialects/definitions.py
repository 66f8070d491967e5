"""What a dialect has beside the text: comments, and lines that define a table of contents or `*[HTML]: HyperText …`.

Comments of Obsidian (`%%…%%`) and kramdown (`{::comment}…{:/comment}`) are never published.
"""

import re
from html import escape

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
# The list that `{:toc}` stands below is replaced by the contents, and they are not text of the article.
_CONTENTS = outside_code(
    r"\n[ ]{0,3}(?:[*+-]|\d{1,9}[.)])[ \t]++[^\n]*+\n(?:[ ]{0,3}\{:[^}\n]*+\}[ \t]*+\n)*"
    r"(?P<toc>[ ]{0,3}\{:\s*+toc[^}\n]*\})"
)
_ABBREVIATION = outside_code(r"\n[ ]{0,3}\*\[(?P<short>[^\[\]\n]{1,100})\]:(?P<long>[^\n]*)")
_TEXT_OR_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*+)[^<>]*+>|<!--.*?(?:-->|\Z)|[^<]+|<", re.DOTALL)
_NOT_IN = frozenset({"code", "pre", "a", "abbr", "script", "style", "textarea"})
_MANY = 200


def remove_comments(text: str, dialect: Dialect) -> str:
    """Remove comments; the lines that they stood on stay, so that lines can be counted."""
    return replace_outside_code(_comments(dialect), lambda comment: "\n" * comment[0].count("\n"), text)


def blank_comments(text: str, dialect: Dialect) -> str:
    """Replace comments by as many spaces and lines."""
    # a search for one character is much faster than one for two
    if ("%" in text and "%%" in text) or ("{" in text and "{::comment}" in text):
        return replace_outside_code(_comments(dialect), lambda comment: re.sub(r"[^\n]", " ", comment[0]), text)
    return text


def _comments(dialect: Dialect) -> OutsideCode:
    return _OBSIDIAN if dialect == "obsidian" else _OBVIOUS


def remove_contents(text: str) -> str:
    """Remove tables of contents, and leave their lines empty."""
    return replace_outside_code(_CONTENTS, lambda found: "\n" * found[0].count("\n"), text)


def take_abbreviations(text: str) -> tuple[str, dict[str, str]]:
    """Return `text` without the lines that define abbreviations, and what each one means."""
    meanings: dict[str, str] = {}

    def take(found: re.Match[str]) -> str:
        if len(meanings) < _MANY:
            meanings[found["short"].strip()] = found["long"].strip()
            return "\n"
        return found[0]

    return replace_outside_code(_ABBREVIATION, take, text), meanings


def mark_abbreviations(markup: str, meanings: dict[str, str]) -> str:
    """Return HTML with `<abbr>` around abbreviations in its text, which is not in code or links."""
    names = sorted(meanings, key=len, reverse=True)
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(escape(name, quote=False)) for name in names)})(?!\w)")
    titles = {escape(name, quote=False): escape(meaning) for name, meaning in meanings.items()}
    parts = []
    inside = ""
    for found in _TEXT_OR_TAG.finditer(markup):
        part, name = found[0], (found[2] or "").lower()
        if name in _NOT_IN and not inside and not found[1]:
            inside = name
        elif name and name == inside and found[1]:
            inside = ""
        elif not name and not inside:
            part = pattern.sub(lambda short: f'<abbr title="{titles[short[0]]}">{short[0]}</abbr>', part)
        parts.append(part)
    return "".join(parts)
