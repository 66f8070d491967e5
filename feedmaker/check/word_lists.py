"""Sets of words, written as one text: the closed lists of the specifications."""


def names(text: str) -> frozenset[str]:
    """The words of a text as a set."""
    return frozenset(text.split())
