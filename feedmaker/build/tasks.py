"""What workers are asked to do, beside reading a file, and what they answer."""

from collections.abc import Mapping
from typing import NamedTuple

from feedmaker.model import Channel
from feedmaker.writer.document_options import DocumentOptions
from feedmaker.writer.formats import FormatName
from feedmaker.writer.staged_files import StagedFile


class ToRender(NamedTuple):
    """An article that some document shows."""

    number: int
    path: str
    size: int
    mtime: int
    id: str
    record: str
    #: Names of its categories and tags, as the entry gives them.
    names: tuple[str, ...]
    #: What was found in its body when it was last rendered.
    problems: str = ""


class Rendered(NamedTuple):
    """Where the fragments of an entry lie: one after the other in a spool file, in the order of the formats."""

    number: int
    #: Name of the spool file, "" where nothing was rendered.
    spool: str
    offset: int
    sizes: tuple[int, ...]
    #: XML prefixes that each fragment uses.
    namespaces: tuple[frozenset[str], ...]
    #: The entry's `updated`, seconds since the epoch.
    updated: int
    problems: str
    #: The file is no longer the one that was read.
    changed: bool = False


class ToAssemble(NamedTuple):
    """The documents of one feed, in every format."""

    channel: Channel
    #: Which part of the archives, 0 for the subscription document.
    part: int
    entries: tuple[Rendered, ...]
    #: By format.
    settings: Mapping[FormatName, DocumentOptions]
    #: File names under the output, by format.
    paths: Mapping[FormatName, str]
    #: Bytes that no document may grow past, by leaving out the oldest entries.
    max_bytes: int
    #: How many articles the feed has in all, and how many entries go to a part of its archives, 0 for no archives.
    total: int
    archive: int
    #: Whether to validate the documents.
    check: bool


class Assembled(NamedTuple):
    """What was made of a feed."""

    #: How many entries its documents hold.
    entries: int
    #: What the lists say of it, as JSON: [newest `updated` of the entries, [name, size, SHA-256] of each file]. Where
    #: there are no lists, the last one is empty.
    info: str
    drafts: tuple[StagedFile, ...]
    #: Errors of validation, as a person reads them.
    errors: tuple[str, ...]
