"""The command line: data to stdout, the rest to stderr, an exit status that a program can trust."""

import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from io import TextIOWrapper
from pathlib import Path

import click

from feedmaker.cli.check_command import check
from feedmaker.cli.console import Console
from feedmaker.cli.init_command import init
from feedmaker.cli.inspect_command import inspect
from feedmaker.problems import BuildFailed, BuildRefused, ConfigurationError, FeedmakerError, OutputLocked
from feedmaker.report import EXIT_CONFIGURATION, EXIT_FAILED, EXIT_LOCKED

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


@click.group(context_settings=CONTEXT)
@click.version_option(package_name="feedmaker", message="%(prog)s %(version)s")
def feedmaker() -> None:
    """Turn a folder of articles into RSS, Atom and JSON feeds: one for the site, one per category.

    In a folder with a config.yaml, `feedmaker build` does the whole job.

    Exit status: 0 done; 1 done, but articles were left out (or, with --strict, there was any problem); 2 wrong usage
    or configuration; 3 refused or failed, output untouched; 4 another build holds the output.
    """


feedmaker.add_command(check)
feedmaker.add_command(init)
feedmaker.add_command(inspect)


@feedmaker.command()
@click.option(
    "-c", "--config", "config_file", default="config.yaml", show_default=True, metavar="FILE", help="Configuration."
)
@click.option("--source", metavar="DIR", help="Folder of articles, instead of source.path.")
@click.option("--output", metavar="DIR", help="Folder to write, instead of output.path.")
@click.option("--full", is_flag=True, help="Read and render everything, whatever the state says.")
@click.option("--dry-run", is_flag=True, help="Write nothing; say what subscribers would see.")
@click.option("--jobs", type=click.IntRange(1, 256), metavar="N", help="Worker processes; default: all cores.")
@click.option("--check", "check", is_flag=True, help="Validate every feed before it is published.")
@click.option("--strict", is_flag=True, help="Exit with 1 at any problem.")
@click.option("--allow-empty", is_flag=True, help="Go on where most articles have gone.")
@click.option("--new-ids", is_flag=True, help="Go on where articles get other ids: readers show them again.")
@click.option("--wait", type=click.FloatRange(0), default=0.0, metavar="SECONDS", help="Wait for another build.")
@click.option("--report", "report_file", metavar="FILE", help="Write the report as JSON; - for stdout.")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but new problems.")
@click.option("-v", "--verbose", is_flag=True, help="Print every problem and all counts.")
def build(
    config_file: str,
    source: str | None,
    output: str | None,
    *,
    full: bool,
    dry_run: bool,
    jobs: int | None,
    check: bool,
    strict: bool,
    allow_empty: bool,
    new_ids: bool,
    wait: float,
    report_file: str | None,
    quiet: bool,
    verbose: bool,
) -> None:
    """Bring the feeds up to date with the articles."""
    from feedmaker.api import build_site
    from feedmaker.build import Options
    from feedmaker.cli.signals import stoppable

    console = Console(quiet=quiet, verbose=verbose)
    options = Options(
        full=full,
        dry_run=dry_run,
        jobs=jobs,
        allow_empty=allow_empty,
        new_ids=new_ids,
        check=check,
        wait=wait,
        strict=strict,
    )
    with stoppable(), console.progress() as progress:
        report = build_site(
            Path(config_file), options, datetime.now(UTC), source=source, output=output, progress=progress
        )
    if report_file == "-":
        click.echo(report.to_json().encode(), nl=False)
    elif report_file is not None:
        _write(Path(report_file), report.to_json())
    console.tell(report, dry_run=dry_run)
    sys.exit(report.exit)


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise BuildFailed(f"the report {path} cannot be written: {error.strerror}; the feeds are up to date") from None


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command and end the process with its exit status; no failure of ours shows a traceback."""
    console = Console(quiet=False, verbose=False)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        sys.exit(feedmaker.main(arguments, prog_name="feedmaker", standalone_mode=False))
    except click.Abort:
        sys.exit(EXIT_FAILED)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except ConfigurationError as error:
        console.problems(error.problems)
        sys.exit(EXIT_CONFIGURATION)
    except OutputLocked as error:
        console.failure(error)
        sys.exit(EXIT_LOCKED)
    except (BuildRefused, BuildFailed) as error:
        console.failure(error)
        sys.exit(EXIT_FAILED)
    except BrokenPipeError:
        # Whoever read our output has gone, as `head` does.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(EXIT_FAILED)
    except Exception as error:
        if "FEEDMAKER_TRACEBACK" in os.environ:
            raise
        text = f"{type(error).__name__}: {error}"
        hint = "please report it, with what is printed when FEEDMAKER_TRACEBACK=1 is set"
        console.failure(FeedmakerError(f"internal error: {text:.300}; every file of the output is whole", hint))
        sys.exit(EXIT_FAILED)
