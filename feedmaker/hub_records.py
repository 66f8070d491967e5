"""The notifications that WebSub hubs accepted, in a file beside the state: on disk, or in the store of the state."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import TypeAlias

from feedmaker.build import BuildPaths
from feedmaker.object_store import ConflictError, StoreError
from feedmaker.problems import BuildFailed
from feedmaker.writer.output import open_output

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


class RecordFile:
    """The records of a project. In a store, several computers read and write them, and none loses those of another."""

    def __init__(self, paths: BuildPaths) -> None:
        """Raises BuildFailed where the store cannot be opened."""
        folder, _, state = (paths.state_url or paths.state.as_posix()).rpartition("/")
        self._folder = open_output(folder)
        self._name = f"{PurePosixPath(state).stem}-pings.json"
        self._shown = f"the record of notified hubs {folder}/{self._name}"
        #: What is there, b"" for nothing.
        self._data = b""

    def read(self) -> Records:
        """Return the records; without readable ones, the hubs are notified of all feeds again. Raises BuildFailed."""
        try:
            self._data = self._folder.read(self._name)
        except StoreError as error:
            raise BuildFailed(f"{self._shown} cannot be read: {error.strerror}", "run feedmaker ping again") from None
        except OSError:
            self._data = b""
        return _parsed(self._data)

    def write(self, records: Records) -> None:
        """Replace the records, but keep what another ping has changed in the meantime. Raises BuildFailed."""
        before = _parsed(self._data)
        reason = "it was changed by other pings again and again"
        for _ in range(_TRIES):
            try:
                return self._folder.replace(self._name, _serialized(records))
            except ConflictError:
                theirs = self.read()
                records = {hub: _merged(record, before.get(hub), theirs.get(hub)) for hub, record in records.items()}
                before = theirs
            except OSError as error:
                reason = str(error.strerror)
                break
        hint = "run feedmaker ping again: hubs are notified again of what is not recorded"
        raise BuildFailed(f"{self._shown} cannot be written: {reason}", hint)


def _merged(mine: HubRecord, before: HubRecord | None, theirs: HubRecord | None) -> HubRecord:
    """Return the record of another computer with what this one has changed since it read the record `before`."""
    known = before.notified if before else {}
    notified = {url: one for url, one in (theirs.notified if theirs else {}).items() if url in mine.notified}
    notified |= {url: one for url, one in mine.notified.items() if known.get(url) != one}
    return HubRecord(notified, mine.reported)


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
