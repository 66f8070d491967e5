"""The run in which nothing changed: the one that happens most. It reads no article, no feed and hardly any state.

Whatever is in doubt is left to the full line: this module only ever says "nothing to do" or "I cannot tell".
"""

import json
import os
import sqlite3
from datetime import datetime

from feedmaker.build.options import SPOOL, Options, Places
from feedmaker.build.total import Total
from feedmaker.build.versions import package_versions, whole_key
from feedmaker.config.schema import Config
from feedmaker.errors import Problem
from feedmaker.loader.scan import Patterns, scan
from feedmaker.report import ArticleCounts, FeedCounts, Report
from feedmaker.state import State


def unchanged(config: Config, places: Places, options: Options, now: datetime) -> Report | None:
    """Give the report of the last build, all reused, when a build now would write nothing; else None."""
    if not places.state.exists() or not os.path.isdir(places.source):
        return None
    state = State.look(places.state)
    if state is None:
        return None
    try:
        return _compare(state, config, places, options, int(now.timestamp()))
    except (sqlite3.Error, LookupError, TypeError, ValueError):
        return None  # whatever is wrong with the state, the full line will tell
    finally:
        state.close()


def _compare(state: State, config: Config, places: Places, options: Options, now: int) -> Report | None:
    if state.meta("whole") != whole_key(config, package_versions()) or state.meta("doubtful"):
        return None
    if os.path.lexists(f"{places.output}/{SPOOL}"):
        return None  # a build runs, or was killed and left something to clear away
    due = state.meta("due")
    if due and int(due) <= now:
        return None
    total = Total()
    try:
        for folder in scan(
            places.source,
            Patterns(config.source.include, config.source.exclude),
            skip=frozenset({places.output}),
        ):
            total.add(folder)
    except OSError:
        return None
    if total.digest != state.meta("scan"):
        return None
    for path, size, mtime in state.outputs():
        try:
            status = os.stat(f"{places.output}/{path}", follow_symlinks=False)
        except OSError:
            return None
        if status.st_size != size or status.st_mtime_ns != mtime:
            return None
    return _report(state.meta("report"), places, options)


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
