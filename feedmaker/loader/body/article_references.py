"""References to articles: how the places of a body that name one are written down, and which article each one means.

A reference is "p:" and the path of a file under the source, "d:" and that path without suffix, "n:" and the end of
such a path, "w:" and that in any spelling, or "s:" and the last step of the address of a page. With several sources
they have the prefix of that of the article (text/article_paths); a name may be found in another one.
"""

from collections.abc import Collection, Iterable, Iterator
from posixpath import basename, normpath, splitext
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from feedmaker.loader.dates.in_paths import without_date
from feedmaker.text.article_paths import split_prefix, with_prefix


class Page(NamedTuple):
    """The page of an article."""

    #: "" for an article without a page.
    link: str
    title: str


def by_path(prefix: str, folder: str, path: str) -> str:
    """Return the reference to the file at a path, which is relative to a folder under the source."""
    return f"p:{with_prefix(prefix, normpath(f'{folder}/{path}').lstrip('/'))}"


def by_document(prefix: str, folder: str, path: str) -> str:
    """Return the reference to the file at such a path without suffix, which never leads out of the source."""
    return f"d:{with_prefix(prefix, normpath(f'/{folder}/{path}').lstrip('/'))}"


def by_name(prefix: str, path: str) -> str:
    """Return the reference to the file whose path ends in this one, with or without a suffix."""
    return f"n:{_name(prefix, path)}"


def by_spelling(prefix: str, name: str) -> str:
    """Return the reference to the file that has this name in some spelling: "My note" and "my-note"."""
    return f"w:{_folded(_name(prefix, name))}"


def by_slug(prefix: str, slug: str) -> str:
    """Return the reference to the article whose page ends in this step: "tides" for /posts/tides/ and /tides.html."""
    return f"s:{with_prefix(prefix, slug)}"


def slugs_of(wanted: Iterable[str]) -> dict[str, list[str]]:
    """Return the references of `by_slug` by their slugs."""
    found: dict[str, list[str]] = {}
    for one in wanted:
        if one.startswith("s:"):
            found.setdefault(split_prefix(one[2:])[1], []).append(one)
    return found


def slug_of(link: str) -> str:
    """Return the last step of the path of a page."""
    path = unquote(urlsplit(link).path).removesuffix("index.html").rstrip("/")
    return basename(path).removesuffix(".html")


def _name(prefix: str, path: str) -> str:
    stem, suffix = splitext(path)
    name = stem if suffix in (".md", ".markdown", ".html") else path
    return with_prefix(prefix, normpath(name).lstrip("./"))


def _folded(name: str) -> str:
    return name.casefold().replace(" ", "-")


def name_key(name: str) -> str:
    """Return what all names of one file have in common, each with its ends: "TIDES" for "x/2024-05-01-Tides".

    It is the last step of the path without suffix, or that of the folder of an index, in one spelling and undated.
    """
    folder, _, last = _folded(name).rpartition("/")
    key = (basename(folder) if last == "index" else last).upper()
    while (undated := without_date(key)) != key:
        key = undated
    return key


def candidates(wanted: Iterable[str]) -> tuple[list[str], list[str]] | None:
    """Return the paths and the name keys of all files that references can mean; None where that may be any file."""
    paths, keys = [], set()
    for one in wanted:
        name = split_prefix(one[2:])[1].removeprefix("_posts/")
        if one[0] == "p":
            paths.append(one[2:])
        elif one[0] in "dnw":
            if _folded(name) == "index":
                return None
            keys.add(name_key(name))
    return paths, sorted(keys)


def find_articles(wanted: Iterable[str], articles: Iterable[tuple[int, str]]) -> dict[str, int]:
    """Return the number of the article of each reference; of a name that several articles have, of none.

    `articles` are numbers and paths under the source, with its prefix. A name is first looked for in the same source.
    """
    reference_of_path = {one[2:]: one for one in wanted if one.startswith("p:")}
    references_of_name: dict[str, list[tuple[str, str]]] = {}
    for one in wanted:
        if one[0] in "dnw":
            prefix, name = split_prefix(one[2:])
            references_of_name.setdefault(one[:2] + name.removeprefix("_posts/"), []).append((prefix, one))
    found: dict[str, int] = {}
    named: dict[str, set[_Named]] = {}
    for number, path in articles:
        if path in reference_of_path:
            found[reference_of_path[path]] = number
        prefix, below = split_prefix(path)
        for name, is_whole in _names(below) if references_of_name else ():
            if name in references_of_name:
                named.setdefault(name, set()).add(_Named(number, prefix, is_whole))
    for name, articles_of_name in named.items():
        for prefix, one in references_of_name[name]:
            if (only := _only(articles_of_name, prefix)) is not None:
                found[one] = only
    return found


class _Named(NamedTuple):
    """An article that has a name."""

    number: int
    #: Of its source folder.
    prefix: str
    #: Whether the name is all of its path.
    is_whole: bool


def _only(named: Collection[_Named], prefix: str) -> int | None:
    """Return the article that a name means in the source folder with a prefix, None if there are several."""
    near = [one for one in named if one.prefix == prefix] or named
    numbers = {one.number for one in near if one.is_whole} or {one.number for one in near}
    return numbers.pop() if len(numbers) == 1 else None


def _names(path: str) -> Iterator[tuple[str, bool]]:
    """Yield what references may call a file, each with whether it is all of its path."""
    for form in _forms(path):
        yield f"d:{form}", True
        steps = form.split("/")
        for start in range(len(steps)):
            tail = "/".join(steps[start:])
            yield f"n:{tail}", start == 0
            yield f"w:{_folded(tail)}", start == 0


def _forms(path: str) -> Iterator[str]:
    """Yield the names of a file: its path without suffix, without a date, and that of its folder if it is an index."""
    stem = splitext(path)[0]
    yield stem
    folder, _, last = stem.rpartition("/")
    if last == "index":
        yield folder
    elif (bare := without_date(last)) != last:
        yield f"{folder}/{bare}".lstrip("/")
