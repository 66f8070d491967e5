"""A failure that lasts is told once and then daily: cron would mail it 144 times a day."""

import json
import re
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from feedmaker.problems import ConfigurationError, FeedmakerError

#: Seconds after which a failure that lasts is told again; cron may be some seconds early.
_AGAIN = 86_400 - 300
#: File beside the state, never in the output.
_FILE = Path(".feedmaker") / "failures.json"


class Failure(NamedTuple):
    """A failure that was told; times in seconds since the epoch."""

    reason: str
    since: float
    told: float


class RepeatedFailures:
    """What earlier runs of one command told; a file that cannot be read or written has nothing, so that all is told."""

    def __init__(self, config_file: str, *options: str | None) -> None:
        """Take the runs of a configuration with these options, which decide what a run reads and writes."""
        self._file = Path(config_file).absolute().parent / _FILE
        self._run = " ".join([Path(config_file).name, *(option or "-" for option in options)])

    def news(self, error: Exception, now: float) -> str | None:
        """Return what to say beside a failure, None if it was told less than a day ago."""
        known = self._known()
        before = known.get(self._run)
        failure = next_failure(before, reason(error), now)
        if failure is None:
            return None
        known[self._run] = failure
        if not self._write(known):
            return ""
        began = datetime.fromtimestamp(failure.since, UTC)
        since = f"since {began:%Y-%m-%d %H:%M} UTC; " if failure.since < failure.told else ""
        return f"{since}told again once a day while it lasts"

    def forget(self) -> None:
        """Forget the failure after a run that did not fail."""
        if self._file.exists() and self._run in (known := self._known()):
            del known[self._run]
            self._write(known)

    def _known(self) -> dict[str, Failure]:
        try:
            values = json.loads(self._file.read_text(encoding="utf-8"))
            return {run: Failure(str(told), float(since), float(last)) for run, (told, since, last) in values.items()}
        except (OSError, ValueError, TypeError, AttributeError):
            return {}

    def _write(self, known: dict[str, Failure]) -> bool:
        with suppress(OSError):
            self._file.parent.mkdir(exist_ok=True)
            self._file.write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")
            return True
        return False


def next_failure(before: Failure | None, why: str, now: float) -> Failure | None:
    """Return a failure to tell now, None if it was told less than a day ago.

    Where the clock was set back, it is told.
    """
    if before is None or before.reason != why:
        return Failure(why, now, now)
    if before.told <= now < before.told + _AGAIN:
        return None
    return Failure(why, min(before.since, now), now)


def reason(error: Exception) -> str:
    """Return what is equal for failures of one cause: numbers, such as those of articles and processes, may differ."""
    if isinstance(error, ConfigurationError):
        text = "\n".join(f"{problem.path}: {problem.message}" for problem in error.problems)
    else:
        text = error.message if isinstance(error, FeedmakerError) else f"{type(error).__name__}: {error}"
    return re.sub(r"\d+", "0", text)
