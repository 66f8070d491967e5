"""The run in which nothing changed, which is the most frequent one. It reads no article, no feed and hardly any state.

In case of doubt the whole build runs: this module only ever says "nothing to do" or "unknown".
"""

import json
import os
import sqlite3
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import closing
from functools import partial
from hashlib import blake2b
from itertools import chain
from typing import Any, NamedTuple

from feedmaker.build.local_files import with_changed_media
from feedmaker.build.options import ENTRY_CACHE, BuildPaths, Job
from feedmaker.build.publication_window import is_past_due
from feedmaker.config.schema import Config
from feedmaker.loader.file_patterns import article_patterns
from feedmaker.loader.scan import Folder, scan, scan_store
from feedmaker.object_store import concurrently, is_url
from feedmaker.report import ArticleCounts, FeedCounts, Report, exit_of_build
from feedmaker.state import State
from feedmaker.system import published_version
from feedmaker.text.article_paths import split_prefix

#: Files of changed folders of one source that are kept in memory for the build that follows.
_MOST = 100_000


class ScanDigest:
    """A hash of the folders of each source."""

    def __init__(self) -> None:
        self._hashes: dict[str, Any] = {}
        #: How many article files there are, by the prefix of their source.
        self.files = Counter[str]()

    def add(self, folder: Folder) -> None:
        """Add a folder."""
        prefix, _ = split_prefix(folder.path)
        if (digest := self._hashes.get(prefix)) is None:
            digest = self._hashes[prefix] = blake2b(digest_size=16)
        digest.update(folder.path.encode("utf-8", "surrogatepass") + b"\0" + folder.digest)
        digest.update(repr(folder.problems).encode() if folder.problems else b"")
        self.files[prefix] += folder.file_count

    @property
    def by_source(self) -> dict[str, str]:
        """Equal for equal folders, by the prefix of each source that has any."""
        return {prefix: digest.hexdigest() for prefix, digest in self._hashes.items()}


def scan_digest(by_source: Mapping[str, str]) -> str:
    """Return a text that is equal for equal folders of all sources."""
    return "".join(by_source[prefix] for prefix in sorted(by_source))


class Comparison(NamedTuple):
    """The folders compared with the last build."""

    #: The report if there is nothing to do, None if a build has to find out.
    report: Report | None = None
    #: Every folder, with its files where they differ from those of the last build; None where that is not known.
    folders: tuple[Folder, ...] | None = None
    #: The build that the folders were compared with.
    build: str = ""


def compare(job: Job) -> Comparison:
    """Compare the sources and the output with the last build; there is a report only if a build would write nothing."""
    if not all(is_url(source.path) or os.path.isdir(source.path) for source in job.paths.sources.values()):
        return Comparison()
    state = State.open_to_read(job.paths.state)
    if state is None:
        return Comparison()
    try:
        return _compare(state, job)
    except (OSError, sqlite3.Error, LookupError, TypeError, ValueError):
        return Comparison()  # the build will say what is wrong with the state or a folder
    finally:
        state.close()


def scanned_folders(config: Config, paths: BuildPaths, only: Collection[str] | None = None) -> Iterator[Folder]:
    """Yield the folders of every source, or of those with the prefixes `only`, in a fixed order, with their prefixes.

    A source within another one is not part of that. Raises OSError if a source itself cannot be read.
    """
    patterns = article_patterns(config)
    skip = frozenset({paths.output, *(each.path for each in paths.sources.values())})
    for prefix, each in paths.sources.items():
        if only is not None and prefix not in only:
            continue
        found = scan_store(each.path, patterns) if is_url(each.path) else scan(each.path, patterns, skip=skip)
        for folder in found:
            yield folder.under(prefix) if prefix else folder


def _compare(state: State, job: Job) -> Comparison:
    output = job.paths.output
    if state.meta("dependencies") != json.dumps(job.dependencies) or state.meta("doubtful"):
        return Comparison()
    if os.path.lexists(f"{output}/{ENTRY_CACHE}"):
        return Comparison()  # a build is running, or was killed and left something to remove
    digest, folders = _scan(state, job)
    unknown = Comparison(None, folders, state.meta("build"))
    if is_past_due(state, job.now) or digest != state.meta("scan"):
        return unknown
    version_of = published_versions(output)
    is_intact_output = all(version_of(path) == version for path, version in state.feeds.outputs())
    if is_intact_output and not with_changed_media(state):
        return Comparison(_report(state, job))
    return unknown


def published_versions(output: str) -> Callable[[str], str]:
    """Return a function from the path of a published file to its version, "" where it is missing: raises StoreError."""
    if is_url(output):
        from feedmaker.writer.bucket import Bucket  # late: it imports more than a run in which nothing changed needs

        return Bucket(output).version
    return lambda path: published_version(f"{output}/{path}")


def _scan(state: State, job: Job) -> tuple[str, tuple[Folder, ...] | None]:
    """Scan the source; unchanged folders are returned without their files, and none where too many files changed."""
    scan_one = partial(_scan_one, job, _known_folders(state, job))
    sources = [*job.paths.sources]
    parts = concurrently(scan_one, sources) if job.paths.uses_stores else [scan_one(prefix) for prefix in sources]
    digests = {prefix: text for digest, _ in parts for prefix, text in digest.by_source.items()}
    folders = [of_source for _, of_source in parts if of_source is not None]
    return scan_digest(digests), tuple(chain.from_iterable(folders)) if len(folders) == len(parts) else None


def _scan_one(job: Job, known: Mapping[str, bytes], prefix: str) -> tuple[ScanDigest, list[Folder] | None]:
    digest = ScanDigest()
    folders: list[Folder] = []
    differing = 0
    for folder in scanned_folders(job.config, job.paths, {prefix}):
        digest.add(folder)
        if known.get(folder.path) == folder.digest:
            folders.append(folder._replace(files=[]))
        elif (differing := differing + folder.file_count) <= _MOST:
            folders.append(folder)
    return digest, folders if differing <= _MOST else None


def _known_folders(state: State, job: Job) -> dict[str, bytes]:
    """Return folder → digest of its files at the last build. Raises LookupError where a state of a shard is missing."""
    if not job.config.source.shards:
        return state.articles.folders()
    known: dict[str, bytes] = {}
    for prefix in job.paths.sources:
        shard = State.open_to_read(job.paths.shard_state(prefix))
        if shard is None:
            raise LookupError(prefix)
        with closing(shard):
            known |= shard.articles.folders()
    return known


def _report(state: State, job: Job) -> Report:
    values = json.loads(state.meta("report"))
    articles, feeds = values["articles"], values["feeds"]
    left_out, has_problems = articles["left_out"], int(state.meta("problems")) > 0
    reused = articles["parsed"] + articles["reused"]
    return Report(
        articles=ArticleCounts(**{**articles, "parsed": 0, "reused": reused}),
        feeds=FeedCounts(total=feeds["total"], unchanged=feeds["total"]),
        problems=tuple(state.feeds.reported()) if job.options.all_problems and has_problems else (),
        known_problems=int(state.meta("problems")),
        output=job.paths.output,
        exit=exit_of_build(left_out, has_problems=has_problems, strict=job.options.strict),
    )
