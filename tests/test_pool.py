"""Workers: what they are given comes back, whatever happens to them."""

import os
import signal
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest
from site_folder import Site, leftovers

from feedmaker.engine import worker as worker_module
from feedmaker.engine.pool import Pool, WorkerDiedError
from feedmaker.problems import BuildFailed


class Crew:
    """Does what an item says."""

    def do(self, task: str, item: Any) -> Any:
        if item == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        if item == "exit":
            os._exit(7)
        if item == "raise":
            raise OSError(28, "No space left on device", "spool")
        if item == "local":

            class LocalError(Exception):
                pass

            raise LocalError("cannot be pickled")
        if item == "slow":
            time.sleep(60)
        if item == "stubborn":
            for _ in range(60):
                try:
                    time.sleep(1)
                except BaseException:  # as careless libraries do
                    if "swallowed" in self.__dict__:
                        raise
                    self.swallowed = True
        if item == "deaf":
            signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM])
            time.sleep(60)
        return task, item, os.getpid()

    def settle(self) -> None:
        """Nothing is left to be done."""

    def prepare(self, task: str) -> None:
        """Nothing is to be made ready."""


def outcomes(pool: Pool, batches: Iterable[Sequence[Any]], **options: Any) -> list[Any]:
    found = list[Any]()
    for results in pool.run("work", batches, **options):
        found += results
    return found


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_every_item_comes_back_once(jobs: int) -> None:
    batches = [range(start, start + 7) for start in range(0, 70, 7)]

    with Pool(Crew(), jobs, 30) as pool:
        found = outcomes(pool, batches)

    assert sorted(outcome.item for outcome in found) == list(range(70))
    assert all(outcome.result[:2] == ("work", outcome.item) for outcome in found)
    assert (os.getpid() in {outcome.result[2] for outcome in found}) == (jobs == 1)


def test_few_items_are_done_in_this_process() -> None:
    with Pool(Crew(), 2, 30) as pool:
        (outcome,) = outcomes(pool, [["a"]], alone=True)

    assert outcome.result[2] == os.getpid()


@pytest.mark.parametrize(("death", "how"), [("die", "killed by signal 9"), ("exit", "ended with status 7")])
def test_a_worker_that_dies_names_what_it_held_the_likeliest_first(death: str, how: str) -> None:
    with Pool(Crew(), 2, 30) as pool, pytest.raises(WorkerDiedError, match=how) as dead:
        outcomes(pool, [["a", "b", death, "c"]])

    assert dead.value.items == (death, "c", "a", "b")


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_error_of_the_system_in_a_worker_reaches_the_parent(jobs: int) -> None:
    with Pool(Crew(), jobs, 30) as pool, pytest.raises(OSError, match="No space left") as error:
        outcomes(pool, [["a"], ["raise"]])

    assert (error.value.errno, error.value.filename) == (28, "spool")


def test_an_error_that_cannot_be_sent_is_told_in_words() -> None:
    with Pool(Crew(), 2, 30) as pool, pytest.raises(RuntimeError, match="cannot be pickled"):
        outcomes(pool, [["local"]])


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_item_that_takes_too_long_has_no_result_and_stops_no_other(jobs: int) -> None:
    began = time.monotonic()

    with Pool(Crew(), jobs, 0.2) as pool:
        found = {outcome.item: outcome.result for outcome in outcomes(pool, [["a", "slow", "b"], ["c"]])}

    assert found["slow"] is None
    assert all(found[item] is not None for item in "abc")
    assert time.monotonic() - began < 20


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_item_that_swallows_its_bound_is_told_again(jobs: int) -> None:
    with Pool(Crew(), jobs, 0.2) as pool:
        found = {outcome.item: outcome.result for outcome in outcomes(pool, [["stubborn", "a"]])}

    assert found["stubborn"] is None
    assert found["a"] is not None


def test_a_deaf_worker_is_killed_and_the_others_of_its_batch_are_done_by_another() -> None:
    with Pool(Crew(), 2, 0.1) as pool:
        found = outcomes(pool, [["a", "deaf", "b"], ["c"]])

    results = {outcome.item: outcome.result for outcome in found}
    assert len(found) == 4
    assert results["deaf"] is None
    assert all(results[item] is not None for item in "abc")


def test_batches_that_wait_for_a_deaf_worker_are_done_by_another() -> None:
    with Pool(Crew(), 2, 0.1) as pool:
        found = outcomes(pool, [["deaf"], ["slow"], *([number] for number in range(9))])

    results = {outcome.item: outcome.result for outcome in found}
    assert len(found) == len(results) == 11
    assert {item for item, result in results.items() if result is None} == {"deaf", "slow"}


def test_a_worker_that_dies_names_the_batch_that_waits_for_it_last() -> None:
    with Pool(Crew(), 1, 30) as pool:
        pool._jobs = 2  # two workers are asked for, and one of them does everything
        pool._workers = [worker_module.Worker(Crew(), 30)]
        with pytest.raises(WorkerDiedError) as dead:
            outcomes(pool, [["a", "die", "b"], ["c", "d"], ["e"]])

    assert dead.value.items == ("die", "b", "a", "c", "d")


def test_batches_and_answers_larger_than_a_pipe_do_not_wait_for_each_other() -> None:
    batches = [[f"{number}" * 1_000_000] for number in range(8)] + [["a"] * 1000] * 20

    with Pool(Crew(), 2, 30) as pool:
        assert len(outcomes(pool, batches)) == 8 + 20_000


def test_no_worker_is_left_when_the_pool_is_closed() -> None:
    with Pool(Crew(), 3, 30) as pool:
        workers = {outcome.result[2] for outcome in outcomes(pool, [[number] for number in range(60)])}

    assert workers
    for worker in workers:
        with pytest.raises(ProcessLookupError):
            os.kill(worker, 0)


class Orphans(Crew):
    """Tells who works, then works on and on."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def do(self, task: str, item: Any) -> Any:
        (self.folder / str(os.getpid())).touch()
        time.sleep(60)


def test_workers_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    child = os.fork()
    if child == 0:
        with Pool(Orphans(tmp_path), 2, 100) as pool:
            outcomes(pool, [["a"], ["b"]])
        os._exit(0)
    wait_for(lambda: len(list(tmp_path.iterdir())) == 2)

    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)

    workers = [int(path.name) for path in tmp_path.iterdir()]
    try:
        wait_for(lambda: not any(map(is_running, workers)))
    finally:
        for worker in filter(is_running, workers):
            os.kill(worker, signal.SIGKILL)


def wait_for(condition: Any) -> None:
    until = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.01)


def is_running(process: int) -> bool:
    try:
        # A process that has ended and was not yet asked about is a zombie.
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.fixture
def big_site(tmp_path: Path) -> Site:
    """A site with more articles than one process would do alone."""
    site = Site(tmp_path / "site")
    for number in range(320):
        site.article(f"{number % 5}/{number}.md", f"Ship {number}", number % 150, categories=[f"c{number % 3}"])
    return site


def test_a_worker_that_is_killed_fails_the_build_and_names_the_file(
    big_site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = big_site
    site.build(jobs=2)
    before = site.mtimes()
    site.put("0/poison.md", "---\ntitle: Poison\ndate: 2024-05-05\n---\n")
    poison(monkeypatch, "os.kill(os.getpid(), 9)")

    with pytest.raises(BuildFailed, match=r"killed by signal 9 while it held articles/0/poison\.md") as failure:
        site.build(jobs=2, full=True)

    assert "--jobs 1" in failure.value.hint
    assert site.mtimes() == before
    assert not leftovers(site.folder)
    monkeypatch.undo()
    assert site.build(jobs=2).articles.parsed == 1


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_article_that_is_too_slow_is_left_out_and_named(
    big_site: Site, monkeypatch: pytest.MonkeyPatch, jobs: int
) -> None:
    site = big_site
    site.configure(articles={"timeout": 1.0})
    site.put("0/poison.md", "---\ntitle: Poison\ndate: 2024-05-05\n---\n")
    poison(monkeypatch, "time.sleep(60)")

    report = site.build(jobs=jobs)

    (problem,) = report.problems
    assert (problem.path, problem.code) == ("articles/0/poison.md", "article-too-slow")
    assert (report.exit, report.articles.published, report.articles.left_out) == (1, 320, 1)


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_article_that_is_too_slow_to_render_is_left_out_and_spoils_no_other(
    big_site: Site, monkeypatch: pytest.MonkeyPatch, jobs: int
) -> None:
    from feedmaker.loader.body import render as body

    site = big_site
    site.configure(articles={"timeout": 1.0}, feeds={"limit": 400, "max_bytes": 10_000_000})
    site.article("0/poison.md", "Poison", 20, "Slow.")
    real = body.BodyRenderer.render

    def render(bodies: Any, text: str, **options: Any) -> Any:
        if "Slow." in text:
            time.sleep(60)
        return real(bodies, text, **options)

    monkeypatch.setattr(body.BodyRenderer, "render", render)
    report = site.build(jobs=jobs)

    assert [problem.code for problem in report.problems] == ["article-too-slow"]
    assert len(site.items()) == 320
    monkeypatch.undo()
    (site.source / "0" / "poison.md").unlink()
    site.build()
    assert site.files() == site.build_afresh()


def test_a_defect_that_one_article_brings_to_light_is_reported_and_stops_no_other(
    big_site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = big_site
    site.put("0/poison.md", "---\ntitle: Poison\ndate: 2024-05-05\n---\n")
    poison(monkeypatch, "1 / 0")

    report = site.build(jobs=2)

    assert [(problem.path, problem.code) for problem in report.problems] == [("articles/0/poison.md", "internal-error")]
    assert report.articles.published == 320


def poison(monkeypatch: pytest.MonkeyPatch, deed: str) -> None:
    """Do something when the article Poison is read."""
    from feedmaker.build import read

    real: Any = vars(read)["decode"]

    def decode(data: bytes, encoding: str = "auto") -> Any:
        if b"title: Poison" in data:
            exec(deed, {"os": os, "time": time})
        return real(data, encoding)

    monkeypatch.setattr(read, "decode", decode)
