"""What one hostile article costs with the default settings: seconds of processor time, and memory.

`FEEDMAKER_COSTS=1 pytest -s tests/hostile/test_costs.py` measures every article and prints the worst ones.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from typing import NamedTuple

import hostile_articles
import pytest
from hostile_heads import head
from test_hostile_cases import load, text_of

from feedmaker.build.workers.context import memory_bound
from feedmaker.loader.article import article_settings, read_article
from feedmaker.loader.body.render import BodyRenderer
from feedmaker.system import limited_memory
from feedmaker.writer.entries import entry
from feedmaker.writer.formats import formats
from fuzz.targets import CONFIG, NOW

SECONDS = 10
MEMORY = 500 << 20
EVERY = 1 if "FEEDMAKER_COSTS" in os.environ else 12

_FORMATS = formats(("rss", "atom", "json", "page"), timezone="UTC", language="en", texts={})


class Cost(NamedTuple):
    """What one article cost a process of its own."""

    name: str
    #: Of processor time.
    seconds: float
    #: The most bytes of memory that the process had.
    memory: int
    #: "", the code of a problem that says that it was too much, or the signal that ended the process.
    outcome: str


def articles() -> Iterator[tuple[str, bytes]]:
    for group in hostile_articles.GROUPS:
        for name, data in hostile_articles.articles(group):
            yield f"{group}/{name}.md", data
    for number, part in enumerate(("{a}", "{'a'}", "{/*a*/}", "<A b={c} />", "import a\n\n")):
        yield f"mdx/full-{number}.mdx", head(part * (9_900_000 // len(part)))
    for case in load():
        yield case["file"], text_of(case).encode("utf-8", "surrogateescape")


def work(path: str, data: bytes) -> str:
    """Read and render an article as workers do."""
    suffix = os.path.splitext(path)[1]
    found, problems, decoded, *_ = read_article(data, path, article_settings(CONFIG), file_time=NOW)
    if found is None:
        return ""
    body = BodyRenderer(CONFIG).render(
        decoded.text[found.body_offset :],
        kind=found.body_kind,
        suffix=suffix,
        base=found.link or CONFIG.site.url,
        link=found.link,
    )
    made = entry(found, body, id=found.id, site=CONFIG.site, feeds=CONFIG.feeds, categories=())
    for format_ in _FORMATS:
        format_.render(made)
    return next((problem.code for problem in (*problems, *body.problems) if "too" in problem.code), "")


def measured(path: str, data: bytes) -> Cost:
    """Run `work` in a fork of this process, with the bound of memory of a worker."""
    read_end, write_end = os.pipe()
    child = os.fork()
    if not child:
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 2)
        try:
            with limited_memory(memory_bound(CONFIG)):
                outcome = work(path, data)
        except MemoryError:
            outcome = "article-too-big"
        except RecursionError:
            outcome = "file-too-deep"
        os.write(write_end, outcome.encode())
        os._exit(0)
    os.close(write_end)
    with open(read_end, "rb") as pipe:
        outcome = pipe.read().decode()
    _, status, usage = os.wait4(child, 0)
    if os.WIFSIGNALED(status):
        outcome = signal.Signals(os.WTERMSIG(status)).name
    memory = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return Cost(path, usage.ru_utime + usage.ru_stime, memory, outcome)


def costs() -> list[Cost]:
    """Measure articles from a new process: a fork has all memory of its parent, and a test run has much."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run([sys.executable, __file__], env=environment, capture_output=True, text=True, check=True)
    return [Cost(*values) for values in json.loads(done.stdout)]


@pytest.mark.skipif(not hasattr(os, "wait4"), reason="Windows does not report the costs of a child process")
def test_a_hostile_article_costs_at_most_ten_seconds_and_500_mebibytes(
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = costs()

    with capsys.disabled():
        if EVERY == 1:
            print(f"\n{len(found)} articles, {sum(bool(cost.outcome) for cost in found)} of them too much to render")
            for key in ("seconds", "memory"):
                for cost in sorted(found, key=lambda cost, key=key: -getattr(cost, key))[:5]:  # type: ignore[misc]
                    print(f"{cost.seconds:5.1f} s {cost.memory >> 20:4d} MiB  {cost.name} {cost.outcome}")
    assert len(found) > 50
    assert [cost for cost in found if cost.outcome == "SIGPROF"] == []
    assert [cost for cost in found if cost.memory > MEMORY] == []


if __name__ == "__main__":
    chosen = (one for number, one in enumerate(articles()) if number % EVERY == 0 or "/full-" in one[0])
    json.dump([measured(path, data) for path, data in chosen], sys.stdout)
