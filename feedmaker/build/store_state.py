"""A state in an object store: a build works on a copy, which replaces the stored one unless that has changed."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from feedmaker.build.options import BuildPaths
from feedmaker.object_store import ConflictError, StoreError, open_store, split_url
from feedmaker.problems import BuildFailed, BuildRefused

_NAME = ".feedmaker/state.sqlite3"


@contextmanager
def local_state(paths: BuildPaths, *, keep: bool) -> Iterator[BuildPaths]:
    """Yield paths with the state on disk; with `keep`, store it at the end if it was changed.

    Raises BuildRefused where the state cannot be read, BuildFailed where it cannot be stored.
    """
    if not paths.state_url:
        yield paths
        return
    bucket, key = split_url(paths.state_url)
    store = open_store(bucket)
    with tempfile.TemporaryDirectory(prefix="feedmaker-") as folder:
        file = Path(folder, _NAME)
        file.parent.mkdir()
        before, version = b"", ""
        try:
            before, found = store.read(key)
            version = found.version
            file.write_bytes(before)
        except FileNotFoundError:
            pass
        except StoreError as error:
            text = f"the state {paths.state_url} cannot be read: {error.strerror}; nothing was written"
            raise BuildRefused(text, "run feedmaker again") from None
        yield replace(paths, state=file)
        after = file.read_bytes() if keep and file.exists() else before
        if after == before:
            return
        try:
            store.put_if(key, after, version)
        except ConflictError:
            text = f"the state {paths.state_url} was changed by another build; every file of the output is whole"
            raise BuildFailed(text, "run feedmaker again") from None
        except StoreError as error:
            text = f"the state {paths.state_url} cannot be stored: {error.strerror}; every file of the output is whole"
            raise BuildFailed(text, "run feedmaker again") from None
