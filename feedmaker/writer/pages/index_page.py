"""index.html, the page on which people choose feeds."""

from zoneinfo import ZoneInfo

from feedmaker.config.schema import FILE_NAMES
from feedmaker.writer.feed_list import FORMAT_NAMES, KIND_HEADINGS, FeedList, tree
from feedmaker.writer.pages import index_rows
from feedmaker.writer.pages.feed_page import alternates
from feedmaker.writer.pages.templates import render
from feedmaker.writer.pages.translations import Texts, direction

#: index.html stays below this many bytes for a thousand feeds: above it, rows are short.
MAX_BYTES = 200_000

#: Above this many feeds, full rows are not even tried.
_MAX_FULL_ROWS = 1_000


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
    formats = tuple(format_ for format_, _ in sample.addresses if format_ in FILE_NAMES) if sample else ()
    style = index_rows.RowStyle(texts, ZoneInfo(feed_list.timezone), feed_list.url, formats, full)
    sections = [
        {"id": kind, "title": texts[heading], "rows": index_rows.nested_list(tree(feeds), style)}
        for kind, heading in KIND_HEADINGS.items()
        if (feeds := feed_list.of_kind(kind))
    ]
    language = feed_list.language or "en"
    return render(
        "index",
        texts=texts,
        feed_list=feed_list,
        language=language,
        direction=direction(language),
        site=site,
        site_chart=index_rows.chart(site.weeks, texts) if site else "",
        site_links=index_rows.links(site, style) if site else "",
        site_facts=index_rows.facts(site, style) if site else "",
        alternates=alternates(site.title, site.addresses) if site else "",
        sections=sections,
        formats=[(format_, FORMAT_NAMES[format_], FILE_NAMES[format_]) for format_ in formats],
        span=max((len(feed.weeks) for feed in feed_list.feeds), default=0),
    )
