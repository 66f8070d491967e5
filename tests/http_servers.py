"""Web servers of tests, on free ports of 127.0.0.1."""

import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

#: Seconds until a server must have begun, long enough for a crowded machine.
_PATIENCE = 60


class _Server(ThreadingHTTPServer):
    """Accepts more waiting connections than the five of the standard library: clients give up if one is refused."""

    request_queue_size = 128


class QuietFolder(SimpleHTTPRequestHandler):
    """Serves a folder without a log; `functools.partial` gives it the folder."""

    def log_message(self, *_: object) -> None:
        """Print nothing."""


@contextmanager
def http_server(handler: Callable[..., BaseHTTPRequestHandler]) -> Iterator[str]:
    """Serve requests in threads within the context, and yield the URL, which ends in "/"."""
    server = _Server(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def free_port() -> int:
    """Return a port that is free now, for a server that cannot choose one itself."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def s3_server(log: Path) -> Iterator[str]:
    """Run moto's S3 server within the context, and yield its URL without "/" at the end."""
    with open(log, "wb") as file:
        command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", "0"]
        process = subprocess.Popen(command, stdout=file, stderr=file)
    try:
        end = time.monotonic() + _PATIENCE
        while not (found := re.search(r"Running on (http://127\.0\.0\.1:\d+)", log.read_text())):
            assert time.monotonic() < end, log.read_text()
            time.sleep(0.05)
        yield found[1]
    finally:
        process.kill()
        process.wait()
