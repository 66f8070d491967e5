"""The values that the loader and the writer exchange, all immutable.

These rules hold for every value: a datetime is aware, in UTC and in whole seconds; text is XML 1.0 text (no control
characters, no lone surrogates) on one line unless stated otherwise; a URL is absolute and ASCII.

Values that are created for every file are named tuples, which take less time to create than frozen dataclasses.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple, TypeAlias

#: A path of names, outermost first: ("金融", "新浪财经"); a flat category is a path of one name.
Category: TypeAlias = tuple[str, ...]

#: According to the front matter and the path; "excluded" is published, but not in feeds.
Status: TypeAlias = Literal["published", "draft", "excluded"]

#: The markup of a body; "auto" is resolved when the body is rendered.
BodyKind: TypeAlias = Literal["auto", "html", "markdown", "rst"]


#: itunes:episodeType.
EpisodeType: TypeAlias = Literal["full", "trailer", "bonus"]

#: How a note relates to the page that it is about.
MentionKind: TypeAlias = Literal["reply", "like", "repost", "bookmark"]


class Author(NamedTuple):
    """An author: atom:author, dc:creator, JSON Feed authors."""

    name: str
    email: str | None = None
    url: str | None = None


#: Widths and heights of images are less than this.
MAX_PIXELS = 100_000


class Image(NamedTuple):
    """An image: media:content and media:thumbnail in XML, image in JSON Feed."""

    url: str
    #: The text alternative, empty if unknown.
    alt: str = ""
    #: Pixels, None if unknown.
    width: int | None = None
    height: int | None = None
    #: MIME type, None if unknown.
    type: str | None = None
    #: The reference as written, if it is relative: the image is used only if its file exists, which is not known yet.
    relative: str = ""


class Enclosure(NamedTuple):
    """A media file: RSS enclosure, atom:link rel=enclosure, JSON Feed attachment."""

    url: str
    #: MIME type.
    type: str
    #: Bytes, None if unknown (RSS then has 0: RSS Best Practices Profile, enclosure).
    length: int | None = None
    title: str | None = None


class EpisodeFile(NamedTuple):
    """A transcript or the chapters of an episode (podcast:transcript, podcast:chapters)."""

    url: str
    #: MIME type.
    type: str


class Person(NamedTuple):
    """A person in an episode (podcast:person)."""

    name: str
    #: "host", "guest" …, as in the podcast taxonomy.
    role: str
    url: str | None = None


class Episode(NamedTuple):
    """What an article says of itself as an episode of a podcast."""

    #: Seconds.
    duration: int | None = None
    number: int | None = None
    season: int | None = None
    type: EpisodeType | None = None
    explicit: bool | None = None
    title: str | None = None
    #: URL of its own cover.
    image: str | None = None
    transcripts: tuple[EpisodeFile, ...] = ()
    chapters: EpisodeFile | None = None
    persons: tuple[Person, ...] = ()


class Mention(NamedTuple):
    """Another page that a note is about (IndieWeb: in-reply-to, like-of, repost-of, bookmark-of)."""

    kind: MentionKind
    url: str


class Article(NamedTuple):
    """An article file: its metadata, and where its body is."""

    #: Under the source folder, segments separated by "/", as in the file system.
    path: str
    #: Its guid, its own absolute link, or a urn:uuid of site and path; the state may keep another one in force.
    id: str
    #: The origin of the id: "guid", "link", "permalink" or "path".
    id_rule: str
    #: Plain text on one line, entities decoded once; "" for a note that has none.
    title: str
    published: datetime
    #: The origin of the date: the front-matter key, "file name", "path" or "file time".
    date_source: str
    #: None if the article has none: entries then have `published`.
    updated: datetime | None
    authors: tuple[Author, ...]
    #: As spelled in the article, aliases not applied.
    categories: tuple[Category, ...]
    tags: tuple[str, ...]
    #: The URL of its page, None if unknown.
    link: str | None
    #: BCP 47, None if the article names none.
    language: str | None
    #: From the front matter; an entry without one uses the first image of the body.
    image: Image | None
    #: From the front matter, as plain text.
    summary: str | None
    enclosures: tuple[Enclosure, ...]
    status: Status
    #: From the front matter; `articles.expired` decides whether it has an effect.
    expires: datetime | None
    body_kind: BodyKind
    #: Offset of the body in the decoded text, in characters, and its first line in the file.
    body_offset: int
    body_line: int
    #: The codec that decoded the file.
    encoding: str
    #: The page on another host that a link post is about, None for other articles.
    target: str | None = None
    mentions: tuple[Mention, ...] = ()
    #: None if the front matter says nothing of an episode.
    episode: Episode | None = None
    #: All of a note, which its content shows; from the front matter.
    photos: tuple[Image, ...] = ()
    #: Where the body ends, for one of several articles in a file and in an HTML document; None: at the end of the file.
    body_end: int | None = None
    #: What relative references are resolved against: the own page where the link leads to another host, the folder of
    #: the file on the site where the article has no page. None where it is the link, or the site without one.
    base: str | None = None


class Entry(NamedTuple):
    """An article as subscribers see it, the same in every feed and format."""

    id: str
    #: True if `id` is a URL that opens the article (RSS guid isPermaLink).
    id_is_link: bool
    link: str | None
    title: str
    published: datetime
    updated: datetime
    authors: tuple[Author, ...]
    #: Names of categories (each step of each path) and tags, each once.
    categories: tuple[str, ...]
    language: str | None
    #: Plain text, truncated at a word; empty if it would only repeat the content.
    summary: str
    #: A fragment of safe HTML with absolute URLs; may be empty.
    content: str
    image: Image | None
    enclosures: tuple[Enclosure, ...]
    #: Of a link post: the page that `link` does not lead to, atom:link rel=related.
    related: str | None = None
    #: Of a link post: the page on another host that it is about, JSON Feed external_url.
    external: str | None = None
    #: Whether the title was made from the text, and is left out where the format allows.
    untitled: bool = False
    #: Of an entry with audio or video.
    episode: Episode | None = None
    #: The content as Markdown (source:markdown), "" unless `feeds.markdown` is set.
    markdown: str = ""


@dataclass(frozen=True, slots=True)
class Channel:
    """A feed without its entries, the same in every format."""

    #: Folder of its files under the output: "" for the site feed, else such as "categories/金融".
    path: str
    id: str
    title: str
    description: str
    #: The HTML page that the feed belongs to.
    link: str
    language: str | None
    #: The newest `updated` of its entries, None if it has none.
    updated: datetime | None
    author: Author | None
    rights: str | None
    image: str | None
    hubs: tuple[str, ...]
    #: URL of its folder, ending in "/": the self link is this and the name of the file.
    base_url: str
    #: Small and square.
    icon: str | None = None
