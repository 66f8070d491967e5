"""A template tag in its parts, and where it stands."""

import html
import re
from typing import NamedTuple
from urllib.parse import urlsplit


class Place(NamedTuple):
    """Where the tags stand."""

    #: The site's URL, ends in "/".
    site: str
    #: The article's page, None where none can be told.
    page: str | None
    markdown: bool


class Call(NamedTuple):
    """A tag in its parts: `{% name a "b c" key=value %}`."""

    name: str
    #: Without quotes.
    words: tuple[str, ...]
    named: dict[str, str]
    #: Words that stood between quotes.
    quoted: tuple[str, ...]
    #: `{{< /name >}}`.
    closes: bool
    #: `name(…)`.
    called: bool


_WORD = re.compile(
    r"""(?:(?P<key>[A-Za-z][\w-]*)\s*=\s*|(?P<colon>[A-Za-z][\w-]*):[ \t\n]+)?
        (?:"(?P<double>(?:[^"\\]|\\.)*)"|'(?P<single>(?:[^'\\]|\\.)*)'|`(?P<back>[^`]*)`|(?P<bare>[^\s,"']+))""",
    re.VERBOSE | re.DOTALL,
)


def at_host(place: Place) -> Place:
    """Return the place of a site that does not lie in a folder of its host."""
    parts = urlsplit(place.site)
    return place._replace(site=f"{parts.scheme}://{parts.netloc}/")


def parse(name: str, source: str, *, closes: bool, called: bool) -> Call:
    """Divide what follows the name of a tag."""
    words: list[str] = []
    quoted: list[str] = []
    named: dict[str, str] = {}
    for found in _WORD.finditer(source):
        value = next(v for v in (found["double"], found["single"], found["back"], found["bare"]) if v is not None)
        value = html.unescape(value)
        key = found["key"] or found["colon"]
        if key:
            named[key.lower()] = value
        else:
            words.append(value)
            if found["bare"] is None:
                quoted.append(value)
    return Call(name.strip("/").rpartition("/")[2].lower(), tuple(words), named, tuple(quoted), closes, called)
