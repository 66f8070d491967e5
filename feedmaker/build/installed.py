"""Installed packages, by the folders that installers leave: importlib.metadata takes longer than a whole idle run."""

import os
from collections.abc import Iterator, Sequence

_ENDING = ".dist-info"


def distributions(search_path: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield "name-version" and the metadata folder of each installed distribution, in the order of `search_path`."""
    for folder in search_path:
        try:
            names = os.listdir(folder)
        except OSError:
            continue
        for name in names:
            if name.endswith(_ENDING):
                yield name.removesuffix(_ENDING), f"{folder}/{name}"
