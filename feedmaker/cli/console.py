"""What people read in the terminal: on stderr, except the changes of a dry run. Control characters are escaped."""

import os
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from feedmaker.problems import FeedmakerError, Problem
from feedmaker.report import ArticleCounts, FeedCounts, Reasons, Report
from feedmaker.text.messages import printable

if TYPE_CHECKING:
    from feedmaker.build import Progress

#: Problems of one code that are printed before the rest is counted; -v prints all.
_MAX_PER_CODE = 3
#: Seconds before a progress line appears, and between two updates of it.
_PROGRESS_DELAY, _PROGRESS_INTERVAL = 1.0, 0.1
#: Moves the cursor to the start of the line and clears it.
_CLEAR = "\r\x1b[K"

#: Changes of articles that are printed without -v.
_MAX_CHANGES = 5
#: Why files are read, in more words than the report has.
_REASONS = {
    "may have changed": "modified too close to the last build to tell by the time alone",
    "tried again": "could not be read by the last build",
}
#: How the reason ends that names a published file; it differs from feed to feed.
_LOST = "is missing or was changed"
_STAGES = {"read": "reading articles", "render": "rendering entries", "assemble": "writing feeds"}

#: The option of all commands that read a configuration.
config_option = click.option(
    "-c", "--config", "config_file", default="config.yaml", show_default=True, metavar="FILE", help="Configuration."
)


class Console:
    """Prints reports, problems and errors; `quiet` prints only new problems, `verbose` all problems and counts."""

    def __init__(self, *, quiet: bool, verbose: bool) -> None:
        self._quiet = quiet
        self._verbose = verbose

    def print_report(self, report: Report, *, dry_run: bool) -> None:
        """Print what a build did. The summary comes last."""
        for notice in report.notices:
            echo(f"note: {printable(notice)}")
        if self._verbose:
            self.print_problems(report.problems)
        else:
            self._print_new_problems(report)
        if self._quiet:
            return
        self._print_changes(report, dry_run=dry_run)
        if self._verbose:
            _print_reasons(report.reasons)
            echo(f"articles: {_counts(report.articles)}")
            echo(f"feeds: {_counts(report.feeds)}")
        if count := report.without_link:
            articles = "1 article has" if count == 1 else f"{count:,} articles have"
            echo(f"{articles} no link: set articles.permalink, or write a permalink in each")
        echo(_summary(report, dry_run=dry_run))

    def print_problems(self, problems: Iterable[Problem]) -> None:
        """Print problems with their hints."""
        for problem in problems:
            line = "" if problem.line is None else f":{problem.line}"
            echo(f"{printable(problem.path)}{line}: {printable(problem.message)}")
            _echo_hint(problem.hint)

    def print_error(self, error: FeedmakerError) -> None:
        """Print why a command failed."""
        first, *others = error.message.split("\n")
        echo("\n".join([f"feedmaker: {printable(first)}", *map(printable, others)]))
        _echo_hint(error.hint)

    @contextmanager
    def progress(self) -> "Iterator[Progress | None]":
        """Show the progress of a long build, on a terminal only."""
        if self._quiet or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
            yield None
            return
        next_update = time.monotonic() + _PROGRESS_DELAY

        def update(stage: str, done: int, total: int | None) -> None:
            nonlocal next_update
            if time.monotonic() >= next_update:
                next_update = time.monotonic() + _PROGRESS_INTERVAL
                click.echo(f"{_CLEAR}{_STAGES[stage]}: {done:,}{f' of {total:,}' if total else ''}", nl=False, err=True)

        try:
            yield update
        finally:
            click.echo(_CLEAR, nl=False, err=True)

    def _print_new_problems(self, report: Report) -> None:
        """Print the first problems of each code that the last build did not have, and count all others."""
        counts: Counter[str] = Counter()
        for problem in report.new_problems:
            counts[problem.code] += 1
            if counts[problem.code] <= _MAX_PER_CODE:
                self.print_problems([problem])
        for code, count in counts.items():
            if count > _MAX_PER_CODE:
                echo(f"… and {count - _MAX_PER_CODE} more like this: {code} (feedmaker build -v prints all)")
        if report.known_problems and not self._quiet:
            echo(f"{plural(report.known_problems, 'problem')} reported before (feedmaker build -v prints all)")

    def _print_changes(self, report: Report, *, dry_run: bool) -> None:
        """Print what subscribers see of this build; a dry run prints all of it, to stdout."""
        shown = report.changes if dry_run or self._verbose else report.changes[:_MAX_CHANGES]
        for change in shown:
            feeds = f" in {', '.join(change.feeds)}" if change.feeds else ""
            # printable() escapes spaces that do not break, which titles often contain
            title = " ".join(change.title.split())
            line = printable(f"{change.kind}: {change.path}: {title}{feeds}")
            click.echo(line, err=not dry_run)
        if len(report.changes) > len(shown):
            echo(f"… and {len(report.changes) - len(shown)} more changes (feedmaker build -v prints all)")
        for feed in report.moved_feeds:
            click.echo(printable(f"feed moved: {feed.before}/ to {feed.now}/"), err=not dry_run)
        for path in report.removed_feeds:
            click.echo(printable(f"feed removed: {path}/"), err=not dry_run)


def plural(number: int, noun: str) -> str:
    """Return a number with a noun: 1 feed, 2 feeds."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _summary(report: Report, *, dry_run: bool) -> str:
    articles, feeds = report.articles, report.feeds
    written = "would be written" if dry_run else "written"
    removed = f", {feeds.removed} removed" if feeds.removed else ""
    removed += f", {feeds.moved} moved" if feeds.moved else ""
    not_published = {
        f"{articles.held} held for a future date": articles.held,
        plural(articles.draft, "draft"): articles.draft,
        f"{articles.excluded} excluded": articles.excluded,
        plural(articles.duplicate, "duplicate"): articles.duplicate,
        f"{articles.left_out} left out": articles.left_out,
    }
    seconds = f"{report.seconds:.1f} s" if feeds.written and not dry_run else f"{report.seconds:.2f} s"
    text = (
        f"{plural(feeds.written, 'feed')} {written}, {feeds.unchanged} unchanged{removed}, "
        f"from {plural(articles.published, 'article')}, {seconds}"
    )
    if any(not_published.values()):
        text += f"\nnot published: {', '.join(words for words, count in not_published.items() if count)}"
    if feeds.written and not dry_run:
        is_below = report.output.startswith(os.getcwd())
        text += f"\nsee {os.path.relpath(report.output) if is_below else report.output}/"
    return text


def _print_reasons(reasons: Reasons) -> None:
    """Print why articles were read and feeds rendered, a line for each reason."""
    for reason, count in reasons.articles.items():
        echo(printable(f"{plural(count, 'article')} read: {_REASONS.get(reason, reason)}"))
    feeds = Counter(feed.reason for feed in reasons.feeds)
    lost = [reason for reason in feeds if reason.endswith(_LOST)]
    if len(lost) > 1:
        feeds[f"a file {_LOST}"] = sum(feeds.pop(reason) for reason in lost)
    for reason, count in feeds.items():
        echo(printable(f"{plural(count, 'feed')} rendered: {reason}"))


def _counts(counts: ArticleCounts | FeedCounts) -> str:
    return ", ".join(f"{getattr(counts, name)} {name.replace('_', ' ')}" for name in counts.__slots__)


def _echo_hint(hint: str) -> None:
    if hint:
        echo(f"  hint: {printable(hint)}")


def echo(text: str) -> None:
    """Print lines to stderr, with control characters as escapes: paths and arguments may have them."""
    click.echo("\n".join(map(printable, text.split("\n"))), err=True)
