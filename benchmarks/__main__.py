"""`make bench`: corpora, peers, measurements, table, chart."""

import argparse
import json
import platform
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

from benchmarks import peers
from benchmarks.corpus import corpus
from benchmarks.counting import compare, count
from benchmarks.record import Record, commit, comparable, machine, stored
from benchmarks.results import write_results
from benchmarks.scenarios import Scenario, Site, scenarios
from benchmarks.table import tables

ROOT = Path(__file__).resolve().parents[1]
CACHE = ROOT / ".bench"


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure feedmaker against its peers.")
    parser.add_argument("--sizes", default="10000,100000", help="articles, divided by commas (%(default)s)")
    parser.add_argument("--runs", type=int, default=5, help="measured runs of everything (%(default)s)")
    parser.add_argument(
        "--hugo-up-to",
        type=int,
        default=100_000,
        metavar="N",
        help="largest size for Hugo, whose memory grows with it (%(default)s)",
    )
    parser.add_argument(
        "--pelican-up-to", type=int, default=10_000, metavar="N", help="largest size for Pelican (%(default)s)"
    )
    parser.add_argument(
        "--resume", action="store_true", help="keep the samples of an interrupted run and take what is missing"
    )
    parser.add_argument(
        "--report", action="store_true", help="measure nothing: write table and chart from the samples stored"
    )
    parser.add_argument("--dry", action="store_true", help="print the table, but leave benchmarks/ and docs/ alone")
    options = parser.parse_args(arguments)
    sizes = [int(size) for size in options.sizes.split(",")]
    if not options.report:
        for size in sizes:
            _measure(size, options)
    everything = stored(CACHE / "samples")
    records = comparable(everything, sizes[-1])
    for record in everything:
        if record not in records:
            _say(f"{record.size:,} articles: left out, as they were measured under other circumstances")
    labels = _labels(records)
    print("\n" + tables({record.size: record.summaries() for record in records}, labels))
    if not options.dry:
        write_results(ROOT, records, labels)


def _measure(size: int, options: argparse.Namespace) -> None:
    _say(f"{size:,} articles: corpus")
    made = corpus(CACHE / "corpora", size)
    home, folder = CACHE / "home", CACHE / "sites" / str(size)
    site = Site(folder / "feedmaker", made, "config.yaml", home)
    everything = Site(folder / "feedmaker-all", made, "config-all.yaml", home)
    site.set_up()
    everything.set_up()
    rivals = []
    if size <= options.hugo_up_to:
        rivals.append(peers.hugo(CACHE, folder / "hugo", made.folder))
    if size <= options.pelican_up_to:
        rivals.append(peers.pelican(CACHE, folder / "pelican", made.folder))
    rows = scenarios(made, site, everything, rivals)

    record = _record(size, made.maker, rivals, resume=options.resume)
    record.labels = {row.key: row.label for row in rows}
    for row in rows:
        _say(f"{size:,} articles: warm-up and check: {row.label}")
        row.check()
    record.feeds = _compared(site, rivals)
    _say(f"{size:,} articles: {record.feeds}")
    record.parts = _parts(made.folder)
    for number in range(1, options.runs + 1):
        _round(number, options.runs, rows, record)
    for folder_ in (*(rival.output for rival in rivals), site.output, everything.output):
        shutil.rmtree(folder_, ignore_errors=True)


def _round(number: int, runs: int, rows: Sequence[Scenario], record: Record) -> None:
    for row in rows:
        taken = record.samples.setdefault(row.key, [])
        if len(taken) < number:
            sample = row.run()
            taken.append(sample)
            record.save(CACHE / "samples")
            _say(f"{record.size:,} articles: run {number} of {runs}: {row.label}: {sample.wall:.3f} s")


def _record(size: int, maker: str, rivals: Sequence[peers.Peer], *, resume: bool) -> Record:
    """Start a record, or go on with one that was taken under the same circumstances."""
    versions = {
        "feedmaker": f"{version('feedmaker')} ({commit()})",
        "Python": platform.python_version(),
        **{rival.name: rival.version for rival in rivals},
        "corpus": f"{maker} maker",
    }
    fresh = Record(size, machine(), versions)
    if resume:
        for record in stored(CACHE / "samples"):
            if (record.size, record.machine, record.versions) == (size, fresh.machine, versions):
                return record
        _say(f"{size:,} articles: no samples of this machine and these versions: starting afresh")
    return fresh


def _compared(site: Site, rivals: Sequence[peers.Peer]) -> str:
    ours = count(site.output)
    found = [f"{ours.feeds:,} feeds with {ours.entries:,} entries"]
    for rival in rivals:
        different = compare(ours, count(rival.output), rival.name)
        found.append(
            f"{rival.name} wrote as many" + (f", {different} with an article of the same date" if different else "")
        )
    return "; ".join(found)


def _parts(folder: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.parts", str(folder)]
    output = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    costs: dict[str, float] = json.loads(output)
    return costs


def _labels(records: Sequence[Record]) -> Mapping[str, str]:
    """Give the rows in their order; the record with the most rows says it."""
    labels: dict[str, str] = {}
    for record in sorted(records, key=lambda record: -len(record.labels)):
        for key, label in record.labels.items():
            labels.setdefault(key, label)
    return labels


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    main()
