"""The title of an article: the first heading of its body, or its file name."""

import pytest

from feedmaker.loader.metadata.title import after_heading, first_heading, title_from_file_name


@pytest.mark.parametrize(
    ("body", "heading"),
    [
        ("# Title\n\ntext", "Title"),
        ("\n\n## Second *level* ##\n", "Second level"),
        ("text first\n\n# Title {#id}\n", "Title"),
        ("Title\n=====\n", "Title"),
        ("Title\n---\n", "Title"),
        ("![picture](x.png)\nTitle\n---\n", "Title"),
        ("text\n\nTitle\n===\n", "Title"),
        ("text\n\nSection\n---\n", None),
        ("text\n\n## Section\n", None),
        ("text\n\n## Section\n\n# Title\n", "Title"),
        ("### Deep at once\n\n# Later", "Deep at once"),
        ("![picture](x.png)\n\n### Deep after a picture\n", "Deep after a picture"),
        ("text\n\n### Deep\n\n# Title\n", "Title"),
        ("```\n# comment\n```\n# Title\n", "Title"),
        ("~~~sh\n# comment\n```\n# more\n~~~\n# Title\n", "Title"),
        ("```\n# never closed\n", None),
        ("#hashtag\n#!/bin/sh\n", None),
        ("| a |\n|---|\n", None),
        ("- item\n---\n", None),
        ("text\n\n---\n\nmore\n", None),
        ("<h1 class='x'>An <em>HTML</em>\n title &amp; more</h1>", "An HTML title & more"),
        ("<p>x</p>\n<h3>Deep</h3>\n<h2>Second</h2>", "Second"),
        ("<title>Document</title><h1></h1><h1>Heading</h1>", "Heading"),
        ("<head><title>Document</title></head>", "Document"),
        ("<h1>First</h1>\n\n# Second", "First"),
        ("# `List<String>`\n", "List<String>"),
        ("#\n\n# Title", "Title"),
        ("", None),
    ],
)
def test_the_first_heading_is_found(body: str, heading: str | None) -> None:
    assert first_heading(body) == heading


@pytest.mark.parametrize(
    ("body", "heading"),
    [
        ("Title\n=====\n\n:date: x\n", "Title"),
        ("=====\nTitle\n=====\n", "Title"),
        (".. note::\n\n   x\n\nTitle\n~~~~~\n", "Title"),
        ("text only\n", None),
        ("a long line of text\n--\n", None),
    ],
)
def test_a_title_of_restructuredtext_is_underlined(body: str, heading: str | None) -> None:
    assert first_heading(body, rst=True) == heading


def test_the_search_begins_at_the_offset_and_is_limited() -> None:
    assert first_heading("# One\n# Two\n", 6) == "Two"
    assert first_heading("word\n" * 10_000 + "# Far\n") is None


def test_hostile_bodies_take_little_time() -> None:
    assert first_heading("<h1>" * 5_000) is None
    assert first_heading("<h1" + " " * 20_000) is None
    assert first_heading("# " + " " * 19_000 + "x #" + " " * 100) == "x"


@pytest.mark.parametrize(
    ("body", "rest"),
    [
        ("# Tides\n\nThey turn.", "They turn."),
        ("\n\n## Tides ##\nThey turn.", "They turn."),
        ("Tides\n=====\n\nThey turn.", "They turn."),
        ("<h1 class=t>Tides</h1>\n<p>They turn.</p>", "<p>They turn.</p>"),
        ("They turn.\n\n# Tides\n", "They turn.\n\n# Tides\n"),
        ("- a list\n---\nThey turn.", "- a list\n---\nThey turn."),
        ("# Tides", ""),
        ("", ""),
    ],
)
def test_the_heading_that_is_the_title_is_not_part_of_the_body(body: str, rest: str) -> None:
    assert body[after_heading(body, 0) :] == rest


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("2021-05-01-hello-world.md", "hello world"),
        ("posts/20180220 JSON vs XML.md", "JSON vs XML"),
        ("posts/2021-05-01.md", "2021 05 01"),
        ("2021-05-01-The-boat.md", "The boat"),
        ("20210501 Talk.md", "Talk"),
        ("2021-05-01T14-07-boat.md", "14 07 boat"),
        ("2021_5_1_boat.md", "boat"),
        ("1850-01-01-boat.md", "1850 01 01 boat"),
        ("notes/hello_world/index.md", "hello world"),
        ("notes/_index.md", "notes"),
        ("notes/ .md", "notes"),
        ('notes/"""\'.md', "notes"),
        ("a/well-known words.md", "well-known words"),
        ("sin%20t%C3%ADtulo.md", "sin título"),
        ("v1.2.md", "v1.2"),
        (".md", ""),
        ("index.md", ""),
        ("notes/202405311407 High water.md", "High water"),
        ("letter-2024-05-31.md", "letter 2024 05 31"),
    ],
)
def test_a_file_name_becomes_readable(path: str, name: str) -> None:
    assert title_from_file_name(path) == name
