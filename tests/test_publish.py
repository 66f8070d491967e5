"""Staged files are published: whole, forced to disk, only where they differ; nothing that is not ours is deleted."""

import json
import os
import sys
from pathlib import Path

import pytest

from feedmaker.writer.output import OutputFolder
from feedmaker.writer.publish import MANIFEST, Manifest, publish, read_manifest
from feedmaker.writer.staged_files import StagedFile, staged_prefix

EMPTY = Manifest(frozenset(), 0)


def put(output: Path, files: dict[str, bytes], *, gone: set[str] = frozenset(), published: int = 1) -> int:  # type: ignore[assignment]
    staged = [StagedFile.write(str(output), path, data) for path, data in files.items()]
    after = Manifest(frozenset(), published, "harbour.example")
    there = sum((output / path).is_file() for path in gone)
    folder = OutputFolder(str(output))
    publish(folder, staged, before=read_manifest(folder), obsolete=gone, after=after, confirm_lock=lambda: None)
    return there - sum((output / path).is_file() for path in gone)


def test_a_staged_file_is_not_visible_until_it_is_published(tmp_path: Path) -> None:
    staged = StagedFile.write(str(tmp_path), "a/rss.xml", b"new")

    assert not (tmp_path / "a" / "rss.xml").exists()
    assert staged.temporary is not None
    assert Path(staged.temporary).read_bytes() == b"new"
    assert Path(staged.temporary).name == staged_prefix(str(tmp_path)) + "rss.xml"
    assert Path(staged.temporary).parent == tmp_path / "a"


def test_a_staged_file_knows_what_the_file_will_be(tmp_path: Path) -> None:
    staged = StagedFile.write(str(tmp_path), "rss.xml", b"abc")
    publish(OutputFolder(str(tmp_path)), [staged], before=None, obsolete=[], after=EMPTY, confirm_lock=lambda: None)

    status = (tmp_path / "rss.xml").stat()
    assert (staged.size, staged.mtime) == (status.st_size, status.st_mtime_ns)


@pytest.mark.skipif(os.name != "posix", reason="files have no permission bits there")
def test_files_may_be_read_by_the_web_server(tmp_path: Path) -> None:
    mask = os.umask(0o022)
    try:
        put(tmp_path, {"rss.xml": b"x"})
    finally:
        os.umask(mask)

    assert (tmp_path / "rss.xml").stat().st_mode & 0o777 == 0o644


def test_equal_bytes_are_not_written(tmp_path: Path) -> None:
    put(tmp_path, {"rss.xml": b"same"})
    os.utime(tmp_path / "rss.xml", ns=(700, 700))

    staged = StagedFile.write(str(tmp_path), "rss.xml", b"same")

    assert (staged.temporary, staged.mtime) == (None, 700)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(staged_prefix(str(tmp_path)))] == []


@pytest.mark.parametrize("data", [b"diff", b"longer", b"", b"s"])
def test_other_bytes_are_written(tmp_path: Path, data: bytes) -> None:
    put(tmp_path, {"rss.xml": b"same"})

    put(tmp_path, {"rss.xml": data})

    assert (tmp_path / "rss.xml").read_bytes() == data


def test_a_link_with_equal_bytes_behind_it_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_bytes(b"same")
    (tmp_path / "rss.xml").symlink_to("elsewhere")

    put(tmp_path, {"rss.xml": b"same"})

    assert not (tmp_path / "rss.xml").is_symlink()


@pytest.mark.skipif(os.name != "posix", reason="there are no named pipes in folders")
def test_a_pipe_in_the_place_of_a_file_blocks_nothing(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "rss.xml")

    put(tmp_path, {"rss.xml": b"new"})

    assert (tmp_path / "rss.xml").read_bytes() == b"new"


def test_what_is_gone_is_removed_with_the_folders_it_leaves_empty(tmp_path: Path) -> None:
    put(tmp_path, {"a/b/rss.xml": b"1", "a/b/atom.xml": b"2", "a/rss.xml": b"3"})

    removed = put(tmp_path, {"a/rss.xml": b"3"}, gone={"a/b/rss.xml", "a/b/atom.xml"})

    assert removed == 2
    assert not (tmp_path / "a" / "b").exists()
    assert (tmp_path / "a" / "rss.xml").exists()


def test_only_what_the_manifest_lists_is_removed(tmp_path: Path) -> None:
    put(tmp_path, {"rss.xml": b"1"})
    (tmp_path / "mine.txt").write_text("mine")

    assert put(tmp_path, {}, gone={"mine.txt", "rss.xml"}) == 1

    assert (tmp_path / "mine.txt").exists()
    assert not (tmp_path / "rss.xml").exists()


def test_removing_what_is_already_gone_is_not_a_failure(tmp_path: Path) -> None:
    put(tmp_path, {"a/rss.xml": b"1"})
    (tmp_path / "a" / "rss.xml").unlink()

    assert put(tmp_path, {}, gone={"a/rss.xml"}) == 0
    assert read_manifest(OutputFolder(str(tmp_path))) == Manifest(frozenset(), 1, "harbour.example")


def test_the_manifest_names_every_file_and_what_was_published(tmp_path: Path) -> None:
    put(tmp_path, {"rss.xml": b"1", "金融/rss.xml": b"2"}, published=7)

    assert read_manifest(OutputFolder(str(tmp_path))) == Manifest(
        frozenset({"rss.xml", "金融/rss.xml"}), 7, "harbour.example"
    )


def test_the_manifest_names_a_file_before_it_appears(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, {"old.xml": b"1"}, published=3)
    seen = []
    real = os.replace

    def replace(source: str, target: str) -> None:
        if not target.endswith(MANIFEST):
            manifest = read_manifest(OutputFolder(str(tmp_path)))
            assert manifest is not None
            seen.append((sorted(manifest.files), manifest.published))
        real(source, target)

    monkeypatch.setattr(os, "replace", replace)
    put(tmp_path, {"new.xml": b"2"}, gone={"old.xml"}, published=4)

    assert seen == [(["new.xml", "old.xml"], 3)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "7",
        '{"files": 3, "published": 1}',
        '{"files": []}',
        '{"published": "x", "files": []}',
        "\x00",
        "[" * 9999,
    ],
)
def test_an_invalid_manifest_deletes_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / MANIFEST).write_text(text)

    assert read_manifest(OutputFolder(str(tmp_path))) is None


def test_a_manifest_of_an_older_release_is_read(tmp_path: Path) -> None:
    (tmp_path / MANIFEST).write_text(json.dumps({"files": ["rss.xml"], "published": 3}))

    assert read_manifest(OutputFolder(str(tmp_path))) == Manifest(frozenset({"rss.xml"}), 3, "")


def test_unfinished_files_are_cleared_away_and_nothing_else(tmp_path: Path) -> None:
    for path in ("a/b/rss.xml", "rss.xml"):
        StagedFile.write(str(tmp_path), path, b"x")
    (tmp_path / "a" / "mine.txt").write_text("mine")

    OutputFolder(str(tmp_path)).remove_staged()

    assert [path.relative_to(tmp_path).as_posix() for path in sorted(tmp_path.rglob("*"))] == ["a", "a/mine.txt"]


def test_staged_files_that_will_not_be_published_can_be_discarded(tmp_path: Path) -> None:
    staged = [StagedFile.write(str(tmp_path), path, b"x") for path in ("rss.xml", "atom.xml")]

    OutputFolder(str(tmp_path)).discard(staged)
    OutputFolder(str(tmp_path)).discard(staged)

    assert list(tmp_path.iterdir()) == []


def test_a_partial_write_is_continued_where_it_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: real(descriptor, data[:7]))

    staged = StagedFile.write(str(tmp_path), "rss.xml", b"0123456789" * 5)

    assert staged.temporary is not None
    assert Path(staged.temporary).read_bytes() == b"0123456789" * 5


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="this system does not name its descriptors")
def test_every_file_and_folder_is_forced_to_disk_before_the_manifest_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    events: list[str] = []
    sync, replace = os.fsync, os.replace

    def fsync(descriptor: int) -> None:
        events.append("sync " + os.path.basename(os.readlink(f"/proc/self/fd/{descriptor}")))
        sync(descriptor)

    def put_there(source: str, target: str) -> None:
        events.append("replace " + os.path.basename(target))
        replace(source, target)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(os, "replace", put_there)
    put(tmp_path, {"a/rss.xml": b"1"})

    assert (
        events.index(f"sync {staged_prefix(str(tmp_path))}rss.xml")
        < events.index("replace rss.xml")
        < events.index("sync a")
    )
    assert events.index("sync a") < len(events) - 1 - events[::-1].index(f"replace {MANIFEST}")
