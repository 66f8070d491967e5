"""The values of a site's settings, checked as those of config.yaml are."""

import re
from collections.abc import Callable, Mapping
from html import unescape
from urllib.parse import urlsplit

from feedmaker.config import patterns, scalars
from feedmaker.config.scalars import InvalidValueError, base_url
from feedmaker.loader.links.permalink import check_pattern
from feedmaker.text.languages import language_tag, likely_tag

#: Hosts that generators write into the configuration of a new site.
_PLACEHOLDER_HOSTS = (
    "example.com", "example.org", "example.net", "yoursite.com", "yourdomain.com", "your-domain.com",
    "yourwebsite.com", "localhost", "127.0.0.1", "my-domain.com", "mysite.com",
    "your-docusaurus-test-site.com", "your-docusaurus-site.example.com", "yourusername.github.io",
    "your-username.github.io",
)  # fmt: skip
_SCHEME = re.compile(r"https?://", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
#: Placeholders, template tags and Markdown.
_FORMATTED = re.compile(r"[{}*`]|\]\(|\]\[")


def _site_url(text: str) -> str | None:
    """Return the URL of a site, whose scheme may be missing; None for the placeholder of a new site."""
    text = text.removeprefix("//")
    address = base_url(text if _SCHEME.match(text) or "//" in text else f"https://{text}" if "." in text else text)
    host = urlsplit(address).hostname or ""
    return None if host.removeprefix("www.") in _PLACEHOLDER_HOSTS else address


def _rights(text: str) -> str | None:
    """Return the line in the footer of pages as plain text; None for one with more than HTML in it."""
    plain = " ".join(unescape(_TAG.sub("", text)).split())
    return scalars.name(plain) if plain and not _FORMATTED.search(plain) else None


def permalink(text: str) -> str:
    """Read a permalink. Raises InvalidValueError, also for one that cannot be used."""
    pattern = patterns.permalink(text)
    problem = check_pattern(pattern)
    if problem is not None:
        raise InvalidValueError("config-bad-permalink", f"cannot be used ({problem.message})")
    return pattern


#: How sites write that feeds have all entries.
_NO_LIMIT = frozenset(["0", "-1", "false"])
#: Key of config.yaml → the function that reads its value, as config.yaml does, from what a site says.
CONVERTERS: Mapping[str, Callable[[str], object]] = {
    "site.title": scalars.name,
    "site.url": _site_url,
    "site.description": scalars.name,
    "site.language": lambda text: language_tag(text) or likely_tag(text) or scalars.language(text),
    "site.timezone": scalars.zone,
    "site.rights": _rights,
    "articles.permalink": permalink,
    "articles.excerpt_separator": scalars.name,
    "articles.future": lambda text: "publish" if scalars.flag(text) else None,
    "categories.default": scalars.name,
    "feeds.limit": lambda text: None if text in _NO_LIMIT else scalars.Whole(1)(text),
}
