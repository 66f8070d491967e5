"""The enclosures that front matter names."""

import pytest

from feedmaker.loader.metadata.enclosures import parse_enclosures
from feedmaker.model import Enclosure

BASE = "https://example.org/blog/post/"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("/a.mp3", (Enclosure("https://example.org/a.mp3", "audio/mpeg"),)),
        (
            {"url": "a.mp3", "type": "audio/mpeg", "length": "1234", "title": "One"},
            (Enclosure("https://example.org/blog/post/a.mp3", "audio/mpeg", 1234, "One"),),
        ),
        ({"file": "a.pdf", "size": 9}, (Enclosure("https://example.org/blog/post/a.pdf", "application/pdf", 9),)),
        (
            "https://cdn.example.org/a.m4a 99 audio/x-m4a",
            (Enclosure("https://cdn.example.org/a.m4a", "audio/x-m4a", 99),),
        ),
        ("https://cdn.example.org/a.mp4?t=1", (Enclosure("https://cdn.example.org/a.mp4?t=1", "video/mp4"),)),
        (
            ["a.ogg", {"src": "a.ogg"}, "b.zip"],
            (
                Enclosure("https://example.org/blog/post/a.ogg", "audio/ogg"),
                Enclosure("https://example.org/blog/post/b.zip", "application/zip"),
            ),
        ),
        ({"audio": {"url": "a.mp3"}}, (Enclosure("https://example.org/blog/post/a.mp3", "audio/mpeg"),)),
        ({"url": "a.mp3", "length": "12 MB"}, (Enclosure("https://example.org/blog/post/a.mp3", "audio/mpeg"),)),
        ("https://video.example.org/watch?v=1", ()),
        ("xYz123", ()),
        ("javascript:a.mp3", ()),
        (True, ()),
        (None, ()),
        ({}, ()),
    ],
)
def test_enclosures_are_read(value: object, expected: tuple[Enclosure, ...]) -> None:
    assert parse_enclosures(value, BASE) == expected
