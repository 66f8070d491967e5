"""The configuration as frozen values with their defaults; docs/configuration.md explains the keys."""

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from feedmaker.model import Author

#: File names of a feed, by format.
FILE_NAMES: Mapping[str, str] = {"rss": "rss.xml", "atom": "atom.xml", "json": "feed.json"}


#: Dialects of Markdown; "auto" is what no other one reads otherwise.
Dialect: TypeAlias = Literal[
    "auto", "commonmark", "eleventy", "goldmark", "hexo", "kramdown", "mdx", "obsidian", "pandoc", "python-markdown",
    "vitepress",
]  # fmt: skip
#: Generators whose front matter is read in a way of its own.
Generator: TypeAlias = Literal[
    "astro", "bridgetown", "docusaurus", "eleventy", "hexo", "hugo", "jekyll", "mkdocs", "nikola", "obsidian",
    "pelican", "vitepress",
]  # fmt: skip
DEFAULT_STATE = ".feedmaker/state.sqlite3"


@dataclass(frozen=True, slots=True)
class Site:
    """The site that the articles belong to."""

    title: str
    #: Absolute, ends in "/".
    url: str
    #: URL at which the output is served; absolute, ends in "/".
    feeds_url: str
    description: str = ""
    language: str | None = None
    #: IANA name, for dates without a zone.
    timezone: str = "UTC"
    author: Author | None = None
    rights: str | None = None
    image: str | None = None
    icon: str | None = None
    #: "tag", "category" or "author" → the permalink of the page that the site has for each.
    pages: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PermalinkRule:
    """The permalink of the files under a path."""

    #: A pattern of paths under the source folder.
    path: str
    #: None: these files have no page.
    pattern: str | None = None


@dataclass(frozen=True, slots=True)
class SourceFolder:
    """One of several folders of articles, and what its articles have in common unless they say it themselves."""

    #: As written; relative to the folder of config.yaml.
    path: str
    #: Tells its articles from those of other folders with the same path: a part of their ids. None: no name for the
    #: first folder, whose ids are those that it has alone, the path for the others.
    name: str | None = None
    language: str | None = None
    category: str | None = None
    author: Author | None = None
    #: Replaces `articles.permalink`.
    permalink: str | tuple[PermalinkRule, ...] | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Which files are articles."""

    #: As written; relative to the folder of config.yaml. Or several folders.
    path: str | tuple[SourceFolder, ...] = "articles"
    include: tuple[str, ...] = ("**/*.md", "**/*.markdown", "**/*.html", "**/*.htm", "**/*.txt")
    exclude: tuple[str, ...] = ("**/README.md",)
    #: "auto" or the name of a Python codec.
    encoding: str = "auto"
    #: A build that would publish less than this share of the previously published entries is refused (law 9).
    guard: float = 0.5
    #: Suffix of the files beside articles that hold their front matter.
    sidecar: str | None = None
    #: Limit for the size of a file, in bytes.
    max_bytes: int = 10_000_000
    #: Each folder is read by a process of its own, with a state of its own.
    shards: bool = False

    @property
    def folders(self) -> tuple[SourceFolder, ...]:
        """The folders of articles, each with its name; "" is that of the first one unless it has another."""
        if isinstance(self.path, str):
            return (SourceFolder(self.path, ""),)
        return tuple(
            folder if folder.name else replace(folder, name=posixpath.normpath(folder.path) if number else "")
            for number, folder in enumerate(self.path)
        )


@dataclass(frozen=True, slots=True)
class Defaults:
    """Front matter that files under a path have unless they write it themselves."""

    #: Keys and values as in front matter: text, None, lists and mappings.
    values: Mapping[str, object]
    #: A pattern of paths under the source folder.
    path: str = "**"


@dataclass(frozen=True, slots=True)
class Articles:
    """How articles are read."""

    #: Field → front-matter keys, of which the first that is set is used; replaces the built-in keys of that field.
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: The authors whom articles name by a short name.
    authors: Mapping[str, Author] = field(default_factory=dict)
    #: The names of tags that articles name by a short name.
    tags: Mapping[str, str] = field(default_factory=dict)
    #: Front matter is read as this generator reads it.
    generator: Generator | None = None
    #: Of several rules for a path, the last one counts.
    permalink: str | tuple[PermalinkRule, ...] | None = None
    #: What the id of an article without one is made of: the path of its file, or as in the feed of a generator.
    ids: Literal["path", "link", "docusaurus", "jekyll", "pelican"] = "path"
    defaults: tuple[Defaults, ...] = ()
    body: Literal["auto", "html", "markdown"] = "auto"
    #: The dialect of Markdown; the features of each are in feedmaker.loader.body.dialects.
    markdown: Dialect = "auto"
    #: Whether `:tada:` in Markdown is an emoji in every dialect.
    emoji: bool = False
    drop: tuple[str, ...] = ()
    #: Whether headings with a version or a date are articles of their own; `split` in front matter overrides it.
    split: Literal["none", "headings"] = "none"
    future: Literal["hold", "publish"] = "hold"
    undated: Literal["leave-out", "file-time"] = "leave-out"
    expired: Literal["keep", "drop"] = "drop"
    #: Tags that make an article a draft.
    draft_tags: tuple[str, ...] = ()
    date_order: Literal["dmy", "mdy"] | None = None
    #: The time of dates without one, HH:MM.
    time: str = "00:00"
    #: Ends the summary in a body, in addition to <!-- more -->.
    excerpt_separator: str | None = None
    #: What an address in a body that begins with "/" starts from: the host, or the folder of the site.
    root: Literal["host", "site"] = "host"
    #: Name of a template variable in bodies, such as "metadata.title" → its text.
    variables: Mapping[str, str] = field(default_factory=dict)
    #: Limit for processing one article, in seconds.
    timeout: float = 30.0


@dataclass(frozen=True, slots=True)
class CategorySettings:
    """Settings of one category; None is the setting of all categories."""

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
    #: Whether the folder of an article that names no category is its category.
    folders: bool = False
    #: Limit of the categories of an article: further ones are left out.
    max_per_article: int = 50
    #: Separates categories written as one string, such as ","; None: a string is one category.
    separator: str | None = None
    aliases: Mapping[str, str] = field(default_factory=dict)
    hidden: tuple[str, ...] = ()
    #: By the name of the category, or the names of its path joined with "/".
    settings: Mapping[str, CategorySettings] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CustomFeed:
    """A feed of the articles that meet at least one condition of `any`, all of `all` and none of `not_`.

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
    """Which feeds are written and what they contain."""

    formats: tuple[Literal["rss", "atom", "json"], ...] = ("rss", "atom", "json")
    limit: int = 50
    max_bytes: int = 512_000
    content: Literal["full", "summary"] = "full"
    #: Whether RSS items have their content as Markdown too.
    markdown: bool = False
    min_articles: int = 1
    #: Limit of the number of feeds: of more, the largest are written.
    max_feeds: int = 20_000
    path: str = "categories/{category}"
    slug: Literal["unicode", "ascii"] = "unicode"
    archives: bool = False
    tags: bool = False
    #: Tags that have no feed and are not shown in entries.
    hidden_tags: tuple[str, ...] = ()
    authors: bool = False
    languages: bool = False
    custom: tuple[CustomFeed, ...] = ()
    #: Where the link of a post about a page on another host leads.
    link_posts: Literal["own", "target"] = "own"
    #: Whether notes that have no title get none where the format allows.
    untitled: bool = False
    #: Settings of the site feed as a podcast, None if it is not one.
    podcast: Mapping[str, str] | None = None
    #: RSS ttl in minutes.
    ttl: int | None = None


@dataclass(frozen=True, slots=True)
class Output:
    """Where the output goes, and what it contains besides the feeds."""

    #: As written; relative to the folder of config.yaml.
    path: str = "output"
    #: Content encodings of the compressed copies of its files.
    precompress: tuple[Literal["gzip", "br", "zstd"], ...] = ()
    index: bool = True
    #: Where the output is published, if files for that host are wanted.
    host: Literal["netlify", "cloudflare"] | None = None
    #: Key → text of the pages that replaces the built-in one.
    texts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Config:
    """The whole configuration."""

    site: Site
    source: Source = field(default_factory=Source)
    articles: Articles = field(default_factory=Articles)
    categories: Categories = field(default_factory=Categories)
    feeds: Feeds = field(default_factory=Feeds)
    output: Output = field(default_factory=Output)
    hub: tuple[str, ...] = ()
    #: As written; relative to the folder of config.yaml.
    state: str = DEFAULT_STATE
