"""The preview as a WSGI application: GET and HEAD of the files of an output, with all that a good web server does."""

import os
import re
import stat
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import quote

from werkzeug.datastructures import Accept
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound, RequestedRangeNotSatisfiable
from werkzeug.wrappers import Request, Response
from werkzeug.wsgi import wrap_file

from feedmaker.serve.published_site import PublishedSite
from feedmaker.system import open_regular, read_regular
from feedmaker.text.compression import SUFFIXES, compress, is_available
from feedmaker.text.media_types import feed_type, served_type

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

#: One range of bytes; any other Range is ignored, as RFC 9110 section 14.2 allows or requires.
_RANGE = re.compile(r"bytes=(?:[0-9]+-[0-9]*|-[0-9]+)")
#: They come before Range (section 13.2.2), which werkzeug looks at first.
_CONDITIONS = frozenset({"If-None-Match", "If-Modified-Since"})
#: Bytes of a file that are read at once.
_PIECE = 1 << 16


class LocalRequest(Request):
    """A request to this computer: a page of another site that resolves its own name to 127.0.0.1 is refused."""

    trusted_hosts = ["127.0.0.1", "localhost"]  # noqa: RUF012 - werkzeug declares it as a list


class Preview:
    """Serves what `site` returns; it is called for every request."""

    def __init__(self, site: Callable[[], PublishedSite]) -> None:
        self._site = site

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer a request (PEP 3333)."""
        request = LocalRequest(environ)
        try:
            response: WSGIApplication = self._respond(request)
        except HTTPException as error:
            response = error
        return response(environ, start_response)

    def _respond(self, request: Request) -> Response:
        """Return the answer to a request. Raises HTTPException for one without success."""
        _ = request.host  # raises SecurityError, a 400, for one that is not trusted
        if request.method not in {"GET", "HEAD"}:
            raise MethodNotAllowed(["GET", "HEAD"])
        site = self._site()
        found = site.find(request.path)
        if found is not None and os.path.isdir(found):
            found = site.find(f"{request.path.rstrip('/')}/index.html")
            if found is not None and not request.path.endswith("/"):
                return _redirect(f"{quote(request.path)}/")
        elif found is not None and request.path.endswith("/"):
            found = None
        if found is not None:
            return _answer(request, site, found)
        if moved := site.moved.get(quote(request.path.lstrip("/"))):
            return _redirect(moved)
        raise NotFound


def _redirect(path: str) -> Response:
    # "//host" would be another host
    return Response(status=301, headers={"Location": "/" + path.lstrip("/")})


def _answer(request: Request, site: PublishedSite, file: str) -> Response:
    """Return a file, or that it has not changed (RFC 9110 section 13), or a range of it (section 14)."""
    try:
        changed = os.stat(file).st_mtime_ns  # before its bytes, so that they are never older than they say
        offered = [encoding for encoding in SUFFIXES if _has_copy(file, encoding, changed)]
        if site.has_addresses(file):
            encoding = _encoding(request.accept_encodings, [each for each in offered if is_available(each)])
            response, size = _document(site.with_local_addresses(read_regular(file)), encoding)
        else:
            encoding = _encoding(request.accept_encodings, offered)
            response, size = _stream(request, file + SUFFIXES.get(encoding, ""), encoding)
    except OSError:
        raise NotFound from None
    response.content_type = _content_type(request, file)
    response.last_modified = datetime.fromtimestamp(changed // 1_000_000_000, UTC)
    response.headers["Cache-Control"] = "no-cache"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.vary.update(["Accept", "Accept-Encoding"])
    if encoding:
        response.headers["Content-Encoding"] = encoding
    response.accept_ranges = "bytes"
    is_range = request.method == "GET" and _CONDITIONS.isdisjoint(request.headers.keys())
    is_range = is_range and _RANGE.fullmatch(request.headers.get("Range", "")) is not None
    try:
        response.make_conditional(request, accept_ranges=is_range, complete_length=size)
    except RequestedRangeNotSatisfiable:
        response.close()
        raise
    del response.headers["Date"]  # the server has its own
    return response


def _document(data: bytes, encoding: str) -> tuple[Response, int]:
    """Return the answer with a document, compressed if there is an encoding, and its size."""
    # published copies have the addresses of the site
    data = compress(encoding, data) if encoding else data
    response = Response(data)
    response.set_etag(sha256(data).hexdigest()[:32])
    return response, len(data)


def _stream(request: Request, file: str, encoding: str) -> tuple[Response, int]:
    """Return the answer with a file of any size, which is read while it is sent, and its size. Raises OSError."""
    opened = os.fdopen(open_regular(file), "rb")
    status = os.fstat(opened.fileno())
    response = Response(wrap_file(request.environ, opened, _PIECE), direct_passthrough=True)
    response.content_length = status.st_size
    response.set_etag(f"{status.st_mtime_ns:x}-{status.st_size:x}{encoding and '-'}{encoding}")
    return response, status.st_size


def _has_copy(file: str, encoding: str, changed: int) -> bool:
    """Return True if there is a compressed copy of a file that is as new."""
    try:
        copy = os.stat(file + SUFFIXES[encoding], follow_symlinks=False)
    except OSError:
        return False
    return stat.S_ISREG(copy.st_mode) and copy.st_mtime_ns >= changed


def _encoding(accepted: Accept, offered: list[str]) -> str:
    """Return the content encoding that a client likes best, "" for none."""
    best = max(offered, key=accepted.quality, default="")
    return best if best and 0 < accepted.quality(best) >= accepted.quality("identity") else ""


def _content_type(request: Request, file: str) -> str:
    """Return the media type with its charset.

    Browsers show application/xml and offer the types of feeds for download; to all others feeds have their own.
    """
    name, accepted = os.path.basename(file), request.accept_mimetypes
    feed = feed_type(name)
    if feed is None or accepted.quality("text/html") > accepted.quality(feed):
        return served_type(name)
    return f"{feed}; charset=utf-8"
