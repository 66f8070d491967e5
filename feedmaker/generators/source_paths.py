"""Which files of a site are articles: source.path, source.include and source.exclude."""

import os
from collections.abc import Sequence
from pathlib import Path

from feedmaker.generators import article_files
from feedmaker.generators.recognition import Recognition

#: Suffixes of articles, but also of templates, demonstrations and robots.txt.
_PIECES = (".html", ".htm", ".txt")
_A_FEW = 3
_MOSTLY = 0.5


def relative(folder: Path, base: Path) -> str:
    """Write a folder as config.yaml does: counted from `base`, with "/", "." for the base itself."""
    return Path(os.path.relpath(folder, base)).as_posix()


def choose_source(
    found: Recognition,
    base: Path,
    folder: Path,
    suffixes: tuple[str, ...],
    origin: str,
    *,
    folders: Sequence[str] | None = None,
) -> None:
    """Set source.path and source.include: `folder`, or the `folders` under it where they are given.

    `suffixes` are those of the generator's articles that are asked for whether or not there are any yet.
    """
    folders = None if folders is None else [name for name in folders if (folder / name).is_dir()]
    if folders and len(folders) == 1:
        folder, folders = folder / folders[0], None
    paths = article_files.files_in(folder)
    chosen = [path for path in paths if not folders or path.startswith(tuple(f"{name}/" for name in folders))]
    wanted = _suffixes(folder, chosen, suffixes)
    found.put("source.path", relative(folder, base), origin)
    places = [f"{name}/" for name in folders] if folders else [""]
    found.patterns("source.include", [f"{place}**/*{suffix}" for place in places for suffix in wanted])
    found.patterns("source.exclude", ["**/README.md"])
    undated = sum(not one.dated for one in article_files.sample(folder, chosen))
    if chosen and undated * 2 > len(article_files.sample(folder, chosen)):
        found.note(
            "most of the articles have no date: they are left out, and named, unless articles.undated is file-time"
        )


def choose_dated(found: Recognition, base: Path, folder: Path, suffixes: tuple[str, ...], origin: str) -> str:
    """Set source.path and source.include where articles lie among pages: what holds no dated file holds no articles.

    Returns the folder under `folder` that source.path has become, "" where it is `folder` itself.
    """
    paths = [path for path in article_files.files_in(folder) if not path.rpartition("/")[2].startswith("_index.")]
    dated = article_files.folders_in(folder, paths)
    homes = [name for name, share in dated.items() if share >= _MOSTLY]
    if len(homes) == 1 and homes[0] and _count(paths, homes[0]) * 2 > len(paths):
        choose_source(found, base, folder, suffixes, origin, folders=homes)
        return homes[0]
    choose_source(found, base, folder, suffixes, origin)
    if homes:
        # a folder with a file or two may be an article whose author forgot the date: that is for the report to say
        pages = [name for name, share in dated.items() if not share and _count(paths, name) >= _A_FEW]
        globs = [f"{name}/**" if name else "*.*" for name in sorted(pages)]
        found.patterns("source.exclude", globs, "nothing there has a date")
    return ""


def _count(paths: list[str], folder: str) -> int:
    return sum(path.startswith(f"{folder}/") if folder else "/" not in path for path in paths)


def _suffixes(folder: Path, paths: list[str], asked: tuple[str, ...]) -> list[str]:
    """Give the suffixes asked for and those that articles have beside them."""
    counts = article_files.suffixes(paths)
    return [
        suffix
        for suffix in article_files.SUFFIXES
        if suffix in asked or (counts[suffix] and (suffix not in _PIECES or _are_articles(folder, paths, suffix)))
    ]


def _are_articles(folder: Path, paths: list[str], suffix: str) -> bool:
    """Tell articles in HTML or text from parts of other pages."""
    alike = [path for path in paths if path.lower().endswith(suffix)]
    looks = article_files.sample(folder, alike, 12)
    headed = sum(one.kind not in ("none", "html") or one.dated for one in looks)
    return headed * 2 > len(looks) or len(alike) * 2 > len(paths)
