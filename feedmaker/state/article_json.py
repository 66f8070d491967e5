"""Article ↔ text, for the state: JSON, because a state file from elsewhere must not run code."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from feedmaker.model import Article, Author, Enclosure, Episode, EpisodeFile, Image, Mention, Person
from feedmaker.problems import Problem

# a record holds no circles to look for
_encode = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode


def dump(article: Article) -> str:
    """Write an article as one line of JSON; its path, id and dates of publication are columns of their own too."""
    a = article
    return _encode(
        (
            a.path,
            a.id,
            a.id_rule,
            a.title,
            int(a.published.timestamp()),
            a.date_source,
            None if a.updated is None else int(a.updated.timestamp()),
            [(p.name, p.email, p.url) for p in a.authors],
            a.categories,
            a.tags,
            a.link,
            a.language,
            a.image,
            a.summary,
            a.enclosures and [(e.url, e.type, e.length, e.title) for e in a.enclosures],
            a.status,
            None if a.expires is None else int(a.expires.timestamp()),
            a.body_kind,
            a.body_offset,
            a.body_line,
            a.encoding,
            a.target,
            a.mentions,
            a.episode,
            a.photos,
            a.body_end,
            a.base,
        )
    )


def load(text: str) -> Article:
    """Read what `dump` wrote; raises ValueError, TypeError or KeyError when `text` is anything else."""
    v: list[Any] = json.loads(text)
    v[4] = datetime.fromtimestamp(v[4], UTC)
    v[6] = None if v[6] is None else datetime.fromtimestamp(v[6], UTC)
    v[7] = tuple([Author(*person) for person in v[7]])
    v[8] = tuple(map(tuple, v[8]))
    v[9] = tuple(v[9])
    v[12] = None if v[12] is None else Image(*v[12])
    v[14] = tuple([Enclosure(*file) for file in v[14]])
    v[16] = None if v[16] is None else datetime.fromtimestamp(v[16], UTC)
    v[22] = tuple([Mention(*mention) for mention in v[22]])
    v[23] = None if v[23] is None else _episode(*v[23])
    v[24] = tuple([Image(*photo) for photo in v[24]])
    return Article(*v)


def title_of(record: str) -> str:
    """Return the title in the record of an article."""
    return str(json.loads(record)[3]) if record else ""


def _episode(*values: Any) -> Episode:
    *plain, transcripts, chapters, persons = values
    return Episode._make(
        (
            *plain,
            tuple([EpisodeFile(*file) for file in transcripts]),
            None if chapters is None else EpisodeFile(*chapters),
            tuple([Person(*person) for person in persons]),
        )
    )


def dump_problems(problems: Sequence[Problem]) -> str:
    """Write problems as one line of JSON, "" for none. The file of each is known by its row."""
    return _encode([problem[:4] for problem in problems]) if problems else ""


def load_problems(text: str) -> tuple[Problem, ...]:
    """Read what `dump_problems` wrote."""
    return tuple(Problem(*values) for values in json.loads(text)) if text else ()
