"""Which entries are episodes of a podcast, and what podcast directories would refuse of them."""

from collections.abc import Iterable, Iterator

from feedmaker.config.schema import Config
from feedmaker.model import Enclosure, Entry
from feedmaker.problems import Problem
from feedmaker.text.messages import quoted
from feedmaker.writer.labels import normalize

#: The line of what is missing: that of the front matter.
_HEAD = 1


class Podcasts:
    """The feeds of one configuration that are podcasts."""

    def __init__(self, config: Config) -> None:
        self._is_site = config.feeds.podcast is not None
        self._categories = {
            normalize(name.rpartition("/")[2])
            for name, settings in config.categories.settings.items()
            if settings.podcast is not None
        }

    def is_episode(self, names: Iterable[str]) -> bool:
        """Return True if an entry with these names of categories is in a podcast."""
        return self._is_site or (bool(self._categories) and not self._categories.isdisjoint(map(normalize, names)))


def is_played(file: Enclosure) -> bool:
    """Return True for audio and video."""
    return file.type.startswith(("audio/", "video/"))


def episode_problems(entry: Entry) -> Iterator[Problem]:
    """Yield what keeps an entry from being an episode (Apple: enclosure with url, length and type)."""
    played = next(filter(is_played, entry.enclosures), None)
    if played is None:
        message = "the article is in a podcast and has no audio or video"
        yield Problem("episode-without-audio", message, "name its file: enclosure: {url: …, length: …}", _HEAD)
    elif played.length is None:
        message = f"the size of {quoted(played.url)} is not known, the feed says 0 bytes"
        hint = "write length: BYTES in the front matter, or keep the file where the site is served from"
        yield Problem("episode-length-unknown", message, hint, _HEAD)
