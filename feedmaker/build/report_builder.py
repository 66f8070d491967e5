"""The report of a build, from what its stages found."""

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import merge

from feedmaker.build.options import Job
from feedmaker.build.publication_window import window
from feedmaker.build.stages.group import GroupedSite
from feedmaker.build.stages.render import RenderedSite
from feedmaker.build.stages.scan import ReadSummary
from feedmaker.loader.scan import printable_path
from feedmaker.problems import Problem
from feedmaker.report import (
    NO_LINK,
    ArticleCounts,
    Change,
    FeedCounts,
    Reasons,
    RenderedFeed,
    Report,
    exit_of_build,
    without_link,
)
from feedmaker.state import State
from feedmaker.state.article_json import load, load_problems, title_of
from feedmaker.text.messages import quoted
from feedmaker.writer.labels import load_labels

#: Articles that the problem of a link names.
_NAMED = 5
#: Problems of the scan by which a file is left out, or a folder, whose files nobody can count.
_LEFT_OUT = frozenset({"file-name-not-utf8", "folder-unreadable"})


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildResult:
    """What the stages found."""

    read: ReadSummary
    site: GroupedSite
    rendered: RenderedSite
    #: Paths of the files under the output that earlier builds wrote.
    published: frozenset[str]


def build_report(job: Job, state: State, result: BuildResult, notices: Iterable[str], written: Sequence[str]) -> Report:
    """Return the report; `written` are the paths under the output of files that were written, or would be."""
    read, site, rendered = result.read, result.site, result.rendered
    statuses = state.articles.status_counts()
    # a file with several articles counts as these
    sections = state.due.count_sections() - statuses["split"] if "split" in statuses else 0
    unread = sum(problem.code in _LEFT_OUT for problem in read.problems)
    left_out = statuses.get("left_out", 0) + site.left_out + unread
    no_link = state.due.count_without(*window(job.config.articles, job.now))
    problems = tuple(_problems(job, state, result))
    if no_link:
        problems = (*problems, without_link(no_link).at(_configuration(job)))
    known = set(map(_identity, state.feeds.reported()))
    new_problems = tuple(problem for problem in problems if _identity(problem) not in known)
    feeds = _rendered_feeds(rendered, frozenset(written))
    return Report(
        articles=ArticleCounts(
            found=read.found + unread + sections,
            published=site.published,
            held=site.held,
            draft=statuses.get("draft", 0),
            excluded=statuses.get("excluded", 0) + site.excluded,
            duplicate=site.duplicate,
            left_out=left_out,
            parsed=read.parsed,
            reused=read.found + sections - read.parsed,
        ),
        feeds=FeedCounts(
            total=len(rendered.plans),
            written=len(feeds),
            unchanged=len(rendered.plans) - len(feeds),
            removed=len(rendered.removed_feeds),
            moved=len(rendered.moved_feeds),
        ),
        problems=problems,
        new_problems=new_problems,
        known_problems=len(problems) - len(new_problems),
        notices=tuple(filter(None, notices)),
        without_link=no_link,
        changes=_changes(job, state, result, frozenset(written)),
        reasons=Reasons(articles=dict(read.reasons), feeds=tuple(feeds)),
        new_feeds=tuple(_new_feeds(result)),
        removed_feeds=tuple(rendered.removed_feeds),
        moved_feeds=tuple(rendered.moved_feeds),
        output=job.paths.output,
        written=tuple(sorted(written)),
        exit=exit_of_build(left_out, has_problems=bool(problems), strict=job.options.strict),
    )


def _identity(problem: Problem) -> Problem:
    """Return the identity of a problem in the last report: a changed number of articles without link is not new."""
    return problem._replace(message="") if problem.code == NO_LINK else problem


def _problems(job: Job, state: State, result: BuildResult) -> Iterator[Problem]:
    """Yield every problem once, by path and line."""
    for prefix, source in job.paths.sources.items():
        if not result.read.found_in.get(prefix):
            hint = "correct source.path, or add a pattern to source.include"
            yield Problem("source-empty", "no file matches source.include", hint, path=source.shown)
    found = [*result.read.problems, *result.read.claims, *_of_site(job, state, result.site)]
    previous = None
    for problem in merge(_of_files(state), sorted(found, key=_order), key=_order):
        if problem != previous:
            previous = problem
            yield problem.at(job.paths.shown(printable_path(problem.path)))
    yield from _of_feeds(job, result.rendered)


def _of_feeds(job: Job, rendered: RenderedSite) -> Iterator[Problem]:
    """Yield a problem for each feed that `feeds.max_bytes` cuts; numbers are rounded, so that it is not always new."""
    limit = job.config.feeds.max_bytes
    for plan in rendered.plans:
        row = rendered.rows.get(plan.key) or rendered.known.get(plan.key)
        if row and row.entries < plan.group.shown:
            count = row.entries if row.entries < 10 else f"about {round(row.entries, -1)}"
            entries = f"{count} of {plan.group.shown} entries"
            message = f"feed {quoted(plan.channel.title)} has {entries}: feeds.max_bytes is {limit}"
            hint = "raise feeds.max_bytes, or set feeds.content to summary"
            yield Problem("feed-cut", message, hint, path=_configuration(job))


def _configuration(job: Job) -> str:
    """Return the name of the configuration, for problems that it can solve."""
    return printable_path(os.path.basename(job.paths.configuration)) or "config.yaml"


def _of_files(state: State) -> Iterator[Problem]:
    """Yield the problems of files in the order of `_order`; those of one file are few."""
    for path, of_file, of_body in state.articles.problems():
        problems = [problem.at(path) for problem in (*load_problems(of_file), *load_problems(of_body))]
        yield from sorted(problems, key=_order)


def _order(problem: Problem) -> tuple[str, int, str, str]:
    return problem.path, problem.line or 0, problem.code, problem.message


def _of_site(job: Job, state: State, site: GroupedSite) -> Iterator[Problem]:
    """Yield what is wrong between articles: copies, pages that several have, spellings, and too many feeds."""
    for copy, original in site.copies:
        message = f"is an exact copy of {job.paths.shown(printable_path(original))}"
        yield Problem("article-copied", message, "remove one of the two", path=copy)
    for group in state.due.shared(*window(job.config.articles, job.now)):
        (first, *_) = state.articles.records([group[0][0]])
        others = f" and {len(group) - _NAMED} more" if len(group) > _NAMED else ""
        names = ", ".join(job.paths.shown(printable_path(path)) for _, path in group[:_NAMED])
        message = f"{len(group)} articles have one link: {load(first.record).link}: {names}{others}"
        yield Problem("link-shared", message, "change articles.permalink, or give each a permalink", path=group[0][1])
    for joined in site.joined_spellings:
        message = (
            f"category {quoted(joined.name)} is also spelled {', '.join(map(quoted, joined.others))}: they are one feed"
        )
        hint = "use one spelling everywhere, or list the others in categories.aliases"
        yield Problem("category-variants", message, hint, path=state.articles.path(joined.number))
    if site.left_out_feeds:
        shown = ", ".join("/".join(path) for path in site.left_out_feeds[:10])
        most = job.config.feeds.max_feeds
        message = f"feeds after the {most:,} largest left out: {quoted(shown)} ({len(site.left_out_feeds):,})"
        yield Problem("feeds-too-many", message, "raise feeds.max_feeds, or feeds.min_articles for fewer feeds")


def _rendered_feeds(rendered: RenderedSite, written: frozenset[str]) -> list[RenderedFeed]:
    """Return the feeds that were written, or would be, each with the reason."""
    return [
        RenderedFeed(plan.channel.path, plan.channel.title, rendered.reasons[plan.key])
        for plan in rendered.plans
        if plan.key in rendered.reasons and not written.isdisjoint(plan.paths.values())
    ]


def _new_feeds(result: BuildResult) -> list[str]:
    """Return the folders of feeds that no earlier build wrote, there or in another folder."""
    moved = {feed.now for feed in result.rendered.moved_feeds}
    new = [plan for plan in result.rendered.plans if result.published.isdisjoint(plan.paths.values())]
    return sorted({plan.channel.path for plan in new} - moved)


def _changes(job: Job, state: State, result: BuildResult, written: frozenset[str]) -> tuple[Change, ...]:
    """Return what subscribers will see: changes of articles that a written feed shows, and articles that are gone.

    Without the state of the published feeds that is not known.
    """
    if state.is_new and result.published:
        return ()
    plans = (*result.rendered.plans, *result.rendered.archive_parts)
    seen = {one.number for plan in plans if not written.isdisjoint(plan.paths.values()) for one in plan.shown}
    found = []
    for change in result.read.changes:
        article = state.articles.find(change.path)
        if change.kind == "gone" or (article is not None and article[0] in seen):
            feeds = tuple("/".join(category) for category in load_labels(change.labels).categories)
            found.append(Change(change.kind, job.paths.label(change.path), title_of(change.record), feeds))
    return tuple(found)
