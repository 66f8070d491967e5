"""Lists of words that are data: lines `name: word word`, continued on indented ones; "#" begins a comment."""

import re
from pkgutil import get_data


def word_lists(package: str, file: str) -> dict[str, tuple[str, ...]]:
    """Return the lists in a file beside the modules of a package, by their names."""
    text = re.sub(r"^#.*\n", "", (get_data(package, file) or b"").decode(), flags=re.MULTILINE)
    entries = (entry.partition(": ") for entry in re.split(r"\n(?=\S)", text.strip()))
    return {name: tuple(words.split()) for name, _, words in entries}
