"""Scalars of config.yaml: URLs, e-mail addresses, zones, encodings."""

import contextlib
from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from feedmaker.config import patterns, scalars
from feedmaker.config.scalars import InvalidValueError, base_url, email, name_and_email, url


def refusal(convert: Callable[[str], object], text: str) -> InvalidValueError:
    with pytest.raises(InvalidValueError) as caught:
        convert(text)
    return caught.value


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("https://example.org", "https://example.org/"),
        (" HTTP://EXAMPLE.org:80/A?b#c ", "http://example.org/A?b#c"),
        ("https://bücher.example/ü?q=ü#ü", "https://xn--bcher-kva.example/%C3%BC?q=%C3%BC#%C3%BC"),
        ("https://例え.テスト/", "https://xn--r8jz45g.xn--zckzah/"),
        ("https://straße.example/", "https://xn--strae-oqa.example/"),
        ("https://βόλος.example/", "https://xn--nxasmm1c.example/"),
        ("http://localhost:8000/x", "http://localhost:8000/x"),
        ("http://[::1]:8000/", "http://[::1]:8000/"),
        ("https://example.org/100%/a%20b", "https://example.org/100%25/a%20b"),
        ("https://example.org/{a}|b", "https://example.org/%7Ba%7D%7Cb"),
    ],
)
def test_a_url_is_made_ascii_and_normal(written: str, read: str) -> None:
    assert url(written) == read
    assert url(read) == read


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("example.org/a", "write it as https://example.org/a"),
        ("//example.org/a", "write it as https://example.org/a"),
        ("https:/example.org", "write it as https://example.org"),
        ("htps://example.org", "write it as https://example.org"),
        ("http:example.org", "write it as http://example.org"),
        ("/a/b", "write it whole, such as https://news.example.org/"),
        ("https://", "write it whole, such as https://news.example.org/"),
        ("javascript:alert(1)", None),
        ("https://a b.org/", None),
        ("https://example.org:99999/", None),
        ("https://[::1/", None),
        ("https://-.org/", None),
        ("https://ann:secret@example.org/", "leave it out"),
        ("https://example.org/a b", "write it as https://example.org/a%20b"),
        ("https://example.org\\a", None),
        ("https://a..org/", None),
        ("https://xn--\u0141.org/", None),
    ],
)
def test_what_is_not_a_url_is_refused(written: str, hint: str | None) -> None:
    refused = refusal(url, written)

    assert refused.code == "config-bad-url"
    assert hint is None or refused.hint == hint


def test_the_url_of_a_folder_ends_in_a_slash() -> None:
    assert base_url("https://example.org/a") == "https://example.org/a/"
    assert refusal(base_url, "https://example.org/a/index.html").hint == "write it as https://example.org/a/"
    assert refusal(base_url, "https://example.org/a/?b=c").hint == "write it as https://example.org/a/"


@settings(max_examples=200)
@given(st.text(max_size=30) | st.text("htps:/.x[]@:%?#ü 1", max_size=20).map("https://".__add__))
def test_a_url_is_ascii_and_stable_or_refused(text: str) -> None:
    try:
        read = url(text)
    except InvalidValueError:
        return

    assert read.isascii()
    assert url(read) == read


def test_email_addresses_are_known_by_their_shape() -> None:
    assert email(" ann@example.org ") == "ann@example.org"
    assert refusal(email, "Ann <ann@example.org>").hint == "write it as ann@example.org"
    assert refusal(email, "mailto:ann@example.org").hint == "write it as ann@example.org"
    assert refusal(email, "ann").code == "config-bad-email"
    assert name_and_email("Ann (of the <quay>)") == ("Ann (of the <quay>)", None)


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("Asia/Shangai", "write it as Asia/Shanghai"),
        ("asia/shanghai", "write it as Asia/Shanghai"),
        ("Shanghai", "write it as Asia/Shanghai"),
        ("New York", "write it as America/New_York"),
        ("UTC+8", "an offset is not a zone: write a name, such as Asia/Shanghai"),
        ("+08:00", "an offset is not a zone: write a name, such as Asia/Shanghai"),
        ("../etc/passwd", None),
        ("/etc/localtime", None),
        ("America", None),
        ("a\0b", None),
        ("x" * 5000, None),
    ],
)
def test_what_is_not_a_zone_is_refused(written: str, hint: str | None) -> None:
    refused = refusal(scalars.zone, written)

    assert refused.code == "config-bad-zone"
    assert hint is None or refused.hint == hint


@pytest.mark.parametrize("written", ["UTC", "Asia/Shanghai", "Europe/Berlin", "Etc/GMT-8"])
def test_a_zone_of_the_database_is_accepted(written: str) -> None:
    assert scalars.zone(written) == written


@settings(max_examples=200)
@example("1\x1f")
@given(st.text(max_size=20))
def test_any_text_is_read_or_refused_by_every_reader(text: str) -> None:
    readers: list[Callable[[str], object]] = [
        scalars.flag, scalars.share, scalars.seconds, scalars.Whole(1), scalars.language, scalars.encoding,
        scalars.zone, scalars.OneOf("a", "b"), patterns.glob, patterns.selector, patterns.permalink,
        patterns.feed_path, patterns.condition, email, base_url,
    ]  # fmt: skip
    for read in readers:
        with contextlib.suppress(InvalidValueError):
            read(text)


@pytest.mark.parametrize(
    ("read", "word"), [(scalars.url, "https://e.org:99999/"), (scalars.encoding, "base64"), (scalars.encoding, "hex")]
)
def test_a_hint_is_not_to_write_what_was_written(read: Callable[[str], object], word: str) -> None:
    assert word not in refusal(read, word).hint
