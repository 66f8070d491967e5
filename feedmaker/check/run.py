"""Files and folders → problems: which rules apply to a file."""

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from feedmaker.check.across_files import set_problems
from feedmaker.check.atom import atom_problems, parse_atom
from feedmaker.check.json_feed import json_problems, parse_json, parse_json_feed
from feedmaker.check.parsed_feed import ParsedFeed, feed_problems
from feedmaker.check.rss import opml_problems, parse_rss, rss_problems
from feedmaker.check.rules import problem
from feedmaker.check.xml_document import ATOM, line_of, parse_xml
from feedmaker.problems import FeedmakerError, Problem
from feedmaker.text.messages import printable, quoted

_MAX_SIZE = 1_000_000
_SUFFIXES = frozenset((".xml", ".rss", ".atom", ".rdf", ".json", ".opml"))
_JSON_VERSION = re.compile(rb'"version"\s*:\s*"[^"]*jsonfeed\.org')
#: rss.xml, atom.xml and feed.json are formats of one feed; so are rss-2.xml and atom-2.xml, parts of its archives.
_FORMAT_FILE = re.compile(r"(?:rss|atom|feed)((?:-[0-9]+)?)\.(?:xml|json)")
#: What the text of an entry is called in the formats, where a message begins with it.
_TEXT_ELEMENT = re.compile(r"(?:content(?:_html|_text|:encoded)?|description|summary)(?=[: ])")
_XML_ROOT = re.compile(rb"<(?:[A-Za-z][\w.-]*:)?(?:rss|feed|RDF|opml)[\s>]")


def check_paths(paths: Iterable[str | Path], now: datetime | None) -> tuple[Problem, ...]:
    """Read and check files, and the feeds in folders; see `feedmaker.check.check`."""
    unreadable: list[Problem] = []
    problems = check_files(_read(map(Path, paths), unreadable), now=now)
    return _sorted([*problems, *unreadable])


def check_files(files: Iterable[tuple[str, bytes]], *, now: datetime | None = None) -> tuple[Problem, ...]:
    """Check the content of files (path, separated by "/", and bytes), each by itself and all with one another.

    Pure; whatever the bytes are, it does not raise. `now` and the order of the problems are those of `check`.
    """
    if now is not None and now.utcoffset() is None:
        raise FeedmakerError("now has no time zone", "give an aware datetime")
    problems: list[Problem] = []
    feeds: list[ParsedFeed] = []
    for path, data in files:
        feed, found = _check_file(path, data)
        if feed is not None:
            feeds.append(feed._replace(path=path))
            found += feed_problems(feed, now)
        if len(data) > _MAX_SIZE:
            what = f"the file has {len(data) / 1_000_000:.1f} MB; some readers refuse more than 1 MB"
            found.append(problem("file-size", None, what))
        problems.extend(one.at(path) for one in found)
    return _sorted([*problems, *set_problems(feeds)])


def same_in_formats(problems: Iterable[Problem]) -> list[list[Problem]]:
    """Group what is wrong in several formats of one feed alike: each group is the same problem in different files."""
    counts: Counter[object] = Counter()
    groups: dict[object, list[Problem]] = {}
    for one in problems:
        folder, _, name = one.path.rpartition("/")
        format_file = _FORMAT_FILE.fullmatch(name)
        what = one._replace(path="", line=None, message=_TEXT_ELEMENT.sub("", one.message))
        counts[one.path, what] += 1
        key = (folder, format_file[1] if format_file else name, what, counts[one.path, what])
        groups.setdefault(key, []).append(one)
    return list(groups.values())


def format_problem(problem: Problem, *others: Problem, level: str = "") -> str:
    """Return a problem as `path:line: level rule: message`, with other places of it and its hint on further lines.

    `level` is how the level is written, where it is coloured.
    """
    place = _place(problem.path, problem.line)
    text = f"{place}: {level or problem.level} {problem.code}: {printable(problem.message)}"
    if others:
        places = (_place(one.path.rpartition("/")[2], one.line) for one in others)
        text += f"\n  also in {', '.join(places)}"
    return f"{text}\n  hint: {printable(problem.hint)}" if problem.hint else text


def _place(path: str, line: int | None) -> str:
    return f"{printable(path)}:{line}" if line else printable(path)


def _sorted(problems: list[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda one: (one.path, one.line or 0, one.code)))


def _check_file(path: str, data: bytes) -> tuple[ParsedFeed | None, list[Problem]]:
    """Parse a file and check it by the rules of its format: JSON if its name or its first byte says so, else XML."""
    if path.lower().endswith(".json") or data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        document, problems = parse_json(data)
        if document is None:
            return None, problems
        return parse_json_feed(document), [*problems, *json_problems(document)]
    root, problems = parse_xml(data)
    if root is None:
        return None, problems
    if root.tag == "rss":
        return parse_rss(root), [*problems, *rss_problems(root)]
    if root.tag == ATOM + "feed":
        return parse_atom(root), [*problems, *atom_problems(root)]
    if root.tag == "opml":
        return None, [*problems, *opml_problems(root)]
    return None, [*problems, problem("file-format", line_of(root), f"{quoted(root.tag)} is not the root of a feed")]


def _read(paths: Iterable[Path], unreadable: list[Problem]) -> Iterator[tuple[str, bytes]]:
    files: dict[Path, bool] = {}
    without_feeds: set[Path] = set()
    for path in paths:
        # Unlike Path.is_dir, it does not raise for a folder that may not be opened.
        is_named = not os.path.isdir(path)
        without_feeds.update([] if is_named else [path])
        for file in [path] if is_named else sorted(_files_in(path)):
            files.setdefault(file, is_named)
    for file, is_named in files.items():
        try:
            if not file.is_file():  # a pipe or a device may block or never end
                raise FileNotFoundError("no such file" if not file.exists() else "not a regular file")
            data = file.read_bytes()
        except OSError as error:
            what = f"the file cannot be read: {error.strerror or error}"
            unreadable.append(problem("file-readable", None, what).at(file.as_posix()))
            continue
        if is_named or _is_feed(file.name, data):
            without_feeds.difference_update(file.parents)
            yield file.as_posix(), data
    unreadable += [
        problem("file-format", None, "the folder has no feeds").at(path.as_posix()) for path in without_feeds
    ]


def _files_in(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.suffix.lower() in _SUFFIXES and not os.path.isdir(path))


def _is_feed(name: str, data: bytes) -> bool:
    """Return True if the file is meant to be a feed or a list of feeds, by its name and first bytes."""
    if name.lower().endswith(".json"):
        return _JSON_VERSION.search(data) is not None
    return not data.strip() or _XML_ROOT.search(data[:4000].replace(b"\0", b"")) is not None
