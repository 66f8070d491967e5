"""A feed and its entries as a build would publish them, for programs: nothing is written."""

from collections.abc import Iterable
from concurrent.futures import Executor
from datetime import datetime
from functools import partial

from feedmaker.build import guards
from feedmaker.build.dependencies import dependencies, rendering_hash
from feedmaker.build.feed_plans import FeedPlan, Planner
from feedmaker.build.options import BuildOptions, BuildPaths, Job
from feedmaker.build.shards import scan_and_read, with_whole_state
from feedmaker.build.stages.group import group_articles, render_tasks
from feedmaker.build.store_state import local_state
from feedmaker.build.up_to_date import Comparison
from feedmaker.build.workers.context import BuildContext, build_context, read_file
from feedmaker.build.workers.entry_renderer import EntryRenderer
from feedmaker.build.workers.render import rendering_problem
from feedmaker.build.workers.tasks import RenderTask
from feedmaker.config.schema import Config
from feedmaker.engine.batches import Engine
from feedmaker.model import Entry
from feedmaker.problems import Problem
from feedmaker.state import State
from feedmaker.state.article_json import load
from feedmaker.writer.labels import normalize


def preview(
    config: Config, paths: BuildPaths, now: datetime, category: str | None, executor: Executor
) -> tuple[FeedPlan, list[Entry], list[Problem]]:
    """Return a feed as a build would plan it, its entries, and the problems of their bodies.

    Nothing is written, and no document is made. Raises KeyError where there is no such feed, and what a build raises.
    """
    with local_state(paths) as local:
        job = Job(
            config=config,
            dependencies=dependencies(config),
            paths=local.paths,
            options=BuildOptions(dry_run=True),
            now=int(now.timestamp()),
            executor=executor,
        )
        guards.check_paths(job.paths)
        return with_whole_state(job, partial(_preview, job, category))


def _preview(job: Job, category: str | None, state: State) -> tuple[FeedPlan, list[Entry], list[Problem]]:
    context = build_context(job, "")
    engine = Engine(jobs=1, seconds=job.config.articles.timeout, executor=job.executor)
    scan_and_read(job, state, engine, context, Comparison())
    site = group_articles(job, state)
    planner = Planner(job.config, rendering_hash(job.dependencies), state.feeds.all())
    plans = planner.plans(site.groups, site.names)
    plan = next((plan for plan in plans if _is_feed(plan, category)), None)
    if plan is None:
        raise KeyError(category)
    numbers = [member.number for member in plan.shown]
    entries, problems = _entries(context, render_tasks(state, site, sorted(numbers)))
    return plan, [entries[number] for number in numbers if number in entries], problems


def _entries(context: BuildContext, tasks: Iterable[RenderTask]) -> tuple[dict[int, Entry], list[Problem]]:
    """Return the entries of articles by their numbers, and problems; as in a build, one that fails is left out."""
    renderer = EntryRenderer(context)
    entries: dict[int, Entry] = {}
    problems: list[Problem] = []
    for task in tasks:
        data, _ = read_file(context.paths.file(task.path), context.config.source)
        try:
            entries[task.number], found = renderer.entry(task, load(task.record), data or b"")
        except Exception as error:  # an article must never stop the others
            found = [rendering_problem(error)]
        problems += [problem.at(context.paths.label(task.path)) for problem in found]
    return entries, problems


def _is_feed(plan: FeedPlan, category: str | None) -> bool:
    kind = plan.group.key[0]
    if category is None:
        return kind == "site"
    return kind == "category" and tuple(map(normalize, category.split("/"))) == plan.group.key[1]
