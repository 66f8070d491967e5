"""What workers are handed, and what they return: of a file to read, and of an entry to render.

The process that hands out a few tasks imports no loader: its worker does, while it does something else.
"""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from feedmaker.loader.body.article_references import Page
from feedmaker.state.schema import FileRow, StoredFile, join


class ReadTask(NamedTuple):
    """A file to read."""

    folder: str
    name: str
    #: What the state knows of it.
    known: StoredFile | None
    #: Whether the known row is still right if the bytes of the file are the same.
    reusable: bool

    @property
    def path(self) -> str:
        """The path under the source folder, with its prefix."""
        return join(self.folder, self.name)


class ReadResult(NamedTuple):
    """What was read."""

    #: None where the bytes are those of the known row, or the file has vanished.
    row: FileRow | None
    #: Of each article of a file that has several.
    sections: tuple[FileRow, ...] = ()
    version: str = ""
    #: Nanoseconds since the epoch; 0 for an object in a store, which gets another version within the same time too.
    mtime: int = 0
    found: Literal["read", "unchanged", "vanished"] = "read"


class RenderTask(NamedTuple):
    """An article that some document shows."""

    number: int
    path: str
    version: str
    #: The id in force.
    id: str
    #: The Article as JSON.
    record: str
    #: Names of its categories and tags, as the entry gives them.
    names: tuple[str, ...]
    #: The problems of its body when it was last rendered, as JSON.
    problems: str = ""
    #: The pages of the articles that its body names, by reference; None where it names none, as the state knows.
    pages: Mapping[str, Page] | None = None


class RenderedEntry(NamedTuple):
    """Where the fragments of an entry are in the entry cache: one after the other, in the order of the formats."""

    number: int
    #: Name of the file, "" on a cluster.
    file: str = ""
    offset: int = 0
    #: () where the article could not be rendered.
    sizes: tuple[int, ...] = ()
    #: XML prefixes that each fragment uses.
    namespaces: tuple[frozenset[str], ...] = ()
    #: The entry's `updated`, seconds since the epoch.
    updated: int = 0
    #: Problems of the body, as JSON.
    problems: str = ""
    #: Media files of the site that were looked for, with their versions (build/local_files.py).
    media: tuple[tuple[str, str], ...] = ()
    #: The file is no longer the one that was read.
    has_changed: bool = False
