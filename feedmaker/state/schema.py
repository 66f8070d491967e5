"""The tables of the state, and their rows as values."""

from typing import NamedTuple

#: Raised whenever the tables change. Of a state of an older format the ids are kept (state/migration) and every article
#: is read again; one of a newer format is put aside.
FORMAT = "10"

TABLES = f"""
CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE folders (path TEXT PRIMARY KEY, digest BLOB) WITHOUT ROWID;
CREATE TABLE files (
    number INTEGER PRIMARY KEY, folder TEXT, name TEXT, version TEXT, file_hash BLOB, status TEXT, published INTEGER,
    expires INTEGER, own_id TEXT, id_rule TEXT, content_hash BLOB, entry_hash BLOB, link_hash BLOB, labels TEXT,
    name_key TEXT, id TEXT, first_build INTEGER
);
CREATE TABLE records (number INTEGER PRIMARY KEY, record TEXT, problems TEXT, body_problems TEXT, names TEXT);
CREATE INDEX files_by_status ON files (status) WHERE status <> 'published';
CREATE INDEX files_to_read_again ON files (number) WHERE version = '';
CREATE INDEX files_with_kept_id ON files (own_id) WHERE id <> own_id;
CREATE INDEX records_with_problems ON records (number) WHERE problems <> '' OR body_problems <> '';
CREATE INDEX records_with_names ON records (number) WHERE names <> '';
CREATE TABLE retired_ids (id TEXT PRIMARY KEY, path TEXT, content_hash BLOB, retired INTEGER) WITHOUT ROWID;
CREATE TABLE feeds (
    key TEXT PRIMARY KEY, id TEXT, path TEXT, settings_hash BLOB, entries_hash BLOB, entries INTEGER, info TEXT
) WITHOUT ROWID;
CREATE TABLE outputs (path TEXT PRIMARY KEY, version TEXT) WITHOUT ROWID;
CREATE TABLE reported (
    position INTEGER PRIMARY KEY, code TEXT, message TEXT, hint TEXT, line INTEGER, path TEXT, level TEXT
);
INSERT INTO meta VALUES ('format', '{FORMAT}');
"""

#: Bytes of each of the hashes of title, date and body that a content hash is made of.
CONTENT_PART = 8

#: A column of files: the path under the source folder, with the prefix of that (text/article_paths).
PATH = "CASE folder WHEN '' THEN name ELSE folder || '/' || name END"
#: The status of articles that feeds show, if they can be rendered; and one that is neither held nor expired.
IS_PUBLISHED = "status IN ('published', 'unrenderable')"
IS_DUE = f"{IS_PUBLISHED} AND published <= ? AND (expires IS NULL OR expires > ?)"
#: For queries of most rows: SQLite would look up each row by itself, in the order of an index of these conditions.
ALL_DUE = f"files NOT INDEXED WHERE {IS_DUE}"
#: Have the next scan look at every folder, also at those that have vanished. The folder of a section is no folder.
LOOK_AGAIN = "INSERT OR REPLACE INTO folders SELECT DISTINCT folder, x'' FROM files WHERE folder NOT GLOB '*/'"


class FileRow(NamedTuple):
    """An article file as it was read."""

    folder: str
    name: str
    #: Opaque: stays equal until the file is written to; "" for one that must be read again.
    version: str
    #: Hash of the file's bytes.
    file_hash: bytes
    #: A Status of the model, "left_out", or "unrenderable" for a published article whose body cannot be rendered.
    status: str
    #: Seconds since the epoch, None where left out.
    published: int | None = None
    expires: int | None = None
    #: The id that the article has without a state; the id in force may be another one, kept from before.
    own_id: str | None = None
    id_rule: str | None = None
    #: Hashes of title, date and body: equal for exact copies.
    content_hash: bytes | None = None
    #: Hash of everything that the entry is made of.
    entry_hash: bytes | None = None
    #: Hash of the URL of its page, None without one.
    link_hash: bytes | None = None
    #: The names that put the article into feeds, as JSON (writer/grouping).
    labels: str = ""
    #: What all names of the file in references have in common (loader/body/article_references).
    name_key: str = ""
    #: The Article and its problems, as JSON (state/article_json).
    record: str = ""
    problems: str = ""
    #: References to other articles in its body, as JSON (loader/body/article_references); "" for none.
    names: str = ""

    @property
    def path(self) -> str:
        """The path under the source folder."""
        return join(self.folder, self.name)


class StoredFile(NamedTuple):
    """What the state knows of a file that a scan finds."""

    number: int
    name: str
    version: str
    file_hash: bytes
    status: str
    published: int | None
    expires: int | None
    id: str | None
    own_id: str | None
    id_rule: str | None
    content_hash: bytes | None
    entry_hash: bytes | None
    link_hash: bytes | None
    first_build: int


class Duplicate(NamedTuple):
    """One of several articles that share a hash or an id."""

    number: int
    path: str
    first_build: int
    status: str
    id: str
    own_id: str
    id_rule: str
    content_hash: bytes
    expires: int | None
    labels: str


#: The columns of a Duplicate.
DUPLICATE = f"number, {PATH} AS path, first_build, status, id, own_id, id_rule, content_hash, expires, labels"


class PublicationCounts(NamedTuple):
    """How many of the articles with status published are in the feeds at a moment; times in seconds since the epoch."""

    #: Those dated later, and the date of the first of them.
    held: int
    next_due: int | None
    #: Those that have expired by then, when the next one does, and when the last one did.
    expired: int
    next_expiry: int | None
    last_expiry: int | None
    #: The date of the newest article that is not held.
    newest: int | None


class FeedRow(NamedTuple):
    """A feed as it was last published."""

    id: str
    path: str
    #: Hash of what its documents depend on beside their entries, and hash of the entries.
    settings_hash: bytes
    entries_hash: bytes
    #: How many entries its documents hold.
    entries: int
    #: What the lists of feeds show of it, as JSON.
    info: str


def join(folder: str, name: str) -> str:
    """Return the path of a file in a folder; the source folder itself is ""."""
    return f"{folder}/{name}" if folder else name
