"""What is measured: runs of feedmaker after each kind of edit, the peers, and a bare walk of the folder."""

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.corpus import Corpus
from benchmarks.peers import SITES, Peer
from benchmarks.timing import Sample, measure

WALKER = Path(__file__).with_name("walk.py")
Edit = Callable[[Corpus], AbstractContextManager[None]]
#: Feeds that carry the newest article: of the site, its section, its source and its channel.
FEEDS_OF_ONE = 4


class UnexpectedWorkError(Exception):
    """A build read or wrote something else than the edit before it called for."""


@dataclass(frozen=True)
class Site:
    """A feedmaker project over a corpus."""

    folder: Path
    corpus: Corpus
    config: str
    home: Path

    def set_up(self) -> None:
        """Write its configuration; state and output start from nothing."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        shutil.copy(SITES / "feedmaker" / self.config, self.folder / "config.yaml")

    def wipe(self) -> None:
        """Forget every build."""
        shutil.rmtree(self.output, ignore_errors=True)
        shutil.rmtree(self.folder / ".feedmaker", ignore_errors=True)

    @property
    def output(self) -> Path:
        """Where its feeds lie."""
        return self.folder / "output"

    def build(self, *options: str) -> Sample:
        """Run feedmaker as cron does."""
        program = Path(sys.executable).with_name("feedmaker")
        command = [str(program), "build", "--quiet", "--source", str(self.corpus.folder), *options]
        return measure(command, self.folder, self.home)

    def report(self) -> tuple[int, int]:
        """Run feedmaker and tell how many files it parsed and how many feeds it wrote or removed."""
        report = self.folder / "report.json"
        self.build("--report", str(report))
        values = json.loads(report.read_text(encoding="utf-8"))
        return values["articles"]["parsed"], values["feeds"]["written"] + values["feeds"]["removed"]


@dataclass(frozen=True)
class Scenario:
    """One row of the table."""

    key: str
    label: str
    run: Callable[[], Sample]
    #: Run once, not measured: warms the caches and sees to it that the right work is done.
    check: Callable[[], object]


def scenarios(corpus: Corpus, site: Site, everything: Site, peers: Sequence[Peer]) -> list[Scenario]:
    """Give what is measured over one corpus, in the order in which it is run."""

    def cold() -> Sample:
        site.wipe()
        return site.build()

    def walk() -> Sample:
        return measure([sys.executable, "-I", "-S", str(WALKER), str(corpus.folder)], site.folder, site.home)

    def all_formats() -> Sample:
        # The other edits of this round are news to this site.
        everything.build()
        return everything.build()

    def all_formats_check() -> None:
        everything.build()
        _expect(everything, 0, 0)

    return [
        Scenario("walk", "bare scandir and stat walk", walk, walk),
        *(_peer(peer, site.home) for peer in peers),
        Scenario("cold", "feedmaker, cold", cold, cold),
        Scenario("unchanged", "feedmaker, nothing changed", site.build, lambda: _expect(site, 0, 0)),
        _edited(site, "changed", changed, 1),
        _edited(site, "added", added, 1),
        _edited(site, "removed", removed, 0),
        Scenario("everything", "feedmaker, nothing changed, JSON and pages too", all_formats, all_formats_check),
    ]


@contextmanager
def changed(corpus: Corpus) -> Iterator[None]:
    """Give the newest article one more paragraph."""
    with _restored(corpus.newest):
        text = corpus.newest.read_text(encoding="utf-8")
        corpus.newest.write_text(text + "<p>One more paragraph.</p>\n", encoding="utf-8")
        yield


@contextmanager
def added(corpus: Corpus) -> Iterator[None]:
    """Put a second article of the same date and categories beside the newest."""
    path = corpus.newest.with_name("article-added.md")
    text = corpus.newest.read_text(encoding="utf-8")
    path.write_text(text.replace("title: '", "title: 'Added: ", 1), encoding="utf-8")
    try:
        yield
    finally:
        path.unlink()


@contextmanager
def removed(corpus: Corpus) -> Iterator[None]:
    """Take the newest article away."""
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


def _peer(peer: Peer, home: Path) -> Scenario:
    def run() -> Sample:
        peer.wipe()
        return measure(peer.command, peer.folder, home)

    return Scenario(peer.name.lower(), f"{peer.name} {peer.version}", run, run)


def _edited(site: Site, kind: str, edit: Edit, parsed: int) -> Scenario:
    def run() -> Sample:
        with edit(site.corpus):
            sample = site.build()
        site.build()
        return sample

    def check() -> None:
        with edit(site.corpus):
            _expect(site, parsed, FEEDS_OF_ONE)
        site.build()

    return Scenario(kind, f"feedmaker, one article {kind}", run, check)


def _expect(site: Site, parsed: int, written: int) -> None:
    found = site.report()
    if found != (parsed, written):
        raise UnexpectedWorkError(
            f"feedmaker parsed {found[0]} files and wrote {found[1]} feeds, not {parsed} and {written}"
        )
