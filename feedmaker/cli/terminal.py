"""What a terminal can show and a file cannot: colours, tables and a progress bar."""

import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn, TextIO

import click

if TYPE_CHECKING:
    from tqdm import tqdm

    from feedmaker.build import Progress

#: Seconds before a progress bar appears: most builds have ended by then.
_DELAY = 1.0
_STAGES = {"read": "reading articles", "render": "rendering entries", "assemble": "writing feeds"}
#: Style of problems, by level.
LEVELS = {"error": "red", "warning": "yellow", "note": "blue"}


def is_coloured(stream: TextIO) -> bool:
    """Return True if text for a stream is coloured, by the rules of Python's own tracebacks.

    NO_COLOR disables colours (no-color.org), FORCE_COLOR enables them even in a file; otherwise a terminal that is not
    "dumb" has them. An empty variable counts as not set.
    """
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or _is_able(stream)


def paint(text: str, colour: str | None = None, *, err: bool = True, bold: bool | None = None) -> str:
    """Return text in a colour where the stream is coloured. Control characters must have been escaped before."""
    if (colour or bold) and is_coloured(sys.stderr if err else sys.stdout):
        return click.style(text, fg=colour, bold=bold)
    return text


def write(text: str, *, err: bool = True) -> None:
    """Print text that may have been painted."""
    click.echo(text, err=err, color=is_coloured(sys.stderr if err else sys.stdout))


def table(columns: Sequence[tuple[str, Sequence[tuple[str, int]]]]) -> list[str]:
    """Return the lines of columns of counts that stand side by side, each with its heading."""
    height = max(len(rows) for _, rows in columns)
    lines = [""] * (height + 1)
    for heading, rows in columns:
        names = max(map(len, (heading, *(name for name, _ in rows))))
        numbers = max(len(f"{count:,}") for _, count in rows)
        cells = [heading, *(f"{name:<{names}}  {count:>{numbers},}" for name, count in rows)]
        cells += [""] * (height + 1 - len(cells))
        lines = [f"{line}{cell:<{names + numbers + 6}}" for line, cell in zip(lines, cells, strict=True)]
    return [line.rstrip() for line in lines]


@contextmanager
def progress_bar(*, quiet: bool) -> "Iterator[Progress | None]":
    """Show how far a long build is, on stderr and only on a terminal; tqdm is imported when the bar appears."""
    if quiet or not _is_able(sys.stderr):
        yield None
        return
    starts = time.monotonic() + _DELAY
    bars: dict[str, tqdm[NoReturn]] = {}

    def update(stage: str, done: int, total: int | None) -> None:
        if time.monotonic() >= starts:
            if stage not in bars:
                _close(bars)
                bars[stage] = _bar(_STAGES[stage], total)
            bars[stage].total = total
            bars[stage].update(done - bars[stage].n)

    try:
        yield update
    finally:
        _close(bars)


def _bar(name: str, total: int | None) -> "tqdm[NoReturn]":
    """Return the bar of one stage. It has no thread: worker processes may be forked while it is shown."""
    from threading import RLock

    from tqdm import tqdm

    tqdm.monitor_interval = 0
    tqdm.set_lock(RLock())
    return tqdm(desc=name, total=total, file=sys.stderr, leave=False, unit="", dynamic_ncols=True)


def _close(bars: "dict[str, tqdm[NoReturn]]") -> None:
    while bars:
        bars.popitem()[1].close()


def _is_able(stream: TextIO) -> bool:
    return stream.isatty() and os.environ.get("TERM") != "dumb"
