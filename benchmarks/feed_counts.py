"""Feeds and entries under a folder: times are compared only between generators that wrote the same feeds."""

from collections import Counter
from pathlib import Path

from lxml import etree

#: File name of a feed → tag of an entry.
ENTRY_TAGS = {"rss.xml": "item", "atom.xml": "{http://www.w3.org/2005/Atom}entry"}

#: Control characters that XML forbids. Hugo copies them from real bodies into its feeds.
FORBIDDEN = bytes({*range(0x20)} - {*b"\t\n\r"})

#: (file name, number of entries) → number of such feeds.
FeedCounts = Counter[tuple[str, int]]


class UnequalFeedsError(Exception):
    """Two generators wrote different feeds."""


def count_feeds(folder: Path, *, ignoring: bytes = b"") -> FeedCounts:
    """Parse every RSS and Atom feed under a folder, without the bytes to ignore.

    Raises lxml.etree.XMLSyntaxError if a feed is not well-formed.
    """
    counts: FeedCounts = Counter()
    for name, tag in ENTRY_TAGS.items():
        for path in folder.rglob(name):
            data = path.read_bytes().translate(None, ignoring)
            root = etree.fromstring(data, etree.XMLParser(huge_tree=True, resolve_entities=False))
            counts[name, sum(1 for _ in root.iter(tag))] += 1
    return counts


def describe(counts: FeedCounts) -> str:
    """Write the number of feeds and of entries."""
    entries = sum(size * number for (_, size), number in counts.items())
    return f"{counts.total():,} feeds with {entries:,} entries"


def compare(ours: FeedCounts, theirs: FeedCounts, peer: str) -> None:
    """Raise UnequalFeedsError unless there are as many feeds of each format and number of entries."""
    if ours != theirs:
        raise UnequalFeedsError(
            f"feedmaker wrote {describe(ours)}, {peer} {describe(theirs)}: their times cannot be compared"
        )
