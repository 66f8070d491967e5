"""An HTTP proxy that fails on the requests that a test chooses."""

import http.client
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import urlsplit

from http_servers import http_server

#: Method and path → the status to answer with, 0 to close the connection, None to go on.
Fault = Callable[[str, str], int | None]


@contextmanager
def faulty_proxy(target: str, fault: Fault) -> Iterator[str]:
    """Forward requests to `target`, except those for which `fault` returns a status; yield the address."""
    address = urlsplit(target).netloc

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _forward(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status = fault(self.command, self.path)
            if status == 0:
                self.close_connection = True
                return
            if status is not None:
                self._answer(
                    status, [], b"<Error><Code>SlowDown</Code><Message>Reduce your request rate</Message></Error>"
                )
                return
            connection = http.client.HTTPConnection(address)
            connection.request(self.command, self.path, body, dict(self.headers))
            response = connection.getresponse()
            data = response.read()
            self._answer(response.status, response.getheaders(), data)
            connection.close()

        def _answer(self, status: int, headers: list[tuple[str, str]], data: bytes) -> None:
            self.send_response(status)
            for name, value in headers:
                if name.lower() not in {"connection", "content-length", "transfer-encoding", "date", "server"}:
                    self.send_header(name, value)
            length = next((value for name, value in headers if name.lower() == "content-length"), str(len(data)))
            self.send_header("Content-Length", length if self.command == "HEAD" else str(len(data)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(data)

        do_GET = do_PUT = do_HEAD = do_POST = do_DELETE = _forward  # noqa: N815 - named by the library

        def log_message(self, *_: Any) -> None:
            pass

    with http_server(Handler) as url:
        yield url.rstrip("/")
