"""What a build is asked for, beside its configuration."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

#: Called with a stage ("read", "render", "assemble"), how many are done, and how many there are if that is known.
Progress: TypeAlias = Callable[[str, int, int | None], None]

#: Folder for rendered entries, under the output: on the disk that will hold the feeds, and where the next build finds
#: what a killed one left.
SPOOL = ".feedmaker-spool"


@dataclass(frozen=True, slots=True)
class Places:
    """Where a build reads and writes, absolute."""

    source: str
    output: str
    state: Path
    #: The folder of config.yaml.
    project: str
    #: `source` as the user writes it, for messages.
    source_name: str

    def shown(self, path: str) -> str:
        """Name an article as the user would."""
        return f"{self.source_name}/{path}" if path else self.source_name


@dataclass(frozen=True, slots=True)
class Options:
    """The options of the command line that make a difference to a build."""

    #: Read and render everything, whatever the state says.
    full: bool = False
    #: Write nothing.
    dry_run: bool = False
    #: Worker processes; None: as many as this process may use cores.
    jobs: int | None = None
    #: Go on where a guard would refuse (law 9).
    allow_empty: bool = False
    #: Go on where subscribers would see the articles of a live feed under new ids.
    new_ids: bool = False
    #: Validate every document before it is published.
    check: bool = False
    #: Seconds to wait for another build of the same output.
    wait: float = 0.0
    #: Any problem counts as a failure.
    strict: bool = False
