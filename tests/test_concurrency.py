"""Many builds at once are as one, and a web server never serves half a feed."""

import functools
import itertools
import os
import shutil
import signal
import socket
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from http_servers import QuietFolder, http_server
from site_folder import FAST, Site, assert_whole, ended, leftovers

from feedmaker.build.lock import output_lock
from feedmaker.problems import OutputLocked


@pytest.fixture
def site() -> Iterator[Site]:
    folder = tempfile.mkdtemp(dir=FAST, prefix="concurrency-")
    site = Site(Path(folder) / "site")
    for number in range(20):
        site.article(f"{number}.md", f"Ship {number}", number, f"Word {number}. " * 50, categories=[f"c{number % 3}"])
    site.build()
    yield site
    shutil.rmtree(folder)


def holder(site: Site, seconds: float) -> int:
    """Hold the lock of the output in a process of its own; give its id when it is held."""
    told, tell = os.pipe()
    process = os.fork()
    if process == 0:
        try:
            with output_lock(str(site.output), 0, dry_run=False):
                os.write(tell, b"held")
                time.sleep(seconds)
        finally:
            os._exit(0)
    os.read(told, 4)
    os.close(told)
    os.close(tell)
    return process


def test_a_second_build_ends_at_once_and_says_who_holds_the_output(site: Site) -> None:
    site.article("new.md", "New", 30)
    before = site.mtimes()
    process = holder(site, 60)
    try:
        began = time.monotonic()
        with pytest.raises(OutputLocked) as locked_out:
            site.build()
        waited = time.monotonic() - began
        done = site.run("build")
    finally:
        os.kill(process, signal.SIGKILL)
        ended(process)

    assert waited < 1
    assert f": process {process} on {socket.gethostname()}, since 20" in locked_out.value.message
    assert "--wait" in locked_out.value.hint
    assert done.returncode == 4
    assert f"process {process}" in done.stderr
    assert site.mtimes() == before


def test_a_lock_of_a_dead_process_does_not_block(site: Site) -> None:
    process = holder(site, 60)
    os.kill(process, signal.SIGKILL)
    ended(process)
    assert (site.output / ".feedmaker-holder.json").exists()
    site.article("new.md", "New", 30)

    assert site.build().exit == 0

    assert not (site.output / ".feedmaker-holder.json").exists()


def test_a_build_may_wait_for_another_one(site: Site) -> None:
    site.article("new.md", "New", 30)
    process = holder(site, 0.5)

    report = site.build(wait=180.0)

    ended(process)
    assert report.articles.parsed == 1


def test_a_build_waits_no_longer_than_it_was_told(site: Site) -> None:
    site.article("new.md", "New", 30)
    process = holder(site, 60)
    began = time.monotonic()
    try:
        with pytest.raises(OutputLocked):
            site.build(wait=0.3)
    finally:
        os.kill(process, signal.SIGKILL)
        ended(process)

    assert 0.3 <= time.monotonic() - began < 5


def test_a_forged_note_of_the_holder_does_no_harm(site: Site) -> None:
    site.article("new.md", "New", 30)
    process = holder(site, 60)
    (site.output / ".feedmaker-holder.json").write_text('{"pid": 1, "host": "\\u001b[31mred", "since": {}}')
    try:
        status = ended(site.fork(lambda: None))
    finally:
        os.kill(process, signal.SIGKILL)
        ended(process)

    assert status == 4
    assert "\x1b" not in site.said()


def test_a_build_that_has_nothing_to_do_needs_no_lock(site: Site) -> None:
    process = holder(site, 60)
    try:
        assert site.build().articles.parsed == 0
    finally:
        os.kill(process, signal.SIGKILL)
        ended(process)


@pytest.mark.parametrize("patience", [0, 180])
def test_eight_builds_started_together_end_with_the_bytes_of_one(site: Site, patience: int) -> None:
    for number in range(20, 40):
        site.article(f"{number}.md", f"Ship {number}", number, categories=[f"c{number % 3}"])
    (site.source / "0.md").unlink()
    wanted = site.build_afresh()

    processes = [site.fork(lambda: None, "--wait", str(patience)) for _ in range(8)]
    statuses = [ended(process) for process in processes]

    assert set(statuses) <= ({0} if patience else {0, 4})
    assert 0 in statuses
    assert site.files() == wanted
    assert not leftovers(site.folder)
    assert site.build().articles.parsed == 0


def test_eight_first_builds_started_together_end_with_the_bytes_of_one(site: Site) -> None:
    wanted = site.files()
    shutil.rmtree(site.output)
    site.state.unlink()

    statuses = [ended(process) for process in [site.fork(lambda: None, "--wait", "180") for _ in range(8)]]

    assert statuses == [0] * 8
    assert site.files() == wanted


def test_two_outputs_of_one_source_may_be_built_at_once(site: Site) -> None:
    for name in ("one", "two"):
        text = site.config_file.read_text() + f"\noutput: {{path: {name}}}\nstate: {name}.sqlite3\n"
        (site.folder / f"{name}.yaml").write_text(text)

    statuses = [ended(process) for process in [site.fork(lambda: None, "-c", f"{n}.yaml") for n in ("one", "two")]]

    assert statuses == [0, 0]
    assert (site.folder / "one" / "rss.xml").read_bytes() == (site.folder / "two" / "rss.xml").read_bytes()


def test_a_web_server_never_sees_a_partial_or_missing_feed(site: Site) -> None:
    paths = [path for path in site.files() if path.endswith((".xml", ".json", ".opml", "index.html"))]
    done = threading.Event()
    faults: list[str] = []
    fetched = 0

    def subscribe() -> None:
        nonlocal fetched
        while not done.is_set():
            for path in paths:
                try:
                    with urllib.request.urlopen(f"{url}{path}", timeout=180) as answer:
                        data = answer.read()
                        assert len(data) == int(answer.headers["Content-Length"])
                    assert_whole({path: data})
                except (AssertionError, ValueError, SyntaxError, urllib.error.URLError) as error:
                    faults.append(f"{path}: {error!r}")
                fetched += 1

    readers = [threading.Thread(target=subscribe) for _ in range(2)]
    with http_server(functools.partial(QuietFolder, directory=str(site.output))) as url:
        for reader in readers:
            reader.start()
        try:
            for count in itertools.count():
                if count >= 25 and fetched > 100:
                    break
                for number in range(0, 20, 3):
                    text = f"Edit {count}. " * (10 + 60 * (count % 2))
                    site.article(f"{number}.md", f"Ship {number}", number, text, categories=[f"c{number % 3}"])
                site.build()
        finally:
            done.set()
            for reader in readers:
                reader.join()

    assert faults == []
    assert fetched > 100
