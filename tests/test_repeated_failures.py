"""A persistent failure of scheduled builds is reported once, and then daily."""

import json
import os
import shutil
import sys
import time
from pathlib import Path

import pytest
from real_cron import may_have_a_cron_of_its_own, run_by_cron
from site_folder import Site, run_in_terminal

from feedmaker.cli import schedules
from feedmaker.cli.repeated_failures import Failure, RepeatedFailures, next_failure, reason
from feedmaker.problems import BuildRefused, ConfigurationError, Problem

DAY = 86_400.0


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path / "site", articles={"permalink": "/:title/"})
    for number in range(4):
        site.article(f"{number}.md", f"Ship {number}", number)
    assert site.run("build", "-q").stderr == ""
    return site


def test_a_persistent_failure_is_reported_once_and_then_daily() -> None:
    told, failure = [], None
    for minutes in range(0, 3 * 24 * 60, 10):
        found = next_failure(failure, "gone", minutes * 60.0)
        if found is not None:
            told.append(minutes)
            failure = found

    assert told == [0, 24 * 60, 2 * 24 * 60]
    assert failure is not None
    assert failure.since == 0.0


def test_another_failure_is_news_and_so_is_one_after_the_clock_was_set_back() -> None:
    before = Failure("gone", 1000.0, 1000.0)

    assert next_failure(before, "full", 1600.0) == Failure("full", 1600.0, 1600.0)
    assert next_failure(before, "gone", 1600.0) is None
    assert next_failure(before, "gone", 400.0) == Failure("gone", 400.0, 400.0)


def test_a_failure_with_other_numbers_is_the_same_failure() -> None:
    texts = (f"only {n} of the 25 articles published before would be left" for n in (0, 3))
    assert len({reason(BuildRefused(text)) for text in texts}) == 1
    problems = (Problem("x", f"site.url is missing: {word}", path="config.yaml") for word in ("a", "b"))
    assert len({reason(ConfigurationError([problem])) for problem in problems}) == 2


def test_scheduled_runs_report_a_missing_source_once_and_exit_with_3_each_time(site: Site) -> None:
    site.source.rename(site.folder / "elsewhere")
    first, second, third = (site.run("build", "-q") for _ in range(3))

    assert [done.returncode for done in (first, second, third)] == [3, 3, 3]
    assert first.stderr == (
        "feedmaker: source articles is missing; nothing was written\n"
        "  hint: mount its disk if it is on another one, or correct source.path in config.yaml\n"
        "  reported once a day while it lasts\n"
    )
    assert (second.stderr, third.stderr) == ("", "")


def test_it_is_reported_again_after_a_day_and_after_a_success(site: Site) -> None:
    site.source.rename(site.folder / "elsewhere")
    site.run("build", "-q")
    file = site.folder / ".feedmaker" / "failures.json"
    known = {run: [why, since - DAY, told - DAY] for run, (why, since, told) in json.loads(file.read_text()).items()}
    file.write_text(json.dumps(known))
    again = site.run("build", "-q").stderr
    (site.folder / "elsewhere").rename(site.source)
    mended = site.run("build", "-q")
    site.source.rename(site.folder / "elsewhere")

    assert f"  since {time.strftime('%Y-%m-%d', time.gmtime(time.time() - DAY))} " in again
    assert (mended.returncode, mended.stderr) == (0, "")
    assert json.loads(file.read_text()) == {}
    assert "is missing" in site.run("build", "-q").stderr


def test_an_empty_folder_may_be_a_disk_that_is_not_mounted(site: Site) -> None:
    shutil.rmtree(site.source)
    site.source.mkdir()

    assert (
        "  hint: mount the disk of source.path if it is on another one; if that is right," in site.run("build").stderr
    )


def test_every_persistent_failure_is_reported_once(site: Site) -> None:
    site.config_file.write_text("site: {titel: x}\n")
    first, second = (site.run("build", "-q") for _ in range(2))

    assert (first.returncode, second.returncode) == (2, 2)
    assert "config.yaml:1: site.titel is not a key" in first.stderr
    assert second.stderr == ""


def test_a_person_sees_the_failure_every_time(site: Site) -> None:
    site.source.rename(site.folder / "elsewhere")
    for _ in range(2):
        assert "is missing" in site.run("build").stderr
        if hasattr(os, "forkpty"):
            assert "is missing" in run_in_terminal(site.folder, "build", "-q")[1]


def test_reports_are_written_even_if_nothing_is_printed(site: Site) -> None:
    site.source.rename(site.folder / "elsewhere")
    site.run("build", "-q")
    done = site.run("build", "-q", "--report", "-", "--log-format", "json")

    assert (json.loads(done.stdout)["exit"], done.stderr) == (3, "")


def test_runs_with_other_options_are_distinguished(site: Site) -> None:
    site.source.rename(site.folder / "elsewhere")
    for options in ([], ["--output", "public"]):
        told = [bool(site.run("build", "-q", *options).stderr) for _ in range(2)]
        assert told == [True, False], options


@pytest.mark.parametrize("text", ["no JSON", "[]", '{"a": 1}', '{"a": [1, "x", null]}'])
def test_a_file_that_cannot_be_read_has_nothing(tmp_path: Path, text: str) -> None:
    file = tmp_path / ".feedmaker" / "failures.json"
    file.parent.mkdir()
    file.write_text(text)
    failures = RepeatedFailures(str(tmp_path / "config.yaml"), None, None)

    assert failures.news(BuildRefused("gone"), 1000.0) == "reported once a day while it lasts"
    assert failures.news(BuildRefused("gone"), 2000.0) is None


def test_without_a_record_everything_is_reported(tmp_path: Path) -> None:
    (tmp_path / ".feedmaker").write_text("a file")
    failures = RepeatedFailures(str(tmp_path / "config.yaml"), None, None)

    assert [failures.news(BuildRefused("gone"), time) for time in (1000.0, 2000.0)] == ["", ""]


@pytest.mark.slow
def test_debians_cron_mails_a_missing_source_once(open_folder: Path) -> None:
    if not may_have_a_cron_of_its_own():
        pytest.skip("a cron of its own needs root, Debian's cron and mounts (make readers installs cron)")
    site = Site(open_folder / "site", articles={"permalink": "/:title/"})
    site.article("a.md", "Ship")
    site.run("build", "-q")
    site.source.rename(site.folder / "elsewhere")
    plan = schedules.Schedule(python=sys.executable, config_file=str(site.config_file), minutes=1)

    statuses, mail = run_by_cron(open_folder, schedules.crontab_line(plan), runs=2)

    assert statuses == ["3", "3"]
    assert mail.count("--- end") == 1
    assert "feedmaker: source articles is missing" in mail


def test_a_link_in_the_place_of_the_record_is_replaced_and_not_followed(site: Site) -> None:
    precious = site.folder / "precious.txt"
    precious.write_text("mine")
    record = site.folder / ".feedmaker" / "failures.json"
    record.symlink_to(precious)

    assert site.run("build", "-q", "--source", "nowhere").returncode == 3

    assert precious.read_text() == "mine"
    assert not record.is_symlink()
    assert "nowhere" in record.read_text()


def test_a_pipe_in_the_place_of_the_record_blocks_nothing(site: Site) -> None:
    record = site.folder / ".feedmaker" / "failures.json"
    os.mkfifo(record)

    assert site.run("build", "-q", "--source", "nowhere").returncode == 3
    assert site.run("build", "-q").returncode == 0


def test_a_record_that_may_not_be_read_does_no_harm(site: Site) -> None:
    site.build()
    folder = site.folder / ".feedmaker"
    folder.chmod(0)

    done = site.run_unprivileged("build", "--dry-run")

    folder.chmod(0o755)
    assert "internal error" not in done.stderr
    assert "Permission denied" in done.stderr
