"""The HTML files of one feed: the page that shows its entries, and the autodiscovery snippet.

Titles and names of articles are hostile input: everything but an entry's sanitised content is escaped.
"""

from collections.abc import Iterable
from datetime import UTC, tzinfo
from urllib.parse import unquote, urlsplit

from markupsafe import Markup, escape

from feedmaker.model import Channel, Enclosure, Entry
from feedmaker.text import media_types
from feedmaker.text.timestamps import rfc3339
from feedmaker.writer.content import shows_image
from feedmaker.writer.feed_list import FORMAT_NAMES, FeedList, FeedUrl, ListedFeed, best_first
from feedmaker.writer.formats import DocumentOptions
from feedmaker.writer.pages.templates import Texts, direction, render

#: Name of the autodiscovery snippet, in the folder of each feed.
SNIPPET_NAME = "autodiscovery.html"


def feed_page_frame(
    channel: Channel, options: DocumentOptions, texts: Texts, *, language: str | None = None
) -> tuple[bytes, bytes]:
    """Render what precedes and follows the entries of a feed's page.

    `language` (BCP 47) is that of the words of the page, by default that of the channel.
    """
    language = language or channel.language or "en"
    urls = best_first(options.urls)
    page = render(
        "entries",
        texts=texts,
        channel=channel,
        language=language,
        direction=direction(language),
        content_language=channel.language or language,
        content_direction=direction(channel.language or language),
        alternates=alternates(channel.title, urls),
        formats=[(FORMAT_NAMES[format_], url) for format_, url in urls],
        home=("../" * len(channel.path.split("/")) if channel.path else "") + "index.html",
    )
    head, tail = page.split(b"<!-- entries -->\n")
    return head, tail


def entry_html(entry: Entry, zone: tzinfo = UTC) -> bytes:
    """Render an entry as a fragment of the feed's page, dated in `zone`; the same in every feed that carries it."""
    title = escape(entry.title)
    if entry.link is not None and entry.link.startswith(("https://", "http://")):
        title = Markup(f'<a href="{escape(entry.link)}">{title}</a>')  # noqa: S704 - both are escaped
    authors = "".join(f" <span>{escape(author.name)}</span>" for author in entry.authors)
    content = entry.content or (f"<p>{escape(entry.summary)}</p>" if entry.summary else "")
    language = f'lang="{escape(entry.language)}" dir="{direction(entry.language)}"' if entry.language else 'dir="auto"'
    day = entry.published.astimezone(zone).date()
    # a player of the body is no other one
    enclosures = (one for one in entry.enclosures if f'src="{escape(one.url)}"' not in content)
    return (
        f"<article {language}><header><h2>{title}</h2>"
        f'<p><time datetime="{rfc3339(entry.published)}">{day}</time>{authors}</p></header>'
        f"{_image(entry)}<div>{content}</div>{''.join(map(_enclosure, enclosures))}</article>\n"
    ).encode()


def snippet(feed: ListedFeed, feed_list: FeedList) -> bytes:
    """Write the `<link rel="alternate">` lines for the site's own page about a feed.

    The owner of the site includes the file in the head of that page, by a server-side or template include. Browsers
    and readers find the feeds by it (HTML Standard, link type "alternate"; RSS Autodiscovery section 3). The feed
    itself comes first, because many readers take the first one, then the site feed; each in its best format only.
    """
    feeds = [feed, *(site for site in (feed_list.site,) if site is not None and site is not feed)]
    return "".join(_link_element(*url, title=each.title) for each in feeds for url in each.addresses[:1]).encode()


def alternates(title: str, urls: Iterable[FeedUrl]) -> str:
    """Write the `<link rel="alternate">` lines for a feed in all its formats, as our own pages have them."""
    return "".join(_link_element(format_, url, title=f"{title} ({FORMAT_NAMES[format_]})") for format_, url in urls)


def _link_element(format_: str, url: str, *, title: str) -> str:
    media_type = media_types.FEEDS[format_]
    return f'<link rel="alternate" type="{media_type}" title="{escape(title)}" href="{escape(url)}">\n'


def _image(entry: Entry) -> str:
    if entry.image is None or shows_image(entry.content, entry.image.url):
        return ""
    url = str(escape(entry.image.url))
    return f'<figure><img src="{url}" alt="{escape(entry.image.alt)}"></figure>'


def _enclosure(enclosure: Enclosure) -> str:
    url = escape(enclosure.url)
    player = enclosure.type.partition("/")[0]
    if player in ("audio", "video"):
        return f'<{player} controls preload="none" src="{url}"></{player}>'
    name = enclosure.title or unquote(urlsplit(enclosure.url).path.rpartition("/")[2]) or enclosure.url
    return f'<p><a href="{url}" type="{escape(enclosure.type)}">{escape(name)}</a></p>'
