"""One file becomes a row, with the hashes by which copies and changes are recognised."""

from dataclasses import replace

import pytest

from feedmaker.build.workers.article_reader import ArticleReader
from feedmaker.build.workers.tasks import ReadTask
from feedmaker.config.schema import Config, Site
from feedmaker.state.schema import FileRow

CONFIG = Config(site=Site(title="Harbour", url="https://example.org/", feeds_url="https://example.org/"))
UTF8 = replace(CONFIG, source=replace(CONFIG.source, encoding="utf-8"))
HEAD = "---\ntitle: 港口 Ships\ndate: 2024-05-31 12:00:00\n---\n"
BODY = "\n　The café – 数据库在港口的船上。\n\nSecond line.\n"


def row(data: bytes, config: Config = CONFIG) -> FileRow:
    found, _ = ArticleReader(config).rows(ReadTask("", "a.md", None, reusable=False), data, "version", 0)
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
def test_copies_have_the_same_hash_in_any_encoding_and_front_matter(data: bytes) -> None:
    first, second = row((HEAD + BODY).encode()), row(data)

    assert first.content_hash == second.content_hash
    assert first.file_hash != second.file_hash
    assert first.entry_hash != second.entry_hash


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
def test_another_title_date_or_body_has_another_hash(data: str) -> None:
    assert row((HEAD + BODY).encode()).content_hash != row(data.encode()).content_hash


def test_text_that_was_decoded_with_a_loss_is_not_taken_for_its_bytes() -> None:
    lossy = row((HEAD + BODY).encode() + b"\xff\n", UTF8)

    assert lossy.content_hash == row((HEAD + BODY + "\ufffd\n").encode(), UTF8).content_hash
    assert "encoding-bad-bytes" in lossy.problems
