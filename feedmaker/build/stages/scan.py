"""Stage scan: the folders of the source against the state. Which files are new, have changed or have vanished."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from feedmaker.build.options import Job
from feedmaker.build.up_to_date import Comparison, ScanDigest, scanned_folders
from feedmaker.build.workers.context import file_version
from feedmaker.build.workers.read import ReadTask
from feedmaker.loader.scan import Folder
from feedmaker.problems import Problem
from feedmaker.state import State
from feedmaker.state.schema import StoredFile, join
from feedmaker.text.article_paths import section_folder, split_prefix

#: A file with a time this close to the build, in nanoseconds, may be written to again within the same time: clocks of
#: file systems have steps of up to two seconds.
RACY = 2_000_000_000


class ScanSummary(NamedTuple):
    """What a scan found."""

    #: How many article files there are, by the prefix of their source.
    found_in: Mapping[str, int]
    #: A hash of the folders of each source, by its prefix.
    digests: Mapping[str, str]
    problems: list[Problem]
    #: Why files are read → how many.
    reasons: Mapping[str, int]
    #: Some mtime is as new as this build: the next one has to look into the files.
    is_racy: bool

    @property
    def found(self) -> int:
        """How many article files there are."""
        return sum(self.found_in.values())


def joined_summary(scans: Collection[ScanSummary]) -> ScanSummary:
    """Return what several scans, each of other sources, found together."""
    return ScanSummary(
        found_in={prefix: found for scan in scans for prefix, found in scan.found_in.items()},
        digests={prefix: digest for scan in scans for prefix, digest in scan.digests.items()},
        problems=[problem for scan in scans for problem in scan.problems],
        reasons=sum((Counter(scan.reasons) for scan in scans), Counter[str]()),
        is_racy=any(scan.is_racy for scan in scans),
    )


def scan_source(
    job: Job, state: State, comparison: Comparison, only: Collection[str] | None = None
) -> Iterable[Folder]:
    """Return the folders of the source: of the comparison if that was with this state, else of a new scan.

    With `only`, of the sources with these prefixes.

    Raises OSError during iteration if the source itself cannot be read.
    """
    if comparison.folders is not None and not job.options.wait and state.meta("build") == comparison.build:
        return [folder for folder in comparison.folders if only is None or split_prefix(folder.path)[0] in only]
    return scanned_folders(job.config, job.paths, only)


class SourceDiff:
    """Compares folders with the state as they stream past; its attributes are complete after `tasks`."""

    def __init__(self, state: State, *, began: int, everything: str, doubtful: int) -> None:
        """Take when this build began, in nanoseconds since the epoch.

        `everything` says why every file has to be read again, "" where that is not so. A file whose mtime is not before
        `doubtful` may have been written to after the last build looked at it without a change of its mtime.
        """
        self._state = state
        self._began = began
        self._everything = everything
        self._doubtful = doubtful
        self._known_folders = state.articles.folders()
        self._digest = ScanDigest()
        #: (folder, digest) of every folder that differs, and the folders that have vanished.
        self.folders: list[tuple[str, bytes]] = []
        self.vanished_folders: list[str] = []
        #: (path, file) of what has vanished.
        self.vanished: list[tuple[str, StoredFile]] = []
        self.problems: list[Problem] = []
        #: Why files are read → how many.
        self.reasons = Counter[str]()
        #: Some mtime is as new as this build: the next one has to look into the files.
        self.is_racy = False

    def summary(self) -> ScanSummary:
        """Return what the scan found."""
        return ScanSummary(self._digest.files, self._digest.by_source, self.problems, self.reasons, self.is_racy)

    def tasks(self, folders: Iterable[Folder]) -> Iterator[ReadTask]:
        """Yield every file that is new or may have changed."""
        seen = set()
        for folder in folders:
            self._digest.add(folder)
            self.problems += folder.problems
            if not folder.file_count:
                continue  # the state holds none of these, which may have names that no database can hold
            seen.add(folder.path)
            self.is_racy = self.is_racy or folder.newest_mtime >= self._began - RACY
            if self._known_folders.get(folder.path) != folder.digest:
                self.folders.append((folder.path, folder.digest))
            elif not self._everything and folder.newest_mtime < self._doubtful:
                continue
            yield from self._changed(folder)
        for path in sorted(self._known_folders.keys() - seen):
            self.vanished_folders.append(path)
            self._add_vanished(path, self._state.articles.files_in(path))

    def _changed(self, folder: Folder) -> Iterator[ReadTask]:
        known = self._state.articles.files_in(folder.path)
        for name, size, mtime, inode in folder.files:
            before = known.pop(name, None)
            if before is None:
                reason = "new"
            elif self._everything:
                reason = self._everything
            elif before.version != file_version(size, mtime, inode):
                reason = "changed" if before.version else "tried again"
            elif mtime >= self._doubtful:
                reason = "may have changed"
            else:
                continue
            self.reasons[reason] += 1
            # An article that could not be rendered is tried again if its file was touched.
            reusable = before is not None and not self._everything and before.status not in ("unrenderable", "split")
            yield ReadTask(folder.path, name, before, reusable)
        self._add_vanished(folder.path, known)

    def _add_vanished(self, folder: str, files: dict[str, StoredFile]) -> None:
        for name, file in files.items():
            path = join(folder, name)
            self.vanished.append((path, file))
            if file.status == "split":
                sections = section_folder(path)
                self._add_vanished(sections, self._state.articles.files_in(sections))
