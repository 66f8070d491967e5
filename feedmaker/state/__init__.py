"""What the last build knew: spares work and remembers ids. One SQLite file that may be deleted at any time.

An edge. Nothing here decides what a feed holds; whatever is unknown, damaged or foreign in the file means that it is
put aside and a full build follows, never an error.
"""

from feedmaker.state.rows import FeedRow, FileRow, Kept, KnownFile, Twin
from feedmaker.state.store import State

__all__ = ["RACY", "FeedRow", "FileRow", "Kept", "KnownFile", "State", "Twin"]

#: An mtime closer to the start of the build than this may hide a later write of the same size, in nanoseconds.
RACY = 2_000_000_000
