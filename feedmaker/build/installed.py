"""Installed packages, by the folders that installers leave: importlib.metadata takes longer than a whole idle run."""

import os
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_ENDING = ".dist-info"


class Distribution(NamedTuple):
    """An installed distribution."""

    #: As in the name of its metadata folder: "python_dateutil".
    name: str
    version: str
    #: Path of its metadata folder.
    metadata: str


def distributions(search_path: Sequence[str]) -> Iterator[Distribution]:
    """Yield the installed distributions in the order of `search_path`, in which the first of a name is in force."""
    for folder in search_path:
        try:
            names = os.listdir(folder)
        except OSError:  # not every folder of sys.path exists
            continue
        for name in names:
            if name.endswith(_ENDING):
                package, _, version = name.removesuffix(_ENDING).partition("-")
                yield Distribution(package, version, f"{folder}/{name}")
