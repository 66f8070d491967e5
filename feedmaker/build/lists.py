"""The files beside the feeds: index page, OPML, manifest, snippets, stylesheet."""

from collections.abc import Iterable

from feedmaker.config.schema import Config
from feedmaker.writer.directory import FeedInfo
from feedmaker.writer.draft import Draft


def list_drafts(config: Config, output: str, feeds: Iterable[FeedInfo]) -> list[Draft]:
    """Write the lists of all feeds where config.yaml asks for them (`output.index`)."""
    if not config.output.index:
        return []
    from feedmaker.writer.directory import KINDS, Directory
    from feedmaker.writer.manifest import feeds_json
    from feedmaker.writer.opml import opml

    site = config.site
    ordered = sorted(feeds, key=lambda feed: (KINDS.index(feed.kind), feed.path))
    directory = Directory(site.title, site.description, site.language, site.feeds_url, tuple(ordered), site.timezone)
    return [
        Draft.write(output, "feeds.opml", opml(directory)),
        Draft.write(output, "feeds.json", feeds_json(directory)),
    ]
