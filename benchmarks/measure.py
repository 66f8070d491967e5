"""Commands in fresh processes, and what they take."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

LAUNCHER = Path(__file__).with_name("launch.py")


class Sample(NamedTuple):
    """What one run of a command took, child processes included."""

    #: Seconds.
    wall: float
    #: Seconds of user and system time over all cores.
    cpu: float
    #: Peak memory of the largest process, in bytes.
    peak: int


class Summary(NamedTuple):
    """Several runs of one command; times in seconds, memory in bytes."""

    runs: int
    median: float
    least: float
    most: float
    cpu: float
    peak: int


class RunFailedError(Exception):
    """A measured command failed."""


def measure(command: Sequence[str], folder: Path, home: Path) -> Sample:
    """Run a command in `folder` with a minimal environment. Raises RunFailedError when its exit status is not 0."""
    home.mkdir(parents=True, exist_ok=True)
    environment = {"PATH": os.defpath, "HOME": str(home), "LANG": "C.UTF-8", "TZ": "UTC"}
    with tempfile.TemporaryDirectory() as scratch:
        result, log = Path(scratch, "result"), Path(scratch, "log")
        launch = [sys.executable, "-I", "-S", str(LAUNCHER), str(result), str(log), *command]
        subprocess.run(launch, check=True, cwd=folder, env=environment)
        values = json.loads(result.read_text(encoding="utf-8"))
        if values["exit"] != 0:
            tail = log.read_text(encoding="utf-8", errors="replace")[-2000:]
            raise RunFailedError(f"{' '.join(command)}\nended with status {values['exit']}:\n{tail}")
    return Sample(values["wall"], values["cpu"], values["peak"])


def summarise(samples: Sequence[Sample]) -> Summary:
    """Return medians, the range of wall times and the largest peak of at least one sample."""
    walls = [sample.wall for sample in samples]
    return Summary(
        runs=len(samples),
        median=statistics.median(walls),
        least=min(walls),
        most=max(walls),
        cpu=statistics.median(sample.cpu for sample in samples),
        peak=max(sample.peak for sample in samples),
    )
