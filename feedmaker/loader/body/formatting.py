"""How many elements an HTML 5 parser adds for formatting elements that are not closed.

It repeats `<b>`, `<a>`, `<font>` … in every block that follows the one in which they were left open (HTML Standard
13.2.4.3, "reconstruct the active formatting elements"): 20 of them and 20,000 paragraphs are 400,000 elements.
"""

import re
from collections import Counter

from feedmaker.text.patterns import portable

# A comment, an element whose content is text, or a tag with its attributes: `<!-- </b> -->`, `<b title="</b>">`.
_TOKEN = re.compile(
    portable(
        r"<!--.*?(?:-->|\Z)|<(?P<raw>script|style|textarea|title|xmp)\b.*?(?:</(?P=raw)|\Z)"
        r"|<(?P<end>/?)(?P<name>[A-Za-z][^\s/<>]*+)(?P<attributes>(?:[^>=]++|=\s*+(?:\"[^\"]*+\"|'[^']*+')?+)*+)"
    ),
    re.IGNORECASE | re.DOTALL,
)
FORMATTING = frozenset({
    "b", "big", "code", "em", "font", "i", "s", "small", "strike", "strong", "tt", "u", "nobr", "a",
})  # fmt: skip
VOID = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
    "basefont", "frame", "keygen",
})  # fmt: skip
#: Elements in which the list of what is repeated begins anew.
_MARKERS = frozenset({"td", "th", "caption", "object", "applet", "marquee", "template"})
_ROWS = frozenset({"table", "thead", "tbody", "tfoot", "tr", "colgroup"})
_TABLE = _ROWS | {"td", "th", "caption"}
#: Elements that close an open paragraph.
_CLOSES_P = frozenset({
    "address", "article", "aside", "blockquote", "center", "details", "dialog", "dir", "div", "dl", "fieldset",
    "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "li",
    "main", "menu", "nav", "ol", "p", "pre", "section", "summary", "table", "ul", "dd", "dt", "plaintext", "xmp",
})  # fmt: skip
_CLOSED_BY_NEXT = {name: frozenset({name}) for name in ("li", "tr", "option", "a", "nobr")} | {
    **dict.fromkeys(("dd", "dt"), frozenset({"dd", "dt"})), **dict.fromkeys(("td", "th"), frozenset({"td", "th"})),
}  # fmt: skip
#: A fourth copy of a formatting element ends the first one ("Noah's Ark").
_COPIES = 3


def repeated(markup: str, limit: int) -> int:
    """Return about how many elements are repeated; counting stops beyond `limit`. Takes linear time."""
    parser = _Parser()
    end = 0
    for found in _TOKEN.finditer(markup):
        if found.start() > end:
            parser.read_text()
        # the ">" of a tag that has one
        end = found.end() + (found["name"] is not None)
        if found["name"]:
            parser.read(found["name"].lower(), found["attributes"], is_end=bool(found["end"]))
            if parser.count > limit:
                break
    return parser.count


class _Parser:
    """What of the tree construction stage of HTML 5 decides about formatting elements."""

    def __init__(self) -> None:
        self.count = 0
        #: Open elements: name, and the attributes of a formatting element that is repeated.
        self._open: list[tuple[str, str | None]] = []
        self._opened: Counter[str] = Counter()
        self._copies: Counter[tuple[str, str]] = Counter()
        #: Formatting elements to repeat before the next text.
        self._closed: list[tuple[str, str]] = []

    def read(self, name: str, attributes: str, *, is_end: bool) -> None:
        """Read one tag."""
        if is_end:
            self._end(name)
            return
        if name in _CLOSES_P and self._opened["p"]:
            self._pop_to({"p"})
        if closed := _CLOSED_BY_NEXT.get(name):
            if name in FORMATTING:
                self._end(name)
            elif any(self._opened[each] for each in closed):
                self._pop_to(closed)
        if name not in _CLOSES_P and name not in _TABLE:
            self.read_text()
        if name in VOID:
            return
        key = (name, attributes)
        is_repeated = name in FORMATTING and self._copies[key] < _COPIES
        if is_repeated:
            self._copies[key] += 1
        elif name in FORMATTING:
            self.count += 1
        self._push(name, attributes if is_repeated else None)

    def read_text(self) -> None:
        """Read text, or a tag that may be in a paragraph."""
        if not self._closed or (self._open and self._open[-1][0] in _ROWS):
            return
        self.count += len(self._closed)
        for name, attributes in self._closed:
            self._push(name, attributes)
        self._closed.clear()

    def _end(self, name: str) -> None:
        if name not in FORMATTING:
            if self._opened[name]:
                self._pop_to({name})
            return
        for number in range(len(self._closed) - 1, -1, -1):
            if self._closed[number][0] == name:
                self._copies[self._closed.pop(number)] -= 1
                return
        if self._opened[name]:
            number = next(n for n in range(len(self._open) - 1, -1, -1) if self._open[n][0] == name)
            _, attributes = self._open.pop(number)
            self._opened[name] -= 1
            if attributes is not None:
                self._copies[name, attributes] -= 1

    def _push(self, name: str, attributes: str | None) -> None:
        self._open.append((name, attributes))
        self._opened[name] += 1

    def _pop_to(self, names: "frozenset[str] | set[str]") -> None:
        closed: list[tuple[str, str]] = []
        while self._open:
            name, attributes = self._open.pop()
            self._opened[name] -= 1
            if attributes is not None:
                closed.append((name, attributes))
            if name in _MARKERS:
                self._copies.subtract([*closed, *self._closed])
                closed, self._closed = [], []
            if name in names:
                break
        self._closed += reversed(closed)
