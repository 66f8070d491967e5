"""What articles do to the workers of a build: the other articles are always published."""

import os
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from site_folder import Site, leftovers


@pytest.fixture
def big_site(tmp_path: Path) -> Site:
    """A site with more articles than one process would do alone."""
    site = Site(tmp_path / "site", articles={"permalink": "/:title/"})
    for number in range(320):
        site.article(f"{number % 5}/{number}.md", f"Ship {number}", number % 150, categories=[f"c{number % 3}"])
    return site


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("count", [0, 320])
def test_an_article_that_ends_its_worker_is_left_out_and_named_and_the_others_are_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jobs: int, count: int
) -> None:
    site = Site(tmp_path / "site", articles={"permalink": "/:title/"})
    for number in range(count + 3):
        site.article(f"{number % 5}/{number}.md", f"Ship {number}", number % 150)
    site.put("0/poison.md", "---\ntitle: Poison\ndate: 2024-05-05\n---\nA boat.\n")
    with monkeypatch.context() as patch:
        poison(patch, "os.kill(os.getpid(), 9)")
        report = site.build(jobs=jobs)

    (problem,) = report.problems
    assert (problem.path, problem.code) == ("articles/0/poison.md", "article-crashed")
    assert (report.exit, report.articles.published, report.articles.left_out) == (1, count + 3, 1)
    assert not leftovers(site.folder)
    # It is tried again by the next build, and nothing of it was stored as settled.
    again = site.build(jobs=jobs)
    assert (again.articles.parsed, again.articles.published, again.problems) == (1, count + 4, ())
    assert site.files() == site.build_afresh()


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_article_that_ends_its_worker_when_it_is_rendered_is_left_out_and_named(
    big_site: Site, monkeypatch: pytest.MonkeyPatch, jobs: int
) -> None:
    from feedmaker.build.workers import entry_renderer as rendering

    site = big_site
    site.configure(feeds={"limit": 400, "max_bytes": 10_000_000})
    site.article("0/poison.md", "Poison", 20, "Deadly.")
    real = rendering.EntryRenderer.entry

    def entry(renderer: Any, task: Any, *arguments: Any) -> Any:
        if task.path == "0/poison.md":
            os._exit(3)
        return real(renderer, task, *arguments)

    with monkeypatch.context() as patch:
        patch.setattr(rendering.EntryRenderer, "entry", entry)
        report = site.build(jobs=jobs)

    assert [(problem.path, problem.code) for problem in report.problems] == [
        ("articles/0/poison.md", "article-crashed")
    ]
    assert (report.articles.published, len(site.items())) == (320, 320)
    again = site.build(jobs=jobs)
    assert (again.articles.published, again.problems) == (321, ())
    assert site.files() == site.build_afresh()


@pytest.mark.parametrize("make", [ThreadPoolExecutor, ProcessPoolExecutor])
def test_an_executor_of_a_host_application_gives_the_same_bytes(big_site: Site, make: Any) -> None:
    with make(2) as executor:
        report = big_site.build(executor=executor)
        big_site.article("0/0.md", "Ship 0", 0, "Edited.")
        big_site.build(executor=executor)

    assert report.articles.published == 320
    assert big_site.files() == big_site.build_afresh(jobs=2)


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_article_that_is_too_slow_is_left_out_and_named(
    big_site: Site, monkeypatch: pytest.MonkeyPatch, jobs: int
) -> None:
    site = big_site
    site.configure(articles={"timeout": 1.0})
    site.put("0/poison.md", "---\ntitle: Poison\ndate: 2024-05-05\n---\nA boat.\n")
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
    site.put("0/poison.md", "---\ntitle: Poison\ndate: 2024-05-05\n---\nA boat.\n")
    poison(monkeypatch, "1 / 0")

    report = site.build(jobs=2)

    assert [(problem.path, problem.code) for problem in report.problems] == [("articles/0/poison.md", "internal-error")]
    assert report.articles.published == 320


def poison(monkeypatch: pytest.MonkeyPatch, deed: str) -> None:
    """Do something when the article Poison is read."""
    from feedmaker.loader import article

    real: Any = vars(article)["decode"]

    def decode(data: bytes, encoding: str = "auto") -> Any:
        if b"title: Poison" in data:
            exec(deed, {"os": os, "time": time})
        return real(data, encoding)

    monkeypatch.setattr(article, "decode", decode)
