"""The language of an article, from its front matter."""

from collections.abc import Sequence

from feedmaker.loader.metadata.keys import Candidate, Field
from feedmaker.problems import Problem
from feedmaker.text.languages import language_tag, likely_tag
from feedmaker.text.messages import quoted

_NO_LANGUAGE: Field[str | None] = Field(None, "none named")


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
