"""The command line: data to stdout, everything else to stderr, and a reliable exit status."""

import errno
import os
import sys
import warnings
from collections.abc import Sequence
from io import StringIO, TextIOWrapper

import click

from feedmaker.cli.build_command import build
from feedmaker.cli.check_command import check
from feedmaker.cli.config_command import config
from feedmaker.cli.console import Console, echo, print_failure
from feedmaker.cli.init_command import init
from feedmaker.cli.inspect_command import inspect
from feedmaker.cli.ping_command import ping
from feedmaker.cli.schedule_command import schedule
from feedmaker.cli.serve_command import serve, watch
from feedmaker.problems import BuildFailed
from feedmaker.report import EXIT_FAILED


class _InOrderOfUse(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's
        """Return the names of the commands in the order in which they are needed."""
        return list(self.commands)


def _print_version(context: click.Context, _option: click.Parameter, is_wanted: bool) -> None:
    """Print the version and what decides about the bytes of the output: Python and libraries."""
    if not is_wanted or context.resilient_parsing:
        return
    import platform

    from feedmaker.build.dependencies import package_versions
    from feedmaker.build.installed import distributions

    versions = package_versions(distributions(sys.path))
    click.echo(f"feedmaker {versions.pop('feedmaker', 'of unknown version')}")
    click.echo(f"{platform.python_implementation()} {platform.python_version()}, {platform.platform()}")
    click.echo(", ".join(f"{name} {version}" for name, version in sorted(versions.items())))
    context.exit()


@click.group(cls=_InOrderOfUse, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_print_version,
    help="Show the versions of feedmaker, Python and the libraries that affect feeds.",
)
def feedmaker() -> None:
    """Turn a folder of articles into RSS, Atom and JSON feeds: one for the site, one per category.

    `feedmaker init` looks at a site or a folder of articles and writes its config.yaml; after that `feedmaker build`
    does the whole job. Paths in config.yaml are relative to config.yaml, paths on the command line to the current
    folder.

    Exit status: 0 done; 1 done, but articles were left out (or, with --strict, there was any problem); 2 wrong usage
    or configuration; 3 refused or failed, output untouched; 4 another build holds the output.
    """


for _command in (init, build, inspect, check, config, serve, watch, ping, schedule):
    feedmaker.add_command(_command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command and exit with its status; errors are printed without a traceback."""
    _open_closed_streams()
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
        # the reader of stdout is gone: `head`, for example
        _discard_stdout()
        sys.exit(EXIT_FAILED)
    except Exception as error:
        if isinstance(error, OSError) and error.errno == errno.ENOSPC and error.filename is None:
            _discard_stdout()
            error = BuildFailed(f"stdout cannot be written: {error.strerror}", "free some space, and run it again")
        sys.exit(print_failure(Console(quiet=False, verbose=False), error))


def _open_closed_streams() -> None:
    """Open the standard streams that the caller has closed: no file must get the number of one, which gets messages."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:
            descriptor = os.open(os.devnull, os.O_RDWR)
            if getattr(sys, name) is None:
                setattr(sys, name, open(descriptor, "r" if name == "stdin" else "w", encoding="utf-8", closefd=False))  # noqa: SIM115


def _discard_stdout() -> None:
    """Send what is left in the buffer of stdout nowhere: Python would fail to flush it at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
