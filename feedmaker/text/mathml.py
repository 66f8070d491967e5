"""Presentation MathML (MathML Core, 2 and 3): what a feed keeps of it, and its formulas as plain text."""

import re

from feedmaker.text.elements import Element

_TOKENS = frozenset({"mi", "mn", "mo", "ms", "mtext", "mspace"})
#: Elements that stay. None of them links, loads, or holds HTML in an attribute or annotation.
ELEMENTS = _TOKENS | {
    "math", "mrow", "mfrac", "msqrt", "mroot", "mstyle", "merror", "mpadded", "mphantom", "menclose", "mfenced",
    "msub", "msup", "msubsup", "munder", "mover", "munderover", "mmultiscripts", "mprescripts",
    "mtable", "mtr", "mlabeledtr", "mtd",
}  # fmt: skip
#: Attributes that stay, beside those of every element.
ATTRIBUTES: dict[str, set[str]] = {
    **{name: {"displaystyle", "scriptlevel", "mathvariant"} for name in ELEMENTS},
    "math": {"alttext", "display", "displaystyle"},
    "mo": {"accent", "fence", "form", "largeop", "lspace", "maxsize", "minsize", "movablelimits", "rspace", "separator",
           "stretchy", "symmetric"},
    "mi": {"mathvariant"}, "mspace": {"depth", "height", "width"}, "mfrac": {"linethickness"},
    "mpadded": {"depth", "height", "lspace", "voffset", "width"}, "menclose": {"notation"},
    "mfenced": {"close", "open", "separators"}, "munder": {"accentunder"}, "mover": {"accent"},
    "munderover": {"accent", "accentunder"},
    "mtable": {"columnalign", "columnlines", "columnspacing", "displaystyle", "frame", "rowlines", "rowspacing"},
    "mtd": {"columnalign", "columnspan", "rowspan"},
}  # fmt: skip
# Function application, invisible times, comma and plus.
_INVISIBLE = re.compile("[\u2061-\u2064]")
# Characters of the text of one formula.
_LONGEST = 500


def linear_text(math: Element) -> str:
    """Return a formula on one line, `1/3`, `e^(kt)`, `y_2`, `√(x + 1)`; without markup it would be 13 or y2."""
    texts: dict[Element, str] = {}
    # children come after their parent in the tree
    for element in reversed(list(math.iter("*"))):
        texts[element] = _text(element, [texts.pop(child) for child in element.iterchildren("*")])[:_LONGEST]
    return " ".join(_INVISIBLE.sub("", texts[math]).split())


def _text(element: Element, parts: list[str]) -> str:
    """Return the text of an element with those of its children; a wrong number of them is a row."""
    match element.tag, [part.strip() for part in parts]:
        case "mfrac", [top, bottom]:
            return f"{_group(top)}/{_group(bottom)}"
        case (("msup" | "mover"), [base, above]):
            return f"{_group(base)}^{_group(above)}"
        case (("msub" | "munder"), [base, below]):
            return f"{_group(base)}_{_group(below)}"
        case (("msubsup" | "munderover"), [base, below, above]):
            return f"{_group(base)}_{_group(below)}^{_group(above)}"
        case "mroot", [base, index]:
            return f"{_group(index)}√{_group(base)}"
        case "msqrt", _:
            return f"√{_group(''.join(parts).strip())}"
        case "mfenced", row:
            return f"{element.get('open', '(')}{', '.join(row)}{element.get('close', ')')}"
        case "mtable", rows:
            return "; ".join(rows)
        case (("mtr" | "mlabeledtr"), cells):
            return ", ".join(cells)
        case "mo", _ if element.text and element.text.strip() in "=<>≤≥≠≈≡→⇒⇔∈+−±":
            return f" {element.text.strip()} "
    if element.tag in _TOKENS:
        return "".join(element.itertext())
    return "".join(parts) or element.text or ""


def _group(text: str) -> str:
    return text if len(text) == 1 or text.isdigit() else f"({text})"
