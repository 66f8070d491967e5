"""The rows of index.html: the tree of feeds as nested lists, written by hand because there may be thousands.

A full row stands on its own: name, count, last day, chart, links. A lean row, for sites of very many feeds, leaves
the chart and the links to the page's script and keeps what a person without script needs: name, count, day, link.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple
from zoneinfo import ZoneInfo

from markupsafe import escape

from feedmaker.config.schema import FILE_NAMES
from feedmaker.writer.feed_list import FORMAT_NAMES, ListedFeed, Node
from feedmaker.writer.pages import charts
from feedmaker.writer.pages.translations import Texts, fill

#: A percent-encoded character beyond ASCII: browsers encode it again, three times shorter in the page.
_ENCODED = re.compile(r"(?:%[89A-F][0-9A-F])+")


class Style(NamedTuple):
    """What all rows share."""

    texts: Texts
    zone: ZoneInfo
    #: Base URL of the output; links below it are written relative.
    base: str
    #: The formats that a lean row need not name.
    formats: tuple[str, ...]
    full: bool


def list_of(nodes: Sequence[Node], style: Style) -> str:
    """A `<ul>` of rows and of the rows below them."""
    return f"<ul>{''.join(_row(node, style) for node in nodes)}</ul>"


def relative(url: str, base: str) -> str:
    """`url` as a reference from the index page that resolves to exactly `url` again."""
    if not url.startswith(base) or url == base:
        return url
    rest = _ENCODED.sub(_decoded, url[len(base) :])
    # A first segment such as "a:b" would read as a scheme (RFC 3986 section 4.2).
    return f"./{rest}" if ":" in rest.split("/")[0] or rest.startswith("/") else rest


def links(feed: ListedFeed, style: Style) -> str:
    """The links to a feed's documents, best format first."""
    return "".join(
        f'<a href="{escape(relative(url, style.base))}" '
        f'aria-label="{escape(fill(style.texts["link_label"], format=_name(format_), name=feed.name))}">'
        f"{escape(_name(format_))}</a>"
        for format_, url in feed.addresses
    )


def facts(feed: ListedFeed, style: Style) -> str:
    """How many articles, and the day of the newest."""
    text = style.texts["articles_one"] if feed.articles == 1 else fill(style.texts["articles"], count=feed.articles)
    day = f"<time>{feed.updated.astimezone(style.zone).date()}</time>" if feed.updated else "<i></i>"
    return f"<b>{escape(text)}</b>{day}"


def _row(node: Node, style: Style) -> str:
    below = list_of(node.children, style) if node.children else ""
    feed = node.feed
    if feed is None:
        return f"<li><div><span>{escape(node.name)}</span></div>{below}</li>"
    name = escape(node.name)
    folder = None if style.full else _folder(feed, style)
    href = escape(relative(folder or feed.page or feed.url() or feed.link, style.base))
    head = f'<div><a href="{href}">{name}</a>{facts(feed, style)}'
    if folder is None:
        chart = charts.svg(feed.weeks, style.texts) or "<i></i>"
        return f"<li>{head}{chart}<span>{links(feed, style)}</span></div>{below}</li>"
    weeks = charts.packed(feed.weeks)
    opening = f'<li data-w="{weeks}">' if weeks else "<li>"
    return f"{opening}{head}</div>{below}</li>"


def _folder(feed: ListedFeed, style: Style) -> str | None:
    """The URL of the folder of the feed's page, where the script can tell the feed's addresses from it."""
    if feed.page is None:
        return None
    folder = feed.page.removesuffix("index.html")
    regular = tuple((format_, folder + FILE_NAMES[format_]) for format_ in style.formats)
    return folder if folder.endswith("/") and feed.addresses == regular else None


def _name(format_: str) -> str:
    return FORMAT_NAMES.get(format_, format_)


def _decoded(found: re.Match[str]) -> str:
    try:
        text = bytes.fromhex(found[0].replace("%", "")).decode()
    except UnicodeDecodeError:
        return found[0]
    # What a browser strips, or an eye mistakes, stays encoded.
    return text if text.isprintable() and not text.isspace() else found[0]
