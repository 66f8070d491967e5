"""The run in which nothing changed: the one that happens most. It reads no article, no feed and hardly any state.

Whatever is in doubt is left to the full line: this module only ever says "nothing to do" or "I cannot tell".
"""

import json
import os
import sqlite3
from datetime import datetime
from typing import NamedTuple

from feedmaker.build.options import SPOOL, Options, Places
from feedmaker.build.scan_digest import Total
from feedmaker.build.versions import package_versions, whole_key
from feedmaker.config.schema import Config
from feedmaker.loader.scan import Folder, Patterns, scan
from feedmaker.problems import Problem
from feedmaker.report import ArticleCounts, FeedCounts, Report
from feedmaker.state import State

#: Files of folders that differ that are kept in memory for the build that follows.
_MOST = 100_000


class Glance(NamedTuple):
    """What a look at the folders told: the report, where there is nothing to do, or else the scan."""

    report: Report | None = None
    #: Every folder, with files where they differ from those of the last build; None where that is not known.
    folders: tuple[Folder, ...] | None = None
    #: The build that the folders were compared with.
    build: str = ""


def glance(config: Config, places: Places, options: Options, now: datetime) -> Glance:
    """Give the report of the last build, all reused, when a build now would write nothing."""
    if not places.state.exists() or not os.path.isdir(places.source):
        return Glance()
    state = State.look(places.state)
    if state is None:
        return Glance()
    try:
        return _compare(state, config, places, options, int(now.timestamp()))
    except (sqlite3.Error, LookupError, TypeError, ValueError):
        return Glance()  # whatever is wrong with the state, the full line will tell
    finally:
        state.close()


def _compare(state: State, config: Config, places: Places, options: Options, now: int) -> Glance:
    if state.meta("whole") != whole_key(config, package_versions()) or state.meta("doubtful"):
        return Glance()
    if os.path.lexists(f"{places.output}/{SPOOL}"):
        return Glance()  # a build runs, or was killed and left something to clear away
    try:
        total, folders = _scanned(state, config, places)
    except OSError:
        return Glance()
    scan = Glance(None, folders, state.meta("build"))
    due = state.meta("due")
    if (due and int(due) <= now) or total.digest != state.meta("scan"):
        return scan
    for path, size, mtime in state.outputs():
        try:
            status = os.stat(f"{places.output}/{path}", follow_symlinks=False)
        except OSError:
            return scan
        if status.st_size != size or status.st_mtime_ns != mtime:
            return scan
    return Glance(_report(state.meta("report"), places, options))


def _scanned(state: State, config: Config, places: Places) -> tuple[Total, tuple[Folder, ...] | None]:
    """Scan the source; folders that are as they were come without their files, too many others not at all."""
    known = state.folders()
    total = Total()
    folders: list[Folder] = []
    differing = 0
    patterns = Patterns(config.source.include, config.source.exclude)
    for folder in scan(places.source, patterns, skip=frozenset({places.output})):
        total.add(folder)
        if known.get(folder.path) == folder.digest:
            folders.append(folder.without_files())
        elif (differing := differing + folder.file_count) <= _MOST:
            folders.append(folder)
    return total, tuple(folders) if differing <= _MOST else None


def _report(text: str, places: Places, options: Options) -> Report:
    values = json.loads(text)
    articles, feeds = values["articles"], values["feeds"]
    problems = tuple(Problem(**problem) for problem in values["problems"])
    left_out = articles["left_out"]
    reused = articles["parsed"] + articles["reused"]
    return Report(
        articles=ArticleCounts(**{**articles, "parsed": 0, "reused": reused}),
        feeds=FeedCounts(total=feeds["total"], unchanged=feeds["total"]),
        problems=problems,
        output=places.output,
        exit=1 if left_out or (options.strict and problems) else 0,
    )
