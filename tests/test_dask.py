"""Builds on a real Dask scheduler and two workers: the bytes of a local build, whatever is lost on the way."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from distributed import Client
from site_folder import Site

from feedmaker.engine.batches import SLOW, Engine
from feedmaker.engine.dask_executor import DaskExecutor
from feedmaker.problems import BuildFailed

_TIMEOUT = 120


class Cluster:
    """A scheduler and two workers, each with a nanny that starts a new process where one was killed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        path = os.pathsep.join([str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")])
        self._environment = {**os.environ, "PYTHONPATH": path, "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0"}
        self._processes: list[subprocess.Popen[bytes]] = []
        self._log = folder / "scheduler.log"
        self._start("dask_scheduler", "--port", "0", "--no-dashboard", "--host", "127.0.0.1", log=self._log)
        self.scheduler = self._address()
        for _ in range(2):
            self._start(
                "dask_worker", self.scheduler, "--nthreads", "1", "--no-dashboard", "--local-directory", str(folder)
            )

    def _start(self, command: str, *arguments: str, log: Path | None = None) -> None:
        with open(log or os.devnull, "wb") as file:
            process = subprocess.Popen(
                [sys.executable, "-m", f"distributed.cli.{command}", *arguments],
                env=self._environment, cwd=self._folder, stdout=file, stderr=file,
            )  # fmt: skip
        self._processes.append(process)

    def _address(self) -> str:
        end = time.monotonic() + _TIMEOUT
        while time.monotonic() < end:
            if found := re.search(r"Scheduler at:\s+(tcp://\S+)", self._log.read_text()):
                return found[1]
            time.sleep(0.05)
        raise AssertionError(self._log.read_text())

    def kill_scheduler(self) -> None:
        self._processes[0].kill()

    def kill_workers(self) -> None:
        """Kill both; their nannies start others."""
        with Client(self.scheduler, set_as_default=False) as client:
            for process in client.run(os.getpid).values():
                os.kill(process, signal.SIGKILL)

    def stop(self) -> None:
        for process in reversed(self._processes):
            process.terminate()
        for process in self._processes:
            with suppress(subprocess.TimeoutExpired):
                process.wait(10)
            process.kill()
            process.wait()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    folder = tmp_path / "cluster"
    folder.mkdir()
    cluster = Cluster(folder)
    yield cluster
    cluster.stop()


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path / "site", feeds={"limit": 20})
    for number in range(400):
        site.article(
            f"{number % 7}/{number}.md", f"Ship {number}", number % 28 + 1, categories=[f"harbour {number % 40}"]
        )
    return site


def test_a_build_on_dask_gives_the_bytes_of_a_local_one(site: Site, cluster: Cluster) -> None:
    report = site.build(scheduler=cluster.scheduler)

    assert report.articles.published == 400
    assert site.files() == site.build_afresh()
    site.article("0/0.md", "Changed", 28, categories=["harbour 1"])
    site.build(scheduler=cluster.scheduler)
    assert site.files() == site.build_afresh()


@pytest.mark.parametrize("stage", ["read", "render", "assemble"])
def test_a_worker_that_is_lost_costs_no_article(site: Site, cluster: Cluster, stage: str) -> None:
    killed: list[str] = []

    def kill(at: str, _done: int, _total: int | None) -> None:
        if at == stage and not killed:
            killed.append(at)
            cluster.kill_workers()

    report = site.build(scheduler=cluster.scheduler, progress=kill)

    assert killed
    assert (report.articles.published, report.articles.left_out) == (400, 0)
    assert site.files() == site.build_afresh()


def test_a_scheduler_that_is_lost_leaves_the_output_as_it_was(site: Site, cluster: Cluster) -> None:
    site.build()
    before = site.mtimes()
    for number in range(300):
        site.article(f"new/{number}.md", f"New {number}", 28, categories=["harbour 1"])

    with pytest.raises(BuildFailed, match=r"was lost.*every file of the output is whole") as failed:
        site.build(scheduler=cluster.scheduler, progress=lambda *_: cluster.kill_scheduler())

    assert failed.value.exit_status == 3
    assert site.mtimes() == before
    site.build()
    assert site.files() == site.build_afresh()


def test_a_scheduler_that_cannot_be_reached_is_named_without_a_traceback(site: Site) -> None:
    result = site.run("build", "--engine", "dask", "--scheduler", "tcp://127.0.0.1:9")

    assert result.returncode == 3
    assert "tcp://127.0.0.1:9 cannot be reached" in result.stderr
    assert len(result.stderr.splitlines()) == 2
    assert not list(site.output.glob("*.xml"))


def endless(_context: None, item: str) -> str:
    """Count for ever, or sleep for ever, or return the item."""
    while item == "count":
        pass
    if item == "sleep":
        time.sleep(_TIMEOUT)
    return item


def test_items_are_bounded_in_the_threads_of_workers(cluster: Cluster) -> None:
    with DaskExecutor(cluster.scheduler) as executor, Engine(jobs=None, seconds=1, executor=executor) as engine:
        outcomes = [one for batch in engine.run(endless, None, ["a", "count", "b", "sleep", "c"]) for one in batch]

    failures = {one.item: one.failure for one in outcomes}
    assert failures == {"a": "", "b": "", "c": "", "count": SLOW, "sleep": SLOW}


def test_the_command_asks_for_both_options(site: Site) -> None:
    for arguments in (["--engine", "dask"], ["--scheduler", "tcp://127.0.0.1:9"]):
        result = site.run("build", *arguments)
        assert result.returncode == 2
        assert "belong together" in result.stderr
