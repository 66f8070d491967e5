"""Rows of the state as values."""

from typing import NamedTuple, TypeAlias


class FileRow(NamedTuple):
    """One article file as it was read; `record` and `problems` are texts of feedmaker.state.article_json."""

    folder: str
    name: str
    size: int
    mtime: int
    inode: int
    #: Hash of the file's bytes.
    content: bytes
    #: A Status, or "left_out", or "spoiled" for what is published by its own word and cannot be rendered.
    status: str
    #: Seconds since the epoch, None where left out.
    published: int | None
    expires: int | None
    #: The id that the article has by itself; the one in force may be another, kept from before.
    own_id: str | None
    id_rule: str | None
    #: Fingerprint of title, date and body: the same for exact copies.
    print: bytes | None
    #: Fingerprint of everything that the entry is made of.
    look: bytes | None
    #: What groups are made of: JSON [categories, tags, author names, language].
    labels: str
    record: str
    problems: str

    @property
    def path(self) -> str:
        """The path under the source folder."""
        return f"{self.folder}/{self.name}" if self.folder else self.name


#: The id in force, and the build that saw the article first.
Kept: TypeAlias = tuple[str | None, int]


class KnownFile(NamedTuple):
    """What a scan is compared with."""

    number: int
    name: str
    size: int
    mtime: int
    inode: int
    content: bytes
    status: str
    published: int | None
    id: str | None
    own_id: str | None
    id_rule: str | None
    print: bytes | None
    born: int


class Twin(NamedTuple):
    """One of several articles that share something."""

    number: int
    path: str
    born: int
    status: str
    id: str
    own_id: str
    id_rule: str
    print: bytes
    expires: int | None
    labels: str


#: The columns of a Twin.
TWIN = """number, CASE folder WHEN '' THEN name ELSE folder || '/' || name END AS path,
    born, status, id, own_id, id_rule, print, expires, labels"""


class Standing(NamedTuple):
    """How the articles that are published by their own word stand at a moment; times in seconds since the epoch."""

    #: Those dated later, and when the first of them is due.
    held: int
    next_due: int | None
    #: Those that have left by then, and when the next one does.
    expired: int
    next_expiry: int | None
    #: When the newest of all but the held ones was published.
    newest: int | None


class FeedRow(NamedTuple):
    """A feed as it was last published."""

    id: str
    path: str
    signature: bytes
    entries: int
    info: str
