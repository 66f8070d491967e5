"""What a terminal and programs get of a build: colours, a progress bar, completion, JSON lines, metrics."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from site_folder import NOW, Site, ended, run_in_terminal

from feedmaker.cli import terminal
from feedmaker.cli.build_command import fail_on_signals
from feedmaker.cli.machine_output import json_line, metrics
from feedmaker.problems import BuildFailed
from feedmaker.report import ArticleCounts, FeedCounts, Report

COLOUR = "\x1b["
needs_terminal = pytest.mark.skipif(not hasattr(os, "forkpty"), reason="this system has no pseudo-terminals")


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path / "site", articles={"permalink": "/:title/"})
    site.article("a.md", "Ship", 1, categories=["harbour"])
    site.put("bad.md", "---\ntitle: Bad\ndate: soon\n---\n")
    return site


@needs_terminal
def test_a_terminal_gets_colours_and_nothing_else_does(site: Site) -> None:
    status, shown = run_in_terminal(site.folder, "build", "--full", NO_COLOR="", FORCE_COLOR="")
    piped = site.run("build", "--full", NO_COLOR="", FORCE_COLOR="").stderr

    assert status == 1
    assert f"{COLOUR}33marticles/bad.md:3:{COLOUR}0m date is not a date" in shown.replace("\r", "")
    assert COLOUR not in piped
    assert set(re.findall(r"\x1b[^m]*m", shown)) <= {f"{COLOUR}{code}m" for code in (0, 1, 31, 32, 33, 34, 36)}


@pytest.mark.parametrize(
    ("variables", "coloured"),
    [
        ({}, True),
        ({"NO_COLOR": "1"}, False),
        ({"NO_COLOR": ""}, True),
        ({"TERM": "dumb"}, False),
        ({"FORCE_COLOR": "1", "TERM": "dumb"}, True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
    ],
)
@needs_terminal
def test_variables_that_forbid_colours_or_want_them(site: Site, variables: dict[str, str], coloured: bool) -> None:
    _, shown = run_in_terminal(site.folder, "build", **{"NO_COLOR": "", "FORCE_COLOR": "", **variables})

    assert (COLOUR in shown) == coloured


def test_force_color_colours_a_file(site: Site) -> None:
    assert COLOUR in site.run("build", FORCE_COLOR="1", NO_COLOR="").stderr


def test_errors_of_a_check_are_red_on_stdout_where_that_is_wanted(site: Site) -> None:
    (site.folder / "rss.xml").write_text("<rss version='2.0'><channel/></rss>")

    assert f"{COLOUR}31merror{COLOUR}0m rss-" in site.run("check", "rss.xml", FORCE_COLOR="1", NO_COLOR="").stdout
    assert COLOUR not in site.run("check", "rss.xml", FORCE_COLOR="", NO_COLOR="").stdout


def slow_build(site: Site, *arguments: str, **environment: str) -> str:
    """Build in a terminal as if one second had gone at every step, and return what the terminal got."""
    process, shown = os.forkpty()
    if process == 0:
        import termios

        termios.tcsetwinsize(0, (24, 100))
        os.environ.update({"TERM": "xterm", "NO_COLOR": "1", **environment})
        os.chdir(site.folder)
        terminal._DELAY = 0.0
        from feedmaker.cli import main

        for stream, number in ((sys.stdout, 1), (sys.stderr, 2)):
            os.dup2(0, number)
            assert stream is not None
        sys.stdout, sys.stderr = os.fdopen(1, "w"), os.fdopen(2, "w")
        try:
            main.main(["build", *arguments])
        except SystemExit as end:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(int(end.code or 0) + 10 * (threading.active_count() > 1))
        os._exit(99)
    text = b""
    try:
        while data := os.read(shown, 65536):
            text += data
    except OSError:
        pass
    os.close(shown)
    assert ended(process) == 1, "a thread of the bar was left"
    return text.decode()


@needs_terminal
def test_a_long_build_shows_a_bar_and_takes_it_away(site: Site) -> None:
    shown = slow_build(site)

    assert re.search(r"reading articles: \d \[", shown)
    assert re.search(r"rendering entries: +\d+%\|.* \d/1 \[", shown)
    assert re.search(r"writing feeds: +\d+%\|.* \d/2 \[", shown)
    last = shown.rpartition("writing feeds")[2]
    assert re.search(r"\r +\r", last), "the bar stays on the terminal"
    assert "2 feeds written" in last


@pytest.mark.parametrize(
    ("arguments", "environment"), [(["-q"], {}), (["--log-format", "json"], {}), ([], {"TERM": "dumb"})]
)
@needs_terminal
def test_no_bar_where_it_would_be_in_the_way(site: Site, arguments: list[str], environment: dict[str, str]) -> None:
    assert "rendering" not in slow_build(site, *arguments, **environment)


@needs_terminal
def test_a_build_of_less_than_a_second_shows_no_bar(site: Site) -> None:
    terminal_text = run_in_terminal(site.folder, "build", NO_COLOR="1")[1]

    assert "rendering" not in terminal_text
    assert "\r" not in terminal_text


def test_a_build_imports_the_bar_only_when_it_shows_it(site: Site) -> None:
    code = (
        "import sys\nfrom feedmaker.cli.main import main\n"
        "try:\n    main(['build'])\nexcept SystemExit:\n    sys.exit(int('tqdm' in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=site.folder, check=False).returncode == 0


def test_columns_of_different_heights_stand_side_by_side() -> None:
    columns = [("fruit", [("apples", 5), ("pears", 12_345)]), ("nuts", [("almonds", 1)])]

    assert terminal.table(columns) == [
        "fruit             nuts",
        "apples       5    almonds  1",
        "pears   12,345",
    ]


SHELLS = {
    "bash": 'eval "$(_FEEDMAKER_COMPLETE=bash_source feedmaker)"; COMP_WORDS=(feedmaker sch); COMP_CWORD=1; '
    '_feedmaker_completion feedmaker; echo "${COMPREPLY[@]}"',
    "zsh": "_FEEDMAKER_COMPLETE=zsh_complete COMP_WORDS='feedmaker sch' COMP_CWORD=1 feedmaker",
    "fish": "env _FEEDMAKER_COMPLETE=fish_complete COMP_WORDS='feedmaker sch' COMP_CWORD=sch feedmaker",
}


@pytest.mark.parametrize("shell", SHELLS)
def test_shells_complete_commands(site: Site, shell: str) -> None:
    """Zsh and fish are not needed: their scripts ask the command, as here, and show what it answers."""
    folder = site.folder / "bin"
    folder.mkdir()
    command = folder / "feedmaker"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m feedmaker "$@"\n')
    command.chmod(0o755)
    path = f"{folder}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", SHELLS[shell]], env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False
    )

    assert "schedule" in done.stdout, done.stderr


def objects(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_a_log_of_json_has_one_object_a_line(site: Site) -> None:
    done = site.run("build", "--log-format", "json")
    problem, summary = objects(done.stderr)

    assert (done.returncode, done.stdout) == (1, "")
    assert problem["event"] == "problem"
    assert (problem["path"], problem["line"], problem["code"]) == ("articles/bad.md", 3, "date-unreadable")
    assert (problem["level"], problem["new"]) == ("warning", True)
    assert (summary["event"], summary["problems"], summary["new_problems"], summary["exit"]) == ("summary", 1, 1, 1)
    assert summary["articles"]["found"] == 2
    assert summary["feeds"]["written"] == 2


def test_a_log_of_json_has_changes_and_says_what_is_known(site: Site) -> None:
    site.run("build", "-q")
    site.article("c.md", "Crab\u2028\x85", 3)
    site.article("d.md", "Dory", 4, categories=["nets"])
    problem, change, _, added, summary = objects(site.run("build", "--log-format", "json", "-v").stderr)

    assert (problem["event"], problem["new"]) == ("problem", False)
    assert change == {"event": "change", "kind": "new", "path": "c.md", "title": "Crab", "feeds": []}
    assert added == {"event": "feed added", "path": "categories/nets"}
    assert summary["new_problems"] == 0


def test_a_quiet_log_of_json_has_only_news(site: Site) -> None:
    first, second = (site.run("build", "-q", "--log-format", "json").stderr for _ in range(2))

    assert [line["event"] for line in objects(first)] == ["problem"]
    assert second == ""


@pytest.mark.parametrize(
    ("change", "event", "status"), [("config", "problem", 2), ("empty", "error", 3), ("defect", "error", 3)]
)
def test_failures_are_objects_too(site: Site, change: str, event: str, status: int) -> None:
    site.run("build", "-q")
    if change == "config":
        site.config_file.write_text("site: {titel: x}")
    elif change == "empty":
        shutil.rmtree(site.source)
    else:
        shutil.rmtree(site.output)
        site.output.write_text("a file")
    done = site.run("build", "--log-format", "json")
    found = objects(done.stderr)

    assert {line["event"] for line in found} == {event} or change == "defect"
    assert done.returncode in (status, 2)
    assert all(line.get("level", "error") == "error" for line in found)


def test_a_json_line_contains_no_terminal_sequences() -> None:
    line = json_line("notice", {"message": "\x1b[31m\u202e\u2028\udce9 \U000e0001 船"})

    assert line.isprintable()
    assert "船" in line
    assert json.loads(line)["message"] == "\x1b[31m\u202e\u2028\udce9 \U000e0001 船"


def samples(text: str) -> dict[str, float]:
    """Return name and labels → value of metrics, as Prometheus reads them."""
    found = {}
    for family in text_string_to_metric_families(text):
        assert family.documentation
        assert family.type == "gauge"
        for sample in family.samples:
            assert sample.timestamp is None, "node_exporter refuses timestamps"
            labels = "".join(f" {value}" for key, value in sample.labels.items() if key != "config")
            assert "config" in sample.labels
            found[sample.name.removeprefix("feedmaker_") + labels] = sample.value
    return found


def test_metrics_of_a_build_are_what_the_report_says(site: Site) -> None:
    file = site.folder / "feedmaker.prom"
    file.write_text("# HELP feedmaker_exit_status Of an older release.\n")
    done = site.run("build", "--metrics", "feedmaker.prom", "--report", "report.json")
    found = samples(file.read_text())
    report = json.loads((site.folder / "report.json").read_text())

    assert done.returncode == found["exit_status"] == 1
    assert {key: found[f"articles {key}"] for key in report["articles"]} == report["articles"]
    assert {key: found[f"feeds {key}"] for key in report["feeds"]} == report["feeds"]
    assert found["problems"] == 1
    assert found["last_success_timestamp_seconds"] == found["last_run_timestamp_seconds"] > NOW.timestamp()
    assert [path.name for path in site.folder.iterdir() if path.name.startswith(".feedmaker.prom")] == []
    assert file.stat().st_mode & 0o444 == 0o444 & ~umask()


def umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_a_failure_keeps_the_time_of_the_last_success(site: Site) -> None:
    file = site.folder / "feedmaker.prom"
    site.run("build", "--metrics", str(file))
    before = samples(file.read_text())
    shutil.rmtree(site.source)
    site.run("build", "-q", "--metrics", str(file))
    after = samples(file.read_text())

    assert (before["exit_status"], after["exit_status"]) == (1, 3)
    assert after["last_success_timestamp_seconds"] == before["last_success_timestamp_seconds"]
    assert after["last_run_timestamp_seconds"] > before["last_run_timestamp_seconds"]
    assert not any(name.startswith(("articles", "feeds")) for name in after), "counts of a build that was none"


def test_a_path_in_metrics_is_escaped() -> None:
    report = Report(articles=ArticleCounts(found=3), feeds=FeedCounts(total=2))
    text = metrics(report, config_file='/a\\b/"c"\nd/config.yaml', now=5.0, before="")
    (family, *_) = text_string_to_metric_families(text)

    assert family.samples[0].labels == {"config": '/a\\b/"c"\nd/config.yaml'}


def test_metrics_replace_nothing_but_a_file(site: Site) -> None:
    os.mkfifo(site.folder / "pipe")
    done = site.run("build", "--metrics", "pipe")
    nowhere = site.run("build", "--metrics", "no/such/folder.prom")

    assert (done.returncode, nowhere.returncode) == (3, 3)
    assert "it is not a file" in done.stderr
    assert "the feeds are up to date" in nowhere.stderr
    assert (site.folder / "pipe").is_fifo()


def test_metrics_of_a_dry_run_are_refused(site: Site) -> None:
    assert site.run("build", "--dry-run", "--metrics", "m.prom").returncode == 2


def test_a_signal_is_reported_in_the_format_of_the_log(site: Site) -> None:
    for number in range(400):
        site.article(f"more/{number}.md", f"More {number}", number % 100)
    command = [sys.executable, "-m", "feedmaker", "build", "--log-format", "json"]
    with subprocess.Popen(command, cwd=site.folder, stderr=subprocess.PIPE, text=True) as process:
        while not (site.output / ".feedmaker.lock").exists() and process.poll() is None:
            pass
        process.send_signal(signal.SIGTERM)
        assert process.stderr
        (found,) = objects(process.stderr.read())

    assert found["event"] == "error"
    assert found["message"].startswith("stopped by SIGTERM")


class _Loud:
    def __del__(self) -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(0.01)


def interrupted() -> None:
    with fail_on_signals():
        _Loud()
        time.sleep(20)


def test_a_signal_that_arrives_where_python_ignores_exceptions_ends_the_build(
    capfd: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(BuildFailed, match="stopped by SIGTERM"):
        interrupted()
    assert capfd.readouterr().err == ""


def run_in_shell(site: Site, command: str) -> "subprocess.CompletedProcess[str]":
    """Run a command line in which $0 is Python."""
    return subprocess.run(
        ["sh", "-c", command, sys.executable], cwd=site.folder, capture_output=True, text=True, timeout=300
    )


@pytest.mark.parametrize("closed", ["2>&-", ">&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_closed_standard_streams_change_nothing(site: Site, closed: str) -> None:
    done = run_in_shell(site, f'"$0" -m feedmaker build -v {closed}')

    assert done.returncode == 1, done.stderr  # bad.md has no date
    assert len(site.items()) == 1
    assert run_in_shell(site, f'"$0" -m feedmaker config {closed}').returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("arguments", ["build --report -", "config", "inspect articles/a.md"])
def test_a_full_disk_behind_stdout_is_an_error_of_one_line(site: Site, arguments: str) -> None:
    done = run_in_shell(site, f'"$0" -m feedmaker {arguments} > /dev/full')

    assert done.returncode == 3
    assert "stdout cannot be written: No space left on device" in done.stderr
    assert "Exception" not in done.stderr
    assert "internal error" not in done.stderr
