"""Where the fields of an article come from, and what is used for those that it lacks."""

from typing import NamedTuple

from feedmaker.config.schema import Config
from feedmaker.loader.metadata.keys import Field


class Origin(NamedTuple):
    """A field of an article, and where it came from."""

    field: str
    value: object
    #: As written in the file, None if the value does not come from a key.
    key: str | None
    #: Line of the key in the file, from 1.
    line: int | None
    #: How the value was read, or what was used instead: "front matter", "first heading", "file name" …
    rule: str


def origin(name: str, field: Field[object], common: str) -> Origin:
    """Return a field that was read, with its origin; `common` names the settings that articles have in common."""
    key, line = (field.source.key, field.source.line) if field.source else (None, None)
    return Origin(name, field.value, key, line, common if key and not line else field.rule)


def describe(origin: Origin) -> str:
    """Return where a field comes from: the key and the line, and the rule if it was not simply read."""
    parts = (origin.key, f"line {origin.line}" if origin.line else "")
    place = ", ".join(part for part in parts if part)
    if place and origin.rule == "front matter":
        return place
    return f"{place}: {origin.rule}" if place else origin.rule


def explained(origin: Origin, config: Config, *, date_matters: bool, body_has_image: bool, is_short: bool) -> Origin:
    """Return a field with what is true of it where the article has none: what is used instead, or the key to set.

    `date_matters` means that the article is a draft without a date, which its link depends on; `is_short`, that its
    body is empty.
    """
    if origin.field == "published" and origin.rule == "none needed":
        return origin._replace(value=None, rule="none that can be read; a draft needs none")
    if origin.field == "published" and origin.value is None and not origin.key:
        return origin._replace(rule="none that can be read: write date, or set articles.undated to file-time")
    if origin.field == "link" and date_matters:
        return origin._replace(value=None, rule=f"{describe(origin)}: known when the article has a date")
    if origin.value or origin.key:
        return origin
    instead = {
        "link": _no_link(config),
        "authors": "site.author is used" if config.site.author else "none named, and site.author is not set",
        "language": "site.language is used" if config.site.language else "none named, and site.language is not set",
        "image": "the first image of the body is used" if body_has_image else "none named, and none in the body",
        "summary": "none named, and the body has no text" if is_short else origin.rule,
    }
    return origin._replace(rule=instead.get(origin.field, origin.rule))


def _no_link(config: Config) -> str:
    if config.articles.permalink:
        return "no pattern of articles.permalink is for this path; write permalink: /path/ in its front matter"
    return "set articles.permalink, or write permalink: /path/ in its front matter"
