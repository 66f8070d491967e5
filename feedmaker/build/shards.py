"""Shards: each folder of the source is read by a process of its own, which has a state of its own (`source.shards`).

The process that was started has the state of the whole, and asks the shards what it needs to know of their articles.
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
from feedmaker.engine.actors import Actor, ProcessActor, results
from feedmaker.engine.batches import Engine
from feedmaker.engine.workers import ClusterExecutor
from feedmaker.problems import BuildRefused
from feedmaker.state import State
from feedmaker.state.ownership import check_is_ours
from feedmaker.state.recovery import DAMAGE, Result, opened, put_damaged_aside, with_state
from feedmaker.state.sharded import ShardedState, Shards, ask_table, first_number
from feedmaker.system import cpu_count
from feedmaker.text.article_paths import source_code, split_prefix

#: What the state of the whole knows of the last build, and reading needs.
_META = ("build", "dependencies", "doubtful", "window")


class DamagedShardError(Exception):
    """A state of a shard was damaged and is put aside: the build must begin again. The text is a notice of it."""


class Shard:
    """A shard: the state of its articles, and what reads them."""

    def __init__(self, report: Callable[[Any], None], job: Job, prefix: str) -> None:
        self._job = replace(job, progress=lambda _stage, done, _total: report(done))
        self._prefix = prefix
        self._path = job.paths.shard_state(prefix)
        self._state: State | None = None
        self._log: ChangeLog | None = None

    @property
    def state(self) -> State:
        """The state, which is opened by the first question."""
        if self._state is None:
            self._state = opened(
                self._path, keep=not self._job.options.dry_run, first_number=first_number(self._prefix)
            )
        return self._state

    def read(self, comparison: Comparison, jobs: int) -> ReadSummary:
        """Read the articles of the shard (stages/read.read_files).

        What left its file is kept in the state until the next build: a build that is killed between the commits of two
        shards would lose the id of an article that went from one to the other.
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
        """Return the changes of the articles that were read."""
        return self._log.found() if self._log else []

    def answer(self, question: Callable[..., Any], arguments: Sequence[Any]) -> Any:
        """Return question(the state or, for a method of this class, this, *arguments).

        Raises DamagedShardError where that shows that the state is damaged.
        """
        try:
            return question(self if question in (Shard.read, Shard.changes) else self.state, *arguments)
        except DAMAGE as error:
            notice = put_damaged_aside(self.state, self._path, error, keep=not self._job.options.dry_run)
            raise DamagedShardError(notice) from error

    def close(self) -> None:
        """Close the state; what was not committed is discarded."""
        if self._state is not None:
            self._state.close()


class OpenShards(Shards):
    """The shards of a build, each with an actor."""

    def __init__(self, job: Job, actors: Mapping[str, Actor]) -> None:
        super().__init__(list(actors))
        self._job = job
        self._actors = actors
        #: Files that each shard has read.
        self._done = dict.fromkeys(actors, 0)

    def ask(self, question: Callable[..., Any], arguments: Mapping[str, Sequence[Any]]) -> list[Any]:
        """Return the answers of the shards with these prefixes; show how many files they read meanwhile."""
        asked = list(arguments)
        for prefix, given in arguments.items():
            self._actors[prefix].send(Shard.answer, question, given)
        return results(
            [self._actors[prefix] for prefix in asked], lambda number, done: self._report(asked[number], done)
        )

    def _report(self, prefix: str, done: int) -> None:
        self._done[prefix] = done
        self._job.progress("read", sum(self._done.values()), None)


def with_whole_state(job: Job, run: Callable[[State], Result]) -> Result:
    """Return run(the state of all articles); once more, with an empty one, where it is damaged (state/recovery)."""

    def run_with(state: State) -> Result:
        with _whole_state(job, state) as whole:
            return run(whole)

    return with_state(job.paths.state, run_with, keep=not job.options.dry_run)


@contextmanager
def _whole_state(job: Job, state: State) -> Iterator[State]:
    """Yield the state of all articles: `state` itself, or with those of the shards where `source.shards` is set.

    Where the setting was changed, ids are taken over. Raises BuildRefused and BuildFailed.
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
        # A shard whose folder is no longer in the configuration has lost all its articles.
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
    """Yield the shards with these prefixes, in processes of their own where the build has no executor of others.

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
        actors: dict[str, Actor] = {}
        for prefix in prefixes:
            others = [actor for actor in actors.values() if isinstance(actor, ProcessActor)]
            actors[prefix] = _actor(job, prefix, others)
            stack.callback(actors[prefix].close)
        yield OpenShards(job, actors)


def scan_and_read(job: Job, state: State, engine: Engine, context: BuildContext, comparison: Comparison) -> ReadSummary:
    """Read every file that may have changed (stages/read.read_articles), those of each shard at the same time."""
    if not isinstance(state, ShardedState):
        return read_articles(job, state, engine, context, scan_source(job, state, comparison))
    shards = state.shards
    if not state.is_complete:
        comparison = Comparison()  # it may have been made with other states of shards
    jobs = max(1, (job.options.jobs or cpu_count()) // len(shards.prefixes))
    parts = shards.ask(Shard.read, {prefix: (_of_shard(comparison, prefix), jobs) for prefix in shards.prefixes})
    return settle(job, state, parts, lambda: [one for found in shards.ask_all(Shard.changes) for one in found])


def _actor(job: Job, prefix: str, others: Sequence[ProcessActor]) -> Actor:
    executor = job.executor
    if executor is None or isinstance(executor, ClusterExecutor):
        given = replace(job, progress=no_progress)  # that of the command cannot be pickled
        with suppress(OSError):  # some sandboxes have no processes
            return ProcessActor(Shard, given, prefix, may_fork=not job.paths.uses_stores, others=others)
    return Actor(Shard(lambda done: job.progress("read", done, None), job, prefix))


class _Begun(NamedTuple):
    """How a build finds a shard."""

    is_new: bool
    notice: str
    #: It is as the state of the whole was committed with it.
    is_expected: bool
    #: Articles that left their files in a build that did not end: (id, path, content hash).
    left: list[tuple[str, str, bytes]]


def _begin(job: Job, state: State, shards: OpenShards, listed: Mapping[str, str], *, divides: bool) -> ShardedState:
    """Tell the shards what the state of the whole knows, and join them.

    With `divides`, it has the articles itself, of a time without shards.
    """
    meta = {key: state.meta(key) for key in _META}
    asked = {prefix: (meta, listed.get(prefix, ""), divides) for prefix in shards.prefixes}
    found: dict[str, _Begun] = dict(zip(asked, shards.ask(_begin_shard, asked), strict=True))
    lost = [_missing(job, prefix) for prefix in listed if found[prefix].is_new]
    for row in (row for one in found.values() for row in one.left):
        if not any(shards.ask_all(ask_table, "articles", "is_id_taken", row[0])):
            state.articles.retire_ids([row], job.now)
    notices = [state.notice, *(one.notice for one in found.values()), *lost]
    return ShardedState(
        state,
        shards,
        "; ".join(dict.fromkeys(filter(None, notices))),
        is_new=state.is_new and all(one.is_new for one in found.values()),
        is_complete=all(one.is_expected for one in found.values()),
        kept=[*job.paths.sources],
        version=uuid4().hex,
    )


def _divide(job: Job, state: State, shards: OpenShards) -> None:
    """Give the shards the articles that the state of the whole has. Raises BuildRefused."""
    for prefix, folders in zip(shards.prefixes, shards.ask_all(ask_table, "shard", "all_folders"), strict=True):
        if folders:
            text = f"{job.paths.shard_state(prefix)} is of a later build than the state itself; nothing was written"
            raise BuildRefused(text, "restore the state of that build, or move this one away")
    for rows in state.shard.files():
        for prefix, of_shard in groupby(rows, _prefix_of):
            shards.ask_one(prefix, State.adopt, list(of_shard))
    state.shard.give_away()


def _begin_shard(state: State, meta: dict[str, str], version: str, divides: bool) -> _Begun:
    is_expected = state.meta("version") == version
    is_later = int(state.meta("build") or 0) > int(meta["build"] or 0)
    left = state.shard.take_retired()
    state.set_meta(meta)
    state.begin()
    if divides and not is_later:
        # Of a build that was killed when it divided the articles, or of a time before: the state of the whole has all.
        state.shard.give_away()
    return _Begun(state.is_new, state.notice, is_expected, [] if is_expected or divides else left)


def _take_over_from_shards(job: Job, state: State, listed: Iterable[str]) -> None:
    """Put the articles of shards into the state of the whole: `source.shards` is no longer set."""
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
    """Return the shard of a row that begins with a folder."""
    return split_prefix(row[0])[0]
