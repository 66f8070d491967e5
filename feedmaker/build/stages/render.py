"""Stage render: groups → staged documents. Only feeds that changed are rendered, and it is known why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from feedmaker.build import guards
from feedmaker.build.archives import archive_folder, archive_plans, part_of
from feedmaker.build.dependencies import changed_text, rendering_changes, rendering_hash, stored_dependencies
from feedmaker.build.feed_plans import PART, FeedPlan, Planner
from feedmaker.build.local_files import with_changed_media
from feedmaker.build.options import Job
from feedmaker.build.running import Run
from feedmaker.build.stages.documents import DocumentMaker, RenderedSoFar
from feedmaker.build.stages.group import GroupedSite
from feedmaker.build.workers.assemble import AssembledFeed
from feedmaker.report import MovedFeed
from feedmaker.state import State
from feedmaker.state.schema import FeedRow
from feedmaker.writer.output import Output
from feedmaker.writer.staged_files import StagedFile


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedSite:
    """The feeds, of which those that changed are staged."""

    plans: list[FeedPlan]
    #: Key of a feed, or of a part of its archives, that was rendered → why.
    reasons: Mapping[str, str]
    #: Every part of the archives of the feeds that were rendered.
    archive_parts: list[FeedPlan]
    #: What was assembled, by key, as the state will have it.
    rows: dict[str, FeedRow]
    staged: list[StagedFile]
    #: Folders of published feeds that are no longer written, and feeds whose folder is another one.
    removed_feeds: list[str]
    moved_feeds: list[MovedFeed]
    #: Number of an article that was rendered → the media files that were looked for, with their versions.
    media: Mapping[int, Mapping[str, str]]
    #: The feeds as they were last published, by key.
    known: Mapping[str, FeedRow]


class StaleFeeds:
    """Which feeds must be rendered again, and why."""

    def __init__(self, job: Job, state: State, output: Output) -> None:
        """Raises StoreError."""
        self._full = job.options.full
        self._changes = rendering_changes(stored_dependencies(state), job.dependencies)
        #: The feeds as they were last published, by key.
        self.known: Mapping[str, FeedRow] = state.feeds.all()
        self._with_changed_media = with_changed_media(state)
        #: Published files that are no longer as they were published.
        self._broken = {path for path, version in state.feeds.outputs() if output.version(path) != version}

    def reason(self, plan: FeedPlan) -> str:
        """Return why a feed must be rendered, "" where it need not be."""
        known = self.known.get(plan.key)
        if self._full:
            return "--full"
        if known is None:
            return "new"
        if broken := sorted(self._broken.intersection(plan.files)):
            return f"{broken[0]} is missing or was changed"
        if plan.archives and any(path.startswith(archive_folder(plan)) for path in self._broken):
            return "a file of its archives is missing or was changed"
        if known.settings_hash != plan.settings_hash:
            return changed_text(self._changes) or "its title, address or settings changed"
        if self._with_changed_media and (
            plan.group.is_unchanged or any(one.number in self._with_changed_media for one in plan.group.members)
        ):
            return "pictures or enclosures changed"
        return "" if plan.group.is_unchanged or known.entries_hash == plan.entries_hash else "articles changed"


def render_feeds(run: Run, site: GroupedSite, stale: StaleFeeds, rendered: RenderedSoFar) -> RenderedSite | None:
    """Render the entries of changed feeds and stage their documents.

    None where an article could not be rendered, which the state knows then, or where a feed must be rendered of which
    no article changed: the articles must be grouped again, all of them.
    Raises SourceChangedError where a file changed after it was read, BuildRefused, BuildFailed and OSError.
    """
    planner = Planner(run.job.config, rendering_hash(run.job.dependencies), stale.known)
    plans = planner.plans(site.groups, site.names)
    removed, moved = lost_addresses(plans, stale.known)
    guards.check_addresses(run.job, sum(PART not in key for key in stale.known), removed, moved)
    reasons = {plan.key: reason for plan in plans if (reason := stale.reason(plan))}
    changed = [plan for plan in plans if plan.key in reasons]
    if any(plan.group.is_unchanged for plan in changed):
        return None
    documents = DocumentMaker(run, site, rendered)
    if (made := documents.make(changed)) is None:
        return None
    parts = [part for plan, feed in made if plan.archives for part in archive_plans(plan, feed.entries)]
    reasons |= {part.key: reason for part in parts if (reason := stale.reason(part))}
    if (made_parts := documents.make([part for part in parts if part.key in reasons])) is None:
        return None
    made += made_parts
    documents.discard_others(made)
    return RenderedSite(
        plans=plans,
        reasons=reasons,
        archive_parts=parts,
        rows={plan.key: _row(plan, feed) for plan, feed in made},
        staged=[file for _, feed in made for file in feed.staged],
        removed_feeds=removed,
        moved_feeds=moved,
        media={number: dict(entry.media) for number, entry in rendered.entries.items()},
        known=stale.known,
    )


def lost_addresses(plans: Sequence[FeedPlan], known: Mapping[str, FeedRow]) -> tuple[list[str], list[MovedFeed]]:
    """Return the folders of published feeds that are no longer planned, and the feeds that are planned elsewhere."""
    paths = {plan.key: plan.channel.path for plan in plans}
    feeds = {key: row.path for key, row in known.items() if PART not in key}
    removed = sorted(path for key, path in feeds.items() if key not in paths)
    moved = sorted(MovedFeed(path, paths[key]) for key, path in feeds.items() if paths.get(key, path) != path)
    return removed, moved


def untouched_archives(rendered: RenderedSite) -> list[FeedPlan]:
    """Return the parts of the archives of feeds that were not rendered: they stay as they are."""
    plans = {plan.key: plan for plan in rendered.plans if plan.archives and plan.key not in rendered.reasons}
    found = []
    for key in rendered.known:
        feed, divider, part = key.partition(PART)
        if divider and feed in plans:
            found.append(part_of(plans[feed], int(part)))
    return found


def _row(plan: FeedPlan, feed: AssembledFeed) -> FeedRow:
    return FeedRow(
        id=plan.channel.id,
        path=plan.channel.path,
        settings_hash=plan.settings_hash,
        entries_hash=plan.entries_hash,
        entries=feed.entries,
        info=feed.info,
    )
