"""Media types by the suffix of a URL."""

import pytest

from feedmaker.text.media_types import file_type, image_type


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://e.org/a.JPG", "image/jpeg"),
        ("https://e.org/a.b/c.webp?w=1#x", "image/webp"),
        ("https://e.org/a.png!large", "image/png"),
        ("https://e.org/a.jpg@400w", "image/jpeg"),
        ("https://e.org/a.png/", None),
        ("https://e.org/a?name=b.png", None),
        ("https://e.org/a.mp3", None),
        ("https://e.org/png", None),
    ],
)
def test_the_type_of_an_image(url: str, expected: str | None) -> None:
    assert image_type(url) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://e.org/a.mp3", "audio/mpeg"),
        ("https://e.org/a.M4A?download=1", "audio/mp4"),
        ("https://e.org/a.pdf#page=2", "application/pdf"),
        ("https://e.org/a.html", None),
        ("https://e.org/a.png", None),
    ],
)
def test_the_type_of_a_file(url: str, expected: str | None) -> None:
    assert file_type(url) == expected
