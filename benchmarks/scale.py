"""`make bench-scale`: build the same articles locally, in shards and on Dask; write the figures of docs/scale.md."""

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from benchmarks.corpus import articles
from benchmarks.records import commit, machine, python
from benchmarks.report import markdown, seconds, with_figures

ROOT = Path(__file__).resolve().parents[1]
CACHE = ROOT / ".bench" / "scale"
PAGE = ROOT / "docs" / "scale.md"
BEGIN = "<!-- figures: written by `make bench-scale` -->"
SHARDS = 8
_FOLDER_SIZE = 500
_MIB, _GB = 1 << 20, 1e9
_CONNECT = 120
#: From so many made articles on, hardly any brings a new category.
_ENOUGH = 100_000
LABELS = {"local": "on this computer", "shards": f"in {SHARDS} shards", "dask": "on Dask, two workers"}


class Build(NamedTuple):
    """What one build took (scale_build.py)."""

    mode: str
    articles: int
    #: Seconds.
    wall: float
    #: Seconds of processor time of the process that was started, and of all workers together.
    parent: float
    workers: float
    #: Of the scheduler, on Dask.
    scheduler: float
    #: Bytes: the most memory of the process that was started, and of the largest worker.
    parent_peak: int
    worker_peak: int
    #: Bytes that tasks and results took when they were sent to workers of Dask, by function.
    moved: dict[str, list[float]]
    feeds: int
    #: Bytes of all states.
    state: int


class Slope(NamedTuple):
    """What each article more takes: seconds of processor time, bytes of memory of the parent, bytes of states."""

    parent: float
    workers: float
    memory: float
    state: float


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description="Measure what grows with articles.")
    parser.add_argument("--articles", type=int, default=1_000_000, help="the larger size (default: %(default)s)")
    parser.add_argument("--smaller", type=int, help="the smaller size (default: two fifths of the larger one)")
    parser.add_argument("--modes", default="local,shards,dask", help="what is measured (default: %(default)s)")
    parser.add_argument("--dry", action="store_true", help="print the figures and write nothing")
    options = parser.parse_args(arguments)
    smaller = options.smaller or options.articles * 2 // 5
    modes = options.modes.split(",")
    builds = []
    for size in (smaller, options.articles):
        source = write_articles(size)
        for mode in modes:
            builds.append(build(mode, size, source))
            print(builds[-1], flush=True)
        shutil.rmtree(source)
    text = figures(builds)
    print(text)
    if not options.dry:
        PAGE.write_text(with_figures(PAGE.read_text(encoding="utf-8"), text, BEGIN), encoding="utf-8")


def figures(builds: Sequence[Build]) -> str:
    """Write the circumstances, what was measured, and what that means for more articles."""
    computer = "{cores} cores, {memory} of memory, {system}".format_map(machine())
    versions = f"feedmaker {version('feedmaker')} ({commit()}), Python {python()}"
    lines = [f"- {computer}; {versions}", "- Made articles of three categories each; cold builds, one run of each"]
    parts = ["\n".join(lines), _measured(builds)]
    parts += [_moved(one) for one in builds if one.moved and one.articles == builds[-1].articles]
    pairs = [[one for one in builds if one.mode == mode] for mode in LABELS]
    slopes = {pair[0].mode: _slope(*pair) for pair in pairs if len(pair) == 2}
    if builds[-1].articles < _ENOUGH:
        parts.append(
            f"With fewer than {_ENOUGH:,} articles, the number of feeds grows with them: each article more takes less "
            "later on, and the extrapolation is an upper bound."
        )
    return "\n\n".join([*parts, _each_more(slopes), _extrapolated(slopes)])


def _measured(builds: Sequence[Build]) -> str:
    head = ("", "articles", "feeds", "wall, s", "CPU of the parent, s", "CPU of the workers, s", "parent, MiB",
            "largest worker, MiB", "states, MB")  # fmt: skip
    rows = [
        (
            LABELS[one.mode], f"{one.articles:,}", f"{one.feeds:,}", seconds(one.wall), seconds(one.parent),
            seconds(one.workers), f"{one.parent_peak / _MIB:.0f}", f"{one.worker_peak / _MIB:.0f}",
            f"{one.state / 1e6:.0f}",
        )
        for one in builds
    ]  # fmt: skip
    return markdown(head, rows)


def _each_more(slopes: Mapping[str, Slope]) -> str:
    head = ("each article more takes", "CPU of the parent, µs", "CPU of the workers, µs", "memory of the parent, bytes",
            "states, bytes", "workers that one parent keeps busy")  # fmt: skip
    rows = [
        (LABELS[mode], f"{one.parent * 1e6:.0f}", f"{one.workers * 1e6:.0f}", f"{one.memory:.0f}", f"{one.state:.0f}",
         f"{one.workers / one.parent:.1f}")
        for mode, one in slopes.items()
    ]  # fmt: skip
    return markdown(head, rows)


def _extrapolated(slopes: Mapping[str, Slope]) -> str:
    head = ("extrapolated", "articles", "CPU of the parent, h", "CPU of the workers, h", "parent, GB", "states, GB")
    rows = [
        (LABELS[mode], f"{size:,}", f"{one.parent * size / 3600:.2f}", f"{one.workers * size / 3600:.1f}",
         f"{one.memory * size / _GB:.1f}", f"{one.state * size / _GB:.1f}")
        for mode, one in slopes.items()
        for size in (10_000_000, 100_000_000)
    ]  # fmt: skip
    return markdown(head, rows)


def _slope(small: Build, large: Build) -> Slope:
    more = large.articles - small.articles
    return Slope(
        parent=(large.parent - small.parent) / more,
        workers=(large.workers - small.workers) / more,
        memory=max(0, large.parent_peak - small.parent_peak) / more,
        state=(large.state - small.state) / more,
    )


def _moved(build: Build) -> str:
    """Write how much tasks and their results took on the way to workers and back."""
    rows = [(name, *(f"{each / build.articles:,.0f}" for each in moved)) for name, moved in build.moved.items()]
    return markdown((f"bytes an article of {build.articles:,} on Dask", "sent", "returned"), rows)


def write_articles(size: int) -> Path:
    """Write made articles into one folder for each shard."""
    source = CACHE / "articles"
    shutil.rmtree(source, ignore_errors=True)
    for number, text in enumerate(articles(size)):
        shard, place = number % SHARDS, number // SHARDS
        folder = source / f"part-{shard}" / f"{place // _FOLDER_SIZE:05d}"
        if place % _FOLDER_SIZE == 0:
            folder.mkdir(parents=True)
        (folder / f"article-{number:08d}.md").write_text(text, encoding="utf-8")
    return source


def build(mode: str, size: int, source: Path) -> Build:
    """Build in a process of its own, from nothing."""
    folder = CACHE / mode
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shards = [str(source / f"part-{number}") for number in range(SHARDS)]
    config = {
        "site": {"title": "Scale", "url": "https://scale.example/"},
        "source": {"path": shards, "shards": True} if mode == "shards" else {"path": str(source)},
        "output": {"path": str(folder / "output")},
        "state": str(folder / "state.sqlite3"),
    }
    (folder / "config.yaml").write_text(json.dumps(config), encoding="utf-8")
    command = [sys.executable, "-m", "benchmarks.scale_build", str(folder / "config.yaml")]
    if hasattr(os, "sync"):
        os.sync()
    if mode == "dask":
        with _cluster(folder) as scheduler:
            result = subprocess.run([*command, str(scheduler)], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    else:
        result = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    state = sum(file.stat().st_size for file in folder.glob("state*"))
    shutil.rmtree(folder / "output")
    return Build(mode=mode, articles=size, state=state, **json.loads(result.stdout))


@contextmanager
def _cluster(folder: Path) -> Iterator[Path]:
    """Start a scheduler and two workers with one thread each; yield the file that says where it is."""
    file = folder / "scheduler.json"
    options = ["--scheduler-file", str(file), "--no-dashboard"]
    commands = [["dask_scheduler", "--host", "127.0.0.1", "--port", "0", *options]]
    commands += [["dask_worker", "--nthreads", "1", "--local-directory", str(folder / name), *options] for name in "ab"]
    processes: list[subprocess.Popen[bytes]] = []
    try:
        for command in commands:
            log = open(folder / f"{command[0]}-{len(processes)}.log", "wb")  # noqa: SIM115 - the process closes it
            arguments = [sys.executable, "-m", f"distributed.cli.{command[0]}", *command[1:]]
            processes.append(subprocess.Popen(arguments, cwd=ROOT, stdout=log, stderr=log))
            end = time.monotonic() + _CONNECT
            while not file.exists() and time.monotonic() < end:
                time.sleep(0.1)
        yield file
    finally:
        for process in reversed(processes):
            process.terminate()
        for process in processes:
            with suppress(subprocess.TimeoutExpired):
                process.wait(10)
            process.kill()


if __name__ == "__main__":
    main()
