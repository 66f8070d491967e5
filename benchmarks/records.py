"""Samples on disk, so that each corpus can be measured by itself and tables can be written again."""

import json
import os
import platform
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from benchmarks.corpus import Bodies
from benchmarks.measure import Sample, Summary, summarise


@dataclass
class Record:
    """What was measured on one corpus, on one machine, with one version of everything."""

    bodies: Bodies
    size: int
    machine: dict[str, str]
    versions: dict[str, str]
    #: Seconds since the epoch.
    time: float = 0
    #: The number of feeds and entries.
    feeds: str = ""
    #: By the key of the scenario.
    samples: dict[str, list[Sample]] = field(default_factory=dict)
    #: Part of feedmaker → microseconds of a cold build per article.
    profile: dict[str, float] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """Name the corpus."""
        return f"{self.size:,} articles, {self.bodies} bodies"

    def save(self, folder: Path) -> None:
        """Write the record."""
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{self.bodies}-{self.size}.json"
        path.write_text(json.dumps(asdict(self), ensure_ascii=False, indent=1), encoding="utf-8")

    def summaries(self) -> dict[str, Summary]:
        """Summarise every scenario that was run."""
        return {key: summarise(samples) for key, samples in self.samples.items() if samples}


def stored(folder: Path) -> list[Record]:
    """Read every record, sorted by bodies and size."""
    records = []
    for path in folder.glob("*.json"):
        values = json.loads(path.read_text(encoding="utf-8"))
        samples = {key: [Sample(*sample) for sample in taken] for key, taken in values["samples"].items()}
        records.append(Record(**{**values, "samples": samples}))
    return sorted(records, key=lambda record: (record.bodies, record.size))


def comparable(records: Sequence[Record]) -> list[Record]:
    """Return the records that were measured on the same machine with the same versions as the latest one."""
    latest = max(records, key=lambda record: record.time, default=None)
    return [
        record
        for record in records
        if latest and (record.machine, record.versions) == (latest.machine, latest.versions)
    ]


def machine() -> dict[str, str]:
    """Describe what matters for speed on this machine."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "system": f"{platform.system()} {platform.machine()}",
        "cores": str(len(os.sched_getaffinity(0))),
        "memory": f"{memory / 2**30:.0f} GiB",
    }


def python() -> str:
    """Return the version of Python, and the system that it came with: those are faster than a plain `./configure`."""
    executable = os.path.realpath(sys.executable)
    try:
        system = platform.freedesktop_os_release()["PRETTY_NAME"] if executable.startswith("/usr/bin/") else ""
    except OSError:
        system = ""
    return f"{platform.python_version()} of {system}" if system else platform.python_version()


def commit() -> str:
    """Return the last commit that changed feedmaker, with a "+" if its files have been changed since."""
    name = _git("log", "-1", "--format=%h", "--", "feedmaker")
    return (name or "unknown") + ("+" if _git("status", "--porcelain", "--", "feedmaker") else "")


def _git(*arguments: str) -> str:
    root = Path(__file__).parents[1]
    try:
        done = subprocess.run(["git", *arguments], cwd=root, check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return done.stdout.strip()
