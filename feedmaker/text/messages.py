"""How a mistake is shown: values quoted and cut, the nearest right spelling."""

from collections.abc import Iterable

_SHOWN = 80


def quoted(value: str) -> str:
    """Quote a value for a message: control characters escaped, cut at about 80 characters."""
    return repr(value if len(value) <= _SHOWN else value[: _SHOWN - 1] + "…")


def nearest(word: str, known: Iterable[str], cutoff: float = 0.6) -> str | None:
    """Find the known word nearest to this one without regard to case, `-` and `_`; None where none is near."""
    from difflib import get_close_matches

    plain = {_plain(name): name for name in known}
    # a long word is no slip of the pen, and comparing takes the square of its length
    found = get_close_matches(_plain(word), plain, 1, cutoff) if len(word) <= _SHOWN else []
    return plain[found[0]] if found else None


def _plain(word: str) -> str:
    return word.strip().casefold().replace("-", "_").replace(" ", "_")
