"""The authors of an article."""

import re
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from feedmaker.loader.metadata.categories import split_names
from feedmaker.loader.metadata.keys import Candidate, Field, lower_keys
from feedmaker.loader.metadata.plain_text import plain_name
from feedmaker.model import Author
from feedmaker.problems import Problem
from feedmaker.text.patterns import portable
from feedmaker.text.truncate import truncate
from feedmaker.text.urls import absolute

_NAME_KEYS = ("name", "display_name", "displayname", "fullname", "full_name", "title", "label", "nick", "nickname")
_HANDLE_KEYS = ("github_name", "github", "login", "username", "twitter", "id", "slug")
_EMAIL_KEYS = ("email", "mail", "e-mail")
_URL_KEYS = ("url", "uri", "link", "website", "web", "site", "homepage", "home", "href")

_EMAIL = portable(r"[^@\s<>()\[\]\"',;:]++@(?:[^@\s<>()\[\]\"',;:.]++\.++)++[^@\s<>()\[\]\"',;:.]++")
_ONLY_EMAIL = re.compile(_EMAIL)
# The end of: Name <mail@example.org>, Name (mailto:mail@example.org)
_EMAIL_LAST = re.compile(rf"(?:<\s*+(?:mailto:)?({_EMAIL})\s*+>|\(\s*+(?:mailto:)?({_EMAIL})\s*+\))\Z")
# mail@example.org (Name), as in RSS
_EMAIL_FIRST = re.compile(rf"({_EMAIL})\s*\((.+)\)")
# The end of: Name https://example.org/, Name <https://example.org/>
_LAST_WORD = re.compile(r"(?<![^\s<>()\[\]])[^\s<>()\[\]]++(?=\s*+[)>\]]?\Z)")
_URL = re.compile(r"https?://.")
_MARKDOWN_LINK = re.compile(r"\[([^\[\]]++)\]\(([^()\s]++)\)")
#: [[Ada Quay]], [[people/ada|Ada Quay]] (Obsidian)
_WIKI_LINK = re.compile(portable(r"\[\[(?:[^\[\]|]*+\|)?+([^\[\]|]++)\]\]"))
_BETWEEN = re.compile(portable(r"(?<!\s)\s++(?:&|and|und|et|y|e|和|与)\s++|(?:(?<!\s)\s++)?+[,;、，；]\s*+"))

#: No name has one.
_SEMICOLON = re.compile("[;；]")

#: A longer list is not one of authors, a text with more characters not a name.
_MAX_AUTHORS, _MAX_LENGTH = 100, 200


_NONE_KNOWN: Mapping[str, Author] = MappingProxyType({})
_NO_AUTHORS: Field[tuple[Author, ...]] = Field((), "site.author is used")


def find_authors(
    candidates: Sequence[Candidate], known: Mapping[str, Author] = _NONE_KNOWN, *, kind: str = ""
) -> Field[tuple[Author, ...]]:
    """Return the authors of the first candidate that names any; those that are `known` may be named by a short name.

    A text under a plural key, or in front matter of the `kind` "nikola", is a list.
    """
    for candidate in candidates:
        value = candidate.value
        if isinstance(value, str) and (kind == "nikola" or candidate.key.lower().endswith("authors")):
            value = split_names(value)
        if known:
            value = _with_names(value, known)
        if authors := parse_authors(value):
            if known:
                authors = tuple([known.get(author.name, author) for author in authors])
            return _limited(Field(authors, "front matter", candidate))
    return _NO_AUTHORS


def _limited(found: Field[tuple[Author, ...]]) -> Field[tuple[Author, ...]]:
    """Keep _MAX_AUTHORS, with names of at most _MAX_LENGTH characters; a problem says what was left out."""
    authors = found.value
    if len(authors) <= _MAX_AUTHORS and max([len(author.name) for author in authors]) <= _MAX_LENGTH:
        return found
    message = f"there are more than {_MAX_AUTHORS} authors, or one has a name of more than {_MAX_LENGTH} characters"
    problem = Problem("authors-too-long", message, "write names only; what is longer is left out", found.line)
    kept = [author._replace(name=truncate(author.name, _MAX_LENGTH)) for author in authors[:_MAX_AUTHORS]]
    return found._replace(value=tuple(kept), problems=(problem,))


def _with_names(value: object, known: Mapping[str, Author]) -> object:
    """Return a value in which a mapping such as `{key: bo, title: Rigger}` is the short name of an author."""
    if isinstance(value, list):
        return [_with_names(item, known) for item in value]
    key = value.get("key") if isinstance(value, dict) else None
    return key if isinstance(key, str) and key in known else value


def parse_authors(value: object) -> tuple[Author, ...]:
    """Return the authors that `value` names, each once: a string, a mapping, or a list of both.

    A string is one author even if it contains commas, which may be part of a name ("Red Hat, Community Moderator"); it
    is split at semicolons, and elsewhere only if each part has its own e-mail address.
    """
    if isinstance(value, str):
        authors = _authors_in_text(value)
        return authors if len(authors) <= 1 else _each_once(authors)
    if isinstance(value, list):
        return _each_once(author for item in value[:_MAX_AUTHORS] for author in parse_authors(item))
    author = _author_in_mapping(lower_keys(value if isinstance(value, dict) else {"name": value}))
    return (author,) if author else ()


def _each_once(authors: Iterable[Author]) -> tuple[Author, ...]:
    unique: dict[tuple[str, str | None], Author] = {}
    for author in authors:
        unique.setdefault((author.name, author.email), author)
    return tuple(unique.values())


def _authors_in_text(text: str) -> tuple[Author, ...]:
    if "](" in text:
        return _author_with_links(text)
    text = _WIKI_LINK.sub(r"\1", text) if "[[" in text else text
    # plain_name keeps <mail@host>; the bracket before a URL is not part of the name.
    name = plain_name(text.replace("<http", " http") if "<http" in text else text)
    name = name[3:].lstrip() if name.startswith(("By ", "by ", "BY ")) else name  # a byline
    if not name:
        return ()
    if "@" not in name and "://" not in name:
        return tuple([Author(part) for part in map(str.strip, _SEMICOLON.split(name)) if part])
    parts = [part for part in _BETWEEN.split(name) if part]
    authors = [author for part in parts if (author := _with_email(part))]
    if len(authors) == len(parts) > 1:
        return tuple(authors)
    return (_with_email(name) or _with_url(name) or Author(name),)


def _author_with_links(text: str) -> tuple[Author, ...]:
    """Read "[Name](https://…), a title"; the URL is the author's if there is only one."""
    urls = [target for _, target in _MARKDOWN_LINK.findall(text)]
    name = plain_name(_MARKDOWN_LINK.sub(r"\1", text))
    return (Author(name, url=absolute("", urls[0]) if len(urls) == 1 else None),) if name else ()


def _with_email(text: str) -> Author | None:
    if match := _EMAIL_LAST.search(text):
        email = match[1] or match[2]
        return Author(text[: match.start()].rstrip().strip("\"' ") or email, email)
    if match := _EMAIL_FIRST.fullmatch(text):
        return Author(match[2].strip(), match[1])
    return Author(text, text) if _ONLY_EMAIL.fullmatch(text) else None


def _with_url(text: str) -> Author | None:
    """Read "Name https://…", also with brackets around the whole, as in articles of LCTT."""
    inner = text[1:-1].strip() if text[0] == "(" and text[-1] == ")" else text
    word = _LAST_WORD.search(inner)
    found = word and _URL.search(inner, word.start())
    if not word or not found:
        return None
    name = inner[: found.start()].rstrip(" (<[:,-–—|")
    return Author(name, url=absolute("", inner[found.start() : word.end()])) if name else None


def _author_in_mapping(person: dict[str, object]) -> Author | None:
    full_name = f"{_text(person.get('first_name'))} {_text(person.get('last_name'))}".strip()
    # CSL, as Zotero and Pandoc write it
    full_name = full_name or f"{_text(person.get('given'))} {_text(person.get('family'))}".strip()
    written = _first(person, _EMAIL_KEYS).removeprefix("mailto:")
    email = written if _ONLY_EMAIL.fullmatch(written) else None
    if isinstance(name_parts := person.get("name"), dict):
        # Quarto: name: {given: Otto, family: Pier}
        parts = (name_parts.get("literal"), name_parts.get("given"), name_parts.get("family"))
        full_name = " ".join(filter(None, map(_text, parts)))
    name = _first(person, _NAME_KEYS) or full_name or _first(person, _HANDLE_KEYS) or email
    if not name:
        return None
    author = (None if email else _with_email(name)) or Author(name, email)
    return author._replace(url=absolute("", _first(person, _URL_KEYS)))


def _first(person: dict[str, object], keys: tuple[str, ...]) -> str:
    return next((text for key in keys if (text := _text(person.get(key)))), "")


def _text(value: object) -> str:
    return plain_name(value) if isinstance(value, str) else str(value) if type(value) is int else ""
