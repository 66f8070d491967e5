"""Limits that keep html5ever and comrak linear, and what they make of an article small.

html5ever needs time with the square of depth and of attributes in one tag, memory for every element, and repeats open
formatting elements (`formatting`). Real articles stay far below.
"""

import re
from collections import Counter

from feedmaker.loader.body.formatting import FORMATTING, VOID, repeated
from feedmaker.text.patterns import portable

#: Browsers stop nesting at 512 elements (HTML Standard gives no number; Blink and WebKit do).
DEPTH = 500
#: Attributes of one tag.
ATTRIBUTES = 200
#: Elements that a parser may add by repeating formatting elements.
REPEATED = 200_000
#: Tags and comments of one body: an element takes about 300 bytes of memory.
TAGS = 300_000
#: Bytes of attributes, and characters of HTML, that a body may have in the end.
ATTRIBUTE_BYTES = 8_000_000
LENGTH = 16_000_000
#: Ampersands in one body.
REFERENCES = 20_000
#: Lines and signs of Markdown in one body: comrak allocates a node of up to a kilobyte for each, and each template tag
#: and formula is looked at.
MARKS = 500_000
#: Nested block quotes and lists of one line of Markdown.
CONTAINERS = 100

_NAMES = re.compile(r"<([A-Za-z][^\s/>]*)")
_TAG = re.compile(r"<(/?)([A-Za-z][^\s/<>]*)")
_ATTRIBUTE = re.compile(portable(r"[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>\"'][^\s>]*+)?+)?+"))
# `<p a=1 b='2'>`: the start of a tag and its attributes. Matches whatever begins like a tag, so that it is linear.
_WHOLE_TAG = re.compile(portable(rf"(<[A-Za-z][^\s/>]*+)((?:[\s/]*+{_ATTRIBUTE.pattern})*+)[\s/]*+>?+"))
# "<a href='…'>text</a>", "<code>x</code>"
_CLOSED_AT_ONCE = re.compile(rf"<({'|'.join(sorted(FORMATTING))})(?:\s[^<>]*+)?>[^<>]*+</\1>")
_REFERENCES = re.compile("(?:&[^&<>]*+){500}")
# The markers of nested containers at the start of a line, "> > - 1. ". The newline and the lookahead make it fast.
_CONTAINERS = re.compile(
    r"\n(?=[ \t>*+.)\d-]{100})(?P<kept>(?:[ \t]{0,3}(?:>|[-*+][ \t]|\d{1,9}[.)][ \t])){100})[ \t>*+.)\d-]*"
)
_MARKUP = re.compile(r"<(?:!--.*?(?:-->|\Z)|/?[A-Za-z!?][^>]*(?:>|\Z))", re.DOTALL)
_SIGNS = "\n*_`[]<&\\~{$!^"
# The HTML Standard closes each of these when the next one of its kind opens, so that they do not nest in a row.
_CLOSED_BY_NEXT = frozenset({
    "p", "li", "dd", "dt", "td", "th", "tr", "tbody", "thead", "tfoot", "caption", "colgroup", "option", "optgroup",
    "rb", "rt", "rtc", "rp", "a", "button",
})  # fmt: skip
# Shorter bodies hold too few attributes to cost anything.
_LONG_BODY = 100_000


def element_names(markup: str) -> frozenset[str]:
    """Return the names of all tags in `markup`, those in comments and scripts too, in lower case."""
    return _lower_case(_NAMES.findall(markup))


def check_nesting(markup: str) -> tuple[frozenset[str], str | None]:
    """Return the element names of `markup`, and a message where a limit of nesting is exceeded. Takes linear time."""
    opened = _NAMES.findall(markup)
    names = _lower_case(opened)
    if _is_shallow(markup, len(opened), len(opened), names):
        return names, None
    count = Counter(map(str.lower, opened))
    nesting = sum(count[name] for name in names - VOID - _CLOSED_BY_NEXT)
    formatting = sum(count[name] for name in names & FORMATTING)
    return names, None if _is_shallow(markup, nesting, formatting, names) else _excess(markup)


def _lower_case(names: list[str]) -> frozenset[str]:
    distinct = frozenset(names)
    return distinct if all(map(str.islower, distinct)) else frozenset(map(str.lower, distinct))


def _is_shallow(markup: str, nesting: int, formatting: int, names: frozenset[str]) -> bool:
    """Return True if tags that nest, and those of formatting, are too few to exceed a limit, however they stand."""
    # no tag is shorter than `<b>`; what html5ever reads as the name "b<b" may be two tags to libxml2
    few = formatting * len(markup) <= 3 * REPEATED or formatting * markup.count("<") <= REPEATED
    many = len(markup) > TAGS and markup.count("<") > TAGS
    return nesting <= DEPTH and few and not many and "<" not in "".join(names)


def _excess(markup: str) -> str | None:
    count = markup.count("<")
    if count > TAGS:
        return f"there are {count} tags"
    found = ((slash, name.lower()) for slash, name in _TAG.findall(markup))
    tags = [(slash, name) for slash, name in found if name not in VOID]
    depth = _deepest(tags)
    if depth > DEPTH:
        return f"tags are nested {depth} deep"
    # One that is closed before the next tag is never repeated.
    formatting = sum(name in FORMATTING for slash, name in tags if not slash) - len(_CLOSED_AT_ONCE.findall(markup))
    if formatting * count > REPEATED and repeated(markup, REPEATED) > REPEATED:
        return f"formatting tags that are not closed are repeated more than {REPEATED} times"
    return None


def _deepest(tags: list[tuple[str, str]]) -> int:
    """Return how deep elements are nested."""
    opened: Counter[str] = Counter()
    depth = deepest = 0
    for slash, name in tags:
        if slash and not opened[name]:
            continue
        step = -1 if slash else 1
        opened[name] += step
        if name not in _CLOSED_BY_NEXT:
            depth += step
            deepest = max(deepest, depth)
    return deepest


def remove_long_tags(markup: str) -> tuple[str, int]:
    """Remove tags with more than ATTRIBUTES attributes; return the rest and how many were removed."""
    if len(markup) < _LONG_BODY:
        return markup, 0
    removed = 0

    def remove(found: re.Match[str]) -> str:
        nonlocal removed
        if len(found[2]) < 2 * ATTRIBUTES or len(_ATTRIBUTE.findall(found[2])) < ATTRIBUTES:
            return found[0]
        removed += 1
        return ""

    return _WHOLE_TAG.sub(remove, markup), removed


def divide_references(markup: str) -> str:
    """Insert empty comments between very many references: html5ever's time grows with the square of their number."""
    if len(markup) < REFERENCES or markup.count("&") < REFERENCES:
        return markup
    return _REFERENCES.sub(r"\g<0><!---->", markup)


def has_too_many_tags(markup: str) -> bool:
    """Return True if a body of HTML has more than MARKS signs of template tags and formulas."""
    return len(markup) > MARKS and markup.count("{") + markup.count("$") > MARKS


def has_too_many_marks(markdown: str) -> bool:
    """Return True if a body of Markdown has more than MARKS lines and signs."""
    return len(markdown) > MARKS and sum(map(markdown.count, _SIGNS)) > MARKS


def limit_containers(markdown: str) -> str:
    """Remove what a line of Markdown nests beyond CONTAINERS block quotes and lists."""
    return _CONTAINERS.sub(r"\n\g<kept>", "\n" + markdown)[1:]


def without_tags(markup: str) -> str:
    """Return `markup` without its tags and comments, as it stands otherwise."""
    return _MARKUP.sub(" ", markup)
