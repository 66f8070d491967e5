"""Article and rendered body → Entry: what subscribers get, the same in every feed and format."""

import re
from collections.abc import Iterable
from html import unescape
from typing import Protocol

from feedmaker.config.schema import Feeds, Site
from feedmaker.model import Article, Author, Enclosure, Entry, Episode, Image
from feedmaker.text.languages import east_asian_language
from feedmaker.text.media_types import image_type
from feedmaker.writer.content import first_audio, made_title, with_direction, with_images, with_pages, without_title
from feedmaker.writer.podcasts import is_played

_TAG = re.compile("<[^<>]*+>")
#: Letters of a content that is short.
_SHORT = 140
#: Characters of markup up to which a content is compared with its summary.
_MAX_MARKUP = 2000


class Rendered(Protocol):
    """A body as the loader renders it."""

    @property
    def html(self) -> str:
        """Safe HTML with absolute URLs."""

    @property
    def excerpt(self) -> str:
        """A summary of the body in plain text."""

    @property
    def image(self) -> Image | None:
        """The first image that is more than decoration."""


def entry(
    article: Article,
    body: Rendered,
    *,
    id: str,  # noqa: A002  # the word of all three formats
    site: Site,
    feeds: Feeds,
    categories: Iterable[str],
) -> Entry:
    """Make the entry of an article; `id` is the one in force, `categories` are the names of categories and tags."""
    image = article.image or body.image
    if image and not image.type:
        image = image._replace(type=image_type(image.url))
    sample = f"{article.title} {body.excerpt}"
    language = article.language or east_asian_language(sample, site.language)
    link, related = article.link, article.target
    if related and feeds.link_posts == "target":
        link, related = related, link
    title = article.title or made_title(body.excerpt, article.mentions, article.published)
    enclosures = article.enclosures or first_audio(body.html)
    html = ""
    if feeds.content == "full":
        html = without_title(body.html, title)
        html = with_pages(with_images(html, filter(None, (image, *article.photos))), article.mentions, related)
        html = with_direction(html, sample, article.language, language or site.language)
    markdown = ""
    if feeds.markdown and html:
        from feedmaker.writer.content_markdown import content_markdown  # late: few sites use it

        markdown = content_markdown(html)
    return Entry(
        id=id,
        id_is_link=id == link,
        link=link,
        related=related,
        external=article.target,
        title=title,
        untitled=feeds.untitled and not article.title,
        published=article.published,
        updated=article.updated or article.published,
        authors=_authors(article, site),
        categories=tuple(dict.fromkeys(categories)),
        language=language,
        summary=_summary(article.summary, body.excerpt, title, body.html if html else ""),
        content=html,
        image=image,
        enclosures=enclosures,
        episode=_episode(article, enclosures),
        markdown=markdown,
    )


def _authors(article: Article, site: Site) -> tuple[Author, ...]:
    """Return the authors; one who is named as that of the site is that one, with address and page, in every entry."""
    if site.author is None:
        return article.authors or (Author(site.title),)
    name = Author(site.author.name)
    return tuple([site.author if author == name else author for author in article.authors]) or (site.author,)


def _episode(article: Article, enclosures: tuple[Enclosure, ...]) -> Episode | None:
    """Return what podcast players show of an entry with audio or video; its own picture is its cover."""
    if not any(map(is_played, enclosures)):
        return None
    episode = article.episode or Episode()
    cover = episode.image or (article.image.url if article.image else None)
    found = episode._replace(image=cover)
    return None if found == Episode() else found


def _summary(own: str | None, excerpt: str, title: str, html: str) -> str:
    """Return the summary, empty if it repeats the title or the whole content (RFC 4287 section 4.2.13).

    A short content needs no summary that is made of its own first words.
    """
    summary = own or excerpt
    if not summary or summary == title:
        return ""
    if html and not summary.endswith("…") and len(html) < 4 * len(summary) + _MAX_MARKUP:
        text = "".join(unescape(_TAG.sub(" ", html)).split())
        if text == "".join(summary.split()) or (not own and len(text) <= _SHORT):
            return ""
    return summary
