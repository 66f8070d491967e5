"""The article files of a folder: their paths, and the front matter of a sample of them."""

import os
import re
from collections.abc import Iterable, Sequence, Set
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from feedmaker.loader.dates.in_paths import date_in_path
from feedmaker.loader.decode import decode
from feedmaker.loader.frontmatter.dialects import split_front_matter
from feedmaker.loader.frontmatter.result import FrontMatter
from feedmaker.loader.metadata.keys import FIELDS_IN_ALL_LANGUAGES, KeyTable, normalise_key
from feedmaker.system import open_to_read

#: Suffixes of article files, the most common first.
SUFFIXES = (".md", ".markdown", ".html", ".htm", ".rst", ".txt", ".mdx", ".qmd", ".mdown", ".mkd", ".rest")
#: Suffixes that source.include always has.
MARKDOWN = (".md", ".markdown")
#: Folders without articles, anywhere in the site.
SKIPPED = frozenset({
    "node_modules", "bower_components", "vendor", "themes", "public", "_site", "dist", "output", "__pycache__",
    "venv", "env", "site-packages", "layouts", "_layouts", "_includes", "_sass", "_data", "archetypes", "static",
    "assets", "i18n", "target", "scaffolds",
})  # fmt: skip
_NOT_ARTICLES = frozenset({
    "readme", "license", "licence", "changelog", "contributing", "code_of_conduct", "security", "authors",
})  # fmt: skip
README = "README.md"
#: So many READMEs are not yet the articles of a folder.
_FEW = 2
_MAX_FILES = 100_000
_SAMPLE_SIZE = 40
#: Bytes of a file in which front matter is expected.
_FRONT_MATTER_BYTES = 12_000
_UTC = ZoneInfo("UTC")
_TABLE = KeyTable(FIELDS_IN_ALL_LANGUAGES)


class Sample(NamedTuple):
    """The front matter of one article."""

    #: As in feedmaker.loader.frontmatter.result.FrontMatter.
    front_matter: str
    #: Keys, folded.
    keys: frozenset[str]
    #: Whether the front matter or the path has a date.
    is_dated: bool


def list_files(folder: Path, skipped: frozenset[str] = SKIPPED, suffixes: tuple[str, ...] = SUFFIXES) -> list[str]:
    """List the article files below `folder` as sorted relative paths; hidden and `skipped` folders are left out.

    READMEs of its subfolders are articles if most files are: some people give each article a folder.
    """
    found: list[str] = []
    readmes: list[str] = []
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name[0] != "." and name.lower() not in skipped)
        prefix = os.path.relpath(place, folder).replace(os.sep, "/")
        prefix = "" if prefix == "." else prefix + "/"
        found += (prefix + name for name in names if name[0] != "." and _is_article_name(name, suffixes))
        readmes += (prefix + name for name in names if prefix and name == README and ".md" in suffixes)
        if len(found) > _MAX_FILES:
            break
    return sorted(found + readmes if len(readmes) > max(len(found), _FEW) else found)


def _is_article_name(name: str, suffixes: tuple[str, ...]) -> bool:
    stem, suffix = os.path.splitext(name.lower())
    return suffix in suffixes and stem not in _NOT_ARTICLES


def read_samples(folder: Path, paths: Sequence[str], size: int = _SAMPLE_SIZE) -> list[Sample]:
    """Read up to `size` files, evenly spread over `paths`; files that cannot be read are skipped."""
    step = max(1, -(-len(paths) // size))
    samples = (_read_sample(folder, path) for path in paths[::step])
    return [sample for sample in samples if sample is not None]


def read_front_matter(file: Path) -> FrontMatter | None:
    """Return the front matter of a file, None if the file cannot be read."""
    try:
        with open(open_to_read(str(file)), "rb") as stream:
            data = stream.read(_FRONT_MATTER_BYTES)
    except OSError:
        return None
    return split_front_matter(decode(data).text, suffix=file.suffix.lower())


def _read_sample(folder: Path, path: str) -> Sample | None:
    head = read_front_matter(folder / path)
    if head is None:
        return None
    fields = _TABLE.candidates(head)
    in_pages = (one.value for one in fields.get("page", ()) if one.key == "path" and isinstance(one.value, str))
    paths = (path, *in_pages)
    is_dated = "date" in fields or "updated" in fields or any(date_in_path(each, zone=_UTC) for each in paths)
    return Sample(head.kind, frozenset(map(normalise_key, head.values)), is_dated)


def posts_folders(files: Iterable[str]) -> set[str]:
    """Return the folders named _posts among the parents of files, the outermost of each file."""
    steps = [file.split("/") for file in files if "/_posts/" in f"/{file}"]
    return {"/".join(parts[: parts.index("_posts") + 1]) for parts in steps}


def first_folder(path: str) -> str:
    """Return the first step of a path, "" for a file without a folder."""
    return path.partition("/")[0] if "/" in path else ""


def dated_shares(folder: Path, paths: Iterable[str]) -> dict[str, float]:
    """Return, for the first folder of each path, the share of its files that have a date, from 0 to 1."""
    groups: dict[str, list[str]] = {}
    for path in paths:
        groups.setdefault(first_folder(path), []).append(path)
    samples = {name: read_samples(folder, members, 12) for name, members in groups.items()}
    return {name: sum(sample.is_dated for sample in some) / (len(some) or 1) for name, some in samples.items()}


def any_dated(folder: Path, paths: Iterable[str], name: str) -> bool:
    """Return True if any of the paths whose first folder is `name` is that of a file with a date."""
    samples = (_read_sample(folder, path) for path in paths if first_folder(path) == name)
    return any(sample.is_dated for sample in samples if sample)


def in_whole_folders(files: Iterable[str], chosen: Set[str]) -> list[str]:
    """Return patterns of the chosen ones of all files: of a folder where all that is in it is chosen."""
    kept = {parent for file in files if file not in chosen for parent in _folders(file)}
    return sorted(
        {
            next((f"{_escaped(parent)}/**" for parent in _folders(file) if parent not in kept), _escaped(file))
            for file in chosen
        }
    )


def _escaped(path: str) -> str:
    return re.sub(r"[\[\]*?]", "?", path)


def _folders(file: str) -> list[str]:
    """Return the folders of a path, the outermost first."""
    steps = file.split("/")[:-1]
    return ["/".join(steps[: depth + 1]) for depth in range(len(steps))]
