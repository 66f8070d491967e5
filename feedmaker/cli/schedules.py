"""Entries that make the schedulers of operating systems run builds periodically. Pure: text in, text out."""

import plistlib
import shlex
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

#: Minutes → the fields of a crontab that repeat so often; others would be uneven.
_EVEN: Final = (1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A build that is run every so many minutes. All paths are absolute."""

    #: The interpreter in whose environment feedmaker is installed.
    python: str
    config_file: str
    minutes: int

    @property
    def command(self) -> tuple[str, ...]:
        """The command, with --quiet, so that only new problems are mailed or logged."""
        return (self.python, "-m", "feedmaker", "build", "--quiet", "--config", self.config_file)

    @property
    def folder(self) -> str:
        """The folder of the configuration."""
        return str(PurePath(self.config_file).parent)

    @property
    def name(self) -> str:
        """A name for units and tasks: letters, digits and hyphens."""
        words = "".join(char if char.isascii() and char.isalnum() else "-" for char in PurePath(self.folder).name)
        return f"feedmaker-{words.strip('-') or 'site'}"

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
    command = " ".join(_systemd_quoted(word) for word in schedule.command)
    service = (
        "[Unit]\nDescription=Build the feeds of "
        f"{schedule.folder.replace('%', '%%')}\n\n[Service]\nType=oneshot\n"
        f"WorkingDirectory={schedule.folder.replace('%', '%%')}\nExecStart={command}\n"
        "# 1: articles were left out; 4: another build was running\nSuccessExitStatus=1 4\n"
    )
    timer = (
        f"[Unit]\nDescription=Build the feeds every {schedule.minutes} minutes\n\n[Timer]\nOnBootSec=2min\n"
        f"OnUnitActiveSec={schedule.minutes}min\n\n[Install]\nWantedBy=timers.target\n"
    )
    return {f"{schedule.name}.service": service, f"{schedule.name}.timer": timer}


def launchd_agent(schedule: Schedule) -> str:
    """Return the property list of an agent (launchd.plist(5))."""
    values = {
        "Label": schedule.name,
        "ProgramArguments": list(schedule.command),
        "WorkingDirectory": schedule.folder,
        "StartInterval": schedule.minutes * 60,
    }
    return plistlib.dumps(values).decode()


def windows_command(schedule: Schedule) -> str:
    """Return the command that creates a task (schtasks /create)."""
    command = " ".join(f'\\"{word}\\"' if " " in word else word for word in schedule.command)
    return f'schtasks /create /f /tn {schedule.name} /sc minute /mo {schedule.minutes} /tr "{command}"'


def _fields(minutes: int) -> str:
    if minutes < 60:
        return "* * * * *" if minutes == 1 else f"*/{minutes} * * * *"
    hours = minutes // 60
    return "0 0 * * *" if hours == 24 else "0 * * * *" if hours == 1 else f"0 */{hours} * * *"


def _systemd_quoted(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{escaped}"' if any(char in word for char in " \t\"'\\;") else escaped
