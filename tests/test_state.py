"""The state saves work and keeps ids, and never makes a build fail or write something wrong."""

import os
import random
import shutil
import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from site_folder import NOW, Site, tree

from feedmaker.api import build
from feedmaker.build import flow
from feedmaker.build.workers import read as reading
from feedmaker.build.workers import render as rendering
from feedmaker.build.workers.context import FileStatus, read_file
from feedmaker.config.schema import Source
from feedmaker.problems import BuildFailed, OutputLocked
from feedmaker.report import Report
from feedmaker.state import State
from feedmaker.state.migration import NOTICE
from feedmaker.state.schema import FileRow, StoredFile

Read = Callable[[str, Source], tuple[bytes | None, FileStatus]]

#: How many states are damaged at random; a campaign damages hundreds.
DAMAGED = int(os.environ.get("FEEDMAKER_DAMAGED", "12"))


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path / "site", articles={"permalink": "/:title/"})
    for number in range(8):
        site.article(f"news/{number}.md", f"Ship {number}", number, categories=["harbour"])
    site.build()
    return site


def rebuilt(site: Site) -> Report:
    """Build after something happened to the state, and see that the output is as it was."""
    before = site.mtimes()
    report = site.build()
    assert site.mtimes() == before
    assert report.exit == 0
    return report


def test_a_deleted_state_means_a_full_build(site: Site) -> None:
    site.state.unlink()

    assert rebuilt(site).articles.parsed == 8
    assert rebuilt(site).articles.parsed == 0


def forge(site: Site, script: str) -> None:
    with sqlite3.connect(site.state) as connection:
        connection.executescript(script)
    connection.close()


DAMAGES: dict[str, Callable[[Site], object]] = {
    "text": lambda site: site.state.write_bytes(b"This is no database.\n" * 400),
    "text of no encoding": lambda site: site.state.write_bytes(
        site.state.read_bytes().replace(b"CREATE TABLE files", b"CREATE TABLE f\xac\xff\xfes")
    ),
    "zeros": lambda site: site.state.write_bytes(bytes(8192)),
    "half": lambda site: os.truncate(site.state, site.state.stat().st_size // 2),
    "all but its header": lambda site: os.truncate(site.state, 100),
    "newer": lambda site: forge(site, "UPDATE meta SET value = '99' WHERE key = 'format'"),
    "no format": lambda site: forge(site, "DELETE FROM meta WHERE key = 'format'"),
    "a table less": lambda site: forge(site, "DROP TABLE records"),
    "other columns": lambda site: forge(site, "DROP TABLE feeds; CREATE TABLE feeds (key, title)"),
    "foreign": lambda site: forge(site, "DROP TABLE meta; CREATE TABLE meta (name); PRAGMA user_version = 7"),
    "wrong types": lambda site: forge(site, "UPDATE files SET published = 'soon', labels = 3; DELETE FROM folders"),
    "wrong text": lambda site: forge(
        site, "UPDATE files SET labels = '[['; UPDATE meta SET value = '' WHERE key = 'scan'"
    ),
    "wrong counts": lambda site: forge(site, "UPDATE meta SET value = 'many' WHERE key IN ('build', 'due', 'scan')"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_state_that_cannot_be_used_is_put_aside_with_a_notice(site: Site, damage: str) -> None:
    DAMAGES[damage](site)
    site.touch("news/1.md")

    report = rebuilt(site)

    (notice,) = report.notices
    assert "cannot be used" in notice
    assert "state.sqlite3.unusable" in notice
    assert (site.state.parent / "state.sqlite3.unusable").exists()
    assert report.articles.parsed == 8
    again = rebuilt(site)
    assert (again.notices, again.articles.parsed) == ((), 0)


def make_older(site: Site) -> None:
    """Turn the state into one of the release before: other columns, another format."""
    forge(
        site,
        "DROP INDEX files_by_link_hash; ALTER TABLE files DROP COLUMN link_hash; DROP INDEX records_with_names;"
        " ALTER TABLE records DROP COLUMN names; UPDATE meta SET value = '6' WHERE key = 'format'",
    )


def test_an_upgrade_keeps_the_ids_that_only_the_state_knows(site: Site) -> None:
    (site.source / "news/3.md").rename(site.source / "news/moved.md")
    site.build()
    make_older(site)

    report = rebuilt(site)

    assert report.notices == (NOTICE,)
    assert report.articles.parsed == 8
    assert not list(site.state.parent.glob("*.unusable*"))
    again = rebuilt(site)
    assert (again.notices, again.articles.parsed) == ((), 0)


def test_a_folder_that_vanishes_before_an_upgrade_is_gone(site: Site) -> None:
    make_older(site)
    shutil.rmtree(site.source / "news")

    site.build(allow_empty=True)

    assert site.files() == site.build_afresh(allow_empty=True)


def test_an_article_that_moves_before_an_upgrade_keeps_its_id(site: Site) -> None:
    before = site.ids()
    make_older(site)
    (site.source / "news/3.md").rename(site.source / "news/moved.md")
    site.article("news/new.md", "New", 9, categories=["harbour"])
    dry = build(site.config_file, jobs=1, now=site.now, dry_run=True)

    report = site.build()

    assert [change.kind for change in dry.changes if change.kind == "gone"] == []
    assert report.exit == 0
    assert before.items() < site.ids().items()


def test_a_damaged_older_state_is_put_aside(site: Site) -> None:
    make_older(site)
    forge(site, "ALTER TABLE files DROP COLUMN id_rule")

    (notice,) = rebuilt(site).notices

    assert "cannot be used" in notice


@pytest.mark.parametrize("keep", [True, False])
def test_no_file_of_a_damaged_older_state_stays_open(site: Site, monkeypatch: pytest.MonkeyPatch, keep: bool) -> None:
    class Connection(sqlite3.Connection):
        is_open = True

        def close(self) -> None:
            super().close()
            self.is_open = False

    connections: list[Connection] = []

    def connect(*arguments: Any, **settings: Any) -> Connection:
        connections.append(original(*arguments, factory=Connection, **settings))
        return connections[-1]

    make_older(site)
    forge(site, "ALTER TABLE files DROP COLUMN id_rule")
    original = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", connect)

    State.open(site.state, keep=keep).close()

    assert len(connections) > 2
    assert [connection for connection in connections if connection.is_open] == []


def test_an_empty_file_is_a_state_of_nothing(site: Site) -> None:
    site.state.write_bytes(b"")

    assert rebuilt(site).notices == ()


@pytest.mark.parametrize("seed", range(DAMAGED))
def test_random_damage_never_fails_a_build(site: Site, seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray(site.state.read_bytes())
    for _ in range(chance.choice([1, 20, 400])):
        data[chance.randrange(len(data))] = chance.randrange(256)
    site.state.write_bytes(data)
    site.article("news/0.md", "Ship 0", 0, "Edited.", categories=["harbour"])

    report = build(site.config_file, jobs=1, now=site.now)

    assert report.articles.found == 8


def test_a_database_of_somebody_else_is_never_deleted(site: Site) -> None:
    site.state.unlink()
    forge(site, "CREATE TABLE accounts (name); INSERT INTO accounts VALUES ('Mia')")

    site.build()

    kept = sqlite3.connect(site.state.parent / "state.sqlite3.unusable")
    assert kept.execute("SELECT name FROM accounts").fetchall() == [("Mia",)]
    kept.close()


def test_a_file_in_the_place_of_the_states_folder_is_left_alone(tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    site.article("a.md", "Ship")
    (site.folder / ".feedmaker").write_text("mine")

    (notice,) = site.build().notices

    assert "cannot be kept" in notice
    assert (site.folder / ".feedmaker").read_text() == "mine"


def test_a_state_in_a_read_only_folder_keeps_the_ids_it_knows(site: Site) -> None:
    (site.source / "news" / "0.md").rename(site.source / "news" / "first.md")
    before = site.ids()["Ship 0"]
    (site.state.parent).chmod(0o555)

    try:
        done = site.run_unprivileged("build", "-v")
    finally:
        (site.state.parent).chmod(0o755)

    assert done.returncode == 0, done.stderr
    assert "cannot be written to" in done.stderr
    assert site.ids()["Ship 0"] == before


def test_a_state_that_cannot_be_created_is_kept_in_memory(site: Site) -> None:
    site.state.unlink()
    site.state.parent.rmdir()
    site.folder.chmod(0o555)

    done = site.run_unprivileged("build", "-v")

    assert done.returncode == 0, done.stderr
    assert "state cannot be kept" in done.stderr
    site.folder.chmod(0o755)


def test_a_state_that_somebody_else_writes_to_is_not_touched(site: Site) -> None:
    other = sqlite3.connect(site.state, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    before = site.state.read_bytes()
    try:
        assert site.build().articles.parsed == 0
        site.article("a.md", "Crab", 20)
        with pytest.raises(OutputLocked, match="another program holds the state"):
            site.build()
        assert site.state.read_bytes() == before
    finally:
        other.execute("ROLLBACK")
        other.close()

    assert site.build().articles.parsed == 1


def test_a_dry_run_makes_no_state_and_changes_none(tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    site.article("a.md", "Ship")

    site.build(dry_run=True)

    assert not site.state.parent.exists()
    assert not site.output.exists()
    site.build()
    site.article("b.md", "Net", 2)
    before = site.state.read_bytes()
    site.build(dry_run=True)
    assert site.state.read_bytes() == before
    site.state.write_bytes(b"damaged")
    site.build(dry_run=True)
    assert site.state.read_bytes() == b"damaged"


def test_what_a_killed_first_build_left_of_its_state_is_cleared_away(tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    site.article("a.md", "Ship")
    site.state.parent.mkdir()
    for name in ("", ".new"):
        site.state.with_name(site.state.name + name).write_bytes(b"")
    site.state.with_name(site.state.name + ".new").write_bytes(b"half a state")

    report = site.build()

    assert (report.articles.published, report.notices) == (1, ())
    assert [path.name for path in site.state.parent.iterdir()] == [site.state.name]
    assert site.build().articles.parsed == 0


def test_a_first_build_that_fails_leaves_no_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = Site(tmp_path / "site")
    site.article("a.md", "Ship")

    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(flow, "group_articles", fail)
        with pytest.raises(BuildFailed, match="No space left"):
            site.build()

    assert [path.stat().st_size for path in site.state.parent.iterdir()] == [0]
    assert site.build().notices == ()


def test_two_first_builds_do_not_make_one_state(tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    site.article("a.md", "Ship")
    state = State.open(site.state)
    try:
        with pytest.raises(OutputLocked, match="another program holds the state"):
            site.build()
    finally:
        state.close()

    assert site.build().articles.published == 1


def test_a_write_in_the_second_of_the_build_and_of_the_same_size_is_noticed(site: Site) -> None:
    moment = site.now.timestamp() - 0.5
    site.article("a.md", "Ship A", 20)
    site.touch("a.md", mtime=moment)
    site.build()

    site.article("a.md", "Ship B", 20)
    site.touch("a.md", mtime=moment)
    report = site.build()

    assert report.articles.parsed == 1
    assert "Ship B" in site.ids()


def test_a_file_that_changes_twice_between_the_scan_and_the_next_build_is_noticed(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = site.now.timestamp() - 0.5
    site.article("a.md", "Ship A", 20)
    real: Read = read_file
    count = 0

    def read(path: str, source: Source) -> tuple[bytes | None, FileStatus]:
        nonlocal count
        count += 1
        site.article("a.md", "Ship B", 20)
        site.touch("a.md", mtime=moment)
        result = real(path, source)
        site.article("a.md", "Ship C", 20)
        site.touch("a.md", mtime=moment)
        return result

    monkeypatch.setattr(reading, "read_file", read)
    site.build_here()
    monkeypatch.undo()

    site.build()

    assert "Ship C" in site.ids()


def test_a_file_that_is_touched_while_it_is_read_and_then_written_is_noticed(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = site.now.timestamp() - 0.5
    site.article("a.md", "Ship A", 20)
    site.build()
    site.touch("a.md")
    real: Read = read_file

    def read(path: str, source: Source) -> tuple[bytes | None, FileStatus]:
        site.touch("a.md", mtime=moment)
        result = real(path, source)
        site.article("a.md", "Ship C", 20)
        site.touch("a.md", mtime=moment)
        return result

    monkeypatch.setattr(reading, "read_file", read)
    assert site.build_here().articles.parsed == 0
    monkeypatch.undo()

    site.build()

    assert "Ship C" in site.ids()


def test_a_recently_modified_file_is_read_again_but_not_parsed(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = []
    real: Read = read_file

    def read(path: str, source: Source) -> tuple[bytes | None, FileStatus]:
        opened.append(path)
        return real(path, source)

    monkeypatch.setattr(reading, "read_file", read)
    site.touch("news/1.md", mtime=site.now.timestamp())
    for later, times in ((0, 1), (1, 2), (10, 3), (0, 3)):
        site.now += timedelta(seconds=later)
        assert site.build_here().articles.parsed == 0
        assert len(opened) == times


def test_a_write_of_the_same_size_and_time_that_makes_another_inode_is_noticed(site: Site) -> None:
    file = site.source / "news" / "1.md"
    status = file.stat()
    other = site.source / "other"
    other.write_bytes(file.read_bytes().replace(b"Ship 1", b"Boat 1"))
    os.utime(other, ns=(status.st_mtime_ns, status.st_mtime_ns))
    other.rename(file)

    site.build()

    assert "Boat 1" in site.ids()


def test_a_clock_that_went_backwards_loses_no_edit(site: Site) -> None:
    site.now = NOW - timedelta(days=200)
    site.article("news/1.md", "Ship 1", 1, "Edited.", categories=["harbour"])
    site.touch("news/1.md", mtime=site.now.timestamp())

    report = site.build(allow_empty=True)

    assert report.articles.parsed >= 1
    site.now = NOW
    site.build()
    assert site.files() == site.build_afresh()


def test_a_held_article_enters_when_it_is_due_though_no_file_changed(site: Site) -> None:
    site.article("later.md", "Later", "2024-06-01 13:00")
    report = site.build()
    assert (report.articles.held, "Later" in site.ids()) == (1, False)

    site.now += timedelta(hours=2)
    report = site.build()

    assert (report.articles.held, report.articles.parsed, report.feeds.written) == (0, 0, 1)
    assert "Later" in site.ids()


def test_an_article_is_held_again_when_the_clock_is_set_back(site: Site) -> None:
    site.article("later.md", "Later", "2024-06-01 13:00")
    site.now += timedelta(hours=2)
    site.build()
    assert "Later" in site.ids()

    site.now -= timedelta(hours=2)
    report = site.build()

    assert (report.articles.held, report.articles.parsed, report.feeds.written) == (1, 0, 1)
    assert [(change.kind, change.title) for change in report.changes] == [("gone", "Later")]
    assert "Later" not in site.ids()
    assert site.files() == site.build_afresh()
    site.now += timedelta(hours=2)
    site.build()
    assert "Later" in site.ids()


def test_an_article_that_has_expired_is_back_when_the_clock_is_set_back(site: Site) -> None:
    site.configure(articles={"expired": "drop"})
    site.article("gone.md", "Gone", 9, expires="2024-06-01 13:00")
    site.now += timedelta(hours=2)
    site.build()
    assert "Gone" not in site.ids()

    site.now -= timedelta(hours=2)
    report = site.build()

    assert [(change.kind, change.title) for change in report.changes] == [("new", "Gone")]
    assert "Gone" in site.ids()
    assert site.files() == site.build_afresh()


def test_setting_the_clock_back_writes_nothing_if_nothing_changes(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.configure(articles={"future": "publish", "expired": "keep"})
    site.article("later.md", "Later", "2024-09-01 13:00", expires="2024-05-01")
    site.build()
    site.now -= timedelta(days=60)
    monkeypatch.setattr(flow, "build_under_lock", None)

    assert site.build().articles.parsed == 0


def test_an_article_that_expires_leaves_though_no_file_changed(site: Site) -> None:
    site.configure(articles={"expired": "drop"})
    site.article("gone.md", "Gone", 9, expires="2024-06-01 13:00")
    site.build()
    assert "Gone" in site.ids()

    site.now += timedelta(hours=2)
    report = site.build()

    assert (report.articles.excluded, report.articles.parsed) == (1, 0)
    assert "Gone" not in site.ids()


def after_reading(monkeypatch: pytest.MonkeyPatch, module: object, then: Callable[[str, int], None]) -> None:
    """Call `then` with the path and the count of each read, when it was read."""
    real: Read = read_file
    count = 0

    def read(path: str, source: Source) -> tuple[bytes | None, FileStatus]:
        nonlocal count
        count += 1
        result = real(path, source)
        then(path, count)
        return result

    monkeypatch.setattr(module, "read_file", read)


def test_a_file_that_changes_between_reading_and_rendering_is_read_again(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.article("a.md", "Before", 20)

    def change(path: str, count: int) -> None:
        if count == 1:
            site.article("a.md", "Behind the back", 20)

    after_reading(monkeypatch, reading, change)
    site.build()

    assert "Behind the back" in site.ids()
    monkeypatch.undo()
    assert site.files() == site.build_afresh()


def test_a_file_that_keeps_changing_is_left_out_and_the_others_are_published(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.article("a.md", "Restless", 20)
    site.article("b.md", "Calm", 21)

    def change(path: str, count: int) -> None:
        if path.endswith("/a.md"):
            site.article("a.md", "Restless", 20, f"Change {count}.")

    after_reading(monkeypatch, reading, change)
    report = site.build_here()

    assert "Calm" in site.ids()
    assert [problem.code for problem in report.problems] == ["article-unsettled"]
    assert report.exit == 1
    monkeypatch.undo()
    assert site.build().exit == 0
    assert "Restless" in site.ids()


def test_a_file_removed_while_it_is_read_leaves_no_trace(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.article("a.md", "Fleeting", 20)
    site.article("b.md", "Calm", 21)
    real: Read = read_file

    def read(path: str, source: Source) -> tuple[bytes | None, FileStatus]:
        (site.source / "a.md").unlink(missing_ok=True)
        return real(path, source)

    monkeypatch.setattr(reading, "read_file", read)
    report = site.build()

    assert (report.exit, report.articles.found) == (0, 9)
    assert "Calm" in site.ids()


def test_a_file_removed_before_it_is_rendered_leaves_no_trace(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.article("a.md", "Fleeting", 20)
    after_reading(monkeypatch, reading, lambda path, _: (site.source / "a.md").unlink(missing_ok=True))

    report = site.build()

    assert (report.exit, report.articles.found) == (0, 8)


def test_a_body_is_never_taken_from_a_file_that_changed_since_its_head_was_read(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The offset of the body would be that of another text."""
    site.article("a.md", "Before", 20)
    changed = False

    def read(path: str, source: Source) -> tuple[bytes | None, FileStatus]:
        nonlocal changed
        if not changed:
            changed = True
            site.article("a.md", "A much longer title than it was before", 20)
        return read_file(path, source)

    monkeypatch.setattr(rendering, "read_file", read)
    site.build()

    item = next(item for item in site.items() if item["title"].startswith("A much longer"))
    assert item["content_html"] == "<p>A boat came in.</p>"


def test_one_worker_and_two_give_the_same_bytes(tmp_path: Path) -> None:
    found = []
    for jobs in (1, 2, 3):
        site = Site(tmp_path / f"site{jobs}")
        for number in range(400):
            site.article(f"{number % 7}/{number}.md", f"Ship {number}", number % 150, categories=[f"c{number % 170}"])
        site.build(jobs=jobs)
        found.append(site.files())
        assert len(found[0]) > 600

    assert found[0] == found[1] == found[2]


def test_what_the_state_holds_is_read_as_it_was_written(tmp_path: Path) -> None:
    state = State.open(tmp_path / "new" / "state.sqlite3")
    row = FileRow(
        folder="a",
        name="b.md",
        version="1.2.3",
        file_hash=b"c",
        status="published",
        published=4,
        expires=None,
        own_id="id:1",
        id_rule="path",
        content_hash=b"p",
        entry_hash=b"l",
        link_hash=b"k",
        labels="[]",
        record="{}",
        problems="",
    )
    state.articles.put([(None, row, "id:2", 7)])
    state.articles.create_indexes()
    state.commit()
    state.close()

    again = State.open(tmp_path / "new" / "state.sqlite3")
    known = again.articles.files_in("a")["b.md"]
    expected = StoredFile(1, "b.md", "1.2.3", b"c", "published", 4, None, "id:2", "id:1", "path", b"p", b"l", b"k", 7)
    assert known == expected
    assert not again.is_new
    again.close()


def test_uncommitted_changes_are_lost(site: Site) -> None:
    state = State.open(site.state)
    state.set_meta({"build": "77"})
    state.close()

    again = State.open(site.state)
    assert again.meta("build") == "1"
    again.close()


def test_a_failure_that_is_not_the_states_gives_the_state_back(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    before = tree(site.state.parent)

    def fail(*_: object, **__: object) -> None:
        raise ValueError("a defect")

    monkeypatch.setattr(flow, "group_articles", fail)
    site.article("a.md", "Crab", 20)
    with pytest.raises(ValueError, match="a defect"):
        site.build()

    assert tree(site.state.parent) == before
    assert site.state.read_bytes() == before["state.sqlite3"]


def test_a_disk_that_is_full_when_the_state_is_written_is_reported(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: State) -> None:
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise error

    monkeypatch.setattr(State, "commit", full)
    site.article("a.md", "Crab", 20)
    with pytest.raises(BuildFailed, match="disk is full"):
        site.build()

    monkeypatch.undo()
    site.build()
    assert site.files() == site.build_afresh()


def test_a_state_that_may_only_be_read_keeps_the_ids_it_knows_and_may_be_written_to_again(site: Site) -> None:
    (site.source / "news" / "0.md").rename(site.source / "news" / "first.md")
    before = site.ids()["Ship 0"]
    site.state.chmod(0o444)

    done = site.run_unprivileged("build", "-v")
    site.state.chmod(0o644)
    again = site.run_unprivileged("build", "-v")

    assert (done.returncode, again.returncode) == (0, 0), done.stderr
    assert "cannot be written to" in done.stderr
    assert "cannot be written to" not in again.stderr
    assert site.ids()["Ship 0"] == before


@pytest.mark.parametrize("what", ["folder", "file"])
def test_a_state_that_may_not_be_read_is_not_replaced_by_one_that_knows_no_ids(site: Site, what: str) -> None:
    (site.source / "news" / "0.md").rename(site.source / "news" / "first.md")
    site.build()
    before = site.ids()["Ship 0"]
    site.article("a.md", "Crab", 20)
    locked = site.state.parent if what == "folder" else site.state
    mode = locked.stat().st_mode
    locked.chmod(0)

    done = site.run_unprivileged("build")
    locked.chmod(mode)

    assert done.returncode == 3
    assert "state.sqlite3 could not be read or written: Permission denied" in done.stderr
    site.build()
    assert site.ids()["Ship 0"] == before
