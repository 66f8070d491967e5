"""Builds that follow changes of the source, of config.yaml, and of the files elsewhere that articles name."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NoReturn

from watchfiles import Change, watch

from feedmaker.build.local_files import media_version, stored_media
from feedmaker.object_store import is_url
from feedmaker.problems import ConfigurationError, FeedmakerError, OutputLocked
from feedmaker.project import Project, open_project
from feedmaker.state import State

#: Milliseconds without a change after which a burst of changes is over, and the most that one may last.
_SETTLED, _LONGEST_BURST = 100, 2_000
#: Milliseconds between two looks at the files outside of the sources.
_INTERVAL = 500
#: Seconds to wait for another build, and before the next try where another program holds the state.
_WAIT, _AGAIN = "86400", 2.0
#: Endings of the files that editors write beside the one that is edited.
_OF_EDITORS = ("~", ".swp", ".swx", ".tmp", ".bak", ".crswap")


def watching(config_file: Path, *, started: Callable[[], None]) -> NoReturn:
    """Build now and after each change, forever; `started` is called once, after the first build.

    Each build is a process of its own, so that nothing that it does can end this one. Raises KeyboardInterrupt,
    ConfigurationError where the configuration is wrong at the start, FeedmakerError where nothing can be watched.
    """
    project = open_project(config_file, lenient=True)
    if remote := [source for source in _sources(project) if is_url(source)]:
        hint = "run feedmaker build again and again: feedmaker schedule"
        raise FeedmakerError(f"source.path is {remote[0]}: only folders on disk can be watched", hint)
    is_first = True
    while True:
        for _ in _changes(config_file, project):
            _build(config_file)
            if is_first:
                started()
            is_first = False
        with suppress(ConfigurationError):  # the build prints what is wrong, and the same files are watched on
            project = open_project(config_file, lenient=True)


def _changes(config_file: Path, project: Project) -> Iterator[None]:
    """Yield when the watch has begun, and after each change; end where the configuration or a source is another."""
    sources = _sources(project)
    watched = media_version(str(config_file)), _identities(sources)
    ticks = _ticks(project)
    next(ticks)
    tried: dict[str, str] = {}
    while True:
        yield
        built = _other_files(project)
        for has_changed in ticks:
            if (media_version(str(config_file)), _identities(sources)) != watched:
                return
            found = {path: media_version(path) for path in built}
            # a build that fails leaves the state as it was: it is not tried again for the same files
            if has_changed or found not in (built, tried):
                tried = found
                break


def _ticks(project: Project) -> Iterator[bool]:
    """Yield True when files of the sources have changed and change no more, and False from time to time."""
    sources = [source for source in _sources(project) if os.path.exists(source)]
    ours = (project.paths.output + os.sep, str(project.paths.state))

    def is_watched(_: Change, path: str) -> bool:
        below = [path[len(source) :] for source in sources if path.startswith(source + os.sep)]
        is_of_tool = path.endswith(_OF_EDITORS) or (below and all(f"{os.sep}." in name for name in below))
        return not is_of_tool and not path.startswith(ours) and path != project.paths.output

    while not sources:  # until the caller sees that there is one
        yield False
        time.sleep(_INTERVAL / 1000)
    try:
        yield from map(
            bool,
            watch(
                *sources,
                watch_filter=is_watched,
                debounce=_LONGEST_BURST,
                step=_SETTLED,
                rust_timeout=_INTERVAL,
                yield_on_timeout=True,
            ),
        )
    except (OSError, RuntimeError) as error:
        hint = "set WATCHFILES_FORCE_POLLING=1, which looks at all files again and again"
        raise FeedmakerError(f"the source cannot be watched: {error}", hint) from None


def _build(config_file: Path) -> None:
    command = [sys.executable, "-P", "-m", "feedmaker", "build", "-c", str(config_file), "--wait", _WAIT]
    status = OutputLocked.exit_status
    while status == OutputLocked.exit_status:
        process = None
        try:
            with _interrupt_afterwards():
                process = subprocess.Popen(command)  # noqa: S603 - this program
            status = process.wait()
        except KeyboardInterrupt:
            if process is not None:
                process.terminate()
                process.wait()
            raise
        if status == OutputLocked.exit_status:
            time.sleep(_AGAIN)


@contextmanager
def _interrupt_afterwards() -> Iterator[None]:
    """Raise KeyboardInterrupt at the end for a signal that arrives before: what starts must be known to be ended."""
    if threading.current_thread() is not threading.main_thread():
        yield  # signals arrive in the main thread
        return
    arrived: list[int] = []
    handlers = {
        number: signal.signal(number, lambda number, _: arrived.append(number))
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
    if arrived:
        raise KeyboardInterrupt


def _other_files(project: Project) -> dict[str, str]:
    """Return the files outside of the sources that articles name, with the versions that the last build saw.

    Also those that are not there yet.
    """
    state = State.open_to_read(project.paths.state)
    if state is None:
        return {}
    try:
        files = {path: version for found in stored_media(state).values() for path, version in found.items()}
    finally:
        state.close()
    folders = tuple(source + os.sep for source in _sources(project))
    return {path: files[path] for path in files if not path.startswith(folders)}


def _sources(project: Project) -> list[str]:
    return [source.path for source in project.paths.sources.values()]


def _identities(paths: list[str]) -> list[tuple[int, int] | None]:
    """Return what differs once a folder was replaced by another one, None where there is none."""
    found: list[tuple[int, int] | None] = []
    for path in paths:
        try:
            status = os.stat(path)
        except OSError:
            found.append(None)
        else:
            found.append((status.st_dev, status.st_ino))
    return found
