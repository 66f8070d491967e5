"""What was recognised in a folder, each setting with its origin and checked as config.yaml checks it."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import urlsplit

from feedmaker.config import patterns, scalars
from feedmaker.config.scalars import InvalidValueError, base_url, email, name_and_email, url
from feedmaker.loader.links import permalink
from feedmaker.model import Author
from feedmaker.text.languages import language_tag, likely_tag
from feedmaker.text.xml_characters import one_line

_SAMPLES = (
    "example.com example.org example.net yoursite.com yourdomain.com your-domain.com yourwebsite.com localhost "
    "127.0.0.1 my-domain.com mysite.com"
)
#: Hosts that generators write into the configuration of a new site.
_PLACEHOLDERS = frozenset(_SAMPLES.split())
_SCHEME = re.compile(r"https?://", re.IGNORECASE)


class Setting(NamedTuple):
    """A value for a key of config.yaml, and where it came from."""

    value: object
    #: Such as "_config.yml: title"; "" where no file says it.
    origin: str = ""


class Recognition:
    """A site as its configuration tells it; the keys of `settings` are those of config.yaml, such as "site.title"."""

    def __init__(self, generator: str, evidence: str) -> None:
        #: "Hexo", "Jekyll" …, or "" for a folder of articles that no known generator made.
        self.generator = generator
        #: The files, or the layout, that told.
        self.evidence = [evidence]
        self.settings: dict[str, Setting] = {}
        #: What the site's configuration says and feedmaker cannot do, or could not read.
        self.notes: list[str] = []

    def note(self, text: str) -> None:
        """Add a remark, once."""
        text = one_line(text)
        if text not in self.notes:
            self.notes.append(text)

    def put(self, key: str, value: object, origin: str = "") -> None:
        """Set a value that needs no check."""
        self.settings[key] = Setting(value, one_line(origin))

    def say(self, key: str, text: str | None, origin: str) -> bool:
        """Take a text for a key if config.yaml would take it; what it would refuse is noted. True where it was taken.

        A later text takes the place of an earlier one.
        """
        text = _printable(text or "")
        if not text:
            return False
        try:
            value = _READERS[key](text)
        except InvalidValueError as error:
            self.note(f"{origin} {error.what}: {text[:80]!r}; it was not taken over")
            return False
        if value is None:
            return False
        self.put(key, value, origin)
        return True

    def patterns(self, key: str, globs: list[str], origin: str = "") -> None:
        """Add patterns to source.include or source.exclude."""
        if not globs:
            return
        known = self.settings.get(key, Setting(()))
        kept: list[str] = list(known.value) if isinstance(known.value, tuple) else []
        origins = [known.origin] if known.origin else []
        for glob in globs:
            try:
                kept.append(patterns.glob(_printable(glob)))
            except InvalidValueError as error:
                self.note(f"{origin} holds a pattern that {error.what}: {glob[:80]!r}; it was not taken over")
        if origin and origin not in origins:
            origins.append(origin)
        if kept:
            self.put(key, tuple(dict.fromkeys(kept)), ", ".join(origins))

    def author(self, name: str | None, address: str | None, page: str | None, origin: str) -> None:
        """Set the site's author from what is known; an author needs a name."""
        name = _printable(name or "")
        if not name:
            return
        mail: str | None = None
        try:
            name, mail = name_and_email(name)
            mail = email(address) if address else mail
        except InvalidValueError:
            mail = None
        link: str | None = None
        try:
            link = url(page) if page else None
        except InvalidValueError:
            link = None
        self.put("site.author", Author(name, mail, link), origin)


def _printable(text: str) -> str:
    """Return a text on one line without what cannot be seen; an escape in it would show up as such."""
    return one_line("".join(char if char.isprintable() else " " for char in one_line(text)))


def _site_url(text: str) -> str | None:
    address = base_url(text if _SCHEME.match(text) or "//" in text else f"https://{text}" if "." in text else text)
    host = urlsplit(address).hostname or ""
    return None if host.removeprefix("www.") in _PLACEHOLDERS else address


def _language(text: str) -> str:
    tag = language_tag(text) or likely_tag(text)
    if tag is None:
        raise InvalidValueError("config-bad-language", "is not a language tag")
    return tag


def _pattern(text: str) -> str:
    pattern = patterns.permalink(text)
    found = permalink.check(pattern)
    if found is not None:
        raise InvalidValueError("config-bad-permalink", f"cannot be used ({found.message})")
    return pattern


_READERS: Mapping[str, Callable[[str], object]] = MappingProxyType(
    {
        "site.title": scalars.name,
        "site.url": _site_url,
        "site.description": scalars.name,
        "site.language": _language,
        "site.timezone": scalars.zone,
        "site.rights": scalars.name,
        "site.image": url,
        "articles.permalink": _pattern,
        "articles.excerpt_separator": scalars.name,
        "categories.default": scalars.name,
    }
)
