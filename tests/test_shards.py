"""Shards: every folder of the source with a state and a process of its own; the feeds are those of one build."""

import inspect
import json
import multiprocessing
import os
import random
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import rule, run_state_machine_as_test
from site_folder import FAST, Site
from test_histories import HISTORIES, SHRINK, STEPS, History

import feedmaker
from feedmaker.build import flow, shards
from feedmaker.build.lock import output_lock
from feedmaker.build.stages import group
from feedmaker.engine import actors
from feedmaker.problems import BuildFailed, BuildRefused
from feedmaker.report import Report
from feedmaker.state.articles import ArticleTable
from feedmaker.state.due import DueTable
from feedmaker.state.sharded import commit_shard
from feedmaker.text.article_paths import source_code, source_prefix

FOLDERS = ["articles", "notes", "articles/deep", "ann", "zebra"]
CONFIGURATIONS: list[dict[str, Any]] = [
    {},
    {"feeds": {"limit": 3, "tags": True, "min_articles": 2}},
    {"feeds": {"archives": True, "limit": 2}},
    {"articles": {"expired": "drop"}, "categories": {"hidden": ["c++"]}},
    {"articles": {"permalink": "/:title/"}, "feeds": {"custom": [{"name": "n", "title": "N", "any": ["path:a*"]}]}},
]


def source(count: int, **more: Any) -> dict[str, Any]:
    """The configuration of `count` source folders."""
    return {"guard": 0.0, "path": FOLDERS[:count], **more}


class Twins:
    """A site with shards, and one of the same articles without."""

    def __init__(self, folder: Path, folders: int, **config: Any) -> None:
        self.folders = FOLDERS[:folders]
        self.apart = Site(folder / "apart", source=source(folders, shards=True), **config)
        self.whole = Site(folder / "whole", source=source(folders), **config)
        self.both = (self.apart, self.whole)
        for site in self.both:
            for name in self.folders:
                (site.folder / name).mkdir(parents=True, exist_ok=True)

    def article(self, path: str, title: str, day: int, body: str = "A boat came in.", **fields: Any) -> None:
        for site in self.both:
            site.article(f"../{path}", title, day, body, **fields)

    def paths(self) -> list[str]:
        folder = self.whole.folder
        found = {path.relative_to(folder).as_posix() for name in self.folders for path in (folder / name).rglob("*.md")}
        return sorted(found)

    def move(self, path: str, to: str) -> None:
        for site in self.both:
            (site.folder / to).parent.mkdir(parents=True, exist_ok=True)
            (site.folder / path).replace(site.folder / to)

    def build(self, *, processes: bool = True, **options: Any) -> Report:
        """Build both, and see that files and reports are equal; without `processes`, all work is done in this one."""
        build = Site.build if processes else Site.build_here
        apart, whole = (build(site, allow_empty=True, **options) for site in self.both)
        assert without_times(apart) == without_times(whole)
        assert self.apart.files() == self.whole.files()
        return apart


def without_times(report: Report) -> dict[str, Any]:
    return {**asdict(report), "seconds": 0, "output": ""}


def happen(twins: Twins, chance: random.Random, step: int) -> None:
    """Let something happen to the articles."""
    paths = twins.paths()
    what = chance.choice(["write", "write", "write", "move", "remove", "copy", "wait"])
    if what == "write" or not paths:
        path = f"{chance.choice(twins.folders)}/{chance.choice('abcde')}.md"
        fields: dict[str, Any] = {"categories": chance.choices(["Sea", "sea", "Air", "c++", "ａir"], k=2)}
        if chance.random() < 0.3:
            fields["guid"] = f"tag:harbour.example,2024:{chance.randrange(4)}"
        if chance.random() < 0.3:
            fields["link"] = f"https://harbour.example/{chance.randrange(4)}"
        if chance.random() < 0.2:
            fields["expires"] = chance.choice(["2024-05-30", "2024-06-03"])
        fields["tags"] = chance.sample(["rope", "Rope", "salt"], k=chance.randrange(2))
        body = chance.choice(["A boat.", "A [ship](a.md).", '{% post_url b %} <a href="../notes/c.md">c</a>'])
        day = chance.choice([1, 1, 2, 3, 40, 140, 153, 154, 200])
        twins.article(path, f"Boat {chance.choice([1, 2, step])}", day, body, **fields)
    elif what == "move":
        name = chance.choice(["a.md", "f.md", "sub/g.md"])
        twins.move(chance.choice(paths), f"{chance.choice(twins.folders)}/{name}")
    elif what == "remove":
        for site in twins.both:
            (site.folder / paths[step % len(paths)]).unlink()
    elif what == "copy":
        path, to = chance.choice(paths), f"{chance.choice(twins.folders)}/{chance.choice('abch')}.md"
        for site in twins.both:
            if path != to:
                site.put(f"../{to}", (site.folder / path).read_bytes())
    else:
        for site in twins.both:
            site.now += timedelta(hours=30)


@settings(max_examples=6, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
@given(seed=st.integers(0, 1 << 32), folders=st.sampled_from([1, 2, 5]), config=st.sampled_from(CONFIGURATIONS))
def test_the_feeds_and_reports_of_any_history_are_those_of_a_build_without_shards(
    seed: int, folders: int, config: dict[str, Any]
) -> None:
    chance = random.Random(seed)
    folder = Path(tempfile.mkdtemp(dir=FAST, prefix="shards-"))
    try:
        twins = Twins(folder, folders, **config)
        for step in range(5):
            for number in range(12 if not step else 2):
                happen(twins, chance, step * 100 + number)
            twins.build(processes=step == 1)
        twins.build()
        twins.build(full=True)
    finally:
        shutil.rmtree(folder)


class HistoryOfShards(History):
    """A site of three shards, between which articles move, whose owner does anything at all to it."""

    def __init__(self) -> None:
        super().__init__()
        folders = ["articles", "articles/news", "articles/deep"]
        self.site.configure(source={"path": folders, "shards": True})
        for name in folders:
            (self.site.folder / name).mkdir(exist_ok=True)

    @rule()
    def switch(self) -> None:
        self.site.configure(source={"shards": not self.site.config["source"]["shards"]})

    @rule(index=st.integers(0, 9), how=st.sampled_from(["delete", "damage"]))
    def harm_shard(self, index: int, how: str) -> None:
        if states := sorted(self.site.state.parent.glob("state-shard-*.sqlite3")):
            state = states[index % len(states)]
            if how == "delete":
                state.unlink()
            else:
                with state.open("r+b") as file:
                    file.seek(4096)
                    file.write(b"\xff" * 8192)


@pytest.mark.slow
def test_any_history_of_shards_ends_as_a_build_without_state() -> None:
    run_state_machine_as_test(
        HistoryOfShards,
        settings=settings(
            max_examples=max(2, HISTORIES // 6),
            stateful_step_count=STEPS,
            phases=[Phase.generate, *SHRINK],
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A site of three shards."""
    site = Site(tmp_path / "site", source=source(3, shards=True))
    for number in range(12):
        folder = FOLDERS[number % 3]
        site.article(f"../{folder}/{number}.md", f"Boat {number}", number, categories=["Sea", f"Pier {number % 2}"])
    return site


def ids(site: Site) -> dict[str, str]:
    """Title → id in the feed of the site."""
    return {item["title"]: item["id"] for item in site.items()}


def rename(site: Site, path: str, to: str) -> None:
    (site.folder / path).rename(site.folder / to)


def shard_states(site: Site) -> list[Path]:
    return sorted(site.state.parent.glob("state-shard-*.sqlite3"))


def test_each_folder_has_a_state_and_no_process_is_left(site: Site) -> None:
    report = site.build()

    assert report.articles.published == 12
    assert len(shard_states(site)) == 3
    assert multiprocessing.active_children() == []


def test_a_run_in_which_nothing_changed_takes_no_lock(site: Site) -> None:
    site.build()
    before = site.mtimes()

    with output_lock(str(site.output), 0, dry_run=False):
        report = site.build()

    assert (report.articles.parsed, report.written, site.mtimes()) == (0, (), before)


def test_a_dry_run_writes_no_state(site: Site) -> None:
    site.build(dry_run=True)

    assert not site.state.parent.exists() or shard_states(site) == []


def test_a_folder_that_vanished_is_refused(site: Site) -> None:
    site.build()
    before = site.files()
    rename(site, "notes", "lost")

    with pytest.raises(BuildRefused, match="source notes is missing"):
        site.build()
    assert site.files() == before


def test_an_article_that_moves_to_another_shard_keeps_its_id(site: Site) -> None:
    site.build()
    before = ids(site)
    rename(site, "articles/0.md", "notes/moved.md")
    rename(site, "notes/1.md", "articles/deep/moved.md")

    report = site.build()

    assert ids(site) == before
    assert report.changes == ()


def test_ids_are_kept_when_shards_are_switched_on_and_off(site: Site) -> None:
    site.configure(source={"shards": False})
    site.build()
    before = ids(site)
    rename(site, "articles/0.md", "notes/moved.md")
    site.build()
    files = site.files()
    for switched in (True, False, True):
        site.configure(source={"shards": switched})

        report = site.build()

        assert (ids(site), site.files(), report.written) == (before, files, ())
        assert report.articles.parsed == 0
        assert len(shard_states(site)) == (3 if switched else 0)
        assert site.build().articles.parsed == 0


@pytest.mark.parametrize("switched", [True, False])
def test_what_vanishes_before_the_switch_is_gone_after_it(site: Site, switched: bool) -> None:
    site.configure(source={"shards": not switched})
    site.article("sub/boat.md", "A boat", 20)
    site.build()
    shutil.rmtree(site.source / "sub")
    (site.folder / "notes" / "1.md").unlink()
    site.configure(source={"shards": switched})

    report = site.build()

    assert sorted(change.path for change in report.changes) == ["articles/sub/boat.md", "notes/1.md"]
    assert site.files() == site.build_afresh()


def test_the_articles_of_a_folder_that_is_taken_out_of_the_configuration_are_gone_until_it_is_back(site: Site) -> None:
    site.build()
    rename(site, "articles/0.md", "notes/moved.md")
    site.build()
    before = ids(site)
    site.configure(source={"path": ["articles", "articles/deep"]})

    gone = site.build()

    assert [change.kind for change in gone.changes] == ["gone"] * 5
    assert len(shard_states(site)) == 2
    site.configure(source={"path": FOLDERS[:3]})
    site.build()
    assert ids(site) == before


def test_a_damaged_state_of_a_shard_is_put_aside_and_the_others_are_used(site: Site) -> None:
    site.build()
    before = site.files()
    state = site.state.with_name(f"state-shard-{source_code('.notes')}.sqlite3")
    with state.open("r+b") as file:
        file.truncate(state.stat().st_size // 2)
    site.touch("0.md")

    report = site.build()

    assert site.files() == before
    assert any("cannot be used" in notice and "unusable" in notice for notice in report.notices)
    assert report.articles.parsed <= 5


def test_a_lost_state_of_a_shard_is_announced(site: Site) -> None:
    site.build()
    before = site.files()
    shard_states(site)[0].unlink()

    report = site.build()

    assert any("is missing: ids that only it knew are lost" in notice for notice in report.notices)
    assert site.files() == before


def test_ids_are_kept_where_only_the_main_state_is_lost(site: Site) -> None:
    site.build()
    before = ids(site)
    rename(site, "articles/0.md", "notes/moved.md")
    site.build()
    site.state.unlink()

    site.build()

    assert ids(site) == before


def test_a_killed_process_of_a_shard_fails_the_build_and_harms_nothing_else(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.build()
    before = site.files()
    site.article("../notes/new.md", "New", 20)
    with monkeypatch.context() as patch:
        patch.setattr(shards, "read_files", lambda *_: os._exit(9))
        with pytest.raises(BuildFailed, match="a process of the build ended"):
            site.build()
    assert site.files() == before
    assert multiprocessing.active_children() == []

    assert site.build().articles.published == 13


def test_a_build_that_is_killed_between_the_commits_of_two_shards_loses_no_id(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.build()
    before = ids(site)
    rename(site, "articles/0.md", "notes/moved.md")
    rename(site, "notes/1.md", "articles/moved.md")
    with killed_after_commits(monkeypatch, ""):
        site.build()

    site.build()

    assert ids(site) == before


@contextmanager
def killed_after_commits(monkeypatch: pytest.MonkeyPatch, *prefixes: str) -> Iterator[None]:
    """End the build in the block when the states of these shards are committed."""
    ask_all = shards.OpenShards.ask_all

    def commit_some(self: shards.OpenShards, question: Callable[..., Any], *arguments: Any) -> list[Any]:
        if question is commit_shard:
            for prefix in prefixes:
                self.ask_one(prefix, commit_shard, *arguments)
            raise KeyboardInterrupt
        return ask_all(self, question, *arguments)

    with monkeypatch.context() as patch:
        patch.setattr(shards.OpenShards, "ask_all", commit_some)
        with pytest.raises(KeyboardInterrupt):
            yield


def test_a_build_that_is_killed_while_it_switches_shards_on_is_repaired(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.configure(source={"shards": False})
    site.build()
    rename(site, "articles/0.md", "notes/moved.md")
    site.build()
    before, files = ids(site), site.files()
    site.configure(source={"shards": True})
    with killed_after_commits(monkeypatch, "", ".notes"):
        site.build()

    report = site.build()

    assert (ids(site), site.files(), report.written) == (before, files, ())


def test_a_state_of_a_shard_of_a_later_build_than_the_state_is_refused(site: Site) -> None:
    site.configure(source={"shards": False})
    site.build()
    backup = site.state.read_bytes()
    site.configure(source={"shards": True})
    for day in (20, 21):
        site.article(f"../notes/{day}.md", "New", day)
        site.build()
    site.state.write_bytes(backup)

    with pytest.raises(BuildRefused, match=r"state-shard-.*is of a later build than the state itself"):
        site.build()


def test_a_shard_that_another_build_changed_after_the_scan_is_scanned_again(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.build()
    site.article("new.md", "New", 20)
    real = output_lock

    def lock_after_the_other(*arguments: Any, **options: Any) -> Any:
        monkeypatch.setattr(flow, "output_lock", real)
        site.article("../notes/1.md", "Boat 1, changed", 1)
        with killed_after_commits(monkeypatch, ".notes"):
            site.build()
        return real(*arguments, **options)

    monkeypatch.setattr(flow, "output_lock", lock_after_the_other)
    report = site.build()

    assert report.articles.published == 13
    assert site.files() == site.build_afresh()


def test_after_a_change_only_feeds_with_a_changed_article_are_grouped(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.build()
    site.article("../notes/1.md", "Boat 1, changed", 1, categories=["Sea", "Pier 1"])
    with monkeypatch.context() as patch:
        patch.setattr(group, "collect_of_shards", None)

        report = site.build()

    assert not any(path.startswith("categories/Pier 0/") for path in report.written)
    assert site.files() == site.build_afresh()


def test_a_shard_in_which_nothing_changed_is_not_written(site: Site) -> None:
    site.build()
    before = {state: state.read_bytes() for state in shard_states(site)}
    site.article("0.md", "Boat 0, changed", 0)

    site.build()

    changed = [state for state in shard_states(site) if state.read_bytes() != before[state]]
    assert changed == [site.state.with_name(f"state-shard-{source_code('')}.sqlite3")]
    assert site.files() == site.build_afresh()


def test_folders_whose_names_have_one_hash_are_refused(site: Site) -> None:
    seen: dict[str, str] = {}
    for number in count():
        name = f"part-{number}"
        if (other := seen.setdefault(source_code(source_prefix(name)), name)) != name:
            break
    for folder in (other, name):
        site.article(f"../{folder}/a.md", f"Of {folder}")
    site.configure(source={"path": ["articles", other, name]})

    with pytest.raises(BuildRefused, match=f"{other} and {name} cannot both be shards"):
        site.build()
    assert not site.output.exists() or site.files() == {}


def test_processes_may_be_started_afresh(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = site.build_afresh()
    monkeypatch.setattr(actors, "worker_context", lambda **_: multiprocessing.get_context("spawn"))

    site.build()

    assert site.files() == expected


def test_an_executor_of_others_reads_all_shards(site: Site) -> None:
    expected = site.build_afresh()

    site.build_here()

    assert site.files() == expected


def test_the_library_and_inspect_know_the_ids_that_shards_keep(site: Site) -> None:
    site.build()
    before = ids(site)
    rename(site, "articles/0.md", "notes/moved.md")
    site.build()

    assert {entry.title: entry.id for entry in feedmaker.entries(site.config_file)} == before
    found = json.loads(site.run("inspect", "--json", "notes/moved.md").stdout)
    assert found["id"]["id"] == before["Boat 0"]


def test_every_question_about_articles_is_asked_of_all_shards() -> None:
    of_one_shard = {"put", "set_versions", "remove", "set_folders", "create_indexes", "summary", "in_range"}
    of_the_main_state = {"retire_ids", "has_retired_ids", "is_retired", "restore_ids", "retired"}
    methods = {name: inspect.getsource(one) for name, one in vars(ArticleTable).items() if inspect.isfunction(one)}

    asked_here = {name for name, text in methods.items() if "self._db." in text}
    assert asked_here == of_one_shard | of_the_main_state
    assert inspect.getsource(DueTable).count(".connection.") == 1  # rows, which each shard collects itself
