"""Article ↔ text, for the state: JSON, because a state file from elsewhere must not run code."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from feedmaker.model import Article, Author, Enclosure, Episode, EpisodeFile, Image, Mention, Person
from feedmaker.problems import Problem


def _seconds(time: datetime) -> int:
    """Return a time as it is written: in seconds since the epoch."""
    return int(time.timestamp())


# a record holds no circles to look for
_encode = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":"), default=_seconds).encode

_TIMES = ("published", "updated", "expires")


def dump(article: Article) -> str:
    """Write an article as one line of JSON: the values of its fields, in their order."""
    return _encode(article)


def load(text: str) -> Article:
    """Read what `dump` wrote; raises ValueError, TypeError or KeyError when `text` is anything else."""
    row: Any = Article._make(json.loads(text))
    times: dict[str, Any] = {
        name: datetime.fromtimestamp(seconds, UTC) for name in _TIMES if (seconds := getattr(row, name)) is not None
    }
    article: Article = row._replace(
        **times,
        authors=tuple([Author(*person) for person in row.authors]),
        categories=tuple(map(tuple, row.categories)),
        tags=tuple(row.tags),
        image=row.image and Image(*row.image),
        enclosures=tuple([Enclosure(*file) for file in row.enclosures]),
        mentions=tuple([Mention(*mention) for mention in row.mentions]),
        episode=row.episode and _episode(row.episode),
        photos=tuple([Image(*photo) for photo in row.photos]),
    )
    return article


def title_of(record: str) -> str:
    """Return the title in the record of an article."""
    return str(json.loads(record)[3]) if record else ""


def _episode(values: Any) -> Episode:
    row: Any = Episode(*values)
    episode: Episode = row._replace(
        transcripts=tuple([EpisodeFile(*file) for file in row.transcripts]),
        chapters=row.chapters and EpisodeFile(*row.chapters),
        persons=tuple([Person(*person) for person in row.persons]),
    )
    return episode


def dump_problems(problems: Sequence[Problem]) -> str:
    """Write problems as one line of JSON, "" for none. The file of each is known by its row."""
    return _encode([problem[:4] for problem in problems]) if problems else ""


def load_problems(text: str) -> tuple[Problem, ...]:
    """Read what `dump_problems` wrote."""
    return tuple(Problem(*values) for values in json.loads(text)) if text else ()
