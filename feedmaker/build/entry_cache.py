"""Where rendered entries lie until the feeds are made of them."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from feedmaker.build.guards import failed_by_system
from feedmaker.build.options import SPOOL, Places


@contextmanager
def spool_folder(places: Places, *, lasting: bool) -> Iterator[str]:
    """Give an empty folder that nobody else can read; unless `lasting`, the output is not touched.

    Raises BuildFailed where it cannot be made.
    """
    if not lasting:
        with tempfile.TemporaryDirectory(prefix="feedmaker-") as folder:
            yield folder
        return
    spool = Path(places.output, SPOOL)
    try:
        _remove(spool)
        os.mkdir(spool, 0o700)
    except OSError as error:
        raise failed_by_system(error, places) from error
    try:
        yield str(spool)
    finally:
        with suppress(OSError):
            _remove(spool)


def _remove(folder: Path) -> None:
    if folder.is_symlink() or folder.is_file():
        folder.unlink()
    elif folder.exists():
        shutil.rmtree(folder)
