"""A small real web server for the readers: a folder on 127.0.0.1 with validators, media types and a log."""

import email.utils
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import unquote, urlsplit

from http_servers import http_server

MEDIA_TYPES = {
    "rss.xml": "application/rss+xml",
    "atom.xml": "application/atom+xml",
    ".xml": "application/xml",
    "feed.json": "application/feed+json",
    ".json": "application/json",
    ".opml": "text/x-opml",
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """One line of the log."""

    path: str
    #: Whatever a subscriber has put behind "?" to be known by.
    query: str
    status: int


@dataclass(slots=True)
class Web:
    """What is served where; `folder` is set once the site is built."""

    url: str = ""
    folder: Path | None = None
    log: list[Answer] = field(default_factory=list)

    def statuses(self, query: str) -> list[int]:
        """How the requests with a query were answered, in their order."""
        return [answer.status for answer in self.log if answer.query == query]


@contextmanager
def serving() -> Iterator[Web]:
    """Serve while the context lasts; the URL ends in "/" and is known before anything is built."""
    web = Web()

    class Handler(_Handler):
        served = web

    with http_server(Handler) as web.url:
        yield web


class _Handler(BaseHTTPRequestHandler):
    """GET and HEAD with ETag, Last-Modified and 304 (RFC 9110, 13.1)."""

    protocol_version = "HTTP/1.1"
    served: Web

    def do_GET(self) -> None:
        self._answer(body=True)

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def log_message(self, *args: object) -> None:
        """Say nothing: the log is a list."""

    def _answer(self, *, body: bool) -> None:
        path = unquote(urlsplit(self.path).path).lstrip("/")
        file = (self.served.folder or Path("/nowhere")) / path
        if not file.is_file():
            self._send(path, HTTPStatus.NOT_FOUND, b"", {})
            return
        data = file.read_bytes()
        changed = int(file.stat().st_mtime)
        headers = {
            "ETag": f'"{hashlib.sha256(data).hexdigest()[:16]}"',
            "Last-Modified": email.utils.formatdate(changed, usegmt=True),
            "Content-Type": MEDIA_TYPES.get(file.name) or MEDIA_TYPES.get(file.suffix, "application/octet-stream"),
        }
        if self._known(headers["ETag"], changed):
            self._send(path, HTTPStatus.NOT_MODIFIED, b"", headers)
        else:
            self._send(path, HTTPStatus.OK, data, headers, body=body)

    def _known(self, tag: str, changed: int) -> bool:
        asked = self.headers.get("If-None-Match")
        if asked is not None:
            return tag in asked
        since = self.headers.get("If-Modified-Since")
        return since is not None and email.utils.parsedate_to_datetime(since).timestamp() >= changed

    def _send(self, path: str, status: HTTPStatus, data: bytes, headers: dict[str, str], *, body: bool = True) -> None:
        self.served.log.append(Answer(path, urlsplit(self.path).query, status.value))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status is not HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if body:
            self.wfile.write(data)
