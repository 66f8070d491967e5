"""Where a cold build spends its time, by part of feedmaker: `python -m benchmarks.profile_build SITE ARTICLES`.

One process builds everything while a timer interrupts it every few milliseconds of processor time. Each interrupt
counts for the part of feedmaker that runs, or that has called the library that runs. Prints JSON: part → seconds.
"""

import json
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Executor, Future
from pathlib import Path
from types import FrameType
from typing import Any

import feedmaker

PACKAGE = str(Path(feedmaker.__file__).parent) + os.sep
#: Seconds of processor time between interrupts.
INTERVAL = 0.002


def part_of(frame: FrameType | None) -> str:
    """Return the folder of the innermost module of feedmaker, as in "loader/body", or "imports" while one is loaded."""
    part = ""
    while frame is not None:
        code = frame.f_code
        if code.co_name == "_find_and_load":
            return "imports"
        if not part and code.co_filename.startswith(PACKAGE):
            part = os.path.dirname(code.co_filename.removeprefix(PACKAGE)) or "feedmaker"
        frame = frame.f_back
    return part or "other"


class ThisThread(Executor):
    """Runs everything where it is submitted, so that one timer sees all of it."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Call `fn` and return a future that is done."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


def profile(source: str) -> dict[str, float]:
    """Build the site of the current folder from `source` and return the seconds that each part took, largest first."""
    counts: Counter[str] = Counter()

    def count(_signal: int, frame: FrameType | None) -> None:
        counts[part_of(frame)] += 1

    start = time.process_time()
    signal.signal(signal.SIGPROF, count)
    signal.setitimer(signal.ITIMER_PROF, INTERVAL, INTERVAL)
    try:
        feedmaker.build("config.yaml", source=source, full=True, jobs=1, executor=ThisThread())
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    seconds = (time.process_time() - start) / max(counts.total(), 1)
    return {part: number * seconds for part, number in counts.most_common()}


def main() -> None:
    site, articles = sys.argv[1:]
    os.chdir(site)
    json.dump(profile(articles), sys.stdout)


if __name__ == "__main__":
    main()
