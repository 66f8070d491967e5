"""Prints each pattern with a possessive group that a Python before 3.11.5 would match wrongly."""

import sys
from pathlib import Path
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

from feedmaker.text import patterns

patterns._IS_BROKEN = True  # before the modules are imported that have patterns, some of them again
for name in [name for name in sys.modules if name.startswith("feedmaker") and name != patterns.__name__]:
    del sys.modules[name]

sys.path.insert(0, str(Path(__file__).parent / "hostile"))
import linear_patterns  # noqa: E402

from feedmaker.loader.body.markup import CODE_FLAGS, OutsideCode  # noqa: E402

_REPEATS = (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT)
_CHARACTERS = (codes.LITERAL, codes.NOT_LITERAL, codes.ANY, codes.IN)


def is_wrong(tree: Any) -> bool:
    """Return True if a possessive group of a parsed pattern may fail behind something that can backtrack."""
    for code, value in tree:
        if code is codes.POSSESSIVE_REPEAT and not is_right(value[2]):
            return True
        parts = value[1] if code is codes.BRANCH else [value] if code is codes.ATOMIC_GROUP else _parts(value)
        if any(map(is_wrong, parts)):
            return True
    return False


def is_right(body: Any) -> bool:
    """Return True if each alternative of a group is of characters, or one of them repeated."""
    if len(body) == 1 and body[0][0] is codes.SUBPATTERN:
        return is_right(body[0][1][3])
    alternatives = body[0][1][1] if len(body) == 1 and body[0][0] is codes.BRANCH else [body]
    return all(
        _is_of_characters(one[0][1][2] if len(one) == 1 and one[0][0] in _REPEATS else one) for one in alternatives
    )


def _is_of_characters(tree: Any) -> bool:
    return all(code in _CHARACTERS for code, _ in tree)


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
