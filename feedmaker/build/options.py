"""The options of a build, and the paths that it reads and writes."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from feedmaker.config.schema import Config
from feedmaker.loader.scan import printable_path
from feedmaker.object_store import is_url
from feedmaker.text.article_paths import file_path, source_code, source_name, source_prefix, split_prefix

if TYPE_CHECKING:
    from concurrent.futures import Executor  # imports logging, which a run in which nothing changed does not need

#: Called with a stage ("read", "render", "assemble"), how many are done, and how many there are if that is known.
Progress: TypeAlias = Callable[[str, int, int | None], None]

#: The folder of rendered entries, under the output: on the disk that holds the feeds, and where the next build finds
#: what a killed one left.
ENTRY_CACHE = ".feedmaker-entries"
#: The lock of an output, and the file that says who holds it.
LOCK, HOLDER = ".feedmaker.lock", ".feedmaker-holder.json"
#: Between the name of the state and the code of a shard, in the name of the state of that shard.
SHARD = "-shard-"


class SourcePath(NamedTuple):
    """A source folder."""

    #: Absolute.
    path: str
    #: As the user writes it, for messages.
    shown: str


def source_paths(config: Config, folder: Path) -> dict[str, SourcePath]:
    """Return the source folders, relative to `folder`, by the prefix of the paths of their articles."""
    return {
        source_prefix(source.name or ""): SourcePath(
            located(folder, source.path), printable_path(source.path.rstrip("/"))
        )
        for source in config.source.folders
    }


def located(folder: Path, path: str) -> str:
    """Return where a path of the configuration is, relative to `folder`, or its URL, without a slash at the end."""
    # Real paths: only they show whether one folder is inside the other.
    return path.rstrip("/") if is_url(path) else os.path.realpath(folder / path)


@dataclass(frozen=True, slots=True)
class BuildPaths:
    """Where a build reads and writes; absolute paths."""

    #: By the prefix of the paths of their articles (text/article_paths), in the order of `source.path`.
    sources: Mapping[str, SourcePath]
    output: str
    state: Path
    #: The folder of config.yaml.
    project: str
    #: config.yaml, relative to the output and with "/" between segments; "" where there is no such file.
    configuration: str = ""
    #: The URL of the state where it is in an object store; `state` is a copy then (build/store_state.py).
    state_url: str = ""

    @property
    def uses_stores(self) -> bool:
        """Return True if any of the folders is a URL."""
        return (
            bool(self.state_url) or is_url(self.output) or any(is_url(source.path) for source in self.sources.values())
        )

    def shard_state(self, prefix: str) -> Path:
        """Return the state of the articles of one source folder, where each has one (`source.shards`)."""
        return self.state.with_stem(f"{self.state.stem}{SHARD}{source_code(prefix)}")

    def shown(self, path: str) -> str:
        """Return the path of an article as the user would write it."""
        prefix, below = split_prefix(file_path(path))
        if prefix and prefix not in self.sources:  # of a folder that the configuration no longer has
            return f"{source_name(prefix)}/{below}"
        source, below = self._split(file_path(path))
        return f"{source.shown}/{below}" if below else source.shown

    def label(self, path: str) -> str:
        """Return the path of an article under its source folder, as the user would write it where there are several."""
        is_only = len(self.sources) == 1 and not split_prefix(path)[0]
        return file_path(path) if is_only else self.shown(path)

    def file(self, path: str) -> str:
        """Return the absolute path of the file of an article."""
        source, below = self._split(file_path(path))
        return f"{source.path}/{below}"

    def below(self, path: str) -> str:
        """Return the path of an article under its source folder, without prefix."""
        return self._split(path)[1]

    def _split(self, path: str) -> tuple[SourcePath, str]:
        prefix, below = split_prefix(path)
        if prefix in self.sources:
            return self.sources[prefix], below
        return next(iter(self.sources.values())), path


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildOptions:
    """The options of `feedmaker build`; feedmaker.build describes them."""

    full: bool = False
    dry_run: bool = False
    jobs: int | None = None
    allow_empty: bool = False
    new_ids: bool = False
    new_urls: bool = False
    check: bool = False
    wait: float = 0.0
    strict: bool = False
    all_problems: bool = True


def no_progress(_stage: str, _done: int, _total: int | None) -> None:
    """Show no progress."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One build: what its stages need, decided before the first of them."""

    config: Config
    #: Every setting and package that the state depends on (build/dependencies.py).
    dependencies: Mapping[str, str]
    paths: BuildPaths
    options: BuildOptions
    #: The present, in seconds since the epoch: it decides only what is held and what has expired (law 3).
    now: int
    progress: Progress = no_progress
    #: Of a host application; None: worker processes of our own.
    executor: "Executor | None" = None
    #: Articles that changed whenever they were read: they are left out, so that the others can be published.
    skipped: frozenset[str] = frozenset()
    #: Of an attempt of this build that had to begin again.
    notices: tuple[str, ...] = ()

    @property
    def nanoseconds(self) -> int:
        """The present, in nanoseconds since the epoch."""
        return self.now * 1_000_000_000
