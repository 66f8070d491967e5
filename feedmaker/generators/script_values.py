"""Values in JavaScript that are literals: `{ title: "Harbour", author: { name: 'Ann' } }`. Nothing is run."""

import re

#: Characters of an expression that are read.
_LONGEST = 3_000
#: A regular expression of JavaScript, not a division.
_REGEX = re.compile(r"(?<=[(,=:\s])/(?![/*\s])(?:\\.|\[(?:\\.|[^\]\\\n]){0,100}+\]|[^/\\\n\[]){1,200}+/[a-z]{0,8}")
_STRING = re.compile(r"""("|')((?:\\["'\\]|(?!\1)[^\\\n])*)\1|`((?:\\[`\\]|[^`\\$])*)`""")
LONGEST_OBJECT = 100_000
#: title: …, "title": …, title(data) {…} and title alone
_KEY = re.compile(r"""\s*+(?:([A-Za-z_$][\w$]*+)|"([^"\\\n]*+)"|'([^'\\\n]*+)')\s*+(:|(?=\(|\s*+[,}]))""")
_END = re.compile(r"\s*+(?:,|(?=\}))")
_CLOSING = re.compile(r"\s*+\}")
_EXPORT = re.compile(r"(?:\bmodule\.exports\s*+=|^[ \t]*+export\s++default\b)\s*+(?=\{)", re.MULTILINE)


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
    while not (closing := _CLOSING.match(source, at)):
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
    quote = ""
    end = min(len(source), start + longest)
    at = start
    while at < end:
        char = source[at]
        if char == "\\":
            at += 1
        elif quote:
            quote = "" if char == quote else quote
        elif char in "\"'`":
            quote = char
        elif char == "/" and (literal := _REGEX.match(source, at)):
            at = literal.end() - 1
        elif char in "([{":
            depth += 1
        elif char in ")]}":
            depth -= 1
            is_body = (
                char == "}" and depth == 0 and not source[at + 1 : at + 3].strip(" \n\r\t").startswith(("=", ")", "."))
            )
            if depth < 0:
                return source[start:at]
            if is_body and at > start:
                return source[start : at + 1]
        elif depth == 0 and char in ",;":
            return source[start:at]
        at += 1
    return source[start:end]
