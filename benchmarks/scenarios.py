"""What is measured: feedmaker after each kind of edit, Hugo, and a bare walk of the folder."""

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.corpus import Corpus
from benchmarks.hugo import Hugo
from benchmarks.measure import Sample, measure

CONFIG = Path(__file__).with_name("sites") / "feedmaker.yaml"
WALKER = Path(__file__).with_name("walk.py")
#: Key → name, in the order of the tables.
LABELS = {
    "walk": "bare scandir and stat walk",
    "hugo": "Hugo",
    "cold": "feedmaker, cold",
    "unchanged": "feedmaker, nothing changed",
    "changed": "feedmaker, one article changed",
    "added": "feedmaker, one article added",
    "removed": "feedmaker, one article removed",
}
#: The feeds of the newest article: those of the site, its section, its source and its channel.
FEEDS_OF_ONE = 4

Edit = Callable[[Corpus], AbstractContextManager[None]]


class UnexpectedWorkError(Exception):
    """A build read or wrote something else than the edit before it requires."""


@dataclass(frozen=True)
class Site:
    """A feedmaker project over a corpus."""

    folder: Path
    corpus: Corpus
    home: Path

    @property
    def output(self) -> Path:
        """The folder of the feeds."""
        return self.folder / "output"

    def set_up(self) -> None:
        """Write the configuration into an empty folder."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        shutil.copy(CONFIG, self.folder / "config.yaml")

    def build(self, *options: str) -> Sample:
        """Run feedmaker as cron does."""
        program = Path(sys.executable).with_name("feedmaker")
        command = [str(program), "build", "--quiet", "--source", str(self.corpus.folder), *options]
        return measure(command, self.folder, self.home)

    def build_cold(self) -> Sample:
        """Build without state and output."""
        shutil.rmtree(self.output, ignore_errors=True)
        shutil.rmtree(self.folder / ".feedmaker", ignore_errors=True)
        return self.build()

    def build_edited(self, edit: Edit) -> Sample:
        """Build after an edit, and again after it was undone; return the sample of the first."""
        with edit(self.corpus):
            sample = self.build()
        self.build()
        return sample

    def check(self, edit: Edit, parsed: int, written: int) -> None:
        """Raise UnexpectedWorkError unless an edit has so many files parsed and feeds written or removed."""
        report = self.folder / "report.json"
        with edit(self.corpus):
            self.build("--report", str(report))
        values = json.loads(report.read_text(encoding="utf-8"))
        found = values["articles"]["parsed"], values["feeds"]["written"] + values["feeds"]["removed"]
        self.build()
        if found != (parsed, written):
            raise UnexpectedWorkError(
                f"feedmaker parsed {found[0]} files and wrote {found[1]} feeds, not {parsed} and {written}"
            )


@dataclass(frozen=True)
class Scenario:
    """One row of a table."""

    key: str
    run: Callable[[], Sample]
    #: Runs the scenario once without measuring, which warms caches and checks that the right work is done.
    check: Callable[[], object]


def scenarios(site: Site, hugo: Hugo | None) -> list[Scenario]:
    """Return what is measured on a corpus, in the order of the runs."""
    walk = partial(measure, [sys.executable, "-I", "-S", str(WALKER), str(site.corpus.folder)], site.folder, site.home)

    def edited(key: str, edit: Edit, parsed: int) -> Scenario:
        return Scenario(key, partial(site.build_edited, edit), partial(site.check, edit, parsed, FEEDS_OF_ONE))

    return [
        Scenario("walk", walk, walk),
        *([Scenario("hugo", hugo.build, hugo.build)] if hugo else []),
        Scenario("cold", site.build_cold, site.build_cold),
        Scenario("unchanged", site.build, partial(site.check, unchanged, 0, 0)),
        edited("changed", changed, 1),
        edited("added", added, 1),
        edited("removed", removed, 0),
    ]


@contextmanager
def unchanged(_corpus: Corpus) -> Iterator[None]:
    """Edit nothing."""
    yield


@contextmanager
def changed(corpus: Corpus) -> Iterator[None]:
    """Append a paragraph to the newest article."""
    with _restored(corpus.newest):
        text = corpus.newest.read_text(encoding="utf-8")
        corpus.newest.write_text(text + "\n<p>One more paragraph.</p>\n", encoding="utf-8")
        yield


@contextmanager
def added(corpus: Corpus) -> Iterator[None]:
    """Add an article with the date and the categories of the newest."""
    path = corpus.newest.with_name("article-added.md")
    text = corpus.newest.read_text(encoding="utf-8")
    path.write_text(text.replace("title: '", "title: 'Added: ", 1), encoding="utf-8")
    try:
        yield
    finally:
        path.unlink()


@contextmanager
def removed(corpus: Corpus) -> Iterator[None]:
    """Remove the newest article."""
    with _restored(corpus.newest):
        corpus.newest.unlink()
        yield


@contextmanager
def _restored(path: Path) -> Iterator[None]:
    data, status = path.read_bytes(), path.stat()
    try:
        yield
    finally:
        path.write_bytes(data)
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
