"""`feedmaker inspect`: an Inspection as lines for people or JSON for programs."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from feedmaker.cli.console import config_option

if TYPE_CHECKING:
    from feedmaker.build.inspection import Inspection

_NAME_WIDTH = 12
#: Characters of a value in the text; `--json` has all of them.
_VALUE_LENGTH = 200


@click.command()
@config_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.argument("file")
def inspect(file: str, config_file: str, *, as_json: bool) -> None:
    """Show what becomes of one article. Every field is printed with its origin.

    FILE is relative to the current folder, to the folder of config.yaml, or to source.path. Exit status: 0; 1 if the
    article is left out; 2 if there is no such article.
    """
    from feedmaker.build.inspected_file import locate
    from feedmaker.build.inspection import inspect_article
    from feedmaker.build.store_state import local_state
    from feedmaker.project import open_project

    config, paths = open_project(config_file)
    with local_state(paths) as local:
        found = inspect_article(config, local.paths, locate(Path(file), local.paths), datetime.now(UTC))
    if as_json:
        text = json.dumps(_plain(found), ensure_ascii=False, indent=2)
        # front matter may contain lone surrogates, which UTF-8 cannot encode
        click.echo(text.encode("utf-8", "backslashreplace").decode())
    else:
        click.echo(_as_text(found), nl=False)
    sys.exit(1 if found.status == "left out" else 0)


def _as_text(found: "Inspection") -> str:
    """Return the inspection as lines that are safe to print for any article."""
    from feedmaker.build.inspection import describe
    from feedmaker.text.messages import printable

    rows = [("status", found.status, found.why)]
    rows += ((origin.field, _shown(origin.value), describe(origin)) for origin in found.fields)
    if found.id is not None:
        rows.append(("id", found.id.id, found.id.why))
        if found.id.own != found.id.id:
            rows.append(("id", f"without the state it would be {found.id.own}", ""))
    elif found.status in ("draft", "excluded"):
        rows.append(("id", "-", f"no entry while it is {'a draft' if found.status == 'draft' else 'excluded'}"))
    kind = "no" if found.front_matter == "none" else found.front_matter
    rows.append(("file", f"{found.encoding}, {kind} front matter", ""))
    if found.body is not None:
        body = found.body
        size = f"{body.kind}, {body.length:,} characters from line {body.line}; {body.html_length:,} of HTML"
        rows += [("body", size, ""), ("excerpt", _shown(body.excerpt), "")]
        if body.image is not None:
            rows.append(("body image", _shown(body.image), "first image of the body"))
    then = ", from then on" if found.status == "held" else ""
    rows += (("feeds", feed.title, f"{feed.path or 'the site'}{'/' * bool(feed.path)}{then}") for feed in found.feeds)
    for problem in found.problems:
        line = f"line {problem.line}: " if problem.line else ""
        rows.append(("problems", f"{line}{problem.message}", problem.code))
        if problem.hint:
            rows.append(("problems", f"  hint: {problem.hint}", ""))
    lines, last = [found.path], ""
    for name, value, origin in rows:
        text = f"  {'' if name == last else name:<{_NAME_WIDTH}}{value}"
        lines.append(f"{text}  ({origin})" if origin else text)
        last = name
    return "".join(f"{printable(line)}\n" for line in lines)


def _shown(value: object) -> str:
    from feedmaker.text.timestamps import rfc3339

    if value is None or value in ((), ""):
        return "-"
    if isinstance(value, datetime):
        text = rfc3339(value)
    elif isinstance(value, tuple) and hasattr(value, "_asdict"):
        text = " ".join(str(part) for part in value if part not in (None, ""))
    elif isinstance(value, tuple):
        text = ", ".join("/".join(part) if type(part) is tuple else _shown(part) for part in value)
    else:
        text = str(value)
    return text if len(text) <= _VALUE_LENGTH else text[: _VALUE_LENGTH - 1] + "…"


def _plain(value: object) -> Any:
    """Return a value in the types of JSON."""
    from feedmaker.text.timestamps import rfc3339

    if isinstance(value, datetime):
        return rfc3339(value)
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        value = value._asdict()
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    return [_plain(part) for part in value] if isinstance(value, (list, tuple)) else value
