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
def test_the_length_of_a_file_that_is_not_media_is_not_published(site: Site, path: str, encoded: bool) -> None:
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


@pytest.mark.parametrize(
    ("reference", "file", "url"),
    [
        ("boat.png", "articles/2024/boat.png", "https://harbour.example/2024/a/boat.png"),
        ("img/boat.png", "articles/2024/a/img/boat.png", "https://harbour.example/2024/a/img/boat.png"),
        ("img/boat.png", "static/img/boat.png", "https://harbour.example/img/boat.png"),
        ("./boat%201.png", "articles/2024/boat 1.png", "https://harbour.example/2024/a/boat%201.png"),
        # what is absolute needs no file
        ("/boat.png", None, "https://harbour.example/boat.png"),
        ("https://elsewhere.example/boat.png", None, "https://elsewhere.example/boat.png"),
        # and what has none, or one that is not served, is not used
        ("boat.png", None, None),
        ("../../secret.png", "secret.png", None),
        ("boat.png", "articles/2023/boat.png", None),
    ],
)
def test_a_relative_lead_image_needs_its_file(site: Site, reference: str, file: str | None, url: str | None) -> None:
    site.article("2024/a.md", "A", image=reference, permalink="/2024/a/")
    if file:
        (site.folder / file).parent.mkdir(parents=True, exist_ok=True)
        (site.folder / file).write_bytes(png(20, 30))

    report = site.build()

    (item,) = site.items()
    assert item.get("image") == url
    assert ("<img" in item["content_html"]) is (url is not None)
    assert [problem.code for problem in report.problems] == ([] if url else ["image-missing"])


def test_an_entry_depends_on_the_media_files_that_were_looked_for(site: Site) -> None:
    site.article("a.md", "A", image="img/boat.png", categories=["boats"])
    site.article("b.md", "B", 2, image="/quay.png", categories=["quays"])
    site.article("c.md", "C", 3, categories=["quays"])
    site.build()
    static = site.folder / "static"
    (static / "img").mkdir(parents=True)
    changes = [
        ("img/boat.png", png(20, 30), "boats"),
        ("quay.png", png(20, 30), "quays"),
        ("quay.png", png(400, 300) + b"more", "quays"),
        ("img/boat.png", b"", "boats"),
    ]
    for path, data, category in changes:
        before = site.files()
        if data:
            (static / path).write_bytes(data)
        else:
            (static / path).unlink()

        report = site.build()

        assert {feed.path for feed in report.reasons.feeds} == {"", f"categories/{category}"}
        assert {feed.reason for feed in report.reasons.feeds} == {"pictures or enclosures changed"}
        assert site.files() != before
        assert site.files() == site.build_afresh()
        assert site.build().feeds.written == 0


def test_media_of_articles_that_were_removed_are_forgotten(site: Site) -> None:
    site.article("a.md", "A", image="img/boat.png")
    site.article("b.md", "B", 2)
    site.build()
    (site.source / "a.md").unlink()
    site.build()

    (site.folder / "static" / "img").mkdir(parents=True)
    (site.folder / "static" / "img" / "boat.png").write_bytes(png(20, 30))

    assert not site.build().reasons.feeds
