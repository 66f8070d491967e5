"""WebSub: notifies the hubs of a site of feeds that changed.

After a notification a hub fetches the feed and sends it to its subscribers. W3C WebSub section 6 leaves the request to
the hub: PubSubHubbub 0.3 section 7.1 names the feed in `hub.url`, the tests of WebSub in `hub.topic`, so a request has
both. There is one request per feed: of several `hub.url`, a hub may use only the first or the last.
"""

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from hashlib import sha256
from typing import NamedTuple
from urllib.parse import quote

import urllib3

from feedmaker.config.schema import FILE_NAMES
from feedmaker.hub_records import HubRecord, RecordFile
from feedmaker.problems import FeedmakerError
from feedmaker.project import Project
from feedmaker.text.messages import quoted
from feedmaker.writer.output import Output, open_output
from feedmaker.writer.publish import read_manifest

#: Seconds to wait for a connection and for a response; the number of attempts; seconds before the second and third
#: attempt, and their upper limit for Retry-After: a hub that does not respond takes a minute.
_CONNECT, _READ, _TRIES, _BACKOFF, _BACKOFF_MAX = 5, 15, 3, 1, 15
#: Status codes after which a request is repeated, and those that concern one feed and not the hub.
_AGAIN, _ABOUT_ONE = (429, 500, 502, 503, 504), (400, 422)
#: Bytes that are read of a response, at once: a hub may send one a second.
_LONGEST = 2000
#: A hub that keeps failing is reported again after this time.
_REPORTED_AGAIN = timedelta(days=1)


class Ping(NamedTuple):
    """The result of notifying one hub."""

    hub: str
    #: The number of feeds that the hub was notified of, and of those left for the next ping.
    notified: int
    left: int
    #: Why feeds are left, "" if there are none.
    error: str
    #: Whether the failure has not been reported within the last day.
    is_news: bool


class _Feed(NamedTuple):
    url: str
    path: str
    version: str


def ping(project: Project, now: datetime) -> list[Ping]:
    """Notify each hub of the configuration of the feeds whose bytes changed since its last notification.

    Accepted notifications are recorded even if this is interrupted. Raises FeedmakerError if nothing was built yet,
    and BuildFailed if the record cannot be written, or be read from a store.
    """
    file = RecordFile(project.paths)
    records = file.read()
    feeds = list(_feeds(project))
    hubs = {hub: records.get(hub) or HubRecord() for hub in project.config.hub}
    pool = urllib3.PoolManager(
        timeout=urllib3.Timeout(connect=_CONNECT, read=_READ),
        retries=urllib3.Retry(
            _TRIES - 1,
            redirect=False,
            status_forcelist=_AGAIN,
            allowed_methods=None,
            backoff_factor=_BACKOFF,
            backoff_max=_BACKOFF_MAX,
            retry_after_max=_BACKOFF_MAX,
            raise_on_status=False,
        ),
        headers={"User-Agent": "feedmaker"},
    )
    output = open_output(project.paths.output)
    try:
        with pool:
            return [_ping_hub(pool, hub, record, feeds, output, now) for hub, record in hubs.items()]
    finally:
        file.write(hubs)


def _ping_hub(
    pool: urllib3.PoolManager, hub: str, record: HubRecord, feeds: list[_Feed], output: Output, now: datetime
) -> Ping:
    known = record.notified
    record.notified = {feed.url: known[feed.url] for feed in feeds if feed.url in known}
    notified, left, error, failure = 0, 0, "", ""
    is_reached = True
    for feed in feeds:
        version, digest = known.get(feed.url, ("", ""))
        if version == feed.version:
            continue
        try:
            found = sha256(output.read(feed.path)).hexdigest()
        except OSError:
            continue  # a build is replacing it
        if found != digest:
            if is_reached:
                failure, is_reached = _tell(pool, hub, feed.url)
                error = error or failure
            if failure:
                left += 1
                continue
            notified += 1
        record.notified[feed.url] = (feed.version, found)
    is_news = bool(error) and (not record.reported or now - datetime.fromisoformat(record.reported) >= _REPORTED_AGAIN)
    record.reported = (now.isoformat() if is_news else record.reported) if error else ""
    return Ping(hub, notified, left, error, is_news)


def _tell(pool: urllib3.PoolManager, hub: str, url: str) -> tuple[str, bool]:
    """Notify a hub of one feed; return why that failed, "" if it did not, and whether to go on with other feeds."""
    try:
        fields = {"hub.mode": "publish", "hub.url": url, "hub.topic": url}
        answer = pool.request("POST", hub, fields=fields, encode_multipart=False, preload_content=False)
        with closing(answer):  # only one that is longer: the connection of a shorter one is free again
            data = answer.read1(_LONGEST, decode_content=False)
    except urllib3.exceptions.HTTPError as error:
        cause = error.reason if isinstance(error, urllib3.exceptions.MaxRetryError) and error.reason else error
        # "HTTPSConnectionPool(host=…, port=…): Read timed out"
        text = str(cause).partition("): ")[2] or str(cause) or type(cause).__name__
        return text[:200], False
    if 200 <= answer.status < 300:
        return "", True
    text = " ".join(data[:300].decode("utf-8", "replace").split())
    if 300 <= answer.status < 400:
        text = f"it has moved to {answer.headers.get('Location', 'an unknown address')}"
    return f"it responded {answer.status} for {url}: {quoted(text)}", answer.status in _ABOUT_ONE


def _feeds(project: Project) -> Iterator[_Feed]:
    """Yield the feeds to which people subscribe; the parts of archives have other names. Raises FeedmakerError."""
    output = project.paths.output
    published = open_output(output)
    manifest = read_manifest(published)
    if manifest is None:
        raise FeedmakerError(f"nothing has been built in {output} yet", "run feedmaker build first")
    for path in sorted(manifest.files):
        if path.rpartition("/")[2] not in FILE_NAMES.values():
            continue
        version = published.version(path)
        if not version:
            continue  # the next build writes it again
        yield _Feed(project.config.site.feeds_url + quote(path), path, version)
