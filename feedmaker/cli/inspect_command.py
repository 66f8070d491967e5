"""`feedmaker inspect`: an Inspection as lines for people or JSON for programs."""

import json
import sys
from dataclasses import asdict, is_dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from feedmaker.build.inspection import Inspection

_NAME_WIDTH = 12
#: Characters of a value on one line; `--json` gives the whole.
_VALUE_LENGTH = 200
_FIELDS = "title published updated expires authors categories tags language link image summary enclosures"


@click.command()
@click.option(
    "-c", "--config", "config_file", default="config.yaml", show_default=True, metavar="FILE", help="Configuration."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.argument("file")
def inspect(file: str, config_file: str, *, as_json: bool) -> None:
    """Show what becomes of one article: every field and where it came from.

    FILE counts from here, from the folder of config.yaml, or from source.path. Exit status: 0; 1 where the article is
    left out; 2 where there is no such article.
    """
    from feedmaker.api import places_of
    from feedmaker.build.inspection import inspect_article, locate
    from feedmaker.config import load_config

    config = load_config(Path(config_file))
    places = places_of(config, Path(config_file))
    found = inspect_article(config, places, locate(Path(file), places), datetime.now(UTC))
    if as_json:
        text = json.dumps(as_plain(found), ensure_ascii=False, indent=2)
        # a lone surrogate, as undecodable bytes of front matter may leave, is no UTF-8
        click.echo(text.encode("utf-8", "backslashreplace").decode())
    else:
        click.echo(as_text(found), nl=False)
    sys.exit(1 if found.status == "left out" else 0)


def as_plain(found: "Inspection") -> dict[str, Any]:
    """Give the values that the JSON holds; the fields come in the order of the text."""
    plain: dict[str, Any] = _plain(found._asdict())
    origins = sorted(plain.pop("origins"), key=lambda origin: _rank(origin["field"]))
    return {"path": plain.pop("path"), "status": plain.pop("status"), "fields": origins, **plain}


def as_text(found: "Inspection") -> str:
    """Write an inspection for a terminal: whatever the article holds, nothing in it commands the terminal."""
    from feedmaker.text.messages import printable

    lines = [found.path, _line("status", found.status, found.why)]
    for origin in sorted(found.origins, key=lambda origin: _rank(origin.field)):
        key = origin.key or ""
        where = ", ".join(part for part in (key, f"line {origin.line}" if origin.line else "") if part)
        rule = "" if origin.rule == "front matter" and where else origin.rule
        lines.append(_line(origin.field, _shown(origin.value), ": ".join(part for part in (where, rule) if part)))
    if found.id is not None:
        lines.append(_line("id", found.id.id, found.id.why))
        if found.id.own != found.id.id:
            lines.append(_line("", f"by itself it would be {found.id.own}", ""))
    lines.append(_line("file", f"{found.encoding}, {_front_matter(found.front_matter)}", ""))
    if found.body is not None:
        body = found.body
        size = f"{body.kind}, {body.length:,} characters from line {body.line}; {body.html_length:,} of HTML"
        lines.append(_line("body", size, ""))
        lines.append(_line("excerpt", _shown(body.excerpt or None), ""))
        if body.image is not None:
            lines.append(_line("picture", _shown(body.image), "first image of the body"))
    for number, feed in enumerate(found.feeds):
        lines.append(_line("feeds" if number == 0 else "", feed.title, f"{feed.path}/" if feed.path else "the site"))
    for number, problem in enumerate(found.problems):
        line = f"line {problem.line}: " if problem.line else ""
        lines.append(_line("problems" if number == 0 else "", f"{line}{problem.message}", problem.code))
        if problem.hint:
            lines.append(_line("", f"  hint: {problem.hint}", ""))
    return "".join(f"{printable(line)}\n" for line in lines)


def _front_matter(kind: str) -> str:
    return "no front matter" if kind == "none" else f"{kind} front matter"


def _line(name: str, value: str, origin: str) -> str:
    text = f"  {name:<{_NAME_WIDTH}}{value}"
    return f"{text}  ({origin})" if origin else text


def _rank(field: str) -> int:
    place = _FIELDS.find(field)
    return place if place >= 0 else len(_FIELDS)


def _shown(value: object) -> str:
    from feedmaker.text.timestamps import rfc3339

    if value is None or value in ((), ""):
        return "-"
    if isinstance(value, datetime):
        return rfc3339(value)
    if hasattr(value, "_asdict"):
        return _cut(" ".join(str(part) for part in value._asdict().values() if part not in (None, "")))
    if isinstance(value, tuple):
        nested = all(isinstance(part, tuple) and not hasattr(part, "_asdict") for part in value)
        return _cut(", ".join("/".join(map(str, part)) if nested else _shown(part) for part in value))
    return _cut(str(value))


def _cut(text: str) -> str:
    return text if len(text) <= _VALUE_LENGTH else text[: _VALUE_LENGTH - 1] + "…"


def _plain(value: object) -> Any:
    from feedmaker.text.timestamps import rfc3339

    if isinstance(value, datetime):
        return rfc3339(value)
    if is_dataclass(value) and not isinstance(value, type):
        return _plain(asdict(value))
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return _plain(value._asdict())
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    return value
