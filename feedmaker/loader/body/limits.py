"""How much markup a body may pile up before the parsers below suffer: nesting, attributes, reopened formatting.

html5ever needs time with the square of depth and of attributes in one tag, and repeats every open formatting element
in every new block (HTML Standard, "reconstruct the active formatting elements"). Real articles stay far below.
"""

import re
from typing import NamedTuple

#: Browsers stop nesting at 512 elements (HTML Standard gives no number; Blink and WebKit do).
DEPTH = 500
#: Attributes of one tag.
ATTRIBUTES = 200
#: Open formatting elements times tags: what reopening them may cost at most.
REOPENED = 400_000
#: Ampersands of a body that need no care.
REFERENCES = 20_000
#: Lines and signs of Markdown in one body: comrak makes of each one a node of up to a kilobyte.
MARKS = 500_000
#: Nested block quotes and lists of one line of Markdown.
CONTAINERS = 100

_NAMES = re.compile(r"<([A-Za-z][^\s/>]*)")
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)")
_ATTRIBUTE = re.compile(r"[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>\"'][^\s>]*+)?+)?+")
# Matches whatever begins like a tag, so that no place is looked at twice.
_WHOLE_TAG = re.compile(rf"(<[A-Za-z][^\s/>]*+)((?:{_ATTRIBUTE.pattern})*+)[\s/]*+>?+")
_REFERENCES = re.compile("(?:&[^&<>]*+){500}")
# Begins with a newline so that the search is one for a character.
_CONTAINERS = re.compile(r"(\n(?:[ \t]{0,3}(?:>|[-*+][ \t]|\d{1,9}[.)][ \t])){100})[ \t>*+.)\d-]*")
_MARKUP = re.compile(r"<(?:!--.*?(?:-->|\Z)|/?[A-Za-z!?][^>]*(?:>|\Z))", re.DOTALL)
_SIGNS = "\n*_`[]<&\\~"
_VOID = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
    "basefont", "frame", "keygen",
})  # fmt: skip
# The HTML Standard closes each of these when the next one of its kind opens, so that they do not nest in a row.
_CLOSED_BY_NEXT = frozenset({
    "p", "li", "dd", "dt", "td", "th", "tr", "tbody", "thead", "tfoot", "caption", "colgroup", "option", "optgroup",
    "rb", "rt", "rtc", "rp", "a", "button",
})  # fmt: skip
_FORMATTING = frozenset({
    "b", "big", "code", "em", "font", "i", "s", "small", "strike", "strong", "tt", "u", "nobr", "a",
})  # fmt: skip
# Shorter bodies hold too few attributes to cost anything.
_SUSPECT = 100_000


class Piled(NamedTuple):
    """What is too much: the message of the problem."""

    message: str


def element_names(markup: str) -> frozenset[str]:
    """Return the names of all tags in `markup`, those in comments and scripts too, in lower case."""
    names = frozenset(_NAMES.findall(markup))
    return names if all(map(str.islower, names)) else frozenset(map(str.lower, names))


def piled(markup: str) -> Piled | None:
    """Tell what is too much in `markup`; None for every sane body. Linear in its length."""
    if markup.count("<") <= DEPTH:
        return None
    open_: dict[str, int] = {}
    depth = deepest = formatting = most_formatting = tags = 0
    for slash, name in _TAG.findall(markup):
        name = name.lower()
        if name in _VOID:
            continue
        tags += 1
        count = open_.get(name, 0)
        if slash:
            if not count:
                continue
            open_[name] = count - 1
            depth -= name not in _CLOSED_BY_NEXT
            formatting -= name in _FORMATTING
            continue
        open_[name] = count + 1
        if name not in _CLOSED_BY_NEXT:
            depth += 1
            deepest = max(deepest, depth)
        if name in _FORMATTING:
            formatting += 1
            most_formatting = max(most_formatting, formatting)
    if deepest > DEPTH:
        return Piled(f"tags are nested {deepest} deep")
    if most_formatting * tags > REOPENED and most_formatting > 20:
        return Piled(f"{most_formatting} formatting tags are open at once among {tags} tags")
    return None


def without_long_tags(markup: str) -> tuple[str, int]:
    """Cut out tags with more than ATTRIBUTES attributes; return the rest and how many were cut."""
    if len(markup) < _SUSPECT:
        return markup, 0
    cut = 0

    def shorten(found: re.Match[str]) -> str:
        nonlocal cut
        if len(found[2]) < 2 * ATTRIBUTES or len(_ATTRIBUTE.findall(found[2])) < ATTRIBUTES:
            return found[0]
        cut += 1
        return ""

    return _WHOLE_TAG.sub(shorten, markup), cut


def spread(markup: str) -> str:
    """Divide texts full of references by empty comments: html5ever's time grows with the square of their number."""
    if len(markup) < REFERENCES or markup.count("&") < REFERENCES:
        return markup
    return _REFERENCES.sub(r"\g<0><!---->", markup)


def is_crowded(markdown: str) -> bool:
    """Tell whether a body of Markdown has more than MARKS lines and signs."""
    return len(markdown) > MARKS and sum(map(markdown.count, _SIGNS)) > MARKS


def shallow(markdown: str) -> str:
    """Cut what a line of Markdown nests beyond CONTAINERS block quotes and lists."""
    return _CONTAINERS.sub(r"\1", "\n" + markdown)[1:]


def stripped(markup: str) -> str:
    """Return `markup` without its tags and comments, as it stands otherwise; the last resort."""
    return _MARKUP.sub(" ", markup)
