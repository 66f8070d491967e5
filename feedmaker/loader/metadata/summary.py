"""The summary that the front matter of an article has."""

from collections.abc import Sequence

from feedmaker.loader.metadata.keys import Candidate, Field
from feedmaker.loader.metadata.media import is_image_reference
from feedmaker.loader.metadata.plain_text import plain_summary
from feedmaker.text.truncate import truncate

_LENGTH = 500
_NO_SUMMARY: Field[str | None] = Field(None, "the beginning of the body is used")


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
