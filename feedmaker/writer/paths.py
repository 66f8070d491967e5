"""Names → path segments that are readable, stable, and safe in URLs and on every file system."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from typing import Literal, TypeAlias, TypeVar

from feedmaker.text.compression import SUFFIXES

Key = TypeVar("Key")
Style: TypeAlias = Literal["unicode", "ascii"]

#: Longest segment in bytes of UTF-8.
MAX_SEGMENT_BYTES = 100

#: Longest folder of a category, with all its segments, in bytes: far below the path limit of any system.
MAX_FOLDER_BYTES = 900

#: Names of feedmaker's own files and folders, with those of compressed copies, and of devices of Windows.
_SERVED = ("rss.xml", "atom.xml", "feed.json", "index.html", "feeds.opml", "feeds.json", "feed.css", "latest.html")
RESERVED = frozenset(
    {"archive", "autodiscovery.html", "redirects.txt", "_redirects", "_headers"}
    | {name + suffix for name in _SERVED for suffix in ("", *SUFFIXES.values())}
    | {"con", "prn", "aux", "nul", *(f"{device}{number}" for device in ("com", "lpt") for number in range(10))}
)

_SPACE = re.compile(r"\s+")
# Each Han or kana character is a word of its own in ASCII: 金融 → jin rong. Compiled for that style only.
_IDEOGRAPH = "([\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])"
_DASHES = re.compile("-{2,}")
# All but letters, digits and marks of any script, and ASCII that needs no escape in URLs and shells.
_UNSAFE = re.compile(r"[^\w.+@~-]+")


def segment(name: str, style: Style = "unicode") -> str:
    """Make one path segment of a normalised name.

    White space becomes "-". If anything else has to be left out, six hexadecimal digits of a hash are appended, so
    that "c" and "c++ (old)", for example, never meet, and a name's segment does not depend on the other names.
    """
    text = name
    if style == "ascii":
        from anyascii import anyascii  # late: only for this style

        text = " ".join(map(anyascii, re.split(_IDEOGRAPH, name))).lower()
    joined = _DASHES.sub("-", _SPACE.sub("-", text.strip()))
    slug = _UNSAFE.sub("-", joined).strip("-.")
    is_lossy = slug != joined or not _is_readable(slug)
    is_reserved = slug.split(".")[0] in RESERVED  # "con.txt" is a device, whatever follows its dot
    if is_lossy or is_reserved or slug in RESERVED or len(slug.encode()) > MAX_SEGMENT_BYTES:
        slug = _with_hash(slug.replace(".", "-", 1) if is_reserved else slug, name)
    return slug


def category_folders(keys: Iterable[tuple[str, ...]], style: Style = "unicode") -> Mapping[tuple[str, ...], str]:
    """Return the folder of every category (a path of normalised names) and of every step above one.

    Of names whose segments would be equal, such as "a b" and "a-b", the one that is its own segment keeps it; the
    others get a hash.
    """
    below: dict[tuple[str, ...], set[str]] = {}
    for key in keys:
        for depth in range(len(key)):
            below.setdefault(key[:depth], set()).add(key[depth])
    found: dict[tuple[str, ...], str] = {}
    for parent in sorted(below):
        prefix = found[parent] + "/" if parent else ""
        for name, slug in _sibling_segments(below[parent], style).items():
            path = prefix + slug
            if len(path.encode()) > MAX_FOLDER_BYTES:
                path = _with_hash(slug, "/".join((*parent, name)))
            found[(*parent, name)] = path
    return found


def distinct_folders(folders: Mapping[Key, str]) -> dict[Key, str]:
    """Add a hash to folders that are equal, such as those of a category "tags/sea" and a tag "sea", but the first."""
    found: dict[Key, str] = {}
    taken: set[str] = set()
    for key, path in folders.items():
        unique = path
        while unique.casefold() in taken:
            folder, slash, slug = unique.rpartition("/")
            unique = folder + slash + _with_hash(slug, f"{key} {unique}")
        taken.add(unique.casefold())
        found[key] = unique
    return found


def _sibling_segments(names: Iterable[str], style: Style) -> dict[str, str]:
    slugs: dict[str, str] = {}
    taken: set[str] = set()
    pairs = ((name, segment(name, style)) for name in names)
    for name, slug in sorted(pairs, key=lambda pair: (pair[0] != pair[1], pair)):
        unique = slug
        while (folded := unicodedata.normalize("NFKC", unique).casefold()) in taken:
            unique = _with_hash(slug, name if unique == slug else unique + name)
        taken.add(folded)
        slugs[name] = unique
    return slugs


def _with_hash(slug: str, name: str) -> str:
    """Append six hexadecimal digits of a hash of the name to its segment, and shorten that if it is too long."""
    digits = blake2b(name.encode("utf-8", "surrogatepass"), digest_size=3).hexdigest()
    room = MAX_SEGMENT_BYTES - len(digits) - 1
    short = slug.encode()[:room].decode("utf-8", "ignore")
    while short and unicodedata.combining(short[-1]):
        short = short[:-1]
    short = short.rstrip("-.") if _is_readable(short) else ""
    return f"{short}-{digits}" if short else digits


def _is_readable(slug: str) -> bool:
    """Return True if a segment has a letter or a digit and does not begin with a combining mark."""
    return any(char.isalnum() for char in slug) and not unicodedata.combining(slug[0])
