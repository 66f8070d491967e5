"""The file of one article: where it is, its bytes, and what the last build knew of it."""

import os
from collections.abc import Mapping
from contextlib import ExitStack, closing
from pathlib import Path
from typing import NamedTuple

from feedmaker.build.options import BuildPaths
from feedmaker.build.stages.group import original_of
from feedmaker.build.workers.context import read_file
from feedmaker.config.schema import Config
from feedmaker.loader.scan import is_utf8, printable_path
from feedmaker.problems import ConfigurationError, mistake
from feedmaker.state import State
from feedmaker.state.schema import FeedRow, FileRow, StoredFile
from feedmaker.text.article_paths import split_prefix, with_prefix


class LastBuild(NamedTuple):
    """What the last build knew of the file."""

    file: StoredFile | None = None
    feeds: Mapping[str, FeedRow] = {}
    #: Path of the article that this one is an exact copy of.
    original: str | None = None


def locate(file: Path, paths: BuildPaths) -> str:
    """Return the path of an article under its source folder, with the prefix of that.

    `file` is relative to the current folder, to the folder of config.yaml, or to the source folder. Raises
    ConfigurationError if there is no such file, or it is not in the source folder.
    """
    names = " or ".join(source.shown for source in paths.sources.values())
    bases = (Path.cwd(), Path(paths.project), *(Path(source.path) for source in paths.sources.values()))
    found = next((base / file for base in bases if os.path.lexists(base / file)), None)
    if found is None:
        raise _refused(file, "file-missing", "does not exist", f"name an article file under {names}")
    # symbolic links of the path are followed, but not the file itself: a build does not read links
    resolved = found.parent.resolve() / found.name
    inside = [prefix for prefix, source in paths.sources.items() if resolved.is_relative_to(source.path)]
    if not inside:
        hint = f"articles are in {names}, which is source.path; name another configuration with -c"
        raise _refused(file, "file-outside-source", "is not in the source folder", hint)
    if not resolved.is_file() or resolved.is_symlink():
        what = "is a folder" if resolved.is_dir() and not resolved.is_symlink() else "is not a regular file"
        raise _refused(file, "not-a-file", what, "name the file of one article")
    prefix = max(inside, key=lambda prefix: len(paths.sources[prefix].path))  # the innermost
    path = resolved.relative_to(paths.sources[prefix].path).as_posix()
    if not is_utf8(path):
        raise _refused(file, "file-name-not-utf8", "path is not valid UTF-8", "rename the file or the folder")
    return with_prefix(prefix, path)


def read_bytes(config: Config, paths: BuildPaths, path: str) -> tuple[bytes, int]:
    """Return the file and its modification time in nanoseconds. Raises ConfigurationError if it cannot be read."""
    name = Path(paths.shown(path))
    try:
        data, status = read_file(paths.file(path), config.source)
    except OSError as error:
        raise _refused(name, "file-unreadable", f"cannot be read: {error.strerror}", "check its permissions") from None
    if data is None:
        raise _refused(name, "file-too-large", f"has {status.size} bytes", "raise source.max_bytes or exclude the file")
    return data, status.mtime


def last_build(config: Config, paths: BuildPaths, row: FileRow, since: int) -> LastBuild:
    """Return what the state has of a file; a state that cannot be read has nothing."""
    with ExitStack() as stack:

        def opened(path: Path) -> State | None:
            state = State.open_to_read(path)
            return state and stack.enter_context(closing(state))

        if (main := opened(paths.state)) is None:
            return LastBuild()
        shards = {prefix: opened(paths.shard_state(prefix)) for prefix in paths.sources} if config.source.shards else {}
        own = shards.get(split_prefix(row.folder)[0]) if shards else main
        states = filter(None, shards.values()) if shards else (main,)
        copies = [copy for state in states for copy in state.articles.with_content(row.content_hash or b"")]
        file = own.articles.files_in(row.folder).get(row.name) if own else None
        return LastBuild(file, main.feeds.all(), original_of(config, copies, row, since))


def _refused(file: Path, code: str, message: str, hint: str) -> ConfigurationError:
    return mistake(printable_path(str(file)), code, message, hint)
