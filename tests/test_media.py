"""The image and the enclosures that front matter names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedmaker.loader.metadata.keys import Candidate
from feedmaker.loader.metadata.media import find_enclosures, parse_image
from feedmaker.model import Enclosure, Image

BASE = "https://example.org/blog/post/"
PNG = "https://example.org/blog/post/x.png"


@pytest.mark.parametrize(
    ("value", "url"),
    [
        ("https://cdn.example.org/x.png", "https://cdn.example.org/x.png"),
        ("//cdn.example.org/x.png", "https://cdn.example.org/x.png"),
        ("/img/x.png", "https://example.org/img/x.png"),
        ("x.png", PNG),
        ("./x.png", PNG),
        ("img/cover", "https://example.org/blog/post/img/cover"),
        ('"https://cdn.example.org/x.png"', "https://cdn.example.org/x.png"),
        ("'x.png'", PNG),
        ("https://cdn.example.org/?id=1&amp;size=2", "https://cdn.example.org/?id=1&size=2"),
        ("https://cdn.example.org/a&#123;1&#125;.png", "https://cdn.example.org/a%7B1%7D.png"),
        ("my picture.png", "https://example.org/blog/post/my%20picture.png"),
        ("![alt](x.png)", PNG),
        ('<img class="c" src="x.png">', PNG),
        (["", "##", "x.png", "y.png"], PNG),
        ([{"imgname": "x.png"}], PNG),
        ({"url": "x.png"}, PNG),
        ({"Src": "x.png"}, PNG),
        ({"feature": "x.png", "teaser": "y.png"}, PNG),
        ({"image": {"path": "x.png"}}, PNG),
        ({"uid": None, "alt": ""}, None),
        ("", None),
        (" ", None),
        ("##", None),
        ("#fff", None),
        ("#x.png", None),
        ("false", None),
        (False, None),
        (True, None),
        (None, None),
        (7, None),
        ("communities-card-ml", None),
        ("A photo by A. B. Cee", None),
        ("data:image/png;base64,AAAA", None),
        ("javascript:alert(1).png", None),
        ("{{ site.url }}/x.png", None),
        ("movie.mp4", None),
        ("https://example.org/page.html", None),
    ],
)
def test_an_image_is_found_or_not(value: object, url: str | None) -> None:
    found = parse_image(value, BASE)
    assert (found.url if found else None) == url


def test_an_image_has_its_text_alternative_size_and_type() -> None:
    value = {"src": "x.jpg", "alt": "A &amp; <b>B</b>", "width": "300", "height": 200}
    assert parse_image(value, BASE) == Image(
        "https://example.org/blog/post/x.jpg", "A & B", 300, 200, "image/jpeg", relative="x.jpg"
    )
    assert parse_image("![A view](/x.webp)", BASE) == Image("https://example.org/x.webp", "A view", type="image/webp")
    assert parse_image("https://cdn.example.org/x.png!large?y", BASE) == Image(
        "https://cdn.example.org/x.png!large?y", type="image/png"
    )


@given(
    st.builds(
        "{}{}/{}.{}".format,
        st.sampled_from(["http://", "https://", "HTTPS://", "//", "ftp://"]),
        st.sampled_from(["img.example.org", "a", "A.example", "a..b", "user@a.example", "a.example:80"]),
        st.text(alphabet="aZ09./_~%-?#!@", max_size=8),
        st.sampled_from(["jpg", "jpeg", "png", "gif", "webp", "PNG", "svg", "mp4", "jpg?x=1", "png#a"]),
    )
)
def test_a_url_is_the_same_image_alone_and_in_a_list(text: str) -> None:
    assert parse_image(text, BASE) == parse_image([text], BASE)


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
    found = find_enclosures([Candidate("enclosure", value)], (), BASE)
    assert tuple(field.value for field in found) == expected
