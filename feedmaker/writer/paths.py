"""Names → path segments that are readable, stable and safe on every disk and in every URL (STANDARDS U5)."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from typing import Literal, TypeVar

from feedmaker.text.languages import HAN

Key = TypeVar("Key")

#: Longest segment in bytes of UTF-8.
LONGEST = 100

#: Longest folder of a category, all its segments together, in bytes: far below what any system allows for a path.
DEEPEST = 900

#: Names of feedmaker's own files and folders, and those that a file system keeps for itself.
RESERVED = frozenset(
    {"rss.xml", "atom.xml", "feed.json", "index.html", "feeds.opml", "feeds.json", "feed.css", "archive"}
    | {"latest.html", "autodiscovery.html"}
    | {"con", "prn", "aux", "nul", *(f"{device}{number}" for device in ("com", "lpt") for number in range(10))}
)

# Format characters that are invisible or turn the text around: two names that differ only by them look alike.
_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_SPACE = re.compile(r"\s+")
# Han and kana are written without spaces; one beside them is a matter of taste ("H5 游戏", "H5游戏").
_EAST_ASIAN = f"\u3040-\u30ff{HAN}"
_LOOSE_SPACE = re.compile(f"(?<=[{_EAST_ASIAN}]) | (?=[{_EAST_ASIAN}])")
_DASHES = re.compile("-{2,}")
# Letters, digits and marks of any script, and what a URL path may hold unescaped and a shell does not mind.
_UNSAFE = re.compile(r"[^\w.+@~-]+")


def normal(name: str) -> str:
    """Fold a name so that spellings that differ by letter case, width or space are the same."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return _LOOSE_SPACE.sub("", _SPACE.sub(" ", _INVISIBLE.sub("", folded))).strip() or name


def segment(name: str, style: Literal["unicode", "ascii"] = "unicode") -> str:
    """Make one path segment of a normal name.

    White space becomes "-". Whatever else has to be left out is told by six hexadecimal digits at the end, so that
    "c" and "c++ (old)", say, never meet and a name's segment does not depend on which other names there are.
    """
    text = name
    if style == "ascii":
        from anyascii import anyascii  # late: only for this style

        text = " ".join(anyascii(char) if not char.isascii() else char for char in _words(name)).lower()
    joined = _DASHES.sub("-", _SPACE.sub("-", text.strip()))
    slug = _UNSAFE.sub("-", joined).strip("-.")
    lossy = slug != joined or not _readable(slug) or (style == "ascii" and not name.isascii() and slug == "")
    reserved = slug.split(".")[0] in RESERVED
    if lossy or reserved or slug in RESERVED or len(slug.encode()) > LONGEST:
        # "con.txt" is a device whatever follows its dot
        slug = told_apart(slug.replace(".", "-", 1) if reserved else slug, name)
    return slug


def told_apart(slug: str, name: str) -> str:
    """Add six hexadecimal digits of the name to its segment, within the longest."""
    mark = blake2b(name.encode("utf-8", "surrogatepass"), digest_size=3).hexdigest()
    room = LONGEST - len(mark) - 1
    short = slug.encode()[:room].decode("utf-8", "ignore")
    while short and unicodedata.combining(short[-1]):
        short = short[:-1]
    short = short.rstrip("-.") if _readable(short) else ""
    return f"{short}-{mark}" if short else mark


def folders(
    keys: Iterable[tuple[str, ...]], style: Literal["unicode", "ascii"] = "unicode"
) -> Mapping[tuple[str, ...], str]:
    """Give every category (a path of normal names) its folder; the steps above each are given one too.

    Names that would still meet, such as "a b" and "a-b", are told apart: the one that is its own segment keeps it.
    """
    below: dict[tuple[str, ...], set[str]] = {}
    for key in keys:
        for depth in range(len(key)):
            below.setdefault(key[:depth], set()).add(key[depth])
    found: dict[tuple[str, ...], str] = {}
    for parent in sorted(below):
        prefix = found[parent] + "/" if parent else ""
        for name, slug in _siblings(below[parent], style).items():
            path = prefix + slug
            if len(path.encode()) > DEEPEST:
                path = told_apart(slug, "/".join((*parent, name)))
            found[(*parent, name)] = path
    return found


def distinct(paths: Mapping[Key, str]) -> dict[Key, str]:
    """Tell folders apart that would be one, as of a category "tags/sea" and of a tag "sea": the first keeps it."""
    found: dict[Key, str] = {}
    taken: set[str] = set()
    for key, path in paths.items():
        unique = path
        while unique.casefold() in taken:
            folder, divider, slug = unique.rpartition("/")
            unique = folder + divider + told_apart(slug, f"{key} {unique}")
        taken.add(unique.casefold())
        found[key] = unique
    return found


def _siblings(names: Iterable[str], style: Literal["unicode", "ascii"]) -> dict[str, str]:
    slugs: dict[str, str] = {}
    taken: set[str] = set()
    for name, slug in sorted(
        ((name, segment(name, style)) for name in names), key=lambda pair: (pair[0] != pair[1], pair)
    ):
        unique = slug
        while unicodedata.normalize("NFKC", unique).casefold() in taken:
            unique = told_apart(slug, name if unique == slug else unique + name)
        taken.add(unicodedata.normalize("NFKC", unique).casefold())
        slugs[name] = unique
    return slugs


def _readable(slug: str) -> bool:
    """Tell whether a person could say the segment: it has a letter or a digit, and does not begin with a mark."""
    return any(char.isalnum() for char in slug) and not unicodedata.combining(slug[0])


def _words(name: str) -> list[str]:
    """Divide a name so that each Han character is a word: 金融 → jin rong."""
    return re.findall(
        r"[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]|[^\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+", name
    )
