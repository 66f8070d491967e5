"""Killed, out of disk, forbidden or stopped at any instant: the output is whole, the next build repairs the rest."""

import errno
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from site_folder import FAST, Site, assert_whole, ended, leftovers

from feedmaker.api import build
from feedmaker.engine import workers
from feedmaker.problems import BuildFailed, BuildRefused
from feedmaker.state import State

#: How many builds are killed at random instants; a campaign kills hundreds.
KILLS = int(os.environ.get("FEEDMAKER_KILLS", "30"))
#: Every how many-th step is tried; a campaign tries every one.
STRIDE = int(os.environ.get("FEEDMAKER_STRIDE", "3"))

#: What changes something on the disk.
STEPS = ["os.write", "os.fsync", "os.replace", "os.unlink", "os.mkdir", "os.rmdir", "os.open"]


@pytest.fixture
def site() -> Iterator[Site]:
    folder = tempfile.mkdtemp(dir=FAST, prefix="crash-")
    site = Site(Path(folder) / "site")
    for number in range(3):
        site.article(f"{number}.md", f"Ship {number}", number, categories=["c0"])
    site.build()
    yield site
    shutil.rmtree(folder)


def edit(site: Site, count: int) -> None:
    """Change an article, add one with a category of its own, and take one away with its category."""
    site.article("0.md", "Ship 0", 0, f"Edit {count}.", categories=["c0"])
    site.article(f"new{count}.md", f"New {count}", 20 + count % 100, f"News {count}.", categories=[f"new {count}"])
    for old in site.source.glob("new*.md"):
        if old.name != f"new{count}.md":
            old.unlink()


def assert_old_or_new(site: Site, old: dict[str, bytes], new: dict[str, bytes]) -> None:
    """See that each file is as it was or as it will be, and well-formed."""
    files = site.files()
    assert_whole(files)
    for path, data in files.items():
        assert data in {old.get(path), new.get(path)}, path
    assert old.keys() & new.keys() <= files.keys() <= old.keys() | new.keys()


def assert_repaired(site: Site, new: dict[str, bytes]) -> None:
    """See that the next build equals one without state and leaves nothing behind."""
    site.build()
    assert site.files() == new
    assert not leftovers(site.folder)
    assert site.build().written == ()


def test_builds_killed_at_random_instants_leave_whole_files_and_are_repaired(site: Site) -> None:
    chance = random.Random(KILLS)
    killed = 0
    longest = 0.0
    for count in range(10 * KILLS):
        if count >= KILLS and killed >= KILLS // 3:
            break
        edit(site, count)
        old, new = site.files(), site.build_afresh()
        began = time.monotonic()
        jobs = "2" if count % 5 == 0 else "1"
        process = site.fork(lambda: None, "--jobs", jobs, *(["--full"] if count % 2 else []))
        time.sleep(chance.uniform(0, max(longest, 0.05)))
        os.kill(process, signal.SIGKILL)
        if ended(process) == -signal.SIGKILL:
            killed += 1
        else:
            longest = max(longest, time.monotonic() - began)
        assert_old_or_new(site, old, new)
        if count % 3 == 0:
            assert_repaired(site, new)
    print(f"{killed} builds killed at random instants")
    assert killed >= KILLS // 3


def test_builds_killed_while_workers_work_leave_whole_files_and_are_repaired(site: Site) -> None:
    for number in range(320):
        site.article(f"more/{number}.md", f"More {number}", number % 150, f"Word {number}. " * 9, categories=["more"])
    site.build()
    chance = random.Random(KILLS)
    longest, killed = 0.2, 0
    for count in range(KILLS // 5):
        edit(site, count)
        old, new = site.files(), site.build_afresh()
        began = time.monotonic()
        process = site.fork(lambda: None, "--jobs", "2", "--full")
        time.sleep(chance.uniform(0, longest))
        os.kill(process, signal.SIGKILL)
        if ended(process) == -signal.SIGKILL:
            killed += 1
        else:
            longest = time.monotonic() - began
        assert_old_or_new(site, old, new)
        assert_repaired(site, new)
    print(f"{killed} builds with workers killed at random instants")
    assert killed >= KILLS // 20


class Step:
    """Counts the calls of what changes the disk, and does something at one of them."""

    def __init__(self, number: int, deed: Callable[[str], None], *, after: bool = False) -> None:
        self.number = number
        self.deed = deed
        self.after = after
        self.count = 0
        self.name = ""

    def put_in_place(self, patch: Callable[[str, Any], None]) -> None:
        # All steps in one process, so that they can be counted.
        patch("feedmaker.engine.workers.ProcessPoolExecutor", no_processes)
        for name in STEPS:
            patch(name, self.wrap(name, getattr(os, name.removeprefix("os."))))
        commit = State.commit
        patch("feedmaker.state.State.commit", self.wrap("commit", commit))

    def wrap(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            if name == "os.open" and not arguments[1] & (os.O_WRONLY | os.O_RDWR):
                return real(*arguments, **options)
            self.count += 1
            due = self.count == self.number
            if due and not self.after:
                self.name = name
                self.deed(name)
            try:
                return real(*arguments, **options)
            finally:
                if due and self.after:
                    self.deed(name)

        return call


def no_processes(*_: Any, **__: Any) -> Any:
    raise NotImplementedError


def patch_here(name: str, value: Any) -> None:
    """Replace something in a child, for good."""
    if name.startswith("os."):
        setattr(os, name.removeprefix("os."), value)
    elif name.startswith("feedmaker.engine."):
        setattr(workers, name.rpartition(".")[2], value)
    else:
        setattr(State, "commit", value)  # noqa: B010 - mypy knows State


def die(_: str) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize(
    ("after", "then"), [(False, "nothing"), (True, "nothing"), (True, "edit"), (False, "undo"), (True, "undo")]
)
def test_builds_killed_at_each_step_leave_whole_files_and_are_repaired(site: Site, *, after: bool, then: str) -> None:
    """The owner may edit the articles again before the next build, or undo all that the killed one had read."""
    number = 1
    while True:
        kept = site.folder / "kept"
        site.source.rename(kept)  # with the inodes and times that the state knows
        shutil.copytree(kept, site.source)
        edit(site, number)
        old, new = site.files(), site.build_afresh()
        step = Step(number, die, after=after)
        status = ended(site.fork(lambda step=step: step.put_in_place(patch_here), "--jobs", "1"))  # type: ignore[misc]
        assert_old_or_new(site, old, new)
        if then == "edit":
            edit(site, number + 1000)
            new = site.build_afresh()
        elif then == "undo":
            shutil.rmtree(site.source)
            kept.rename(site.source)
            new = old
        shutil.rmtree(kept, ignore_errors=True)
        assert_repaired(site, new)
        if status == 0:
            break
        assert status == -signal.SIGKILL, site.said()
        number += STRIDE
    print(f"{number // STRIDE} builds killed {'after' if after else 'before'} a step, then {then}")
    assert number > 40


@pytest.mark.parametrize("fault", [errno.ENOSPC, errno.EIO, errno.EACCES])
def test_faults_of_the_disk_at_each_step_end_in_a_message_and_whole_files(
    site: Site, monkeypatch: pytest.MonkeyPatch, fault: int
) -> None:
    def fail(_: str) -> None:
        raise OSError(fault, os.strerror(fault), "somewhere")

    number, failed = 1 + fault % STRIDE, 0
    while True:
        edit(site, number)
        old, new = site.files(), site.build_afresh()
        step = Step(number, fail)
        with monkeypatch.context() as patch:
            step.put_in_place(patch.setattr)
            failure = failure_of(site)
        if failure is not None:
            failed += 1
            assert os.strerror(fault) in failure.message
            assert failure.hint
        assert_old_or_new(site, old, new)
        assert not leftovers(site.folder) or step.name in {"os.unlink", "os.rmdir"}
        assert_repaired(site, new)
        if step.count < number:
            break
        number += STRIDE
    print(f"{failed} builds failed by {os.strerror(fault)}")
    assert failed > 40 / STRIDE


def failure_of(site: Site, **options: Any) -> BuildFailed | None:
    """Build and give the failure, None where there was none."""
    try:
        build(site.config_file, **{"jobs": 1, "now": site.now, **options})
    except BuildFailed as failure:
        return failure
    return None


def test_a_message_says_what_to_do_about_a_full_disk(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    edit(site, 1)
    # The standard library writes too when it starts a process.
    monkeypatch.setattr("feedmaker.engine.workers.ProcessPoolExecutor", no_processes)
    monkeypatch.setattr(os, "write", full)
    with pytest.raises(BuildFailed, match="No space left on device; every file of it is whole") as failure:
        build(site.config_file, jobs=1, now=site.now)

    assert failure.value.hint == "make room on the disk and run feedmaker again"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small disk")
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_disk_that_is_really_full_fails_the_build_and_not_the_output(tmp_path: Path, jobs: int) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(disk)], capture_output=True)
    if mounted.returncode != 0:
        pytest.skip("a small disk cannot be mounted here")
    try:
        site = Site(disk / "site")
        for number in range(200):
            site.article(f"{number}.md", f"Ship {number}", number % 150, f"Word {number}. " * 20, categories=["c"])
        site.build(jobs=jobs)
        for number in range(200):
            site.article(f"{number}.md", f"Ship {number}", number % 150, f"Edit {number}. " * 20, categories=["c"])
        failed = 0
        for spare in (0, 4, 16, 50, 100, 200, 300, 500, 800):
            old = site.files()
            fill(disk, spare * 1024)
            failure = failure_of(site, jobs=jobs, full=True)
            if failure is not None:
                failed += 1
                assert "make room" in failure.hint
            (disk / "filler").unlink()
            assert_whole(site.files())
            assert old.keys() == site.files().keys()
        print(f"{failed} builds failed by a disk that is full")
        assert failed >= 4
        site.build(jobs=jobs)
        assert not leftovers(site.folder)
        files = site.files()
        assert files == site.build_afresh()
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def fill(disk: Path, spare: int) -> None:
    """Leave only so many bytes free."""
    free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
    with (disk / "filler").open("wb") as file:
        file.write(b"x" * max(free - spare, 1))


def test_an_output_that_may_not_be_written_fails_with_a_message(site: Site) -> None:
    edit(site, 1)
    before = site.files()
    for folder in [site.output, *(path for path in site.output.rglob("*") if path.is_dir())]:
        folder.chmod(0o555)

    done = site.run_unprivileged("build")
    dry = site.run_unprivileged("build", "--dry-run")

    for folder in [site.output, *(path for path in site.output.rglob("*") if path.is_dir())]:
        folder.chmod(0o755)
    assert done.returncode == 3, done.stderr
    assert "Permission denied" in done.stderr
    assert "hint: give this user the right to write there" in done.stderr
    assert (dry.returncode, dry.stdout) == (
        0,
        "changed: 0.md: Ship 0 in c0\nnew: new1.md: New 1 in new 1\nfeed added: categories/new-1/\n",
    ), dry.stderr
    assert "Traceback" not in done.stderr
    assert site.files() == before


def test_a_folder_of_the_output_that_may_not_be_written_fails_with_a_message(site: Site) -> None:
    edit(site, 1)
    before = site.files()
    (site.output / "categories" / "c0").chmod(0o555)

    done = site.run_unprivileged("build")

    (site.output / "categories" / "c0").chmod(0o755)
    assert (done.returncode, site.files()) == (3, before), done.stderr
    assert "categories/c0" in done.stderr
    assert not leftovers(site.folder)


def test_a_file_where_a_folder_must_be_fails_with_a_message(site: Site) -> None:
    edit(site, 1)
    (site.output / "categories" / "new-1").write_text("mine")
    before = site.files()

    with pytest.raises((BuildFailed, BuildRefused)) as failure:
        site.build()

    assert "new-1" in failure.value.message
    assert "move" in failure.value.hint
    assert site.files() == before


@pytest.mark.parametrize("path", ["rss.xml", "index.html", "categories/c0/feed.json", "categories/new-1/atom.xml"])
def test_a_folder_where_a_file_must_be_fails_before_anything_is_written(site: Site, path: str) -> None:
    edit(site, 1)
    (site.output / path).unlink(missing_ok=True)
    (site.output / path).mkdir(parents=True)
    before = site.files()

    with pytest.raises((BuildFailed, BuildRefused)) as failure:
        site.build()

    assert path in failure.value.message
    assert "move" in failure.value.hint
    assert site.files() == before
    (site.output / path).rmdir()
    site.build()
    assert site.files() == site.build_afresh()


def test_the_whole_output_may_be_deleted(site: Site) -> None:
    before = site.files()
    shutil.rmtree(site.output)

    assert site.build().articles.parsed == 0

    assert site.files() == before


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_to_stop_ends_the_build_in_good_order(site: Site, stop: signal.Signals) -> None:
    def ask(_: str) -> None:
        os.kill(os.getpid(), stop)

    number, tried, left = 1 + stop % 5, 0, 0
    while True:
        edit(site, number)
        old, new = site.files(), site.build_afresh()
        step = Step(number, ask)
        status = ended(site.fork(lambda step=step: step.put_in_place(patch_here), "--jobs", "1"))  # type: ignore[misc]
        assert_old_or_new(site, old, new)
        # Only a signal in the midst of cleaning up may leave something, for the next build to clear away.
        tried, left = tried + 1, left + bool(leftovers(site.folder))
        assert_repaired(site, new)
        if status == 0:
            break
        assert status == 3, site.said()
        assert f"stopped by {stop.name}; every file of the output is whole" in site.said()
        assert "Traceback" not in site.said()
        number += 3 * STRIDE
    assert number > 20
    print(f"{tried} builds stopped by {stop.name}")
    assert left <= tried // 4


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_to_the_whole_group_ends_all_workers(site: Site, stop: signal.Signals) -> None:
    site.configure(feeds={"limit": 3000})
    for number in range(1500):
        site.article(f"more/{number}.md", f"More {number}", number % 150, f"Word {number}. " * 40, categories=["more"])
    process = subprocess.Popen(
        [sys.executable, "-m", "feedmaker", "build", "--jobs", "2"],
        cwd=site.folder,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    until = time.monotonic() + 180
    # Both workers have read, and open what they render into.
    while len(list((site.output / ".feedmaker-entries").glob("*"))) < 2 and time.monotonic() < until:
        time.sleep(0.002)
    os.killpg(process.pid, stop)

    _, message = process.communicate(timeout=180)

    assert process.returncode == 3, message
    assert message.startswith(f"feedmaker: stopped by {stop.name}")
    assert "Traceback" not in message
    assert not leftovers(site.folder)
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)
    assert_whole(site.files())
