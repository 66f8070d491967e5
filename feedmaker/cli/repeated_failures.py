"""Reports a persistent failure once and then daily: cron would otherwise mail it 144 times a day."""

import json
import re
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from feedmaker.problems import ConfigurationError, FeedmakerError
from feedmaker.system import read_regular, replace_file

#: Seconds after which a persistent failure is reported again; cron may be some seconds early.
_AGAIN = 86_400 - 300
#: File relative to config.yaml, never in the output.
_FILE = Path(".feedmaker") / "failures.json"


class Failure(NamedTuple):
    """A failure that was reported; times in seconds since the epoch."""

    reason: str
    since: float
    reported: float


class RepeatedFailures:
    """The failures that earlier runs of one command reported.

    If their file cannot be read or written, every failure counts as new.
    """

    def __init__(self, config_file: str, *options: str | None) -> None:
        """Distinguish runs by configuration and by these options, which decide what a run reads and writes."""
        self._file = Path(config_file).absolute().parent / _FILE
        self._run = " ".join([Path(config_file).name, *(option or "-" for option in options)])

    def news(self, error: Exception, now: float) -> str | None:
        """Return a hint to print with a failure, None if it was reported less than a day ago."""
        known = self._known()
        before = known.get(self._run)
        failure = next_failure(before, reason(error), now)
        if failure is None:
            return None
        known[self._run] = failure
        if not self._write(known):
            return ""
        began = datetime.fromtimestamp(failure.since, UTC)
        since = f"since {began:%Y-%m-%d %H:%M} UTC; " if failure.since < failure.reported else ""
        return f"{since}reported once a day while it lasts"

    def forget(self) -> None:
        """Forget the failure after a run that did not fail."""
        if self._run in (known := self._known()):
            del known[self._run]
            self._write(known)

    def _known(self) -> dict[str, Failure]:
        try:
            values = json.loads(read_regular(str(self._file)))
            return {run: Failure(str(why), float(since), float(last)) for run, (why, since, last) in values.items()}
        except (OSError, ValueError, TypeError, AttributeError):
            return {}

    def _write(self, known: dict[str, Failure]) -> bool:
        with suppress(OSError):
            self._file.parent.mkdir(exist_ok=True)
            replace_file(str(self._file), f"{json.dumps(known, indent=1)}\n".encode())
            return True
        return False


def next_failure(before: Failure | None, why: str, now: float) -> Failure | None:
    """Return a failure to report now, None if it was reported less than a day ago by a clock that was not set back."""
    if before is None or before.reason != why:
        return Failure(why, now, now)
    if before.reported <= now < before.reported + _AGAIN:
        return None
    return Failure(why, min(before.since, now), now)


def reason(error: Exception) -> str:
    """Return a text that is equal for failures with the same cause: numbers of articles and processes are masked."""
    if isinstance(error, ConfigurationError):
        text = "\n".join(f"{problem.path}: {problem.message}" for problem in error.problems)
    else:
        text = error.message if isinstance(error, FeedmakerError) else f"{type(error).__name__}: {error}"
    return re.sub(r"\d+", "0", text)
