"""The notifications that WebSub hubs accepted, in a file beside the state: on disk, or in the store of the state."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import TypeAlias

from feedmaker.build import BuildPaths
from feedmaker.object_store import Condition, ConflictError, StoreError, open_store, split_url
from feedmaker.problems import BuildFailed
from feedmaker.system import read_regular, replace_file

#: How often a record is stored that another ping has changed in the meantime.
_TRIES = 5


@dataclass(slots=True)
class HubRecord:
    """The notifications that a hub accepted."""

    #: URL of a feed → its version and its hash at the last notification.
    notified: dict[str, tuple[str, str]] = field(default_factory=dict)
    #: When the current failure was last reported (ISO 8601), "" if there is none.
    reported: str = ""


#: By the URL of the hub.
Records: TypeAlias = Mapping[str, HubRecord]


def record_file(paths: BuildPaths) -> "_OnDisk | _Stored":
    """Return where the records of a project are. Raises BuildFailed where its store cannot be opened."""
    return _Stored(paths.state_url) if paths.state_url else _OnDisk(paths.state)


class _OnDisk:
    def __init__(self, state: Path) -> None:
        self._file = state.with_name(_name(state.stem))

    def read(self) -> Records:
        """Return the records; without readable ones, the hubs are notified of all feeds again."""
        try:
            return _parsed(read_regular(str(self._file)))
        except OSError:
            return {}

    def write(self, records: Records) -> None:
        """Replace the records. Raises BuildFailed."""
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            replace_file(str(self._file), _serialized(records))
        except OSError as error:
            message = f"the record of notified hubs cannot be written to {self._file}: {error.strerror}"
            raise BuildFailed(message, "give this user the right to write there") from None


class _Stored:
    """An object that several computers read and write: what another one has added in the meantime is kept."""

    def __init__(self, state_url: str) -> None:
        bucket, path = split_url(state_url)
        folder, slash, name = path.rpartition("/")
        self._key = f"{folder}{slash}{_name(PurePosixPath(name).stem)}"
        self._url = f"{bucket}/{self._key}"
        self._store = open_store(bucket)
        #: What is stored, None where nothing is.
        self._data: bytes | None = None
        self._condition: Condition | None = None

    def read(self) -> Records:
        """Return the records; without readable ones, the hubs are notified of all feeds again. Raises BuildFailed."""
        try:
            self._data, found = self._store.read(self._key)
            self._condition = found.condition
        except FileNotFoundError:
            self._data, self._condition = None, None
        except StoreError as error:
            message = f"the record of notified hubs {self._url} cannot be read: {error.strerror}"
            raise BuildFailed(message, "run feedmaker ping again") from None
        return _parsed(self._data or b"")

    def write(self, records: Records) -> None:
        """Replace the records, but keep what another ping has changed in the meantime. Raises BuildFailed."""
        before = _parsed(self._data or b"")
        reason = "it was changed by other pings again and again"
        for _ in range(_TRIES):
            data = _serialized(records)
            if data == self._data:
                return
            try:
                self._store.put_if(self._key, data, self._condition)
            except ConflictError:
                theirs = self.read()
                records = {hub: _merged(record, before.get(hub), theirs.get(hub)) for hub, record in records.items()}
                before = theirs
            except StoreError as error:
                reason = str(error.strerror)
                break
            else:
                return
        message = f"the record of notified hubs {self._url} cannot be stored: {reason}"
        raise BuildFailed(message, "run feedmaker ping again: hubs are notified again of what is not recorded")


def _merged(mine: HubRecord, before: HubRecord | None, theirs: HubRecord | None) -> HubRecord:
    """Return the record of another computer with what this one has changed since it read the record `before`."""
    known = before.notified if before else {}
    notified = {url: one for url, one in (theirs.notified if theirs else {}).items() if url in mine.notified}
    notified |= {url: one for url, one in mine.notified.items() if known.get(url) != one}
    return HubRecord(notified, mine.reported)


def _name(stem: str) -> str:
    return f"{stem}-pings.json"


def _parsed(data: bytes) -> Records:
    try:
        return {
            hub: HubRecord(
                {url: (str(one), str(two)) for url, (one, two) in value["notified"].items()}, value["reported"]
            )
            for hub, value in json.loads(data).items()
            if not value["reported"] or datetime.fromisoformat(value["reported"]).tzinfo is UTC
        }
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def _serialized(records: Records) -> bytes:
    values = {hub: {"notified": record.notified, "reported": record.reported} for hub, record in records.items()}
    return (json.dumps(values, ensure_ascii=False, indent=0) + "\n").encode()
