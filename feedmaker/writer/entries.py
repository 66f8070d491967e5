"""Article and rendered body → Entry: what a subscriber gets, decided once for every feed and format."""

import re
from collections.abc import Iterable
from html import escape, unescape
from typing import Literal, Protocol

from feedmaker.config.schema import Site
from feedmaker.model import Article, Author, Entry, Image
from feedmaker.text.languages import east_asian_language, is_right_to_left, is_right_to_left_text
from feedmaker.text.media_types import image_type

_TAG = re.compile("<[^>]*>")
#: How much longer than a summary a content may be, markup and all, to be looked at as its repetition.
_MARKUP = 2000


class Rendered(Protocol):
    """A body as the loader renders it."""

    @property
    def html(self) -> str:
        """A fragment of safe HTML with absolute URLs."""

    @property
    def excerpt(self) -> str:
        """A summary in plain text, made from the body."""

    @property
    def image(self) -> Image | None:
        """The first real image."""


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
        id: the entry's id for ever; the article's own, or the one that state has kept.
        site: gives the author and the language that the article does not name.
        content: whether the body goes into the entry, or its summary only.
        categories: names of categories and tags in their order; each is kept once.
    """
    image = _typed(article.image or body.image)
    sample = f"{article.title} {body.excerpt}"
    language = article.language or east_asian_language(sample, site.language)
    html = ""
    if content == "full":
        html = _directed(_led(body.html, image), sample, article.language, language or site.language)
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
    """Give the summary, empty where it repeats the title or the whole content (RFC 4287 section 4.2.13)."""
    if not summary or summary == title:
        return ""
    if html and not summary.endswith("…") and len(html) < 4 * len(summary) + _MARKUP:
        text = unescape(_TAG.sub(" ", html))
        if "".join(text.split()) == "".join(summary.split()):
            return ""
    return summary


def _typed(image: Image | None) -> Image | None:
    """Give the image the MIME type that its file name promises, where none is known."""
    if image is None or image.type:
        return image
    found = image_type(image.url)
    return image._replace(type=found) if found else image


def _led(html: str, image: Image | None) -> str:
    """Put the image at the top of a body that does not show it: many readers show nothing but the content."""
    if image is None or _shows(html, image.url):
        return html
    width = f' width="{image.width}"' if image.width else ""
    height = f' height="{image.height}"' if image.height else ""
    lead = f'<p><img src="{escape(image.url)}" alt="{escape(image.alt)}"{width}{height}></p>'
    return f"{lead}\n{html}" if html else lead


def _shows(html: str, url: str) -> bool:
    """Tell whether a body has the picture, be it by another scheme or, for a named file, in another size."""
    if "<img" not in html:
        return False
    place, _, query = url[url.find("//") :].partition("#")[0].partition("?")
    if query and not image_type(place):
        place = f"{place}?{query}"
    return place in html or ((written := escape(place)) != place and written in html)


def _directed(html: str, sample: str, own: str | None, language: str | None) -> str:
    """Wrap content that reads from right to left: neither RSS nor Atom can say so (W3C, L3).

    The language of the site alone does not turn an article that is written in another script.
    """
    if not html:
        return html
    turned = is_right_to_left(own) if own else is_right_to_left_text(sample)
    if not turned or html.startswith('<div dir="rtl"'):
        return html
    lang = f' lang="{escape(language)}"' if language and is_right_to_left(language) else ""
    return f'<div dir="rtl"{lang}>{html}</div>'
