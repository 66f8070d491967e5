"""Article and rendered body → Entry: what subscribers get, the same in every feed and format."""

import re
from collections.abc import Iterable
from html import escape, unescape
from typing import Literal, Protocol

from feedmaker.config.schema import Site
from feedmaker.model import Article, Author, Entry, Image
from feedmaker.text.languages import east_asian_language, is_right_to_left, is_right_to_left_text
from feedmaker.text.media_types import image_type

_TAG = re.compile("<[^>]*>")
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
    content: Literal["full", "summary"],
    categories: Iterable[str],
) -> Entry:
    """Make the entry of an article.

    Args:
        article: the metadata.
        body: the rendered body.
        id: the permanent id: the article's own, or the one that the state has kept.
        site: provides the author and the language if the article names none.
        content: whether the entry contains the body or only its summary.
        categories: names of categories and tags, in their order; duplicates are dropped.
    """
    image = _with_type(article.image or body.image)
    sample = f"{article.title} {body.excerpt}"
    language = article.language or east_asian_language(sample, site.language)
    html = ""
    if content == "full":
        html = _with_direction(_with_image(body.html, image), sample, article.language, language or site.language)
    return Entry(
        id=id,
        id_is_link=id == article.link,
        link=article.link,
        title=article.title,
        published=article.published,
        updated=article.updated or article.published,
        authors=article.authors or (site.author or Author(site.title),),
        categories=tuple(dict.fromkeys(categories)),
        language=language,
        summary=_summary(article.summary or body.excerpt, article.title, body.html if html else ""),
        content=html,
        image=image,
        enclosures=article.enclosures,
    )


def _summary(summary: str, title: str, html: str) -> str:
    """Return the summary, empty if it repeats the title or the whole content (RFC 4287 section 4.2.13)."""
    if not summary or summary == title:
        return ""
    if html and not summary.endswith("…") and len(html) < 4 * len(summary) + _MAX_MARKUP:
        text = unescape(_TAG.sub(" ", html))
        if "".join(text.split()) == "".join(summary.split()):
            return ""
    return summary


def _with_type(image: Image | None) -> Image | None:
    """Add the MIME type that the image's file name implies, if none is known."""
    if image is None or image.type:
        return image
    found = image_type(image.url)
    return image._replace(type=found) if found else image


def _with_image(html: str, image: Image | None) -> str:
    """Put the image at the top of a body that does not contain it: many readers show only the content."""
    if image is None or _contains_image(html, image.url):
        return html
    width = f' width="{image.width}"' if image.width else ""
    height = f' height="{image.height}"' if image.height else ""
    lead = f'<p><img src="{escape(image.url)}" alt="{escape(image.alt)}"{width}{height}></p>'
    return f"{lead}\n{html}" if html else lead


def _contains_image(html: str, url: str) -> bool:
    """Return True if a body contains the image, also by another scheme or, for an image file, with another query."""
    if "<img" not in html:
        return False
    address, _, query = url[url.find("//") :].partition("#")[0].partition("?")
    if query and not image_type(address):
        address = f"{address}?{query}"
    return address in html or ((escaped := escape(address)) != address and escaped in html)


def _with_direction(html: str, sample: str, own: str | None, language: str | None) -> str:
    """Wrap right-to-left content: neither RSS nor Atom has a place for the direction of text.

    The language of the site does not decide, because single articles may be written in another script.
    """
    if not html:
        return html
    right_to_left = is_right_to_left(own) if own else is_right_to_left_text(sample)
    if not right_to_left or html.startswith('<div dir="rtl"'):
        return html
    lang = f' lang="{escape(language)}"' if language and is_right_to_left(language) else ""
    return f'<div dir="rtl"{lang}>{html}</div>'
