"""redirects.txt: where feeds have moved to, for web servers.

A line is `OLD NEW 301`: two paths from the root of the host, percent-encoded as in the addresses that subscribers have.
Netlify and Cloudflare Pages read it as their `_redirects`, nginx as a map after one `sed` (docs/serving.md).
"""

from collections.abc import Iterable
from urllib.parse import quote

REDIRECTS = "redirects.txt"

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
