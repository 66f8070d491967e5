"""Entries of schedulers: what they run, and that a crontab keeps its other lines."""

import os
import plistlib
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from real_cron import may_have_a_cron_of_its_own, run_by_cron
from real_systemd import may_have_a_systemd_of_its_own, run_beside_systemd
from site_folder import Site
from websub_hub import running_hub

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
    line = schedules.crontab_line(Schedule(python="/p", config_file="/c/c.yaml", minutes=minutes))
    assert line == f"{fields} cd /c && /p -P -m feedmaker build --quiet --config /c/c.yaml # feedmaker /c/c.yaml"


def test_percent_signs_and_spaces_are_literal() -> None:
    assert "cd '/srv/100\\% news' && '/srv/my venv/bin/python'" in schedules.crontab_line(PLAN)
    service = schedules.systemd_units(PLAN)[f"{PLAN.name}.service"]
    assert 'ExecStart="/srv/my venv/bin/python" -P -m feedmaker' in service
    assert "Description=Build the feeds of /srv/100%% news/config.yaml\n" in service
    agent = plistlib.loads(schedules.launchd_agent(PLAN, "/Users/me").encode())
    assert agent["ProgramArguments"] == list(PLAN.command)
    assert agent["StandardErrorPath"] == f"/Users/me/Library/Logs/{PLAN.name}.log"
    assert '\\"/srv/my venv/bin/python\\"' in schedules.windows_command(PLAN)


@pytest.mark.parametrize("config_file", ["/srv/news/config.yaml", "/srv/other/news/config.yaml", "/srv/news/en.yaml"])
def test_each_configuration_has_a_name_of_its_own(config_file: str) -> None:
    name = replace(PLAN, config_file=config_file).name
    assert re.fullmatch(r"feedmaker-news-[0-9a-f]{6}", name)
    assert name != replace(PLAN, config_file="/srv/third/news/config.yaml").name


@pytest.mark.parametrize(
    ("minutes", "interval"),
    [(15, "/sc minute /mo 15 "), (60, "/sc hourly /mo 1 "), (720, "/sc hourly /mo 12 "), (1440, "/sc daily ")],
)
def test_a_task_of_windows_repeats_within_its_limits(minutes: int, interval: str) -> None:
    """What schtasks accepts: 1 to 1439 minutes, 1 to 23 hours, and a command of 261 characters."""
    assert interval in schedules.windows_command(replace(PLAN, minutes=minutes))


def test_a_command_that_windows_would_refuse_is_said(site: Site) -> None:
    with pytest.raises(ValueError, match=r"the command has 3\d\d characters, and schtasks takes 261"):
        schedules.windows_command(replace(PLAN, config_file=f"/{'a' * 250}/config.yaml"))
    folder = site.folder / ("a" * 240)
    folder.mkdir()
    (folder / "config.yaml").write_text(site.config_file.read_text())
    done = site.run("schedule", "windows", "-c", f"{folder.name}/config.yaml")
    assert (done.returncode, done.stdout) == (2, "")
    assert "move the project, or the environment of feedmaker, to a shorter path" in done.stderr


@pytest.mark.parametrize("kind", ["cron", "systemd", "launchd", "windows"])
def test_with_ping_each_scheduler_notifies_the_hubs(site: Site, kind: str) -> None:
    site.configure(hub=["https://hub.example/"])
    without, done = site.run("schedule", kind), site.run("schedule", kind, "--ping")
    assert done.returncode == 0, done.stderr
    assert "--ping" not in without.stdout
    words = re.sub(r"</?\w+>", " ", done.stdout).split()
    assert words[words.index("--quiet") + 1] == "--ping"


def test_ping_without_a_hub_is_refused(site: Site, environment: dict[str, str]) -> None:
    done = site.run("schedule", "cron", "--ping", "--install", **environment)
    assert done.returncode == 2
    assert "hub is missing" in done.stderr
    assert not Path(environment["CRONTAB"]).exists()


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


def test_a_timer_of_systemd_is_not_a_minute_late() -> None:
    timer = schedules.systemd_units(replace(PLAN, minutes=1))[f"{PLAN.name}.timer"]
    assert "Description=Build the feeds every 1 min\n" in timer
    assert "OnUnitActiveSec=1min\n# by default, up to a minute late\nAccuracySec=10s\n" in timer


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
@pytest.mark.parametrize("minutes", [1, 15, 1440])
@pytest.mark.parametrize(
    "folder", ["news", "a b", "100% news", "金融", "it's", 'a "b"', "a$b", "a;b", "#a", "a\\b", "a{b}"]
)
def test_systemd_accepts_the_units(tmp_path: Path, folder: str, minutes: int) -> None:
    (tmp_path / folder).mkdir()
    python = tmp_path / folder / "python"
    python.write_text("#!/bin/sh\n")
    python.chmod(0o755)
    plan = Schedule(python=str(python), config_file=str(tmp_path / folder / "config.yaml"), minutes=minutes, ping=True)
    files = []
    for name, text in schedules.systemd_units(plan).items():
        files.append(tmp_path / name)
        files[-1].write_text(text)
    command = ["systemd-analyze", "verify", "--user", "--man=no", *map(str, files)]
    environment = {**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    mine = [line for line in done.stderr.splitlines() if plan.name in line]
    assert (done.returncode, mine) == (0, []), done.stderr


@pytest.mark.slow
def test_systemd_builds_and_goes_on_after_a_failure(tmp_path: Path) -> None:
    if not may_have_a_systemd_of_its_own():
        pytest.skip("a systemd of its own needs root, systemd and namespaces")
    site = Site(tmp_path / "a 100% site", articles={"permalink": "/:title/"})
    site.article("a.md", "Ship")
    (site.source / "b.md").write_text("---\ntitle: B\ndate: soon\n---\nText.\n")
    plan = Schedule(python=sys.executable, config_file=str(site.config_file), minutes=15)
    name, library = plan.name, os.environ.get("PYTHONPATH", "")
    done = run_beside_systemd(
        tmp_path / "home",
        schedules.systemd_units(plan),
        f"""
        systemctl --user set-environment PYTHONPATH={library}
        systemctl --user enable --now {name}.timer 2> /dev/null
        systemctl --user start {name}.service
        systemctl --user show --property Result,ExecMainStatus {name}.service
        mv '{site.source}' '{tmp_path}/gone'
        systemctl --user start {name}.service 2> /dev/null || systemctl --user is-failed {name}.service
        mv '{tmp_path}/gone' '{site.source}'
        systemctl --user start {name}.service
        systemctl --user is-active {name}.timer
        systemctl --user show --property AccuracyUSec --value {name}.timer
        """,
    )

    assert done.stdout.split() == ["Result=success", "ExecMainStatus=1", "failed", "active", "10s"], done.stderr
    assert b"Ship" in site.files()["rss.xml"]


@pytest.mark.slow
def test_debians_cron_builds_and_notifies_the_hubs(open_folder: Path) -> None:
    if not may_have_a_cron_of_its_own():
        pytest.skip("a cron of its own needs root, Debian's cron and mounts (make readers installs cron)")
    with running_hub() as hub:
        site = Site(open_folder / "site", articles={"permalink": "/:title/"}, hub=[hub.url])
        site.article("a.md", "Ship")
        line = site.run("schedule", "cron", "--every", "1m", "--ping").stdout.rstrip()
        statuses, mail = run_by_cron(open_folder, line, runs=1)
    assert (statuses, mail) == (["0"], "")
    names = ("rss.xml", "atom.xml", "feed.json")
    assert sorted(hub.notified) == sorted(f"https://harbour.example/{name}" for name in names)
