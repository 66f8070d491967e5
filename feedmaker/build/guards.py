"""What a build refuses, and who may build at all."""

import errno
import json
import os
import socket
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from feedmaker.build.options import Options, Places
from feedmaker.config.schema import Config
from feedmaker.problems import BuildFailed, BuildRefused, FeedmakerError, OutputLocked
from feedmaker.writer.publish import Manifest
from feedmaker.writer.staged_files import StagedFile

LOCK = ".feedmaker.lock"
HOLDER = ".feedmaker-holder.json"

_ADVICE = {
    errno.ENOSPC: "make room on the disk and run feedmaker again",
    errno.EDQUOT: "make room on the disk and run feedmaker again",
    errno.EROFS: "the disk is read-only: choose another output.path",
    errno.EACCES: "give this user the right to write there",
    errno.EPERM: "give this user the right to write there",
    errno.ENOTDIR: "a file stands where a folder must be: move it away",
    errno.EEXIST: "a file stands where a folder must be: move it away",
    errno.EISDIR: "a folder stands where a file must be: move it away",
}

_AGAIN = "run feedmaker again when it is mended"


def check_places(places: Places) -> None:
    """Refuse a source that cannot be read and an output that would be mixed with it."""
    source = Path(places.source)
    if not source.is_dir():
        what = "is not a folder" if source.exists() else "is missing"
        raise BuildRefused(
            f"source {places.source_name} {what}; nothing was written", "correct source.path in config.yaml"
        )
    try:
        with os.scandir(source) as entries:
            next(entries, None)
    except OSError as error:
        text = f"source {places.source_name} cannot be read: {error.strerror}; nothing was written"
        raise BuildRefused(text, "give this user the right to read it") from None
    output = Path(places.output)
    if output.resolve() == source.resolve():
        raise BuildRefused(
            "output and source are the same folder; nothing was written", "give output.path a folder of its own"
        )
    if (
        source.resolve().is_relative_to(output.resolve())
        and not (output / ".feedmaker.json").exists()
        and any(name.suffix in {".xml", ".html", ".json"} for name in output.glob("*.*"))
    ):
        raise BuildRefused(
            f"source {places.source_name} lies inside the output, which holds files of others; nothing was written",
            "give output.path a folder of its own",
        )


def check_targets(paths: Iterable[str], places: Places) -> None:
    """Refuse to write through a symbolic link, or among the articles; `paths` are under the output."""
    folders = {path.rpartition("/")[0] for path in paths}
    steps = {"/".join(parts[: n + 1]) for parts in (folder.split("/") for folder in folders) for n in range(len(parts))}
    for step in sorted(steps - {""}):
        if os.path.islink(f"{places.output}/{step}"):
            raise BuildRefused(
                f"a symbolic link stands in the output where a folder must be: {step}; nothing was written",
                "put the folder itself there",
            )
        if f"{places.output}/{step}" == places.source:
            raise BuildRefused(
                f"a feed would lie among the articles, in {step}; nothing was written",
                "give output.path a folder of its own",
            )


def check_published(published: int, before: int, config: Config, options: Options, found: int) -> None:
    """Refuse a build that would take most of the entries published `before` away (law 9)."""
    if options.allow_empty or before == 0:
        return
    if published == 0 or published < config.source.guard * before:
        raise BuildRefused(
            f"only {published} of the {before} articles published before would be left"
            f" ({found} files found in source.path); nothing was written",
            "if that is right, run feedmaker build --allow-empty, or lower source.guard",
        )


def check_host(manifest: Manifest | None, host: str, options: Options, *, forgotten: bool) -> None:
    """Refuse to give live feeds the ids of another host when the state, which would keep the old ones, is lost."""
    if not forgotten or options.new_ids or manifest is None or manifest.host in {"", host} or not manifest.published:
        return
    raise BuildRefused(
        f"the feeds were published for {manifest.host} and the state that knows their ids is lost: on {host} readers"
        " would show all articles again; nothing was written",
        "bring the state back, or run feedmaker build --new-ids",
    )


def check_ids(changed: Sequence[str], options: Options) -> None:
    """Refuse to show subscribers articles of a live feed as new because of the configuration (STANDARDS I11)."""
    if changed and not options.new_ids:
        raise BuildRefused(
            f"the configuration gives {len(changed)} published articles another id, {changed[0]} for one:"
            " readers would show them all again; nothing was written",
            "take the change back, or run feedmaker build --new-ids",
        )


def check_valid(faults: Sequence[str]) -> None:
    """Refuse to publish feeds with errors, where validation was asked for."""
    if faults:
        more = f"\n… and {len(faults) - 10} more" if len(faults) > 10 else ""
        raise BuildRefused(
            f"{len(faults)} errors in the feeds; nothing was written:\n" + "\n".join(faults[:10]) + more,
            "correct the articles, or leave --check out",
        )


def check_foreign(drafts: Sequence[StagedFile], ours: frozenset[str], output: str) -> None:
    """Refuse to replace files that feedmaker did not write, and folders."""
    there = [d.path for d in drafts if d.temporary is not None and os.path.lexists(f"{output}/{d.path}")]
    folders = [path for path in there if os.path.isdir(f"{output}/{path}") and not os.path.islink(f"{output}/{path}")]
    if folders:
        raise BuildRefused(
            f"a folder stands in the output where a file must be: {folders[0]}; nothing was written", "move it away"
        )
    foreign = [path for path in there if path not in ours]
    if foreign:
        more = f" and {len(foreign) - 3} more" if len(foreign) > 3 else ""
        raise BuildRefused(
            f"the output holds files that feedmaker did not write: {', '.join(foreign[:3])}{more}; nothing was written",
            "move them away, or give output.path a folder of its own",
        )


def failed_by_system(error: OSError, places: Places) -> FeedmakerError:
    """Put a failure of the system into words."""
    where = error.filename if isinstance(error.filename, str) else places.output
    text = f"the output could not be written: {where}: {error.strerror or error}; every file of it is whole"
    return BuildFailed(text, _ADVICE.get(error.errno or 0, _AGAIN))


def failed_by_death(items: Sequence[object], how: str, places: Places) -> FeedmakerError:
    """Put the death of a worker into words: what it held, the likeliest culprit first."""
    held = [_name(item, places) for item in items]
    named = ", ".join(held[:5]) + (f" and {len(held) - 5} more" if len(held) > 5 else "")
    hint = "memory may be short: try --jobs 1, or exclude the article named first"
    return BuildFailed(f"a worker {how} while it held {named}; every file of the output is whole", hint)


def _name(item: object, places: Places) -> str:
    """Name a file to read, an article to render or a feed to assemble."""
    channel = getattr(item, "channel", None)
    if channel is not None:
        return f"the feed {channel.title!r}"
    return places.shown(getattr(item, "path", "") or getattr(getattr(item, "file", None), "path", ""))


@contextmanager
def locked(output: str, wait: float, *, dry_run: bool) -> Iterator[None]:
    """Hold the lock of an output folder; a process that dies lets go of it.

    Raises OutputLocked when another build holds it for longer than `wait` seconds.
    """
    if dry_run and not os.path.isdir(output):
        yield
        return
    from filelock import FileLock, Timeout

    try:
        os.makedirs(output, exist_ok=True)
        lock = FileLock(f"{output}/{LOCK}", timeout=wait)
        lock.acquire()
    except Timeout:
        raise OutputLocked(
            f"another build holds {output}{_holder(output)}", "wait for it, or use --wait SECONDS"
        ) from None
    except OSError as error:
        if dry_run:
            yield  # nothing is written anyway
            return
        raise BuildFailed(
            f"the output {output} cannot be written: {error.strerror}", _ADVICE.get(error.errno or 0, _AGAIN)
        ) from None
    holder = Path(output, HOLDER)
    try:
        with suppress(OSError):
            since = datetime.now(UTC).isoformat(timespec="seconds")
            holder.write_text(json.dumps({"pid": os.getpid(), "host": socket.gethostname(), "since": since}))
        yield
    finally:
        with suppress(OSError):
            holder.unlink()
        lock.release()


def _holder(output: str) -> str:
    try:
        who = json.loads(Path(output, HOLDER).read_bytes())
        return f": process {int(who['pid'])} on {who['host']!s:.60}, since {who['since']!s:.30}"
    except (OSError, ValueError, KeyError, TypeError):
        return ""
