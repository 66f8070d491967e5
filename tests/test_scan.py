"""Which files are articles, found in an order that never varies."""

import os
import re
from pathlib import Path
from typing import Literal, TypeAlias
from unicodedata import normalize
from unittest.mock import patch

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from feedmaker.config.schema import Source
from feedmaker.loader import file_patterns
from feedmaker.loader.file_patterns import Patterns
from feedmaker.loader.scan import Folder, printable_path, scan

Form: TypeAlias = Literal["NFC", "NFD"]
EVERYTHING = Patterns(["**/*"], [])


def lay(root: Path, *paths: str) -> None:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(path)


def found(root: Path, patterns: Patterns = EVERYTHING, **options: frozenset[str]) -> list[str]:
    return [
        f"{folder.path}/{file[0]}" if folder.path else file[0]
        for folder in scan(str(root), patterns, **options)
        for file in folder.files
    ]


def only(root: Path) -> Folder:
    (folder,) = scan(str(root), EVERYTHING)
    return folder


@pytest.mark.parametrize(
    ("include", "exclude", "path", "matches"),
    [
        (["**/*.md"], [], "a.md", True),
        (["**/*.md"], [], "x/y/a.md", True),
        (["**/*.md"], [], "x/y/A.MD", True),
        (["**/*.md"], [], "a.md.bak", False),
        (["**/*.md"], [], "md", False),
        (["**/*.md"], ["private"], "private/x/a.md", False),
        (["**/*.md"], ["**/private"], "x/Private/a.md", False),
        (["**/*.md"], ["private"], "x/private/a.md", True),
        (["**/*.md"], ["notes.old"], "notes.old/a.md", False),
        (["**/*.md"], ["**/_*"], "x/_y/a.md", False),
        (["**/*.md"], ["20[12]?"], "2019/x/a.md", False),
        (["**/*.md"], ["**/_*.*"], "_x/a.md", True),
        (["**/*.md"], ["*"], "x/a.md", True),
        (["**/*.md"], ["x/*"], "x/y/a.md", True),
        (["**/*.md"], ["x/*"], "x/a.md", False),
        (["**/*.md"], ["*.md"], "a.md/b.md", True),
        (["*.md"], [], "a.md", True),
        (["*.md"], [], "x/a.md", False),
        (["posts/**"], [], "posts/a", True),
        (["posts/**"], [], "posts/x/y.txt", True),
        (["posts/**"], [], "other/a", False),
        (["posts/**/*.md"], [], "posts/a.md", True),
        (["./posts/*.md"], [], "posts/a.md", True),
        (["p?st.md"], [], "post.md", True),
        (["p?st.md"], [], "p/st.md", False),
        (["[ab].md"], [], "a.md", True),
        (["[!ab].md"], [], "a.md", False),
        (["[!ab].md"], [], "c.md", True),
        (["[^].md"], [], "^.md", True),
        (["a+b(c).md"], [], "a+b(c).md", True),
        (["**/*.md"], ["**/README.md"], "x/readme.md", False),
        (["**/*.md"], ["**/README.md"], "x/readme2.md", True),
        (["**/*.md"], ["drafts/**"], "drafts/a.md", False),
        (["**/*.md"], ["**/_*"], "x/_a.md", False),
        (["**/*.md", "**/*.txt"], [], "a.txt", True),
        (["a.md", "**/*.txt"], [], "x/a.txt", True),
        ([], [], "a.md", False),
    ],
)
def test_patterns(include: list[str], exclude: list[str], path: str, matches: bool) -> None:
    prefix, _, name = path.rpartition("/")

    assert Patterns(include, exclude).match(prefix + "/" if prefix else "", name) is matches


@pytest.mark.parametrize("of_name", ["NFC", "NFD"])
@pytest.mark.parametrize("of_pattern", ["NFC", "NFD"])
@pytest.mark.parametrize("pattern", ["entwürfe/**", "**/größe-*.md", "e?twü*/**/*.md", "**/[gk]röße*", "ENTWÜRFE/a/*"])
def test_a_pattern_matches_however_the_characters_of_a_name_are_composed(
    pattern: str, of_pattern: Form, of_name: Form
) -> None:
    prefix, name = normalize(of_name, "entwürfe/a/"), normalize(of_name, "größe-1.md")
    written = normalize(of_pattern, pattern)

    assert Patterns([written], []).match(prefix, name)
    assert not Patterns(["**/*.md"], [written]).match(prefix, name)


def test_the_patterns_of_the_default_take_articles_and_no_readme(tmp_path: Path) -> None:
    lay(tmp_path, "a.md", "b.markdown", "c/d.html", "c/e.htm", "f.txt", "README.md", "c/ReadMe.md", "g.png", "h.css")

    assert found(tmp_path, Patterns(Source().include, Source().exclude)) == [
        "a.md",
        "b.markdown",
        "f.txt",
        "c/d.html",
        "c/e.htm",
    ]


LETTERS = st.text(alphabet="aA.kK\u212a\u017fsS\u0130iI-", min_size=1, max_size=4)
PATTERN_LISTS = st.lists(
    st.builds("{}{}".format, st.sampled_from(["**/*", "**/", "", "x/*", "**/?", "./**/*"]), LETTERS), max_size=3
)


@given(PATTERN_LISTS, PATTERN_LISTS, st.sampled_from(["", "x/", "x/y/"]), LETTERS)
@example(["**/*.md"], ["**/README.md"], "x/", "readme.MD")
@example(["**/*.k"], [], "", "a.\u212a")
@settings(max_examples=500)
def test_comparing_suffixes_and_names_matches_what_the_regular_expression_does(
    include: list[str], exclude: list[str], prefix: str, name: str
) -> None:
    patterns = Patterns(include, exclude)

    with patch.multiple(file_patterns, _SUFFIX=re.compile(r"(?!)"), _NAME=re.compile(r"(?!)")):
        by_expression = Patterns(include, exclude)

    assert patterns.match(prefix, name) is by_expression.match(prefix, name)


@given(st.text(max_size=12), st.text(max_size=12))
def test_no_pattern_and_no_name_raises(pattern: str, name: str) -> None:
    Patterns([pattern], [pattern]).match("", name)


def test_hidden_files_and_folders_are_not_looked_at(tmp_path: Path) -> None:
    lay(tmp_path, "a.md", ".b.md", ".git/c.md", "d/.e/f.md")

    assert found(tmp_path) == ["a.md"]


def test_a_folder_may_be_passed_over(tmp_path: Path) -> None:
    lay(tmp_path, "a.md", "output/b.md", "output/x/c.md", "outputs/d.md")

    assert found(tmp_path, skip=frozenset({str(tmp_path / "output")})) == ["a.md", "outputs/d.md"]


def test_the_order_is_that_of_the_names(tmp_path: Path) -> None:
    lay(tmp_path, "z.md", "b/2.md", "b/10.md", "a/c/1.md", "a/1.md", "é.md", "Y.md")

    assert found(tmp_path) == ["Y.md", "z.md", "é.md", "a/1.md", "a/c/1.md", "b/10.md", "b/2.md"]


def test_the_digest_of_a_folder_changes_with_its_files_and_only_then(tmp_path: Path) -> None:
    lay(tmp_path, "a.md", "b.md")
    digests = [only(tmp_path).digest]
    assert only(tmp_path).digest == digests[0]

    (tmp_path / "a.md").write_text("longer than before")
    digests.append(only(tmp_path).digest)
    os.utime(tmp_path / "a.md", ns=(100, 100))
    digests.append(only(tmp_path).digest)
    os.utime(tmp_path / "a.md", ns=(100, 200))
    digests.append(only(tmp_path).digest)
    (tmp_path / "a.md").rename(tmp_path / "c.md")
    digests.append(only(tmp_path).digest)

    assert len(set(digests)) == len(digests)


@pytest.mark.skipif(os.name != "posix", reason="listing a folder gives no numbers of files there")
def test_the_digest_of_a_folder_changes_with_a_file_that_replaces_another_of_its_size_and_time(tmp_path: Path) -> None:
    lay(tmp_path, "a.md", "other")
    os.utime(tmp_path / "a.md", ns=(100, 200))
    os.utime(tmp_path / "other", ns=(100, 200))
    before = only(tmp_path).digest

    (tmp_path / "other").replace(tmp_path / "a.md")

    assert only(tmp_path).digest != before


def test_status_is_that_of_the_file(tmp_path: Path) -> None:
    lay(tmp_path, "a.md")
    os.utime(tmp_path / "a.md", ns=(5, 1_704_067_200_123_456_700))

    (file,) = only(tmp_path).files

    assert file == ("a.md", 4, 1_704_067_200_123_456_700, file[3])


def test_a_missing_root_raises_and_a_folder_that_vanishes_below_it_does_not(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        list(scan(str(tmp_path / "nowhere"), EVERYTHING))
    lay(tmp_path, "a/1.md", "b/2.md")
    folders = scan(str(tmp_path), EVERYTHING)
    first = next(folders)
    (tmp_path / "b" / "2.md").unlink()
    (tmp_path / "b").rmdir()

    rest = list(folders)

    assert first.path == "a"
    assert [problem.code for folder in rest for problem in folder.problems] == ["folder-unreadable"]


@pytest.mark.skipif(os.name != "posix", reason="names of files are Unicode there")
def test_a_name_that_is_not_utf8_is_a_problem_and_no_file(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.md")).write_text("x")

    folder = only(tmp_path)

    assert folder.files == []
    assert [(problem.path, problem.code) for problem in folder.problems] == [("caf\\xe9.md", "file-name-not-utf8")]


@pytest.mark.skipif(os.name != "posix", reason="there are no named pipes in folders")
def test_links_and_pipes_that_match_no_pattern_are_not_reported(tmp_path: Path) -> None:
    (tmp_path / "picture.png").symlink_to("elsewhere.png")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "real.md").symlink_to("elsewhere.md")

    (folder,) = scan(str(tmp_path), Patterns(["**/*.md"], []))

    assert [problem.path for problem in folder.problems] == ["real.md"]


@given(st.text(max_size=30))
def test_a_printable_path_can_be_printed_and_stored(path: str) -> None:
    text = printable_path(path)

    assert text.isprintable()
    text.encode()


@pytest.mark.skipif(os.name != "posix", reason="names of files are Unicode there")
def test_a_printable_path_is_itself_where_it_can_be() -> None:
    assert printable_path("金融/船 1.md") == "金融/船 1.md"
    assert printable_path("a\nb\x1b[31m\udce9.md") == "a\\nb\\x1b[31m\\xe9.md"
