"""Checks that refuse a build before anything is written, and notices about configurations and lost states."""

import errno
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from feedmaker.build.dependencies import stored_dependencies
from feedmaker.build.options import ENTRY_CACHE, HOLDER, LOCK, BuildPaths, Job, SourcePath
from feedmaker.config.schema import FILE_NAMES, Config
from feedmaker.object_store import StoreError, is_url
from feedmaker.problems import BuildFailed, BuildRefused, FeedmakerError
from feedmaker.report import MovedFeed
from feedmaker.state import State
from feedmaker.state.ownership import check_is_ours
from feedmaker.system import file_type
from feedmaker.text.messages import counted, quoted
from feedmaker.text.urls import site_address
from feedmaker.writer.output import Output
from feedmaker.writer.publish import MANIFEST, Manifest
from feedmaker.writer.redirects import REDIRECTS
from feedmaker.writer.staged_files import StagedFile

_ADVICE = {
    errno.ENOSPC: "make room on the disk and run feedmaker again",
    errno.EDQUOT: "make room on the disk and run feedmaker again",
    errno.EROFS: "the disk is read-only: choose another output.path",
    errno.EACCES: "give this user the right to write there",
    errno.EPERM: "give this user the right to write there",
    errno.ENOTDIR: "a file is where a folder must be: move it away",
    errno.EEXIST: "a file is where a folder must be: move it away",
    errno.EISDIR: "a folder is where a file must be: move it away",
    errno.ENOTEMPTY: "it holds files that feedmaker did not write: move them away",
}
_ALLOW_EMPTY = "if that is right, run feedmaker build --allow-empty, or lower source.guard"
_OWN_FOLDER = "give output.path a folder of its own"
#: A folder in which a disk is not mounted is empty.
_UNMOUNTED = "mount the disk of source.path if it is on another one; "

#: Fewer feeds than this may lose their addresses without a refusal, even on a small site.
_FEW_FEEDS = 3


def advice(error: OSError) -> str:
    """Return what to do about an error of the system."""
    return _ADVICE.get(error.errno or 0, "run feedmaker again when it is repaired")


def _refusal(what: str, hint: str) -> BuildRefused:
    return BuildRefused(f"{what}; nothing was written", hint)


def check_paths(paths: BuildPaths) -> None:
    """Refuse a source that cannot be read, an output that would mix with it, and a state that is not feedmaker's."""
    for source in paths.sources.values():
        _check_source(source, Path(paths.output))
    check_is_ours(paths.state)


def _check_source(given: SourcePath, output: Path) -> None:
    if is_url(given.path):
        return
    source = Path(given.path)
    if not source.is_dir():
        what = "is not a folder" if source.exists() else "is missing"
        hint = "mount its disk if it is on another one, or correct source.path in config.yaml"
        raise _refusal(f"source {given.shown} {what}", hint)
    try:
        os.scandir(source).close()
        os.stat(f"{source}/.")  # a folder may be listed by those who may not open its files
    except OSError as error:
        text = f"source {given.shown} cannot be read: {error.strerror}"
        raise _refusal(text, "give this user the right to read it") from None
    if output.resolve() == source.resolve():
        raise _refusal("output and source are the same folder", _OWN_FOLDER)
    if (
        source.resolve().is_relative_to(output.resolve())
        and not (output / MANIFEST).exists()
        and any(name.suffix in {".xml", ".html", ".json"} for name in output.glob("*.*"))
    ):
        text = f"source {given.shown} is inside the output, which holds files that feedmaker did not write"
        raise _refusal(text, _OWN_FOLDER)


def check_own_files(output: str) -> None:
    """Refuse an output where a file or folder of another kind has the name of one for feedmaker's own use."""
    wanted = {LOCK: "file", HOLDER: "file", MANIFEST: "file", ENTRY_CACHE: "folder"}
    for name, what in wanted.items():
        found = file_type(f"{output}/{name}")
        if found not in {"", what}:
            raise _refusal(f"{name} in the output is a {found}, which feedmaker did not make", "move it away")
    # Some releases of filelock truncate the lock.
    if file_type(f"{output}/{LOCK}") and os.lstat(f"{output}/{LOCK}").st_nlink > 1:
        text = f"{LOCK} in the output is another name of a file elsewhere (a hard link)"
        raise _refusal(text, "remove this name")


def check_targets(targets: Iterable[str], paths: BuildPaths) -> None:
    """Refuse to write through a symbolic link or among the articles; `targets` are paths under the output."""
    folders = {path.rpartition("/")[0] for path in targets}
    sources = {source.path for source in paths.sources.values()}
    steps = {"/".join(parts[: n + 1]) for parts in (folder.split("/") for folder in folders) for n in range(len(parts))}
    for step in sorted(steps - {""}):
        if os.path.islink(f"{paths.output}/{step}"):
            text = f"{step} in the output is a symbolic link where a folder must be"
            raise _refusal(text, "replace it with the folder itself")
        if f"{paths.output}/{step}" in sources:
            raise _refusal(f"a feed would be written among the articles, in {step}", _OWN_FOLDER)


def published_before(job: Job, manifest: Manifest | None, state: State) -> tuple[int, Mapping[str, int]]:
    """Return how many entries the published feeds have, and how many of each of several source folders.

    By the manifest, else by the state: on a machine for continuous integration, the output is elsewhere.
    """
    if manifest is not None:
        return manifest.published, manifest.published_in
    if stored_dependencies(state).get("output.path") != job.dependencies["output.path"]:
        return 0, {}  # the feeds of a new output had no entries
    report = state.meta("report")
    published = int(json.loads(report)["articles"]["published"]) if report else 0
    return published, json.loads(state.meta("published_in") or "{}")


def _is_loss(job: Job, now: int, before: int) -> bool:
    """Return True if a build would remove most of the articles published `before`, without --allow-empty."""
    return not job.options.allow_empty and before > 0 and (now == 0 or now < job.config.source.guard * before)


def check_published(job: Job, published: int, before: int, *, found: int) -> None:
    """Refuse a build that would remove most of the entries published `before` (law 9)."""
    if _is_loss(job, published, before):
        what = f"only {published} of the {before} articles published before would be left"
        hint = _ALLOW_EMPTY if found else _UNMOUNTED + _ALLOW_EMPTY
        raise _refusal(f"{what} ({found} files found in source.path)", hint)


def check_sources(job: Job, published: Mapping[str, int], published_in: Mapping[str, int]) -> None:
    """Refuse a build that would remove most of the articles of one of several source folders (law 9).

    `published_in` is how many of them were published before.
    """
    if len(job.paths.sources) == 1:
        return
    for prefix, source in job.paths.sources.items():
        now, before = published.get(prefix, 0), published_in.get(prefix, 0)
        if _is_loss(job, now, before):
            what = f"only {now} of the {before} articles of {source.shown} published before would be left"
            raise _refusal(what, _ALLOW_EMPTY if now else _UNMOUNTED + _ALLOW_EMPTY)


def check_ids(job: Job, manifest: Manifest | None, changed: Sequence[str], state: State) -> None:
    """Refuse to change the ids of published articles: readers would show them all again.

    `changed` are paths of articles that get another id although their files did not change. A new state does not know
    these; then the address for which the published feeds were made is compared.
    """
    if job.options.new_ids:
        return
    before, now = manifest.address if manifest and manifest.published else "", site_address(job.config.site.url)
    if state.is_new and before not in {"", now} and state.articles.has_ids_of_address():
        raise _refusal(
            f"the feeds were published for {before} and the state with their ids is lost: on {now} readers would"
            " show articles again",
            "restore the state, or run feedmaker build --new-ids",
        )
    if changed:
        raise _refusal(
            f"the configuration gives {len(changed)} published articles another id, {changed[0]} for one:"
            " readers would show them all again",
            "undo the change, or run feedmaker build --new-ids",
        )


def check_configuration(job: Job, manifest: Manifest | None) -> None:
    """Refuse the output of another configuration that is still there: each build would remove the feeds of the other.

    A configuration that was renamed or moved is the same one; if that cannot be determined, it is assumed.
    """
    before, now = manifest.configuration if manifest else "", job.paths.configuration
    if not before or not now or before == now or job.options.new_urls:
        return
    other, ours = (os.path.normpath(os.path.join(job.paths.output, path)) for path in (before, now))
    if not os.path.isfile(other) or os.path.samefile(other, ours):
        return
    raise _refusal(
        f"the output {job.paths.output} has the feeds of {other}, which {ours} would remove",
        "give each configuration an output.path of its own; if the new one replaces the other, run feedmaker build"
        " --new-urls",
    )


def nested_output(job: Job, state: State) -> str:
    """Return a notice, once, where the output is in the source folder."""
    for source in job.paths.sources.values() if state.is_new else ():
        if job.paths.output.startswith(source.path + "/"):
            return f"the output is inside source {source.shown}: its files are not read as articles"
    return ""


def misplaced_pattern(job: Job) -> str:
    """Return a notice about a pattern that begins with the source folder, below which patterns match."""
    patterns = (*job.config.source.exclude, *(one.path for one in job.config.articles.defaults))
    for source in job.paths.sources.values():
        for pattern in patterns:
            if pattern.startswith(f"{source.shown}/") and not os.path.exists(f"{source.path}/{pattern.split('/')[0]}"):
                start = quoted(pattern.removeprefix(f"{source.shown}/"))
                return (
                    f"the pattern {quoted(pattern)} matches nothing: below source {source.shown}, write it as {start}"
                )
    return ""


def lost_ids(manifest: Manifest | None, state: State) -> str:
    """Return a notice if the published feeds have ids that only the missing state knew."""
    if not state.is_new or manifest is None or not manifest.kept_ids:
        return ""
    articles = counted(manifest.kept_ids, "article has", "articles have")
    return (
        f"the state is missing, and {articles} an id that only it knew: readers show them again;"
        " keep the folder .feedmaker between builds"
    )


def moved_feeds(moved: Sequence[MovedFeed]) -> str:
    """Return a notice about feeds whose old addresses the web server has to redirect."""
    return f"feeds moved: {REDIRECTS} in the output has their old and new addresses for the web server" if moved else ""


def removed_formats(config: Config, published: Iterable[str]) -> str:
    """Return a notice about formats to which people subscribe and that no feed has any more; `published` are paths."""
    kept = {FILE_NAMES[format_] for format_ in config.feeds.formats}
    lost = {path.rpartition("/")[2] for path in published}.intersection(FILE_NAMES.values()) - kept
    names = " and ".join(sorted(lost))
    return names and f"every {names} is removed (feeds.formats): redirect its address for those who subscribe to it"


def check_addresses(job: Job, published: int, removed: Sequence[str], moved: Sequence[MovedFeed]) -> None:
    """Refuse a build that would remove most of the addresses to which people subscribe."""
    lost = len(removed) + len(moved)
    if job.options.new_urls or lost < _FEW_FEEDS or 2 * lost <= published:
        return
    example = f"{moved[0].before}/ would become {moved[0].now}/" if moved else f"{removed[0]}/ would be removed"
    raise _refusal(
        f"{lost} of {published} feeds would lose their addresses, to which people subscribe: {example}",
        "undo the change of feeds.path, feeds.slug or the categories, or run feedmaker build --new-urls",
    )


def check_valid(faults: Sequence[str]) -> None:
    """Refuse to publish feeds with errors, where validation was asked for."""
    if faults:
        more = f"\n… and {len(faults) - 10} more" if len(faults) > 10 else ""
        raise BuildRefused(
            f"{len(faults)} errors in the feeds; nothing was written:\n" + "\n".join(faults[:10]) + more,
            "correct the articles, or build without --check",
        )


def check_foreign(staged: Sequence[StagedFile], ours: frozenset[str], output: Output, paths: BuildPaths) -> None:
    """Refuse to replace files that feedmaker did not write, and folders."""
    there = output.existing(file.path for file in staged if file.temporary is not None)
    files = {path: f"{paths.output}/{path}" for path in there}
    folders = [path for path, file in files.items() if os.path.isdir(file) and not os.path.islink(file)]
    if folders:
        raise _refusal(f"{folders[0]} in the output is a folder where a file must be", "move it away")
    foreign = [path for path in there if path not in ours]
    if foreign:
        more = f" and {len(foreign) - 3} more" if len(foreign) > 3 else ""
        raise _refusal(
            f"the output holds files that feedmaker did not write: {', '.join(foreign[:3])}{more}",
            "move them away, or give output.path a folder of its own",
        )


def failed_by_system(error: OSError, paths: BuildPaths) -> FeedmakerError:
    """Return the exception for a build that failed by an error of the system."""
    where = error.filename if isinstance(error.filename, str) else paths.output
    if isinstance(error, StoreError):
        return BuildFailed(f"{where}: {error.strerror}; every file of the output is whole", "run feedmaker again")
    text = f"the output could not be written: {where}: {error.strerror or error}; every file of it is whole"
    return BuildFailed(text, advice(error))
