"""Law 2: after any history of edits a build gives byte for byte what a build without state gives."""

import json
import os
import re
import shutil
import signal
import tempfile
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from site_folder import FAST, FIRST, Site, assert_whole, leftovers, tree

from feedmaker.engine.bounds import watchdog_seconds
from feedmaker.report import Report

#: How many histories are tried; a campaign takes more.
HISTORIES = int(os.environ.get("FEEDMAKER_HISTORIES", "12"))
STEPS = int(os.environ.get("FEEDMAKER_STEPS", "14"))
#: A history that fails is made shorter only on request: that takes minutes.
SHRINK = [Phase.shrink] if "FEEDMAKER_SHRINK" in os.environ else []

PATHS = [
    "a.md",
    "b.md",
    "a.html",
    "news/c.md",
    "news/d.markdown",
    "news/2024-01-09-e.md",
    "deep/er/f.md",
    "帆/船.md",
    "z.txt",
]
NAMES = ["harbour", "Harbour", "金融", "boats & nets", "c++", "Ｈarbour", "tide "]
CONFIGURATIONS: list[dict[str, Any]] = [
    {"feeds": {"limit": 2}},
    {"feeds": {"limit": 50}},
    {"categories": {"nested": False}},
    {"categories": {"nested": True}},
    {"categories": {"aliases": {"金融": "finance"}}},
    {"categories": {"aliases": {"金融": "harbour"}, "hidden": ["c++"]}},
    {"categories": {"hidden": []}},
    {"categories": {"settings": {"harbour": {"title": "All boats", "limit": 1}}}},
    {"categories": {"settings": {"harbour": {"title": "Few boats"}}}},
    {"categories": {"default": "rest"}},
    {"site": {"title": "Harbour Post"}},
    {"site": {"title": "Harbour News", "timezone": "Asia/Shanghai"}},
    {"site": {"timezone": "UTC"}},
    {"feeds": {"formats": ["rss", "json"]}},
    {"feeds": {"formats": ["rss", "atom", "json"]}},
    {"feeds": {"content": "summary"}},
    {"feeds": {"content": "full", "max_bytes": 9000}},
    {"feeds": {"max_bytes": 512000}},
    {"feeds": {"min_articles": 2}},
    {"feeds": {"min_articles": 1, "tags": True, "authors": True, "languages": True}},
    {"feeds": {"tags": False, "authors": False}},
    {"feeds": {"path": "c/{category}"}},
    {"feeds": {"path": "categories/{category}", "slug": "ascii"}},
    {"feeds": {"slug": "unicode"}},
    {"feeds": {"custom": [{"name": "net", "title": "Nets", "any": ["path:news/*", "tag:rope"]}]}},
    {"feeds": {"custom": []}},
    {"output": {"index": False}},
    {"output": {"index": True}},
    {"articles": {"future": "publish"}},
    {"articles": {"future": "hold", "expired": "drop"}},
    {"articles": {"expired": "keep", "undated": "file-time"}},
    {"articles": {"permalink": "/p/:title.html"}},
    {"articles": {"permalink": "/:category/:title/"}},
    {"articles": {"undated": "leave-out"}},
    {"source": {"exclude": ["news/**"]}},
    {"source": {"exclude": []}},
    {"feeds": {"archives": True}},
    {"feeds": {"archives": False}},
]

names = st.sampled_from(NAMES)
fields = st.fixed_dictionaries(
    {"categories": st.lists(names | st.lists(names, min_size=1, max_size=2), max_size=2)},
    optional={
        "tags": st.lists(st.sampled_from(["rope", "Rope", "salt"]), max_size=2),
        "author": st.sampled_from(["Mia", "Jo"]),
        "lang": st.sampled_from(["zh-CN", "en", "ar"]),
        "draft": st.booleans(),
        "feed": st.booleans(),
        "expires": st.sampled_from(["2024-05-30 08:00", "2024-06-03", "2024-07-09"]),
        "updated": st.sampled_from(["2024-05-30", "2024-06-20"]),
        "description": st.sampled_from(["Short.", "A longer word about it."]),
        "image": st.just("/img/boat.jpg"),
    },
)


class History(RuleBasedStateMachine):
    """A site whose owner does anything at all to it."""

    #: Every article has a guid: then even the ids are those of a build without state.
    guids = True
    paths = Bundle("paths")

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.mkdtemp(dir=FAST, prefix="history-")
        self.site = Site(Path(self.folder) / "site")
        self.count = 0
        self.edited = True

    def teardown(self) -> None:
        shutil.rmtree(self.folder)

    def existing(self) -> list[str]:
        return sorted(path.relative_to(self.site.source).as_posix() for path in self.site.source.rglob("*.*"))

    def pick(self, index: int) -> str | None:
        paths = self.existing()
        return paths[index % len(paths)] if paths else None

    def is_copied(self, text: str) -> bool:
        guid = re.search(r"^guid: .*", text, re.M)
        texts = [(self.site.source / path).read_text() for path in self.existing()]
        return guid is not None and sum(guid[0] in other for other in texts) > 1

    def write(self, path: str, values: Mapping[str, Any], *, undated: bool = False) -> None:
        self.count += 1
        head = dict(values)
        if self.guids:
            head["guid"] = f"tag:harbour.example,2024:{self.count}"
        title = f"Boat {self.count}"
        if undated:
            guid = f"guid: {head['guid']}\n" if self.guids else ""
            self.site.put(path, f"---\ntitle: {title}\n{guid}---\nNo date.\n")
        else:
            # Many articles share a second: their order is that of their ids, which without guids only a state knows.
            day = self.count * 37 % 155 if not self.guids else self.count % 2 * 50
            self.site.article(path, title, day, f"Body *{self.count}*.", **head)

    @initialize(values=st.lists(fields, min_size=3, max_size=5))
    def begin(self, values: list[dict[str, Any]]) -> None:
        for path, value in zip(PATHS, values, strict=False):
            self.write(path, value)

    @rule(path=st.sampled_from(PATHS), values=fields)
    def add_or_replace(self, path: str, values: dict[str, Any]) -> None:
        self.write(path, values)

    @rule(path=st.sampled_from(PATHS), values=fields)
    def add_undated(self, path: str, values: dict[str, Any]) -> None:
        self.write(path, values, undated=True)

    @rule(path=st.sampled_from(PATHS))
    def add_broken(self, path: str) -> None:
        self.count += 1
        guid = f"guid: tag:harbour.example,2024:{self.count}\n" if self.guids else ""
        self.site.put(path, f"---\ntitle: Broken {self.count}\n{guid}date: 2024-13-45\n---\nNothing.\n")

    @rule(index=st.integers(0, 9))
    def remove(self, index: int) -> None:
        if path := self.pick(index):
            (self.site.source / path).unlink()

    @rule(index=st.integers(0, 9), to=st.sampled_from(PATHS))
    def rename(self, index: int, to: str) -> None:
        path = self.pick(index)
        if path and not (self.site.source / to).exists():
            (self.site.source / to).parent.mkdir(parents=True, exist_ok=True)
            (self.site.source / path).rename(self.site.source / to)

    @rule(index=st.integers(0, 9), to=st.sampled_from(PATHS))
    def copy(self, index: int, to: str) -> None:
        path = self.pick(index)
        if path and path != to:
            self.site.put(to, (self.site.source / path).read_bytes())

    @rule(one=st.integers(0, 9), two=st.integers(0, 9))
    def swap(self, one: int, two: int) -> None:
        first, second = self.pick(one), self.pick(two)
        if first and second and first != second:
            a, b = self.site.source / first, self.site.source / second
            between = self.site.folder / "between"
            a.rename(between)
            b.rename(a)
            between.rename(b)

    @rule(index=st.integers(0, 9))
    def touch(self, index: int) -> None:
        if path := self.pick(index):
            self.site.touch(path)

    @rule(index=st.integers(0, 9))
    def rewrite_equal(self, index: int) -> None:
        if path := self.pick(index):
            self.site.put(path, (self.site.source / path).read_bytes())

    @rule(index=st.integers(0, 9), field=st.sampled_from(["title: Boat", "date: 2024-0", "categories:", "lang:"]))
    def edit(self, index: int, field: str) -> None:
        if path := self.pick(index):
            text = (self.site.source / path).read_text()
            self.count += 1
            if self.guids and self.is_copied(text):
                return  # two would claim one guid, and who keeps it is what only a state can know
            if not self.guids:
                clock = f"{self.count // 60 % 60:02}:{self.count % 60:02}"
                text = re.sub(r"^(date: .*\d\d):\d\d:\d\d", rf"\1:{clock}", text, count=1, flags=re.M)
            changed = {
                "title: Boat": re.sub("title: .*", f"title: Boat {self.count}", text, count=1),
                "date: 2024-0": text.replace("08:", "09:", 1) if "09:" not in text else text.replace("09:", "08:", 1),
                "categories:": text.replace("categories:", f"categories:\n- extra{self.count % 3}", 1),
                "lang:": text + f"\nOne more line, the {self.count}th.\n",
            }[field]
            self.site.put(path, changed)

    @rule(changes=st.sampled_from(CONFIGURATIONS))
    def configure(self, changes: dict[str, Any]) -> None:
        self.site.configure(**changes)

    @rule(hours=st.sampled_from([1, 30, 24 * 9, -30, 24 * 40]))
    def wait(self, hours: int) -> None:
        self.site.now = max(self.site.now + timedelta(hours=hours), self.site.now.replace(year=2024, month=5, day=20))

    @rule(index=st.integers(0, 99), how=st.sampled_from(["delete", "damage", "folder"]))
    def harm_output(self, index: int, how: str) -> None:
        files = sorted(self.site.files())
        if not files:
            return
        file = self.site.output / files[index % len(files)]
        if how == "damage":
            file.write_bytes(b"<rss>")
        elif how == "delete" or file.parent == self.site.output:
            file.unlink()
        else:
            shutil.rmtree(file.parent)

    @rule(how=st.sampled_from(["delete", "truncate", "damage"]))
    def harm_state(self, how: str) -> None:
        if not self.site.state.exists():
            return
        if how == "delete":
            self.site.state.unlink()
        elif how == "truncate":
            with self.site.state.open("r+b") as file:
                file.truncate(self.site.state.stat().st_size // 2)
        else:
            with self.site.state.open("r+b") as file:
                file.seek(4096)
                file.write(b"\xff" * 8192)

    @rule(milliseconds=st.integers(0, 60))
    def pause(self, milliseconds: int) -> None:
        """Pause a whole build for longer than any bound: no article is slow for that."""
        self.site.configure(articles={"timeout": 0.1})
        process = os.fork()
        if process == 0:
            os.setsid()
            report = self.site.build(full=True, allow_empty=True)
            os._exit(any(problem.code in {"article-too-slow", "article-crashed"} for problem in report.problems))
        time.sleep(milliseconds / 1000)
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process, signal.SIGSTOP)
            time.sleep(watchdog_seconds(0.1) + 0.2)
            os.killpg(process, signal.SIGCONT)
        assert os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == 0
        self.site.configure(articles={"timeout": 30})

    @invariant()
    def incremental_equals_full(self) -> None:
        site = self.site
        before, mtimes = tree(site.output), site.mtimes()
        told = site.build_here(allow_empty=True, dry_run=True)
        assert (tree(site.output), site.mtimes()) == (before, mtimes)
        report = site.build(allow_empty=True)
        assert_foretold(told, report)
        after = tree(site.output)
        with ThreadPoolExecutor(1) as executor:  # without processes, for speed
            afresh = site.build_afresh(allow_empty=True, executor=executor)

        if self.guids:
            assert_same(site.files(), afresh)
        else:
            assert_same(without_ids(site.files()), without_ids(afresh))
        assert_whole(after)
        changed = {path for path, data in after.items() if before.get(path) != data}
        assert set(report.written) == changed
        assert {path for path, mtime in site.mtimes().items() if mtimes.get(path) != mtime} == changed
        assert not leftovers(site.folder)

        again = site.build(allow_empty=True)
        assert (again.written, again.articles.parsed, again.feeds.written) == ((), 0, 0)
        assert again.problems == report.problems
        assert again.exit == report.exit


class HistoryOfPaths(History):
    """The same without guids, on a site that may move to another host."""

    guids = False

    @rule(url=st.sampled_from(["https://harbour.example/", "https://port.example/blog/"]))
    def move_house(self, url: str) -> None:
        self.site.configure(site={"url": url})

    @invariant()
    def no_id_is_used_twice(self) -> None:
        for feed in self.site.output.rglob("feed.json"):
            ids = [item["id"] for item in json.loads(feed.read_bytes())["items"]]
            assert len(ids) == len(set(ids))


def assert_foretold(told: Report, report: Report) -> None:
    """See that a dry run says what the next build does; only a dry run lists the changes of a first build."""
    is_first = len(report.new_feeds) == report.feeds.total
    told = replace(told, seconds=report.seconds, changes=report.changes if is_first else told.changes)
    # one says that an unusable state is put aside, the other that it was
    assert len(told.notices) == len(report.notices)
    told = replace(told, notices=report.notices)
    values = asdict(report)
    assert [(name, value, values[name]) for name, value in asdict(told).items() if value != values[name]] == []


def without_ids(files: dict[str, bytes]) -> dict[str, bytes]:
    """Put the title of an entry, or the path of a feed, where its id is, and leave out the sums of bytes."""
    known: dict[bytes, bytes] = {}
    for path, data in files.items():
        if path.endswith("feed.json"):
            known.update({item["id"].encode(): item["title"].encode() for item in json.loads(data)["items"]})
        elif path == "feeds.json":
            known.update({feed["id"].encode(): feed["urls"]["rss"].encode() for feed in json.loads(data)["feeds"]})
    pattern = re.compile(rb"urn:uuid:[0-9a-f-]{36}|\b[0-9a-f]{64}\b")
    return {
        path: pattern.sub(lambda match: known.get(match[0], b"") if match[0][:1] == b"u" else b"", data)
        for path, data in files.items()
    }


def assert_same(found: dict[str, bytes], wanted: dict[str, bytes]) -> None:
    assert sorted(found) == sorted(wanted)
    for path, data in sorted(wanted.items(), key=lambda pair: (pair[0] == "feeds.json", pair)):
        lines = zip(found[path].splitlines(), data.splitlines(), strict=False)
        differing = next(((a.decode(), b.decode()) for a, b in lines if a != b), None)
        assert differing is None, path
        assert found[path] == data, path


@pytest.mark.slow
@pytest.mark.parametrize("history", [History, HistoryOfPaths])
def test_any_history_of_edits_ends_as_a_build_without_state(history: type[History]) -> None:
    run_state_machine_as_test(
        history,
        settings=settings(
            max_examples=HISTORIES,
            stateful_step_count=STEPS,
            phases=[Phase.generate, *SHRINK],
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_the_first_file_is_older_than_every_build() -> None:
    """Else every file would be in doubt, and the histories would prove nothing of what is not read."""
    assert FIRST < 1_710_000_000
