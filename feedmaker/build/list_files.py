"""The files beside the feeds: index page, OPML, feeds_json, snippets, stylesheet."""

from collections.abc import Iterable

from feedmaker.config.schema import Config
from feedmaker.writer.feed_list import KINDS, FeedList, ListedFeed, feeds_json
from feedmaker.writer.staged_files import StagedFile


def list_drafts(config: Config, output: str, feeds: Iterable[ListedFeed]) -> list[StagedFile]:
    """Write the lists of all feeds where config.yaml asks for them (`output.index`)."""
    if not config.output.index:
        return []
    from feedmaker.writer.opml import opml
    from feedmaker.writer.pages.feed_page import SNIPPET_NAME, snippet
    from feedmaker.writer.pages.index_page import index_page
    from feedmaker.writer.pages.templates import FEED_CSS, feed_css
    from feedmaker.writer.pages.translations import texts_for

    site = config.site
    ordered = tuple(sorted(feeds, key=lambda feed: (KINDS.index(feed.kind), feed.path)))
    feed_list = FeedList(site.title, site.description, site.language, site.feeds_url, ordered, site.timezone)
    texts = texts_for(site.language, config.output.texts)
    files = {
        "index.html": index_page(feed_list, texts),
        "feeds.opml": opml(feed_list, texts),
        "feeds.json": feeds_json(feed_list),
        FEED_CSS: feed_css(texts),
    }
    for feed in ordered:
        prefix = f"{feed.path}/" if feed.path else ""
        files[prefix + SNIPPET_NAME] = snippet(feed, feed_list)
    return [StagedFile.write(output, path, data) for path, data in files.items()]
