"""The image that front matter names."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedmaker.loader.metadata.images import parse_image
from feedmaker.model import Image

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
    assert parse_image(value, BASE) == Image("https://example.org/blog/post/x.jpg", "A & B", 300, 200, "image/jpeg")
    assert parse_image("![A view](x.webp)", BASE) == Image(
        "https://example.org/blog/post/x.webp", "A view", type="image/webp"
    )
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
@settings(deadline=None)
def test_a_url_is_the_same_image_alone_and_in_a_list(text: str) -> None:
    assert parse_image(text, BASE) == parse_image([text], BASE)
