"""`feedmaker build`: the feeds of a config.yaml. A signal ends it like any other failure."""

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

import click

from feedmaker.cli.console import Console, config_option, print_failure
from feedmaker.cli.machine_output import JsonConsole, write_metrics
from feedmaker.cli.ping_command import ping_hubs, project_with_hubs
from feedmaker.cli.repeated_failures import RepeatedFailures
from feedmaker.cli.terminal import progress_bar
from feedmaker.problems import BuildFailed, FeedmakerError
from feedmaker.report import Report, failure_report

_SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


@click.command()
@config_option
@click.option("--source", metavar="DIR", type=click.Path(), help="Folder of articles; replaces source.path.")
@click.option("--output", metavar="DIR", type=click.Path(), help="Folder for the feeds; replaces output.path.")
@click.option("--full", is_flag=True, help="Ignore the state: read and render everything again.")
@click.option("--dry-run", is_flag=True, help="Write nothing; print what subscribers would see.")
@click.option("--jobs", type=click.IntRange(1, 256), metavar="N", help="Worker processes; default: all cores.")
@click.option(
    "--engine",
    type=click.Choice(["local", "dask"]),
    default="local",
    metavar="NAME",
    help="What does the work: local, dask.",
)
@click.option("--scheduler", metavar="URL", help="Scheduler of the Dask workers.")
@click.option("--check", is_flag=True, help="Validate every feed before it is published.")
@click.option("--strict", is_flag=True, help="Exit with status 1 if there is any problem.")
@click.option("--allow-empty", is_flag=True, help="Continue even if most articles are gone.")
@click.option("--new-ids", is_flag=True, help="Continue even if articles get new ids: readers show them again.")
@click.option("--new-urls", is_flag=True, help="Continue even if most feeds lose their addresses.")
@click.option(
    "--wait", type=click.FloatRange(0, 86_400), default=0.0, metavar="SECONDS", help="Wait for another build."
)
@click.option(
    "--report", "report_file", metavar="FILE", type=click.Path(), help="Write the report as JSON; - for stdout."
)
@click.option(
    "--metrics",
    "metrics_file",
    metavar="FILE",
    type=click.Path(dir_okay=False),
    help="Write metrics for node_exporter to FILE, which ends in .prom.",
)
@click.option(
    "--log-format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Print JSON objects, one per line.",
)
@click.option("--ping", is_flag=True, help="Notify the WebSub hubs afterwards, like feedmaker ping.")
@click.option("-q", "--quiet", is_flag=True, help="Print only new problems.")
@click.option("-v", "--verbose", is_flag=True, help="Print all problems, changes, reasons and counts.")
def build(
    config_file: str,
    source: str | None,
    output: str | None,
    report_file: str | None,
    metrics_file: str | None,
    log_format: str,
    engine: str,
    scheduler: str | None,
    *,
    ping: bool,
    quiet: bool,
    verbose: bool,
    **options: Any,
) -> None:
    """Bring the feeds up to date with the articles.

    Paths in config.yaml are relative to config.yaml, paths on the command line to the current folder.
    """
    from feedmaker import api

    if (engine == "dask") != (scheduler is not None):
        raise click.UsageError("--engine dask and --scheduler URL belong together")
    if scheduler is not None:
        import logging

        logging.disable()  # Dask prints tracebacks of every connection that it loses
    if metrics_file and options["dry_run"]:
        raise click.UsageError("--metrics needs a build: leave out --dry-run")
    _check_replaceable("--report", report_file, '{\n "articles"')
    _check_replaceable("--metrics", metrics_file, "# HELP feedmaker_")
    console = (Console if log_format == "text" else JsonConsole)(quiet=quiet, verbose=verbose)
    failures = RepeatedFailures(config_file, source, output)
    try:
        project = project_with_hubs(config_file, source=source, output=output) if ping else None
        with fail_on_signals(), progress_bar(quiet=quiet or log_format == "json") as progress:
            report = api.build(
                config_file,
                source=source,
                output=output,
                scheduler=scheduler,
                all_problems=verbose or report_file is not None,
                progress=progress,
                **options,
            )
    except Exception as error:
        failure = failure_report(error)
        unwritten = _write_failure(failure, report_file, metrics_file, config_file)
        # only if no person is watching: the mail of cron, the log of systemd
        news = failures.news(error, time.time()) if quiet and not sys.stderr.isatty() else ""
        status = failure.exit if news is None else print_failure(console, error, news)
        for other in unwritten:
            print_failure(console, other)
        sys.exit(status)
    failures.forget()
    _write_report(report_file, report)
    write_metrics(metrics_file, report, config_file)
    console.print_report(report, dry_run=options["dry_run"])
    status = report.exit
    if project is not None and not options["dry_run"]:
        status = max(status, ping_hubs(project, console, quiet=quiet or log_format == "json"))
    sys.exit(status)


def _check_replaceable(option: str, file: str | None, beginning: str) -> None:
    """Refuse to replace a file that no earlier run has written, such as an article."""
    if file is None or file == "-" or not os.path.isfile(file):
        return
    try:
        with open(file, "rb") as stream:
            found = stream.read(100).replace(b"\r\n", b"\n")
    except OSError:
        return
    if found and not found.startswith(beginning.encode()):
        raise click.UsageError(f"{option} {file}: this file exists, and is not from feedmaker; name another one")


def _write_report(file: str | None, report: Report) -> None:
    if file == "-":
        click.echo(report.to_json().encode(), nl=False)
    elif file is not None:
        try:
            Path(file).write_text(report.to_json(), encoding="utf-8")
        except OSError as error:
            message = f"the report {file} cannot be written: {error.strerror}"
            state = "" if report.error else "; the feeds are up to date"
            raise BuildFailed(f"{message}{state}") from None


def _write_failure(
    failure: Report, report_file: str | None, metrics_file: str | None, config_file: str
) -> list[FeedmakerError]:
    """Write the report and metrics of a failed build; return errors, which must not hide the failure of the build."""
    unwritten: list[FeedmakerError] = []
    for write in (
        partial(_write_report, report_file, failure),
        partial(write_metrics, metrics_file, failure, config_file),
    ):
        try:
            write()
        except FeedmakerError as error:
            unwritten.append(error)
    return unwritten


class _SignalReceivedError(BaseException):
    """Not an Exception, so that the handlers for broken articles do not catch it."""


@contextmanager
def fail_on_signals() -> Iterator[None]:
    """Raise BuildFailed when a signal arrives. Does nothing outside the main thread.

    Ignored signals stay ignored, as SIGHUP under nohup.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    handlers = {number: handler for number in _SIGNALS if (handler := signal.getsignal(number)) is not signal.SIG_IGN}
    for number in handlers:
        signal.signal(number, _raise)
    unraisable_hook, sys.unraisablehook = sys.unraisablehook, _send_again
    try:
        yield
    except _SignalReceivedError as error:
        raise BuildFailed(f"stopped by {error}; every file of the output is whole", "run it again") from None
    finally:
        sys.unraisablehook = unraisable_hook
        for number, handler in handlers.items():
            signal.signal(number, handler)


def _raise(number: int, _frame: FrameType | None) -> None:
    raise _SignalReceivedError(signal.Signals(number).name)


def _send_again(unraisable: "sys.UnraisableHookArgs") -> None:
    """Send a signal again that arrived where Python ignores exceptions, such as in the hooks of logging at a fork."""
    if isinstance(unraisable.exc_value, _SignalReceivedError):
        threading.Timer(0.05, os.kill, (os.getpid(), signal.Signals[str(unraisable.exc_value)])).start()
    else:
        sys.__unraisablehook__(unraisable)
