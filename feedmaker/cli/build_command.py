"""`feedmaker build`: the feeds of a config.yaml. A signal ends it like any other failure."""

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import click

from feedmaker.cli.console import Console, config_option
from feedmaker.problems import BuildFailed
from feedmaker.report import Report, failure_report

_SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


@click.command()
@config_option
@click.option("--source", metavar="DIR", help="Folder of articles; replaces source.path.")
@click.option("--output", metavar="DIR", help="Folder for the feeds; replaces output.path.")
@click.option("--full", is_flag=True, help="Ignore the state: read and render everything again.")
@click.option("--dry-run", is_flag=True, help="Write nothing; print what subscribers would see.")
@click.option("--jobs", type=click.IntRange(1, 256), metavar="N", help="Worker processes; default: all cores.")
@click.option("--check", is_flag=True, help="Validate every feed before it is published.")
@click.option("--strict", is_flag=True, help="Exit with status 1 if there is any problem.")
@click.option("--allow-empty", is_flag=True, help="Continue even if most articles are gone.")
@click.option("--new-ids", is_flag=True, help="Continue even if articles get new ids: readers show them again.")
@click.option("--new-urls", is_flag=True, help="Continue even if most feeds lose their addresses.")
@click.option(
    "--wait", type=click.FloatRange(0, 86_400), default=0.0, metavar="SECONDS", help="Wait for another build."
)
@click.option("--report", "report_file", metavar="FILE", help="Write the report as JSON; - for stdout.")
@click.option("-q", "--quiet", is_flag=True, help="Print only new problems.")
@click.option("-v", "--verbose", is_flag=True, help="Print all problems, changes, reasons and counts.")
def build(
    config_file: str,
    source: str | None,
    output: str | None,
    report_file: str | None,
    *,
    quiet: bool,
    verbose: bool,
    **options: Any,
) -> None:
    """Bring the feeds up to date with the articles.

    Paths in config.yaml are relative to config.yaml, paths on the command line to the current folder.
    """
    from feedmaker import api

    console = Console(quiet=quiet, verbose=verbose)
    try:
        with fail_on_signals(), console.progress() as progress:
            report = api.build(
                config_file,
                source=source,
                output=output,
                all_problems=verbose or report_file is not None,
                progress=progress,
                **options,
            )
    except Exception as error:
        _write_report(report_file, failure_report(error))
        raise
    _write_report(report_file, report)
    console.print_report(report, dry_run=options["dry_run"])
    sys.exit(report.exit)


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
    try:
        yield
    except _SignalReceivedError as error:
        raise BuildFailed(f"stopped by {error}; every file of the output is whole", "run it again") from None
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)


def _raise(number: int, _frame: FrameType | None) -> None:
    raise _SignalReceivedError(signal.Signals(number).name)
