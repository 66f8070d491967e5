"""What a person reads in the terminal. Everything goes to stderr, safe to print whatever an article holds."""

import os
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from feedmaker.problems import FeedmakerError, Problem
from feedmaker.report import Report
from feedmaker.text.messages import printable

if TYPE_CHECKING:
    from feedmaker.build import Progress

#: Problems of one kind that are printed before the rest is only counted; -v prints all.
_EACH = 3
#: Seconds after which a progress line is worth showing.
_PATIENCE = 1.0

_STAGES = {"read": "reading articles", "render": "rendering entries", "assemble": "writing feeds"}


class Console:
    """Prints reports and problems."""

    def __init__(self, *, quiet: bool, verbose: bool) -> None:
        self._quiet = quiet
        self._verbose = verbose

    def tell(self, report: Report, *, dry_run: bool) -> None:
        """Print what a build did: problems first, so that the last line is the one to look at."""
        for notice in report.notices:
            self._say(f"note: {printable(notice)}")
        if self._verbose:
            self.problems(report.problems)
        elif report.fresh:
            self._some(report.fresh)
        if self._quiet:
            return
        known = len(report.problems) - len(report.fresh)
        if known and not self._verbose:
            self._say(f"{_count(known, 'problem')} known from before (feedmaker build -v prints all)")
        if dry_run:
            for change in report.changes:
                click.echo(f"{change.kind}: {printable(change.path)}: {printable(change.title)}")
        if self._verbose:
            self._counts(report)
        self._say(_summary(report, dry_run=dry_run))

    def problems(self, problems: Iterable[Problem]) -> None:
        """Print problems, each with its remedy."""
        for problem in problems:
            line = "" if problem.line is None else f":{problem.line}"
            self._say(f"{printable(problem.path)}{line}: {printable(problem.message)}")
            if problem.hint:
                self._say(f"  hint: {printable(problem.hint)}")

    def failure(self, error: FeedmakerError) -> None:
        """Print why nothing was done."""
        for number, line in enumerate(error.message.split("\n")):
            self._say(printable(line) if number else f"feedmaker: {printable(line)}")
        if error.hint:
            self._say(f"  hint: {printable(error.hint)}")

    @contextmanager
    def progress(self) -> "Iterator[Progress | None]":
        """Show how far long work is, on a terminal only."""
        if self._quiet or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
            yield None
            return
        line = _ProgressLine()
        try:
            yield line.update
        finally:
            line.clear()

    def _some(self, problems: tuple[Problem, ...]) -> None:
        counts = Counter(problem.code for problem in problems)
        shown: Counter[str] = Counter()
        for problem in problems:
            shown[problem.code] += 1
            if shown[problem.code] <= _EACH:
                self.problems([problem])
        for code, count in counts.items():
            if count > _EACH:
                self._say(f"… and {count - _EACH} more like this: {code} (feedmaker build -v prints all)")

    def _counts(self, report: Report) -> None:
        for name, counts in (("articles", report.articles), ("feeds", report.feeds)):
            values = ", ".join(f"{getattr(counts, key)} {key.replace('_', ' ')}" for key in counts.__slots__)
            self._say(f"{name}: {values}")

    def _say(self, text: str) -> None:
        click.echo(text, err=True)


class _ProgressLine:
    def __init__(self) -> None:
        self._began = time.monotonic()
        self._last = 0.0

    def update(self, stage: str, done: int, total: int | None) -> None:
        now = time.monotonic()
        if now - self._began < _PATIENCE or now - self._last < 0.1:
            return
        self._last = now
        of = f" of {total:,}" if total else ""
        sys.stderr.write(f"\r\x1b[K{_STAGES[stage]}: {done:,}{of}")
        sys.stderr.flush()

    def clear(self) -> None:
        if self._last:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def _summary(report: Report, *, dry_run: bool) -> str:
    feeds, articles = report.feeds, report.articles
    verb = "would be written" if dry_run else "written"
    parts = [f"{_count(feeds.written, 'feed')} {verb}, {feeds.unchanged} unchanged"]
    if feeds.removed:
        parts.append(f"{feeds.removed} removed")
    text = f"{', '.join(parts)}, from {_count(articles.published, 'article')}"
    others = [
        f"{count} {word}"
        for count, word in (
            (articles.held, "held back until due"),
            (articles.draft, "draft" if articles.draft == 1 else "drafts"),
            (articles.excluded, "excluded"),
            (articles.duplicate, "duplicate" if articles.duplicate == 1 else "duplicates"),
            (articles.left_out, "left out"),
        )
        if count
    ]
    if others:
        text += f" ({', '.join(others)})"
    where = os.path.relpath(report.output) if report.output.startswith(os.getcwd()) else report.output
    if feeds.written and not dry_run:
        return f"{text}, {report.seconds:.1f} s\nsee {where}/"
    return f"{text}, {report.seconds:.2f} s"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
