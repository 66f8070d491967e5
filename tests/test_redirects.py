"""redirects.txt: the old addresses of feeds that moved stay known, and lead to where the feeds are."""

import re
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from http_servers import free_port
from site_folder import Site

from feedmaker.writer.publish import MANIFEST
from feedmaker.writer.redirects import redirects

DOCUMENTS = ["atom.xml", "feed.json", "rss.xml"]


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path / "site", site={"feeds_url": "https://harbour.example/feeds/"}, output={"index": False})
    for number, name in enumerate(["boats", "金融", "rope & sail"]):
        site.article(f"{number}.md", f"Ship {number}", number, categories=[name])
    site.build()
    return site


def moved(site: Site) -> dict[str, str]:
    """Give old → new path of the list, of rss.xml alone."""
    file = site.output / "redirects.txt"
    if not file.exists():
        return {}
    lines = [line.split(" ") for line in file.read_text("ascii").splitlines()]
    assert all(status == "301" for _, _, status in lines)
    assert lines == sorted(lines)
    assert len({old for old, _, _ in lines}) == len(lines)
    return {
        old.removesuffix("/rss.xml"): new.removesuffix("/rss.xml") for old, new, _ in lines if old.endswith("/rss.xml")
    }


def test_there_is_no_list_while_no_feed_has_moved(site: Site) -> None:
    site.article("0.md", "Ship 0", 0, categories=["nets"])
    site.build()

    assert not (site.output / "redirects.txt").exists()


def test_every_document_of_a_feed_that_moved_is_in_the_list(site: Site) -> None:
    site.configure(feeds={"path": "c/{category}"})

    report = site.build()

    assert any("redirects.txt" in notice for notice in report.notices)
    assert (site.output / "redirects.txt").read_text("ascii").splitlines() == [
        f"/feeds/categories/{folder}/{name} /feeds/c/{folder}/{name} 301"
        for folder in ("%E9%87%91%E8%9E%8D", "boats", "rope---sail-07e29a")
        for name in DOCUMENTS
    ]
    assert site.build().notices == ()


def test_a_page_moved_with_its_feed(site: Site) -> None:
    site.configure(output={"index": True})
    site.build()
    site.configure(feeds={"path": "c/{category}"})
    site.build()

    lines = (site.output / "redirects.txt").read_text("ascii").splitlines()
    assert "/feeds/categories/boats/ /feeds/c/boats/ 301" in lines
    assert "/feeds/categories/boats/index.html /feeds/c/boats/ 301" in lines


def test_old_addresses_stay_in_the_list_and_lead_to_the_present_one(site: Site) -> None:
    site.configure(feeds={"path": "c/{category}"})
    site.build()
    site.article("0.md", "Ship 0", 0, "Edited.", categories=["boats"])
    site.build()
    site.build(full=True)
    site.configure(feeds={"path": "topics/{category}"})
    site.build()

    found = moved(site)
    assert found["/feeds/categories/boats"] == found["/feeds/c/boats"] == "/feeds/topics/boats"
    assert len(found) == 6


def test_a_feed_that_is_back_at_its_address_is_not_redirected_from_there(site: Site) -> None:
    site.configure(feeds={"path": "c/{category}"})
    site.build()
    site.configure(feeds={"path": "categories/{category}"})
    site.build()

    assert moved(site)["/feeds/c/boats"] == "/feeds/categories/boats"
    assert "/feeds/categories/boats" not in moved(site)


def test_an_address_that_another_feed_took_is_not_redirected_even_when_that_one_has_ended(site: Site) -> None:
    site.configure(feeds={"path": "feeds/{category}"})
    site.build()
    site.configure(feeds={"path": "c/{category}"})
    site.build()
    assert moved(site)["/feeds/feeds/boats"] == "/feeds/c/boats"
    site.configure(feeds={"custom": [{"name": "boats", "title": "Other boats", "any": ["path:*"]}]})
    site.build()
    assert (site.output / "feeds" / "boats" / "rss.xml").exists()
    assert "/feeds/feeds/boats" not in moved(site)

    site.configure(feeds={"custom": []})
    site.build()

    assert "/feeds/feeds/boats" not in moved(site)
    assert moved(site)["/feeds/categories/boats"] == "/feeds/c/boats"


def test_a_feed_that_ended_is_not_in_the_list_until_it_is_back(site: Site) -> None:
    site.configure(feeds={"path": "c/{category}"})
    site.build()
    site.article("0.md", "Ship 0", 0, categories=["金融"])
    site.build()
    assert "/feeds/categories/boats" not in moved(site)

    site.article("0.md", "Ship 0", 0, categories=["boats"])
    site.build()

    assert moved(site)["/feeds/categories/boats"] == "/feeds/c/boats"


@pytest.mark.parametrize("loss", ["state", "output", "list"])
def test_the_list_outlives_the_loss_of_the_state_or_of_the_output(site: Site, loss: str) -> None:
    site.configure(feeds={"path": "c/{category}"})
    site.build()
    before = (site.output / "redirects.txt").read_bytes()
    if loss == "state":
        site.state.unlink()
    elif loss == "output":
        shutil.rmtree(site.output)
    else:
        (site.output / "redirects.txt").unlink()

    site.build()

    assert (site.output / "redirects.txt").read_bytes() == before


def test_a_forged_manifest_redirects_to_feeds_of_the_site_alone(site: Site) -> None:
    manifest = site.output / MANIFEST
    forged = '"moved": {"../up": "category\\u001fboats", "old": "nothing", "older": 7, "was": "category\\u001fboats"}'
    manifest.write_text(re.sub(r'"moved": \{\}', lambda _: forged, manifest.read_text("utf-8")), "utf-8")
    site.article("0.md", "Ship 0", 0, "Edited.", categories=["boats"])

    site.build()

    assert moved(site) == {"/feeds/was": "/feeds/categories/boats"}


def test_a_category_cannot_have_the_name_of_the_list(tmp_path: Path) -> None:
    site = Site(tmp_path / "site", feeds={"path": "{category}"})
    site.article("a.md", "Ship", categories=["redirects.txt"])

    assert site.build().exit == 0
    assert not (site.output / "redirects.txt").exists()


def test_paths_are_sorted_and_percent_encoded() -> None:
    assert redirects("/f/", [("b é", "c", ["rss.xml"]), ("a", "d", ["index.html"])]) == (
        b"/f/a/ /f/d/ 301\n/f/a/index.html /f/d/ 301\n/f/b%20%C3%A9/rss.xml /f/c/rss.xml 301\n"
    )
    assert redirects("/", []) == b""


@pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed (make readers installs it on Debian)")
def test_nginx_redirects_by_the_list_as_the_documents_say(site: Site, tmp_path: Path) -> None:
    site.configure(feeds={"path": "c/{category}"})
    site.build()
    page = (Path(__file__).parents[1] / "docs" / "serving.md").read_text("utf-8")
    section = page.partition("## Feeds that moved")[2]
    (command,) = re.findall(r"`(sed [^`]+) > /etc/nginx/[^`]+`", section)
    (lines,) = re.findall(r"```nginx\n# beside the server\n(.*?)# in the server\n(.*?)```", section, re.DOTALL)
    made = subprocess.run(command, shell=True, cwd=site.folder, capture_output=True, check=True)
    (tmp_path / "moved-feeds.map").write_bytes(made.stdout)
    port = free_port()
    (tmp_path / "nginx.conf").write_text(
        f"daemon off; master_process off; pid {tmp_path}/pid; error_log {tmp_path}/errors; events {{}}\n"
        f"http {{ access_log off; client_body_temp_path {tmp_path}/body; proxy_temp_path {tmp_path}/proxy;\n"
        f"fastcgi_temp_path {tmp_path}/f; uwsgi_temp_path {tmp_path}/u; scgi_temp_path {tmp_path}/s;\n"
        f"{lines[0].replace('/etc/nginx', str(tmp_path))}\n"
        f"server {{ listen 127.0.0.1:{port}; location /feeds/ {{ alias {site.output}/; }}\n{lines[1]} }} }}\n"
    )
    server = subprocess.Popen(["nginx", "-p", tmp_path, "-c", tmp_path / "nginx.conf", "-e", tmp_path / "errors"])
    try:
        for path in ("boats/rss.xml", "%E9%87%91%E8%9E%8D/feed.json"):
            got = answer(f"http://127.0.0.1:{port}/feeds/categories/{path}", tmp_path / "errors")
            assert got.url.endswith(f"/feeds/c/{path}")
        with pytest.raises(urllib.error.HTTPError):
            answer(f"http://127.0.0.1:{port}/feeds/categories/boats/other.xml", tmp_path / "errors")
    finally:
        server.kill()
        server.wait()


def answer(url: str, errors: Path) -> "urllib.request._UrlopenRet":
    """Fetch an address of a server that is about to start."""
    until = time.monotonic() + 30
    while True:
        try:
            return urllib.request.urlopen(url, timeout=30)
        except urllib.error.HTTPError:
            raise
        except urllib.error.URLError:
            assert time.monotonic() < until, errors.read_text()
            time.sleep(0.05)
