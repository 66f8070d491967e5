"""`feedmaker serve`: what curl gets of a preview, and what is never served."""

import gzip
import json
import os
import re
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import brotli
import feedparser
import pytest
from previewing import preview
from site_folder import Site

pytestmark = pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


class Answer(NamedTuple):
    status: int
    #: By lower-case name.
    headers: dict[str, str]
    body: bytes


def curl(url: str, *options: str) -> Answer:
    done = subprocess.run(
        ["curl", "-s", "-i", "--path-as-is", "--max-time", "120", *options, url], capture_output=True, check=True
    )
    head, _, body = done.stdout.partition(b"\r\n\r\n")
    status, *lines = head.decode("latin-1").split("\r\n")
    headers = [line.split(": ", 1) for line in lines]
    assert len({name.lower() for name, _ in headers}) == len(headers), "a header twice"
    return Answer(int(status.split()[1]), {name.lower(): value for name, value in headers}, body)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site whose articles and feeds have one host, with compressed copies and archives."""
    site = Site(
        tmp_path_factory.mktemp("preview") / "site",
        site={"feeds_url": "https://harbour.example/feeds/"},
        output={"precompress": ["gzip", "br"]},
        feeds={"limit": 2, "archives": True},
        articles={"permalink": "/feeds/:title.html"},
    )
    for number in range(4):
        site.article(f"{number}.md", f"Ship {number}", number, categories=["金融"])
    site.build()
    for name, text in {"robots.txt": "x", "photo.jpg": "x", "folder/a.txt": "x", ".secret": "x"}.items():
        (site.output / name).parent.mkdir(exist_ok=True)
        (site.output / name).write_text(text)
    (site.folder / "keys.txt").write_text("secret")
    (site.output / "out.txt").symlink_to(site.folder / "keys.txt")
    (site.output / "outside").symlink_to(site.folder)
    (site.output / "inside.txt").symlink_to(site.output / "robots.txt")
    return site


@pytest.fixture(scope="module")
def url(site: Site) -> Iterator[str]:
    before = site.mtimes()
    with preview(site.folder) as (address, _):
        yield address
    assert site.mtimes() == before, "a preview changes nothing in the output"


CATEGORY = "categories/" + quote("金融")


@pytest.mark.parametrize(
    ("path", "accept", "media_type"),
    [
        ("rss.xml", "*/*", "application/rss+xml; charset=utf-8"),
        ("atom.xml", "*/*", "application/atom+xml; charset=utf-8"),
        ("feed.json", "*/*", "application/feed+json; charset=utf-8"),
        ("archive/rss-1.xml", "*/*", "application/rss+xml; charset=utf-8"),
        (f"{CATEGORY}/atom.xml", "application/atom+xml, */*;q=0.1", "application/atom+xml; charset=utf-8"),
        ("rss.xml", BROWSER, "application/xml; charset=utf-8"),
        ("feed.json", BROWSER, "application/json; charset=utf-8"),
        ("", "*/*", "text/html; charset=utf-8"),
        (f"{CATEGORY}/", BROWSER, "text/html; charset=utf-8"),
        ("feed.css", "*/*", "text/css; charset=utf-8"),
        ("feeds.opml", "*/*", "text/x-opml; charset=utf-8"),
        ("feeds.json", "*/*", "application/json; charset=utf-8"),
        ("robots.txt", "*/*", "text/plain; charset=utf-8"),
        ("photo.jpg", "*/*", "image/jpeg"),
        ("inside.txt", "*/*", "text/plain; charset=utf-8"),
    ],
)
def test_media_types(url: str, path: str, accept: str, media_type: str) -> None:
    answer = curl(url + path, "-H", f"Accept: {accept}")

    assert (answer.status, answer.headers["content-type"]) == (200, media_type)
    assert answer.headers["content-length"] == str(len(answer.body))
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_what_has_not_changed_is_304_by_etag_and_by_time(url: str, site: Site) -> None:
    first = curl(url + "rss.xml")
    etag, changed = first.headers["etag"], first.headers["last-modified"]

    assert re.fullmatch(r'"[0-9a-f]{32}"', etag), "a strong one"
    again = curl(url + "rss.xml", "-H", f"If-None-Match: {etag}")
    assert (again.status, again.body, again.headers["etag"]) == (304, b"", etag)
    assert curl(url + "rss.xml", "-H", f'If-None-Match: "x", W/{etag}').status == 304
    assert curl(url + "rss.xml", "-H", "If-None-Match: *").status == 304
    assert curl(url + "rss.xml", "-H", f"If-Modified-Since: {changed}").status == 304
    # RFC 9110 section 13.1.3: the tag counts, not the time
    assert curl(url + "rss.xml", "-H", 'If-None-Match: "x"', "-H", f"If-Modified-Since: {changed}").status == 200
    assert curl(url + "rss.xml", "-H", "If-Modified-Since: Thu, 01 Jan 1970 00:00:00 GMT").status == 200
    assert curl(url + "rss.xml", "-r", "0-9", "-H", f"If-None-Match: {etag}").status == 304
    assert curl(url + "rss.xml", "-H", 'If-Match: "x"').status == 412


@pytest.mark.parametrize("path", ["atom.xml", "feed.css"])
def test_ranges(url: str, path: str) -> None:
    whole = curl(url + path)
    size = len(whole.body)
    part = curl(url + path, "-r", "10-19")

    assert whole.headers["accept-ranges"] == "bytes"
    assert (part.status, part.body) == (206, whole.body[10:20])
    assert part.headers["content-range"] == f"bytes 10-19/{size}"
    assert part.headers["content-length"] == "10"
    assert curl(url + path, "-r", "-5").body == whole.body[-5:]
    assert curl(url + path, "-r", f"{size - 3}-").body == whole.body[-3:]
    beyond = curl(url + path, "-r", f"{size}-")
    assert (beyond.status, beyond.headers["content-range"]) == (416, f"bytes */{size}")
    for ignored in ("bytes=0-1,5-6", "lines=0-1", "bytes=x", "bytes=5-1x"):
        assert curl(url + path, "-H", f"Range: {ignored}").status == 200
    for tag, status in ((whole.headers["etag"], 206), ('"x"', 200)):
        assert curl(url + path, "-r", "0-9", "-H", f"If-Range: {tag}").status == status


def test_a_file_larger_than_the_memory_is_sent_as_it_is_read(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    if not hasattr(resource, "prlimit"):
        pytest.skip("this system cannot limit the memory of another process")
    site = Site(tmp_path / "site")
    site.article("0.md", "Ship", 1)
    site.build()
    size = 2 << 30
    with open(site.output / "film.mp4", "wb") as file:
        file.truncate(size - 3)
        file.seek(0, os.SEEK_END)
        file.write(b"end")

    with preview(site.folder) as (url, process):
        resource.prlimit(process.process.pid, resource.RLIMIT_DATA, (400 << 20, 400 << 20))
        command = ["curl", "-s", "-o", os.devnull, "-w", "%{http_code} %{size_download}", f"{url}film.mp4"]
        whole = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        head = curl(f"{url}film.mp4", "-I")
        part = curl(f"{url}film.mp4", "-r", f"{size - 5}-")
        again = curl(f"{url}film.mp4", "-H", f"If-None-Match: {head.headers['etag']}")
    assert whole == f"200 {size}"
    assert (head.status, head.headers["content-length"], head.body) == (200, str(size), b"")
    assert (part.status, part.body) == (206, b"\0\0end")
    assert part.headers["content-range"] == f"bytes {size - 5}-{size - 1}/{size}"
    assert (again.status, again.body) == (304, b"")


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip", "gzip"),
        ("gzip, deflate, br", "br"),
        ("br;q=0.5, gzip", "gzip"),
        ("zstd", None),
        ("gzip;q=0", None),
        ("identity, gzip;q=0.5", None),
        ("", None),
    ],
)
@pytest.mark.parametrize("path", ["rss.xml", "feed.css"])
def test_compressed_copies_are_sent_to_those_who_take_them(
    url: str, path: str, accepted: str, encoding: str | None
) -> None:
    plain, answer = curl(url + path), curl(url + path, "-H", f"Accept-Encoding: {accepted}")

    assert answer.headers.get("content-encoding") == encoding
    assert "Accept-Encoding" in answer.headers["vary"]
    decompress = {"gzip": gzip.decompress, "br": brotli.decompress}.get(encoding or "", bytes)
    assert decompress(answer.body) == plain.body
    assert (answer.headers["etag"] == plain.headers["etag"]) == (encoding is None)


def test_a_copy_that_is_older_than_its_file_is_not_sent(tmp_path: Path) -> None:
    site = Site(tmp_path / "site", output={"precompress": ["gzip"]})
    site.article("0.md", "Ship", 1)
    site.build()
    os.utime(site.output / "feed.css.gz", (1, 1))
    (site.output / "rss.xml.gz").unlink()
    (site.output / "rss.xml.gz").symlink_to(site.config_file)

    with preview(site.folder) as (url, _):
        for path in ("feed.css", "rss.xml"):
            assert "content-encoding" not in curl(url + path, "-H", "Accept-Encoding: gzip").headers


def test_copies_of_a_library_that_is_not_installed_are_sent_where_nothing_is_replaced(tmp_path: Path) -> None:
    site = Site(tmp_path / "site", output={"precompress": ["br"]})
    site.article("0.md", "Ship", 1)
    site.build()
    (tmp_path / "without").mkdir()
    (tmp_path / "without" / "brotli.py").write_text("raise ImportError\n")
    site.configure(output={"precompress": []})
    path = os.pathsep.join([str(tmp_path / "without"), *filter(None, [os.environ.get("PYTHONPATH")])])

    with preview(site.folder, PYTHONPATH=path) as (url, _):
        got = {name: curl(url + name, "-H", "Accept-Encoding: br") for name in ("feed.css", "rss.xml")}
    assert got["feed.css"].headers["content-encoding"] == "br"
    assert got["rss.xml"].status == 200
    assert "content-encoding" not in got["rss.xml"].headers


def test_a_file_without_a_copy_is_not_compressed(url: str) -> None:
    assert "content-encoding" not in curl(url + "robots.txt", "-H", "Accept-Encoding: gzip").headers


def test_head_has_the_headers_of_get_and_no_body(url: str) -> None:
    got, head = curl(url + "rss.xml"), curl(url + "rss.xml", "-I")

    assert (head.status, head.body) == (200, b"")
    assert {**head.headers, "date": ""} == {**got.headers, "date": ""}


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "PROPFIND"])
def test_other_methods_are_refused(url: str, method: str) -> None:
    answer = curl(url + "rss.xml", "-X", method)

    assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize(
    "path",
    [
        "../keys.txt", "%2e%2e/keys.txt", "..%2fkeys.txt", "%2e%2e%2fkeys.txt", "a/../../keys.txt",
        "..%5ckeys.txt", "%5c..%5ckeys.txt", ".%2e/keys.txt", "%252e%252e/keys.txt", "/etc/passwd",
        "%2fetc%2fpasswd", "C:/Windows/win.ini", "C%3a%5cWindows%5cwin.ini", "rss.xml::$DATA", "rss.xml%00", "a%00b",
        ".feedmaker.json", "%2efeedmaker.json", ".secret", "folder/../.secret", "./rss.xml", "out.txt",
        "outside/keys.txt", "outside/", "folder/", "categories/", "rss.xml/", "feed.css/x", "nothing.xml", "%ff",
        "rss.xml%0d%0aX:1", "x" * 5000, "a/" * 900, "%c0%ae%c0%ae/keys.txt",
    ],
)  # fmt: skip
def test_nothing_else_is_served(url: str, path: str) -> None:
    answer = curl(url + path)

    assert answer.status == 404
    assert b"secret" not in answer.body


def test_folders_have_a_slash_and_no_address_leads_to_another_host(url: str) -> None:
    answer = curl(url + CATEGORY)
    assert (answer.status, answer.headers["location"]) == (301, f"/{CATEGORY}/")
    assert curl(f"{url}/{CATEGORY}").headers["location"] == f"/{CATEGORY}/"
    assert curl(url + "folder").status == 404


def test_another_host_name_is_refused(url: str) -> None:
    assert curl(url + "rss.xml", "-H", "Host: evil.example").status == 400
    assert curl(url.replace("127.0.0.1", "localhost") + "rss.xml").status == 200


def test_feeds_and_pages_have_local_addresses_and_articles_keep_theirs(url: str) -> None:
    for name in ("rss.xml", "atom.xml", "feed.json", "", "latest.html", "feeds.opml", f"{CATEGORY}/", "feeds.json"):
        text = curl(url + name).body.decode()
        assert url in text
        links = set(re.findall(r"https://harbour\.example/feeds/[^\"<\\ ]*", text))
        assert all(re.fullmatch(r".*/feeds/\d\.html", link) for link in links), name
    rss = feedparser.parse(curl(url + "rss.xml").body)
    assert {link.rel: link.href for link in rss.feed.links}["self"] == f"{url}rss.xml"
    assert [entry.link for entry in rss.entries] == [f"https://harbour.example/feeds/{n}.html" for n in (3, 2)]
    older = json.loads(curl(url + "feeds.json").body)["feeds"][1]["urls"]["atom"]
    assert older == f"{url}{CATEGORY}/atom.xml"


def test_archives_are_followed_within_the_preview(url: str) -> None:
    found: list[str] = []
    address: str | None = f"{url}atom.xml"
    while address is not None:
        feed = feedparser.parse(curl(address).body)
        found += [entry.title for entry in feed.entries]
        address = {link.rel: link.href for link in feed.feed.links}.get("prev-archive")
        assert address is None or address.startswith(url)
    assert found == ["Ship 3", "Ship 2", "Ship 1", "Ship 0"]


def test_where_feeds_are_at_the_root_of_the_site_the_link_of_the_site_stays(tmp_path: Path) -> None:
    site = Site(tmp_path / "site", articles={"permalink": "/categories/:title/"})
    site.article("0.md", "boats", 1, categories=["boats"])
    site.build()

    with preview(site.folder) as (url, _):
        feed = feedparser.parse(curl(f"{url}rss.xml").body)
        page = curl(f"{url}categories/boats/rss.xml").body.decode()
    assert feed.feed.link == "https://harbour.example/"
    assert f"<link>{url}categories/boats/</link>" in page


def test_feeds_that_moved_are_redirected(tmp_path: Path) -> None:
    site = Site(tmp_path / "site", site={"feeds_url": "https://harbour.example/feeds/"})
    site.article("0.md", "Ship", 1, categories=["金融"])
    site.build()
    site.configure(feeds={"path": "c/{category}"})
    site.build()

    with preview(site.folder) as (url, _):
        answer = curl(f"{url}{CATEGORY}/rss.xml")
        assert (answer.status, answer.headers["location"]) == (301, f"/c/{quote('金融')}/rss.xml")
        assert curl(url + answer.headers["location"][1:]).status == 200


def test_another_build_and_another_configuration_show_at_once(tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    site.article("0.md", "Ship", 1)
    site.build()

    with preview(site.folder) as (url, _):
        before = curl(f"{url}rss.xml")
        site.article("1.md", "Ferry", 2)
        site.configure(site={"feeds_url": "https://harbour.example/elsewhere/"})
        site.build()
        after = curl(f"{url}rss.xml", "-H", f"If-None-Match: {before.headers['etag']}")
        site.config_file.write_text("sight: {}\n")
        still = curl(f"{url}rss.xml")
    assert after.status == 200
    assert b"Ferry" in after.body
    assert b"elsewhere" not in after.body
    assert still.body == after.body


def test_a_port_that_is_taken_and_an_output_that_is_not_there_are_named(tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    site.article("0.md", "Ship", 1)
    done = site.run("serve", "--port", "0")
    assert done.returncode == 3
    assert "nothing has been built in" in done.stderr
    site.build()

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = site.run("serve", "--port", str(port))
    assert done.returncode == 3
    assert done.stderr == (f"feedmaker: port {port} is in use\n  hint: choose another one: --port 8001, or --port 0\n")
    assert site.run("serve", "--port", "70000").returncode == 2
    site.config_file.write_text("sight: {}\n")
    assert site.run("serve").returncode == 2


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_ends_it_without_an_error(site: Site, number: signal.Signals) -> None:
    with preview(site.folder) as (url, process):
        curl(url)
        assert process.interrupt(number) == 0
        assert process.quiet(0.2) == []


def test_only_this_computer_is_served(site: Site) -> None:
    with preview(site.folder) as (url, process):
        port = int(url.rstrip("/").rpartition(":")[2])
        listening = Path(f"/proc/{process.process.pid}/net/tcp")
        if not listening.exists():
            pytest.skip("no /proc to see where it listens")
        rows = [line.split()[1] for line in listening.read_text().splitlines()[1:]]
    assert [row for row in rows if row.endswith(f":{port:04X}")][:1] == [f"0100007F:{port:04X}"]


@pytest.mark.parametrize(("package", "arguments"), [("werkzeug", []), ("watchfiles", ["--watch"])])
def test_a_missing_package_is_named_with_the_line_to_install_it(
    site: Site, tmp_path: Path, package: str, arguments: list[str]
) -> None:
    (tmp_path / f"{package}.py").write_text(f"raise ModuleNotFoundError('no', name={package!r})\n")
    path = os.pathsep.join([str(tmp_path), *filter(None, [os.environ.get("PYTHONPATH")])])

    done = site.run("serve", *arguments, PYTHONPATH=path)

    assert done.returncode == 3
    assert f"this needs the package {package}, which is not installed" in done.stderr
    assert "hint: install it: pip install 'feedmaker[serve]'" in done.stderr


def test_the_process_survives_all_of_this(url: str) -> None:
    assert curl(url).status == 200
