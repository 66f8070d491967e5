"""The output of a build for programs: a log of JSON objects, one per line, and metrics for Prometheus."""

import json
import os
import re
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path

import click

from feedmaker.problems import BuildFailed, FeedmakerError, Problem
from feedmaker.report import EXIT_LEFT_OUT, Report
from feedmaker.system import replace_file

_SUCCESS = "last_success_timestamp_seconds"


class JsonConsole:
    """Prints what `Console` prints as JSON objects, one per line; `event` says which kind each one is."""

    def __init__(self, *, quiet: bool, verbose: bool) -> None:
        self._quiet = quiet
        self._verbose = verbose

    def print_report(self, report: Report, *, dry_run: bool) -> None:
        """Print what a build did; the changes of a dry run go to stdout."""
        for notice in report.notices:
            _echo("notice", {"message": notice})
        new = set(report.new_problems)
        for problem in report.problems if self._verbose else report.new_problems:
            _echo("problem", {**problem._asdict(), "new": problem in new})
        if self._quiet:
            return
        for change in report.changes:
            _echo("change", change._asdict(), err=not dry_run)
        for path in report.added_feeds(dry_run=dry_run):
            _echo("feed added", {"path": path}, err=not dry_run)
        for feed in report.moved_feeds:
            _echo("feed moved", feed._asdict(), err=not dry_run)
        for path in report.removed_feeds:
            _echo("feed removed", {"path": path}, err=not dry_run)
        summary = {
            "articles": asdict(report.articles),
            "feeds": asdict(report.feeds),
            "problems": report.known_problems + len(report.new_problems),
            "new_problems": len(report.new_problems),
            "without_link": report.without_link,
            "dry_run": dry_run,
            "seconds": round(report.seconds, 3),
            "exit": report.exit,
        }
        _echo("summary", summary)

    def print_problems(self, problems: Iterable[Problem]) -> None:
        """Print problems."""
        for problem in problems:
            _echo("problem", problem._asdict())

    def print_error(self, error: FeedmakerError) -> None:
        """Print why a command failed."""
        _echo("error", {"message": error.message, "hint": error.hint, "exit": error.exit_status})


def json_line(event: str, values: Mapping[str, object]) -> str:
    """Return an object on one line; control characters and lone surrogates are escaped."""
    text = json.dumps({"event": event, **values}, ensure_ascii=False)
    return text if text.isprintable() else "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in text)


def _echo(event: str, values: Mapping[str, object], *, err: bool = True) -> None:
    click.echo(json_line(event, values), err=err)


def write_metrics(file: str | None, report: Report, config_file: str) -> None:
    """Replace a file of metrics, if one is named, atomically: node_exporter never reads a part. Raises BuildFailed."""
    if file is None:
        return
    try:
        if os.path.lexists(file) and not os.path.isfile(file):
            raise BuildFailed(f"the metrics {file} cannot be written: it is not a file", "name another file")
        before = Path(file).read_text(encoding="utf-8", errors="replace") if os.path.exists(file) else ""
        text = metrics(report, config_file=os.path.abspath(config_file), now=time.time(), before=before)
        replace_file(file, text.encode("utf-8", "replace"))
    except OSError as error:
        state = "" if report.error else "; the feeds are up to date"
        raise BuildFailed(f"the metrics {file} cannot be written: {error.strerror}{state}") from None


def metrics(report: Report, *, config_file: str, now: float, before: str) -> str:
    """Return metrics in the text format of Prometheus 0.0.4, for node_exporter's textfile collector.

    `config_file`, an absolute path, distinguishes the files of several configurations; `now` is in seconds since the
    epoch; `before` are the metrics of the last run: a failure keeps the time of the last success.
    """
    label = 'config="{}"'.format(config_file.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n"))
    return "".join(_metric(*metric, label) for metric in _metrics(report, now, before))


def _metrics(report: Report, now: float, before: str) -> Iterator[tuple[str, str, Mapping[str, float]]]:
    """Yield the name of each metric, its help, and its values by a further label."""
    is_done = report.exit <= EXIT_LEFT_OUT
    yield "exit_status", "Exit status of the last run: 0 or 1 if the feeds are up to date.", {"": report.exit}
    yield "last_run_timestamp_seconds", "When the last run ended.", {"": round(now, 3)}
    last = re.search(rf"^feedmaker_{_SUCCESS}\{{.*\}} ([0-9.]+)$", before, re.MULTILINE)
    success = now if is_done else float(last[1]) if last else 0
    yield _SUCCESS, "When the last run that brought the feeds up to date ended, or 0.", {"": round(success, 3)}
    if not is_done:
        return
    yield "duration_seconds", "How long the last build took.", {"": round(report.seconds, 3)}
    articles, feeds = asdict(report.articles), asdict(report.feeds)
    yield "articles", "Article files, by what became of them.", {f'status="{key}"': articles[key] for key in articles}
    yield "feeds", "Feeds, by what became of them.", {f'status="{key}"': feeds[key] for key in feeds}
    problems = report.known_problems + len(report.new_problems)
    yield "problems", "Problems of articles and feeds.", {"": problems}


def _metric(name: str, about: str, values: Mapping[str, float], label: str) -> str:
    lines = [f"# HELP feedmaker_{name} {about}", f"# TYPE feedmaker_{name} gauge"]
    lines += (f"feedmaker_{name}{{{','.join(filter(None, (label, key)))}}} {value}" for key, value in values.items())
    return "".join(f"{line}\n" for line in lines)
