"""The preview of a site as a process of its own, as a user runs it."""

import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

#: Seconds to wait for what is to be printed, long enough for a crowded machine.
PATIENCE = 120


@dataclass(slots=True)
class Running:
    """A command that goes on until it is ended."""

    process: "subprocess.Popen[str]"
    lines: "queue.Queue[str]" = field(default_factory=queue.Queue)
    printed: list[str] = field(default_factory=list)

    def until(self, words: str) -> str:
        """Return the next line that is printed with these words in it."""
        while True:
            try:
                line = self.lines.get(timeout=PATIENCE)
            except queue.Empty:
                raise AssertionError(f"{words!r} is not printed after:\n{''.join(self.printed)}") from None
            self.printed.append(line)
            if words in line:
                return line

    def quiet(self, seconds: float) -> list[str]:
        """Return the lines that are printed within a time."""
        found = []
        try:
            while True:
                found.append(self.lines.get(timeout=seconds))
        except queue.Empty:
            return found

    def interrupt(self, number: signal.Signals = signal.SIGINT) -> int:
        """End it as Ctrl-C does and return its exit status."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)


@contextmanager
def running(folder: Path, *arguments: str, **environment: str) -> Iterator[Running]:
    """Run a command of feedmaker in a folder while the context lasts."""
    process = subprocess.Popen(
        [sys.executable, "-m", "feedmaker", *arguments],
        cwd=folder,
        env={**os.environ, **environment},
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
    )
    found = Running(process)

    def read() -> None:
        assert process.stderr is not None
        with process.stderr:
            for line in process.stderr:
                found.lines.put(line)

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    try:
        yield found
    finally:
        process.kill()
        process.wait()
        reader.join(PATIENCE)


@contextmanager
def preview(folder: Path, *arguments: str, **environment: str) -> Iterator[tuple[str, Running]]:
    """Serve a site on a free port and yield the address, which ends in "/"."""
    with running(folder, "serve", "--port", "0", *arguments, **environment) as found:
        yield found.until("http://127.0.0.1:").split()[0], found
