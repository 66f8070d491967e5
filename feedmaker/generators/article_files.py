"""The articles of a folder, looked at but not read: which files there are, how they are written, which are dated."""

import os
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from feedmaker.loader.dates.read import in_path
from feedmaker.loader.decode import decode
from feedmaker.loader.frontmatter.dialects import split
from feedmaker.loader.metadata.key_table import Table
from feedmaker.loader.metadata.keys import fold

#: Suffixes of files that can be articles, the commonest first.
SUFFIXES = (".md", ".markdown", ".html", ".htm", ".rst", ".txt", ".mdx", ".mdown", ".mkd", ".rest")
#: Those that Markdown goes by, without which no list of patterns is written.
MARKDOWN = (".md", ".markdown")
_SKIPPED = (
    "node_modules bower_components vendor themes public _site dist output __pycache__ venv env site-packages layouts "
    "_layouts _includes _sass _data archetypes static assets i18n target scaffolds"
)
#: Folders that hold no articles, wherever they lie.
SKIPPED = frozenset(_SKIPPED.split())
_MAX_FILES = 100_000
_SAMPLE = 40
_HEAD_BYTES = 12_000
_UTC = ZoneInfo("UTC")
_TABLE = Table({})
_PAPERS = "readme license licence changelog contributing code_of_conduct security authors"
_READMES = frozenset(_PAPERS.split())


class Look(NamedTuple):
    """What the beginning of an article tells."""

    path: str
    #: As in feedmaker.loader.frontmatter.result.Head.
    kind: str
    #: Keys of the front matter, folded.
    keys: frozenset[str]
    #: Whether a date can be had from its keys or its path.
    dated: bool


def files_in(folder: Path, skipped: frozenset[str] = SKIPPED) -> list[str]:
    """List the files that can be articles, sorted, as paths under `folder`; not in hidden or `skipped` folders."""
    found: list[str] = []
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name[0] != "." and name.lower() not in skipped)
        prefix = os.path.relpath(place, folder).replace(os.sep, "/")
        prefix = "" if prefix == "." else prefix + "/"
        found += (prefix + name for name in names if name[0] != "." and is_article_name(name))
        if len(found) > _MAX_FILES:
            break
    return sorted(found)


def is_article_name(name: str) -> bool:
    """Tell a file that can be an article from a README or a file of another kind."""
    stem, dot, suffix = name.rpartition(".")
    return f"{dot}{suffix}".lower() in SUFFIXES and stem.lower() not in _READMES


def look(folder: Path, path: str) -> Look | None:
    """Look at the beginning of a file; None where it cannot be read."""
    try:
        with open(folder / path, "rb") as file:
            data = file.read(_HEAD_BYTES)
    except OSError:
        return None
    head = split(decode(data).text, suffix=os.path.splitext(path)[1].lower())
    fields = _TABLE.sort(head.values)
    dated = "date" in fields or "updated" in fields or in_path(path, zone=_UTC) is not None
    return Look(path, head.kind, frozenset(map(fold, head.values)), dated)


def sample(folder: Path, paths: Sequence[str], size: int = _SAMPLE) -> list[Look]:
    """Look at up to `size` files, evenly spread over `paths`."""
    step = max(1, -(-len(paths) // size))
    looks = (look(folder, path) for path in paths[::step])
    return [found for found in looks if found is not None]


def suffixes(paths: Iterable[str]) -> Counter[str]:
    """Count the suffixes of files."""
    return Counter(os.path.splitext(path)[1].lower() for path in paths)


def folders_in(folder: Path, paths: Sequence[str]) -> dict[str, float]:
    """Tell of each folder right under `folder` that holds articles which share of them is dated, from 0 to 1.

    "" stands for the files that lie in `folder` itself.
    """
    by_folder: dict[str, list[str]] = {}
    for path in paths:
        by_folder.setdefault(path.partition("/")[0] if "/" in path else "", []).append(path)
    looks = {name: sample(folder, members, 12) for name, members in by_folder.items()}
    return {name: sum(one.dated for one in some) / (len(some) or 1) for name, some in looks.items()}
