"""A real Dask scheduler and two workers, as processes."""

import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from distributed import Client, Future
from worker_faults import HIDDEN

_TIMEOUT = 120


class Cluster:
    """A scheduler and two workers, each with a nanny that starts a new process where one was killed.

    Workers share neither the temporary files nor the `hidden` folders of the process that publishes.
    """

    def __init__(self, folder: Path, hidden: Sequence[Path]) -> None:
        self._folder = folder
        path = os.pathsep.join([str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")])
        self._environment = {**os.environ, "PYTHONPATH": path}
        self._processes: list[subprocess.Popen[bytes]] = []
        self._log = folder / "scheduler.log"
        self._start("dask_scheduler", "--port", "0", "--no-dashboard", "--host", "127.0.0.1", log=self._log)
        self.scheduler = self._address()
        self._environment[HIDDEN] = os.pathsep.join([f"{tempfile.gettempdir()}/feedmaker-", *map(str, hidden)])
        for name in ("first", "second"):
            (folder / name).mkdir()
            self._environment["TMPDIR"] = str(folder / name)
            self._start(
                "dask_worker", self.scheduler, "--nthreads", "1", "--no-dashboard",
                "--local-directory", str(folder / name), "--preload", "worker_faults",
            )  # fmt: skip

    def _start(self, command: str, *arguments: str, log: Path | None = None) -> None:
        with open(log or os.devnull, "wb") as file:
            process = subprocess.Popen(
                [sys.executable, "-m", f"distributed.cli.{command}", *arguments],
                env=self._environment, cwd=self._folder, stdout=file, stderr=file,
            )  # fmt: skip
        self._processes.append(process)

    def _address(self) -> str:
        end = time.monotonic() + _TIMEOUT
        while time.monotonic() < end:
            if found := re.search(r"Scheduler at:\s+(tcp://\S+)", self._log.read_text()):
                return found[1]
            time.sleep(0.05)
        raise AssertionError(self._log.read_text())

    def kill_scheduler(self) -> None:
        self._processes[0].kill()

    def kill_workers(self) -> None:
        """Kill both; their nannies start others."""
        with Client(self.scheduler, set_as_default=False) as client:
            for process in client.run(os.getpid).values():
                os.kill(process, signal.SIGKILL)

    def stop(self) -> None:
        for process in reversed(self._processes):
            process.terminate()
        for process in self._processes:
            with suppress(subprocess.TimeoutExpired):
                process.wait(10)
            process.kill()
            process.wait()


@contextmanager
def cluster_in(folder: Path, hidden: Sequence[Path] = ()) -> Iterator[Cluster]:
    """Start a cluster with its files in a new folder, and stop it."""
    folder.mkdir()
    cluster = Cluster(folder, hidden)
    try:
        yield cluster
    finally:
        cluster.stop()
        # With a thread that stays, later builds in this process would not fork their workers.
        if Future._cb_executor is not None:
            Future._cb_executor.shutdown()
            Future._cb_executor = None
        names = [thread.name for thread in threading.enumerate()]
        assert [name for name in names if "Dask" in name or "IO loop" in name] == []
