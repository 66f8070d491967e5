"""How hostile articles are written down."""

import json

DAY = "2024-03-01"

#: Every character that a feed may not hold, or that does something to a terminal, a line or the eye.
CONTROLS = (
    "".join(map(chr, [*range(0x20), 0x7F, *range(0x80, 0xA0)])) + "\u2028\u2029\ufeff\ufffe\uffff\ufdd0\U0001ffff"
)
TURNS = "\u202e\u202d\u2066\u2067\u2069\u200e\u200f"


def head(body: str = "A boat came in.", /, **fields: object) -> bytes:
    """An article whose values are written as JSON, which YAML reads too; None is left out."""
    values = {"title": "Boat", "date": DAY, **fields}
    lines = (f"{key}: {json.dumps(value, ensure_ascii=True)}\n" for key, value in values.items() if value is not None)
    return f"---\n{''.join(lines)}---\n\n{body}\n".encode("utf-8", "surrogatepass")


def raw(lines: str, body: str = "A boat came in.") -> bytes:
    """An article whose front matter is written out."""
    return f"---\ntitle: Boat\ndate: {DAY}\n{lines}\n---\n\n{body}\n".encode("utf-8", "surrogatepass")
