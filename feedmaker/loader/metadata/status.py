"""The publication status of an article: published, draft, or excluded from feeds only."""

from collections.abc import Callable

from feedmaker.loader.metadata.keys import Candidate, Candidates, Field
from feedmaker.model import Status

_YES = frozenset({"true", "yes", "on", "1", "y"})
_NO = frozenset({"false", "no", "off", "0", "n", "never", "none"})
_DRAFT_FOLDERS = frozenset({"_drafts", "drafts"})
_DRAFT_WORDS = frozenset({"draft", "drafts", "unpublished", "pending", "trash", "auto-draft"})
_HIDDEN_WORDS = frozenset({"hidden", "private", "unlisted", "skip"})
#: Fields that can give an article another status.
_STATUS_FIELDS = frozenset({"draft", "published", "status", "excluded", "listed", "password"})
_PUBLISHED: Field[Status] = Field("published", "default")


def parse_flag(value: object) -> bool | None:
    """Return the meaning of a flag: `true`, "true", 1, yes, on and their opposites; None for anything else."""
    if isinstance(value, (bool, int)):
        return bool(value)
    word = _word(value)
    return True if word in _YES else False if word in _NO else None


def find_status(candidates: Candidates, path: str) -> Field[Status]:
    """Return the status that the front matter and the path give an article; "draft" takes precedence."""
    if _STATUS_FIELDS.isdisjoint(candidates) and "draft" not in path.lower():
        return _PUBLISHED
    draft = (
        _first(candidates.get("draft"), lambda value: parse_flag(value) is True)
        or _first(candidates.get("published"), lambda value: parse_flag(value) is False)
        or _first(candidates.get("status"), lambda value: _word(value) in _DRAFT_WORDS)
    )
    if draft:
        return Field("draft", "front matter", draft)
    if _DRAFT_FOLDERS.intersection(path.lower().split("/")[:-1]):
        return Field("draft", "folder of drafts")
    excluded = (
        _first(candidates.get("excluded"), lambda value: parse_flag(value) is True)
        or _first(candidates.get("listed"), lambda value: parse_flag(value) is False)
        or _first(candidates.get("status"), lambda value: _word(value) in _HIDDEN_WORDS)
        or _first(candidates.get("password"), _is_password)
    )
    return Field("excluded", "front matter", excluded) if excluded else _PUBLISHED


def _first(candidates: list[Candidate] | None, condition: Callable[[object], bool]) -> Candidate | None:
    return next((candidate for candidate in candidates or () if condition(candidate.value)), None)


def _word(value: object) -> str:
    return value.strip().lower() if isinstance(value, str) else ""


def _is_password(value: object) -> bool:
    """Return True for a password: a protected body must not be published (hexo-blog-encrypt, WordPress exports)."""
    return isinstance(value, (str, int)) and parse_flag(value) is not False and bool(str(value).strip())
