"""Values in messages: quoted as they are written, made safe to print; counts; the nearest known spelling of a word."""

from collections.abc import Iterable

#: Characters of a value that are shown, the last one an ellipsis where more follow.
_SHOWN = 80
#: Characters of a path that are shown: what it names is at its end.
PATH_SHOWN = 1000


def quoted(value: object, most: int = _SHOWN) -> str:
    r"""Return a value as it is written in the file, in quotation marks, on one line and at most `most` characters.

    The quotation mark is one that the text does not contain, so that nothing has to be escaped; control characters are
    shown as escapes (`\n`). A list or a mapping is named, not shown.
    """
    if isinstance(value, str):
        text = printable(value if len(value) <= most else value[: most - 1] + "…")
        mark = next((mark for mark in "'\"`" if mark not in text), "'")
        return f"{mark}{text}{mark}"
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)) and -1e20 < value < 1e20:
        return str(value)
    if isinstance(value, (list, tuple)):
        return "a list"
    return "a mapping" if isinstance(value, dict) else f"a value of type {type(value).__name__[:_SHOWN]}"


def printable(text: str) -> str:
    """Return text with control characters and marks that reorder text escaped: a terminal would interpret them."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def counted(number: int, one: str, several: str = "") -> str:
    """Return a number with a noun: "1 feed", "1,200 feeds". `several` is the plural unless that is `one` with an s."""
    return f"{number:,} {one if number == 1 else several or f'{one}s'}"


def nearest(word: str, known: Iterable[str], cutoff: float = 0.6) -> str | None:
    """Find the known word nearest to this one without regard to case, `-` and `_`; None where none is near."""
    from difflib import get_close_matches

    plain = {_plain(name): name for name in known}
    # Comparing takes the square of the length, and a long word is not a typing error.
    found = get_close_matches(_plain(word), plain, 1, cutoff) if len(word) <= _SHOWN else []
    return plain[found[0]] if found else None


def _plain(word: str) -> str:
    return word.strip().casefold().replace("-", "_").replace(" ", "_")
