"""The page of an article: the link in its front matter, else the path there, else the site's permalink.

Also its id in the feed of the site's generator.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal, NamedTuple
from urllib.parse import quote, unquote, urlsplit

from feedmaker.loader.frontmatter.html_meta import BASE
from feedmaker.loader.frontmatter.other_languages import KEYS
from feedmaker.loader.links.eleventy import template_pattern
from feedmaker.loader.links.permalink import Permalink, Permalinks, normalised
from feedmaker.loader.links.permalink_dialects import OWN_PATHS, Dialect
from feedmaker.loader.links.permalink_tokens import PermalinkFields, stem
from feedmaker.loader.metadata.keys import Candidate, Candidates, Field, normalise_key
from feedmaker.loader.metadata.plain_text import unescape_once
from feedmaker.problems import Problem
from feedmaker.text.messages import quoted
from feedmaker.text.urls import absolute, host, site_url
from feedmaker.text.xml_characters import one_line

_WEB = re.compile(r"(?:https?:)?//", re.IGNORECASE)
_TEMPLATE = re.compile(r"\{[{%]")
#: A token such as :title, at the beginning of a part of the path.
_TOKEN = re.compile(r"(?:^|[/_\-.]):[a-z]")
# mailto:…, www.example.org, example.org/path, and any text with a space
_NOT_A_PATH = re.compile(r"[a-z][a-z0-9+.\-]*:|www\.|[\w\-]+(?:\.[\w\-]+)*\.[a-z]{2,10}/|.* ", re.IGNORECASE)
#: Flags. The names of Jekyll's patterns are none of them: in front matter each is the path of a page.
_WORDS = frozenset({"true", "false", "none", "null"})

#: Keys that name the page that a link post is about, where that is on another host.
_LINK_POST_KEYS = frozenset({"link", "externalurl", "externallink", "external", "linkurl", "linkedurl"})

#: Keys of the page that an article was taken from: its link where articles have no pages of their own.
_SOURCE_KEYS = frozenset({"source", "sourceurl", "originalurl", *KEYS["link"]})

#: Keys of the page of an article, which may have its host.
_PAGE_KEYS = frozenset({"permalink", "url"})

#: Jekyll's date before the name of a post: 2024-05-31-first-boat.
_DATE = re.compile(r"\d{2,4}-\d{1,2}-\d{1,2}-")

NO_LINK: Field[str | None] = Field(None, "no permalink")


class ArticleLinks(NamedTuple):
    """Where an article is, and what its front matter links to."""

    link: Field[str | None]
    #: The absolute link in the front matter, if the article is there: it is its id.
    own: Field[str] | None
    #: The page on another host that a link post is about.
    target: Field[str] | None
    #: The URL against which relative addresses of the article are resolved.
    base: str


class LinkFinder:
    """Finds the links of the articles of one site: the page on it, an absolute link in the front matter, or both."""

    def __init__(self, site: str, permalinks: Permalinks, generator: str | None) -> None:
        self._site = site
        self._permalinks = permalinks
        self._generator = generator

    def find(self, found: Candidates, page: PermalinkFields, kind: str) -> ArticleLinks:
        """Return the links of an article, by the candidates and the `kind` of its front matter.

        The absolute link is the page of the article, unless the article is a link post with a page on the site, or the
        generator of the site, if known, does not read the key of the link.
        """
        own = self._own_link(found)
        permalink = self._permalinks.of(page.path)
        if own is None:
            link = self._page_link(found, permalink, page, kind)
            return ArticleLinks(link, own=None, target=None, base=self._base(link.value, page))
        key = normalise_key(own.source.key) if own.source else ""
        is_elsewhere = _host(own.value) != _host(self._site)
        is_ignored = self._ignores(key, permalink)
        if not is_elsewhere and not is_ignored:
            return ArticleLinks(own, own=own, target=None, base=self._base(own.value, page))
        link = self._page_link(found, permalink, page, kind)
        # the files of an HTML document, which may have been saved from another site, are where the document was
        base = self._base(link.value or (None if is_elsewhere and kind != "html" else own.value), page)
        is_link_post = is_elsewhere and key in _LINK_POST_KEYS
        if (link.value and (is_ignored or is_link_post)) or (is_elsewhere and is_ignored):
            # a link on the site stays the id; a link to another site is not the id of an article without a page
            id_link = None if is_elsewhere else own
            return ArticleLinks(link, own=id_link, target=own if is_link_post else None, base=base)
        return ArticleLinks(own, own=own, target=None, base=base)

    def _own_link(self, found: Candidates) -> Field[str] | None:
        """Return the absolute http(s) link in the front matter of the article, in canonical form."""
        own = _absolute_link(found["link"])
        is_source = own is not None and own.source is not None and normalise_key(own.source.key) in _SOURCE_KEYS
        return None if is_source and (self._generator is not None or self._permalinks or found["page"]) else own

    def _ignores(self, key: str, permalink: Permalink | None) -> bool:
        """Return True if the generator of the site is known not to read a key of links."""
        # of these generators nothing but the dialect of permalinks is known
        dialect = _named_dialect(permalink)
        reader = self._generator or (dialect if dialect in ("quarto", "zola") else None)
        return reader is not None and key not in OWN_PATHS.get(reader, _PAGE_KEYS)

    def _base(self, link: str | None, page: PermalinkFields) -> str:
        """Return the URL against which addresses are resolved; `link` is that of the page, if it has one.

        The files of an article without a page are on this site all the same.
        """
        files = self._site if self._generator else _folder_url(self._site, page.path.rpartition("/")[0])
        href = page.front_matter.get(BASE)
        base = link or files
        return (absolute(base, href) if isinstance(href, str) else None) or base

    def _page_link(
        self, found: Candidates, permalink: Permalink | None, page: PermalinkFields, kind: str
    ) -> Field[str | None]:
        """Return the URL of the page, by the path in the front matter, else by the site's permalink.

        In TOML, or if the permalink is Zola's, the key `path` is the path of the page, to which Zola adds a slash.
        """
        if not (self._permalinks or "page" in found):
            return NO_LINK
        keys = OWN_PATHS.get(self._generator or _named_dialect(permalink) or "")
        source = _own_path(found["page"], keys, is_zola=kind == "toml")
        if source:
            own = _own_permalink(source, permalink, self._site)
            if isinstance(own, Field):
                return self._in_language_folder(own, str(source.value), page.path)
            permalink = own
        if not permalink:
            return NO_LINK
        filled = permalink.fill(page)
        if isinstance(filled, Problem):
            problem = filled._replace(line=source.line if source else None)
            return Field(None, "the permalink cannot be filled", source, (problem,))
        link = Field(self._url(filled), f"permalink {permalink.pattern}", source)
        return self._in_language_folder(link, str(source.value), page.path) if source else link

    def _in_language_folder(self, link: Field[str | None], url: str, path: str) -> Field[str | None]:
        """Return the link of Hugo's `url`, which is in the folder of its language unless it begins with a slash."""
        if self._generator != "hugo" or url.startswith("/"):
            return link
        folder = self._permalinks.language_folder(path)
        return link if folder == "/" else link._replace(value=self._url(folder + url))

    def _url(self, path: str) -> str | None:
        return site_url(self._site, path) if path.startswith("/") else absolute(self._site, path)


def _absolute_link(candidates: Sequence[Candidate]) -> Field[str] | None:
    for candidate in candidates:
        value = candidate.value[0] if isinstance(candidate.value, list) and candidate.value else candidate.value
        text = _cleaned(value) if isinstance(value, str) else ""
        is_home = normalise_key(candidate.key) in _SOURCE_KEYS and not urlsplit(text).path.strip("/")
        if _WEB.match(text) and not is_home and (url := absolute("", text)):
            return Field(url, "the article's own link", candidate)
    return None


def _named_dialect(permalink: Permalink | None) -> Dialect | None:
    """Return the dialect that a pattern names: one derived from its tokens may be that of no generator."""
    return permalink.dialect if permalink and permalink.is_named else None


@lru_cache(maxsize=1024)
def _folder_url(site: str, folder: str) -> str:
    """Return the URL of a folder of article files, on a site that serves the source folder as it is."""
    return (absolute(site, f"./{quote(folder)}/") if folder else None) or site


def _host(url: str) -> str:
    return host(url).removeprefix("www.")


def find_slug(candidates: Sequence[Candidate]) -> str | None:
    """Return the slug in the front matter."""
    for candidate in candidates:
        if candidate.key.lower() == "slug" and isinstance(candidate.value, (str, int)):
            return one_line(str(candidate.value)) or None
    return None


def _own_permalink(source: Candidate, permalink: Permalink | None, site: str) -> Permalink | Field[str | None]:
    """Return the permalink in the front matter of an article, or its URL if it contains no tokens.

    `permalink` is that of the site.
    """
    path = _cleaned(str(source.value))
    if source.key.lower() == "path":
        path = f"{path.rstrip('/')}/"
    if _TEMPLATE.search(path):
        pattern = template_pattern(path)
        if pattern is None:
            message = f"{source.key} has a template, so that the article has no link: {quoted(path)}"
            problem = Problem("permalink-template", message, "write the path of the page itself", source.line)
            return Field(None, "a template", source, (problem,))
        path = pattern
    is_jekyll = permalink is not None and permalink.dialect == "jekyll"
    if permalink and is_jekyll and "lang_folder" in permalink.names:
        path = f"/:lang_folder/{path.lstrip('/')}"  # jekyll-polyglot puts it before every path
    if not _TOKEN.search(path):
        path = normalised(f"/{path}", "jekyll") if is_jekyll else path
        return Field(site_url(site, path), "path under site.url", source)
    # Only Hugo's `url` and Jekyll's `permalink` may contain tokens in front matter; a template names its dialect.
    dialect: Dialect = "hugo" if source.key.lower() == "url" else "jekyll"
    return Permalink(path, dialect=None if path.startswith("eleventy:") else dialect)


def _own_path(candidates: Sequence[Candidate], keys: frozenset[str] | None, *, is_zola: bool) -> Candidate | None:
    """Return the candidate that is a path, or a pattern or template of one; so is a slug that begins with "/".

    With `keys` those are the only keys of paths.
    """
    for candidate in candidates:
        text = _cleaned(candidate.value) if isinstance(candidate.value, str) else ""
        if not text or _WEB.match(text) or text.lower() in _WORDS:
            continue
        key = candidate.key.lower()
        may_be_path = _TEMPLATE.search(text) or not _NOT_A_PATH.match(text)
        if keys is not None:
            if key in keys:
                return candidate
        elif text[0] == "/" or (key in ("permalink", "url") and may_be_path) or (key == "path" and is_zola):
            return candidate
    return None


def _cleaned(value: str) -> str:
    """Return a URL or a path without entities and without quotation marks and brackets around it."""
    text = one_line(unescape_once(value)).strip("\"'<> ")
    return text[1:-1].strip() if text[:1] == "(" and text[-1:] == ")" else text


def generator_id(
    rule: Literal["path", "link", "docusaurus", "jekyll", "pelican"], link: str | None, fields: PermalinkFields
) -> str | None:
    """Return the id of the article at `link` in the feed of its generator, None by the rule "path" or without a link.

    Hexo, Hugo, Nikola, Eleventy, Astro and MkDocs use the link, Docusaurus the link without percent-encoding.
    jekyll-feed uses Jekyll's `id`, the folder of the link and the slug: https://host/2024/05/31/name for
    https://host/2024/05/31/name.html. Pelican uses a tag: URI of the host, the day and the path (RFC 4151):
    tag:host,2024-05-31:/name.html.
    """
    if rule == "path" or not link:
        return None
    if rule == "link":
        return link
    if rule == "docusaurus":
        return unquote(link)
    parts = urlsplit(link)
    if rule == "pelican":
        fragment = f"/{parts.fragment}" if parts.fragment else ""
        return f"tag:{parts.hostname},{fields.published:%Y-%m-%d}:{parts.path}{fragment}"
    folder = parts.path.rstrip("/").rpartition("/")[0]
    name = fields.slug or _DATE.sub("", stem(fields.path), count=1)
    return f"{parts.scheme}://{parts.netloc}{folder}/{quote(name, safe='')}"
