"""Stage render: groups → staged documents. Only feeds that changed are rendered, and it is known why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from feedmaker.build import guards
from feedmaker.build.archives import archive_folder, archive_plans, part_of
from feedmaker.build.dependencies import changed_text, rendering_changes, rendering_hash, stored_dependencies
from feedmaker.build.feed_plans import PART, FeedPlan, Planner
from feedmaker.build.local_files import with_changed_media
from feedmaker.build.options import Job
from feedmaker.build.stages.group import GroupedSite, render_tasks
from feedmaker.build.stages.read import SourceChangedError, failure_problem
from feedmaker.build.up_to_date import published_versions
from feedmaker.build.workers.assemble import AssembledFeed, AssembleTask, assemble
from feedmaker.build.workers.context import BuildContext, memory_bound
from feedmaker.build.workers.render import RenderedEntry, render
from feedmaker.engine.batches import CRASHED, Engine
from feedmaker.object_store import is_url
from feedmaker.problems import BuildFailed
from feedmaker.report import MovedFeed
from feedmaker.state import State
from feedmaker.state.article_json import dump_problems
from feedmaker.state.schema import FeedRow
from feedmaker.text.article_paths import file_path
from feedmaker.text.messages import quoted
from feedmaker.writer.output import open_output
from feedmaker.writer.staged_files import FsyncPool, StagedFile

#: Documents of archives hold what they hold.
_UNBOUNDED = 1 << 62


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


class StaleFeeds:
    """Which feeds must be rendered again, and why."""

    def __init__(self, job: Job, state: State) -> None:
        self._full = job.options.full
        self._changes = rendering_changes(stored_dependencies(state), job.dependencies)
        self._known = state.feeds.all()
        self._with_changed_media = with_changed_media(state)
        intact = published_versions(job.paths.output)
        #: Published files that are no longer as they were published.
        self._broken = {path for path, version in state.feeds.outputs() if intact(path) != version}

    @property
    def known(self) -> Mapping[str, FeedRow]:
        """The feeds as they were last published."""
        return self._known

    def reason(self, plan: FeedPlan) -> str:
        """Return why a feed must be rendered, "" where it need not be."""
        known = self._known.get(plan.key)
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


def render_feeds(
    job: Job,
    state: State,
    engine: Engine,
    context: BuildContext,
    site: GroupedSite,
    stale: StaleFeeds,
    cache: dict[int, RenderedEntry],
    sync: FsyncPool,
) -> RenderedSite | None:
    """Render the entries of changed feeds and stage their documents; `cache` keeps rendered entries, by number.

    None where an article could not be rendered, which the state knows then, or where a feed must be rendered of which
    no article changed: the articles must be grouped again, all of them.
    Raises SourceChangedError where a file changed after it was read, BuildRefused, BuildFailed and OSError.
    """
    planner = Planner(job.config, rendering_hash(job.dependencies), stale.known)
    plans = planner.plans(site.groups, site.names)
    removed, moved = lost_addresses(plans, stale.known)
    guards.check_addresses(job, sum(PART not in key for key in stale.known), removed, moved)
    reasons = {plan.key: reason for plan in plans if (reason := stale.reason(plan))}
    changed = [plan for plan in plans if plan.key in reasons]
    if any(plan.group.is_unchanged for plan in changed):
        return None
    if not _render_entries(job, state, engine, context, site, changed, cache):
        return None
    made = _assemble(job, engine, context, changed, cache, sync)
    staged = [file for _, feed in made for file in feed.staged]
    parts = [part for plan, feed in made if plan.archives for part in archive_plans(plan, feed.entries)]
    reasons |= {part.key: reason for part in parts if (reason := stale.reason(part))}
    stale_parts = [part for part in parts if part.key in reasons]
    if not _render_entries(job, state, engine, context, site, stale_parts, cache):
        sync.wait()
        open_output(job.paths.output).discard(staged)
        return None
    made += _assemble(job, engine, context, stale_parts, cache, sync)
    rows = {plan.key: _row(plan, feed) for plan, feed in made}
    staged = [file for _, feed in made for file in feed.staged]
    return RenderedSite(
        plans=plans,
        reasons=reasons,
        archive_parts=parts,
        rows=rows,
        staged=staged,
        removed_feeds=removed,
        moved_feeds=moved,
        media={number: dict(entry.media) for number, entry in cache.items()},
    )


def lost_addresses(plans: Sequence[FeedPlan], known: Mapping[str, FeedRow]) -> tuple[list[str], list[MovedFeed]]:
    """Return the folders of published feeds that are no longer planned, and the feeds that are planned elsewhere."""
    paths = {plan.key: plan.channel.path for plan in plans}
    feeds = {key: row.path for key, row in known.items() if PART not in key}
    removed = sorted(path for key, path in feeds.items() if key not in paths)
    moved = sorted(MovedFeed(path, paths[key]) for key, path in feeds.items() if paths.get(key, path) != path)
    return removed, moved


def untouched_archives(rendered: RenderedSite, known: Mapping[str, FeedRow]) -> list[FeedPlan]:
    """Return the parts of the archives of feeds that were not rendered: they stay as they are."""
    plans = {plan.key: plan for plan in rendered.plans if plan.archives and plan.key not in rendered.reasons}
    found = []
    for key in known:
        feed, divider, part = key.partition(PART)
        if divider and feed in plans:
            found.append(part_of(plans[feed], int(part)))
    return found


def _render_entries(
    job: Job,
    state: State,
    engine: Engine,
    context: BuildContext,
    site: GroupedSite,
    plans: list[FeedPlan],
    cache: dict[int, RenderedEntry],
) -> bool:
    """Render what these feeds show and the cache lacks; return False where an article could not be rendered."""
    numbers = sorted({member.number for plan in plans for member in plan.shown} - cache.keys())
    changed_files, problems, failed = [], [], False
    tasks = render_tasks(state, site, numbers)
    for outcomes in engine.run(render, context, tasks, size=50, memory=memory_bound(job.config)):
        for task, result, failure in outcomes:
            if result is None:
                problem = failure_problem(job, failure, "render")
                state.articles.set_unrenderable(
                    task.number, dump_problems([problem]), try_again=file_path(task.path) == task.path
                )
                failed = True
            elif result.has_changed:
                changed_files.append(file_path(task.path))
            elif not result.file:
                state.articles.set_unrenderable(task.number, result.problems, try_again=False)
                failed = True
            else:
                cache[task.number] = result
                if result.problems != task.problems:
                    problems.append((result.problems, task.number))
        job.progress("render", len(cache), len(numbers))
    if changed_files:
        raise SourceChangedError(changed_files)
    state.articles.set_body_problems(problems)
    return not failed


def _assemble(
    job: Job,
    engine: Engine,
    context: BuildContext,
    plans: list[FeedPlan],
    cache: Mapping[int, RenderedEntry],
    sync: FsyncPool,
) -> list[tuple[FeedPlan, AssembledFeed]]:
    """Stage the documents of feeds; a dry run compares them with those that are published."""
    guards.check_targets((path for plan in plans for path in plan.paths.values()), job.paths)
    by_key = {plan.key: plan for plan in plans}
    made: list[tuple[FeedPlan, AssembledFeed]] = []
    errors: list[str] = []
    for outcomes in engine.run(assemble, context, (_task(job, plan, cache) for plan in plans), size=8):
        for task, feed, failure in outcomes:
            if feed is None:
                why = (
                    f"the process that wrote the feed {quoted(task.channel.title)} ended"
                    if failure == CRASHED
                    else failure
                )
                raise BuildFailed(f"{why}; every file of the output is whole", "run feedmaker again, with more memory")
            made.append((by_key[task.key], feed))
            errors += feed.errors
            if not is_url(job.paths.output):
                sync.submit([file.temporary for file in feed.staged if file.temporary])
        job.progress("assemble", len(made), len(plans))
    guards.check_valid(errors)
    return made


def _task(job: Job, plan: FeedPlan, cache: Mapping[int, RenderedEntry]) -> AssembleTask:
    return AssembleTask(
        key=plan.key,
        channel=plan.channel,
        entries=tuple(cache[member.number] for member in plan.shown),
        options=plan.options,
        paths=plan.paths,
        max_bytes=_UNBOUNDED if plan.part else job.config.feeds.max_bytes,
        total=len(plan.group.members),
        archive_size=plan.limit if plan.archives else 0,
        check=job.options.check,
    )


def _row(plan: FeedPlan, feed: AssembledFeed) -> FeedRow:
    return FeedRow(
        id=plan.channel.id,
        path=plan.channel.path,
        settings_hash=plan.settings_hash,
        entries_hash=plan.entries_hash,
        entries=feed.entries,
        info=feed.info,
    )
