"""What an article says of itself as an episode of a podcast."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar, get_args

from feedmaker.loader.metadata.keys import Candidate, Candidates, Field, lower_keys, normalise_key
from feedmaker.loader.metadata.media import parse_image
from feedmaker.loader.metadata.plain_text import plain_name
from feedmaker.loader.metadata.status import parse_flag
from feedmaker.model import Episode, EpisodeFile, EpisodeType, Person
from feedmaker.problems import Problem
from feedmaker.text.messages import quoted
from feedmaker.text.urls import absolute

#: The fields of the front matter that an episode is made of.
FIELDS = frozenset({
    "duration", "episode", "season", "episode_type", "explicit", "episode_title", "episode_image", "transcript",
    "chapters", "persons",
})  # fmt: skip

NO_EPISODE: Field[Episode | None] = Field(None, "none named")

_T = TypeVar("_T")
_TYPES: tuple[EpisodeType, ...] = get_args(EpisodeType)
# 43:46, 1:02:03, 43:46.5
_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):(\d{2})(?:\.\d++)?")
# PT43M46S, 1h 2m 3s, 43 min
_UNITS = re.compile(
    r"(?:PT)?\s*+(?:(\d{1,3})\s*+h(?:ours?|rs?)?)?[\s,]*+(?:(\d{1,4})\s*+m(?:in(?:ute)?s?)?)?"
    r"[\s,]*+(?:(\d{1,5})(?:\.\d++)?\s*+s(?:ec(?:ond)?s?)?)?\.?",
    re.IGNORECASE,
)
#: A week; no episode is longer.
_LONGEST = 7 * 86_400
#: Suffix of a transcript → type (podcast namespace, transcript).
_TRANSCRIPTS = {
    "vtt": "text/vtt", "srt": "application/x-subrip", "json": "application/json", "html": "text/html",
    "txt": "text/plain",
}  # fmt: skip
_CHAPTERS = "application/json+chapters"
#: Most transcripts and persons of an episode.
_MOST = 20


def find_episode(found: Candidates, base: str) -> Field[Episode | None]:
    """Return the episode that the front matter describes, None if it says nothing of one.

    A value that cannot be read is a problem. Relative URLs are resolved against `base`.
    """
    if FIELDS.isdisjoint(found):
        return NO_EPISODE
    named = [one for field in sorted(FIELDS & found.keys()) for one in found[field]]
    problems: list[Problem] = []
    duration = _first(found, "duration", parse_duration, "a duration", "write it as 43:46 or in seconds", problems)
    images = (parse_image(one.value, base) for one in found["episode_image"])
    kinds = f"write {', '.join(_TYPES[:-1])} or {_TYPES[-1]}"
    transcripts = found["transcript"]
    problems += [_not_a_file(one) for one in transcripts if next(_files([one], base, None), None) is None]
    episode = Episode(
        duration=duration,
        number=_first(found, "episode", _whole, "a number", "write a whole number from 1", problems),
        season=_first(found, "season", _whole, "a number", "write a whole number from 1", problems),
        type=_first(found, "episode_type", _type, "a type of episodes", kinds, problems),
        explicit=_first(found, "explicit", _explicit, "true or false", "write true or false", problems),
        title=plain_name(_text(found, "episode_title") or "") or None,
        image=next((image.url for image in images if image), None),
        transcripts=tuple(_files(transcripts, base, None))[:_MOST],
        chapters=next(_files(found["chapters"], base, _CHAPTERS), None),
        persons=tuple(_persons(found["persons"], base))[:_MOST],
    )
    return Field(episode, "front matter", named[0], tuple(problems))


def parse_duration(value: object) -> int | None:
    """Return seconds: of a number of seconds, "43:46", "1:02:03", "PT43M46S" or "43 min"."""
    if isinstance(value, float):
        value = int(value) if 0 < value < _LONGEST else None
    if isinstance(value, int) and not isinstance(value, bool):
        return value if 0 < value < _LONGEST else None
    text = value.strip() if isinstance(value, str) else ""
    if text.isascii() and text.isdigit() and len(text) < 7:
        seconds = int(text)
    elif clock := _CLOCK.fullmatch(text):
        seconds = int(clock[1] or 0) * 3600 + int(clock[2]) * 60 + int(clock[3])
    elif text and (units := _UNITS.fullmatch(text)):
        seconds = int(units[1] or 0) * 3600 + int(units[2] or 0) * 60 + int(units[3] or 0)
    else:
        return None
    return seconds if 0 < seconds < _LONGEST else None


def _first(
    found: Candidates, field: str, parse: Callable[[object], _T | None], what: str, hint: str, problems: list[Problem]
) -> _T | None:
    for candidate in found[field]:
        if (value := parse(candidate.value)) is not None:
            return value
        message = f"{candidate.key} is not {what}: {quoted(candidate.value)}"
        problems.append(Problem("episode-unreadable", message, hint, candidate.line))
    return None


def _whole(value: object) -> int | None:
    text = str(value).strip() if isinstance(value, (int, str)) and not isinstance(value, bool) else ""
    return int(text) if re.fullmatch(r"[0-9]{1,6}", text) and int(text) else None


def _type(value: object) -> EpisodeType | None:
    word = value.strip().lower() if isinstance(value, str) else ""
    return next((one for one in _TYPES if one == word), None)


def _explicit(value: object) -> bool | None:
    """Return a flag, also as the words that Apple's tag had: explicit, clean."""
    word = value.strip().lower() if isinstance(value, str) else ""
    return {"explicit": True, "clean": False}.get(word, parse_flag(value))


def _not_a_file(candidate: Candidate) -> Problem:
    message = f"{candidate.key} is not a file of a known type: {quoted(candidate.value)}"
    hint = f"name a file such as {', '.join(f'.{suffix}' for suffix in _TRANSCRIPTS)}, or give its type"
    return Problem("episode-unreadable", message, hint, candidate.line)


def _text(found: Candidates, field: str) -> str | None:
    return next((one.value for one in found[field] if isinstance(one.value, str)), None)


def _files(candidates: Sequence[Candidate], base: str, media_type: str | None) -> Iterator[EpisodeFile]:
    """Yield files with a type of their own, the one of their suffix, or `media_type`."""
    for candidate in candidates:
        for value in candidate.value if isinstance(candidate.value, list) else [candidate.value]:
            mapping = lower_keys(value) if isinstance(value, dict) else {"url": value}
            reference, own = mapping.get("url") or mapping.get("file"), mapping.get("type")
            url = absolute(base, reference.strip()) if isinstance(reference, str) and "." in reference else None
            suffix = url.partition("?")[0].rpartition(".")[2].lower() if url else ""
            known = own if isinstance(own, str) and "/" in own else media_type or _TRANSCRIPTS.get(suffix)
            if url and known:
                yield EpisodeFile(url, known)


def _persons(candidates: Sequence[Candidate], base: str) -> Iterator[Person]:
    for candidate in candidates:
        role = "guest" if normalise_key(candidate.key).startswith("guest") else "host"
        for value in candidate.value if isinstance(candidate.value, list) else [candidate.value]:
            mapping = lower_keys(value) if isinstance(value, dict) else {"name": value}
            name, own_role, url = (mapping.get(key) for key in ("name", "role", "url"))
            if isinstance(name, str) and (spoken := plain_name(name)):
                link = absolute(base, url) if isinstance(url, str) else None
                yield Person(spoken, plain_name(own_role).lower() if isinstance(own_role, str) else role, link)
