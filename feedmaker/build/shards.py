"""Shards (`source.shards`): each source folder has a process of its own, with a state of its own.

The main process has the main state, and queries the shards for their articles.
"""

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import replace
from itertools import groupby
from typing import Any, NamedTuple
from uuid import uuid4

from feedmaker.build.changes import ArticleChange, ChangeLog
from feedmaker.build.options import Job, no_progress
from feedmaker.build.stages.read import read_articles, read_files, settle
from feedmaker.build.stages.scan import ReadSummary, scan_source
from feedmaker.build.up_to_date import Comparison
from feedmaker.build.workers.context import BuildContext, build_context
from feedmaker.engine.actors import Actor, results
from feedmaker.engine.batches import Engine
from feedmaker.engine.workers import ClusterExecutor
from feedmaker.problems import BuildRefused
from feedmaker.state import State
from feedmaker.state.ownership import check_is_ours
from feedmaker.state.recovery import DAMAGE, Result, opened, put_damaged_aside, with_state
from feedmaker.state.sharded import Answer, ShardedState, Shards, first_number
from feedmaker.system import cpu_count
from feedmaker.text.article_paths import source_code, split_prefix

#: Keys of the main state that the read stage of a shard needs.
_META = ("build", "dependencies", "doubtful", "window")


class DamagedShardError(Exception):
    """The state of a shard is damaged and was put aside: the build must begin again. The text is a notice."""


class Shard:
    """The articles of one source folder: their state, and the read stage over them."""

    def __init__(self, report: Callable[[Any], None], job: Job, prefix: str) -> None:
        self._job = replace(job, progress=lambda _stage, done, _total: report(done))
        self._prefix = prefix
        self._path = job.paths.shard_state(prefix)
        self._state: State | None = None
        self._log: ChangeLog | None = None

    @property
    def state(self) -> State:
        """The state, opened on first use."""
        if self._state is None:
            self._state = opened(
                self._path, keep=not self._job.options.dry_run, first_number=first_number(self._prefix)
            )
        return self._state

    def read(self, comparison: Comparison, jobs: int) -> ReadSummary:
        """Read the articles of the shard (stages/read.read_files).

        The ids of articles that left their files stay in the state until the next build. Otherwise an article that
        moves from one shard to another would lose its id if a build is killed between the commits of the two.
        """
        job = self._job
        seconds, may_fork = job.config.articles.timeout, not job.paths.uses_stores
        folders = scan_source(job, self.state, comparison, {self._prefix})
        self._log = ChangeLog(job, self.state)
        with Engine(jobs=jobs, seconds=seconds, executor=job.executor, may_fork=may_fork) as engine:
            found = read_files(job, self.state, engine, build_context(job, ""), folders, self._log)
        left = ((one.was.id, one.path, one.was.content_hash) for one in found.departures)
        self.state.articles.retire_ids(((id_, path, hash_) for id_, path, hash_ in left if id_ and hash_), job.now)
        return found

    def changes(self) -> list[ArticleChange]:
        """Return the changes of the articles that `read` has read."""
        return self._log.found() if self._log else []

    def call(self, function: Callable[..., Any], arguments: Sequence[Any]) -> Any:
        """Return function(self, *arguments). Raises DamagedShardError if the state turns out to be damaged."""
        try:
            return function(self, *arguments)
        except DAMAGE as error:
            notice = put_damaged_aside(self.state, self._path, error, keep=not self._job.options.dry_run)
            raise DamagedShardError(notice) from error

    def close(self) -> None:
        """Close the state; uncommitted changes are discarded."""
        if self._state is not None:
            self._state.close()


class OpenShards(Shards):
    """The shards of a build, each in a process of its own or in this one."""

    def __init__(self, job: Job, opened: Mapping[str, Actor | Shard]) -> None:
        super().__init__(list(opened))
        self._job = job
        self._opened = opened
        #: Files that each shard has read.
        self._done = dict.fromkeys(opened, 0)

    def call(self, function: Callable[..., Answer], arguments: Mapping[str, Sequence[Any]]) -> list[Answer]:
        """Return function(Shard, *arguments) of each shard, by prefix; report progress while they read files."""
        actors = {prefix: one for prefix in arguments if isinstance(one := self._opened[prefix], Actor)}
        for prefix, actor in actors.items():
            actor.send(Shard.call, function, arguments[prefix])
        found = results(actors, self._report)
        for prefix, given in arguments.items():
            if isinstance(one := self._opened[prefix], Shard):
                found[prefix] = one.call(function, given)
        return [found[prefix] for prefix in arguments]

    def _report(self, prefix: str, done: int) -> None:
        self._done[prefix] = done
        self._job.progress("read", sum(self._done.values()), None)


def with_whole_state(job: Job, run: Callable[[State], Result]) -> Result:
    """Return run(the state of all articles); run it again with an empty state if it is damaged (state/recovery)."""

    def run_with(state: State) -> Result:
        with _whole_state(job, state) as whole:
            return run(whole)

    return with_state(job.paths.state, run_with, keep=not job.options.dry_run)


@contextmanager
def _whole_state(job: Job, state: State) -> Iterator[State]:
    """Yield the state of all articles: `state` itself or, with `source.shards`, joined with those of the shards.

    If the setting was changed, the articles are moved between the states, with their ids. Raises BuildRefused and
    BuildFailed.
    """
    listed: dict[str, str] = json.loads(state.meta("shards") or "{}")
    sources, keep = list(job.paths.sources), not job.options.dry_run
    if not job.config.source.shards:
        if listed:
            _take_over_from_shards(job, state, listed)
        yield state
        obsolete = listed
    else:
        folders = state.shard.all_folders()
        known = {*listed, *(split_prefix(folder)[0] for folder in folders)}
        # Shards of folders that were removed from the configuration are opened, too: their articles have vanished.
        with open_shards(job, [*sources, *sorted(known - {*sources})]) as shards:
            joined = _begin(job, state, shards, listed, divides=bool(folders))
            if folders:
                _divide(job, state, shards)
            yield joined
        obsolete = {prefix: "" for prefix in shards.prefixes if prefix not in sources}
    for prefix in obsolete if keep else ():
        for suffix in ("", "-wal", "-shm"):
            with suppress(OSError):
                os.unlink(f"{job.paths.shard_state(prefix)}{suffix}")


@contextmanager
def open_shards(job: Job, prefixes: Sequence[str]) -> Iterator[OpenShards]:
    """Yield the shards with these prefixes, each in a process of its own unless a host application passed an executor.

    Raises BuildRefused.
    """
    by_code: dict[str, str] = {}
    for prefix in prefixes:
        other = by_code.setdefault(source_code(prefix), prefix)
        if other != prefix:
            names = " and ".join(map(job.paths.shown, (other, prefix)))
            text = f"{names} cannot both be shards: the hashes of their names are equal; nothing was written"
            raise BuildRefused(text, "rename one of them, or give it another `name`")
        check_is_ours(job.paths.shard_state(prefix))
    with ExitStack() as stack:
        found: dict[str, Actor | Shard] = {}
        for prefix in prefixes:
            found[prefix] = _opened(job, prefix, [one for one in found.values() if isinstance(one, Actor)])
            stack.callback(found[prefix].close)
        yield OpenShards(job, found)


def scan_and_read(job: Job, state: State, engine: Engine, context: BuildContext, comparison: Comparison) -> ReadSummary:
    """Read every file that may have changed (stages/read.read_articles), those of each shard at the same time."""
    if not isinstance(state, ShardedState):
        return read_articles(job, state, engine, context, scan_source(job, state, comparison))
    shards = state.shards
    if not state.is_complete:
        comparison = Comparison()  # the given one may be a comparison with other states of the shards
    jobs = max(1, (job.options.jobs or cpu_count()) // len(shards.prefixes))
    parts = shards.call(Shard.read, {prefix: (_of_shard(comparison, prefix), jobs) for prefix in shards.prefixes})
    none = dict.fromkeys(shards.prefixes, ())
    return settle(job, state, parts, lambda: [one for found in shards.call(Shard.changes, none) for one in found])


def _opened(job: Job, prefix: str, others: Sequence[Actor]) -> Actor | Shard:
    executor = job.executor
    if executor is None or isinstance(executor, ClusterExecutor):
        given = replace(job, progress=no_progress)  # the progress bar of the command cannot be pickled
        with suppress(OSError):  # some sandboxes have no processes
            return Actor(Shard, given, prefix, may_fork=not job.paths.uses_stores, others=others)
    return Shard(lambda done: job.progress("read", done, None), job, prefix)


class _ShardStatus(NamedTuple):
    """The state of a shard at the beginning of a build."""

    is_new: bool
    notice: str
    #: Its version is the one in the main state.
    is_expected: bool
    #: Articles that left their files in a build that did not finish: (id, path, content hash).
    left: list[tuple[str, str, bytes]]


def _begin(job: Job, state: State, shards: OpenShards, listed: Mapping[str, str], *, divides: bool) -> ShardedState:
    """Pass what the main state knows to the shards, and return the joined state.

    With `divides`, the main state still has the articles, from before `source.shards` was set.
    """
    meta = {key: state.meta(key) for key in _META}
    asked = {prefix: (meta, listed.get(prefix, ""), divides) for prefix in shards.prefixes}
    found: dict[str, _ShardStatus] = dict(zip(asked, shards.ask(_begin_shard, asked), strict=True))
    lost = [_missing(job, prefix) for prefix in listed if found[prefix].is_new]
    notices = [state.notice, *(one.notice for one in found.values()), *lost]
    joined = ShardedState(
        state,
        shards,
        "; ".join(dict.fromkeys(filter(None, notices))),
        is_new=state.is_new and all(one.is_new for one in found.values()),
        is_complete=all(one.is_expected for one in found.values()),
        kept=[*job.paths.sources],
        version=uuid4().hex,
    )
    for row in (row for one in found.values() for row in one.left):
        if not joined.articles.is_id_taken(row[0]):
            joined.articles.retire_ids([row], job.now)
    return joined


def _divide(job: Job, state: State, shards: OpenShards) -> None:
    """Move the articles from the main state to the shards. Raises BuildRefused."""
    for prefix, folders in zip(shards.prefixes, shards.ask_all(_folders_of), strict=True):
        if folders:
            text = f"{job.paths.shard_state(prefix)} is of a later build than the state itself; nothing was written"
            raise BuildRefused(text, "restore the state of that build, or move this one away")
    for rows in state.shard.files():
        for prefix, of_shard in groupby(rows, _prefix_of):
            shards.ask_one(prefix, State.adopt, list(of_shard))
    state.shard.give_away()


def _folders_of(state: State) -> set[str]:
    return state.shard.all_folders()


def _begin_shard(state: State, meta: dict[str, str], version: str, divides: bool) -> _ShardStatus:
    is_expected = state.meta("version") == version
    is_later = int(state.meta("build") or 0) > int(meta["build"] or 0)
    left = state.shard.take_retired()
    state.set_meta(meta)
    state.begin()
    if divides and not is_later:
        # Left by a build that was killed while dividing, or by an earlier use of shards: the main state has everything.
        state.shard.give_away()
    return _ShardStatus(state.is_new, state.notice, is_expected, [] if is_expected or divides else left)


def _take_over_from_shards(job: Job, state: State, listed: Iterable[str]) -> None:
    """Move the articles of the shards to the main state, as `source.shards` is no longer set."""
    for prefix in listed:
        found = State.open_to_read(job.paths.shard_state(prefix))
        if found is None:
            state.notice = _missing(job, prefix)
            continue
        with closing(found):
            for rows in found.shard.files():
                state.adopt(rows)
    state.shard.render_again()
    state.set_meta({"shards": ""})


def _missing(job: Job, prefix: str) -> str:
    return f"the state {job.paths.shard_state(prefix)} is missing: ids that only it knew are lost"


def _of_shard(comparison: Comparison, prefix: str) -> Comparison:
    if comparison.folders is None:
        return comparison
    return comparison._replace(folders=tuple(one for one in comparison.folders if _prefix_of(one) == prefix))


def _prefix_of(row: tuple[Any, ...]) -> str:
    """Return the prefix of the shard of a row whose first value is a folder."""
    return split_prefix(row[0])[0]
