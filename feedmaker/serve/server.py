"""The server of the preview, on 127.0.0.1 alone."""

import errno
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from werkzeug.serving import WSGIRequestHandler, make_server

from feedmaker.object_store import is_url
from feedmaker.problems import ConfigurationError, FeedmakerError
from feedmaker.project import open_project
from feedmaker.serve.application import Preview
from feedmaker.serve.published_site import PublishedSite, published_site
from feedmaker.system import is_windows
from feedmaker.writer.output import OutputFolder
from feedmaker.writer.publish import MANIFEST, read_manifest

_HOST = "127.0.0.1"


class _QuietHandler(WSGIRequestHandler):
    """Prints nothing: what is printed is about the feeds."""

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - the parameter of werkzeug
        """Print nothing."""


class CurrentSite:
    """The output of a configuration, read again when either has changed."""

    def __init__(self, config_file: Path, local_url: str) -> None:
        """Read them. Raises ConfigurationError."""
        self._config_file = config_file
        self._local_url = local_url
        self._project = open_project(config_file, lenient=True)
        self._seen: object = None
        self._site = published_site(self._project, local_url)

    def __call__(self) -> PublishedSite:
        """Return the output as it is now; a configuration that is wrong changes nothing."""
        config_version = _version(str(self._config_file))
        seen = (config_version, _version(f"{self._project.paths.output}/{MANIFEST}"))
        if seen != self._seen:
            with suppress(ConfigurationError):  # the next build prints what is wrong
                self._project = open_project(self._config_file, lenient=True)
            self._site = published_site(self._project, self._local_url)
            self._seen = (config_version, _version(f"{self._project.paths.output}/{MANIFEST}"))
        return self._site


@contextmanager
def serving(config_file: Path, port: int, *, may_be_empty: bool) -> Iterator[str]:
    """Serve the output of a configuration in a thread and yield the address, which ends in "/".

    Raises ConfigurationError, and FeedmakerError where the port cannot be had, or where the output is empty and may not
    be. Port 0 is any free one.
    """
    output = open_project(config_file, lenient=True).paths.output
    if is_url(output):
        raise FeedmakerError(
            f"output.path is {output}: only a folder on disk can be served", "open the URLs of the feeds"
        )
    if not may_be_empty and read_manifest(OutputFolder(output)) is None:
        hint = "run feedmaker build first, or feedmaker serve --watch, which builds"
        raise FeedmakerError(f"nothing has been built in {output} yet", hint)
    with _listening(port) as listening:
        url = f"http://{_HOST}:{listening.getsockname()[1]}/"
        application = Preview(CurrentSite(config_file, url))
        server = make_server(
            _HOST, port, application, threaded=True, request_handler=_QuietHandler, fd=listening.fileno()
        )
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
        thread.start()
        try:
            yield url
        finally:
            server.shutdown()
            thread.join()


def _listening(port: int) -> socket.socket:
    """Return a socket that listens on a port. werkzeug itself would end the program where it is taken."""
    opened = socket.socket()
    try:
        if not is_windows():  # there it would share the port with another program
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind((_HOST, port))
        opened.listen(128)
    except OSError as error:
        opened.close()
        if error.errno in {errno.EADDRINUSE, errno.EACCES}:
            what = "is in use" if error.errno == errno.EADDRINUSE else "may not be used by this user"
            raise FeedmakerError(f"port {port} {what}", "choose another one: --port 8001, or --port 0") from None
        raise
    return opened


def _version(path: str) -> object:
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_size, status.st_mtime_ns, status.st_ino
