"""Values in JavaScript that are literals: `{ title: "Harbour", author: { name: 'Ann' } }`. Nothing is run."""

import re
from collections.abc import Iterator

from feedmaker.text.patterns import portable

#: Characters of an expression that are read.
_LONGEST = 3_000
#: What ends an expression or is nested in it; strings, escaped characters, and regular expressions, which are no
#: divisions, are passed over.
_TOKEN = re.compile(
    portable(
        r"""\\[\s\S]|"(?:\\[\s\S]|[^"\\])*+"?|'(?:\\[\s\S]|[^'\\])*+'?|`(?:\\[\s\S]|[^`\\])*+`?"""
        r"""|(?<=[(,=:\s])/(?![/*\s])(?:\\.|\[(?:\\.|[^\]\\\n]){0,100}+\]|[^/\\\n\[]){1,200}+/[a-z]{0,8}"""
        r"""|[()\[\]{},;]"""
    )
)
_OPENING, _CLOSING, _SEPARATORS = frozenset("([{"), frozenset(")]}"), frozenset(",;")
#: What follows the brace of arguments, or of an object with more behind it: `({ title }) =>`, `{ … }.title`.
_CONTINUATION = re.compile(r"[ \n\r\t]?[=).]")
_STRING = re.compile(r"""("|')((?:\\["'\\]|(?!\1)[^\\\n])*)\1|`((?:\\[`\\]|[^`\\$])*)`""")
LONGEST_OBJECT = 100_000
#: title: …, "title": …, title(data) {…} and title alone
_KEY = re.compile(r"""\s*+(?:([A-Za-z_$][\w$]*+)|"([^"\\\n]*+)"|'([^'\\\n]*+)')\s*+(:|(?=\(|\s*+[,}]))""")
_END = re.compile(r"\s*+(?:,|(?=\}))")
_OBJECT_END = re.compile(r"\s*+\}")
_EXPORT = re.compile(r"(?:\bmodule\.exports\s*+=|^[ \t]*+export\s++default\b)\s*+(?=\{)", re.MULTILINE)

#: A string, which may be unclosed, or a brace.
STRING_OR_BRACE = re.compile(portable(r"""("(?:\\.|[^"\\\n])*+"?|'(?:\\.|[^'\\\n])*+'?|`(?:\\.|[^`\\])*+`?|[{}])"""))


def objects(code: str) -> Iterator[tuple[int, int, str]]:
    """Yield each object of a module without comments: its depth, its start, and its text without the objects in it."""
    at = 0
    opened: list[tuple[int, list[str]]] = [(0, [])]
    for piece in STRING_OR_BRACE.split(code):
        if piece == "{":
            opened.append((at, []))
        elif piece == "}" and len(opened) > 1:
            start, parts = opened.pop()
            yield len(opened), start, "".join(parts)
            opened[-1][1].append("{}")
        else:
            opened[-1][1].append(piece)
        at += len(piece)


def exported(code: str) -> dict[str, object]:
    """Return the literals of the object that a module without comments exports as a whole, nothing for another."""
    exports = list(_EXPORT.finditer(code))
    if len(exports) != 1:
        return {}
    try:
        values, end = _object(code, exports[0].end())
    except ValueError:
        return {}
    return values if not code[end:].strip("; \n\r\t") else {}


def literal(expression: str) -> object:
    """Return the value of an expression: text, an integer or an object; None for any other."""
    expression = expression.strip()
    if found := _STRING.fullmatch(expression):
        return re.sub(r"\\(.)", r"\1", found[2] if found[1] else found[3])
    if re.fullmatch(r"0|-?[1-9]\d{0,14}", expression):
        return int(expression)
    if expression[:1] != "{" or len(expression) >= _LONGEST:
        return None
    try:
        values, end = _object(expression, 0)
    except ValueError:
        return None
    return values if end == len(expression) else None


def _object(source: str, start: int) -> tuple[dict[str, object], int]:
    """Return the object that begins at a position, with None for values that are no literals, and its end.

    Raises ValueError where its keys cannot be known.
    """
    values: dict[str, object] = {}
    at = start + 1
    while not (closing := _OBJECT_END.match(source, at)):
        key = _KEY.match(source, at)
        if key is None:
            raise ValueError(source[at : at + 20])
        expression = expression_at(source, key.end(), LONGEST_OBJECT)
        values[key[1] or key[2] or key[3] or ""] = literal(expression) if key[4] == ":" else None
        at = key.end() + len(expression)
        end = _END.match(source, at)
        if end is None:
            raise ValueError(source[at : at + 20])
        at = end.end()
    return values, closing.end()


def expression_at(source: str, start: int, longest: int = _LONGEST) -> str:
    """Return the expression that begins at a position: to the comma, semicolon or bracket that ends it."""
    depth = 0
    end = min(len(source), start + longest)
    for token in _TOKEN.finditer(source, start):
        at, char = token.start(), token[0]
        if at >= end:
            break
        if char in _OPENING:
            depth += 1
        elif char in _CLOSING:
            depth -= 1
            if depth < 0:
                return source[start:at]
            if char == "}" and depth == 0 and not _CONTINUATION.match(source, at + 1):
                return source[start : at + 1]
        elif depth == 0 and char in _SEPARATORS:
            return source[start:at]
    return source[start:end]
