"""Lists of words that are data: lines `name: word word`, continued on indented ones; "#" begins a comment."""

import re
from pathlib import Path


def word_lists(module_file: str, name: str) -> dict[str, tuple[str, ...]]:
    """Return the lists in a file beside a module, by their names.

    Every run reads some; importlib.resources, with what it imports, would take longer than all the rest of this.
    """
    text = re.sub(r"^#.*\n", "", Path(module_file).with_name(name).read_text("utf-8"), flags=re.MULTILINE)
    entries = (entry.partition(": ") for entry in re.split(r"\n(?=\S)", text.strip()))
    return {key: tuple(words.split()) for key, _, words in entries}
