"""Autodiscovery: the `<link rel="alternate">` lines by which browsers and readers find a page's feeds.

Each feed gets one file, FILE_NAME, in its folder beside its documents. The owner of the site includes it in the
head of the category's page (server-side include, template include, or by hand): `categories/金融/autodiscovery.html`
holds the feed of 金融, then the site feed. HTML Standard, link type "alternate"; RSS Autodiscovery section 3.
"""

from markupsafe import escape

from feedmaker.text import media_types
from feedmaker.writer.feed_list import FORMAT_NAMES, FeedList, ListedFeed

#: Name of the snippet in the folder of each feed.
FILE_NAME = "autodiscovery.html"


def snippet(feed: ListedFeed, feed_list: FeedList) -> bytes:
    """Write the lines for the page of one feed: the feed itself first, for many take the first, then the site feed.

    One format a feed, so that nobody is asked to choose between twins; absolute URLs; titles differ.
    """
    feeds = [feed]
    if feed_list.site is not None and feed_list.site is not feed:
        feeds.append(feed_list.site)
    lines = [link_element(*address, title=each.title) for each in feeds for address in each.addresses[:1]]
    return "".join(lines).encode()


def alternates(feed: ListedFeed) -> str:
    """The lines for a feed in all its formats, best first, told apart by the format's name: for our own pages."""
    return "".join(
        link_element(format_, url, title=f"{feed.title} ({FORMAT_NAMES.get(format_, format_)})")
        for format_, url in feed.addresses
    )


def link_element(format_: str, url: str, *, title: str) -> str:
    """One line: `<link rel="alternate" type=… title=… href=…>`."""
    media_type = media_types.FEEDS.get(format_, "application/xml")
    return f'<link rel="alternate" type="{media_type}" title="{escape(title)}" href="{escape(url)}">\n'
