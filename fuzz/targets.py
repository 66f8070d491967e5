"""What is fuzzed, and what must hold whatever comes in: shared by the campaigns and the properties of the suite.

Each target takes bytes and raises BrokenPromiseError, or whatever the code itself raised.
"""

import json
import tempfile
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from lxml import etree

from feedmaker.config.schema import Config, Site
from feedmaker.loader.article import LEFT_OUT, article_settings, read_article
from feedmaker.loader.body.render import BodyRenderer
from feedmaker.loader.body.sanitizer import Sanitizer
from feedmaker.loader.dates.in_paths import date_in_path
from feedmaker.loader.dates.parts import DateError
from feedmaker.loader.dates.read import parse_date
from feedmaker.loader.decode import decode
from feedmaker.loader.frontmatter.dialects import split_front_matter
from feedmaker.model import BodyKind, Channel
from feedmaker.problems import ConfigurationError, Problem
from feedmaker.text.timestamps import rfc822, rfc3339
from feedmaker.text.xml_characters import clean_text
from feedmaker.writer.entries import entry
from feedmaker.writer.formats import DocumentOptions, formats

BASE = "https://harbour.example/"
CONFIG = Config(Site("Harbour News", BASE, BASE, language="en", timezone="Asia/Shanghai"))
ZONE = ZoneInfo("Asia/Shanghai")
SUFFIXES = (".md", ".html", ".rst", ".txt", ".org", ".markdown")
NOW = datetime(2024, 6, 1, tzinfo=UTC)

_ORDERS: tuple[Literal["dmy", "mdy"] | None, ...] = (None, "dmy", "mdy")
#: Two values of 80 characters, each of them an escape of ten at worst.
_LONGEST = 2_000
_SETTINGS = article_settings(CONFIG)
_BODIES = BodyRenderer(CONFIG)
_SANITIZER = Sanitizer()
_FORMATS = formats(("rss", "atom", "json", "page"), timezone="UTC", language="en", texts={})
_CHANNEL = Channel("", "urn:x:site", "Harbour News", "News", BASE, "en", NOW, None, None, None, (), BASE)
_SETTING = DocumentOptions(self_url=BASE + "rss.xml")


class BrokenPromiseError(Exception):
    """What came out is not what was promised."""


def frontmatter(data: bytes) -> None:
    """Split any bytes into a head and a body; keys are words of their own, and lines are of the file."""
    decoded = decode(data[1:])
    text = decoded.text
    head = split_front_matter(text, suffix=_suffix(data))
    lines = text.count("\n") + 1
    _promise(0 <= head.body_offset <= len(text), "the body begins in the text", head)
    _promise(1 <= head.body_line <= lines + 1, "the body begins in a line of the file", head)
    _promise(set(head.lines) <= set(head.values), "lines are those of keys", head)
    _promise(all(key == key.strip().lower() for key in head.values), "keys are folded", head)
    _promise(all(1 <= line <= lines + 1 for line in head.lines.values()), "keys stand in lines of the file", head)
    _check_problems((*decoded.problems, *head.problems), lines)


def date(data: bytes) -> None:
    """Read any text as a moment that every format can say, or as none with a problem that says why."""
    text = data[1:].decode("utf-8", "replace")
    order = _ORDERS[data[0] % 3] if data else None
    date_in_path(clean_text(text), zone=ZONE)
    try:
        moment = parse_date(text, zone=ZONE, order=order)
    except DateError as error:
        _check_problems((error.problem,), text.count("\n") + 1)
        return
    _promise(moment.at.tzinfo is UTC and moment.at.microsecond == 0, "a moment is of UTC, in whole seconds", moment)
    for write in (rfc3339, rfc822):
        again = parse_date(write(moment.at), zone=ZONE).at
        _promise(again == moment.at, "what is written is read as the same", (moment, again))


def body(data: bytes) -> None:
    """Make safe HTML of any text, in characters of XML, which sanitising again leaves as it is."""
    _check_body(decode(data[1:], "utf-8").text, "auto", _suffix(data))


def rst(data: bytes) -> None:
    """Make safe HTML of any text as reStructuredText, without a message of docutils in it."""
    html = _check_body(decode(data[1:], "utf-8").text, "rst", ".rst")
    _promise("System Message" not in html and "system-message" not in html, "no message of docutils", html)


def _check_body(text: str, kind: BodyKind, suffix: str) -> str:
    made = _BODIES.render(text, kind=kind, suffix=suffix, base=BASE, link=BASE + "boat")
    _promise(clean_text(made.html) == made.html, "HTML is of allowed characters", made)
    _promise(clean_text(made.excerpt) == made.excerpt and "\n" not in made.excerpt, "an excerpt is one line", made)
    again = _SANITIZER.clean(made.html, BASE, BASE + "boat")
    _promise(again == made.html, "sanitising again changes nothing", (made.html, again))
    _check_problems(made.problems, text.count("\n") + 1)
    return made.html


def article(data: bytes) -> None:
    """Leave any file out with a named problem, or make of it an entry that every format can carry."""
    path = f"boats/2024-05-01-boat{_suffix(data)}"
    found, problems, decoded, *_ = read_article(data[1:], path, _SETTINGS, file_time=NOW)
    text = decoded.text
    _check_problems(problems, text.count("\n") + 1)
    if found is None:
        _promise(bool(LEFT_OUT & {problem.code for problem in problems}), "what is left out has a reason", problems)
        return
    rendered = _BODIES.render(
        text[found.body_offset :],
        kind=found.body_kind,
        suffix=_suffix(data),
        base=found.link or BASE,
        link=found.link,
    )
    names = [name for path in found.categories for name in path] + list(found.tags)
    made = entry(found, rendered, id=found.id, site=CONFIG.site, feeds=CONFIG.feeds, categories=names)
    for format_ in _FORMATS:
        fragment, prefixes = format_.render(made)
        head, tail = format_.frame(_CHANNEL, _SETTING, prefixes)
        _parse(format_.name, head + fragment + tail)


def config(data: bytes) -> None:
    """Read any config.yaml as a Config, or name all of its mistakes."""
    from feedmaker.config import load_config

    with tempfile.NamedTemporaryFile(suffix=".yaml") as file:
        file.write(data)
        file.flush()
        try:
            load_config(Path(file.name), check_folders=False)
        except ConfigurationError as error:
            problems = error.problems
        else:
            return
    _promise(bool(problems) and all(problem.message for problem in problems), "mistakes are named", problems)


def _parse(name: str, document: bytes) -> None:
    if name in ("rss", "atom"):
        etree.fromstring(document, etree.XMLParser(resolve_entities=False, huge_tree=True))
    elif name == "json":
        _promise(len(json.loads(document.decode())["items"]) == 1, "a feed has its entry", document)
    else:
        document.decode()


def _suffix(data: bytes) -> str:
    return SUFFIXES[data[0] % len(SUFFIXES)] if data else ".md"


def _check_problems(problems: Iterable[Problem], lines: int) -> None:
    for problem in problems:
        _promise(problem.code.replace("-", "").isalnum(), "a code is words", problem)
        _promise(bool(problem.message) and len(problem.message) < _LONGEST, "a message is short", problem)
        _promise(problem.message.isprintable(), "a message is safe in a terminal", problem)
        _promise(problem.line is None or 1 <= problem.line <= lines + 1, "a problem is in the file", problem)


def _promise(kept: bool, promise: str, evidence: object) -> None:
    if not kept:
        raise BrokenPromiseError(f"{promise}: {evidence!r:.2000}")


TARGETS: Mapping[str, Callable[[bytes], None]] = {
    "frontmatter": frontmatter,
    "dates": date,
    "body": body,
    "rst": rst,
    "article": article,
    "config": config,
}
