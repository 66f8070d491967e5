"""References become absolute ASCII URLs."""

import string
from urllib.parse import urljoin, urlsplit

import idna
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedmaker.text.urls import LINKS, absolute, ascii_host, host, site_url

BASE = "https://example.org/blog/2024/post.html"


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("https://example.org/a.png", "https://example.org/a.png"),
        ("HTTPS://Example.ORG/A.png", "https://example.org/A.png"),
        ("https://example.org", "https://example.org/"),
        ("https://example.org?q=1", "https://example.org/?q=1"),
        ("http://example.org:80/x", "http://example.org/x"),
        ("https://example.org:0443/x", "https://example.org/x"),
        ("https://example.org:8443/x", "https://example.org:8443/x"),
        ("https://example.org:/x", "https://example.org/x"),
        ("//cdn.example.net/x.jpg", "https://cdn.example.net/x.jpg"),
        (r"\\cdn.example.net\x.jpg", "https://cdn.example.net/x.jpg"),
        ("https:/example.net/x", "https://example.net/x"),
        ("/img/x.png", "https://example.org/img/x.png"),
        ("x.png", "https://example.org/blog/2024/x.png"),
        ("./x.png", "https://example.org/blog/2024/x.png"),
        ("../x.png", "https://example.org/blog/x.png"),
        ("../../../../x.png", "https://example.org/x.png"),
        ("/a/%2e%2e/b/.", "https://example.org/b/"),
        ("..", "https://example.org/blog/"),
        ("/.well-known/x", "https://example.org/.well-known/x"),
        ("#fn1", "https://example.org/blog/2024/post.html#fn1"),
        ("?page=2", "https://example.org/blog/2024/post.html?page=2"),
        ("images\\x.png", "https://example.org/blog/2024/images/x.png"),
        ("图片/一 二.png", "https://example.org/blog/2024/%E5%9B%BE%E7%89%87/%E4%B8%80%20%E4%BA%8C.png"),
        ("https://example.org/a%20b", "https://example.org/a%20b"),
        ("https://example.org/a%2fb", "https://example.org/a%2Fb"),
        ("https://example.org/100%", "https://example.org/100%25"),
        ("https://example.org/100%zz", "https://example.org/100%25zz"),
        ('/a[1]|<b>"{c}^`', "https://example.org/a%5B1%5D%7C%3Cb%3E%22%7Bc%7D%5E%60"),
        ("/x?a=[1]&b=é#ü", "https://example.org/x?a=%5B1%5D&b=%C3%A9#%C3%BC"),
        ("https://例え.jp/道", "https://xn--r8jz45g.jp/%E9%81%93"),
        ("https://Bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://faß.example/", "https://xn--fa-hia.example/"),
        ("https://b%C3%BCcher.example/", "https://xn--bcher-kva.example/"),
        ("https://my_site.example.org/", "https://my_site.example.org/"),
        ("https://[::1]:8080/x", "https://[::1]:8080/x"),
        ("https://user:p w@example.org/x", "https://user:p%20w@example.org/x"),
        (" \thttps://exa\nmple.org/x \u3000", "https://example.org/x"),
        ("\ufeffhttps://example.org/\x00x", "https://example.org/x"),
        ("https://example.org/a//b", "https://example.org/a//b"),
        ("/\ud800x", "https://example.org/x"),
    ],
)
def test_a_reference_becomes_absolute(reference: str, expected: str) -> None:
    assert absolute(BASE, reference) == expected


@pytest.mark.parametrize(
    "reference",
    [
        "",
        " ",
        "\x00",
        "javascript:alert(1)",
        "java\tscript:alert(1)",
        " JavaScript:alert(1)",
        "\x01javascript:alert(1)",
        "data:image/png;base64,AAAA",
        "vbscript:x",
        "file:///etc/passwd",
        "ftp://example.org/x",
        "mailto:a@example.org",
        "C:\\x.png",
        "https://",
        "https:///",
        "https://exa mple.org/",
        "https://{{ site.url }}/x",
        "https://a<b.example/",
        "https://example.org:99999/",
        "https://example.org:x/",
        "https://[::g]/",
        "https://..example/",
        "//",
    ],
)
def test_what_is_not_a_web_url_is_none(reference: str) -> None:
    assert absolute(BASE, reference) is None


def test_mailto_is_accepted_where_links_are_meant() -> None:
    assert absolute(BASE, "MAILTO:a b@example.org?subject=x", LINKS) == "mailto:a%20b@example.org?subject=x"
    assert absolute(BASE, "mailto:", LINKS) is None
    assert absolute(BASE, "javascript:x", LINKS) is None


def test_a_relative_reference_needs_a_base() -> None:
    assert absolute("", "x.png") is None
    assert absolute("not a url", "/x.png") is None
    assert absolute("", "https://example.org/x") == "https://example.org/x"


def test_a_base_without_path_is_its_root() -> None:
    assert absolute("https://example.org", "x.png") == "https://example.org/x.png"
    assert absolute("https://example.org?q", "#x") == "https://example.org/?q#x"


@pytest.mark.parametrize("site", ["https://example.org/blog/", "https://example.org/blog"])
@pytest.mark.parametrize("path", ["/2024/x.html", "2024/x.html", "/blog/2024/x.html"])
def test_a_page_path_keeps_the_folder_of_the_site(site: str, path: str) -> None:
    assert site_url(site, path) == "https://example.org/blog/2024/x.html"


def test_a_page_path_is_encoded_and_undotted() -> None:
    assert site_url("https://example.org", "/一/../b c/") == "https://example.org/b%20c/"
    assert site_url("https://example.org", "") == "https://example.org/"
    assert site_url("https://example.org/blog/", "/blogger/") == "https://example.org/blog/blogger/"
    assert site_url("nothing", "/x") is None


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://Example.ORG:8080/x", "example.org"),
        ("https://user:pw@bücher.example/", "xn--bcher-kva.example"),
        ("http://[::1]:80/", "[::1]"),
        ("https://[::1]:8080/", "[::1]"),
        ("x", ""),
    ],
)
def test_the_host_of_a_url(url: str, expected: str) -> None:
    assert host(url) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("straße.example", "xn--strae-oqa.example"),
        ("βόλος.example", "xn--nxasmm1c.example"),
        ("ΒΌΛΟΣ.example", "xn--nxasmq6b.example"),
        ("ｅｘａｍｐｌｅ。ｏｒｇ", "example.org"),
        ("💩.example", "xn--ls8h.example"),
        ("नी\u200dन.example", None),
        ("xn--ł.example", None),
        ("\u0301a.example", None),
        ("א1b.example", None),
        ("ü" * 63, None),
        ("a..ü", None),
    ],
)
def test_a_host_name_is_encoded_as_browsers_do(name: str, expected: str | None) -> None:
    assert ascii_host(name) == expected


@given(st.text(st.characters(categories=["Ll", "Lo", "Mn", "Nd"]), min_size=1, max_size=8))
def test_valid_names_of_idna_2008_are_encoded_by_it(name: str) -> None:
    try:
        expected = idna.encode(name, uts46=True).decode("ascii")
    except idna.IDNAError:
        return
    assert ascii_host(name) == expected


@given(st.text())
def test_any_text_gives_ascii_or_none_and_is_stable(reference: str) -> None:
    url = absolute(BASE, reference)
    if url is not None:
        assert url.isascii()
        assert url.startswith(("http://", "https://"))
        assert not set(url) & set(' <>"{}|\\^`\t\r\n')
        assert absolute(BASE, url) == url


@given(st.text(alphabet=string.ascii_letters + string.digits + "/.?#%&=é", min_size=1))
def test_the_join_agrees_with_the_standard_library(reference: str) -> None:
    url = absolute(BASE, reference)
    expected = absolute("", urljoin(BASE, reference))
    # urljoin drops empty segments, and leaves encoded dots alone
    if url is not None and expected is not None and "//" not in reference and "%" not in reference:
        assert urlsplit(url)[:3] == urlsplit(expected)[:3]


@given(st.text(alphabet="ab/.%2eE4a:@?#é ", max_size=12), st.sampled_from([BASE, "", "no url"]))
def test_a_clean_path_is_joined_as_any_other(tail: str, base: str) -> None:
    # a tab, which goes, keeps a reference from being clean
    assert absolute(base, "/" + tail) == absolute(base, "/" + tail + "\t")


@given(st.text(alphabet="/.%2eE\\", max_size=12))
def test_no_dot_segment_is_left(tail: str) -> None:
    url = absolute(BASE, "/" + tail)
    if url is not None:
        segments = urlsplit(url).path.replace("%2E", ".").split("/")
        assert not {".", ".."} & set(segments)
