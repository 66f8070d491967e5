"""`feedmaker ping`: each hub is notified once of each feed that changed, whatever goes wrong on the way."""

import json
import os
import socket
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from types import SimpleNamespace

import feedparser
import flask
import flask_websub.hub
import pytest
from http_servers import free_port, http_server
from previewing import running
from site_folder import Site
from websub_hub import Hub, running_hub
from werkzeug.serving import make_server

from feedmaker import websub
from feedmaker.project import open_project
from feedmaker.websub import Ping

NOW = datetime(2024, 6, 1, 12, tzinfo=UTC)
BASE = "https://harbour.example/"


@pytest.fixture
def hub() -> Iterator[Hub]:
    with running_hub() as hub:
        yield hub


@pytest.fixture
def site(tmp_path: Path, hub: Hub, monkeypatch: pytest.MonkeyPatch) -> Site:
    monkeypatch.setattr(websub, "_BACKOFF", 0)
    site = Site(tmp_path / "site", hub=[hub.url], feeds={"formats": ["rss", "atom"], "archives": True, "limit": 2})
    for number in range(4):
        site.article(f"{number}.md", f"Ship {number}", number, categories=[["金融", "boats"][number % 2]])
    site.build()
    return site


def ping(site: Site, now: datetime = NOW) -> list[Ping]:
    return websub.ping(open_project(site.config_file), now)


def record(site: Site) -> Path:
    return site.folder / ".feedmaker" / "state-pings.json"


#: Every file to which people subscribe: neither parts of archives nor pages.
FOLDERS = ("", "categories/%E9%87%91%E8%9E%8D/", "categories/boats/")
ALL = {f"{BASE}{folder}{name}" for folder in FOLDERS for name in ("rss.xml", "atom.xml")}


def test_a_hub_fetches_a_changed_feed_and_sends_it_to_a_subscriber_that_it_verified(tmp_path: Path) -> None:
    port = free_port()
    served = f"http://127.0.0.1:{port}/"
    with running_hub() as hub:
        hub.fetches = True
        site = Site(tmp_path / "site", site={"feeds_url": served}, hub=[hub.url])
        site.article("a.md", "Ship", 1)
        assert site.run("build").returncode == 0
        with running(site.folder, "serve", "--port", str(port)) as process:
            process.until(served)
            done = site.run("ping")
            assert (done.returncode, done.stderr) == (0, f"hub {hub.url}: notified of 3 feed files\n")
            assert set(hub.notified) == {f"{served}{name}" for name in ("rss.xml", "atom.xml", "feed.json")}
            for topic in (f"{served}rss.xml", f"{served}atom.xml"):
                relations = {link.rel: link.href for link in feedparser.parse(hub.fetched[topic]).feed.links}
                assert (relations["hub"], relations["self"]) == (hub.url, topic)
            feed = json.loads(hub.fetched[f"{served}feed.json"])
            assert (feed["hubs"], feed["feed_url"]) == ([{"type": "WebSub", "url": hub.url}], f"{served}feed.json")

            hub.subscribe(f"{served}atom.xml")
            assert hub.delivered == []
            site.article("b.md", "Ferry", 2)
            assert site.run("build", "--ping").returncode == 0
    ((_, links, body),) = hub.delivered
    assert links == f'<{hub.url}>; rel="hub", <{served}atom.xml>; rel="self"'
    assert [entry.title for entry in feedparser.parse(body).entries] == ["Ferry", "Ship"]


def test_the_first_ping_is_about_every_feed_and_the_next_about_those_whose_bytes_changed(site: Site, hub: Hub) -> None:
    assert ping(site) == [Ping(hub.url, notified=6, left=0, error="", is_news=False)]
    assert set(hub.notified) == ALL
    for form in hub.forms:
        assert form == [("hub.mode", "publish"), ("hub.url", form[1][1]), ("hub.topic", form[1][1])]

    hub.forms.clear()
    assert ping(site) == [Ping(hub.url, 0, 0, "", is_news=False)]
    assert hub.forms == []

    site.article("5.md", "Ferry", 5, categories=["boats"])
    site.build()
    ping(site)
    assert set(hub.notified) == {url for url in ALL if "%E9" not in url}
    assert len(hub.notified) == 4


class _Queue:
    """In place of Celery: keeps what the hub of Flask-WebSub has accepted."""

    def __init__(self) -> None:
        self.accepted: list[tuple[object, ...]] = []

    def task(self, **_: object) -> Callable[[Callable[..., object]], object]:
        return lambda function: SimpleNamespace(delay=lambda *found: self.accepted.append((function.__name__, *found)))


def test_the_hub_of_flask_websub_accepts_every_feed_of_a_ping(site: Site) -> None:
    """It reads only `hub.topic`, which is all that the tests of the W3C send to a hub."""
    queue, application = _Queue(), flask.Flask("hub")
    application.config["PUBLISH_SUPPORTED"] = True
    application.register_blueprint(flask_websub.hub.Hub(None, queue).build_blueprint("/hub"))
    server = make_server("127.0.0.1", 0, application)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        site.configure(hub=[f"http://127.0.0.1:{server.port}/hub"])
        site.build()
        (found,) = ping(site)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert (found.notified, found.left, found.error) == (6, 0, "")
    assert {url for name, url in queue.accepted if str(name).startswith("send_change")} == ALL


def test_a_ping_is_not_about_a_file_that_was_only_touched(site: Site, hub: Hub) -> None:
    ping(site)
    hub.forms.clear()
    os.utime(site.output / "rss.xml")
    (found,) = ping(site)
    assert (found.notified, hub.forms) == (0, [])


def test_what_fails_is_tried_again_in_a_ping_and_by_the_next_one(site: Site, hub: Hub) -> None:
    hub.answers = [(503, {}), (429, {"Retry-After": "0"})]
    (found,) = ping(site)
    assert (found.notified, found.left) == (6, 0)
    assert len(hub.forms) == 8

    site.article("5.md", "Ferry", 5, categories=["boats"])
    site.build()
    hub.answers = [(204, {}), *[(503, {})] * 3]
    hub.forms.clear()
    (found,) = ping(site)
    assert (found.notified, found.left, len(hub.forms)) == (1, 3, 4), "a hub that is down is not asked again and again"
    assert "503" in found.error

    hub.forms.clear()
    (found,) = ping(site)
    assert (found.notified, found.left, found.error) == (3, 0, "")
    assert ping(site)[0].notified == 0


def test_a_feed_that_a_hub_refuses_does_not_keep_it_from_the_others(site: Site, hub: Hub) -> None:
    hub.refused = {f"{BASE}atom.xml"}
    (found,) = ping(site)
    assert (found.notified, found.left) == (5, 1)
    assert found.error.startswith(f"it responded 400 for {BASE}atom.xml: ")
    assert "\x1b" not in found.error
    hub.forms.clear()
    hub.refused.clear()
    ping(site)
    assert hub.notified == [f"{BASE}atom.xml"]


@pytest.mark.parametrize("status", [401, 403, 404, 405, 410, 302, 307, 308])
def test_a_hub_that_refuses_altogether_gets_one_request_and_redirects_are_not_followed(
    site: Site, hub: Hub, status: int
) -> None:
    with running_hub() as other:
        hub.answers = [(status, {"Location": other.url})]
        (found,) = ping(site)
        assert (found.notified, found.left, len(hub.forms)) == (0, 6, 1)
        assert f"it responded {status}" in found.error
        assert (status < 400) == (f"it has moved to {other.url}" in found.error)
        assert other.forms == []


def test_one_hub_that_fails_does_not_concern_another(site: Site, hub: Hub) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        dead = f"http://127.0.0.1:{nobody.getsockname()[1]}/"
        site.configure(hub=[dead, hub.url])
        site.build()
        first, second = ping(site)
        assert (first.hub, first.notified, first.left) == (dead, 0, 6)
        assert "refused" in first.error
        assert (second.notified, second.left, second.error) == (6, 0, "")
        first, second = ping(site)
        assert (first.left, second.notified) == (6, 0)


def test_a_hub_that_does_not_answer_is_waited_for_only_so_long(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(websub, "_READ", 0.2)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        site.configure(hub=[f"http://127.0.0.1:{silent.getsockname()[1]}/"])
        (found,) = ping(site)
    assert (found.notified, found.left) == (0, 6)
    assert "timed out" in found.error


def test_of_a_response_without_end_only_the_beginning_is_read(site: Site) -> None:
    class Endless(BaseHTTPRequestHandler):
        sent = 0

        def do_POST(self) -> None:
            self.send_response(403)
            self.end_headers()
            while Endless.sent < 100:
                self.wfile.write(b"no " * 400_000)
                Endless.sent += 1

        def log_message(self, *_: object) -> None:
            pass

    with http_server(Endless) as url:
        site.configure(hub=[url])
        (found,) = ping(site)

    assert "it responded 403" in found.error
    assert Endless.sent < 50


def test_the_rest_of_a_response_is_not_waited_for(site: Site) -> None:
    is_over = threading.Event()

    class Slow(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.send_response(202)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"o")
            is_over.wait(60)

        def log_message(self, *_: object) -> None:
            pass

    with http_server(Slow) as url:
        site.configure(hub=[url])
        (found,) = ping(site)
        is_over.set()

    assert (found.notified, found.error) == (6, "")


def test_a_failure_that_goes_on_is_news_once_a_day(site: Site, hub: Hub) -> None:
    hub.answers = [(404, {})] * 4
    news = [ping(site, NOW + timedelta(hours=hours))[0].is_news for hours in (0, 1, 23, 25)]
    assert news == [True, False, False, True]
    (found,) = ping(site)
    assert (found.notified, found.is_news) == (6, False)
    hub.answers = [(404, {})]
    site.article("5.md", "Ferry", 5)
    site.build()
    assert ping(site, NOW + timedelta(hours=26))[0].is_news


def test_an_interrupted_ping_records_accepted_notifications(
    site: Site, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell = websub._tell

    def interrupt(pool: object, to: str, url: str) -> tuple[str, bool]:
        if len(hub.forms) == 2:
            raise KeyboardInterrupt
        return tell(pool, to, url)  # type: ignore[arg-type]

    monkeypatch.setattr(websub, "_tell", interrupt)
    with pytest.raises(KeyboardInterrupt):
        ping(site)
    monkeypatch.setattr(websub, "_tell", tell)
    ping(site)
    assert sorted(hub.notified) == sorted(ALL)


@pytest.mark.parametrize(
    "text", ["", "[]", '{"a": 1}', '{"HUB": {"notified": {"u": 1}, "reported": ""}}', "[" * 100_000]
)
def test_without_a_readable_record_the_hubs_are_notified_again(site: Site, hub: Hub, text: str) -> None:
    ping(site)
    record(site).write_text(text.replace("HUB", hub.url))
    (found,) = ping(site)
    assert (found.notified, found.error) == (6, "")


def test_feeds_that_are_gone_are_forgotten(site: Site) -> None:
    ping(site)
    for number in (1, 3):
        (site.source / f"{number}.md").unlink()
    site.build()
    ping(site)
    assert "boats" not in record(site).read_text()


def test_the_command_prints_what_it_did_and_quietly_only_what_failed(site: Site, hub: Hub) -> None:
    hub.answers = [(404, {})] * 2
    first, second, third = (site.run("ping", "-q") for _ in range(3))
    assert first.returncode == 1
    assert first.stderr.startswith(f"feedmaker: hub {hub.url} was not notified of 6 feed files: it responded 404 for")
    assert "hint: the next feedmaker ping tries again" in first.stderr
    assert (second.returncode, second.stderr) == (1, "")
    assert (third.returncode, third.stderr) == (0, "")
    assert site.run("ping").stderr == f"hub {hub.url}: notified of 0 feed files\n"


def test_a_build_with_ping_notifies_the_hubs_afterwards(site: Site, hub: Hub) -> None:
    site.article("5.md", "Ferry", 5)
    assert site.run("build", "--dry-run", "--ping").returncode == 0
    assert hub.forms == []
    done = site.run("build", "--ping")
    assert (done.returncode, len(hub.forms)) == (0, 6)
    assert done.stderr.endswith(f"hub {hub.url}: notified of 6 feed files\n")
    site.article("6.md", "Canoe", 6)
    hub.answers = [(404, {})]
    done = site.run("build", "--ping", "-q")
    assert done.returncode == 1
    assert b"Canoe" in site.files()["rss.xml"]
    assert site.run("build", "--ping", "-q").returncode == 0
    assert done.stderr.count("\n") == 2


@pytest.mark.parametrize("arguments", [["ping"], ["build", "--ping"]])
def test_without_a_hub_nothing_is_done(tmp_path: Path, arguments: list[str]) -> None:
    site = Site(tmp_path / "site")
    site.article("a.md", "Ship", 1)
    done = site.run(*arguments)
    assert done.returncode == 2
    assert done.stderr.startswith(
        "config.yaml: hub is missing: there is none to notify\n  hint: write the address of one"
    )
    assert not site.output.exists()


def test_before_the_first_build_there_is_nothing_to_notify_hubs_of(tmp_path: Path, hub: Hub) -> None:
    site = Site(tmp_path / "site", hub=[hub.url])
    done = site.run("ping")
    assert done.returncode == 3
    assert "nothing has been built in" in done.stderr
    assert hub.forms == []


def test_no_other_command_uses_the_network(site: Site, hub: Hub) -> None:
    site.run("build", "--full")
    site.run("check")
    assert hub.forms == []
