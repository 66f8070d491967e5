"""Files → faults: which rules a file is held to."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from feedmaker.check.across_files import Checked, set_faults
from feedmaker.check.atom import atom_flaws, atom_view
from feedmaker.check.documents import Document, parse
from feedmaker.check.feed_view import FeedView, view_flaws
from feedmaker.check.json_feed import json_flaws, json_view
from feedmaker.check.opml import opml_flaws
from feedmaker.check.plain_text import raw_title_flaws
from feedmaker.check.rss_channel import rss_flaws, rss_view
from feedmaker.check.rules import Fault, Flaw
from feedmaker.check.urls import shown
from feedmaker.check.xml_file import file_flaws


def check_files(files: Iterable[tuple[str, bytes]], *, now: datetime | None = None) -> list[Fault]:
    """Check feeds, each by itself and all with one another; paths are divided by "/".

    Pure, and never raises for any bytes. `now` (aware) adds D8, entries dated in the future; without it the
    result depends on the bytes alone. Faults stand in the order of path, line and rule.
    """
    faults: list[Fault] = []
    feeds: list[Checked] = []
    for path, data in files:
        document = parse(path, data)
        view = _view(document)
        faults.extend(flaw.at(path) for flaw in _flaws(document, view, now))
        if view is not None:
            feeds.append(Checked(path, view))
    faults.extend(set_faults(feeds))
    return sorted(faults, key=lambda fault: (fault.path, fault.line or 0, fault.rule))


def _view(document: Document) -> FeedView | None:
    if document.kind == "json":
        return json_view(document.json) if document.json else None
    if document.root is None:
        return None
    if document.kind == "rss":
        return rss_view(document.root)
    return atom_view(document.root) if document.kind == "atom" else None


def _flaws(document: Document, view: FeedView | None, now: datetime | None) -> Iterator[Flaw]:
    yield from document.flaws
    yield from file_flaws(document)
    if document.json is not None:
        yield from json_flaws(document.json)
    elif document.root is not None:
        if document.kind == "rss":
            yield from rss_flaws(document.root)
            yield from raw_title_flaws(document.data)
        elif document.kind == "atom":
            yield from atom_flaws(document.root)
        elif document.kind == "opml":
            yield from opml_flaws(document.root)
        else:
            what = f"the file is no feed of a known kind: its root is {shown(document.root.tag)}"
            yield Flaw("R1", document.root.line, what, "RSS 2.0, Atom 1.0, JSON Feed and OPML are checked")
    if view is not None:
        yield from view_flaws(view, now)
