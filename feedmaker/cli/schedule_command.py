"""`feedmaker schedule`: prints, installs or removes the entry of a scheduler."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from feedmaker.cli.console import config_option
from feedmaker.cli.ping_command import project_with_hubs

if TYPE_CHECKING:
    from feedmaker.cli.schedules import Schedule

_KINDS = ("cron", "systemd", "launchd", "windows")


@click.command(short_help="Print or install the entry of a scheduler, such as cron.")
@config_option
@click.argument("kind", type=click.Choice(_KINDS), required=False)
@click.option("--every", default="10m", show_default=True, metavar="TIME", help="Interval, such as 15m, 1h or 1d.")
@click.option("--ping", is_flag=True, help="Notify the WebSub hubs after each build, like build --ping.")
@click.option("--install", is_flag=True, help="Add the line to your crontab and keep its other lines (cron only).")
@click.option("--remove", is_flag=True, help="Remove the line from your crontab (cron only).")
def schedule(config_file: str, kind: str | None, every: str, *, ping: bool, install: bool, remove: bool) -> None:
    """Print the entry that makes cron, systemd, launchd or Windows build the feeds periodically.

    Paths in it are absolute. By default it is for the scheduler of this system.
    """
    # here, because every command imports this module
    from feedmaker.cli import schedules

    file = Path(config_file).absolute()
    if not file.is_file():
        raise click.UsageError(f"{config_file} does not exist: run feedmaker init, or name a configuration with -c")
    if not str(file).isprintable():
        raise click.UsageError(f"the path of {file.name} has characters that no scheduler can have: rename the folder")
    try:
        minutes = schedules.parse_interval(every)
    except ValueError as error:
        raise click.BadParameter(f"{error}: write 5m, 10m, 15m, 30m, 1h, 6h or 1d", param_hint="--every") from None
    if ping:
        project_with_hubs(config_file)
    plan = schedules.Schedule(python=sys.executable, config_file=str(file), minutes=minutes, ping=ping)
    kind = kind or {"darwin": "launchd", "win32": "windows"}.get(sys.platform, "cron")
    if (install or remove) and kind != "cron":
        raise click.UsageError(f"--install and --remove are for cron: for {kind}, do what is printed without them")
    if install or remove:
        _change_crontab(plan, remove=remove)
    else:
        _print(plan, kind)


def _print(plan: "Schedule", kind: str) -> None:
    """Print an entry to stdout, and instructions to stderr."""
    from feedmaker.cli import schedules

    if kind == "cron":
        click.echo(schedules.crontab_line(plan))
        click.echo("install it with: feedmaker schedule cron --install, or by hand with: crontab -e", err=True)
    elif kind == "systemd":
        for name, text in schedules.systemd_units(plan).items():
            click.echo(f"# ~/.config/systemd/user/{name}\n{text}")
        click.echo(f"save both, then: systemctl --user enable --now {plan.name}.timer", err=True)
    elif kind == "launchd":
        click.echo(schedules.launchd_agent(plan, str(Path.home())), nl=False)
        file = f"~/Library/LaunchAgents/{plan.name}.plist"
        click.echo(f"save it as {file}, then: launchctl load {file}", err=True)
    else:
        try:
            click.echo(schedules.windows_command(plan))
        except ValueError as error:
            hint = "move the project, or the environment of feedmaker, to a shorter path"
            raise click.UsageError(f"{error}\n{hint}") from None
        click.echo("run it in a command prompt; it creates a task of yours", err=True)


def _change_crontab(plan: "Schedule", *, remove: bool) -> None:
    """Write the user's crontab with or without the line. Raises ClickException where cron is not there or refuses."""
    import shutil
    import subprocess

    from feedmaker.cli import schedules

    if shutil.which("crontab") is None:
        raise click.ClickException("there is no crontab command: install cron, or use another scheduler")
    environment = {**os.environ, "LC_ALL": "C"}
    listed = subprocess.run(["crontab", "-l"], capture_output=True, check=False, env=environment)  # noqa: S607 - the user's cron
    if listed.returncode and b"no crontab" not in listed.stderr:
        raise click.ClickException(f"crontab -l: {listed.stderr.decode(errors='replace').strip()}")
    before = os.fsdecode(listed.stdout) if not listed.returncode else ""
    after = schedules.without_line(before, plan) if remove else schedules.with_line(before, plan)
    if after == before:
        click.echo("nothing to change in your crontab", err=True)
        return
    done = subprocess.run(["crontab", "-"], input=os.fsencode(after), capture_output=True, check=False)  # noqa: S607
    if done.returncode:
        raise click.ClickException(f"crontab refuses the line: {done.stderr.decode(errors='replace').strip()}")
    click.echo("removed from your crontab" if remove else f"in your crontab: {schedules.crontab_line(plan)}", err=True)
