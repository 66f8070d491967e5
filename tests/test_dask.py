"""Builds on a real Dask scheduler and two workers: the bytes of a local build, whatever is lost on the way."""

import os
import time
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, Future
from pathlib import Path

import pytest
import worker_faults
from dask_cluster import Cluster, cluster_in
from distributed.comm.core import CommClosedError
from site_folder import Site

from feedmaker.engine.batches import CRASHED, Engine
from feedmaker.engine.dask_executor import DaskExecutor, _copy
from feedmaker.engine.workers import SLOW
from feedmaker.loader.body.render import BodyRenderer
from feedmaker.problems import BuildFailed

_TIMEOUT = 120


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    with cluster_in(tmp_path / "cluster") as cluster:
        yield cluster


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


def test_workers_without_the_disk_of_the_output_send_the_documents(site: Site, tmp_path: Path) -> None:
    site.configure(output={"precompress": ["gzip"]}, feeds={"archives": True})
    with cluster_in(tmp_path / "cluster", hidden=[site.output]) as cluster:
        dry = site.build(scheduler=cluster.scheduler, dry_run=True)
        assert not site.output.exists()
        report = site.build(scheduler=cluster.scheduler)
        assert site.files() == site.build_afresh()
        site.article("0/0.md", "Changed", 28, categories=["harbour 1"])
        site.build(scheduler=cluster.scheduler)

    assert dry.feeds.written == report.feeds.written
    assert site.files() == site.build_afresh()


def test_shards_are_read_on_dask(site: Site, cluster: Cluster) -> None:
    site.configure(source={"path": ["articles", "articles/0", "articles/1"]})
    expected = site.build_afresh()
    site.configure(source={"shards": True})

    site.build(scheduler=cluster.scheduler)

    assert site.files() == expected


@pytest.mark.parametrize("stage", ["read", "assemble"])
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


def test_articles_that_cannot_be_rendered_are_named_as_in_a_local_build(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.configure(articles={"timeout": 1.0})
    for number, text in enumerate(["Raises.", "Counts for ever.", "Sleeps for ever."]):
        site.article(f"0/poison-{number}.md", text, 20, text, categories=["harbour 1", "harbour 2"])
    totals: list[int | None] = []

    with cluster_in(tmp_path / "cluster") as cluster:  # its threads would keep the local build from forking
        report = site.build(
            scheduler=cluster.scheduler,
            progress=lambda stage, _done, total: totals.append(total) if stage == "assemble" else None,
        )

    assert (report.articles.published, report.articles.left_out) == (400, 3)
    assert (totals[-1] or 0) < (totals[0] or 0) / 2, "only the feeds that were not made yet are made in the end"
    files = site.files()
    monkeypatch.setattr(BodyRenderer, "render", worker_faults.render)
    local = site.build(full=True, jobs=2)
    assert report.problems == local.problems
    assert files == site.files()


@pytest.mark.parametrize("stage", ["read", "assemble"])
def test_a_scheduler_that_is_lost_leaves_the_output_as_it_was(site: Site, cluster: Cluster, stage: str) -> None:
    site.build()
    before = site.mtimes()
    for number in range(300):
        site.article(f"new/{number}.md", f"New {number}", 28, categories=[f"pier {number}"])

    def kill(at: str, _done: int, _total: int | None) -> None:
        if at == stage:
            cluster.kill_scheduler()

    with pytest.raises(BuildFailed, match=r"was lost.*every file of the output is whole") as failed:
        site.build(scheduler=cluster.scheduler, progress=kill)

    assert failed.value.exit_status == 3
    assert site.mtimes() == before
    site.build()
    assert site.files() == site.build_afresh()


def test_a_connection_that_closes_while_a_result_is_fetched_is_a_lost_scheduler() -> None:
    class Task:
        def result(self) -> None:
            raise CommClosedError("closed by the other side")

    future: Future[None] = Future()
    _copy(future, Task())  # type: ignore[arg-type]

    with pytest.raises(BrokenExecutor, match=r"scheduler was lost \(closed by the other side\)"):
        future.result()


def test_a_scheduler_that_cannot_be_reached_is_named_without_a_traceback(site: Site) -> None:
    result = site.run("build", "--engine", "dask", "--scheduler", "tcp://127.0.0.1:9")

    assert result.returncode == 3
    assert "tcp://127.0.0.1:9 cannot be reached" in result.stderr
    assert len(result.stderr.splitlines()) == 2
    assert not list(site.output.glob("*.xml"))


def test_an_item_that_hangs_is_told_from_one_that_ends_its_worker_and_each_costs_few_workers(
    cluster: Cluster, tmp_path: Path
) -> None:
    log = tmp_path / "attempts"
    items = [(str(log), item) for item in ("sleep", "end")]
    with DaskExecutor(cluster.scheduler) as executor, Engine(jobs=None, seconds=0.5, executor=executor) as engine:
        outcomes = [one for batch in engine.run(harmful, None, items, size=1) for one in batch]

    assert {one.item[1]: one.failure for one in outcomes} == {"sleep": SLOW, "end": CRASHED}
    assert log.read_text().split().count("sleep") == 2


def harmful(_context: None, item: tuple[str, str]) -> None:
    """Write down what is done, and sleep or end the process."""
    log, what = item
    with open(log, "a", encoding="ascii") as file:
        print(what, file=file)
    if what == "sleep":
        time.sleep(_TIMEOUT)
    os._exit(1)


def endless(_context: None, item: str) -> str:
    """Count for ever, or sleep for ever, or return the item."""
    while item == "count":
        pass
    if item == "sleep":
        time.sleep(_TIMEOUT)
    return item


@pytest.mark.slow
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
