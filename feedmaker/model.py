"""The words of feedmaker as frozen values.

Laws that hold for every value here: a datetime is aware, in UTC and in whole seconds; text is XML 1.0 text
(no control characters, no lone surrogates) in one line unless it says otherwise; a URL is absolute and ASCII.

What is made of every file is a named tuple: a frozen dataclass takes four times as long to fill.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple, TypeAlias

#: A path of names, outermost first: ("金融", "新浪财经"); a flat category is a path of one name.
Category: TypeAlias = tuple[str, ...]

#: What an article's own word makes of it: published, draft, or excluded from feeds only.
Status: TypeAlias = Literal["published", "draft", "excluded"]

#: How a body is written. "auto" is settled when the body is rendered.
BodyKind: TypeAlias = Literal["auto", "html", "markdown", "rst"]


class Author(NamedTuple):
    """Who wrote it: atom:author, dc:creator, JSON Feed authors."""

    name: str
    email: str | None = None
    url: str | None = None


class Image(NamedTuple):
    """A picture: media:content and media:thumbnail in XML, image in JSON Feed."""

    url: str
    #: The text alternative, empty where none is known.
    alt: str = ""
    #: Pixels, None where they cannot be known without the network.
    width: int | None = None
    height: int | None = None
    #: MIME type, None where unknown.
    type: str | None = None


class Enclosure(NamedTuple):
    """A file to fetch: RSS enclosure, atom:link rel=enclosure, JSON Feed attachment."""

    url: str
    #: MIME type.
    type: str
    #: Bytes, None where unknown (RSS then says 0: RSS Best Practices Profile, enclosure).
    length: int | None = None
    title: str | None = None


class Article(NamedTuple):
    """An author's file as the loader understands it: the metadata, and where the body lies in the file."""

    #: Under the source folder, segments divided by "/", as the file system spells it.
    path: str
    #: The id that the article has by itself: its guid, its own absolute link, or a urn:uuid of host and path.
    id: str
    #: Which rule made the id: "guid", "link" or "path".
    id_rule: str
    #: Plain text on one line, entities decoded once.
    title: str
    published: datetime
    #: Where the date came from: the front matter key, "file name", "path" or "file time".
    date_source: str
    #: None where the article names none: entries then say `published`.
    updated: datetime | None
    authors: tuple[Author, ...]
    #: As the article spells them, aliases not applied.
    categories: tuple[Category, ...]
    tags: tuple[str, ...]
    #: The article's page, None where none can be told.
    link: str | None
    #: BCP 47, None where the article names none.
    language: str | None
    #: From the front matter; the first image of the body stands in when the entry is rendered.
    image: Image | None
    #: The author's own summary as plain text.
    summary: str | None
    enclosures: tuple[Enclosure, ...]
    status: Status
    #: When it leaves the feeds by its own word; whether that counts is `articles.expired`.
    expires: datetime | None
    body_kind: BodyKind
    #: Offset in characters of the body in the decoded text, and the line in the file where it begins.
    body_offset: int
    body_line: int
    #: The encoding that the file was decoded with.
    encoding: str


class Entry(NamedTuple):
    """What a subscriber gets of an article, the same in every feed and format."""

    id: str
    #: True where `id` is a URL that opens the article (RSS guid isPermaLink).
    id_is_link: bool
    link: str | None
    title: str
    published: datetime
    updated: datetime
    authors: tuple[Author, ...]
    #: Names of categories (each step of each path) and tags, each once.
    categories: tuple[str, ...]
    language: str | None
    #: Plain text, cut at a word; empty where nothing is to be said beside the content.
    summary: str
    #: A fragment of safe HTML with absolute URLs; may be empty.
    content: str
    image: Image | None
    enclosures: tuple[Enclosure, ...]


@dataclass(frozen=True, slots=True)
class Channel:
    """A feed without its entries: what it says about itself, the same in every format."""

    #: Folder of the feed's files under the output, "" for the site feed, else "categories/金融".
    path: str
    id: str
    title: str
    description: str
    #: The HTML page that the feed belongs to.
    link: str
    language: str | None
    #: The newest `updated` of its entries, None where it has none (law 3).
    updated: datetime | None
    author: Author | None
    rights: str | None
    image: str | None
    hubs: tuple[str, ...]
    #: Base URL of the feed's folder, ends in "/": the self link is this and the file's name.
    base_url: str
