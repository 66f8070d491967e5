"""The blocks of a page of the documentation, run in their order in one shell."""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])

_BLOCK = re.compile(r"^```(\w*)[ ]?([^\n`]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
#: What may differ: how long it took. A run of less than 0.3 s prints more digits.
_SECONDS = re.compile(r"\b\d+\.\d+ s\b")
#: Ports that pages name and that may be taken here.
_PORTS = re.compile(r"\b80[08]0\b")
#: Stops everything that the page started in the background.
_END = "exec > /dev/null 2>&1\nkill $(jobs -p)\nwait\n"

#: python3, but environments that it makes have the packages of this one, so that pip needs no network.
_PYTHON = """#!/bin/sh
"{python}" "$@" || exit
[ "$1 $2" = "-m venv" ] || exit 0
echo "{packages}" > "$(echo "$3"/lib/python3*/site-packages)/dependencies.pth"
"""
#: newsboat without a person at the terminal: it fetches, and counts.
_NEWSBOAT = """#!/bin/sh
case " $* " in *" -x "*) exec "{newsboat}" "$@" ;; esac
exec "{newsboat}" "$@" -x reload print-unread
"""
#: sudo apt-get install: the packages of the system are there, or the page does not run.
_SUDO = """#!/bin/sh
[ "$1 $2" = "apt-get install" ] && shift 2 && exec dpkg --status "$@" > /dev/null
echo "the tests do not run: sudo $*" >&2
exit 1
"""


class Block(NamedTuple):
    """A fenced block of a page; `file` is what follows the language, the name of the file that it shows."""

    page: Path
    line: int
    language: str
    file: str
    text: str


class Step(NamedTuple):
    """What a shell is given, and what the page says that it prints, errors too: None where it says nothing."""

    block: Block
    command: str
    expected: str | None


def blocks_of(page: Path) -> Iterator[Block]:
    text = page.read_text(encoding="utf-8")
    for found in _BLOCK.finditer(text):
        yield Block(page, text.count("\n", 0, found.start()) + 1, found[1], found[2].strip(), found[3])


def blocks(language: str) -> Iterator[Block]:
    """Give the blocks in a language of all pages, files with a name of their own apart."""
    return (block for page in PAGES for block in blocks_of(page) if block.language == language and not block.file)


def without_blocks(text: str) -> str:
    return _BLOCK.sub("", text)


def page_name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def is_tutorial(page: Path) -> bool:
    """Return True of a page that needs programs of the system and a machine of its own: test_tutorial runs it."""
    return page.name == "tutorial.md"


def copy_project(folder: Path) -> None:
    """Copy what pip needs to install feedmaker."""
    shutil.copytree(ROOT / "feedmaker", folder / "feedmaker", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, folder)


def named(block: Block) -> str:
    return f"{block.page.name}:{block.line}"


def steps_of(page: Path) -> list[Step]:
    """Give what a page runs: `sh` blocks, the commands of `console` blocks, and files that are to be saved."""
    steps = []
    for block in blocks_of(page):
        if block.file:
            folder = f"mkdir -p '{Path(block.file).parent}'"
            steps.append(
                Step(block, f"{folder} && cat > '{block.file}' <<'END OF FILE'\n{block.text}END OF FILE", None)
            )
        elif block.language == "sh":
            steps.append(Step(block, block.text.rstrip("\n"), None))
        elif block.language == "console":
            steps += [
                Step(block, *(*part.split("\n", 1), "")[:2])
                for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]
            ]
    return steps


def assert_page_runs(page: Path, folder: Path, *, wrapper: Sequence[str] = (), **environment: str) -> None:
    """Run the steps of a page in one shell, in a folder, and see that each prints what the page says or succeeds.

    `folder` holds `home/`, where the shell begins. `wrapper` is a command that runs the shell. Where newsboat is not
    installed, all other steps are compared, and the test is skipped at its end.
    """
    steps = with_free_ports(steps_of(page))
    (folder / "printed").mkdir()
    script = "".join(
        f"exec > '{folder}/printed/{number}' 2>&1\n{step.command}\necho $? > '{folder}/printed/{number}.status'\n"
        for number, step in enumerate(steps)
    )
    (folder / "script").write_text(script + _END, encoding="utf-8")
    run_shell([*wrapper, "bash", str(folder / "script")], folder, environment)
    has_newsboat, is_whole = shutil.which("newsboat") is not None, True
    for number, step in enumerate(steps):
        if "newsboat" in step.command and not has_newsboat:
            is_whole = False
            continue
        printed = (folder / "printed" / str(number)).read_text(encoding="utf-8")
        said = f"{named(step.block)}: $ {step.command}\nprinted:\n{printed}"
        if step.expected is None:
            assert (folder / "printed" / f"{number}.status").read_text() == "0\n", said
        else:
            assert matches(_SECONDS.sub("0.0 s", step.expected), _SECONDS.sub("0.0 s", printed)), said
    if not is_whole:
        pytest.skip("all but newsboat ran, which is not installed (make readers installs it on Debian)")


def with_free_ports(steps: list[Step]) -> list[Step]:
    """Give steps in which each port is one that is free here."""
    free: dict[str, str] = {}
    with contextlib.ExitStack() as held:
        for step in steps:
            for port in _PORTS.findall(step.command):
                if port not in free:
                    probe = held.enter_context(socket.socket())
                    probe.bind(("127.0.0.1", 0))
                    free[port] = str(probe.getsockname()[1])

    def replaced(text: str) -> str:
        return _PORTS.sub(lambda port: free.get(port[0], port[0]), text)

    return [
        step._replace(command=replaced(step.command), expected=step.expected and replaced(step.expected))
        for step in steps
    ]


def run_shell(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> None:
    """Run a shell in folder/home, whose HOME that is; end what it started."""
    home = folder / "home"
    wrappers = folder / "bin"
    wrappers.mkdir(exist_ok=True)
    texts = {"python3": _PYTHON, "newsboat": _NEWSBOAT, "sudo": _SUDO}
    values = {
        "python": sys.executable,
        "packages": sysconfig.get_path("purelib"),
        "newsboat": shutil.which("newsboat") or "true",
    }
    for name, text in texts.items():
        (wrappers / name).write_text(text.format(**values) if "{" in text else text)
        (wrappers / name).chmod(0o755)
    path = [str(wrappers), str(Path(sys.executable).parent), os.environ["PATH"]]
    started = subprocess.Popen(
        command,
        cwd=home,
        env={
            **os.environ,
            "HOME": str(home),
            "PATH": os.pathsep.join(path),
            "LC_ALL": "C.UTF-8",
            "COLUMNS": "80",
            "PIP_NO_INDEX": "1",
            "PIP_NO_BUILD_ISOLATION": "0",
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            **environment,
        },
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        started.wait(timeout=300)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(started.pid, signal.SIGKILL)
        started.wait()


def matches(expected: str, printed: str) -> bool:
    """Compare; a line `…` matches any number of lines, and within a line `…` any text."""
    lines = expected.splitlines(keepends=True)
    pattern = "".join("(?:.*\n)*" if line == "…\n" else ".*".join(map(re.escape, line.split("…"))) for line in lines)
    return re.fullmatch(pattern, printed) is not None
