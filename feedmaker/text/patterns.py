"""Possessive groups for every Python: before 3.11.5, `(?:<(?:a|b)>)*+` ends behind the `<` of "<a><c>".

What can backtrack in a repetition that fails, such as a choice, a repetition or a lookaround, moves the end of the
match. `(?>(?:a(?!b))*)` is the same by definition and right everywhere, but takes memory for each repetition.
"""

import re

_IS_BROKEN = re.match(r"(?:a(?!b))*+ab", "aab") is None
#: An escape, a class, a parenthesis, or the possessive quantifier of a group.
_PART = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\]){0,400}+\]|[()](?:(?<=\))([*+?]|\{[0-9,]++\})\+)?", re.DOTALL)


def portable(pattern: str) -> str:
    """Return a pattern, which has no comments, in a form that this Python matches as it is meant."""
    return atomic(pattern) if _IS_BROKEN else pattern


def atomic(pattern: str) -> str:
    """Return a pattern with `(?>(?:…)*)` in place of `(?:…)*+`."""
    written: list[str] = []
    opened: list[int] = []
    end = 0
    for part in _PART.finditer(pattern):
        written.append(pattern[end : part.start()])
        end = part.end()
        text = part[0]
        if text == "(":
            opened.append(len(written))
        elif text[0] == ")":
            start = opened.pop()
            if part[1]:
                written[start] = "(?>" + written[start]
                text = f"){part[1]})"
        written.append(text)
    return "".join(written) + pattern[end:]
