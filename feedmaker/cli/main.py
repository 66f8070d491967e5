"""The command line: data to stdout, everything else to stderr, and a reliable exit status."""

import os
import sys
import warnings
from collections.abc import Sequence
from io import StringIO, TextIOWrapper

import click

from feedmaker.cli.build_command import build
from feedmaker.cli.check_command import check
from feedmaker.cli.console import Console, echo
from feedmaker.cli.init_command import init
from feedmaker.cli.inspect_command import inspect
from feedmaker.cli.schedule_command import schedule
from feedmaker.problems import ConfigurationError, FeedmakerError
from feedmaker.report import EXIT_FAILED


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="feedmaker", message="%(prog)s %(version)s")
def feedmaker() -> None:
    """Turn a folder of articles into RSS, Atom and JSON feeds: one for the site, one per category.

    In a folder with a config.yaml, `feedmaker build` does the whole job. Paths in config.yaml are relative to
    config.yaml, paths on the command line to the current folder.

    Exit status: 0 done; 1 done, but articles were left out (or, with --strict, there was any problem); 2 wrong usage
    or configuration; 3 refused or failed, output untouched; 4 another build holds the output.
    """


for _command in (build, check, init, inspect, schedule):
    feedmaker.add_command(_command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command and exit with its status; errors are printed without a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    if not sys.warnoptions:
        warnings.simplefilter("ignore")  # what libraries warn about is nothing that a user can change
    try:
        sys.exit(feedmaker.main(arguments, prog_name="feedmaker", standalone_mode=False))
    except click.ClickException as error:
        text = StringIO()
        error.show(text)
        echo(text.getvalue().rstrip("\n"))
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # the reader of stdout is gone: `head`, for example; at exit, Python would fail to flush stdout
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(EXIT_FAILED)
    except Exception as error:
        sys.exit(_print_error(error))


def _print_error(error: Exception) -> int:
    """Print why nothing was done and return the exit status."""
    console = Console(quiet=False, verbose=False)
    if isinstance(error, click.Abort):
        return EXIT_FAILED
    if isinstance(error, ConfigurationError):
        console.print_problems(error.problems)
        return error.exit_status
    if isinstance(error, FeedmakerError):
        console.print_error(error)
        return error.exit_status
    if "FEEDMAKER_TRACEBACK" in os.environ:
        raise error
    text = f"internal error: {type(error).__name__}: {error}"
    hint = "set FEEDMAKER_TRACEBACK=1, run it again and report what is printed"
    console.print_error(FeedmakerError(f"{text:.316}; every file of the output is whole", hint))
    return EXIT_FAILED
