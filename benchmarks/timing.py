"""Fresh processes and what they take."""

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
    """What one process took, the processes that it started included."""

    #: Seconds.
    wall: float
    #: Seconds of user and system time, over all cores.
    cpu: float
    #: Bytes: the most that the largest of the processes held in memory.
    peak: int


class Summary(NamedTuple):
    """What several runs of the same took."""

    runs: int
    #: Seconds.
    median: float
    least: float
    most: float
    cpu: float
    #: Bytes; the largest of all runs.
    peak: int


class RunFailedError(Exception):
    """A measured command ended with an error."""


def measure(command: Sequence[str], folder: Path, home: Path) -> Sample:
    """Run a command in a fresh process, in `folder`, with an environment that holds nothing that would slow it down.

    Raises RunFailedError when it does not end with 0.
    """
    home.mkdir(parents=True, exist_ok=True)
    environment = {"PATH": os.defpath, "HOME": str(home), "LANG": "C.UTF-8", "TZ": "UTC"}
    with tempfile.TemporaryDirectory() as scratch:
        result, log = Path(scratch, "result"), Path(scratch, "log")
        launch = [sys.executable, "-I", "-S", str(LAUNCHER), str(result), str(log), *command]
        subprocess.run(launch, check=True, cwd=folder, env=environment)
        values = json.loads(result.read_text(encoding="utf-8"))
        if values["exit"] != 0:
            tail = log.read_text(encoding="utf-8", errors="replace")[-2000:]
            raise RunFailedError(f"{' '.join(command)}\nended with {values['exit']}:\n{tail}")
    return Sample(values["wall"], values["cpu"], values["peak"])


def summarise(samples: Sequence[Sample]) -> Summary:
    """Give the median and the range of at least one run."""
    walls = [sample.wall for sample in samples]
    return Summary(
        len(samples),
        statistics.median(walls),
        min(walls),
        max(walls),
        statistics.median(sample.cpu for sample in samples),
        max(sample.peak for sample in samples),
    )
