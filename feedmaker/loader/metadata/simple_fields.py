"""The fields that need the least: the language, the author's summary, and the pages that a note is about (IndieWeb)."""

from collections.abc import Sequence
from typing import get_args

from feedmaker.loader.metadata.keys import Candidate, Candidates, Field, lower_keys
from feedmaker.loader.metadata.media import is_image_reference
from feedmaker.loader.metadata.plain_text import plain_summary
from feedmaker.model import Mention, MentionKind
from feedmaker.problems import Problem
from feedmaker.text.languages import language_tag, likely_tag
from feedmaker.text.messages import quoted
from feedmaker.text.truncate import truncate
from feedmaker.text.urls import absolute

_NO_LANGUAGE: Field[str | None] = Field(None, "none named")
_NO_SUMMARY: Field[str | None] = Field(None, "the beginning of the body is used")
_NO_MENTIONS: Field[tuple[Mention, ...]] = Field((), "none named")
#: Characters of a summary.
_LENGTH = 500
_KINDS: tuple[MentionKind, ...] = get_args(MentionKind)
#: Most pages that a note is about.
_MOST = 20


def find_language(candidates: Sequence[Candidate]) -> Field[str | None]:
    """Return the BCP 47 tag of the first candidate that is a language; each that is not is a problem."""
    problems: tuple[Problem, ...] = ()
    for candidate in candidates:
        value = candidate.value[0] if isinstance(candidate.value, list) and candidate.value else candidate.value
        tag = (language_tag(value) or likely_tag(value)) if isinstance(value, str) else None
        if tag:
            return Field(tag, "front matter", candidate, problems)
        message = f"{candidate.key} is not a language: {quoted(value)}"
        hint = "write a BCP 47 tag such as en, zh-CN or pt-BR"
        problems += (Problem("language-unknown", message, hint, candidate.line),)
    return _NO_LANGUAGE._replace(problems=problems) if problems else _NO_LANGUAGE


def find_summary(candidates: Sequence[Candidate]) -> Field[str | None]:
    """Return the author's own summary as plain text, of at most 500 characters."""
    for candidate in candidates:
        value = candidate.value
        # A teaser may be a text or an image.
        if isinstance(value, str) and not (candidate.key.lower() == "teaser" and is_image_reference(value)):
            summary = truncate(plain_summary(value), _LENGTH)
            if summary:
                return Field(summary, "front matter", candidate)
    return _NO_SUMMARY


def find_mentions(found: Candidates, base: str) -> Field[tuple[Mention, ...]]:
    """Return what the front matter names as in-reply-to, like-of, repost-of and bookmark-of.

    A value is a URL, a mapping with `url`, or a list of those; relative ones are resolved against `base`.
    """
    mentions: dict[Mention, Candidate] = {}
    for kind in _KINDS:
        for candidate in found.get(kind, ()):
            values = candidate.value if isinstance(candidate.value, list) else [candidate.value]
            for value in values[:_MOST]:
                reference = lower_keys(value).get("url") if isinstance(value, dict) else value
                url = absolute(base, reference.strip()) if isinstance(reference, str) and "/" in reference else None
                if url:
                    mentions.setdefault(Mention(kind, url), candidate)
    if not mentions:
        return _NO_MENTIONS
    return Field(tuple(mentions), "front matter", next(iter(mentions.values())))
