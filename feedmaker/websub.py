"""WebSub: notifies the hubs of a site of feeds that changed.

After a notification a hub fetches the feed and sends it to its subscribers (W3C WebSub section 7). The request is that
of PubSubHubbub 0.3 section 7.1, with one `hub.url`, which every hub understands: hubs written in PHP accept a request
with several, but use only the last. So there is one request per feed.
"""

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import urllib3

from feedmaker.build.up_to_date import published_versions
from feedmaker.config.schema import FILE_NAMES
from feedmaker.problems import BuildFailed, FeedmakerError
from feedmaker.project import Project
from feedmaker.system import read_regular
from feedmaker.text.messages import quoted
from feedmaker.writer.output import Output, open_output
from feedmaker.writer.publish import read_manifest

#: Seconds to wait for a connection and for a response; the number of attempts; seconds before the second and third
#: attempt, and their upper limit for Retry-After: a hub that does not respond takes a minute.
_CONNECT, _READ, _TRIES, _BACKOFF, _BACKOFF_MAX = 5, 15, 3, 1, 15
#: Status codes after which a request is repeated, and those that concern one feed and not the hub.
_AGAIN, _ABOUT_ONE = (429, 500, 502, 503, 504), (400, 422)
#: A hub that keeps failing is reported again after this time.
_REPORTED_AGAIN = timedelta(days=1)


@dataclass(slots=True)
class HubRecord:
    """The notifications that a hub accepted, as stored in the file beside the state."""

    #: URL of a feed → its version and its hash at the last notification.
    notified: dict[str, tuple[str, str]] = field(default_factory=dict)
    #: When the current failure was last reported (ISO 8601), "" if there is none.
    reported: str = ""


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
    and BuildFailed if the record cannot be written.
    """
    file = _record_file(project.paths.state)
    records = _read_records(file)
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
        _write_records(file, hubs)


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
        answer = pool.request("POST", hub, fields={"hub.mode": "publish", "hub.url": url}, encode_multipart=False)
    except urllib3.exceptions.HTTPError as error:
        cause = error.reason if isinstance(error, urllib3.exceptions.MaxRetryError) and error.reason else error
        # "HTTPSConnectionPool(host=…, port=…): Read timed out"
        text = str(cause).partition("): ")[2] or str(cause) or type(cause).__name__
        return text[:200], False
    if 200 <= answer.status < 300:
        return "", True
    text = " ".join(answer.data[:300].decode("utf-8", "replace").split())
    if 300 <= answer.status < 400:
        text = f"it has moved to {answer.headers.get('Location', 'an unknown address')}"
    return f"it responded {answer.status} for {url}: {quoted(text)}", answer.status in _ABOUT_ONE


def _feeds(project: Project) -> Iterator[_Feed]:
    """Yield the feeds to which people subscribe; the parts of archives have other names. Raises FeedmakerError."""
    output = project.paths.output
    manifest, version_of = read_manifest(open_output(output)), published_versions(output)
    if manifest is None:
        raise FeedmakerError(f"nothing has been built in {output} yet", "run feedmaker build first")
    for path in sorted(manifest.files):
        if path.rpartition("/")[2] not in FILE_NAMES.values():
            continue
        version = version_of(path)
        if not version:
            continue  # the next build writes it again
        yield _Feed(project.config.site.feeds_url + quote(path), path, version)


def _record_file(state: Path) -> Path:
    return state.with_name(f"{state.stem}-pings.json")


def _read_records(file: Path) -> dict[str, HubRecord]:
    """Return the record of each hub; if the file cannot be read, the hubs are notified of all feeds again."""
    try:
        values = json.loads(read_regular(str(file)))
        return {
            hub: HubRecord(
                {url: (str(one), str(two)) for url, (one, two) in value["notified"].items()}, value["reported"]
            )
            for hub, value in values.items()
            if not value["reported"] or datetime.fromisoformat(value["reported"]).tzinfo is UTC
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def _write_records(file: Path, records: Mapping[str, HubRecord]) -> None:
    values = {hub: {"notified": record.notified, "reported": record.reported} for hub, record in records.items()}
    staged = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        staged.write_text(json.dumps(values, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
        os.replace(staged, file)
    except OSError as error:
        message = f"the record of notified hubs cannot be written to {file}: {error.strerror}"
        raise BuildFailed(message, "give this user the right to write there") from None
