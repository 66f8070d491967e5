"""All photos of a note are shown, in their order and each once."""

from pathlib import Path
from typing import Any

import pytest
from site_folder import Site

import feedmaker
from feedmaker import Entry

A, B = "https://harbour.example/a.jpg", "https://harbour.example/b.jpg"
PNG = bytes.fromhex("89504e470d0a1a0a0000000d494844520000001e000000140806000000")


def entry(folder: Path, body: str = "Low water.", **fields: Any) -> Entry:
    site = Site(folder / "site", articles={"permalink": "/:title/"})
    site.article("081500.md", "", 1, body, **fields)
    (found,) = feedmaker.entries(site.config_file)
    return found


@pytest.mark.parametrize(
    "fields",
    [
        {"photo": [A, B]},
        {"photo": ["/a.jpg", "/b.jpg", "/a.jpg"]},
        {"photos": [{"url": A}, {"url": B}]},
        {"mf-photo": [{"value": A, "alt": ""}, {"value": B}]},
        {"mf-photo": [A, B], "image": A},
    ],
)
def test_every_notation_shows_all_photos_and_the_first_is_the_image(tmp_path: Path, fields: dict[str, Any]) -> None:
    found = entry(tmp_path, **fields)

    assert found.content == f'<p><img src="{A}" alt=""></p>\n<p><img src="{B}" alt=""></p>\n<p>Low water.</p>'
    assert found.image is not None
    assert found.image.url == A
    assert found.enclosures == ()


def test_a_photo_that_the_text_shows_is_not_shown_twice(tmp_path: Path) -> None:
    found = entry(tmp_path, body=f"![The mud]({B})", photo=[A, B])

    assert found.content == f'<p><img src="{A}" alt=""></p>\n<p><img src="{B}" alt="The mud"></p>'


def test_text_alternatives_are_those_of_each_photo(tmp_path: Path) -> None:
    found = entry(tmp_path, body="", photo=[{"url": A, "alt": "A boat"}, {"url": B, "alt": "An oar"}])

    assert found.content == f'<p><img src="{A}" alt="A boat"></p>\n<p><img src="{B}" alt="An oar"></p>'


def test_a_relative_photo_is_shown_where_its_file_exists(tmp_path: Path) -> None:
    site = Site(tmp_path / "site", articles={"permalink": "/:title/"})
    site.put("there.png", PNG)
    site.article("081500.md", "", 1, photo=["there.png", "gone.png"])

    (found,) = feedmaker.entries(site.config_file)

    assert '<img src="https://harbour.example/081500/there.png" alt="" width="30" height="20">' in found.content
    assert "gone.png" not in found.content


def test_photos_are_in_the_state(tmp_path: Path) -> None:
    site = Site(tmp_path / "site", articles={"permalink": "/:title/"})
    site.article("081500.md", "", 1, photo=[A, B])
    site.build()
    site.configure(feeds={"limit": 7})

    assert site.build().articles.parsed == 0
    assert (site.output / "rss.xml").read_text().count(f'src="{B}"') == 1
