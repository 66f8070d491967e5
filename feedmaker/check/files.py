"""The thin edge of the check: paths → bytes → faults, and a fault as a line of text."""

import os
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from feedmaker.check.documents import recognise
from feedmaker.check.rules import Fault, Flaw
from feedmaker.check.run import check_files

_SUFFIXES = frozenset((".xml", ".rss", ".atom", ".rdf", ".json", ".opml"))


def check_paths(paths: Sequence[Path], *, now: datetime | None = None) -> list[Fault]:
    """Check files, and in folders every *.xml, *.json, *.opml that is a feed or a list of feeds.

    A file that is named is checked whatever it is; one that cannot be read is a fault X1.
    """
    unreadable: list[Fault] = []
    return sorted(
        [*check_files(_files(paths, unreadable), now=now), *unreadable], key=lambda f: (f.path, f.line or 0, f.rule)
    )


def format_fault(fault: Fault) -> str:
    """Write a fault as `path:line: level rule: message`, its remedy on a second line."""
    place = f"{printable(fault.path)}:{fault.line}" if fault.line else printable(fault.path)
    text = f"{place}: {fault.level} {fault.rule}: {printable(fault.message)}"
    return f"{text}\n  hint: {printable(fault.hint)}" if fault.hint else text


def printable(text: str) -> str:
    """Make a text safe for a terminal: what is not printable is shown by its code."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape", "backslashreplace").decode() for c in text)


def _files(paths: Sequence[Path], unreadable: list[Fault]) -> Iterator[tuple[str, bytes]]:
    seen: set[Path] = set()
    for path in paths:
        # Unlike Path.is_dir, it does not raise where a folder may not be looked into.
        named = not os.path.isdir(path)
        for file in [path] if named else sorted(_below(path)):
            if file in seen:
                continue
            seen.add(file)
            try:
                # A pipe or device would block or never end.
                if not file.is_file():
                    raise FileNotFoundError("no such file" if not file.exists() else "not a regular file")
                data = file.read_bytes()
            except OSError as error:
                what = f"the file cannot be read: {error.strerror or error}"
                unreadable.append(Flaw("X1", None, what, "check the path and its permissions").at(file.as_posix()))
                continue
            if named or recognise(file.name, data):
                yield file.as_posix(), data


def _below(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        if path.suffix.lower() in _SUFFIXES and not os.path.isdir(path):
            yield path
