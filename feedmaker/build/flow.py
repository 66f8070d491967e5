"""The flow of a build: scan → read → group → render → publish.

Nothing is published before everything is ready, and the state says only what was published.
"""

from concurrent.futures import BrokenExecutor
from contextlib import closing, suppress
from dataclasses import replace
from functools import partial

from feedmaker.build import guards
from feedmaker.build.entry_cache import entry_cache
from feedmaker.build.lock import ConfirmLock, output_lock
from feedmaker.build.options import Job
from feedmaker.build.running import Run
from feedmaker.build.shards import DamagedShardError, scan_and_read, with_whole_state
from feedmaker.build.stages.documents import RenderedSoFar
from feedmaker.build.stages.group import group_articles
from feedmaker.build.stages.publish import publish_feeds
from feedmaker.build.stages.read import SourceChangedError
from feedmaker.build.stages.render import StaleFeeds, render_feeds
from feedmaker.build.store_state import LocalState
from feedmaker.build.up_to_date import Comparison
from feedmaker.build.workers.context import build_context
from feedmaker.build.workers.render import prepare
from feedmaker.engine.batches import Engine
from feedmaker.problems import BuildFailed
from feedmaker.report import Report
from feedmaker.state import State
from feedmaker.writer.output import open_output
from feedmaker.writer.publish import read_manifest
from feedmaker.writer.staged_files import FsyncPool

#: How often a build starts again because articles changed while it read them.
_ATTEMPTS = 3


def build_under_lock(job: Job, comparison: Comparison, local: LocalState) -> Report:
    """Run a build with the lock of the output; start again where articles change meanwhile.

    `local` is the state of `job.paths`. Raises BuildRefused, BuildFailed and OutputLocked.
    """
    guards.check_paths(job.paths)
    guards.check_own_files(job.paths.output)
    attempt = 0
    with output_lock(job.paths.output, job.options.wait, dry_run=job.options.dry_run) as confirm_lock:
        local.refresh()
        while attempt < _ATTEMPTS:
            try:
                report = with_whole_state(job, partial(_run, job, comparison, confirm_lock))
            except DamagedShardError as damage:  # no shard is put aside twice
                job, comparison = replace(job, notices=(*job.notices, str(damage))), Comparison()
            except SourceChangedError as change:
                comparison = Comparison()
                if attempt == _ATTEMPTS - 2:
                    # What changes again at the last attempt is left out, so that the others can be published.
                    job = replace(job, skipped=frozenset(change.paths))
                attempt += 1
            else:
                if not job.options.dry_run:
                    local.store()
                return report
    raise BuildFailed("articles keep changing while they are read", "run feedmaker again when nothing writes to them")


def _run(job: Job, comparison: Comparison, confirm_lock: ConfirmLock, state: State) -> Report:
    """Run the stages, and remove what they staged where they fail.

    Raises SourceChangedError where an article changes after it was read, and DamagedShardError.
    """
    paths, options = job.paths, job.options
    output = open_output(paths.output, dry_run=options.dry_run)
    manifest = read_manifest(output)
    guards.check_configuration(job, manifest)
    if not options.dry_run:
        output.remove_staged()
    engine = Engine(
        jobs=options.jobs,
        seconds=job.config.articles.timeout,
        executor=job.executor,
        # The threads of a store's connections would not exist in the child of a fork.
        may_fork=not paths.uses_stores,
    )
    report = None
    try:
        with entry_cache(paths, dry_run=options.dry_run) as cache, engine, closing(FsyncPool()) as sync:
            run = Run(
                job=job,
                state=state,
                engine=engine,
                context=build_context(job, cache),
                output=output,
                manifest=manifest,
                sync=sync,
                confirm_lock=confirm_lock,
            )
            report = _run_stages(run, comparison)
    except OSError as error:
        raise guards.failed_by_system(error, paths) from error
    except BrokenExecutor as error:  # of others; the engine replaces its own
        raise BuildFailed(f"{error}; every file of the output is whole", "run feedmaker again") from error
    finally:
        if report is None and not options.dry_run:
            with suppress(BuildFailed):  # without the lock, they may be those of another build
                confirm_lock()
                output.remove_staged()
    return report


def _run_stages(run: Run, comparison: Comparison) -> Report:
    """Scan and read, group, render, publish."""
    job, state = run.job, run.state
    published_before, published_in = guards.published_before(job, run.manifest, state)
    if not state.is_new:
        state.due.watch()
    read = scan_and_read(job, state, run.engine, run.context, comparison)
    guards.check_ids(job, run.manifest, read.ids_changed, state)
    run.engine.warm_up(prepare, run.context)
    stale = StaleFeeds(job, state, run.output)
    so_far = RenderedSoFar()
    rendered, everything = None, False
    while rendered is None:
        site = group_articles(job, state, everything=everything)
        everything = True
        guards.check_published(job, site.published, published_before, found=read.found)
        guards.check_sources(job, site.published_in, published_in)
        rendered = render_feeds(run, site, stale, so_far)
    run.engine.dismiss(wait=False)
    return publish_feeds(run, read, site, rendered)
