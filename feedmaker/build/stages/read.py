"""Stage read: files → rows of the state, and the ids that articles keep."""

from collections.abc import Callable, Iterable, Sequence

from feedmaker.build.changes import ArticleChange, ChangeLog, without_moves
from feedmaker.build.dependencies import changed_text, reading_changes, stored_dependencies
from feedmaker.build.ids import Departure, departure, kept_id, settle_claims, transfer_ids
from feedmaker.build.options import Job
from feedmaker.build.stages.scan import RACY, ReadSummary, SourceDiff
from feedmaker.build.workers.context import BuildContext, internal_error, memory_bound
from feedmaker.build.workers.read import left_out, read, reading
from feedmaker.build.workers.tasks import ReadResult, ReadTask
from feedmaker.engine.batches import CRASHED, Engine, Outcome
from feedmaker.engine.workers import SLOW
from feedmaker.loader.scan import Folder
from feedmaker.problems import Problem
from feedmaker.state import State
from feedmaker.state.schema import FileRow, StoredFile, join
from feedmaker.text.article_paths import section_folder

_AGAIN = "it is read again at the next build"
#: After every mtime.
_NEVER = 1 << 80


class SourceChangedError(Exception):
    """Files are no longer what they were when they were read."""

    def __init__(self, paths: Sequence[str]) -> None:
        super().__init__(f"{len(paths)} files changed")
        self.paths = tuple(paths)


def read_articles(
    job: Job, state: State, engine: Engine, context: BuildContext, folders: Iterable[Folder]
) -> ReadSummary:
    """Read every file that may have changed, and put what it holds into the state.

    Raises SourceChangedError where a file vanishes, and OSError.
    """
    log = ChangeLog(job, state)
    read = read_files(job, state, engine, context, folders, log)
    return settle(job, state, [read], log.found)


def settle(
    job: Job, state: State, parts: Sequence[ReadSummary], changes: Callable[[], list[ArticleChange]]
) -> ReadSummary:
    """Settle the ids of all articles, when the files of every part are in the state; return the sum of the parts.

    `changes` gives the changes of articles, and is called after that.
    """
    found = ReadSummary()
    for part in parts:
        found.add(part)
    transfer_ids(state.articles, found.departures, int(state.meta("build") or 0) + 1, job.now)
    found.claims = settle_claims(state.articles)
    found.changes = without_moves(state, changes())
    return found


def read_files(
    job: Job, state: State, engine: Engine, context: BuildContext, folders: Iterable[Folder], log: ChangeLog
) -> ReadSummary:
    """Read every file that may have changed, and put what it holds into the state; ids are not settled.

    Raises SourceChangedError where a file vanishes, and OSError.
    """
    build = int(state.meta("build") or 0) + 1
    found = ReadSummary()
    everything, doubtful = _everything(job, state), int(state.meta("doubtful") or _NEVER)
    diff = SourceDiff(state, found, began=job.nanoseconds, everything=everything, doubtful=doubtful)
    unsettled: set[str] = set()
    done = 0
    if everything or state.is_new:  # of several workers, each would import it
        from feedmaker.build.workers import article_reader, entry_renderer  # noqa: F401
    tasks, memory = diff.tasks(folders), memory_bound(job.config)
    for outcomes in engine.run(read, context, tasks, memory=memory, around=reading):
        rows: list[tuple[int | None, FileRow, str | None, int]] = []
        versions: list[tuple[str, int]] = []
        for outcome in outcomes:
            task, result = outcome.item, _result(job, outcome)
            found.is_racy |= result.mtime >= job.nanoseconds - RACY
            if result.row is None:
                assert task.known is not None  # noqa: S101 - only a known file can be unchanged
                versions.append((result.version, task.known.number))
                continue
            found.parsed += 1
            for known, row in _with_sections(state, diff, task, result.row, result.sections):
                id_, first_build = kept_id(known, row, build)
                if known and known.status == "published" and known.file_hash == row.file_hash and known.id != id_:
                    found.ids_changed.append(row.path)
                if (left := departure(known, row)) is not None:
                    found.departures.append(left)
                if not row.version:
                    unsettled.add(row.folder)
                log.was_read(known, row, id_)
                rows.append((known.number if known else None, row, id_, first_build))
        state.articles.put(rows)
        state.articles.set_versions(versions)
        done += len(outcomes)
        job.progress("read", done, None)
    log.have_vanished(file for _, file in diff.vanished)
    state.articles.remove(file.number for _, file in diff.vanished)
    # A folder without a digest is looked at again by the next build.
    state.articles.set_folders([*diff.folders, *((folder, b"") for folder in unsettled)], diff.vanished_folders)
    state.articles.create_indexes()
    found.departures = [*(Departure(path, file, None) for path, file in diff.vanished), *found.departures]
    return found


def _with_sections(
    state: State, diff: SourceDiff, task: ReadTask, row: FileRow, sections: Sequence[FileRow]
) -> list[tuple[StoredFile | None, FileRow]]:
    """Return the rows of a file and of its articles, if it has several, each with what the state knows of it."""
    if not sections and (task.known is None or task.known.status != "split"):
        return [(task.known, row)]
    folder = section_folder(task.path)
    known = state.articles.files_in(folder)
    found = [(task.known, row), *((known.pop(section.name, None), section) for section in sections)]
    diff.vanished += ((join(folder, name), file) for name, file in known.items())
    return found


def failure_problem(job: Job, failure: str, doing: str) -> Problem:
    """Return the problem of an article that could not be read or rendered (`doing`), by the failure of its outcome."""
    if failure == SLOW:
        message = f"article takes longer than {job.config.articles.timeout:g} s to {doing}"
        return Problem("article-too-slow", message, f"simplify it, or raise articles.timeout; {_AGAIN}")
    if failure == CRASHED:
        message = f"the process that tried to {doing} this article ended: out of memory, or a defect of a library"
        return Problem("article-crashed", message, f"simplify it, or exclude it; {_AGAIN}")
    return internal_error(failure)


def _result(job: Job, outcome: Outcome[ReadTask, ReadResult]) -> ReadResult:
    """Return the result of reading a file; nothing that depends on the day is stored as settled."""
    task = outcome.item
    if task.path in job.skipped:
        problem = Problem("article-unsettled", "article changes while it is read", _AGAIN)
        return ReadResult(left_out(task, problem))
    if outcome.result is None:
        return ReadResult(left_out(task, failure_problem(job, outcome.failure, "read")))
    if outcome.result.found == "vanished":
        raise SourceChangedError([task.path])
    return outcome.result


def _everything(job: Job, state: State) -> str:
    """Return why every file has to be read again, "" where only those that changed have to be."""
    if job.options.full:
        return "--full"
    if state.is_new:
        return ""
    before = stored_dependencies(state)
    return changed_text(reading_changes(before, job.dependencies)) if before else "another release"
