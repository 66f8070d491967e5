"""The pages for people: index.html, on which one chooses feeds, and a page per feed that shows its entries.

Each page is one file: styles and script stand in it, and a Content Security Policy names them by their hashes, so
that a mistake in escaping could still not run a script. Names and titles from articles are hostile input.
"""

import base64
import hashlib
from collections.abc import Iterable, Sequence
from datetime import UTC, tzinfo
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

from feedmaker.config.schema import FILE_NAMES
from feedmaker.model import Channel, Enclosure, Entry
from feedmaker.text.timestamps import rfc3339
from feedmaker.writer.feed_list import FORMAT_NAMES, FeedList, ListedFeed, tree
from feedmaker.writer.pages import charts, rows
from feedmaker.writer.pages.autodiscovery import alternates
from feedmaker.writer.pages.translations import Texts, direction, fill

if TYPE_CHECKING:
    import jinja2

#: The page on which feeds are chosen, and the page of a feed, in the folder of each.
FILE_NAME = "index.html"

#: index.html stays below this many bytes for a thousand feeds: above it rows are written lean.
MAX_BYTES = 200_000

#: Above this many feeds full rows are not even tried.
_FULL_ROWS = 1_000

_KINDS = {
    "category": "categories",
    "custom": "custom",
    "tag": "tags",
    "author": "authors",
    "language": "languages",
}


class _Section(NamedTuple):
    id: str
    title: str
    rows: Markup


class _Asset(NamedTuple):
    """A style or script of the package, and what the policy calls it."""

    text: Markup
    source: str


def index_page(feed_list: FeedList, texts: Texts, *, opml: str | None = "feeds.opml") -> bytes:
    """Write index.html; `opml` is the reference to the OPML list, None where it is not written."""
    if len(feed_list.feeds) <= _FULL_ROWS:
        page = _index(feed_list, texts, opml, full=True)
        if len(page) <= MAX_BYTES:
            return page
    return _index(feed_list, texts, opml, full=False)


def _index(feed_list: FeedList, texts: Texts, opml: str | None, *, full: bool) -> bytes:
    site = feed_list.site
    sample = site or next(iter(feed_list.feeds), None)
    formats = tuple(format_ for format_, _ in sample.addresses if format_ in FILE_NAMES) if sample else ()
    style = rows.Style(texts, ZoneInfo(feed_list.timezone), feed_list.url, formats, full)
    sections = [
        _Section(kind, texts[key], Markup(rows.list_of(tree(feeds), style)))  # noqa: S704 - escaped in rows
        for kind, key in _KINDS.items()
        if (feeds := [feed for feed in feed_list.feeds if feed.kind == kind])
    ]
    return _render(
        "index",
        texts=texts,
        feed_list=feed_list,
        language=feed_list.language or "en",
        direction=direction(feed_list.language or "en"),
        site=site,
        site_parts=_site_parts(site, style) if site else None,
        alternates=Markup(alternates(site)) if site else "",  # noqa: S704 - escaped in discovery
        sections=sections,
        opml=opml,
        formats=[(format_, FORMAT_NAMES[format_], FILE_NAMES[format_]) for format_ in formats],
        span=max((len(feed.weeks) for feed in feed_list.feeds), default=0),
    )


def _site_parts(site: ListedFeed, style: rows.Style) -> dict[str, Markup]:
    return {
        "chart": Markup(charts.svg(site.weeks, style.texts)),  # noqa: S704 - numbers and an escaped label
        "links": Markup(rows.links(site, style)),  # noqa: S704 - escaped in rows
        "facts": Markup(rows.facts(site, style)),  # noqa: S704 - escaped in rows
    }


def feed_page(
    channel: Channel,
    entries: Iterable[Entry],
    urls: Sequence[tuple[str, str]],
    texts: Texts,
    *,
    language: str | None = None,
    home: str | None = None,
    zone: tzinfo = UTC,
) -> bytes:
    """Write the page of a feed with its entries; see `feed_page_frame` for the arguments."""
    head, tail = feed_page_frame(channel, urls, texts, language=language, home=home)
    body = b"".join(entry_html(entry, zone) for entry in entries)
    return head + (body or f'<p class="none">{escape(texts["empty"])}</p>\n'.encode()) + tail


def feed_page_frame(
    channel: Channel,
    urls: Sequence[tuple[str, str]],
    texts: Texts,
    *,
    language: str | None = None,
    home: str | None = None,
) -> tuple[bytes, bytes]:
    """Everything before and after the entries of a feed's page.

    Args:
        channel: the feed.
        urls: (format, absolute URL) of its documents.
        texts: the words of the page.
        language: BCP 47 of those words; default: the channel's.
        home: reference to index.html; default: up from the channel's folder.
    """
    language = language or channel.language or "en"
    order = list(FORMAT_NAMES)
    addresses = sorted(urls, key=lambda url: order.index(url[0]) if url[0] in order else len(order))
    info = ListedFeed(channel.path, channel.id, channel.title, (), "category", tuple(addresses), channel.link)
    page = _render(
        "entries",
        texts=texts,
        channel=channel,
        language=language,
        direction=direction(language),
        content_language=channel.language or language,
        content_direction=direction(channel.language or language),
        alternates=Markup(alternates(info)),  # noqa: S704 - escaped in discovery
        formats=[(FORMAT_NAMES.get(format_, format_), url) for format_, url in addresses],
        home=home or ("../" * len(channel.path.split("/")) if channel.path else "") + FILE_NAME,
    )
    head, tail = page.split(b"<!-- entries -->\n")
    return head, tail


def entry_html(entry: Entry, zone: tzinfo = UTC) -> bytes:
    """An entry as a fragment of the feed page, the same in every feed that carries it; days are those of `zone`."""
    at = entry.published
    day = at if zone is UTC else at.astimezone(zone)
    title = escape(entry.title)
    if entry.link is not None and entry.link.startswith(("https://", "http://")):
        title = Markup(f'<a href="{escape(entry.link)}">{title}</a>')  # noqa: S704 - both are escaped
    authors = "".join(f" <span>{escape(author.name)}</span>" for author in entry.authors)
    content = entry.content or (f"<p>{escape(entry.summary)}</p>" if entry.summary else "")
    language = f'lang="{escape(entry.language)}" dir="{direction(entry.language)}"' if entry.language else 'dir="auto"'
    return (
        f"<article {language}><header><h2>{title}</h2>"
        f'<p><time datetime="{rfc3339(at)}">{day.isoformat()[:10]}</time>{authors}</p></header>'
        f"{_image(entry)}<div>{content}</div>{''.join(map(_enclosure, entry.enclosures))}</article>\n"
    ).encode()


def _image(entry: Entry) -> str:
    if entry.image is None:
        return ""
    url = str(escape(entry.image.url))
    if url in entry.content or entry.image.url in entry.content:
        return ""
    return f'<figure><img src="{url}" alt="{escape(entry.image.alt)}"></figure>'


def _enclosure(enclosure: Enclosure) -> str:
    url = escape(enclosure.url)
    player = enclosure.type.partition("/")[0]
    if player in ("audio", "video"):
        return f'<{player} controls preload="none" src="{url}"></{player}>'
    name = enclosure.title or unquote(urlsplit(enclosure.url).path.rpartition("/")[2]) or enclosure.url
    return f'<p><a href="{url}" type="{escape(enclosure.type)}">{escape(name)}</a></p>'


def _render(name: str, **values: object) -> bytes:
    style, script = _asset(f"{name}.css"), _asset(f"{name}.js")
    page = _templates().get_template(f"{name}.html").render(style=style, script=script, fill=fill, **values)
    return page.encode() + b"\n"


@cache
def _asset(name: str) -> _Asset:
    text = (resources.files("feedmaker.writer") / "templates" / name).read_text("utf-8")
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return _Asset(Markup(text), f"'sha256-{digest}'")  # noqa: S704 - a file of this package


@cache
def _templates() -> "jinja2.Environment":
    import jinja2

    return jinja2.Environment(
        loader=jinja2.PackageLoader("feedmaker.writer"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
