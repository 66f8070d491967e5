"""The pages of others that a note replies to, likes, shares or keeps (IndieWeb)."""

from typing import get_args

from feedmaker.loader.metadata.keys import Candidate, Candidates, Field, lower_keys
from feedmaker.model import Mention, MentionKind
from feedmaker.text.urls import absolute

_NO_MENTIONS: Field[tuple[Mention, ...]] = Field((), "none named")
_KINDS: tuple[MentionKind, ...] = get_args(MentionKind)
#: Most pages that a note is about.
_MOST = 20


def find_mentions(found: Candidates, base: str) -> Field[tuple[Mention, ...]]:
    """Return what the front matter names as in-reply-to, like-of, repost-of and bookmark-of.

    A value is a URL, a mapping with `url`, or a list of those; relative ones are resolved against `base`.
    """
    mentions: dict[Mention, Candidate] = {}
    for kind in _KINDS:
        for candidate in found[kind]:
            values = candidate.value if isinstance(candidate.value, list) else [candidate.value]
            for value in values[:_MOST]:
                reference = lower_keys(value).get("url") if isinstance(value, dict) else value
                url = absolute(base, reference.strip()) if isinstance(reference, str) and "/" in reference else None
                if url:
                    mentions.setdefault(Mention(kind, url), candidate)
    if not mentions:
        return _NO_MENTIONS
    return Field(tuple(mentions), "front matter", next(iter(mentions.values())))
