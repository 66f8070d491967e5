"""Entries that make the schedulers of operating systems run builds periodically. Pure: text in, text out."""

import os
import plistlib
import shlex
from dataclasses import dataclass
from hashlib import sha256
from pathlib import PurePath
from typing import Final

#: Minutes → the fields of a crontab that repeat so often; others would be uneven.
_EVEN: Final = (1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30)
#: Characters of a command that schtasks accepts.
_LONGEST_TASK: Final = 261


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A build that is run every so many minutes. All paths are absolute."""

    #: The interpreter in whose environment feedmaker is installed.
    python: str
    config_file: str
    minutes: int
    #: Whether WebSub hubs are notified after each build.
    ping: bool = False

    @property
    def command(self) -> tuple[str, ...]:
        """The command, with --quiet, so that only new problems are mailed or logged.

        With -P, Python imports no module from the folder in which it is run.
        """
        options = ("--ping",) if self.ping else ()
        return (self.python, "-P", "-m", "feedmaker", "build", "--quiet", *options, "--config", self.config_file)

    @property
    def folder(self) -> str:
        """The folder of the configuration."""
        return str(PurePath(self.config_file).parent)

    @property
    def name(self) -> str:
        """A name for units and tasks, another one for each configuration: letters, digits and hyphens."""
        words = "".join(char if char.isascii() and char.isalnum() else "-" for char in PurePath(self.folder).name)
        return f"feedmaker-{words.strip('-') or 'site'}-{sha256(os.fsencode(self.config_file)).hexdigest()[:6]}"

    @property
    def marker(self) -> str:
        """What the line of a crontab ends with, by which it is found again."""
        return f"# feedmaker {self.config_file}".replace("%", "\\%")


def parse_interval(text: str) -> int:
    """Return minutes: of "15m", "2h", "1d" or a number of minutes. Raises ValueError for what is not even."""
    number, unit = (text[:-1], text[-1]) if text[-1:] in ("m", "h", "d") else (text, "m")
    if not (number.isascii() and number.isdigit() and len(number) < 5):
        raise ValueError(f"not an interval: {text!r}")
    minutes = int(number) * {"m": 1, "h": 60, "d": 1440}[unit]
    if minutes in _EVEN or (minutes and minutes % 60 == 0 and 1440 % minutes == 0):
        return minutes
    raise ValueError("an hour or a day cannot be divided into such intervals")


def crontab_line(schedule: Schedule) -> str:
    """Return the line of a crontab (crontab(5): "%" is a newline unless it is escaped)."""
    command = f"cd {shlex.quote(schedule.folder)} && {shlex.join(schedule.command)}".replace("%", "\\%")
    return f"{_fields(schedule.minutes)} {command} {schedule.marker}"


def with_line(crontab: str, schedule: Schedule) -> str:
    """Return a crontab with the line of this configuration, which replaces an earlier one; other lines stay."""
    return f"{without_line(crontab, schedule)}{crontab_line(schedule)}\n"


def without_line(crontab: str, schedule: Schedule) -> str:
    """Return a crontab without the line of this configuration."""
    kept = [line for line in crontab.splitlines() if not line.endswith(f" {schedule.marker}")]
    return "".join(f"{line}\n" for line in kept)


def systemd_units(schedule: Schedule) -> dict[str, str]:
    """Return file name → text of a service and its timer (systemd.service(5), systemd.timer(5))."""
    # systemd refuses quotes and backslashes in the path of a program, and unescapes no dollar there
    through = ("/usr/bin/env",) if any(char in schedule.python for char in "'\"\\$") else ()
    command = " ".join(_systemd_quoted(word) for word in (*through, *schedule.command))
    service = (
        f"[Unit]\nDescription=Build the feeds of {schedule.config_file.replace('%', '%%')}\n\n"
        f"[Service]\nType=oneshot\nExecStart={command}\n"
        "# 1: articles were left out; 4: another build was running\nSuccessExitStatus=1 4\n"
    )
    timer = (
        f"[Unit]\nDescription=Build the feeds every {schedule.minutes} min\n\n[Timer]\nOnBootSec=2min\n"
        f"OnUnitActiveSec={schedule.minutes}min\n# by default, up to a minute late\nAccuracySec=10s\n\n"
        "[Install]\nWantedBy=timers.target\n"
    )
    return {f"{schedule.name}.service": service, f"{schedule.name}.timer": timer}


def launchd_agent(schedule: Schedule, home: str) -> str:
    """Return the property list of an agent (launchd.plist(5)); `home` is the folder of the user."""
    values = {
        "Label": schedule.name,
        "ProgramArguments": list(schedule.command),
        "WorkingDirectory": schedule.folder,
        "StartInterval": schedule.minutes * 60,
        # without it, launchd discards what is printed
        "StandardErrorPath": f"{home}/Library/Logs/{schedule.name}.log",
    }
    return plistlib.dumps(values).decode()


def windows_command(schedule: Schedule) -> str:
    """Return the command that creates a task (schtasks /create: at most 1439 minutes, 23 hours or 365 days).

    Raises ValueError for paths so long that schtasks would refuse the command.
    """
    command = " ".join(f'"{word}"' if " " in word else word for word in schedule.command)
    if len(command) > _LONGEST_TASK:
        raise ValueError(f"the command has {len(command)} characters, and schtasks takes {_LONGEST_TASK}: {command}")
    hours, minutes = divmod(schedule.minutes, 60)
    interval = "daily" if hours == 24 else f"hourly /mo {hours}" if hours else f"minute /mo {minutes}"
    escaped = command.replace('"', '\\"')
    return f'schtasks /create /f /tn {schedule.name} /sc {interval} /tr "{escaped}"'


def _fields(minutes: int) -> str:
    if minutes < 60:
        return "* * * * *" if minutes == 1 else f"*/{minutes} * * * *"
    hours = minutes // 60
    return "0 0 * * *" if hours == 24 else "0 * * * *" if hours == 1 else f"0 */{hours} * * *"


def _systemd_quoted(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{escaped}"' if any(char in word for char in " \t\"'\\;") else escaped
