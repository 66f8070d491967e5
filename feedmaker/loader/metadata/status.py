"""The publication status of an article: published, draft, or excluded from feeds only."""

from collections.abc import Callable

from feedmaker.loader.metadata.keys import Candidates, Field
from feedmaker.model import Status

_YES = frozenset({"true", "yes", "on", "1", "y"})
_NO = frozenset({"false", "no", "off", "0", "n", "never", "none"})
_DRAFT_WORDS = frozenset({"draft", "drafts", "unpublished", "pending", "trash", "auto-draft"})
_HIDDEN_WORDS = frozenset({"hidden", "private", "unlisted", "skip"})
_PUBLISHED: Field[Status] = Field("published", "default")


def parse_flag(value: object) -> bool | None:
    """Return the meaning of a flag: `true`, "true", 1, yes, on and their opposites; None for anything else."""
    if isinstance(value, (bool, int)):
        return bool(value)
    word = _word(value)
    return True if word in _YES else False if word in _NO else None


def find_status(candidates: Candidates, path: str) -> Field[Status]:
    """Return the status that the path and the front matter give an article; "draft" takes precedence."""
    folders = f"/{path.lower()}"
    if "/drafts/" in folders or "/_drafts/" in folders:
        return Field("draft", "folder of drafts")
    for field, status, is_met in _CONDITIONS:
        for candidate in candidates.get(field, ()):
            if is_met(candidate.value):
                return Field(status, "front matter", candidate)
    return _PUBLISHED


def _word(value: object) -> str:
    return value.strip().lower() if isinstance(value, str) else ""


def _is_password(value: object) -> bool:
    """Return True for a password: a protected body must not be published (hexo-blog-encrypt, WordPress exports)."""
    return isinstance(value, (str, int)) and parse_flag(value) is not False and bool(str(value).strip())


#: A field, the status that it gives an article, and the condition that its value must meet; the first one counts.
_CONDITIONS: tuple[tuple[str, Status, Callable[[object], bool]], ...] = (
    ("draft", "draft", lambda value: parse_flag(value) is True),
    ("published", "draft", lambda value: parse_flag(value) is False),
    ("status", "draft", lambda value: _word(value) in _DRAFT_WORDS),
    ("excluded", "excluded", lambda value: parse_flag(value) is True),
    ("listed", "excluded", lambda value: parse_flag(value) is False),
    ("status", "excluded", lambda value: _word(value) in _HIDDEN_WORDS),
    ("password", "excluded", _is_password),
)
