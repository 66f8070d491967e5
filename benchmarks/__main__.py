"""`make bench`: make the corpora, measure, print the tables and write them into docs/speed.md."""

import argparse
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from benchmarks.corpus import SHARED_ARTICLES, Corpus, corpus
from benchmarks.feed_counts import FORBIDDEN, compare, count_feeds, describe
from benchmarks.hugo import VERSION, Hugo, install
from benchmarks.records import Record, commit, comparable, machine, python, stored
from benchmarks.report import report, tables, with_figures
from benchmarks.scenarios import LABELS, Site, scenarios

ROOT = Path(__file__).resolve().parents[1]
CACHE = ROOT / ".bench"
SAMPLES = CACHE / "samples"


def main(arguments: Sequence[str] | None = None) -> None:
    options = _options(arguments)
    if not options.report:
        for size in map(int, options.sizes.split(",")):
            _measure(corpus(CACHE / "corpora", size), options)
            if options.bodies.is_dir():
                _measure(corpus(CACHE / "corpora", size, options.bodies.resolve()), options)
    records = comparable(stored(SAMPLES))
    if not records:
        raise SystemExit("nothing was measured yet")
    print("\n" + tables(records))
    if not options.dry:
        page = ROOT / "docs" / "speed.md"
        page.write_text(with_figures(page.read_text(encoding="utf-8"), report(records)), encoding="utf-8")


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure feedmaker and Hugo.")
    parser.add_argument("--sizes", default="10000,100000", help="numbers of articles (default: %(default)s)")
    parser.add_argument("--runs", type=int, default=5, help="measured runs of everything (default: %(default)s)")
    parser.add_argument(
        "--bodies",
        type=Path,
        default=SHARED_ARTICLES,
        metavar="DIR",
        help="real articles whose bodies the second corpus gets (default: ../shared/corpora)",
    )
    parser.add_argument(
        "--hugo-up-to",
        type=int,
        default=100_000,
        metavar="N",
        help="largest number of articles for Hugo, whose memory grows with it (default: %(default)s)",
    )
    parser.add_argument("--report", action="store_true", help="measure nothing: show the stored samples")
    parser.add_argument("--dry", action="store_true", help="print the tables and write nothing")
    return parser.parse_args(arguments)


def _measure(made: Corpus, options: argparse.Namespace) -> None:
    folder, home = CACHE / "sites" / f"{made.bodies}-{made.size}", CACHE / "home"
    site = Site(folder / "feedmaker", made, home)
    site.set_up()
    hugo = None
    if made.size <= options.hugo_up_to:
        hugo = Hugo(install(CACHE / "hugo"), folder / "hugo", made.folder, home)
        hugo.set_up()
    rows = scenarios(site, hugo)

    record = Record(made.bodies, made.size, machine(), _versions(made), time.time())
    for row in rows:
        print(f"{record.title}: warm-up and check: {LABELS[row.key]}", flush=True)
        row.check()
    ours = count_feeds(site.output)
    record.feeds = describe(ours)
    if hugo:
        compare(ours, count_feeds(hugo.output, ignoring=FORBIDDEN), "Hugo")
    for number in range(1, options.runs + 1):
        for row in rows:
            sample = row.run()
            record.samples.setdefault(row.key, []).append(sample)
            print(f"{record.title}: run {number}: {LABELS[row.key]}: {sample.wall:.3f} s", flush=True)
    record.profile = _profile(site)
    record.save(SAMPLES)
    shutil.rmtree(folder)


def _versions(made: Corpus) -> dict[str, str]:
    return {
        "feedmaker": f"{version('feedmaker')} ({commit()})",
        "Python": python(),
        "Hugo": VERSION,
        "corpora": f"the {made.maker} maker",
    }


def _profile(site: Site) -> dict[str, float]:
    """Return microseconds of a cold build per article, by part of feedmaker."""
    articles = site.corpus
    command = [sys.executable, "-m", "benchmarks.profile_build", str(site.folder), str(articles.folder)]
    output = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return {part: seconds / articles.size * 1e6 for part, seconds in json.loads(output).items()}


if __name__ == "__main__":
    main()
