"""Feeds → staged documents, on the workers: what stage render does with the feeds that changed.

On this computer every entry is rendered once, into a cache on disk, of which documents are assembled. On a cluster,
whose workers need not share a disk, the worker that assembles a feed renders its entries too.
"""

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from typing import NamedTuple

from feedmaker.build import guards
from feedmaker.build.feed_plans import FeedPlan, by_shared_entries
from feedmaker.build.running import Run
from feedmaker.build.stages.group import GroupedSite, render_tasks
from feedmaker.build.stages.read import SourceChangedError, failure_problem
from feedmaker.build.workers.assemble import AssembledFeed, AssembleTask, assemble, fetch_to_render
from feedmaker.build.workers.context import memory_bound
from feedmaker.build.workers.render import render, rendering
from feedmaker.build.workers.tasks import RenderedEntry, RenderTask
from feedmaker.engine.batches import CRASHED
from feedmaker.object_store import is_url
from feedmaker.problems import BuildFailed
from feedmaker.state.article_json import dump_problems
from feedmaker.text.article_paths import file_path
from feedmaker.text.messages import quoted
from feedmaker.writer.staged_files import StagedFile

#: Documents of archives hold what they hold.
_UNBOUNDED = 1 << 62
#: Feeds in a batch; more of them on a cluster, where it renders their entries (docs/scale.md has the figures).
_FEEDS, _FEEDS_RENDERED = 8, 16


class _MadeFeed(NamedTuple):
    """A feed whose documents are staged, and what they were made of."""

    settings_hash: bytes
    entries_hash: bytes
    feed: AssembledFeed


@dataclass(slots=True)
class RenderedSoFar:
    """What one build has rendered: it is kept where articles have to be grouped again."""

    #: By number.
    entries: dict[int, RenderedEntry] = field(default_factory=dict)
    #: By the key of a feed, or of a part of its archives.
    feeds: dict[str, _MadeFeed] = field(default_factory=dict)
    #: Every file that was staged.
    staged: list[StagedFile] = field(default_factory=list)


class DocumentMaker:
    """Stages the documents of feeds; a dry run compares them with those that are published."""

    def __init__(self, run: Run, site: GroupedSite, rendered: RenderedSoFar) -> None:
        self._job = run.job
        self._state = run.state
        self._engine = run.engine
        self._context = run.context
        self._sync = run.sync
        self._output = run.output
        self._site = site
        self._rendered = rendered
        self._size = _FEEDS_RENDERED if run.context.is_remote else _FEEDS
        self._changed_files: list[str] = []
        self._problems: list[tuple[str, int]] = []

    def make(self, plans: list[FeedPlan]) -> list[tuple[FeedPlan, AssembledFeed]] | None:
        """Stage the documents of these feeds.

        None where an article could not be rendered, which the state knows then.
        Raises SourceChangedError where a file changed after it was read, BuildRefused, BuildFailed and OSError.
        """
        guards.check_targets((path for plan in plans for path in plan.paths.values()), self._job.paths)
        made = self._rendered.feeds
        for plan in plans:
            if plan.key in made and made[plan.key][:2] != (plan.settings_hash, plan.entries_hash):
                del made[plan.key]
        missing = [plan for plan in plans if plan.key not in made]
        if self._context.is_remote:
            missing = self._assemble(by_shared_entries(missing, self._size), retry=False)
        # What a cluster could not assemble is rendered entry by entry, which shows an article that is too slow or ends
        # its worker. Where there is none, the worker was lost for another reason.
        if not self._render({member.number for plan in missing for member in plan.shown}):
            return None
        self._assemble(missing, retry=True)
        if any(plan.key not in made for plan in plans):
            return None
        found = [(plan, made[plan.key].feed) for plan in plans]
        guards.check_valid([error for _, feed in found for error in feed.errors])
        return found

    def discard_others(self, made: Iterable[tuple[FeedPlan, AssembledFeed]]) -> None:
        """Remove what was staged for feeds that are not published after all."""
        needed = {file.temporary for _, feed in made for file in feed.staged}
        if others := [file for file in self._rendered.staged if file.temporary not in needed]:
            self._sync.wait()
            self._output.discard(others)

    def _render(self, numbers: Set[int]) -> bool:
        """Render the entries that were not rendered yet; return False where an article could not be rendered."""
        known = self._rendered.entries
        wanted = sorted(numbers if self._context.is_remote else numbers - known.keys())
        tasks = render_tasks(self._state, self._site, wanted)
        is_complete = True
        memory = memory_bound(self._job.config)
        for outcomes in self._engine.run(render, self._context, tasks, size=50, memory=memory, around=rendering):
            for task, entry, failure in outcomes:
                is_complete &= self._take(task, entry, failure)
            self._job.progress("render", len(known), len(wanted))
        self._report_entries()
        return is_complete

    def _assemble(self, plans: list[FeedPlan], *, retry: bool) -> list[FeedPlan]:
        """Stage the documents of feeds; return those that failed, where the engine may not try them again."""
        by_key = {plan.key: plan for plan in plans}
        failed: list[FeedPlan] = []
        done = 0
        tasks = self._tasks(plans)
        for outcomes in self._engine.run(
            assemble, self._context, tasks, size=self._size, around=fetch_to_render, retry=retry
        ):
            staged_before = len(self._rendered.staged)
            for task, feed, failure in outcomes:
                if feed is not None:
                    self._keep(by_key[task.key], task, feed)
                elif retry:
                    raise _not_assembled(task, failure)
                else:
                    failed.append(by_key[task.key])
            self._force_to_disk(self._rendered.staged[staged_before:])
            done += len(outcomes)
            self._job.progress("assemble", done, len(plans))
        self._report_entries()
        return failed

    def _force_to_disk(self, staged: Iterable[StagedFile]) -> None:
        if not is_url(self._job.paths.output):
            self._sync.submit([file.temporary for file in staged if file.temporary])

    def _tasks(self, plans: list[FeedPlan]) -> Iterator[AssembleTask]:
        for start in range(0, len(plans), self._size):
            some = plans[start : start + self._size]
            to_render: dict[int, RenderTask] = {}
            if self._context.is_remote:
                numbers = sorted({member.number for plan in some for member in plan.shown})
                to_render = {task.number: task for task in render_tasks(self._state, self._site, numbers)}
            for plan in some:
                yield self._task(plan, to_render)

    def _task(self, plan: FeedPlan, to_render: Mapping[int, RenderTask]) -> AssembleTask:
        """Return the task of a feed, whose entries are to be rendered there, or were rendered."""
        shown = [member.number for member in plan.shown]
        return AssembleTask(
            key=plan.key,
            channel=plan.channel,
            entries=() if to_render else tuple(self._rendered.entries[number] for number in shown),
            to_render=tuple(to_render[number] for number in shown) if to_render else (),
            options=plan.options,
            paths=plan.paths,
            max_bytes=_UNBOUNDED if plan.part else self._job.config.feeds.max_bytes,
            total=len(plan.group.members),
            archive_size=plan.group.limit if plan.archives else 0,
            check=self._job.options.check,
        )

    def _keep(self, plan: FeedPlan, task: AssembleTask, feed: AssembledFeed) -> None:
        """Keep the result of a feed, and stage its documents where its worker could not."""
        reported = {entry.number: entry for entry in feed.rendered}
        # Of another entry its worker had nothing to report: it names no media, and its problems are known.
        known = (RenderedEntry(one.number, sizes=(0,), problems=one.problems) for one in task.to_render)
        taken = [self._take(one, reported.get(one.number, was)) for one, was in zip(task.to_render, known, strict=True)]
        if not all(taken):
            return
        if feed.documents:
            staged = self._output.stage(feed.documents, self._job.config.output.precompress, sync=False)
            feed = feed._replace(documents={}, staged=tuple(staged))
        self._rendered.feeds[plan.key] = _MadeFeed(plan.settings_hash, plan.entries_hash, feed._replace(rendered=()))
        self._rendered.staged += feed.staged

    def _take(self, task: RenderTask, entry: RenderedEntry | None, failure: str = "") -> bool:
        """Keep the result of an entry; return False where it could not be rendered."""
        known = self._rendered.entries
        if entry is not None and entry.has_changed:
            self._changed_files.append(file_path(task.path))
            return False
        if entry is not None and entry.sizes:
            if entry.problems != task.problems and known.get(task.number) != entry:
                self._problems.append((entry.problems, task.number))
            known[task.number] = entry
            return True
        problems = dump_problems([failure_problem(self._job, failure, "render")]) if entry is None else entry.problems
        again = entry is None and file_path(task.path) == task.path
        self._state.articles.set_unrenderable(task.number, problems, try_again=again)
        return False

    def _report_entries(self) -> None:
        """Raises SourceChangedError."""
        if self._changed_files:
            raise SourceChangedError(sorted(set(self._changed_files)))
        self._state.articles.set_body_problems(self._problems)
        self._problems = []


def _not_assembled(task: AssembleTask, failure: str) -> BuildFailed:
    why = f"the process that wrote the feed {quoted(task.channel.title)} ended" if failure == CRASHED else failure
    return BuildFailed(f"{why}; every file of the output is whole", "run feedmaker again, with more memory")
