"""The rows of index.html: the tree of feeds as nested lists, each with a small chart of articles a week.

They are written by hand because there may be thousands. A full row needs no script: name, count, last day, chart,
links. A short row, for sites of very many feeds, leaves the chart and the links to the page's script and keeps what a
person without script needs: name, count, day, link.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple
from zoneinfo import ZoneInfo

from markupsafe import escape

from feedmaker.config.schema import FILE_NAMES
from feedmaker.writer.feed_list import ListedFeed, Node, format_name
from feedmaker.writer.pages.translations import Texts, fill

#: A percent-encoded character beyond ASCII, such as %E6%B8%AF. Browsers encode it again; it is three times shorter
#: in the page.
_ENCODED = re.compile(r"(?:%[89A-F][0-9A-F])+")

#: Height of a chart in units of the drawing; a week is one unit wide.
CHART_HEIGHT = 12

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


class RowStyle(NamedTuple):
    """What all rows share."""

    texts: Texts
    zone: ZoneInfo
    #: Base URL of the output; links below it are written relative.
    base: str
    #: The formats that a short row need not name.
    formats: tuple[str, ...]
    full: bool


def nested_list(nodes: Sequence[Node], style: RowStyle) -> str:
    """Write a `<ul>` of rows and of the rows below them."""
    return f"<ul>{''.join(_row(node, style) for node in nodes)}</ul>"


def links(feed: ListedFeed, style: RowStyle) -> str:
    """Write the links to a feed's documents, best format first."""
    return "".join(
        f'<a href="{escape(relative(url, style.base))}" '
        f'aria-label="{escape(fill(style.texts["link_label"], format=format_name(format_), name=feed.name))}">'
        f"{escape(format_name(format_))}</a>"
        for format_, url in feed.addresses
    )


def facts(feed: ListedFeed, style: RowStyle) -> str:
    """Write the number of articles and the day of the newest."""
    text = style.texts["articles_one"] if feed.articles == 1 else fill(style.texts["articles"], count=feed.articles)
    day = f"<time>{feed.updated.astimezone(style.zone).date()}</time>" if feed.updated else "<i></i>"
    return f"<b>{escape(text)}</b>{day}"


def chart(weeks: Sequence[int], texts: Texts) -> str:
    """Draw the weeks, oldest first, as an SVG element with a label for screen readers; "" without articles."""
    if not any(weeks):
        return ""
    label = fill(texts["chart"], weeks=len(weeks), sum=sum(weeks), peak=max(weeks))
    return (
        f'<svg viewBox="0 0 {len(weeks)} {CHART_HEIGHT}" preserveAspectRatio="none" role="img" '
        f'aria-label="{escape(label)}"><path d="{chart_path(weeks)}"/></svg>'
    )


def chart_path(weeks: Sequence[int]) -> str:
    """Write the outline of the columns as SVG path data; a week with articles is at least one unit high."""
    peak = max(weeks)
    steps = [f"M0 {CHART_HEIGHT}"]
    height, run = 0, 0
    for count in weeks:
        # Rounded up, so that one article in a week is seen beside a week of hundreds.
        column = -(-count * (CHART_HEIGHT - 1) // peak)
        if column != height:
            steps.append(f"h{run}v{height - column}" if run else f"v{height - column}")
            height, run = column, 0
        run += 1
    steps.append(f"h{run}v{height}z")
    return "".join(steps)


def packed_weeks(weeks: Sequence[int]) -> str:
    """Write the weeks for the page's script: a base 36 digit each, or numbers with commas; leading zeros left out."""
    first = next((number for number, count in enumerate(weeks) if count), len(weeks))
    rest = weeks[first:]
    if max(rest, default=0) < len(_DIGITS):
        return "".join(_DIGITS[count] for count in rest)
    return ",".join(map(str, rest))


def relative(url: str, base: str) -> str:
    """Return `url` as a reference that resolves against `base` to exactly `url` again."""
    if not url.startswith(base) or url == base:
        return url
    rest = _ENCODED.sub(_decoded, url[len(base) :])
    # A first segment such as "a:b" would read as a scheme (RFC 3986 section 4.2).
    return f"./{rest}" if ":" in rest.split("/")[0] or rest.startswith("/") else rest


def _row(node: Node, style: RowStyle) -> str:
    below = nested_list(node.children, style) if node.children else ""
    feed = node.feed
    if feed is None:
        return f"<li><div><span>{escape(node.name)}</span></div>{below}</li>"
    folder = None if style.full else _folder(feed, style)
    href = escape(relative(folder or feed.page or feed.url() or feed.link, style.base))
    head = f'<div><a href="{href}">{escape(node.name)}</a>{facts(feed, style)}'
    if folder is None:
        drawn = chart(feed.weeks, style.texts) or "<i></i>"
        return f"<li>{head}{drawn}<span>{links(feed, style)}</span></div>{below}</li>"
    weeks = packed_weeks(feed.weeks)
    opening = f'<li data-w="{weeks}">' if weeks else "<li>"
    return f"{opening}{head}</div>{below}</li>"


def _folder(feed: ListedFeed, style: RowStyle) -> str | None:
    """Return the URL of the feed's folder if the script can derive the feed's addresses from it."""
    if feed.page is None:
        return None
    folder = feed.page.removesuffix("index.html")
    regular = tuple((format_, folder + FILE_NAMES[format_]) for format_ in style.formats)
    return folder if folder.endswith("/") and feed.addresses == regular else None


def _decoded(found: re.Match[str]) -> str:
    try:
        text = bytes.fromhex(found[0].replace("%", "")).decode()
    except UnicodeDecodeError:
        return found[0]
    # What browsers strip, or people cannot see, stays encoded.
    return text if text.isprintable() and not text.isspace() else found[0]
