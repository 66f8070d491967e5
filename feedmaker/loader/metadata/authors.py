"""Who wrote an article, in all the ways in which front matter says it."""

import re
from collections.abc import Iterable
from functools import lru_cache

from feedmaker.loader.metadata.title import plain_name
from feedmaker.model import Author
from feedmaker.text.urls import absolute

_NAME_KEYS = ("name", "display_name", "displayname", "fullname", "full_name", "title", "label", "nick", "nickname")
_HANDLE_KEYS = ("github_name", "github", "login", "username", "twitter", "id", "slug")
_EMAIL_KEYS = ("email", "mail", "e-mail")
_URL_KEYS = ("url", "uri", "link", "website", "web", "site", "homepage", "home", "href")

_EMAIL = r"[^@\s<>()\[\]\"',;:]+@[^@\s<>()\[\]\"',;:]+\.[^@\s<>()\[\]\"',;:.]+"
_ONLY_EMAIL = re.compile(_EMAIL)
# Name <mail> and Name (mail)
_NAME_FIRST = re.compile(rf"(.*?)\s*(?:<\s*(?:mailto:)?({_EMAIL})\s*>|\(\s*(?:mailto:)?({_EMAIL})\s*\))")
# mail (Name), as in RSS
_EMAIL_FIRST = re.compile(rf"({_EMAIL})\s*\((.+)\)")
_URL_LAST = re.compile(r"(.+?)\s*[(<\[]?\s*(https?://[^\s<>()\[\]]+)\s*[)>\]]?")
_MARKDOWN_LINK = re.compile(r"\[([^\[\]]+)\]\(([^()\s]+)\)")
_BETWEEN = re.compile(r"\s+(?:&|and|und|et|y|e|和|与)\s+|\s*[,;、，；]\s*")

#: More than that is not a list of authors.
_MOST = 100
#: Longer texts are not remembered.
_SHORT = 200


def authors(value: object) -> tuple[Author, ...]:
    """Return the authors that `value` names, each once: a string, a mapping, or a list of both.

    A string is one author, whatever commas it has, for commas belong to names ("Red Hat, Community Moderator"); it is
    divided only where each part has its own e-mail address.
    """
    if type(value) is str:
        return _known_authors(value) if len(value) <= _SHORT else _text_authors(value)
    if isinstance(value, list):
        return _each_once([author for item in value[:_MOST] for author in authors(item)])
    if isinstance(value, dict):
        found = _from_mapping({str(key).lower(): part for key, part in value.items()})
        return (found,) if found else ()
    if isinstance(value, int) and not isinstance(value, bool):
        return (Author(str(value)),)
    return ()


def _each_once(people: Iterable[Author]) -> tuple[Author, ...]:
    seen: dict[tuple[str, str | None], Author] = {}
    for one in people:
        seen.setdefault((one.name, one.email), one)
    return tuple(seen.values())


def _text_authors(text: str) -> tuple[Author, ...]:
    found = _in_text(text)
    return found if len(found) <= 1 else _each_once(found)


# a site has few authors
_known_authors = lru_cache(maxsize=1024)(_text_authors)


def _in_text(text: str) -> tuple[Author, ...]:
    if "](" in text:
        return _with_markdown_links(text)
    # plain_name keeps <mail@host>, which is no element; the brackets of a URL are noise
    name = plain_name(text.replace("<http", " http") if "<http" in text else text)
    if not name:
        return ()
    if "@" not in name and "://" not in name:
        return (Author(name),)
    if "@" in name:
        parts = [part for part in _BETWEEN.split(name) if part]
        if len(parts) > 1:
            people = [_with_email(part) for part in parts]
            if all(one is not None for one in people):
                return tuple(one for one in people if one is not None)
    found = _with_email(name) or _with_url(name)
    return (found or Author(name),)


def _with_markdown_links(text: str) -> tuple[Author, ...]:
    """Read "[Name](https://…), a title", the URL being the author's where there is only one."""
    urls = [target for _, target in _MARKDOWN_LINK.findall(text)]
    name = plain_name(_MARKDOWN_LINK.sub(r"\1", text))
    return (Author(name, url=absolute("", urls[0]) if len(urls) == 1 else None),) if name else ()


def _with_email(text: str) -> Author | None:
    if "@" not in text:
        return None
    named = _NAME_FIRST.fullmatch(text)
    if named:
        email = named[2] or named[3]
        return Author(named[1].strip("\"' ") or email, email)
    reverse = _EMAIL_FIRST.fullmatch(text)
    if reverse:
        return Author(reverse[2].strip(), reverse[1])
    return Author(text, text) if _ONLY_EMAIL.fullmatch(text) else None


def _with_url(text: str) -> Author | None:
    """Read "Name https://…", also with brackets around the whole as LCTT writes it."""
    inner = text[1:-1].strip() if text[0] == "(" and text[-1] == ")" else text
    found = _URL_LAST.fullmatch(inner)
    if not found:
        return None
    name = found[1].rstrip(" (<[:,-–—|")
    url = absolute("", found[2])
    return Author(name, url=url) if name else None


def _from_mapping(person: dict[str, object]) -> Author | None:
    name = _first(person, _NAME_KEYS)
    if not name:
        parts = (_text(person.get("first_name")), _text(person.get("last_name")))
        name = " ".join(part for part in parts if part)
    written = _first(person, _EMAIL_KEYS).removeprefix("mailto:")
    email = written if _ONLY_EMAIL.fullmatch(written) else None
    name = name or _first(person, _HANDLE_KEYS) or email or ""
    if not name:
        return None
    url = absolute("", _first(person, _URL_KEYS))
    if "@" in name and not email:
        both = _with_email(name)
        if both:
            return Author(both.name, both.email, url)
    return Author(name, email, url)


def _first(person: dict[str, object], keys: tuple[str, ...]) -> str:
    for key in keys:
        text = _text(person.get(key))
        if text:
            return text
    return ""


def _text(value: object) -> str:
    return plain_name(value) if isinstance(value, str) else str(value) if type(value) is int else ""
