"""Whether an article is published by its own word: drafts, and what is kept out of feeds only."""

from typing import NamedTuple

from feedmaker.loader.metadata.keys import Fields, Found
from feedmaker.model import Status

_YES = frozenset({"true", "yes", "on", "1", "y"})
_NO = frozenset({"false", "no", "off", "0", "n", "never", "none"})
_DRAFT_FOLDERS = frozenset({"_drafts", "drafts"})
_DRAFT_WORDS = frozenset({"draft", "drafts", "unpublished", "pending", "trash", "auto-draft"})
_HIDDEN_WORDS = frozenset({"hidden", "private", "unlisted", "skip"})


class Standing(NamedTuple):
    """A status and where it came from; `key` is None where the path or nothing said so."""

    status: Status
    key: str | None
    rule: str


#: Fields that can make an article anything else.
_FIELDS = frozenset({"draft", "published", "status", "excluded", "listed", "password"})
_PUBLISHED = Standing("published", None, "default")


def truth(value: object) -> bool | None:
    """Return what a flag says: `true`, "true", 1, yes, on and their opposites; None for anything else."""
    if isinstance(value, (bool, int)):
        return bool(value)
    if isinstance(value, str):
        word = value.strip().lower()
        return True if word in _YES else False if word in _NO else None
    return None


def standing(fields: Fields, path: str) -> Standing:
    """Return the status that the front matter and the path give an article; a draft is a draft first."""
    if _FIELDS.isdisjoint(fields) and "draft" not in path.lower():
        return _PUBLISHED
    draft = _says(fields.get("draft"), True) or _says(fields.get("published"), False)
    if draft:
        return Standing("draft", draft, "front matter")
    word = _word(fields.get("status"), _DRAFT_WORDS)
    if word:
        return Standing("draft", word, "front matter")
    if "draft" in path.lower() and _DRAFT_FOLDERS.intersection(path.lower().split("/")[:-1]):
        return Standing("draft", None, "folder of drafts")
    excluded = (
        _says(fields.get("excluded"), True)
        or _says(fields.get("listed"), False)
        or _word(fields.get("status"), _HIDDEN_WORDS)
        or _password(fields.get("password"))
    )
    return Standing("excluded", excluded, "front matter") if excluded else _PUBLISHED


def _says(found: list[Found] | None, wanted: bool) -> str | None:
    return next((one.key for one in found if truth(one.value) is wanted), None) if found else None


def _word(found: list[Found] | None, words: frozenset[str]) -> str | None:
    for one in found or ():
        if isinstance(one.value, str) and one.value.strip().lower() in words:
            return one.key
    return None


def _password(found: list[Found] | None) -> str | None:
    """A body behind a password must not be sent to everybody (hexo-blog-encrypt, WordPress exports)."""
    for one in found or ():
        if isinstance(one.value, (str, int)) and truth(one.value) is not False and str(one.value).strip():
            return one.key
    return None
