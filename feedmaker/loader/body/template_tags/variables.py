"""The values of variables and texts in template tags: `{{ site.url }}`, `{{ "/a.png" | relative_url }}`."""

import re
from urllib.parse import urlsplit

from feedmaker.loader.body import embeds
from feedmaker.loader.body.template_tags import html_snippets
from feedmaker.loader.body.template_tags.syntax import Place, at_host

_SITE_URL = frozenset(
    {"site.url", "config.url", "site.github.url", "site.production_url", "site.absoluteurl", "config.base_url"}
)
_SITE_ROOT = frozenset({"site.baseurl", "config.root", "site.root", "base_path", "site.base_url", "baseurl"})
#: Filters that make an address of the site absolute, or one from the root of its host.
_OF_PAGES = frozenset({"absolute_url", "absoluteurl", "relative_url", "url"})
_SITE_VARIABLES = ("site.url", "site.baseurl")
#: | prepend: "/img/"
_ADDED = re.compile(r"""\|\s*+(append|prepend):\s*+(?:"([^"]+)"|'([^']+)')\s*+""")
_PATH = re.compile(r"""(["'])([\w./#?=&%~-]*+)\1""")
_LITERAL = re.compile(r"""(?:"([^"]*)"|'([^']*)')\s*(?P<filters>(?:\|.*)?)""", re.DOTALL)
_VARIABLE = re.compile(r"(\$?[\w.]+)\s*(?P<filters>(?:\|.*)?)", re.DOTALL)
#: Filters that escape a text or remove the white space around it.
_UNCHANGED = frozenset({"e", "escape", "escape_once", "safe", "strip", "trim", "xml_escape"})


def output(source: str, place: Place, *, follows: bool = False) -> str | None:
    """Return the value of `{{ source }}`; None where it is not known.

    `follows`: it is behind another one, such as `{{ site.url }}`, whose path it continues.
    """
    found = _LITERAL.fullmatch(source)
    if found:
        value = found[1] if found[1] is not None else found[2]
        return _filtered(value, found["filters"], place)
    variable = _VARIABLE.fullmatch(source)
    if variable is None:
        return None
    name = variable[1].lower()
    value = place.values.get(name)
    if value is not None and not _filters(variable["filters"]):
        return html_snippets.text(value)
    url: str | None = None
    if name in _SITE_URL:
        url = (at_host(place) if place.url_of_host else place).site.rstrip("/")
    elif name in _SITE_ROOT:
        url = site_folder(place)
    elif name in ("page.url", "page.permalink"):
        url = place.page and urlsplit(place.page).path.removeprefix(site_folder(place)) if follows else place.page
    return None if url is None else _joined(url, variable["filters"], place)


def site_folder(place: Place) -> str:
    """Jekyll's baseurl: the path of the site, without the slash at its end."""
    return urlsplit(place.site).path.rstrip("/")


def _filtered(value: str, filters: str, place: Place) -> str | None:
    names = _filters(filters)
    if not names:
        return html_snippets.text(value)
    if "embed" in names:
        page = embeds.watch(value)
        label = re.search(r"""embed:\s*["']([^"']*)""", filters)
        return page and f"<p>{html_snippets.link(page.url, label[1] if label else page.label)}</p>"
    if added := _ADDED.match(filters):
        text = added[2] or added[3]
        value = value + text if added[1] == "append" else text + value
        return _filtered(value, filters[added.end() :], place)
    if names[0] in ("absolute_url", "relative_url") and value[:1] not in ("", "/") and ":" not in value.split("/")[0]:
        value = f"/{value}"  # Jekyll's, Filters::URLFilters
    if names[0] in ("url", "relative_url", "absolute_url", "url_for", "prepend", "relurl", "absurl", "asset_path"):
        return site_path(value, place)
    return None


def _joined(url: str, filters: str, place: Place) -> str | None:
    """Return an address of the site after filters that add to it, None for other filters."""
    for part in filters.split("|")[1:]:
        name, _, argument = (piece.strip() for piece in part.partition(":"))
        if name == "append":
            path = _PATH.fullmatch(argument)
            end = path[2] if path else output(argument, place, follows=True) if argument[:1] not in "\"'" else None
            if end is None:
                return None
            url += end
        elif name.partition("(")[0].lower() not in _UNCHANGED | _OF_PAGES and argument not in _SITE_VARIABLES:
            return None
    return url


def _filters(filters: str) -> list[str]:
    """Return the names of those filters that change a text without markup."""
    names = (part.strip().split(":")[0].strip() for part in filters.split("|")[1:])
    return [name for name in names if name not in _UNCHANGED]


def site_path(path: str, place: Place) -> str:
    """Return a path from the root of the site as one from the root of its host, any other as it is."""
    if path.startswith("/") and not path.startswith("//"):
        folder = site_folder(place)
        return path if folder and path.startswith(folder + "/") else folder + path
    return path
