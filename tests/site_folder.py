"""A site to build in tests: articles with given mtimes, a configuration, builds at a fixed present."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from lxml import etree

from feedmaker import api
from feedmaker.cli import main
from feedmaker.report import Report

#: A disk in memory, where there is one, for tests that force thousands of files to disk.
FAST = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None

#: The present of every build that is given no other one.
NOW = datetime(2024, 6, 1, 12, tzinfo=UTC)
#: The mtime of the first file; each file written later is a second younger.
FIRST = int(datetime(2024, 1, 1, tzinfo=UTC).timestamp())

CONFIG: dict[str, Any] = {
    "site": {"title": "Harbour News", "url": "https://harbour.example/", "language": "en"},
    "source": {"guard": 0.0},
}


class Site:
    """A folder with config.yaml, articles/ and output/."""

    def __init__(self, folder: Path, **config: Any) -> None:
        self.folder = folder
        self.source = folder / "articles"
        self.output = folder / "output"
        self.state = folder / ".feedmaker" / "state.sqlite3"
        self.config_file = folder / "config.yaml"
        self.now = NOW
        self.ticks = 0
        self.source.mkdir(parents=True)
        self.config = merged(CONFIG, config)
        self.configure()

    def configure(self, **changes: Any) -> None:
        """Change keys of the configuration and write the file."""
        self.config = merged(self.config, changes)
        self.config_file.write_text(yaml.safe_dump(self.config, allow_unicode=True), encoding="utf-8")

    def put(self, path: str, data: bytes | str, *, mtime: float | None = None) -> Path:
        """Write a file of the source."""
        file = self.source / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data if isinstance(data, bytes) else data.encode())
        return self.touch(path, mtime=mtime)

    def touch(self, path: str, *, mtime: float | None = None) -> Path:
        """Give a file of the source an mtime of its own."""
        self.ticks += 1
        told = int((FIRST + self.ticks if mtime is None else mtime) * 1_000_000_000)
        os.utime(self.source / path, ns=(told, told))
        return self.source / path

    def article(self, path: str, title: str, day: int | str = 1, body: str = "A boat came in.", **fields: Any) -> Path:
        """Write an article dated by the day of the year 2024."""
        date = day if isinstance(day, str) else f"{datetime(2024, 1, 1, 8, tzinfo=UTC) + timedelta(days=day):%F %T}"
        head = yaml.safe_dump({"title": title, "date": date, **fields}, allow_unicode=True, sort_keys=False)
        return self.put(path, f"---\n{head}---\n\n{body}\n")

    def build(self, **options: Any) -> Report:
        """Build in this process, and check the report."""
        now = options.pop("now", self.now)
        report = api.build(self.config_file, **{"jobs": 1, "now": now, "new_urls": True, **options})
        assert_sums(report, self.folder)
        return report

    def build_here(self, **options: Any) -> Report:
        """Build with all work in this process, so that what a test replaces can count and remember."""
        with ThreadPoolExecutor(1) as executor:
            return self.build(executor=executor, **options)

    def build_afresh(self, **options: Any) -> dict[str, bytes]:
        """Build everything without state into a folder of its own, and give the files."""
        other = self.folder / "afresh"
        shutil.rmtree(other, ignore_errors=True)
        other.mkdir()
        twin = self.folder / "afresh.yaml"
        config = merged(self.config, {"output": {"path": "afresh/output"}, "state": "afresh/state.sqlite3"})
        twin.write_text(yaml.safe_dump(config, allow_unicode=True), encoding="utf-8")
        report = api.build(twin, **{"jobs": 1, "now": self.now, **options})
        assert_sums(report, self.folder)
        return tree(other / "output")

    def run(self, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
        """Run the command in a process of its own, in the site's folder."""
        return subprocess.run(
            [sys.executable, "-m", "feedmaker", *arguments],
            cwd=self.folder,
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            timeout=300,
        )

    def run_unprivileged(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run the command without the right to go past permissions, which root has."""
        command = [*without_override(), sys.executable, "-m", "feedmaker", *arguments]
        return subprocess.run(command, cwd=self.folder, capture_output=True, text=True, timeout=300)

    def fork(self, prepare: Callable[[], None], *arguments: str) -> int:
        """Run the build command in a fork of this process, which has imported everything; give its id."""
        process = os.fork()
        if process:
            return process
        status = 70
        try:
            os.chdir(self.folder)
            with (self.folder / "said").open("w", encoding="utf-8") as said:
                sys.stdout = sys.stderr = said
                prepare()
                try:
                    main.main(["build", *arguments])
                except SystemExit as end:
                    status = int(end.code or 0)
        finally:
            os._exit(status)

    def said(self) -> str:
        """Give what the last fork printed."""
        return (self.folder / "said").read_text()

    def files(self) -> dict[str, bytes]:
        """Give the published files, but for the list of feeds that moved, which only a state or a manifest can know."""
        return {path: data for path, data in tree(self.output).items() if path not in {"redirects.txt", "_redirects"}}

    def mtimes(self) -> dict[str, int]:
        """Give the mtimes of the published files, in nanoseconds."""
        return {path: (self.output / path).stat().st_mtime_ns for path in tree(self.output)}

    def items(self, feed: str = "") -> list[dict[str, Any]]:
        """Give the items of a feed."""
        items: list[dict[str, Any]] = json.loads((self.output / feed / "feed.json").read_bytes())["items"]
        return items

    def ids(self, feed: str = "") -> dict[str, str]:
        """Give title → id of a feed."""
        return {item["title"]: item["id"] for item in self.items(feed)}


def run_in_terminal(folder: Path, *arguments: str, **environment: str) -> tuple[int, str]:
    """Run the command in a terminal of its own, and give its exit status and all that the terminal got."""
    process, terminal = os.forkpty()
    if process == 0:
        os.chdir(folder)
        command = [sys.executable, "-m", "feedmaker", *arguments]
        os.execve(sys.executable, command, {**os.environ, "TERM": "xterm", **environment})
    printed = b""
    with suppress(OSError):  # of Linux, where the other side has ended
        while data := os.read(terminal, 65536):
            printed += data
    os.close(terminal)
    return ended(process), printed.decode().replace("\r\n", "\n")


def ended(process: int) -> int:
    """Wait for a fork and give its exit status, the negative number of the signal that ended it."""
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def without_override() -> list[str]:
    """Give the command that makes even root heed permissions; skips the test where there is none."""
    if os.geteuid() != 0:
        return []
    if shutil.which("setpriv") is None:
        pytest.skip("root goes past every permission, and setpriv is not there to prevent it")
    return ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]


def tree(folder: Path) -> dict[str, bytes]:
    """Give every file under a folder that is not hidden."""
    found = {}
    for here, below, names in os.walk(folder):
        below[:] = [name for name in below if not name.startswith(".")]
        for name in names:
            if not name.startswith("."):
                path = Path(here, name)
                found[path.relative_to(folder).as_posix()] = path.read_bytes()
    return found


def leftovers(folder: Path) -> list[str]:
    """Name temporary files."""
    return [str(path) for path in folder.rglob(".feedmaker-*") if "draft" in path.name or "entries" in path.name]


def assert_whole(files: Mapping[str, bytes]) -> None:
    """See that every document is well-formed from the first byte to the last."""
    for path, data in files.items():
        if path.endswith((".xml", ".opml")):
            etree.fromstring(data)
        elif path.endswith(".json"):
            json.loads(data)
        elif path.endswith("index.html"):
            assert data.rstrip().endswith(b"</html>"), path


def assert_sums(report: Report, folder: Path) -> None:
    """Law 4, and problems that name what is there."""
    a = report.articles
    assert a.published + a.held + a.draft + a.excluded + a.duplicate + a.left_out == a.found, a
    assert a.parsed + a.reused == a.found - unread(report), a
    f = report.feeds
    assert f.written + f.unchanged == f.total, f
    for problem in report.problems:
        assert os.path.lexists(folder / problem.path) or os.path.lexists(folder / unescaped(problem.path)), problem
        assert problem.message, problem
        assert not problem.message.endswith("."), problem


def unescaped(path: str) -> str:
    """Undo the escapes of bytes that are not UTF-8."""
    return os.fsdecode(re.sub(rb"\\x([0-9a-f]{2})", lambda match: bytes.fromhex(match[1].decode()), path.encode()))


def unread(report: Report) -> int:
    """Count the files whose names cannot be decoded."""
    return sum(problem.code == "file-name-not-utf8" for problem in report.problems)


def merged(base: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Lay one configuration over another."""
    result = dict(base)
    for key, value in changes.items():
        known = result.get(key)
        result[key] = merged(known, value) if isinstance(known, dict) and isinstance(value, dict) else value
    return result
