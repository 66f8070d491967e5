"""One build, from the scan to the commit of the state."""

import os
from collections.abc import Iterable, Sequence
from datetime import datetime
from urllib.parse import urlsplit

from feedmaker.build import guards
from feedmaker.build.archives import archive_folder, archive_plans
from feedmaker.build.assemble import Crew
from feedmaker.build.feed_plans import PART, Plan, Planner, document_names, to_assemble
from feedmaker.build.group import Membership, gather, to_render
from feedmaker.build.ids import Displaced, displaced, hand_over, keep_id, settle_claims
from feedmaker.build.list_files import list_drafts
from feedmaker.build.options import Options, Places, Progress
from feedmaker.build.read import AGAIN, UNSETTLED, FileToRead, SourceChangedError, is_gone, left_out, too_slow
from feedmaker.build.report_builder import Accounts
from feedmaker.build.source_diff import Survey, ToRead
from feedmaker.build.tasks import Assembled, Rendered
from feedmaker.build.up_to_date import Glance
from feedmaker.build.versions import package_versions, reading_key, rendering_key, whole_key
from feedmaker.config.schema import Config
from feedmaker.engine.pool import Outcome, Pool, WorkerDiedError
from feedmaker.loader.scan import Folder, Patterns, scan
from feedmaker.problems import BuildFailed, Problem
from feedmaker.report import Report
from feedmaker.state import RACY, FileRow, State
from feedmaker.state.article_json import dump_problems
from feedmaker.writer.publish import Manifest, discard, publish, read_manifest, remove_staged_files
from feedmaker.writer.staged_files import FsyncPool, StagedFile


class Line:
    """The stages of one build and what they hand on."""

    def __init__(
        self,
        config: Config,
        places: Places,
        options: Options,
        now: datetime,
        progress: Progress,
        state: State,
        spool: str,
        skipped: frozenset[str],
    ) -> None:
        self._config = config
        self._places = places
        self._options = options
        self._now = int(now.timestamp())
        self._began = self._now * 1_000_000_000
        self._progress = progress
        self._state = state
        self._skipped = skipped
        versions = package_versions()
        self._reading = reading_key(config, versions)
        self._rendering = rendering_key(config, versions)
        self._whole = whole_key(config, versions)
        self._jobs = options.jobs or len(os.sched_getaffinity(0))
        self._crew = Crew(config, places, spool, document_names(config))
        self._count = int(state.meta("build") or 0) + 1
        self._accounts = Accounts(places, state, options)
        self._known = state.feeds()
        self._broken = self._accounts.broken_outputs()
        self._host = urlsplit(config.site.url).netloc
        self._drafts: list[StagedFile] = []
        self._fsync_pool = FsyncPool()
        self._published = False
        self._displaced: list[Displaced] = []
        #: Folders with files that the next build must look at again.
        self._again: set[str] = set()
        self._racy = False
        #: Articles that feeds would show and that could not be rendered.
        self._lost: set[int] = set()

    def run(self, seen: Glance) -> Report:
        """Do the whole line; `seen` is what a glance at the folders told, just now."""
        manifest = read_manifest(self._places.output)
        if not self._options.dry_run:
            remove_staged_files(self._places.output)
        try:
            with Pool(self._crew, self._jobs, self._config.articles.timeout) as pool:
                survey = self._read(pool, seen)
                pool.prepare("render")
                claims = settle_claims(self._state)
                guards.check_host(manifest, self._host, self._options, forgotten=self._count == 1)
                guards.check_ids(self._accounts.ids_changed, self._options)
                while True:
                    membership, plans, rendered = self._render(pool)
                    before = self._accounts.published_before(manifest)
                    guards.check_published(membership.published, before, self._config, self._options, survey.found)
                    made = self._assemble(pool, plans, rendered)
                    if (archives := self._archive(pool, membership, made, rendered)) is not None:
                        break
                    self._fsync_pool.wait()
                    discard(self._drafts)
                    self._drafts = []
                pool.dismiss()
                return self._finish(survey, claims, membership, [*made, *archives], manifest)
        except WorkerDiedError as death:
            raise guards.failed_by_death(death.items, death.how, self._places) from death
        except OSError as error:
            raise guards.failed_by_system(error, self._places) from error
        finally:
            self._fsync_pool.close()
            self._crew.close()
            if not self._published and not self._options.dry_run:
                remove_staged_files(self._places.output)

    def _read(self, pool: Pool, seen: Glance) -> Survey:
        state, source = self._state, self._config.source
        everything = self._options.full or state.meta("reading") != self._reading
        survey = Survey(
            state, began=self._began, everything=everything, doubtful=int(state.meta("doubtful") or 1 << 63)
        )
        folders: Iterable[Folder] | None = seen.folders
        if folders is None or self._options.wait or state.meta("build") != seen.build:
            patterns = Patterns(source.include, source.exclude)
            folders = scan(self._places.source, patterns, skip=frozenset({self._places.output}))
        for outcomes in pool.stage("read", survey.to_read(folders), pack=ToRead.packed):
            self._store(survey, outcomes)
            self._progress("read", survey.read, None)
        state.drop(file.number for _, file in survey.vanished)
        state.set_folders([*survey.folders, *((folder, b"") for folder in self._again)], survey.folders_gone)
        state.index()
        vanished = [Displaced(path, file, None) for path, file in survey.vanished]
        hand_over(state, [*vanished, *self._displaced], self._count)
        return survey

    def _store(self, survey: Survey, outcomes: Sequence[Outcome[ToRead, FileRow | FileToRead]]) -> None:
        rows = []
        same = []
        for (file, known, _), row in outcomes:
            if row is None:
                row = left_out(file, too_slow(self._config.articles.timeout, "read"))
            elif file.path in self._skipped:
                row = left_out(file, UNSETTLED, again=True)
            elif isinstance(row, FileToRead):
                same.append((row.size, row.mtime, row.inode, known and known.number))
                self._racy = self._racy or row.mtime >= self._began - RACY
                continue
            elif is_gone(row):
                raise SourceChangedError([file.path])
            kept = keep_id(known, row, self._count)
            rows.append((known.number if known else None, row, kept))
            self._accounts.was_read(known, row, kept)
            if (left := displaced(known, row)) is not None:
                self._displaced.append(left)
            if row.mtime == AGAIN:
                self._again.add(row.folder)
            self._racy = self._racy or row.mtime >= self._began - RACY
        self._state.put(rows)
        self._state.set_statuses(same)
        survey.same += len(same)

    def _render(self, pool: Pool) -> tuple[Membership, list[Plan], dict[int, Rendered]]:
        """Group, plan and render until every entry that a changed feed shows could be rendered."""
        planner = Planner(self._config, self._rendering, self._known)
        rendered: dict[int, Rendered] = {}
        spoiled = self._state.spoiled()
        while True:
            membership = gather(self._state, self._config, self._now, self._lost)
            shown = {member.number for group in membership.groups for member in group.members} if spoiled else set()
            if lost := (spoiled & shown) - self._lost:
                self._lost |= lost
                continue
            plans = planner.plans(membership.groups, membership.names)
            changed = [plan for plan in plans if self._is_stale(plan)]
            numbers = sorted({member.number for plan in changed for member in plan.shown} - rendered.keys())
            if not self._render_entries(pool, numbers, membership, rendered):
                self._accounts.planned(plans, changed)
                return membership, changed, rendered

    def _render_entries(
        self, pool: Pool, numbers: list[int], membership: Membership, rendered: dict[int, Rendered]
    ) -> bool:
        """Render entries; tell whether any had to be left out, so that the groups are no longer right."""
        failed, moved, problems = False, [], []
        for outcomes in pool.stage("render", to_render(self._state, membership, numbers), batch=50):
            for outcome in outcomes:
                result = outcome.result
                if result is None:
                    slow = dump_problems([too_slow(self._config.articles.timeout, "render")])
                    result = Rendered(outcome.item.number, "", 0, (), (), 0, slow)
                if result.changed:
                    moved.append(outcome.item.path)
                elif not result.spool:
                    self._state.spoil(result.number, result.problems)
                    self._lost.add(result.number)
                    failed = True
                else:
                    rendered[result.number] = result
                    if result.problems != outcome.item.problems:
                        problems.append((result.problems, result.number))
            self._progress("render", len(rendered), len(numbers))
        if moved:
            raise SourceChangedError(moved)
        self._state.set_body_problems(problems)
        return failed

    def _is_stale(self, plan: Plan) -> bool:
        known = self._known.get(plan.key)
        return (
            self._options.full
            or known is None
            or known.signature != plan.signature
            or not self._broken.isdisjoint(plan.paths.values())
            or (plan.archives and any(path.startswith(archive_folder(plan)) for path in self._broken))
        )

    def _archive(
        self, pool: Pool, membership: Membership, made: list[tuple[Plan, Assembled]], rendered: dict[int, Rendered]
    ) -> list[tuple[Plan, Assembled]] | None:
        """Bring the archives of changed feeds up to date; None when an entry had to be left out on the way."""
        parts = [part for plan, feed in made if plan.archives for part in archive_plans(plan, feed.entries)]
        stale = [part for part in parts if self._is_stale(part)]
        numbers = sorted({member.number for part in stale for member in part.shown} - rendered.keys())
        if self._render_entries(pool, numbers, membership, rendered):
            return None
        self._accounts.archived(parts)
        return self._assemble(pool, stale, rendered)

    def _assemble(self, pool: Pool, plans: list[Plan], rendered: dict[int, Rendered]) -> list[tuple[Plan, Assembled]]:
        if self._options.dry_run:
            return []
        guards.check_targets((path for plan in plans for path in plan.paths.values()), self._places)
        by_path = {(plan.channel.path, plan.part): plan for plan in plans}
        largest, check = self._config.feeds.max_bytes, self._options.check
        items = (to_assemble(plan, rendered, max_bytes=largest, check=check) for plan in plans)
        made, faults = [], list[str]()
        for outcomes in pool.stage("assemble", items, batch=8):
            written = list[str]()
            for outcome in outcomes:
                if outcome.result is None:
                    raise BuildFailed("a feed takes longer to write than articles.timeout allows", "raise it")
                self._drafts += outcome.result.drafts
                written += [draft.temporary for draft in outcome.result.drafts if draft.temporary]
                faults += outcome.result.errors
                made.append((by_path[outcome.item.channel.path, outcome.item.part], outcome.result))
            self._fsync_pool.submit(written)
            self._progress("assemble", len(made), len(plans))
        guards.check_valid(faults)
        return made

    def _finish(
        self,
        survey: Survey,
        claims: list[Problem],
        membership: Membership,
        made: list[tuple[Plan, Assembled]],
        manifest: Manifest | None,
    ) -> Report:
        accounts, state = self._accounts, self._state
        accounts.made(made)
        if self._options.dry_run:
            return accounts.report(survey, claims, membership, removed=0)
        self._drafts += list_drafts(self._config, self._places.output, accounts.infos())
        accounts.publishing(self._drafts)
        gone = accounts.outputs_gone(self._drafts, manifest)
        self._fsync_pool.wait()
        guards.check_foreign(self._drafts, accounts.ours(manifest), self._places.output)
        after = Manifest(frozenset(), membership.published, self._host)
        publish(self._places.output, self._drafts, before=manifest, obsolete=gone, after=after)
        report = accounts.report(
            survey, claims, membership, removed=sum(PART not in key for key in accounts.feeds_gone())
        )
        accounts.remember(self._drafts, gone)
        state.set_meta(
            {
                "build": str(self._count),
                "reading": self._reading,
                "whole": self._whole,
                "scan": "" if self._again else survey.digest,
                "doubtful": str(self._began - RACY) if survey.racy or self._racy else "",
                "due": "" if membership.due is None else str(membership.due),
                "report": report.to_json(),
            }
        )
        state.commit()
        self._published = True
        return report
