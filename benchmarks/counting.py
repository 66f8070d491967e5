"""What the feeds hold: the comparison is fair only between feeds with the same entries."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

#: Names of feed files → the tag of an entry.
ENTRIES = {"rss.xml": "item", "atom.xml": "{http://www.w3.org/2005/Atom}entry"}


@dataclass(frozen=True)
class Count:
    """The RSS and Atom feeds under a folder."""

    feeds: int
    entries: int
    #: Of a format and the titles of its entries → how many feeds are just so.
    contents: Counter[tuple[str, frozenset[str]]]

    @property
    def sizes(self) -> Counter[tuple[str, int]]:
        """Of a format and a number of entries → how many feeds have so many."""
        sizes: Counter[tuple[str, int]] = Counter()
        for (name, titles), number in self.contents.items():
            sizes[name, len(titles)] += number
        return sizes


class UnequalFeedsError(Exception):
    """Two generators did not write the same feeds."""


def count(folder: Path) -> Count:
    """Parse every feed under a folder. Raises lxml.etree.XMLSyntaxError for one that is not XML."""
    contents: Counter[tuple[str, frozenset[str]]] = Counter()
    for name, titles in _feeds(folder):
        contents[name, frozenset(titles)] += 1
    sizes = [(len(titles), number) for (_, titles), number in contents.items()]
    return Count(sum(number for _, number in sizes), sum(size * number for size, number in sizes), contents)


def compare(ours: Count, theirs: Count, whose: str) -> int:
    """Give the number of feeds whose articles differ though their number is the same (dates that are equal).

    Raises UnequalFeedsError unless there are as many feeds of each format with as many entries.
    """
    if ours.sizes != theirs.sizes:
        raise UnequalFeedsError(
            f"feedmaker wrote {ours.feeds} feeds with {ours.entries} entries, "
            f"{whose} {theirs.feeds} with {theirs.entries}: their times cannot be compared"
        )
    return (ours.contents - theirs.contents).total()


def _feeds(folder: Path) -> Iterator[tuple[str, list[str]]]:
    for name, tag in ENTRIES.items():
        title = tag.replace("entry", "title").replace("item", "title")
        for path in folder.rglob(name):
            root = etree.parse(path, etree.XMLParser(huge_tree=True, resolve_entities=False))
            yield name, [" ".join((entry.findtext(title) or "").split()) for entry in root.iter(tag)]
