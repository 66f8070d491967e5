"""config.yaml as frozen values; every default stands here. What the keys mean: docs/configuration.md."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from feedmaker.model import Author

#: File names of a feed, by format.
FILE_NAMES: Mapping[str, str] = {"rss": "rss.xml", "atom": "atom.xml", "json": "feed.json"}


@dataclass(frozen=True, slots=True)
class Site:
    """The site that the articles belong to."""

    title: str
    #: Absolute, ends in "/".
    url: str
    #: Where output/ is served; absolute, ends in "/".
    feeds_url: str
    description: str = ""
    language: str | None = None
    #: IANA name, for dates that name no zone.
    timezone: str = "UTC"
    author: Author | None = None
    rights: str | None = None
    image: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Which files are articles."""

    #: As written in config.yaml; relative to the folder of config.yaml.
    path: str = "articles"
    include: tuple[str, ...] = ("**/*.md", "**/*.markdown", "**/*.html", "**/*.htm", "**/*.txt")
    exclude: tuple[str, ...] = ("**/README.md",)
    #: "auto" or the name of a Python codec.
    encoding: str = "auto"
    #: A build that would publish less than this share of the entries published before is refused (law 9).
    guard: float = 0.5
    #: A larger file is left out, in bytes.
    max_bytes: int = 10_000_000


@dataclass(frozen=True, slots=True)
class Articles:
    """How articles are read."""

    #: Field of feedmaker → front-matter keys, first that is set; only what the user names, over the built-in table.
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    permalink: str | None = None
    body: Literal["auto", "html", "markdown"] = "auto"
    drop: tuple[str, ...] = ()
    future: Literal["hold", "publish"] = "hold"
    undated: Literal["leave-out", "file-time"] = "leave-out"
    expired: Literal["keep", "drop"] = "keep"
    date_order: Literal["dmy", "mdy"] | None = None
    #: A line or string that ends the summary, beside <!-- more -->.
    excerpt_separator: str | None = None
    #: Seconds that one article may take.
    timeout: float = 30.0


@dataclass(frozen=True, slots=True)
class CategorySettings:
    """What config.yaml says of one category; None means as everywhere."""

    title: str | None = None
    description: str | None = None
    language: str | None = None
    limit: int | None = None
    link: str | None = None
    image: str | None = None
    archives: bool | None = None
    podcast: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Categories:
    """How categories are read and named."""

    nested: bool = True
    default: str | None = None
    #: Divides a category written as one string, such as ","; None: a string is one category.
    separator: str | None = None
    aliases: Mapping[str, str] = field(default_factory=dict)
    hidden: tuple[str, ...] = ()
    #: By name, or by the names of the path joined with "/".
    settings: Mapping[str, CategorySettings] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CustomFeed:
    """A feed from a rule: in when one of `any` and all of `all` and none of `not_` match.

    A condition is "category:NAME", "tag:NAME", "author:NAME", "language:TAG" or "path:GLOB".
    """

    name: str
    title: str
    description: str = ""
    any: tuple[str, ...] = ()
    all: tuple[str, ...] = ()
    not_: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Feeds:
    """Which feeds are written and what they hold."""

    formats: tuple[Literal["rss", "atom", "json"], ...] = ("rss", "atom", "json")
    limit: int = 50
    max_bytes: int = 512_000
    content: Literal["full", "summary"] = "full"
    min_articles: int = 1
    path: str = "categories/{category}"
    slug: Literal["unicode", "ascii"] = "unicode"
    archives: bool = False
    tags: bool = False
    authors: bool = False
    languages: bool = False
    custom: tuple[CustomFeed, ...] = ()
    #: Minutes, RSS ttl; None: not said.
    ttl: int | None = None


@dataclass(frozen=True, slots=True)
class Output:
    """What is written beside the feeds, and where."""

    #: As written in config.yaml; relative to the folder of config.yaml.
    path: str = "output"
    precompress: tuple[Literal["gzip", "br"], ...] = ()
    index: bool = True
    #: Texts of the pages, by key, over the ones of the site's language.
    texts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Config:
    """The whole of config.yaml."""

    site: Site
    source: Source = field(default_factory=Source)
    articles: Articles = field(default_factory=Articles)
    categories: Categories = field(default_factory=Categories)
    feeds: Feeds = field(default_factory=Feeds)
    output: Output = field(default_factory=Output)
    hub: tuple[str, ...] = ()
    #: As written in config.yaml; relative to the folder of config.yaml.
    state: str = ".feedmaker/state.sqlite3"
