"""The order in which a build writes: to disk before visible, in the manifest before there and until after gone."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from site_folder import Site

from feedmaker.state import State
from feedmaker.writer.publish import MANIFEST


class Recorder:
    """Follows which files have bytes that are not yet on disk, and checks each change of the output."""

    def __init__(self, output: Path) -> None:
        self.output = output
        self.unsynced: set[int] = set()
        self.synced: set[int] = set()
        #: Inode and path of folders whose entries changed and were not forced to disk.
        self.folders: dict[int, Path] = {}
        self.replaced: list[str] = []
        self.removed: list[str] = []
        self.commits = 0

    def put_in_place(self, patch: pytest.MonkeyPatch) -> None:
        real = {name: getattr(os, name) for name in ("write", "fsync", "replace", "unlink")}
        commit = State.commit

        def write(descriptor: int, data: Any) -> int:
            inode = os.fstat(descriptor).st_ino
            self.unsynced.add(inode)
            self.synced.discard(inode)
            return int(real["write"](descriptor, data))

        def fsync(descriptor: int) -> None:
            real["fsync"](descriptor)
            inode = os.fstat(descriptor).st_ino
            self.unsynced.discard(inode)
            self.synced.add(inode)
            self.folders.pop(inode, None)

        def replace(source: str, target: str) -> None:
            if self.is_output(target):
                self.see_replaced(source, target)
            real["replace"](source, target)

        def unlink(path: str, **options: Any) -> None:
            if self.is_output(path):
                self.see_removed(path)
            real["unlink"](path, **options)

        def committed(state: State) -> None:
            self.commits += 1
            assert not self.folders, "the state is committed before the renames are on disk"
            commit(state)

        for function in (write, fsync, replace, unlink):
            patch.setattr(os, function.__name__, function)
        patch.setattr(State, "commit", committed)

    def is_output(self, path: str | Path) -> bool:
        """Return True for a path that readers or the next build see."""
        if self.output not in Path(path).parents:
            return False
        return not any(part.startswith(".feedmaker-") for part in Path(path).relative_to(self.output).parts)

    def listed(self) -> set[str]:
        return set(json.loads((self.output / MANIFEST).read_text("utf-8"))["files"])

    def see_replaced(self, source: str, target: str) -> None:
        inode = os.stat(source).st_ino
        path = Path(target).relative_to(self.output).as_posix()
        assert inode in self.synced - self.unsynced, f"{path} is visible before its bytes are on disk"
        folder = Path(target).parent
        self.folders[folder.stat().st_ino] = folder
        if path != MANIFEST:
            assert path in self.listed(), f"{path} appears before the manifest names it"
            self.replaced.append(path)

    def see_removed(self, target: str) -> None:
        path = Path(target).relative_to(self.output).as_posix()
        assert path in self.listed(), f"the manifest forgets {path} before it is removed"
        assert not self.folders, f"{path} is removed before the new files are"
        self.removed.append(path)


def test_files_are_on_disk_before_they_are_visible_and_in_the_manifest_while_they_are_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = Site(tmp_path / "site")
    for number in range(3):
        site.article(f"{number}.md", f"Ship {number}", number, categories=[f"c{number}"])
    recorder = Recorder(site.output)
    recorder.put_in_place(monkeypatch)

    site.build_here()
    (site.source / "0.md").unlink()
    site.article("3.md", "Ship 3", 3, categories=["c3"])
    site.build_here()

    assert {"rss.xml", "index.html", "categories/c0/rss.xml", "categories/c3/atom.xml"} <= set(recorder.replaced)
    assert "categories/c0/rss.xml" in recorder.removed
    assert recorder.commits >= 2
