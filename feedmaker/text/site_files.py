"""Pelican's references to files of the site: `{static}/images/a.png`, `{attach}a.pdf`, or `|static|a.png` of old."""

import re
from posixpath import dirname, normpath
from urllib.parse import quote, unquote, urljoin

from feedmaker.text.urls import site_url

_FILE = re.compile(r"[{|](static|attach)[}|]([^\s#?]{1,300})")


def site_file(value: str, site: str, path: str) -> str:
    """Return the URL of a file of the site that a value of front matter names, the value itself for anything else."""
    match = _FILE.fullmatch(value)
    return site_file_url(match[1], match[2], site, path, None) if match else value


def site_file_url(what: str, file: str, site: str, path: str, link: str | None) -> str:
    """Return the URL of a reference, "#" for the pages of tags, categories and authors, which are not known here.

    `path` is that of the article under the source; `link` is its page, beside which files with {attach} are put.
    """
    if what == "index":
        return site_url(site, "/index.html") or "#"
    if what not in ("static", "attach"):
        return "#"
    folder = dirname(path)
    written = unquote(file)
    place = normpath(written.lstrip("/") if written.startswith("/") else f"{folder}/{written}").lstrip("/")
    if what == "static" or link is None:
        return site_url(site, f"/{quote(place)}") or "#"
    is_below = not folder or place.startswith(f"{folder}/")
    return urljoin(link, quote(place.removeprefix(f"{folder}/") if is_below else place.rpartition("/")[2]))
