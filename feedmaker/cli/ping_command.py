"""`feedmaker ping`: notifies WebSub hubs of changed feeds."""

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from feedmaker.cli.console import Console, config_option, echo
from feedmaker.problems import FeedmakerError, mistake
from feedmaker.report import EXIT_DONE, EXIT_LEFT_OUT
from feedmaker.text.messages import counted

if TYPE_CHECKING:
    from feedmaker.cli.machine_output import JsonConsole
    from feedmaker.project import Project


@click.command(short_help="Notify the WebSub hubs of feeds that changed.")
@config_option
@click.option("-q", "--quiet", is_flag=True, help="Print only failures, each at first and then once a day.")
def ping(config_file: str, *, quiet: bool) -> None:
    """Notify the configured WebSub hubs of feeds that changed since the last ping.

    Run it when the feeds are on the web, because a hub fetches them at once. Exit status: 0 done; 1 a hub could not be
    notified, and the next ping tries again; 2 wrong usage or configuration; 3 nothing has been built.
    """
    project = project_with_hubs(config_file)
    sys.exit(ping_hubs(project, Console(quiet=quiet, verbose=False), quiet=quiet))


def project_with_hubs(config_file: str, *, source: str | None = None, output: str | None = None) -> "Project":
    """Open a project that has hubs. Raises ConfigurationError, also where it has none."""
    from feedmaker.project import open_project

    project = open_project(config_file, source=source, output=output, lenient=True)
    if project.config.hub:
        return project
    hint = "write the address of one, such as hub: https://hub.example.org/"
    raise mistake(config_file, "config-missing-key", "hub is missing: there is none to notify", hint)


def ping_hubs(project: "Project", console: "Console | JsonConsole", *, quiet: bool) -> int:
    """Notify the hubs, print the results, and return the exit status."""
    from feedmaker import websub

    status = EXIT_DONE
    for found in websub.ping(project, datetime.now(UTC)):
        if found.error:
            status = EXIT_LEFT_OUT
            if found.is_news or not quiet:
                message = f"hub {found.hub} was not notified of {counted(found.left, 'feed file')}: {found.error}"
                console.print_error(FeedmakerError(message, "the next feedmaker ping tries again"))
        if not quiet and (found.notified or not found.error):
            echo(f"hub {found.hub}: notified of {counted(found.notified, 'feed file')}")
    return status
