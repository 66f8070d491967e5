"""Entries of schedulers: what they run, and that a crontab keeps its other lines."""

import os
import plistlib
import shutil
import subprocess
from pathlib import Path

import pytest
from site_folder import Site

from feedmaker.cli import schedules
from feedmaker.cli.schedules import Schedule

PLAN = Schedule(python="/srv/my venv/bin/python", config_file="/srv/100% news/config.yaml", minutes=15)

#: A crontab command that keeps its lines in a file.
STUB = """#!/bin/sh
case "$1" in
  -l) cat "$CRONTAB" 2> /dev/null || { echo "no crontab for you" >&2; exit 1; } ;;
  -) cat > "$CRONTAB" ;;
esac
"""


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path / "a site")
    site.article("a.md", "Ship")
    return site


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """The environment in which `crontab` is a command of the test's."""
    command = tmp_path / "bin" / "crontab"
    command.parent.mkdir()
    command.write_text(STUB)
    command.chmod(0o755)
    return {"PATH": f"{command.parent}{os.pathsep}{os.environ['PATH']}", "CRONTAB": str(tmp_path / "crontab")}


@pytest.mark.parametrize(
    ("text", "minutes"), [("10m", 10), ("30", 30), ("1m", 1), ("1h", 60), ("6h", 360), ("1d", 1440), ("60m", 60)]
)
def test_intervals(text: str, minutes: int) -> None:
    assert schedules.parse_interval(text) == minutes


@pytest.mark.parametrize("text", ["", "m", "7m", "0", "90m", "5h", "2d", "-5m", "ten", "1.5h"])
def test_uneven_intervals_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="interval"):
        schedules.parse_interval(text)


@pytest.mark.parametrize(
    ("minutes", "fields"),
    [(1, "* * * * *"), (15, "*/15 * * * *"), (60, "0 * * * *"), (360, "0 */6 * * *"), (1440, "0 0 * * *")],
)
def test_a_crontab_line_repeats_evenly(minutes: int, fields: str) -> None:
    line = schedules.crontab_line(Schedule(python="/p", config_file="/c/config.yaml", minutes=minutes))
    assert line == f"{fields} cd /c && /p -m feedmaker build --quiet --config /c/config.yaml # feedmaker /c/config.yaml"


def test_percent_signs_and_spaces_are_literal() -> None:
    assert "cd '/srv/100\\% news' && '/srv/my venv/bin/python'" in schedules.crontab_line(PLAN)
    service = schedules.systemd_units(PLAN)["feedmaker-100--news.service"]
    assert 'ExecStart="/srv/my venv/bin/python" -m feedmaker' in service
    assert "WorkingDirectory=/srv/100%% news" in service
    agent = plistlib.loads(schedules.launchd_agent(PLAN).encode())
    assert agent["ProgramArguments"] == list(PLAN.command)
    assert '\\"/srv/my venv/bin/python\\"' in schedules.windows_command(PLAN)


def test_the_line_of_cron_builds_with_nothing_of_the_users_environment(site: Site) -> None:
    site.configure(articles={"permalink": "/:title/"})
    line = site.run("schedule", "cron").stdout
    command = line.split(" ", 5)[5].replace("\\%", "%")
    library = {"PYTHONPATH": os.environ["PYTHONPATH"]} if "PYTHONPATH" in os.environ else {}
    done = subprocess.run(
        ["/bin/sh", "-c", command],
        env={"PATH": "/usr/bin:/bin", **library},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (site.output / "rss.xml").exists()


def test_install_and_remove_leave_other_lines_alone(site: Site, environment: dict[str, str]) -> None:
    crontab = Path(environment["CRONTAB"])
    others = "MAILTO=me@harbour.example\n0 3 * * * backup # feedmaker /another/config.yaml\n"
    crontab.write_text(others)

    assert site.run("schedule", "--install", **environment).returncode == 0
    first = crontab.read_text()
    assert site.run("schedule", "--install", "--every", "1h", **environment).returncode == 0
    second = crontab.read_text()
    assert site.run("schedule", "--remove", **environment).returncode == 0

    assert first.startswith(others + "*/10 * * * * cd ")
    assert second.startswith(others + "0 * * * * cd ")
    assert len(second.splitlines()) == 3
    assert crontab.read_text() == others


def test_a_user_without_crontab_gets_one(site: Site, environment: dict[str, str]) -> None:
    assert site.run("schedule", "cron", "--install", **environment).returncode == 0
    assert Path(environment["CRONTAB"]).read_text().count("\n") == 1


@pytest.mark.parametrize(
    "arguments", [("systemd", "--install"), ("--every", "7m"), ("-c", "missing.yaml"), ("fcron",)], ids=str
)
def test_options_that_a_scheduler_lacks_are_refused(site: Site, arguments: tuple[str, ...]) -> None:
    done = site.run("schedule", *arguments)
    assert done.returncode == 2
    assert "Error: " in done.stderr


@pytest.mark.skipif(shutil.which("crontab") is None, reason="cron is not installed")
def test_debians_cron_takes_the_line(tmp_path: Path) -> None:
    """`crontab -n` (Debian) checks a crontab and installs nothing."""
    file = tmp_path / "crontab"
    file.write_text(f"{schedules.crontab_line(PLAN)}\n")
    done = subprocess.run(["crontab", "-n", str(file)], capture_output=True, text=True, check=False)
    if "invalid option" in done.stderr:
        pytest.skip("this crontab has no dry run")
    assert done.returncode == 0, done.stderr
