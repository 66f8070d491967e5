"""Article ↔ text, for the state: JSON, because a state file that somebody else wrote must not run code."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from feedmaker.errors import Finding
from feedmaker.model import Article, Author, Enclosure, Image

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
            None if (i := a.image) is None else (i.url, i.alt, i.width, i.height, i.type),
            a.summary,
            a.enclosures and [(e.url, e.type, e.length, e.title) for e in a.enclosures],
            a.status,
            None if a.expires is None else int(a.expires.timestamp()),
            a.body_kind,
            a.body_offset,
            a.body_line,
            a.encoding,
        )
    )


def load(text: str) -> Article:
    """Read what `dump` wrote; raises ValueError, TypeError or KeyError when `text` is anything else."""
    v: list[Any] = json.loads(text)
    return Article(
        path=v[0],
        id=v[1],
        id_rule=v[2],
        title=v[3],
        published=datetime.fromtimestamp(v[4], UTC),
        date_source=v[5],
        updated=None if v[6] is None else datetime.fromtimestamp(v[6], UTC),
        authors=tuple(Author(*p) for p in v[7]),
        categories=tuple(tuple(c) for c in v[8]),
        tags=tuple(v[9]),
        link=v[10],
        language=v[11],
        image=None if v[12] is None else Image(*v[12]),
        summary=v[13],
        enclosures=tuple(Enclosure(*e) for e in v[14]),
        status=v[15],
        expires=None if v[16] is None else datetime.fromtimestamp(v[16], UTC),
        body_kind=v[17],
        body_offset=v[18],
        body_line=v[19],
        encoding=v[20],
    )


def dump_findings(findings: Sequence[Finding]) -> str:
    """Write findings as one line of JSON, "" for none."""
    return _encode(findings) if findings else ""


def load_findings(text: str) -> tuple[Finding, ...]:
    """Read what `dump_findings` wrote."""
    return tuple(Finding(*values) for values in json.loads(text)) if text else ()
