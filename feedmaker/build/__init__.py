"""The whole line on one screen: scan → load → group → render → publish.

`build` is the only door. It keeps the laws of a build as a whole: nothing is published before everything is ready, the
state says only what was published, and a run in which nothing changed does next to nothing.
"""

import time
from datetime import datetime

from feedmaker.build.options import Options, Places, Progress
from feedmaker.build.up_to_date import Glance, glance
from feedmaker.config.schema import Config
from feedmaker.problems import BuildFailed
from feedmaker.report import Report

__all__ = ["Options", "Places", "Progress", "build"]

#: How often a build begins again because articles changed while it read them.
_ATTEMPTS = 3


def build(config: Config, places: Places, options: Options, now: datetime, progress: Progress | None = None) -> Report:
    """Bring the output up to date with the articles.

    Args:
        config: what config.yaml says.
        places: where it reads and writes.
        options: what the user asked for.
        now: the present, aware; it decides only what is held back or has expired (law 3).
        progress: told how far each stage is.

    Raises:
        BuildRefused: a guard refused; nothing was written.
        BuildFailed: the build could not go on; the output is whole.
        OutputLocked: another build holds the output.
    """
    began = time.perf_counter()
    seen = Glance() if options.full else glance(config, places, options, now)
    report = seen.report or _under_lock(config, places, options, now, progress or _silent, seen)
    return report.after(time.perf_counter() - began)


def _under_lock(
    config: Config, places: Places, options: Options, now: datetime, progress: Progress, seen: Glance
) -> Report:
    from feedmaker.build.entry_cache import spool_folder
    from feedmaker.build.guards import check_places, locked
    from feedmaker.build.line import Line
    from feedmaker.build.read import SourceChangedError
    from feedmaker.state.recovery import remembering

    check_places(places)
    with locked(places.output, options.wait, dry_run=options.dry_run):
        skipped: frozenset[str] = frozenset()
        for attempt in range(_ATTEMPTS):
            try:
                with spool_folder(places, lasting=not options.dry_run) as spool:
                    return remembering(
                        places.state,
                        lambda state: Line(config, places, options, now, progress, state, spool, skipped).run(seen),  # noqa: B023 - called here
                        lasting=not options.dry_run,
                    )
            except SourceChangedError as change:
                seen = Glance()
                # On the last attempt what will not hold still is left out, so that the others can be published.
                skipped = frozenset(change.paths) if attempt == _ATTEMPTS - 2 else skipped
    raise BuildFailed("articles keep changing while they are read", "run feedmaker again when they are written")


def _silent(_stage: str, _done: int, _total: int | None) -> None:
    pass
