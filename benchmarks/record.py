"""The samples of each corpus size, kept so that an interrupted run can go on and sizes can be measured apart."""

import json
import os
import platform
import subprocess
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from benchmarks.timing import Sample, Summary, summarise


@dataclass
class Record:
    """What was measured over one corpus on one machine with one version of everything."""

    size: int
    machine: dict[str, str]
    versions: dict[str, str]
    labels: dict[str, str] = field(default_factory=dict)
    #: What the comparison of the feeds found.
    feeds: str = ""
    samples: dict[str, list[Sample]] = field(default_factory=dict)
    #: Microseconds an article, by part.
    parts: dict[str, float] = field(default_factory=dict)

    def save(self, folder: Path) -> None:
        """Write it whole or not at all."""
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{self.size}.json"
        draft = path.with_suffix(".draft")
        draft.write_text(json.dumps(asdict(self), ensure_ascii=False, indent=1), encoding="utf-8")
        draft.replace(path)

    def summaries(self) -> dict[str, Summary]:
        """Sum up every scenario that was run."""
        return {key: summarise(samples) for key, samples in self.samples.items() if samples}


def stored(folder: Path) -> list[Record]:
    """Read every record, by size."""
    records = []
    for path in folder.glob("*.json"):
        values = json.loads(path.read_text(encoding="utf-8"))
        samples = {key: [Sample(*sample) for sample in taken] for key, taken in values["samples"].items()}
        records.append(Record(**{**values, "samples": samples}))
    return sorted(records, key=lambda record: record.size)


def comparable(records: Sequence[Record], latest: int) -> list[Record]:
    """Keep those that were measured on the machine, and with the feedmaker, of the record of the size `latest`."""

    def circumstances(record: Record) -> tuple[object, ...]:
        return record.machine, record.versions["feedmaker"], record.versions["Python"], record.versions["corpus"]

    [like] = [circumstances(record) for record in records if record.size == latest]
    return [record for record in records if circumstances(record) == like]


def machine() -> dict[str, str]:
    """Describe this machine by what matters for speed, and by nothing that names it."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "system": f"{platform.system()} {platform.machine()}",
        "cores": str(len(os.sched_getaffinity(0))),
        "memory": f"{memory / 2**30:.0f} GiB",
    }


def commit() -> str:
    """Name the last commit that touched feedmaker itself; a "+" says that its files are not quite those."""
    package = ["--", "feedmaker"]
    name = _git("log", "-1", "--format=%h", *package)
    return (name or "unknown") + ("+" if _git("status", "--porcelain", *package) else "")


def _git(*arguments: str) -> str:
    root = Path(__file__).parents[1]
    try:
        done = subprocess.run(["git", *arguments], cwd=root, check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return done.stdout.strip()
