"""The functions of the public API; `feedmaker build` uses them too.

Each takes a configuration as the path of a config.yaml, as a mapping with the same keys, or as what `load_config`
returned. Relative paths are relative to the folder of config.yaml, or to the current folder where there is no file.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from feedmaker.build import BuildOptions, Progress
from feedmaker.build import build as run_build
from feedmaker.model import Article, Channel, Entry
from feedmaker.problems import Problem
from feedmaker.project import Configuration, PathLike, open_project
from feedmaker.report import Report

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from feedmaker.writer.formats import DocumentOptions, FormatName


def build(
    config: Configuration,
    *,
    now: datetime | None = None,
    executor: "Executor | None" = None,
    scheduler: str | None = None,
    source: PathLike | None = None,
    output: PathLike | None = None,
    full: bool = False,
    dry_run: bool = False,
    jobs: int | None = None,
    check: bool = False,
    strict: bool = False,
    allow_empty: bool = False,
    new_ids: bool = False,
    new_urls: bool = False,
    wait: float = 0.0,
    all_problems: bool = True,
    progress: Progress | None = None,
) -> Report:
    """Bring the feeds up to date with the articles.

    Args:
        config: path of a config.yaml, mapping, or Config.
        now: the present, aware; default: the clock. It decides only which articles are held and which have expired.
        executor: runs the work in place of worker processes; then there is no fork, no signal handler and no bound on
            the time of an article.
        scheduler: address of a Dask scheduler whose workers do the work; not together with `executor`.
        source: folder of articles in place of `source.path`, relative to the current folder.
        output: folder to write in place of `output.path`, relative to the current folder.
        full: ignore the state; read and render everything.
        dry_run: write nothing.
        jobs: number of worker processes; default: one for each processor of this process.
        check: validate every feed before it is published.
        strict: any problem makes `Report.exit` 1.
        allow_empty: go on where most articles have vanished.
        new_ids: go on where published articles get other ids.
        new_urls: go on where more than half of the feeds would be removed or get other addresses.
        wait: seconds to wait for another build of the same output.
        all_problems: False leaves `Report.problems` empty where nothing changed.
        progress: called with a stage, how many items are done, and how many there are or None.

    Raises:
        ConfigurationError: the configuration is wrong; all mistakes are in its `problems`.
        BuildRefused: a guard refused the build; nothing was written.
        BuildFailed: the build could not go on; every file of the output is whole.
        OutputLocked: another build holds the output.
        ValueError: `now` is naive, or `executor` and `scheduler` are both given.
    """
    present = _aware(now)
    if executor is not None and scheduler is not None:
        raise ValueError("give an executor or a scheduler, not both")
    options = BuildOptions(
        full=full,
        dry_run=dry_run,
        jobs=jobs,
        allow_empty=allow_empty,
        new_ids=new_ids,
        new_urls=new_urls,
        check=check,
        wait=wait,
        strict=strict,
        all_problems=all_problems,
    )
    project = open_project(config, source=source, output=output)
    run = partial(run_build, project.config, project.paths, options, present, progress=progress)
    if scheduler is None:
        return run(executor=executor)
    from feedmaker.engine.dask_executor import DaskExecutor

    with DaskExecutor(scheduler) as cluster:
        return run(executor=cluster)


def _aware(now: datetime | None) -> datetime:
    """Return the present, by default that of the clock. Raises ValueError for a naive one."""
    if now is not None and now.tzinfo is None:
        raise ValueError("now is naive: give it a time zone")
    return now or datetime.now(UTC)


def read_article(data: bytes, path: PathLike, config: Configuration) -> tuple[Article | None, tuple[Problem, ...]]:
    """Read one article from bytes.

    Args:
        data: the file.
        path: relative to the source folder; its suffix, folders and name have a meaning. The file need not exist.
        config: path of a config.yaml, mapping, or Config.

    Returns:
        The article, or None where it is left out, and everything that is wrong with it.
    """
    from feedmaker.build.workers.article_reader import ArticleReader

    name = Path(path).as_posix()
    found = ArticleReader(open_project(config, lenient=True).config).article(name, data)
    return found.article, tuple(problem.at(name) for problem in found.problems)


def articles(config: Configuration) -> Iterator[Article]:
    """Yield the articles of the source folder, drafts and future ones too, in the order of their paths.

    What cannot be read is passed over: `build` names it. Raises ConfigurationError and OSError.
    """
    from feedmaker.build.up_to_date import scanned_folders
    from feedmaker.build.workers.article_reader import ArticleReader
    from feedmaker.build.workers.context import read_file

    project = open_project(config)
    reader = ArticleReader(project.config)
    for folder in scanned_folders(project.config, project.paths):
        for name, *_ in folder.files:
            path = f"{folder.path}/{name}" if folder.path else name
            data, status = read_file(project.paths.file(path), project.config.source)
            if data is None:
                continue
            yield from reader.articles(path, data, datetime.fromtimestamp(status.mtime // 1_000_000_000, UTC))


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed and its entries, newest first; iterating over it yields the entries."""

    channel: Channel
    entries: tuple[Entry, ...]
    #: By format.
    options: "Mapping[FormatName, DocumentOptions]"
    #: Of the bodies of the articles; one that could not be rendered has no entry.
    problems: tuple[Problem, ...] = ()

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)


def entries(config: Configuration, feed: str | None = None, *, now: datetime | None = None) -> Feed:
    """Return a feed with its entries as a build would publish them now; nothing is written.

    Args:
        config: path of a config.yaml, mapping, or Config.
        feed: a category, with "/" between the steps of its path; None: the site feed.
        now: the present, aware; default: the clock.

    Raises:
        ConfigurationError, BuildRefused, BuildFailed: as `build`.
        KeyError: there is no such feed.
        ValueError: `now` is naive.
    """
    from concurrent.futures import ThreadPoolExecutor

    from feedmaker.build.preview import preview

    present = _aware(now)
    project = open_project(config)
    with ThreadPoolExecutor(1) as executor:
        plan, found, problems = preview(project.config, project.paths, present, feed, executor)
    updated = max((entry.updated for entry in found), default=None)
    return Feed(replace(plan.channel, updated=updated), tuple(found), dict(plan.options), tuple(problems))


def render(feed: Feed, format: Literal["rss", "atom", "json"]) -> bytes:  # noqa: A002 - the word of the field
    """Return the document of a feed in one format. Raises KeyError for a format that the configuration leaves out."""
    from feedmaker.writer.formats import document, formats

    (written,) = formats([format], timezone="UTC", language=None, texts={})
    return document(written, feed.channel, feed.options[format], [written.render(entry) for entry in feed.entries])
