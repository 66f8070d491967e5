"""Stage scan: compares the source folders with the state to find files that are new, changed or vanished."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from feedmaker.build.changes import ArticleChange
from feedmaker.build.ids import Departure
from feedmaker.build.options import Job
from feedmaker.build.up_to_date import Comparison, ScanDigest, scanned_folders
from feedmaker.build.workers.context import file_version
from feedmaker.build.workers.tasks import ReadTask
from feedmaker.loader.scan import Folder
from feedmaker.problems import Problem
from feedmaker.state import State
from feedmaker.state.schema import StoredFile, join
from feedmaker.text.article_paths import section_folder, split_prefix

#: A file with a time this close to the build, in nanoseconds, may be written to again within the same time: clocks of
#: file systems have steps of up to two seconds.
RACY = 2_000_000_000


@dataclass(slots=True)
class ReadSummary:
    """The result of scanning and reading the source; those of shards are added up."""

    #: How many article files there are, by the prefix of their source.
    found_in: Counter[str] = field(default_factory=Counter)
    #: A hash of the folders of each source, by its prefix.
    digests: dict[str, str] = field(default_factory=dict)
    #: Of the scan.
    problems: list[Problem] = field(default_factory=list)
    #: Why files are read → how many.
    reasons: Counter[str] = field(default_factory=Counter)
    #: Some mtime is as new as this build, so that the next one has to compare the bytes of files.
    is_racy: bool = False
    #: How many files were parsed.
    parsed: int = 0
    #: Paths of published articles that got another id although their files did not change.
    ids_changed: list[str] = field(default_factory=list)
    departures: list[Departure] = field(default_factory=list)
    #: Problems of ids, and what subscribers will see: known only when the files of every shard are in the state.
    claims: list[Problem] = field(default_factory=list)
    changes: list[ArticleChange] = field(default_factory=list)

    @property
    def found(self) -> int:
        """How many article files there are."""
        return self.found_in.total()

    def add(self, other: "ReadSummary") -> None:
        """Add what was found in other sources."""
        self.found_in += other.found_in
        self.digests |= other.digests
        self.problems += other.problems
        self.reasons += other.reasons
        self.is_racy |= other.is_racy
        self.parsed += other.parsed
        self.ids_changed += other.ids_changed
        self.departures += other.departures


def scan_source(
    job: Job, state: State, comparison: Comparison, only: Collection[str] | None = None
) -> Iterable[Folder]:
    """Return the folders of the source, from the comparison if it used this state, else from a new scan.

    With `only`, those of the sources with these prefixes.

    Raises OSError during iteration if the source itself cannot be read.
    """
    if comparison.folders is not None and not job.options.wait and state.meta("build") == comparison.build:
        return [folder for folder in comparison.folders if only is None or split_prefix(folder.path)[0] in only]
    return scanned_folders(job.config, job.paths, only)


class SourceDiff:
    """Compares folders with the state as they stream past; its attributes are complete after `tasks`."""

    def __init__(self, state: State, found: ReadSummary, *, began: int, everything: str, doubtful: int) -> None:
        """Take a summary to fill, and when this build began, in nanoseconds since the epoch.

        `everything` is the reason to read every file again, or "". A file whose mtime is `doubtful` or later may have
        been written to after the last build read it, without a change of its mtime.
        """
        self._state = state
        self._found = found
        self._began = began
        self._everything = everything
        self._doubtful = doubtful
        self._known_folders = state.articles.folders()
        #: (folder, digest) of every folder that differs, and the folders that have vanished.
        self.folders: list[tuple[str, bytes]] = []
        self.vanished_folders: list[str] = []
        #: (path, file) of what has vanished.
        self.vanished: list[tuple[str, StoredFile]] = []

    def tasks(self, folders: Iterable[Folder]) -> Iterator[ReadTask]:
        """Yield every file that is new or may have changed."""
        seen = set()
        digest = ScanDigest()
        for folder in folders:
            digest.add(folder)
            self._found.problems += folder.problems
            if not folder.file_count:
                continue  # such folders are not stored: a database may be unable to hold their names
            seen.add(folder.path)
            self._found.is_racy |= folder.newest_mtime >= self._began - RACY
            if self._known_folders.get(folder.path) != folder.digest:
                self.folders.append((folder.path, folder.digest))
            elif not self._everything and folder.newest_mtime < self._doubtful:
                continue
            yield from self._changed(folder)
        for path in sorted(self._known_folders.keys() - seen):
            self.vanished_folders.append(path)
            self._add_vanished(path, self._state.articles.files_in(path))
        self._found.found_in, self._found.digests = digest.files, digest.by_source

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
            self._found.reasons[reason] += 1
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
