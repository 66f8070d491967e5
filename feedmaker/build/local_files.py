"""Properties of local pictures and enclosures that articles refer to: size in pixels, length in bytes, duration.

An edge, without the network: an address under the site's own is looked for beside the article and in the
folders where generators keep what they serve.
"""

import json
import os
import stat
from io import FileIO
from pathlib import Path
from urllib.parse import unquote, urlsplit

from feedmaker.build.options import BuildPaths
from feedmaker.model import MAX_PIXELS, Article, Enclosure, Entry, Episode, Image
from feedmaker.object_store import is_url
from feedmaker.state import State
from feedmaker.text.media_types import file_type, image_type
from feedmaker.text.urls import absolute

#: Pixels of a side of a podcast's cover (Apple Podcasts, artwork requirements).
_COVER = (1400, 3000)
#: Folders beside config.yaml, or the folder itself, that a site's root is served from.
_SERVED = ("", "static", "public", "source", "assets", "content")


class _BoundedFile(FileIO):
    """A file of which little is read, however large it is: the size of an image is near its beginning."""

    _left = 1_000_000

    def read(self, size: int | None = -1, /) -> bytes:
        """Read at most `size` bytes. Raises ValueError where too much was read."""
        size = min(self._left, self._left if size is None or size < 0 else size)
        # Each read counts, for a file of very many small pieces.
        self._left -= max(size, 16)
        if self._left <= 0:
            raise ValueError("the size of the image is not near the beginning of the file")
        return super().read(size) or b""


def _size(file: str) -> tuple[int, int]:
    """Return the width and the height of an image in pixels, (0, 0) if they are unknown."""
    import imagesize

    try:
        with _BoundedFile(file) as opened:
            width, height = imagesize.get(opened)
    except Exception:  # imagesize raises TypeError, OverflowError, struct.error … for a file that is damaged
        return 0, 0
    known = 0 < width < MAX_PIXELS and 0 < height < MAX_PIXELS
    return (round(width), round(height)) if known else (0, 0)


def media_version(path: str) -> str:
    """Return a text that differs once a file was written to, "" if there is no such file."""
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return ""
    return f"{status.st_size:x}.{status.st_mtime_ns:x}" if stat.S_ISREG(status.st_mode) else ""


def stored_media(state: State) -> dict[int, dict[str, str]]:
    """Return, by the number of each article that was rendered, the media files that were looked for, and versions."""
    found = json.loads(state.meta("media") or "{}")
    return {int(number): files for number, files in found.items()}


def with_changed_media(state: State) -> set[int]:
    """Return the numbers of the articles whose media files have appeared, vanished or been written to."""
    versions: dict[str, str] = {}
    changed = set()
    for number, files in stored_media(state).items():
        for path, version in files.items():
            if path not in versions:
                versions[path] = media_version(path)
            if versions[path] != version:
                changed.add(number)
                break
    return changed


class LocalFiles:
    """Finds the files behind addresses of the site."""

    def __init__(self, site_url: str, paths: BuildPaths) -> None:
        self._site_url = site_url
        self._paths = paths
        folders = (
            *(source.path for source in paths.sources.values()),
            *(f"{paths.project}/{name}" for name in _SERVED),
        )
        self._roots = [os.path.realpath(folder) for folder in folders if not is_url(folder)]
        #: Path → the file, None if it is not served; and its version.
        self._known: dict[str, tuple[str | None, str]] = {}
        #: Every path that was looked at since this was last cleared → its version: the entry depends on them.
        self.seen: dict[str, str] = {}

    def complete(self, article: Article, path: str) -> Article:
        """Add the properties of the article's own picture and enclosures; drop the picture if its file is missing.

        `path` is that of the article, with the prefix of its source.
        """
        if article.image and (image := self._completed(article.image, path)) is not article.image:
            article = article._replace(image=image)
        if article.enclosures:
            enclosures = tuple(self._weighed(enclosure, path) for enclosure in article.enclosures)
            article = article._replace(enclosures=enclosures, episode=self._timed(article, path))
        if article.photos:
            photos = (self._completed(photo, path) for photo in article.photos)
            article = article._replace(photos=tuple(filter(None, photos)))
        return article

    def cover_problem(self, url: str) -> str:
        """Return why Apple Podcasts would refuse the cover of a podcast, "" if its file is not known or suits."""
        if (file := self._find(url, "")) is None:
            return ""
        width, height = _size(file)
        if not width:
            return ""
        if image_type(file) not in ("image/jpeg", "image/png"):
            return "it is neither JPEG nor PNG"
        suits = width == height and _COVER[0] <= width <= _COVER[1]
        return "" if suits else f"it has {width} × {height} pixels, not {_COVER[0]} to {_COVER[1]} on every side"

    def complete_entry(self, entry: Entry, path: str) -> Entry:
        """Add the properties of the picture that was found in the body."""
        image = entry.image and self._measured(entry.image, path)
        return entry if image is entry.image else entry._replace(image=image)

    def _completed(self, image: Image, path: str) -> Image | None:
        """Return an image with its size, None where it names a file that does not exist."""
        existing = self._existing(image, path) if image.relative else image
        return existing and self._measured(existing, path)

    def _existing(self, image: Image, path: str) -> Image | None:
        """Return an image with a relative reference only where its file exists.

        That is beside the article, in a folder of the article's name, or in a folder that the site is served from.
        """
        reference = unquote(urlsplit(image.relative).path)
        # A site is not laid out as its source is: the URL of a path with ".." is unknown.
        if not reference or "\0" in reference or ".." in reference.split("/"):
            return None
        file = self._paths.file(path)
        for folder in (os.path.dirname(file), os.path.splitext(file)[0]):
            if self._regular(os.path.join(folder, reference)):
                return image._replace(relative="")
        if any(self._regular(os.path.join(root, reference)) for root in self._roots):
            url = absolute(self._site_url, image.relative)
            return image._replace(url=url, relative="") if url else None
        return None

    def _measured(self, image: Image, path: str) -> Image:
        if image.width is not None or (file := self._find(image.url, path)) is None:
            return image
        width, height = _size(file)
        return image._replace(width=width, height=height) if width else image

    def _weighed(self, enclosure: Enclosure, path: str) -> Enclosure:
        if enclosure.length is not None or (file := self._find(enclosure.url, path)) is None:
            return enclosure
        return enclosure._replace(length=Path(file).stat().st_size)

    def _timed(self, article: Article, path: str) -> Episode | None:
        """Add the duration of the first audio or video file, if the package that reads it is installed."""
        episode = article.episode or Episode()
        played = [one for one in article.enclosures if one.type.startswith(("audio/", "video/"))]
        if not played or episode.duration is not None or (file := self._find(played[0].url, path)) is None:
            return article.episode
        try:
            from tinytag import TinyTag

            seconds = TinyTag.get(file, tags=False).duration
        except Exception:  # not installed, or a file that it cannot read: the duration is not known
            return article.episode
        return episode._replace(duration=round(seconds)) if seconds and seconds >= 1 else article.episode

    def _find(self, url: str, article: str) -> str | None:
        """Give the regular file that the site would serve at `url`, which is never outside of the site's folders."""
        if not url.startswith(self._site_url):
            return None
        path = unquote(urlsplit(url).path).lstrip("/")
        if "\0" in path:
            return None
        beside = os.path.join(os.path.dirname(self._paths.file(article)), os.path.basename(path))
        for candidate in (beside, *(os.path.join(root, path) for root in self._roots)):
            if (file := self._regular(candidate)) is not None:
                return file
        return None

    def _regular(self, path: str) -> str | None:
        if path not in self._known:
            real, version = os.path.realpath(path), media_version(path)
            self._known[path] = real if version and self._is_served(real) else None, version
        file, self.seen[path] = self._known[path]
        return file

    def _is_served(self, real: str) -> bool:
        """Return True for media in a folder of the site: an article must not reveal the size of `.env` or of a key."""
        root = next((root for root in self._roots if real.startswith(root + os.sep)), None)
        if root is None or not (file_type(real) or image_type(real)):
            return False
        return not any(part.startswith(".") for part in real[len(root) :].split(os.sep))
