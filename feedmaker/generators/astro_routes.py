"""The links of an Astro site: the pages of `src/pages` that show a collection, and the folders of collections.

Only routes whose parameter is the id or slug of an entry are read, as in Astro's own templates.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from feedmaker.generators.site_folder import SCRIPTS, SiteFolder, read_text

_CONFIGS = tuple(f"{place}.{ending}" for place in ("src/content.config", "src/content/config") for ending in SCRIPTS)
_COLLECTION = re.compile(r"getCollection\(\s*[\"'](\w+)[\"']")
# params: { slug: post.id }
_PARAMETER = re.compile(r"params\s*:\s*\{\s*\w+\s*:\s*\w+\.(?:slug|id)\s*,?\s*\}")
# const blog = defineCollection({ loader: glob({ base: './src/content/blog'
_BASE = re.compile(r"\b(\w+)\s*=\s*defineCollection\([^;]{0,400}?\bbase\s*:\s*[\"']([^\"']{1,200})[\"']")
_ROUTE = re.compile(r"\[(?:\.\.\.)?\w+\]\.astro")


class Route(NamedTuple):
    """A page that shows the entries of a collection."""

    #: Of the entries, relative to the site.
    folder: str
    #: Of the pages, "" for the top of the site.
    path: str


def read_routes(site: SiteFolder) -> list[Route]:
    """Return the routes of collections, sorted by folder, each folder once."""
    bases = _bases(site)
    found: dict[str, Route] = {}
    for collection, path in _pages(site):
        folder = bases.get(collection, f"src/content/{collection}")
        if site.has(folder):
            # the page of a folder of its own, /en/blog/, comes after that of /blog/
            found.setdefault(folder, Route(folder, path))
    return sorted(found.values())


def _bases(site: SiteFolder) -> dict[str, str]:
    text = next((text for name in _CONFIGS if (text := read_text(site.path / name))), "")
    return {name: base.removeprefix("./").strip("/") for name, base in _BASE.findall(text)}


def _pages(site: SiteFolder) -> Iterator[tuple[str, str]]:
    """Yield the collection and the path of each route, short paths first."""
    pages = site.path / "src" / "pages"
    files = sorted(pages.rglob("*.astro"), key=lambda file: (len(file.parts), file.as_posix()))
    for file in files:
        folder = file.parent.relative_to(pages).as_posix()
        if not _ROUTE.fullmatch(file.name) or "[" in folder:
            continue
        text = read_text(file) or ""
        collections = set(_COLLECTION.findall(text))
        if len(collections) == 1 and _PARAMETER.search(text):
            yield collections.pop(), "" if folder == "." else folder
