"""The output as a preview shows it: which file a path of a URL names, and documents with addresses of the preview."""

import os
import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from feedmaker.config.schema import Config
from feedmaker.project import Project
from feedmaker.system import read_regular
from feedmaker.writer.output import OutputFolder
from feedmaker.writer.publish import read_manifest
from feedmaker.writer.redirects import REDIRECTS

#: Suffixes of the documents that have addresses of feeds and pages in them.
_DOCUMENTS = (".xml", ".json", ".html", ".opml")
#: The characters of addresses that feedmaker writes (urllib.parse.quote).
_PATH = rb"[A-Za-z0-9%._~/-]*"
#: In a segment of a path: what no file of an output has, and what Windows would take for another file.
_FORBIDDEN = re.compile(r'[\x00-\x1f\\:*?"<>|]')


@dataclass(frozen=True, slots=True)
class PublishedSite:
    """One output, as its manifest lists it."""

    #: An absolute path without symbolic links.
    output: str
    #: Where the output is served later, and where the preview serves it; both end in "/".
    feeds_url: str
    local_url: str
    #: What follows `feeds_url` in the address of every file and folder of ours, percent-encoded.
    addresses: frozenset[str]
    #: Former path → present path, both under the root of the preview.
    moved: dict[str, str]

    def find(self, path: str) -> str | None:
        """Return the file or folder that a decoded path of a URL names; None for what is not public.

        That is what lies outside of the output, also behind symbolic links, and names that begin with a dot.
        """
        segments = path.strip("/").split("/")
        if any(segment.startswith(".") or _FORBIDDEN.search(segment) for segment in segments) or "//" in path:
            return None
        real = os.path.realpath(os.path.join(self.output, *segments))
        if not os.path.exists(real) or (real != self.output and not real.startswith(self.output + os.sep)):
            return None
        # Windows has short names for files whose long name begins with a dot
        return None if any(part.startswith(".") for part in real[len(self.output) :].split(os.sep)) else real

    def has_addresses(self, file: str) -> bool:
        """Return True for a document of ours that has addresses of feeds and pages in it."""
        path = quote(os.path.relpath(file, self.output).replace(os.sep, "/"))
        return path in self.addresses and path.endswith(_DOCUMENTS)

    def with_local_addresses(self, data: bytes) -> bytes:
        """Return a document in which the addresses of feeds and pages are those of the preview.

        Any other link under the same address stays: an article lives where the site is.
        """

        def replaced(match: re.Match[bytes]) -> bytes:
            return local + match[1] if match[1].decode() in self.addresses else match[0]

        local = self.local_url.encode()
        return re.sub(re.escape(self.feeds_url.encode()) + b"(" + _PATH + b")", replaced, data)


def published_site(project: Project, local_url: str) -> PublishedSite:
    """Return the output of a project as it is now."""
    config, output = project.config, project.paths.output
    manifest = read_manifest(OutputFolder(output))
    return PublishedSite(
        output=output,
        feeds_url=config.site.feeds_url,
        local_url=local_url,
        addresses=_addresses(manifest.files if manifest else frozenset(), config),
        moved=_moved(output, urlsplit(config.site.feeds_url).path),
    )


def _addresses(files: frozenset[str], config: Config) -> frozenset[str]:
    """Return the files, and the folders of pages; the address of the site itself is that of its own start page."""
    folders = (path.removesuffix("index.html") for path in files if path.rpartition("/")[2] == "index.html")
    found = frozenset(map(quote, [*files, *folders]))
    return found - {""} if config.site.feeds_url == config.site.url else found


def _moved(output: str, root: str) -> dict[str, str]:
    """Read redirects.txt; paths in it are from the root of the host."""
    try:
        lines = read_regular(f"{output}/{REDIRECTS}").decode("ascii", "replace").splitlines()
    except OSError:
        return {}
    found = (line.split() for line in lines)
    return {
        old.removeprefix(root): "/" + new.removeprefix(root)
        for old, new, _ in (words for words in found if len(words) == 3)
        if old.startswith(root) and new.startswith(root)
    }
