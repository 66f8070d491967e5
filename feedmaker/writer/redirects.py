"""Files for web servers: where feeds have moved to, and with which headers they are sent.

A line of redirects.txt is `OLD NEW 301`: two paths from the root of the host, percent-encoded as in the addresses that
subscribers have. docs/serving.md says how each server reads it.
"""

from collections.abc import Iterable
from urllib.parse import quote, unquote

from feedmaker.text.media_types import FEEDS, TEXTS

REDIRECTS = "redirects.txt"
#: The names under which static hosts read the redirects and the headers (`output.host`).
HOST_REDIRECTS, HOST_HEADERS = "_redirects", "_headers"

#: Seconds for which a feed is cached, about the time between two builds.
_CACHED = 600

_PAGE = "index.html"


def redirects(root: str, moved: Iterable[tuple[str, str, Iterable[str]]]) -> bytes:
    """Return the list for feeds of which (old folder, new folder, names of the files) are given.

    `root` is the path at which the output is served and ends in "/"; folders are relative to it.
    """
    lines = []
    for old, new, names in moved:
        before, now = (f"{root}{quote(folder)}/" for folder in (old, new))
        for name in names:
            lines.append(f"{before}{name} {now}{name if name != _PAGE else ''} 301\n")
            if name == _PAGE:
                lines.append(f"{before} {now} 301\n")
    return "".join(sorted(lines)).encode()


def netlify_redirects(data: bytes) -> bytes:
    """Return a list of redirects for Netlify, whose matcher decodes the requested path: lines are in both forms.

    Cloudflare encodes the lines itself and reports the second form as a mistake.
    """
    lines: list[str] = []
    for line in data.decode().splitlines(keepends=True):
        old, others = line.split(" ", 1)
        lines += dict.fromkeys((line, f"{unquote(old)} {others}"))
    return "".join(lines).encode()


def headers(root: str) -> bytes:
    """Return the file of headers of a static host; `root` is that of `redirects`.

    A path has one `*`, for any characters, as Cloudflare Pages allows, and no file gets the same header by two paths:
    the hosts would join them.
    """
    types = {"*.xml": TEXTS["xml"], "*feed.json": FEEDS["json"], "*.opml": TEXTS["opml"]}
    lines = [
        f"{root}*",
        f"  Cache-Control: public, max-age={_CACHED}",
        "  Access-Control-Allow-Origin: *",
        "  X-Content-Type-Options: nosniff",
    ]
    for pattern, media_type in types.items():
        lines += [f"{root}{pattern}", f"  Content-Type: {media_type}; charset=utf-8"]
    return "\n".join([*lines, ""]).encode()
