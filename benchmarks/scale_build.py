"""One build, measured: `python -m benchmarks.scale_build CONFIG [SCHEDULER-FILE]` prints what it took, as JSON."""

import json
import pickle
import resource
import sys
import time
from collections import defaultdict
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from typing import Any

import feedmaker
from feedmaker.engine.dask_executor import DaskExecutor

#: Of so many batches one is measured: pickling all of them again would be work of the parent.
_SAMPLED = 20
_WORKERS = 2


class CountingExecutor(DaskExecutor):
    """Sums up how many bytes the items and the results of batches take."""

    def __init__(self, scheduler: str) -> None:
        super().__init__(scheduler)
        #: By the name of the function: the bytes of items and of results that were measured, and the items of batches.
        self._measured = defaultdict[str, list[int]](lambda: [0, 0])
        self._batches = defaultdict[str, list[int]](list)

    def submit(self, function: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Submit a batch, and measure it if it is one of the sample."""
        work, _, items, *_ = args
        future = super().submit(function, *args, **kwargs)
        batches = self._batches[work.__name__]
        if items and len(batches) % _SAMPLED == 0:
            self._measured[work.__name__][0] += len(pickle.dumps(items))
            future.add_done_callback(partial(self._returned, work.__name__))
        if items:
            batches.append(len(items))
        return future

    def moved(self) -> dict[str, list[float]]:
        """Return the bytes of all items and of all results by the name of the function, as the sample has them."""
        return {
            name: [each * sum(self._batches[name]) / sum(self._batches[name][::_SAMPLED]) for each in measured]
            for name, measured in self._measured.items()
        }

    def _returned(self, name: str, future: Future[Any]) -> None:
        self._measured[name][1] += len(pickle.dumps(future.result()))


def main() -> None:
    config, *scheduler = sys.argv[1:]
    if scheduler:
        print(json.dumps(_on_dask(config, json.loads(Path(scheduler[0]).read_text(encoding="utf-8"))["address"])))
        return
    began = time.perf_counter()
    report = feedmaker.build(config, jobs=_WORKERS)
    wall = time.perf_counter() - began
    workers = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(json.dumps({**_own(wall, report.feeds.written), "workers": _cpu(workers), "worker_peak": _peak(workers)}))


def _on_dask(config: str, address: str) -> dict[str, Any]:
    from distributed import Client

    with Client(address, set_as_default=False) as client:
        client.wait_for_workers(_WORKERS)
        before = client.run(usage)
        scheduler = client.run_on_scheduler(usage)[0]
        executor = CountingExecutor(address)
        began = time.perf_counter()
        with executor:
            report = feedmaker.build(config, executor=executor)
        wall = time.perf_counter() - began
        after = client.run(usage)
        scheduler = client.run_on_scheduler(usage)[0] - scheduler
    return {
        **_own(wall, report.feeds.written),
        "workers": sum(after[worker][0] - before[worker][0] for worker in after),
        "worker_peak": max(peak for _, peak in after.values()),
        "scheduler": scheduler,
        "moved": executor.moved(),
    }


def usage() -> tuple[float, int]:
    """Return the seconds of processor time of this process, and the most bytes of memory that it had."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return _cpu(used), _peak(used)


def _own(wall: float, feeds: int) -> dict[str, Any]:
    cpu, peak = usage()
    return {"wall": wall, "parent": cpu, "parent_peak": peak, "feeds": feeds, "scheduler": 0.0, "moved": {}}


def _cpu(used: resource.struct_rusage) -> float:
    return used.ru_utime + used.ru_stime


def _peak(used: resource.struct_rusage) -> int:
    return used.ru_maxrss * 1024


if __name__ == "__main__":
    main()
