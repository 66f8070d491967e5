"""What subscribers will see of a build: new, changed and vanished entries, and articles that got another id."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from feedmaker.build.options import Job
from feedmaker.build.publication_window import NOTHING, Window, window
from feedmaker.state import State
from feedmaker.state.article_json import load
from feedmaker.state.schema import FileRow, StoredFile

ChangeKind: TypeAlias = Literal["new", "changed", "gone", "id changed"]

#: Changes that are kept; beyond them they are only counted.
MOST = 10_000


@dataclass(frozen=True, slots=True)
class ArticleChange:
    """A change of one article."""

    kind: ChangeKind
    path: str
    #: Of the article (state/article_json).
    record: str
    #: The id in force; for an article that is gone, the last one.
    id: str
    #: JSON (writer/labels).
    labels: str
    #: Of title, date and body; None where it is not needed.
    content_hash: bytes | None = None


class ChangeLog:
    """Compares what the feeds showed at the last build with what they show now, article by article."""

    def __init__(self, job: Job, state: State) -> None:
        self._articles = state.articles
        self._now = window(job.config.articles, job.now)
        until, _, since = state.meta("window").partition(" ")
        #: None if everything is new and changes are not reported.
        self._before = Window(int(until), int(since)) if since else NOTHING if job.options.dry_run else None
        self._changes: list[ArticleChange] = []
        #: Paths of the files that were read.
        self._read: set[str] = set()

    def was_read(self, known: StoredFile | None, row: FileRow, id_: str | None) -> None:
        """Compare a file that was read with what was known of it."""
        if self._before is None:
            return
        self._read.add(row.path)
        was_shown = known is not None and self._before.shows(known.status, known.published, known.expires)
        if not self._now.shows(row.status, row.published, row.expires):
            if was_shown and known is not None:
                self._add_known("gone", known.number)
        elif not was_shown or known is None:
            self._add("new", row.path, row.record, id_, row.labels, row.content_hash)
        elif known.id != id_:
            self._add("id changed", row.path, row.record, id_, row.labels)
        elif known.entry_hash != row.entry_hash:
            self._add("changed", row.path, row.record, id_, row.labels)

    def have_vanished(self, files: Iterable[StoredFile]) -> None:
        """Note files that have vanished, while the state still has them."""
        for file in files:
            if self._before and self._before.shows(file.status, file.published, file.expires):
                self._add_known("gone", file.number, content_hash=file.content_hash)

    def found(self) -> list[ArticleChange]:
        """Return all changes, in no order; an article that moved is gone and new."""
        if self._before is None:
            return []
        was, now = self._before, self._now
        of_the_clock: Sequence[tuple[ChangeKind, Literal["published", "expires"], int, int]] = (
            ("new", "published", was.until, now.until),
            ("gone", "expires", was.since, now.since),
            # Where the clock was set back:
            ("gone", "published", now.until, was.until),
            ("new", "expires", now.since, was.since),
        )
        for kind, column, after, until in of_the_clock:
            for number in self._articles.in_range(column, after, until):
                self._add_known(kind, number, unread_only=True)
        return self._changes

    def _add_known(
        self, kind: ChangeKind, number: int, *, unread_only: bool = False, content_hash: bytes | None = None
    ) -> None:
        path, record, id_, labels = self._articles.summary(number)
        if not (unread_only and path in self._read):
            self._add(kind, path, record, id_, labels, content_hash)

    def _add(
        self, kind: ChangeKind, path: str, record: str, id_: str | None, labels: str, content_hash: bytes | None = None
    ) -> None:
        if len(self._changes) < MOST:
            self._changes.append(ArticleChange(kind, path, record, id_ or "", labels, content_hash))


def without_moves(state: State, changes: Sequence[ArticleChange]) -> list[ArticleChange]:
    """Return changes by path; one that kept its id when it moved is left out, unless its link or content changed."""
    gone = {change.id: change for change in changes if change.kind == "gone"}
    found = []
    moved = set()
    for change in changes:
        if change.kind == "new":
            # Only now is it known which id the article keeps.
            found_again = state.articles.find(change.path)
            id_ = found_again[1] if found_again else change.id
            if id_ in gone:
                moved.add(id_)
                was = gone[id_]
                contents = {was.content_hash, change.content_hash} - {None}
                if len(contents) < 2 and load(was.record).link == load(change.record).link:
                    continue
                change = replace(change, kind="changed")
        found.append(change)
    found = [change for change in found if change.kind != "gone" or change.id not in moved]
    return sorted(found, key=lambda change: (change.path, change.kind))
