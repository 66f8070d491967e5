"""Files of a site: Pelican's references (`{static}/a.png`, `|static|a.png`), and where files beside articles go."""

import re
from collections.abc import Callable
from posixpath import basename, dirname, join, normpath, splitext
from urllib.parse import quote, unquote, urljoin

from feedmaker.text.article_paths import split_prefix
from feedmaker.text.urls import absolute, site_url

_FILE = re.compile(r"[{|](static|attach)[}|]([^\s#?]{1,300})")

#: Generators whose pages have pictures beside an article under other names, with a hash of the picture in them; and the
#: folder whose files are also where they were: that of the site, of VitePress that in the source of articles.
_SERVED = {"astro": "public/", "docusaurus": "static/", "vitepress": "public/"}
# blog/posts/
_POSTS = re.compile(r"((?:[^/]+/)*?)posts/")
_PAGE_FILE = re.compile(r"(?:/index)?\.html?$")
_ROOTED = re.compile(r"\s*(?:/|[A-Za-z][A-Za-z0-9+.\-]*:)")


def media_url(generator: str | None, site: str, path: str, base: str, address: str) -> str | None:
    """Return the URL of a picture in the article at `path`, whose page is at `base`; None if it is not known.

    Material for MkDocs moves files under `blog/posts` to `blog`, and leaves others where they are in the source, as are
    those beside pages that are not in a blog. Hexo's
    are in the asset folder of the post, which has the name of the file, and is below the page: "/p/1.html" has "/p/1/".
    Where a vault of Obsidian is published, each tool puts them at another place.
    """
    if generator is None or _ROOTED.match(address):
        return absolute(base, address)
    if generator == "obsidian":
        return None
    if generator == "hexo" and base != site:
        file = address.strip().removeprefix("./")
        folder, slash, inner = file.partition("/")
        if slash and unquote(folder) == splitext(basename(path))[0]:
            file = inner
        return absolute(f"{_PAGE_FILE.sub('', base).rstrip('/')}/", file)
    file, mark, rest = address.strip().partition("?")
    if generator in _SERVED:
        served = _served_path(generator, unquote(file), split_prefix(path)[1])
        return (site_url(site, f"/{quote(served)}") or "") + mark + rest if served else None
    if generator == "mkdocs":
        posts = _POSTS.match(path)
        place = normpath(f"{dirname(path)}/{unquote(file)}").lstrip("/")
        if posts and place.startswith(posts[0]):
            place = posts[1] + place.removeprefix(posts[0])
        elif not posts and not address.lstrip().startswith("../") and not _is_at(base, site, path):
            return None
        return absolute(site, (site_url(site, f"/{quote(place)}") or "") + mark + rest)
    return absolute(base, address)


def _is_at(base: str, site: str, path: str) -> bool:
    """Return True if the page at `base` has the path of its file, with another ending."""
    place = splitext(path)[0]
    name = place.removesuffix("index") if basename(place) == "index" else place
    return base.removesuffix(".html").rstrip("/") == (site_url(site, f"/{quote(name)}") or "").rstrip("/")


def _served_path(generator: str, file: str, path: str) -> str:
    """Return the path under the site of a file in the folder that it serves as it is, "" for any other file."""
    place = file.replace("@site/", "../", 1) if file.startswith("@site/") else normpath(join(dirname(path), file))
    is_above = place.startswith("../")
    below = place.rpartition("../")[2] if is_above else place
    folder = _SERVED[generator]
    return below.removeprefix(folder) if is_above != (generator == "vitepress") and below.startswith(folder) else ""


def site_file(value: str, site: str, path: str) -> str:
    """Return the URL of a file of the site that a value of front matter names, the value itself for anything else."""
    match = _FILE.fullmatch(value)
    return site_file_url(match[1], match[2], site, path, None) if match else value


def no_page(_kind: str, _name: str) -> None:
    """Return the path of the page of a tag, category or author where none is known."""


def site_file_url(
    what: str, file: str, site: str, path: str, link: str | None, page_of: Callable[[str, str], str | None] = no_page
) -> str:
    """Return the URL of a reference; where that is not known, such as "tag:oak", a link that is left out and named.

    `path` is that of the article under the source; `link` is its page, beside which files with {attach} are put.
    `page_of` returns the path of the page of a tag, category or author.
    """
    if what == "index":
        return site_url(site, "/index.html") or "#"
    if what not in ("static", "attach"):
        name = unquote(file)
        page = page_of(what, name.strip())
        return (page and site_url(site, page)) or f"{what}:{quote(name)}"
    folder = dirname(path)
    written = unquote(file)
    place = normpath(written.lstrip("/") if written.startswith("/") else f"{folder}/{written}").lstrip("/")
    if what == "static" or link is None:
        return site_url(site, f"/{quote(place)}") or "#"
    is_below = not folder or place.startswith(f"{folder}/")
    return urljoin(link, quote(place.removeprefix(f"{folder}/") if is_below else place.rpartition("/")[2]))
