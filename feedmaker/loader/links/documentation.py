"""The tokens of permalinks of blogs in documentation: Material for MkDocs, Docusaurus, Quarto, VitePress; and Astro."""

import re
import unicodedata
from posixpath import splitext

from feedmaker.loader.links import slugs
from feedmaker.loader.links.permalink_tokens import DATES, PermalinkFields, TokenFunction, scalar, stem

_TAG = re.compile(r"</?[^<>]*>")
_NOT_WORD = re.compile(r"[^\w\- ]")
# Docusaurus: everything before the last date is a folder, "-" or "/" after it is left out
_DOCUSAURUS_DATE = re.compile(r"(.*)([0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2})[-/]?(.*)", re.DOTALL)


def _material_slug(text: str, separator: str = "-") -> str:
    """Return the slug of pymdownx.slugs.slugify(case="lower")."""
    plain = _TAG.sub("", unicodedata.normalize("NFC", text)).strip().lower()
    return _NOT_WORD.sub("", plain).replace(" ", separator)


def _material_title(fields: PermalinkFields, options: str) -> str:
    """Return the slug of the article, else one of its title as it is written (":title": MkDocs' own)."""
    written = fields.front_matter.get("title") or fields.front_matter.get(":title")
    separator = "_" if "underscore" in options else "-"
    return fields.slug or _material_slug(scalar(written) or fields.title, separator)


def _docusaurus_slug(fields: PermalinkFields) -> str:
    """Return the slug of the article, which is a path under the blog, else its path with the date as folders."""
    if fields.slug:
        return fields.slug.strip("/")
    path = splitext(fields.path)[0].removesuffix("/index")
    if dated := _DOCUSAURUS_DATE.fullmatch(path):
        return f"{dated[2].replace('-', '/')}/{dated[1]}{dated[3]}"
    return path


def _page(fields: PermalinkFields, options: str) -> str:
    """Return the path of the page: that of the file with .html, or without (`clean`); an index is its folder."""
    path = splitext(fields.path)[0]
    if stem(path) == "index":
        return path.removesuffix("index") or "/"
    return path if "clean" in options else f"{path}.html"


def _astro_id(fields: PermalinkFields, brackets: str) -> str:
    """Return the id of an entry: its slug, else its path with github-slugger applied to each part; [1:] drops one."""
    if fields.slug:
        return fields.slug
    parts = splitext(fields.path)[0].split("/")[int(brackets[1:-2]) if brackets else 0 :]
    return "/".join(map(slugs.github, parts)).removesuffix("/index")


def _astro_path(fields: PermalinkFields, brackets: str) -> str:
    """Return the path of AstroPaper's `getPath`: folders but those that begin with "_", and the last part of the id."""
    parts = fields.path.split("/")[int(brackets[1:-2]) if brackets else 0 : -1]
    folders = [slugs.github(part) for part in parts if not part.startswith("_")]
    return "/".join([*folders, _astro_id(fields, brackets).rpartition("/")[2]])


MATERIAL: dict[str, TokenFunction] = {
    **DATES,
    "slug": _material_title,
    "file": lambda f, _: stem(f.path),
    # as with `post_url_max_categories: 1`
    "categories": lambda f, _: "/".join(_material_slug(category[-1]) for category in f.categories[:1]),
}
DOCUSAURUS: dict[str, TokenFunction] = {"slug": lambda f, _: _docusaurus_slug(f)}
ASTRO: dict[str, TokenFunction] = {"id": _astro_id, "path": _astro_path, "slug": lambda f, _: f.slug or ""}
PAGES: dict[str, TokenFunction] = {"page": _page}
