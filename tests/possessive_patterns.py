"""Prints each pattern with a lookaround in a possessive group that a Python before 3.11.5 would be given."""

import sys
from pathlib import Path
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

from feedmaker.text import patterns

patterns._IS_BROKEN = True  # before the modules are imported that have patterns

sys.path.insert(0, str(Path(__file__).parent / "hostile"))
import linear_patterns  # noqa: E402

from feedmaker.loader.body.markup import CODE_FLAGS, OutsideCode  # noqa: E402

_LOOKAROUNDS = (codes.ASSERT, codes.ASSERT_NOT)


def is_wrong(tree: Any, *, possessive: bool = False) -> bool:
    """Return True if a lookaround is in a possessive group of a parsed pattern."""
    for code, value in tree:
        if code in _LOOKAROUNDS and possessive:
            return True
        inner = possessive or code is codes.POSSESSIVE_REPEAT
        parts = value[1] if code is codes.BRANCH else [value] if code is codes.ATOMIC_GROUP else _parts(value)
        if any(is_wrong(part, possessive=inner) for part in parts):
            return True
    return False


def _parts(value: Any) -> list[Any]:
    return [part for part in value if isinstance(part, parser.SubPattern)] if isinstance(value, tuple) else []


def main() -> None:
    """Print the places."""
    uses = linear_patterns.uses()[0]  # which imports every module
    # those that are compiled when they are first used
    late = [
        (value, name)
        for name, module in list(sys.modules.items())
        if name.startswith("feedmaker.")
        for value in vars(module).values()
        if isinstance(value, OutsideCode)
    ]
    for code, place in late:
        if is_wrong(parser.parse(code.pattern, CODE_FLAGS)):
            print(place, repr(code.pattern)[-100:])
    for use, place in uses.items():
        if place.startswith("feedmaker.text.patterns"):
            continue  # it finds out how this Python matches
        if is_wrong(parser.parse(use.pattern.pattern, use.pattern.flags)):
            print(place, repr(use.pattern.pattern)[:100])


if __name__ == "__main__":
    main()
