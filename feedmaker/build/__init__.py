"""A whole build. The five stages are in `flow`; a run in which nothing changed does next to nothing."""

import time
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from feedmaker.build.dependencies import dependencies
from feedmaker.build.options import BuildOptions, BuildPaths, Job, Progress, no_progress
from feedmaker.build.store_state import local_state
from feedmaker.build.up_to_date import Comparison, compare
from feedmaker.config.schema import Config
from feedmaker.report import Report

if TYPE_CHECKING:
    from concurrent.futures import Executor

__all__ = ["BuildOptions", "BuildPaths", "Progress", "build"]


def build(
    config: Config,
    paths: BuildPaths,
    options: BuildOptions,
    now: datetime,
    *,
    progress: Progress | None = None,
    executor: "Executor | None" = None,
) -> Report:
    """Bring the output up to date with the articles; the arguments and errors are those of feedmaker.build."""
    started = time.perf_counter()
    with local_state(paths) as local:
        job = Job(
            config=config,
            dependencies=dependencies(config),
            paths=local.paths,
            options=options,
            now=int(now.timestamp()),
            progress=progress or no_progress,
            executor=executor,
        )
        comparison = Comparison() if options.full else compare(job)
        report = comparison.report
        if report is None:
            from feedmaker.build.flow import build_under_lock  # late: a run in which nothing changed does not need it

            report = build_under_lock(job, comparison, local)
    notices = tuple(map(local.shown, report.notices))
    return replace(report, notices=notices, seconds=time.perf_counter() - started)
