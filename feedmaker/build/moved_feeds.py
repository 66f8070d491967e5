"""The addresses that feeds had before: readers keep requesting them for years."""

import json
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from feedmaker.build.feed_plans import PART, FeedPlan
from feedmaker.config.schema import Config
from feedmaker.state import State
from feedmaker.state.schema import FeedRow
from feedmaker.writer.output import Output
from feedmaker.writer.publish import Manifest
from feedmaker.writer.redirects import HOST_REDIRECTS, REDIRECTS, netlify_redirects, redirects
from feedmaker.writer.staged_files import StagedFile


def moved_feeds(
    manifest: Manifest | None, state: State, known: Mapping[str, FeedRow], plans: Sequence[FeedPlan]
) -> dict[str, str]:
    """Return former folder → key of every feed that has moved, by the state, the manifest and this build.

    A folder that a feed has now is not in it: that address serves the feed.
    """
    paths = {plan.key: plan.channel.path for plan in plans}
    moved = dict(manifest.moved if manifest else {})
    moved |= json.loads(state.meta("moved") or "{}")
    moved |= {row.path: key for key, row in known.items() if PART not in key and paths.get(key, row.path) != row.path}
    taken = set(paths.values())
    return {folder: key for folder, key in sorted(moved.items()) if folder not in taken}


def staged_redirects(
    config: Config, output: Output, moved: Mapping[str, str], plans: Sequence[FeedPlan]
) -> list[StagedFile]:
    """Stage the lists of redirects if any feed that has moved is still written. Raises OSError."""
    by_key = {plan.key: plan for plan in plans}
    feeds = [
        (folder, plan.channel.path, [path.rpartition("/")[2] for path in plan.paths.values()])
        for folder, key in moved.items()
        if (plan := by_key.get(key)) is not None
    ]
    if not feeds:
        return []
    data = redirects(urlsplit(config.site.feeds_url).path, feeds)
    documents = {REDIRECTS: data}
    if config.output.host:
        documents[HOST_REDIRECTS] = netlify_redirects(data) if config.output.host == "netlify" else data
    return output.stage(documents)
