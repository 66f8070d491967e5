"""Which files are articles, and what a scan tells of them."""

import os
import random
from pathlib import Path

import pytest

from feedmaker.config.schema import Source
from feedmaker.loader.scan import Folder, Patterns, scan, shown

DEFAULT = Patterns(Source().include, Source().exclude)


def files(root: Path, patterns: Patterns = DEFAULT, skip: frozenset[str] = frozenset()) -> list[str]:
    found = scan(str(root), patterns, skip=skip)
    return sorted(f"{folder.path}/{file[0]}".lstrip("/") for folder in found for file in folder.files)


def put(root: Path, *paths: str) -> None:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(path)


@pytest.mark.parametrize(
    ("include", "exclude", "expected"),
    [
        (["**/*.md"], [], ["A.MD", "a.md", "notes/README.md", "notes/b.md", "notes/deep/c.md"]),
        (["**/*.md"], ["**/README.md"], ["A.MD", "a.md", "notes/b.md", "notes/deep/c.md"]),
        (["*.md"], [], ["A.MD", "a.md"]),
        (["notes/*.md"], [], ["notes/README.md", "notes/b.md"]),
        (["notes/**"], ["**/deep/**"], ["notes/README.md", "notes/b.md", "notes/d.txt"]),
        (["**/[ab].md"], [], ["A.MD", "a.md", "notes/b.md"]),
        (["**/[!ab].md"], [], ["notes/deep/c.md"]),
        (["**/?.txt"], [], ["notes/d.txt"]),
        (["**/*.rst"], [], []),
    ],
)
def test_patterns_choose(tmp_path: Path, include: list[str], exclude: list[str], expected: list[str]) -> None:
    put(tmp_path, "a.md", "A.MD", "notes/README.md", "notes/b.md", "notes/deep/c.md", "notes/d.txt")

    assert files(tmp_path, Patterns(include, exclude)) == expected


def test_what_is_hidden_and_what_is_not_the_authors_is_not_looked_at(tmp_path: Path) -> None:
    put(tmp_path, "a.md", ".hidden.md", ".git/b.md", "output/c.md")

    assert files(tmp_path, skip=frozenset({str(tmp_path / "output")})) == ["a.md"]


def test_the_digest_is_the_same_in_any_order_and_differs_after_any_change(tmp_path: Path) -> None:
    names = [f"{number}.md" for number in range(20)]
    random.Random(1).shuffle(names)
    put(tmp_path, *names)
    for name in names:
        os.utime(tmp_path / name, ns=(5, 5))

    def digest() -> bytes:
        [folder] = scan(str(tmp_path), DEFAULT)
        return folder.digest

    before = digest()
    assert digest() == before
    os.utime(tmp_path / "3.md", ns=(5, 6))
    touched = digest()
    (tmp_path / "3.md").rename(tmp_path / "30.md")
    assert len({before, touched, digest()}) == 3


def test_what_is_no_regular_file_is_named_and_not_opened(tmp_path: Path) -> None:
    put(tmp_path, "a.md", "elsewhere/b.md")
    os.mkfifo(tmp_path / "pipe.md")
    (tmp_path / "link.md").symlink_to(tmp_path / "a.md")
    (tmp_path / "circle").symlink_to(tmp_path)
    (tmp_path / "link.png").symlink_to(tmp_path / "nowhere")

    [top, below] = sorted(scan(str(tmp_path), DEFAULT))

    assert [file[0] for file in top.files] == ["a.md"]
    assert [file[0] for file in below.files] == ["b.md"]
    assert {(problem.path, problem.code) for problem in top.problems} == {
        ("pipe.md", "not-a-file"),
        ("link.md", "link-not-followed"),
        ("circle", "link-not-followed"),
    }


def test_a_name_that_is_not_utf8_is_named_in_a_way_that_can_be_printed(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.md")).write_text("x")

    [folder] = scan(str(tmp_path), DEFAULT)

    assert folder.files == []
    assert [(problem.path, problem.code) for problem in folder.problems] == [("\\xff.md", "file-name-not-utf8")]


def test_a_missing_source_is_the_callers_to_handle(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        list[Folder](scan(str(tmp_path / "none"), DEFAULT))


@pytest.mark.parametrize("path", ["a\nb.md", "\x1b[31mred.md", "a\u202eb.md"])
def test_a_path_is_shown_without_what_a_terminal_would_obey(path: str) -> None:
    assert shown(path).isprintable()
