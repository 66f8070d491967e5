"""A WebSub hub on 127.0.0.1: verifies subscribers, fetches what it is notified of, and sends on what has changed."""

import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, parse_qsl, quote, urlsplit

from http_servers import http_server

CHALLENGE = "tide"


@dataclass(slots=True)
class Hub:
    """What happened at a hub and at the subscriber behind it."""

    url: str = ""
    #: Statuses, with headers, for the next requests to publish; then they are accepted.
    answers: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    #: Topics that are refused.
    refused: set[str] = field(default_factory=set)
    #: The form of every request to publish, as it was sent.
    forms: list[list[tuple[str, str]]] = field(default_factory=list)
    #: Topic → callback of its subscriber, once verified.
    subscribers: dict[str, str] = field(default_factory=dict)
    #: Topic → what was fetched last.
    fetched: dict[str, bytes] = field(default_factory=dict)
    #: (path, Link header, body) that the subscriber got.
    delivered: list[tuple[str, str, bytes]] = field(default_factory=list)
    #: Whether topics are fetched: only where they are served.
    fetches: bool = False

    @property
    def notified(self) -> list[str]:
        """The topics of the requests to publish, in their order."""
        return [dict(form)["hub.url"] for form in self.forms]

    def subscribe(self, topic: str) -> None:
        """Subscribe to a topic, as the subscriber of W3C WebSub section 5 does."""
        form = f"hub.mode=subscribe&hub.topic={quote(topic)}&hub.callback={quote(self.url + 'inbox')}"
        with urllib.request.urlopen(self.url, form.encode(), timeout=60) as answer:
            assert answer.status == 202


@contextmanager
def running_hub() -> Iterator[Hub]:
    hub = Hub()

    class Handler(_Handler):
        served = hub

    with http_server(Handler) as hub.url:
        yield hub


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    served: Hub

    def log_message(self, *args: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """Answer the verification of intent (section 5.3) as the subscriber that asked."""
        query = parse_qs(urlsplit(self.path).query)
        self._send(200, body=query["hub.challenge"][0].encode())

    def do_POST(self) -> None:
        hub = self.served
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/inbox":
            hub.delivered.append((self.path, ", ".join(self.headers.get_all("Link", [])), body))
            self._send(204)
            return
        assert self.headers["Content-Type"] == "application/x-www-form-urlencoded"
        form = parse_qsl(body.decode("ascii"), strict_parsing=True)
        if dict(form)["hub.mode"] == "subscribe":
            self._subscribe(dict(form))
        else:
            self._publish(form)

    def _subscribe(self, form: dict[str, str]) -> None:
        callback = f"{form['hub.callback']}?hub.mode=subscribe&hub.challenge={CHALLENGE}"
        with urllib.request.urlopen(callback, timeout=60) as answer:
            assert answer.read() == CHALLENGE.encode()
        self.served.subscribers[form["hub.topic"]] = form["hub.callback"]
        self._send(202)

    def _publish(self, form: list[tuple[str, str]]) -> None:
        hub = self.served
        hub.forms.append(form)
        topic = dict(form)["hub.url"]
        if hub.answers:
            self._send(*hub.answers.pop(0), body=b"not now")
        elif topic in hub.refused:
            self._send(400, body=b"not a topic\x1b[2J of mine")
        else:
            if hub.fetches:
                self._distribute(topic)
            self._send(204)

    def _distribute(self, topic: str) -> None:
        hub = self.served
        with urllib.request.urlopen(topic, timeout=60) as answer:
            data, media_type = answer.read(), answer.headers["Content-Type"]
        before, hub.fetched[topic] = hub.fetched.get(topic), data
        if topic in hub.subscribers and data != before:
            links = f'<{hub.url}>; rel="hub", <{topic}>; rel="self"'
            request = urllib.request.Request(
                hub.subscribers[topic], data, {"Content-Type": media_type, "Link": links}, method="POST"
            )
            urllib.request.urlopen(request, timeout=60).close()

    def _send(self, status: int, headers: dict[str, str] | None = None, *, body: bytes = b"") -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body if status != 204 else b"")
