"""Counts, problems and changes of one build, and what of them the state remembers."""

import json
import os
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from feedmaker.build.archives import part_of
from feedmaker.build.feed_plans import PART, Plan
from feedmaker.build.group import Membership
from feedmaker.build.options import Options, Places
from feedmaker.build.source_diff import Survey
from feedmaker.build.tasks import Assembled
from feedmaker.loader.scan import printable_path
from feedmaker.problems import Problem
from feedmaker.report import ArticleCounts, Change, FeedCounts, Report
from feedmaker.state import FeedRow, FileRow, Kept, KnownFile, State
from feedmaker.state.article_json import load_problems
from feedmaker.writer.feed_list import ListedFeed, ListedFile
from feedmaker.writer.publish import Manifest
from feedmaker.writer.staged_files import StagedFile

#: Problems of the scan that keep a file from being an article.
_LEFT_OUT = frozenset({"file-name-not-utf8"})


class Accounts:
    """Keeps the books of one build."""

    def __init__(self, places: Places, state: State, options: Options) -> None:
        self._places = places
        self._state = state
        self._options = options
        self._plans: list[Plan] = []
        self._changed: list[Plan] = []
        self._known = state.feeds()
        self._archives: dict[str, Plan] = {}
        self._rows: dict[str, FeedRow] = {}
        self._files: dict[str, tuple[ListedFile, ...]] = {}
        self._written: list[str] = []
        self._before = dict(state.published()) if options.dry_run else {}
        #: Articles that would get another id although nothing but the configuration changed.
        self.ids_changed: list[str] = []

    def was_read(self, known: KnownFile | None, row: FileRow, kept: Kept) -> None:
        """Take note of a file that was read."""
        if known is None or known.status != "published" or known.content != row.content:
            return
        if kept[0] is not None and known.id != kept[0]:
            self.ids_changed.append(row.path)

    def broken_outputs(self) -> set[str]:
        """Name the published files that are no longer there as they were published."""
        return {
            path for path, size, mtime in self._state.outputs() if not intact(self._places.output, path, size, mtime)
        }

    def published_before(self, manifest: Manifest | None) -> int:
        """Tell how many entries the feeds have that lie in the output, as far as anybody knows."""
        if manifest is not None:
            return manifest.published
        report = self._state.meta("report")
        living = any(os.path.exists(f"{self._places.output}/{path}") for path, _, _ in self._state.outputs())
        return int(json.loads(report)["articles"]["published"]) if report and living else 0

    def planned(self, plans: list[Plan], changed: list[Plan]) -> None:
        """Take note of all feeds, and of those to be rendered."""
        self._plans, self._changed = plans, changed

    def archived(self, parts: list[Plan]) -> None:
        """Take note of every part of the archives of the feeds that were rendered."""
        self._archives = {part.key: part for part in parts}

    def made(self, made: Sequence[tuple[Plan, Assembled]]) -> None:
        """Take note of what was assembled."""
        for plan, feed in made:
            self._rows[plan.key] = FeedRow(plan.channel.id, plan.channel.path, plan.signature, feed.entries, feed.info)

    def publishing(self, drafts: Sequence[StagedFile]) -> None:
        """Take note of what is about to be published."""
        self._written = [draft.path for draft in drafts if draft.temporary is not None]

    def infos(self) -> Iterator[ListedFeed]:
        """Describe every feed for the lists."""
        return (self._info(plan, self._rows.get(plan.key) or self._known[plan.key]) for plan in self._plans)

    def feeds_gone(self) -> set[str]:
        """Give the keys of feeds, and of parts of archives, that are no longer."""
        kept = {plan.key for plan in self._plans} | self._archives.keys() | self._untouched_archives().keys()
        return self._known.keys() - kept

    def _untouched_archives(self) -> dict[str, Plan]:
        """Find the archives of the feeds that were not rendered: they stay as they are."""
        changed = {plan.key for plan in self._changed}
        plans = {plan.key: plan for plan in self._plans if plan.archives and plan.key not in changed}
        found = {}
        for key in self._known:
            feed, divider, part = key.partition(PART)
            if divider and feed in plans:
                found[key] = part_of(plans[feed], int(part))
        return found

    def outputs_gone(self, drafts: Sequence[StagedFile], manifest: Manifest | None) -> set[str]:
        """Name the files of feedmaker's that no feed writes any more."""
        plans = [*self._plans, *self._archives.values(), *self._untouched_archives().values()]
        kept = {path for plan in plans for path in plan.paths.values()} | {draft.path for draft in drafts}
        return ({path for path, _, _ in self._state.outputs()} | (manifest.files if manifest else set())) - kept

    def ours(self, manifest: Manifest | None) -> frozenset[str]:
        """Name every file in the output that feedmaker is known to have written."""
        return frozenset(path for path, _, _ in self._state.outputs()) | (manifest.files if manifest else frozenset())

    def remember(self, drafts: Sequence[StagedFile], gone: set[str]) -> None:
        """Put into the state what was published."""
        self._state.set_feeds(self._rows.items(), self.feeds_gone())
        self._state.set_outputs(((draft.path, draft.size, draft.mtime) for draft in drafts), gone)

    def report(self, survey: Survey, claims: list[Problem], membership: Membership, *, removed: int) -> Report:
        """Close the books."""
        statuses = self._state.status_counts()
        unread = sum(problem.code in _LEFT_OUT for problem in survey.problems)
        left_out = statuses.get("left_out", 0) + membership.left_out + unread
        found = survey.found + unread
        problems = self._problems(survey, claims, membership)
        before = _remembered_problems(self._state.meta("report"))
        written = set(self._written)
        feeds_written = [
            plan for plan in self._changed if self._options.dry_run or not written.isdisjoint(plan.paths.values())
        ]
        return Report(
            articles=ArticleCounts(
                found=found,
                published=membership.published,
                held=membership.held,
                draft=statuses.get("draft", 0),
                excluded=statuses.get("excluded", 0) + membership.excluded,
                duplicate=membership.duplicate,
                left_out=left_out,
                parsed=survey.read - survey.same,
                reused=survey.found - survey.read + survey.same,
            ),
            feeds=FeedCounts(
                total=len(self._plans),
                written=len(feeds_written),
                unchanged=len(self._plans) - len(feeds_written),
                removed=removed,
            ),
            problems=problems,
            fresh=tuple(problem for problem in problems if problem not in before),
            notices=tuple(notice for notice in (self._state.notice, self._nested()) if notice),
            changes=self._changes() if self._options.dry_run else (),
            output=self._places.output,
            written=tuple(sorted(self._written)),
            exit=1 if left_out or (self._options.strict and problems) else 0,
        )

    def _problems(self, survey: Survey, claims: list[Problem], membership: Membership) -> tuple[Problem, ...]:
        found = [*survey.problems, *claims]
        for path, _, problems, of_body in self._state.problems():
            found += (problem.at(path) for problem in (*load_problems(problems), *load_problems(of_body)))
        for copy, original in membership.copies:
            found.append(Problem("article-copied", f"is an exact copy of {original}", "remove one of the two").at(copy))
        for variants in membership.variants:
            others = ", ".join(map(repr, variants.others))
            message = f"category {variants.name!r} is also spelled {others}: they are one feed"
            hint = "spell it alike everywhere, or name the spellings in categories.aliases"
            found.append(Problem("category-variants", message, hint).at(self._state.path(variants.number)))
        found.sort(key=lambda problem: (problem.path, problem.line or 0, problem.code, problem.message))
        return tuple(p.at(self._places.shown(printable_path(p.path))) for p in dict.fromkeys(found))

    def _nested(self) -> str:
        """Say once that the output lies among the articles."""
        if not self._state.fresh or not self._places.output.startswith(self._places.source + "/"):
            return ""
        return f"the output lies inside source {self._places.source_name}: its files are not taken for articles"

    def _changes(self) -> tuple[Change, ...]:
        """Compare what subscribers have with what they would get."""
        after = dict(self._state.published())
        found = []
        for path, (id_, content, title) in after.items():
            before = self._before.get(path)
            if before is not None and before[0] != id_:
                found.append(Change("id changed", path, title))
            elif before is not None and before[1] != content:
                found.append(Change("changed", path, title))
        ids = {values[0] for values in self._before.values()}
        found += (Change("new", p, t) for p, (i, _, t) in after.items() if i not in ids and p not in self._before)
        ids = {values[0] for values in after.values()}
        found += (Change("gone", p, t) for p, (i, _, t) in self._before.items() if i not in ids and p not in after)
        return tuple(sorted(found, key=lambda change: (change.path, change.kind)))

    def _info(self, plan: Plan, row: FeedRow) -> ListedFeed:
        updated, files = json.loads(row.info)
        channel, group = plan.channel, plan.group
        urls = plan.settings
        return ListedFeed(
            path=channel.path,
            id=channel.id,
            title=channel.title,
            category=group.names,
            kind=group.key[0],
            urls=tuple((name, setting.self_url) for name, setting in urls.items() if name != "page"),
            link=channel.link,
            language=channel.language,
            entries=row.entries,
            articles=group.total,
            updated=None if updated is None else datetime.fromtimestamp(updated, UTC),
            weeks=group.weeks,
            files=tuple(ListedFile(*file) for file in files),
            page=urls["page"].self_url if "page" in urls else None,
        )


def intact(output: str, path: str, size: int, mtime: int) -> bool:
    """Tell whether a published file lies there as it was published."""
    try:
        status = os.stat(f"{output}/{path}", follow_symlinks=False)
    except OSError:
        return False
    return status.st_size == size and status.st_mtime_ns == mtime


def _remembered_problems(report: str) -> set[Problem]:
    return {Problem(**values) for values in json.loads(report)["problems"]} if report else set()
