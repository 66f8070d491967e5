"""`feedmaker build` as people and cron use it: what it prints, where, and its exit status."""

import json
import os
import platform
import re
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path

import pytest
from site_folder import Site, merged, run_in_terminal

from feedmaker.cli import main


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path / "site", articles={"permalink": "/:title/"})
    site.article("a.md", "Ship", 1, categories=["harbour"])
    site.article("b.md", "Net", 2)
    return site


class Result:
    """Exit status and output of a command."""

    def __init__(self, status: int, out: str, err: str) -> None:
        self.status = status
        self.out = out
        self.err = err


class Command:
    """Runs the command in this process, in the folder of a site."""

    def __init__(self, capture: pytest.CaptureFixture[str]) -> None:
        self._capture = capture

    def __call__(self, *arguments: str) -> Result:
        self._capture.readouterr()
        with pytest.raises(SystemExit) as end:
            main.main(arguments)
        out, err = self._capture.readouterr()
        assert "Traceback" not in err
        return Result(int(end.value.code or 0), out, err)


@pytest.fixture
def feedmaker(site: Site, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    monkeypatch.chdir(site.folder)
    return Command(capsys)


def test_build_without_options(site: Site, feedmaker: Command) -> None:
    result = feedmaker("build")

    assert (result.status, result.out) == (0, "")
    assert result.err.startswith("2 feeds written, 0 unchanged, from 2 articles, ")
    assert result.err.endswith("see output/\n")
    assert (site.output / "rss.xml").exists()


def test_a_second_build_says_that_nothing_changed(feedmaker: Command) -> None:
    feedmaker("build")

    result = feedmaker("build")

    assert result.status == 0
    assert result.err.startswith("0 feeds written, 2 unchanged, from 2 articles, 0.0")


def test_quiet_prints_nothing_without_problems(feedmaker: Command) -> None:
    assert (feedmaker("build", "-q").err, feedmaker("build", "-q").err) == ("", "")


def test_quiet_prints_a_problem_once(site: Site, feedmaker: Command) -> None:
    site.put("bad.md", "---\ntitle: Bad\ndate: soon\n---\n")

    first, second = feedmaker("build", "-q"), feedmaker("build", "-q")
    site.article("c.md", "Crab", 5)
    third = feedmaker("build", "-q")

    assert first.err.startswith("articles/bad.md:3: date is not a date: 'soon'\n  hint: ")
    assert (first.status, second.status, third.status) == (1, 1, 1)
    assert (second.err, third.err) == ("", "")


def test_known_problems_are_counted_and_verbose_prints_them(site: Site, feedmaker: Command) -> None:
    site.put("bad.md", "---\ntitle: Bad\ndate: soon\n---\n")
    feedmaker("build")

    assert "1 problem reported before" in feedmaker("build").err
    assert "articles/bad.md:3: date is not a date" in feedmaker("build", "-v").err


def test_many_problems_of_one_kind_are_counted(site: Site, feedmaker: Command) -> None:
    for number in range(9):
        site.put(f"bad{number}.md", "---\ntitle: Bad\ndate: soon\n---\n")

    result = feedmaker("build")

    assert result.err.count("date is not a date") == 3
    assert "… and 6 more like this: date-" in result.err
    assert feedmaker("build", "-v").err.count("date is not a date") == 9


def test_verbose_prints_every_count_in_a_table(feedmaker: Command) -> None:
    lines = feedmaker("build", "-v").err.splitlines()
    start = lines.index("articles        feeds")

    assert lines[start : start + 7] == [
        "articles        feeds",
        "found      2    total      2",
        "published  2    written    2",
        "held       0    unchanged  0",
        "draft      0    removed    0",
        "excluded   0    moved      0",
        "duplicate  0",
    ]


def verbose(feedmaker: Command) -> list[str]:
    """Build and return what is printed about changes and reasons."""
    lines = feedmaker("build", "-v").err.splitlines()
    return [line for line in lines if re.match(r"new|changed|gone|id changed|\d+ \w+ (read|rendered):", line)]


def test_verbose_prints_changes_and_reasons(site: Site, feedmaker: Command) -> None:
    assert verbose(feedmaker) == ["2 articles read: new", "2 feeds rendered: new"]
    assert verbose(feedmaker) == []
    site.article("a.md", "Ship\u00a0ahoy", 1, categories=["harbour"])
    assert verbose(feedmaker) == [
        "changed: a.md: Ship ahoy in harbour",
        "1 article read: changed",
        "2 feeds rendered: articles changed",
    ]
    site.article("c.md", "Crab", 3)
    assert verbose(feedmaker) == ["new: c.md: Crab", "1 article read: new", "1 feed rendered: articles changed"]
    (site.source / "c.md").unlink()
    assert verbose(feedmaker) == ["gone: c.md: Crab", "1 feed rendered: articles changed"]
    site.configure(site={"title": "Quay News"})
    assert verbose(feedmaker) == ["2 feeds rendered: site.title changed"]
    site.configure(site={"timezone": "Asia/Tokyo"})
    assert verbose(feedmaker)[-2:] == [
        "2 articles read: site.timezone changed",
        "2 feeds rendered: site.timezone changed",
    ]


def test_verbose_prints_that_published_files_were_lost(site: Site, feedmaker: Command) -> None:
    feedmaker("build")
    (site.output / "rss.xml").unlink()
    assert verbose(feedmaker) == ["1 feed rendered: rss.xml is missing or was changed"]
    for file in site.output.rglob("atom.xml"):
        file.write_text("not a feed")
    assert verbose(feedmaker) == ["2 feeds rendered: a file is missing or was changed"]


def test_the_report_has_changes_and_reasons(site: Site, feedmaker: Command) -> None:
    feedmaker("build")
    site.article("a.md", "Ship ahoy", 1, categories=["harbour"])

    report = json.loads(feedmaker("build", "--report", "-").out)

    assert report["changes"] == [{"kind": "changed", "path": "a.md", "title": "Ship ahoy", "feeds": ["harbour"]}]
    assert report["reasons"]["articles"] == {"changed": 1}
    assert report["reasons"]["feeds"] == [
        {"path": "", "title": "Harbour News", "reason": "articles changed"},
        {"path": "categories/harbour", "title": "Harbour News: harbour", "reason": "articles changed"},
    ]


def test_an_article_that_is_new_and_due_is_one_change(site: Site, feedmaker: Command) -> None:
    feedmaker("build")
    site.put("now.md", f"---\ntitle: Now\ndate: {datetime.now(UTC) + timedelta(seconds=1):%F %T}\n---\n")
    time.sleep(1.1)

    assert verbose(feedmaker)[:1] == ["new: now.md: Now"]


def test_strict_fails_at_any_problem(site: Site, feedmaker: Command) -> None:
    site.article("copy.md", "Ship", 1)

    assert feedmaker("build").status == 0
    assert feedmaker("build", "--strict").status == 1


def test_the_report_on_stdout(site: Site, feedmaker: Command) -> None:
    site.put("坏.md", "---\ntitle: Bad\ndate: soon\n---\n")

    result = feedmaker("build", "-q", "--report", "-")

    report = json.loads(result.out)
    assert (
        " ".join(report)
        == "articles feeds problems changes reasons new_feeds removed_feeds moved_feeds seconds exit error"
    )
    assert report["articles"]["found"] == 3
    assert (report["exit"], result.status) == (1, 1)
    (problem,) = report["problems"]
    assert list(problem) == ["path", "line", "code", "message", "hint"]
    assert (problem["path"], problem["line"]) == ("articles/坏.md", 3)


def test_the_report_of_a_build_without_changes(site: Site, feedmaker: Command) -> None:
    site.put("bad.md", "---\ntitle: Bad\ndate: soon\n---\n")
    first = json.loads(feedmaker("build", "--report", "-").out)
    second = json.loads(feedmaker("build", "--report", "-").out)

    assert second["problems"] == first["problems"]
    assert second["articles"] == {**first["articles"], "parsed": 0, "reused": 3}


def test_the_report_in_a_file(site: Site, feedmaker: Command) -> None:
    feedmaker("build", "--report", "report.json")

    assert json.loads((site.folder / "report.json").read_text())["feeds"]["written"] == 2


@pytest.mark.parametrize("option", ["--report", "--metrics"])
@pytest.mark.parametrize("name", ["articles/a.md", "config.yaml", "other.json"])
def test_a_file_that_no_build_wrote_is_not_replaced(site: Site, feedmaker: Command, option: str, name: str) -> None:
    (site.folder / "other.json").write_text('{"name": "other"}')
    before = (site.folder / name).read_bytes()

    result = feedmaker("build", option, name)

    assert result.status == 2
    assert f"{option} {name}: this file exists" in result.err
    assert (site.folder / name).read_bytes() == before
    assert not site.output.exists()


def test_report_and_metrics_of_an_earlier_build_are_replaced(site: Site, feedmaker: Command) -> None:
    (site.folder / "report.json").touch()
    for _ in range(2):
        result = feedmaker("build", "--report", "report.json", "--metrics", "feeds.prom")
        assert result.status == 0, result.err

    assert json.loads((site.folder / "report.json").read_text())["feeds"]["written"] == 0


def test_a_report_that_cannot_be_written(site: Site, feedmaker: Command) -> None:
    result = feedmaker("build", "--report", "no/such/folder.json")

    assert result.status == 3
    assert "the feeds are up to date" in result.err


def test_a_report_that_cannot_be_written_does_not_hide_why_the_build_failed(site: Site, feedmaker: Command) -> None:
    site.config_file.write_text("site: {title: Harbour, url: nonsense}\n")

    result = feedmaker("build", "--report", "missing/report.json", "--metrics", "missing/feeds.prom")

    assert result.status == 2
    assert "site.url" in result.err
    assert "the report missing/report.json cannot be written" in result.err
    assert "the metrics missing/feeds.prom cannot be written" in result.err


def test_a_dry_run_prints_what_subscribers_would_see_and_writes_nothing(site: Site, feedmaker: Command) -> None:
    result = feedmaker("build", "--dry-run")

    assert result.out == "new: a.md: Ship in harbour\nnew: b.md: Net\nfeed added: ./\nfeed added: categories/harbour/\n"
    assert "2 feeds would be written" in result.err
    assert not site.output.exists()


def test_source_and_output_options(site: Site, feedmaker: Command) -> None:
    site.source.rename(site.folder / "posts")

    result = feedmaker("build", "--source", "posts", "--output", "public")

    assert result.status == 0
    assert (site.folder / "public" / "rss.xml").exists()


def test_a_configuration_in_another_folder(site: Site, feedmaker: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("/")

    assert feedmaker("build", "-c", str(site.config_file)).status == 0
    assert (site.output / "rss.xml").exists()


def test_a_configuration_that_is_no_file_is_not_opened(site: Site, feedmaker: Command) -> None:
    os.mkfifo(site.folder / "pipe.yaml")
    (site.folder / "zeros.yaml").symlink_to("/dev/zero")

    for name, words in (("pipe.yaml", "is a named pipe"), ("zeros.yaml", "is a device")):
        result = feedmaker("build", "-c", name)
        assert (result.status, f"{name}: {words}" in result.err) == (2, True), result.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["build", "--jobs", "many"], "Invalid value for '--jobs'"),
        (["build", "--jobs", "0"], "Invalid value for '--jobs'"),
        (["build", "--wait", "-1"], "Invalid value for '--wait'"),
        (["build", "--no-such-option"], "No such option"),
        (["bild"], "No such command 'bild'"),
        (["build", "extra"], "unexpected extra argument"),
        (["build", "-c", "nowhere.yaml"], "nowhere.yaml: does not exist"),
        (["build", "-c", "."], "is a folder"),
        (["build", "--source", "nowhere"], "nowhere"),
        (["build", "--source", "config.yaml"], "config.yaml"),
        (["build", "--output", "config.yaml"], "config.yaml"),
        ([], "Usage"),
    ],
)
def test_wrong_usage_exits_with_2(feedmaker: Command, arguments: list[str], words: str) -> None:
    result = feedmaker(*arguments)

    assert result.status == 2, result.err
    assert words in result.err + result.out


def test_every_mistake_in_the_configuration_is_printed_with_its_line(site: Site, feedmaker: Command) -> None:
    site.config_file.write_text("site:\n  titel: Harbour\n  url: nowhere\nfeeds:\n  limit: lots\n")

    result = feedmaker("build")

    assert result.status == 2
    for line in (2, 3, 5):
        assert f"config.yaml:{line}: " in result.err
    assert not site.output.exists()


def test_a_refused_build_exits_with_3(site: Site, feedmaker: Command) -> None:
    feedmaker("build")
    for path in site.source.iterdir():
        path.unlink()

    result = feedmaker("build")

    assert result.status == 3
    assert result.err.startswith("feedmaker: only 0 of the 2 articles")
    assert "\n  hint: " in result.err


def test_an_internal_error_prints_no_traceback(feedmaker: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a defect")

    monkeypatch.setattr("feedmaker.api.build", fail)
    result = feedmaker("build")

    assert result.status == 3
    assert "internal error: ZeroDivisionError: a defect" in result.err
    assert "FEEDMAKER_TRACEBACK" in result.err
    monkeypatch.setenv("FEEDMAKER_TRACEBACK", "1")
    with pytest.raises(ZeroDivisionError):
        main.main(["build"])


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (PermissionError(13, "Permission denied", "/srv/a.json"), "feedmaker: /srv/a.json: Permission denied"),
        (FileNotFoundError(2, "No such file or directory"), "feedmaker: the current folder: No such file or directory"),
    ],
)
def test_an_error_of_the_system_names_the_file_and_not_python(
    feedmaker: Command, monkeypatch: pytest.MonkeyPatch, error: OSError, message: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("feedmaker.api.build", fail)
    result = feedmaker("build")

    assert result.status == 3
    assert result.err.startswith(message)
    assert "internal error" not in result.err


HOSTILE = "red\x1b[31m\rover\x07bell\u202eback\u2028line\x9b2J"


def is_safe(text: str) -> bool:
    return all(char == "\n" or char.isprintable() for char in text)


def test_control_characters_of_articles_are_not_printed(site: Site, feedmaker: Command) -> None:
    site.put("hostile.md", f"---\ntitle: '{HOSTILE}'\ndate: '{HOSTILE}'\n---\n".encode())
    site.put("new\nline\x1b[2J.md", "---\ntitle: New\ndate: no\n---\n")
    (site.source / "dir\x1b]0;owned\x07").mkdir()
    site.article("dir\x1b]0;owned\x07/c.md", "Crab", 5, categories=["\x1b[5mblink", "\x1b[5mBlink"])
    site.article("d.md", "Fish", 6, categories=["\x1b[5mBlink"])

    for arguments in (["--dry-run"], ["-v"], [], ["--full"]):
        result = feedmaker("build", *arguments)
        assert is_safe(result.err), result.err
        assert is_safe(result.out), result.out


def test_a_file_name_that_is_not_utf8_is_reported_in_escapes(site: Site, feedmaker: Command) -> None:
    with open(os.fsencode(site.source) + b"/caf\xe9.md", "wb") as file:
        file.write(b"---\ntitle: Coffee\ndate: 2024-01-01\n---\n")

    result = feedmaker("build", "-q", "--report", "-")

    assert result.status == 1
    assert "articles/caf\\xe9.md: file name is not valid UTF-8" in result.err
    counts = json.loads(result.out)["articles"]
    assert (counts["found"], counts["published"], counts["left_out"]) == (3, 2, 1)


@pytest.mark.skipif(not hasattr(os, "forkpty"), reason="this system has no pseudo-terminals")
@pytest.mark.parametrize(
    "arguments",
    [
        ["build", "-c", HOSTILE],
        ["build", "--source", HOSTILE],
        ["build", "--output", HOSTILE],
        ["build", "--output", HOSTILE, "-v"],
        ["build", "--report", f"{HOSTILE}/report.json"],
        ["build", HOSTILE],
        ["build", f"--{HOSTILE}"],
        ["build", "--jobs", HOSTILE],
        ["check", HOSTILE],
        ["inspect", HOSTILE],
        ["init", HOSTILE],
        [HOSTILE],
    ],
)
def test_control_characters_of_the_command_line_are_not_obeyed_by_a_terminal(site: Site, arguments: list[str]) -> None:
    """Only on a terminal: click removes escape sequences from everything else."""
    _, text = run_in_terminal(site.folder, *arguments, NO_COLOR="1", TQDM_DISABLE="1")

    assert text
    assert is_safe(text), text


def test_control_characters_of_the_configuration_are_not_printed(site: Site, feedmaker: Command) -> None:
    site.config_file.write_text(json.dumps({"site": {"title": "x", "url": "https://a.example/", HOSTILE: 1}}))

    result = feedmaker("build")

    assert result.status == 2
    assert is_safe(result.err)


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_terminals_of_any_encoding(site: Site, encoding: str) -> None:
    site.put("坏.md", "---\ntitle: 坏\ndate: 三二\n---\n")
    site.article("好.md", "好消息", 3)

    done = subprocess.run(
        [sys.executable, "-m", "feedmaker", "build", "--dry-run", "--report", "-"],
        cwd=site.folder,
        env={**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"},
        capture_output=True,
        timeout=180,
    )

    assert done.returncode == 1, done.stderr
    assert b"Traceback" not in done.stderr
    report, _, changes = done.stdout.partition(b"\n}\n")
    assert json.loads(report + b"}")["problems"][0]["path"] == "articles/坏.md"
    assert changes.startswith(b"new: a.md: Ship in harbour\nnew: b.md: Net\n")


def test_a_closed_stdout(site: Site) -> None:
    for number in range(3000):
        site.article(f"more/{number}.md", f"More {number}", number % 100)
    with subprocess.Popen(
        [sys.executable, "-m", "feedmaker", "build", "--dry-run"],
        cwd=site.folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.readline()
        process.stdout.close()
        result = process.stderr.read()

    assert b"Traceback" not in result
    assert b"Exception ignored" not in result


def test_the_same_bytes_whatever_the_environment(site: Site) -> None:
    for number in range(30):
        site.article(f"{number}/坏 {number}.md", f"好 {number}", number, categories=[f"类{number % 4}", "Ünï"])
    found = []
    for count, environment in enumerate(
        (
            {"TZ": "UTC", "LANG": "C", "PYTHONHASHSEED": "1"},
            {"TZ": "Pacific/Auckland", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "2"},
            {"TZ": "America/St_Johns", "LC_ALL": "POSIX", "PYTHONHASHSEED": "77", "PYTHONUTF8": "0"},
        )
    ):
        done = site.run("build", "--output", f"out{count}", "--full", "--jobs", str(count + 1), **environment)
        assert done.returncode == 0, done.stderr
        found.append({p.relative_to(site.folder / f"out{count}"): p.read_bytes() for p in tree_of(site, count)})

    assert found[0] == found[1] == found[2]
    assert len(found[0]) > 20


def tree_of(site: Site, count: int) -> list[Path]:
    return [path for path in (site.folder / f"out{count}").rglob("*") if path.is_file() and path.name[0] != "."]


def test_help_names_every_exit_status(feedmaker: Command) -> None:
    result = feedmaker("--help")

    assert result.status == 0
    for words in ("0 done", "1 done, but", "2 wrong usage", "3 refused", "4 another build"):
        assert words in " ".join(result.out.split())


def test_version_names_what_decides_about_the_bytes(feedmaker: Command) -> None:
    first, system, libraries = feedmaker("--version").out.splitlines()

    assert first == f"feedmaker {version('feedmaker')}"
    assert system.startswith(f"{platform.python_implementation()} {platform.python_version()}, {platform.system()}")
    assert f"feedgen {version('feedgen')}, " in libraries
    assert f"nh3 {version('nh3')}, " in libraries


def test_help_names_init_first(feedmaker: Command) -> None:
    text = feedmaker("--help").out

    assert text.index("feedmaker init") < text.index("feedmaker build")
    assert text.partition("Commands:\n")[2].split()[0] == "init"


def test_a_configuration_laid_over_another_keeps_what_it_does_not_name() -> None:
    assert merged({"a": {"b": 1, "c": 2}}, {"a": {"c": 3}}) == {"a": {"b": 1, "c": 3}}
