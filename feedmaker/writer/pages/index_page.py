"""index.html, the page on which people choose feeds: the tree of feeds as nested lists, each with a small chart.

The rows are written by hand because there may be thousands. A full row needs no script: name, count, last day, chart,
links. A short row, for sites of very many feeds, leaves the chart and the links to the page's script and keeps what a
person without script needs: name, count, day, link.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple
from zoneinfo import ZoneInfo

from markupsafe import escape

from feedmaker.config.schema import FILE_NAMES
from feedmaker.text.languages import language_name
from feedmaker.writer.feed_list import FORMAT_NAMES, KIND_HEADINGS, FeedList, ListedFeed, Node, tree
from feedmaker.writer.pages.feed_page import alternates
from feedmaker.writer.pages.templates import Texts, direction, fill, render

#: index.html stays below this many bytes for a thousand feeds: above it, rows are short.
MAX_BYTES = 200_000
#: Above this many feeds, full rows are not even tried.
_MAX_FULL_ROWS = 1_000

#: A chart of fewer articles says nothing.
MIN_CHART_ARTICLES = 12
#: Height of a chart in units of the drawing; a week is one unit wide.
CHART_HEIGHT = 12
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"

#: A percent-encoded character beyond ASCII, such as %E6%B8%AF. Browsers encode it again; it is three times shorter
#: in the page.
_ENCODED = re.compile(r"(?:%[89A-F][0-9A-F])+")


class _RowStyle(NamedTuple):
    """What all rows share."""

    texts: Texts
    #: BCP 47 of the page.
    language: str
    zone: ZoneInfo
    #: Base URL of the output; links below it are written relative.
    base: str
    #: The formats that a short row need not name.
    formats: tuple[str, ...]
    full: bool


def index_page(feed_list: FeedList, texts: Texts) -> bytes:
    """Write index.html."""
    if len(feed_list.feeds) <= _MAX_FULL_ROWS:
        page = _render(feed_list, texts, full=True)
        if len(page) <= MAX_BYTES:
            return page
    return _render(feed_list, texts, full=False)


def _render(feed_list: FeedList, texts: Texts, *, full: bool) -> bytes:
    site = feed_list.site
    sample = site or next(iter(feed_list.feeds), None)
    formats = tuple(format_ for format_, _ in sample.addresses) if sample else ()
    language = feed_list.language or "en"
    style = _RowStyle(texts, language, ZoneInfo(feed_list.timezone), feed_list.url, formats, full)
    sections = [
        {"id": kind, "title": texts[heading], "rows": _nested_list(tree(feeds), style)}
        for kind, heading in KIND_HEADINGS.items()
        if (feeds := feed_list.of_kind(kind))
    ]
    return render(
        "index",
        texts=texts,
        feed_list=feed_list,
        language=language,
        direction=direction(language),
        site=site,
        site_chart=_figure(site, texts) if site else "",
        site_links=_links(site, style) if site else "",
        site_facts=_facts(site, style) if site else "",
        alternates=alternates(site.title, site.addresses) if site else "",
        sections=sections,
        formats=[(format_, FORMAT_NAMES[format_], FILE_NAMES[format_]) for format_ in formats],
        span=max((len(feed.weeks) for feed in feed_list.feeds), default=0),
    )


def _figure(feed: ListedFeed, texts: Texts) -> str:
    """Draw the chart of a feed with its label as a caption."""
    drawn = chart(feed.weeks, texts)
    caption = f'<figcaption aria-hidden="true"><bdi>{_label(feed.weeks, texts)}</bdi></figcaption>'
    return f"<figure>{drawn}{caption}</figure>" if drawn else ""


def _label(weeks: Sequence[int], texts: Texts) -> str:
    return escape(fill(texts["chart"], weeks=len(weeks), sum=sum(weeks), peak=max(weeks, default=0)))


def chart(weeks: Sequence[int], texts: Texts) -> str:
    """Draw the weeks, oldest first, as an SVG element with a label for screen readers; "" for too few articles."""
    if sum(weeks) < MIN_CHART_ARTICLES:
        return ""
    label = _label(weeks, texts)
    return (
        f'<svg viewBox="0 0 {len(weeks)} {CHART_HEIGHT}" preserveAspectRatio="none" role="img" '
        f'aria-label="{label}"><path d="{chart_path(weeks)}"/></svg>'
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
    return "".join([*steps, f"h{run}v{height}z"])


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


def _nested_list(nodes: Sequence[Node], style: _RowStyle) -> str:
    """Write a `<ul>` of rows and of the rows below them."""
    return f"<ul>{''.join(_row(node, style) for node in nodes)}</ul>"


def _row(node: Node, style: _RowStyle) -> str:
    below = _nested_list(node.children, style) if node.children else ""
    feed = node.feed
    if feed is None:
        return f"<li><div><span>{escape(node.name)}</span></div>{below}</li>"
    folder = None if style.full else _folder(feed, style)
    href = escape(relative(folder or feed.page or feed.url or feed.link, style.base))
    name = language_name(node.name, style.language) if feed.kind == "language" else node.name
    head = f'<div><a href="{href}">{escape(name)}</a>{_facts(feed, style, full=folder is None)}'
    if folder is None:
        drawn = chart(feed.weeks, style.texts) or "<i></i>"
        return f"<li>{head}{drawn}<span>{_links(feed, style)}</span></div>{below}</li>"
    weeks = packed_weeks(feed.weeks) if sum(feed.weeks) >= MIN_CHART_ARTICLES else ""
    opening = f'<li data-w="{weeks}">' if weeks else "<li>"
    return f"{opening}{head}</div>{below}</li>"


def _facts(feed: ListedFeed, style: _RowStyle, *, full: bool = True) -> str:
    """Write the number of articles and the day of the newest update."""
    text = style.texts["articles_one"] if feed.articles == 1 else fill(style.texts["articles"], count=feed.articles)
    if feed.updated is None:
        return f"<b>{escape(text)}</b><i></i>"
    day = feed.updated.astimezone(style.zone).date()
    if not full:
        return f"<b>{escape(text)}</b><time>{day}</time>"
    spoken = escape(fill(style.texts["updated"], day=day))
    return f'<b>{escape(text)}</b><time datetime="{day}">{spoken}</time>'


def _links(feed: ListedFeed, style: _RowStyle) -> str:
    """Write the links to a feed's documents."""
    label = style.texts["link_label"]
    return "".join(
        f'<a href="{escape(relative(url, style.base))}" '
        f'aria-label="{escape(fill(label, format=FORMAT_NAMES[format_], name=feed.name))}">'
        f"{FORMAT_NAMES[format_]}</a>"
        for format_, url in feed.addresses
    )


def _folder(feed: ListedFeed, style: _RowStyle) -> str | None:
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
