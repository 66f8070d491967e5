"""The public API: what docs/api.md promises."""

import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from site_folder import CONFIG, NOW, Site

import feedmaker
from feedmaker.problems import BuildRefused, ConfigurationError


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path / "site", feeds={"limit": 4})
    for number in range(6):
        site.article(f"{number}.md", f"Ship {number}", number, f"Of *ship* {number}.", categories=["港口", "Ships"])
    site.article("draft.md", "Draft", 1, draft=True)
    site.article("held.md", "Held", "2999-01-01")
    return site


@pytest.mark.parametrize("kind", [str, Path])
def test_paths_are_texts_or_path_objects(site: Site, kind: type) -> None:
    report = feedmaker.build(
        kind(site.config_file), source=kind(site.source), output=kind(site.folder / "out"), now=NOW
    )

    assert (report.articles.published, report.articles.held, report.exit) == (6, 1, 0)
    assert (site.folder / "out" / "rss.xml").exists()


def test_a_mapping_is_relative_to_the_current_folder(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(site.folder)

    report = feedmaker.build(site.config, now=NOW)

    assert report.articles.published == 6
    assert site.files() == site.build_afresh()


def test_a_naive_present_is_refused(site: Site) -> None:
    with pytest.raises(ValueError, match="naive"):
        feedmaker.build(site.config_file, now=datetime(2024, 6, 1))  # noqa: DTZ001 - on purpose
    with pytest.raises(ValueError, match="naive"):
        feedmaker.entries(site.config_file, now=datetime(2024, 6, 1))  # noqa: DTZ001 - on purpose
    assert site.files() == {}


def test_all_mistakes_of_a_mapping_are_raised_at_once() -> None:
    with pytest.raises(feedmaker.FeedmakerError) as error:
        feedmaker.load_config({"site": {"title": "Harbour", "url": "news"}, "feds": {}})

    assert len(error.value.problems) == 2
    assert isinstance(error.value, ConfigurationError)
    first, *others = str(error.value).split("\n")
    assert first == "2 mistakes in the configuration"
    assert [line for line in others if "feds" in line]


def test_one_mistake_is_one() -> None:
    with pytest.raises(ConfigurationError, match=r"^1 mistake in the configuration\nsite\.url is not"):
        feedmaker.load_config({"site": {"title": "Harbour", "url": "news"}})


def test_a_host_application_may_build_in_a_thread(site: Site) -> None:
    reports = []
    thread = threading.Thread(target=lambda: reports.append(feedmaker.build(site.config_file, now=NOW, jobs=2)))
    thread.start()
    thread.join()

    assert reports[0].articles.published == 6
    assert site.files() == site.build_afresh()


def test_articles_yields_every_article_of_the_folder(site: Site) -> None:
    site.put("broken.md", "No date.")
    found = {article.path: article for article in feedmaker.articles(site.config_file)}

    assert sorted(found) == ["0.md", "1.md", "2.md", "3.md", "4.md", "5.md", "draft.md", "held.md"]
    assert found["draft.md"].status == "draft"
    assert found["0.md"].categories == (("港口", "Ships"),)
    assert all(article.published.tzinfo is UTC for article in found.values())


def test_an_article_is_read_from_bytes(site: Site) -> None:
    data = (site.source / "3.md").read_bytes()

    article, problems = feedmaker.read_article(data, Path("news") / "3.md", site.config_file)
    nothing, why = feedmaker.read_article(b"---\ntitle: A\ndate: soon\n---\n", "a.md", CONFIG)

    assert article is not None
    assert (article.title, article.path, problems) == ("Ship 3", "news/3.md", ())
    assert nothing is None
    assert [(problem.code, problem.path, problem.line) for problem in why] == [("date-unreadable", "a.md", 3)]


@pytest.mark.parametrize("name", [None, "港口", "港口/ships"])
def test_a_feed_is_what_a_build_publishes(site: Site, name: str | None) -> None:
    feed = feedmaker.entries(site.config_file, name, now=NOW)
    assert not site.state.exists()
    assert site.files() == {}

    site.build()

    assert [entry.title for entry in feed] == ["Ship 5", "Ship 4", "Ship 3", "Ship 2"]
    assert len(feed) == 4
    folder = site.output / feed.channel.path
    for format_, file in (("rss", "rss.xml"), ("atom", "atom.xml"), ("json", "feed.json")):
        assert feedmaker.render(feed, format_) == (folder / file).read_bytes()  # type: ignore[arg-type]


def test_a_feed_keeps_the_ids_of_the_state(site: Site) -> None:
    site.build()
    (site.source / "5.md").rename(site.source / "renamed.md")
    feed = feedmaker.entries(site.config_file, now=NOW)
    site.build()

    assert {entry.title: entry.id for entry in feed} == site.ids()


def test_entries_can_be_taken_out_before_rendering(site: Site) -> None:
    feed = feedmaker.entries(site.config_file, now=NOW)

    shorter = replace(feed, entries=feed.entries[:1])

    assert feedmaker.render(shorter, "rss").count(b"<item>") == 1


def test_an_article_that_cannot_be_rendered_is_a_problem_of_its_feed(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    from feedmaker.build.workers.entry_renderer import EntryRenderer

    real = EntryRenderer.entry

    def entry(renderer: Any, task: Any, *arguments: Any) -> Any:
        if task.path.endswith("3.md"):
            raise ZeroDivisionError("a defect")
        return real(renderer, task, *arguments)

    monkeypatch.setattr(EntryRenderer, "entry", entry)
    feed = feedmaker.entries(site.config_file, now=NOW)

    assert "Ship 3" not in {entry.title for entry in feed}
    assert [(problem.path, problem.code) for problem in feed.problems] == [("3.md", "internal-error")]


def test_a_feed_that_is_not_there_is_a_key_error(site: Site) -> None:
    with pytest.raises(KeyError, match="Trains"):
        feedmaker.entries(site.config_file, "Trains", now=NOW)


def test_a_refusal_is_raised(site: Site) -> None:
    site.build()
    for file in site.source.iterdir():
        file.unlink()

    with pytest.raises(BuildRefused) as refusal:
        feedmaker.build(site.config_file, now=NOW)

    assert "--allow-empty" in refusal.value.hint
    assert refusal.value.problems == ()
    assert feedmaker.build(site.config_file, now=NOW, allow_empty=True).articles.published == 0


def test_feeds_are_checked(site: Site) -> None:
    site.build()

    problems = feedmaker.check([site.output / "rss.xml", str(site.output)])

    assert [problem for problem in problems if problem.level == "error"] == []


def test_importing_feedmaker_imports_no_library() -> None:
    code = "import sys, feedmaker; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=180, check=True)

    heavy = {"lxml", "nh3", "comrak", "feedgen", "babel", "bs4", "yaml", "click", "jinja2", "dateutil", "concurrent"}
    assert heavy.isdisjoint(done.stdout.split())


@pytest.mark.skipif(os.name != "posix", reason="reading time zones from the package tzdata imports more there")
def test_a_run_in_which_nothing_changed_imports_little(site: Site) -> None:
    site.build()
    code = (
        f"import sys; from feedmaker import build; build({str(site.config_file)!r}, new_urls=True); print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=180, check=True)

    ours = {name for name in done.stdout.split() if name.startswith("feedmaker.")}
    assert "feedmaker.build.up_to_date" in ours
    if sys.version_info < (3, 14):  # there, Path.as_uri imports it
        assert "tempfile" not in done.stdout.split()
    needless = (
        "build.stages",
        "build.workers",
        "engine",
        "loader.body",
        "loader.frontmatter",
        "loader.metadata",
        "writer",
    )
    assert [name for name in ours if name.removeprefix("feedmaker.").startswith(needless)] == []


def test_a_build_that_reads_a_few_files_leaves_what_reads_and_renders_to_its_worker(site: Site) -> None:
    site.build()
    site.article("new.md", "New", 9)
    built = f"build({str(site.config_file)!r}).articles.parsed"
    code = f"import sys; from feedmaker import build; print({built}, *sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=180, check=True)

    parsed, *modules = done.stdout.split()
    assert parsed == "1"
    needless = ("loader.article", "loader.body.render", "loader.frontmatter", "loader.metadata", "writer.entries")
    assert [name for name in modules if name.removeprefix("feedmaker.").startswith(needless)] == []


@pytest.mark.skipif(os.name != "posix", reason="there is no fork there")
def test_no_handler_and_no_fork_in_a_process_with_threads(site: Site) -> None:
    """In a process of its own, which would print a warning about a fork in newer Pythons."""
    code = """
import os, signal, threading
import feedmaker
if __name__ == "__main__":
    os.register_at_fork(before=lambda: print("forked"))
    release = threading.Event()
    threading.Thread(target=release.wait).start()
    handlers = [signal.getsignal(number) for number in range(1, 32)]
    print(feedmaker.build("config.yaml", jobs=2).articles.published)
    print(handlers == [signal.getsignal(number) for number in range(1, 32)])
    release.set()
"""
    script = site.folder / "host.py"
    script.write_text(code)
    done = subprocess.run(
        [sys.executable, script], cwd=site.folder, capture_output=True, text=True, timeout=180, check=True
    )

    assert done.stdout == "6\nTrue\n"


def test_an_executor_is_left_usable(site: Site) -> None:
    with ThreadPoolExecutor(2) as executor:
        assert feedmaker.build(site.config_file, now=NOW, executor=executor).articles.published == 6
        assert executor.submit(pow, 2, 5).result() == 32
