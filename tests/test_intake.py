"""One file becomes a row: the fingerprints by which copies and changes are told."""

from dataclasses import replace
from pathlib import Path

import pytest

from feedmaker.build.read import FileToRead, Intake
from feedmaker.config.schema import Config, Site
from feedmaker.state import FileRow

CONFIG = Config(site=Site(title="Harbour", url="https://example.org/", feeds_url="https://example.org/"))
UTF8 = replace(CONFIG, source=replace(CONFIG.source, encoding="utf-8"))
HEAD = "---\ntitle: 港口 Ships\ndate: 2024-05-31 12:00:00\n---\n"
BODY = "\n　The café – 数据库在港口的船上。\n\nSecond line.\n"


def row(folder: Path, data: bytes, config: Config = CONFIG) -> FileRow:
    (folder / "a.md").write_bytes(data)
    found = Intake(config, str(folder)).read(FileToRead("", "a.md", 0, 0, 0))
    assert isinstance(found, FileRow)
    assert found.status == "published"
    return found


@pytest.mark.parametrize(
    "data",
    [
        (HEAD + BODY).encode("utf-8-sig"),
        (HEAD + BODY).replace("\n", "\r\n").encode(),
        (HEAD + BODY).replace("\n", "\r").encode(),
        (HEAD + BODY).encode("utf-16"),
        (HEAD + BODY).encode("gb18030"),
        (HEAD + BODY + "\n \t\n").encode(),
        (HEAD + "\n\n" + BODY.strip("\n")).encode(),
        (HEAD.replace("title", "layout: post\ntitle") + BODY).encode(),
        (HEAD.replace("---\ntitle: 港口 Ships\n", "---\n") + "# 港口 Ships\n" + BODY).encode(),
    ],
    ids=["mark", "crlf", "cr", "utf-16", "gb18030", "end", "begin", "another-key", "heading"],
)
def test_copies_have_one_print_in_whatever_encoding_and_head(tmp_path: Path, data: bytes) -> None:
    first, second = row(tmp_path, (HEAD + BODY).encode()), row(tmp_path, data)

    assert first.print == second.print
    assert first.content != second.content
    assert first.look != second.look


@pytest.mark.parametrize(
    "data",
    [
        HEAD + BODY.replace("Second", "Third"),
        HEAD + BODY.replace("　", ""),
        HEAD.replace("Ships", "Ship") + BODY,
        HEAD.replace("12:00:00", "12:00:01") + BODY,
    ],
    ids=["body", "space", "title", "date"],
)
def test_another_title_date_or_body_has_another_print(tmp_path: Path, data: str) -> None:
    assert row(tmp_path, (HEAD + BODY).encode()).print != row(tmp_path, data.encode()).print


def test_text_that_was_decoded_with_a_loss_is_not_taken_for_its_bytes(tmp_path: Path) -> None:
    lossy = row(tmp_path, (HEAD + BODY).encode() + b"\xff\n", UTF8)

    assert lossy.print == row(tmp_path, (HEAD + BODY + "\ufffd\n").encode(), UTF8).print
    assert "encoding-bad-bytes" in lossy.problems
