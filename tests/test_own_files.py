"""Files that have the names of ours and are not ours: refused by name, never opened for writing, never waited for."""

import os
import socket
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from site_folder import Site, tree

from feedmaker import api
from feedmaker.problems import BuildRefused
from feedmaker.writer.staged_files import StagedFile

PRECIOUS = b"precious"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path / "site")
    for number in range(3):
        site.article(f"{number}.md", f"Ship {number}", number, categories=["harbour"])
    site.build()
    site.article("new.md", "New", 9)
    (tmp_path / "precious").write_bytes(PRECIOUS)
    return site


def bind(path: Path) -> None:
    before = os.getcwd()
    os.chdir(path.parent)  # the path of a socket is short
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(path.name)
    os.chdir(before)


PLANTS: dict[str, Callable[[Path, Path], object]] = {
    "symbolic link": lambda path, precious: path.symlink_to(precious),
    "symbolic link, ": lambda path, _: path.symlink_to("nowhere"),
    "symbolic link, loop": lambda path, _: path.symlink_to(path.name),
    "named pipe": lambda path, _: os.mkfifo(path),
    "socket": lambda path, _: bind(path),
    "folder": lambda path, _: path.mkdir(),
}


def refused(site: Site, name: str, kind: str) -> None:
    """See that a build is refused by name at once, and that nothing is written."""
    before = site.files()
    if kind == "named pipe":  # which would hold this process up
        done = site.run("build")
        assert done.returncode == 3, done.stderr
        message = done.stderr
    else:
        with pytest.raises(BuildRefused) as refusal:
            site.build()
        assert refusal.value.hint
        message = refusal.value.message

    assert name in message
    assert f"is a {kind.partition(',')[0]}" in message
    assert "nothing was written" in message
    assert site.files() == before
    assert (site.folder.parent / "precious").read_bytes() == PRECIOUS


@pytest.mark.parametrize("kind", PLANTS)
@pytest.mark.parametrize("name", [".feedmaker.json", ".feedmaker.lock", ".feedmaker-holder.json"])
def test_what_is_no_file_in_the_output_is_refused(site: Site, name: str, kind: str) -> None:
    (site.output / name).unlink(missing_ok=True)
    PLANTS[kind](site.output / name, site.folder.parent / "precious")

    refused(site, name, kind)

    assert not (site.folder / "output" / "nowhere").exists()


@pytest.mark.parametrize(
    ("suffix", "kind"),
    [*(("", kind) for kind in PLANTS), ("-wal", "named pipe"), ("-shm", "symbolic link"), (".new", "symbolic link")],
)
def test_what_is_no_file_in_the_place_of_the_state_is_refused(site: Site, suffix: str, kind: str) -> None:
    path = site.state.with_name(site.state.name + suffix)
    path.unlink(missing_ok=True)
    PLANTS[kind](path, site.folder.parent / "precious")

    refused(site, path.name, kind)

    if kind == "named pipe":
        assert site.run("inspect", "articles/new.md").returncode == 0
    with pytest.raises(BuildRefused):
        api.entries(site.config_file)


def test_a_state_is_refused_before_a_first_build_makes_a_folder(tmp_path: Path) -> None:
    site = Site(tmp_path / "site", state="articles/a.md")
    site.article("a.md", "Ship")

    with pytest.raises(BuildRefused):
        site.build()

    assert not site.output.exists()


@pytest.mark.parametrize("name", [".feedmaker-holder.json", ".feedmaker.lock"])
def test_a_second_name_of_a_file_elsewhere_is_not_written_through(site: Site, name: str) -> None:
    precious = site.folder.parent / "precious"
    (site.output / name).unlink(missing_ok=True)
    os.link(precious, site.output / name)

    done = site.run("build")

    assert done.returncode == (3 if name == ".feedmaker.lock" else 0), done.stderr
    assert name == ".feedmaker-holder.json" or name in done.stderr
    assert precious.read_bytes() == PRECIOUS


def test_a_build_that_waits_for_another_one_is_not_held_up_by_a_pipe(site: Site) -> None:
    from feedmaker.build.lock import output_lock
    from feedmaker.problems import OutputLocked

    with output_lock(str(site.output), 0, dry_run=False):
        (site.output / ".feedmaker-holder.json").unlink()
        os.mkfifo(site.output / ".feedmaker-holder.json")
        with pytest.raises(OutputLocked), output_lock(str(site.output), 0, dry_run=False):
            pass


def test_a_missing_source_with_a_pipe_as_manifest_holds_nothing_up(site: Site) -> None:
    (site.output / ".feedmaker.json").unlink()
    os.mkfifo(site.output / ".feedmaker.json")
    site.source.rename(site.folder / "elsewhere")

    assert site.run("build").returncode == 2


@pytest.mark.parametrize("kind", PLANTS)
def test_what_is_not_our_folder_of_entries_is_refused(site: Site, kind: str) -> None:
    if kind == "folder":
        return
    (site.folder.parent / "folder").mkdir()
    (site.folder.parent / "folder" / "1-2").write_bytes(PRECIOUS)
    PLANTS[kind](site.output / ".feedmaker-entries", site.folder.parent / "folder")

    refused(site, ".feedmaker-entries", kind)

    assert tree(site.folder.parent / "folder") == {"1-2": PRECIOUS}


def test_a_folder_of_entries_that_holds_files_of_others_is_refused(site: Site) -> None:
    (site.output / ".feedmaker-entries").mkdir()
    (site.output / ".feedmaker-entries" / "12-345").write_bytes(b"left by a killed build")
    (site.output / ".feedmaker-entries" / "notes.txt").write_bytes(PRECIOUS)

    done = site.run("build")

    assert done.returncode == 3
    assert ".feedmaker-entries" in done.stderr
    assert "feedmaker did not write" in done.stderr
    assert tree(site.output / ".feedmaker-entries") == {"notes.txt": PRECIOUS}


def database(path: Path, script: str) -> bytes:
    path.unlink(missing_ok=True)
    with sqlite3.connect(path) as connection:
        connection.executescript(script)
    connection.close()
    return path.read_bytes()


@pytest.mark.parametrize("name", ["articles/0.md", "config.yaml", "blog.db", "meta.db", "page.png", "notes"])
def test_a_state_that_names_a_file_of_others_is_refused(site: Site, name: str) -> None:
    site.configure(state=name)
    database(site.folder / "blog.db", "CREATE TABLE posts (title); INSERT INTO posts VALUES ('Boat')")
    database(site.folder / "meta.db", "CREATE TABLE meta (key, value); INSERT INTO meta VALUES ('format', '5')")
    (site.folder / "page.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(99))
    (site.folder / "notes").write_bytes(b"S")
    (site.folder / "notes").write_bytes(PRECIOUS)
    before = (site.folder / name).read_bytes()

    with pytest.raises(BuildRefused) as refusal:
        site.build()

    assert f"{name}, by `state` in config.yaml, is not a state of feedmaker" in refusal.value.message
    assert (site.folder / name).read_bytes() == before
    assert list(site.folder.rglob("*.unusable")) == []


def test_a_file_of_others_beside_the_state_is_not_removed(site: Site) -> None:
    site.configure(state="kept")
    (site.folder / "kept.new").write_bytes(PRECIOUS)

    done = site.run("build")

    assert done.returncode == 3
    assert "kept.new" in done.stderr
    assert (site.folder / "kept.new").read_bytes() == PRECIOUS


@pytest.mark.parametrize("damage", [b"", bytes(8192), b"SQLite", b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_state_that_config_yaml_names_does_not_end_builds(site: Site, damage: bytes) -> None:
    site.configure(state="kept.sqlite3")
    site.build()
    (site.folder / "kept.sqlite3").write_bytes(damage)
    site.article("0.md", "Ship 0", 0, "Edited.", categories=["harbour"])

    report = site.build()

    assert len(report.notices) == (1 if damage else 0)
    assert site.build().articles.parsed == 0


def test_a_second_damaged_state_does_not_replace_the_first_that_was_put_aside(site: Site) -> None:
    names = ["state.sqlite3.unusable", "state.sqlite3.unusable2", "state.sqlite3.unusable3"]
    for count, name in enumerate(names):
        site.state.write_bytes(b"damage %d" % count * 99)
        site.touch("0.md")
        (notice,) = site.build().notices
        assert notice.endswith(f"the old file is now {name}")

    kept = {name: data for name, data in tree(site.state.parent).items() if "unusable" in name}
    assert kept == {name: b"damage %d" % count * 99 for count, name in enumerate(names)}


def test_a_dry_run_does_not_say_that_it_moved_a_damaged_state(site: Site) -> None:
    site.state.write_bytes(b"damaged")

    (notice,) = site.build(dry_run=True).notices

    assert notice.endswith("everything is read again")
    assert site.state.read_bytes() == b"damaged"


def test_drafts_of_others_are_not_removed(site: Site) -> None:
    inner = site.output / "categories" / "zh"
    draft = StagedFile.write(str(inner), "rss.xml", b"of another build that runs")
    own = StagedFile.write(str(site.output), "categories/rss.xml", b"of a killed build")
    (site.output / ".feedmaker-draft-notes.txt").write_bytes(PRECIOUS)
    assert draft.temporary
    assert own.temporary

    site.build()

    assert Path(draft.temporary).exists()
    assert not Path(own.temporary).exists()
    assert (site.output / ".feedmaker-draft-notes.txt").read_bytes() == PRECIOUS
