"""What people read in the terminal: on stderr, except the changes of a dry run. Control characters are escaped."""

import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from feedmaker.cli.terminal import LEVELS, paint, table, write
from feedmaker.problems import ConfigurationError, FeedmakerError, Problem
from feedmaker.report import EXIT_FAILED, NO_LINK, Reasons, Report
from feedmaker.text.messages import counted, printable

if TYPE_CHECKING:
    from feedmaker.cli.machine_output import JsonConsole

#: Problems of one code that are printed before the rest is counted; -v prints all.
_MAX_PER_CODE = 3
#: Changes of articles that are printed without -v.
_MAX_CHANGES = 5
#: Why files are read, in more words than the report has.
_REASONS = {
    "may have changed": "modified too close to the last build to tell by the time alone",
    "tried again": "could not be read by the last build",
}
#: How the reason ends that names a published file; it differs from feed to feed.
_LOST = "is missing or was changed"

#: The option of all commands that read a configuration.
config_option = click.option(
    "-c",
    "--config",
    "config_file",
    default="config.yaml",
    show_default=True,
    metavar="FILE",
    type=click.Path(),
    help="Configuration.",
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
            _print_counts(report)
        for problem in report.problems:
            if problem.code == NO_LINK and problem not in report.new_problems and not self._verbose:
                echo(f"{problem.message}: {problem.hint}")
        first, *rest = _summary(report, dry_run=dry_run)
        echo(first, "yellow" if report.exit else "green")
        for line in rest:
            echo(line)

    def print_problems(self, problems: Iterable[Problem]) -> None:
        """Print problems with their hints."""
        for problem in problems:
            line = "" if problem.line is None else f":{problem.line}"
            place = paint(f"{printable(problem.path)}{line}:", LEVELS[problem.level])
            write(f"{place} {printable(problem.message)}")
            _echo_hint(problem.hint)

    def print_error(self, error: FeedmakerError) -> None:
        """Print why a command failed."""
        first, *others = map(printable, error.message.split("\n"))
        write("\n".join([f"{paint('feedmaker:', LEVELS['error'])} {first}", *others]))
        _echo_hint(error.hint)

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
            echo(f"{counted(report.known_problems, 'problem')} reported before (feedmaker build -v prints all)")

    def _print_changes(self, report: Report, *, dry_run: bool) -> None:
        """Print what subscribers see of this build; a dry run prints all of it, to stdout."""
        shown = report.changes if dry_run or self._verbose else report.changes[:_MAX_CHANGES]
        for change in shown:
            feeds = f" in {', '.join(change.feeds)}" if change.feeds else ""
            # printable() escapes spaces that do not break, which titles often contain
            title = " ".join(change.title.split())
            line = printable(f"{change.kind}: {change.path}: {title}{feeds}")
            write(line, err=not dry_run)
        if len(report.changes) > len(shown):
            echo(f"… and {len(report.changes) - len(shown)} more changes (feedmaker build -v prints all)")
        for path in report.added_feeds(dry_run=dry_run):
            write(printable(f"feed added: {path or '.'}/"), err=not dry_run)
        for feed in report.moved_feeds:
            write(printable(f"feed moved: {feed.before}/ to {feed.now}/"), err=not dry_run)
        for path in report.removed_feeds:
            write(printable(f"feed removed: {path}/"), err=not dry_run)


def print_failure(console: "Console | JsonConsole", error: Exception, remark: str = "") -> int:
    """Print why nothing was done, with a remark for people, and return the exit status."""
    if isinstance(error, ConfigurationError):
        console.print_problems(problem._replace(level="error") for problem in error.problems)
    elif isinstance(error, FeedmakerError):
        console.print_error(error)
    elif not isinstance(error, click.Abort):
        if "FEEDMAKER_TRACEBACK" in os.environ:
            raise error
        text = f"internal error: {type(error).__name__}: {error}"
        hint = "set FEEDMAKER_TRACEBACK=1, run it again and report what is printed"
        # without a name, a missing file is the current folder, which somebody has removed
        if isinstance(error, OSError) and (error.filename or isinstance(error, FileNotFoundError)):
            from feedmaker.build.guards import advice

            text, hint = f"{error.filename or 'the current folder'}: {error.strerror}", advice(error)
        console.print_error(FeedmakerError(f"{text:.316}; every file of the output is whole", hint))
    if remark and isinstance(console, Console):
        echo(f"  {remark}")
    return error.exit_status if isinstance(error, FeedmakerError) else EXIT_FAILED


def _summary(report: Report, *, dry_run: bool) -> list[str]:
    """Return the lines that say what a build did, the counts first."""
    articles, feeds = report.articles, report.feeds
    written = "would be written" if dry_run else "written"
    removed = f", {feeds.removed} removed" if feeds.removed else ""
    removed += f", {feeds.moved} moved" if feeds.moved else ""
    not_published = {
        f"{articles.held} held for a future date": articles.held,
        counted(articles.draft, "draft"): articles.draft,
        f"{articles.excluded} excluded": articles.excluded,
        counted(articles.duplicate, "duplicate"): articles.duplicate,
        f"{articles.left_out} left out": articles.left_out,
    }
    seconds = f"{report.seconds:.1f} s" if feeds.written and not dry_run else f"{report.seconds:.2f} s"
    counts = f"{counted(feeds.written, 'feed')} {written}, {feeds.unchanged} unchanged{removed}"
    lines = [f"{counts}, from {counted(articles.published, 'article')}, {seconds}"]
    if any(not_published.values()):
        lines.append(f"not published: {', '.join(words for words, count in not_published.items() if count)}")
    if feeds.written and not dry_run:
        is_below = report.output.startswith(os.getcwd())
        lines.append(f"see {os.path.relpath(report.output) if is_below else report.output}/")
    return lines


def _print_reasons(reasons: Reasons) -> None:
    """Print why articles were read and feeds rendered, a line for each reason."""
    for reason, count in reasons.articles.items():
        echo(printable(f"{counted(count, 'article')} read: {_REASONS.get(reason, reason)}"))
    feeds = Counter(feed.reason for feed in reasons.feeds)
    lost = [reason for reason in feeds if reason.endswith(_LOST)]
    if len(lost) > 1:
        feeds[f"a file {_LOST}"] = sum(feeds.pop(reason) for reason in lost)
    for reason, count in feeds.items():
        echo(printable(f"{counted(count, 'feed')} rendered: {reason}"))


def _print_counts(report: Report) -> None:
    """Print all counts as a table."""
    groups = {"articles": asdict(report.articles), "feeds": asdict(report.feeds)}
    columns = [
        (name, [(key.replace("_", " "), value) for key, value in group.items()]) for name, group in groups.items()
    ]
    heading, *rows = table(columns)
    write("\n".join([paint(heading, bold=True), *rows]))


def _echo_hint(hint: str) -> None:
    if hint:
        write(f"  {paint('hint:', 'cyan')} {printable(hint)}")


def echo(text: str, colour: str | None = None) -> None:
    """Print lines to stderr, with control characters as escapes: paths and arguments may have them."""
    write(paint("\n".join(map(printable, text.split("\n"))), colour))
