"""What local files tell of pictures and enclosures."""

import json
import struct
import zlib
from pathlib import Path

import pytest
from lxml import etree
from site_folder import Site

MEDIA = "{http://search.yahoo.com/mrss/}content"


def png(width: int, height: int) -> bytes:
    """Make the smallest PNG of this size that a reader of headers takes."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path / "site", feeds={"formats": ["rss", "json"]}, output={"index": False})


def picture(site: Site) -> etree._Element:
    return etree.parse(site.output / "rss.xml").find(f".//{MEDIA}")


@pytest.mark.parametrize("folder", ["static", "public", "source", "articles"])
def test_a_picture_of_the_site_is_measured_in_the_folder_that_serves_it(site: Site, folder: str) -> None:
    site.article("a.md", "A", image="/img/boat.png")
    file = site.folder / folder / "img" / "boat.png"
    file.parent.mkdir(parents=True)
    file.write_bytes(png(640, 360))

    site.build()

    assert (picture(site).get("width"), picture(site).get("height")) == ("640", "360")


def test_a_picture_beside_its_article_is_measured(site: Site) -> None:
    site.article("2024/a.md", "A", image="boat.png")
    (site.source / "2024" / "boat.png").write_bytes(png(20, 30))

    site.build()

    assert picture(site).get("width") == "20"


def test_a_picture_of_another_host_or_outside_the_site_is_not_looked_for(site: Site) -> None:
    (site.folder.parent / "secret.png").write_bytes(png(7, 7))
    (site.folder / "static").mkdir()
    (site.folder / "static" / "link.png").symlink_to(site.folder.parent / "secret.png")
    site.article("a.md", "A", image="https://elsewhere.example/boat.png")
    site.article("b.md", "B", image="/link.png")
    site.article("c.md", "C", image="/..%2f..%2fsecret.png")

    site.build()

    found = etree.parse(site.output / "rss.xml").findall(f".//{MEDIA}")
    assert len(found) == 3
    assert [element.get("width") for element in found] == [None, None, None]


@pytest.mark.parametrize(
    "path",
    [
        ".env",
        ".git/config",
        ".git/boat.mp3",
        "config.yaml",
        "notes.txt",
        "articles/a.md",
        "static/link.mp3",
        "/etc/passwd",
    ],
)
@pytest.mark.parametrize("encoded", [False, True])
def test_the_length_of_a_file_that_is_no_media_is_not_told(site: Site, path: str, encoded: bool) -> None:
    for name in (".env", ".git/config", ".git/boat.mp3", "notes.txt"):
        (site.folder / name).parent.mkdir(exist_ok=True)
        (site.folder / name).write_bytes(b"x" * 4321)
    (site.folder / "static").mkdir()
    (site.folder / "static" / "link.mp3").symlink_to(site.folder / ".env")
    address = "/" + (path.replace(".", "%2e").replace("/", "%2f") if encoded else path)
    site.article("a.md", "A", enclosure={"url": address, "type": "audio/mpeg"}, image=address)

    site.build()

    enclosure = etree.parse(site.output / "rss.xml").find(".//enclosure")
    assert enclosure is None or enclosure.get("length") == "0"
    item = json.loads((site.output / "feed.json").read_bytes())["items"][0]
    assert all("size_in_bytes" not in attachment for attachment in item.get("attachments", ()))


def test_a_damaged_picture_says_nothing(site: Site) -> None:
    site.article("a.md", "A", image="boat.png")
    (site.source / "boat.png").write_bytes(b"\x89PNG\r\n\x1a\n")

    site.build()

    assert picture(site).get("width") is None


def test_an_enclosure_gets_the_length_of_its_file_and_keeps_one_that_is_named(site: Site) -> None:
    site.article("a.md", "A", day=1, audio="/talks/one.mp3")
    site.article("b.md", "B", day=2, enclosure={"url": "/talks/one.mp3", "type": "audio/mpeg", "length": 5})
    site.article("c.md", "C", day=3, audio="https://elsewhere.example/two.mp3")
    file = site.folder / "static" / "talks" / "one.mp3"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"x" * 1234)

    site.build()

    found = etree.parse(site.output / "rss.xml").findall(".//enclosure")
    assert [(element.get("length"), element.get("type")) for element in found] == [
        ("0", "audio/mpeg"),
        ("5", "audio/mpeg"),
        ("1234", "audio/mpeg"),
    ]
    attachments = [item.get("attachments") for item in json.loads((site.output / "feed.json").read_bytes())["items"]]
    assert [files[0].get("size_in_bytes") for files in attachments] == [None, 5, 1234]
