"""The engine: every item comes back once, whatever an item does to its process."""

import ctypes
import faulthandler
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from feedmaker.engine.batches import CRASHED, Engine, Outcome
from feedmaker.engine.bounds import renew_bound, watchdog_seconds
from feedmaker.engine.workers import SLOW, run_batch

CONTEXT = ("context", 7)


class Panic(BaseException):
    """As libraries in Rust raise it: no Exception."""


def work(context: Any, item: Any) -> Any:
    """Do what an item says."""
    if item == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if item == "exit":
        os._exit(7)
    if item == "disk":
        raise OSError(28, "No space left on device", "cache")
    if item == "leave":
        sys.exit("of a library")
    if item == "interrupt":
        raise KeyboardInterrupt
    if item == "panic":
        raise Panic
    if item == "print":
        os.write(1, b"chatter")
        print("chatter", file=sys.stderr, flush=True)
        sys.stderr.close()
    if item == "defect":
        raise ZeroDivisionError("of this item")
    if item == "unpicklable":
        return lambda: None
    if item == "busy":
        while True:
            sum(range(1000))
    if item == "asleep":
        time.sleep(60)
    if item == "stubborn":
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                sum(range(100_000))
            except BaseException:  # as careless libraries do
                return "a result that was made after the bound had fired"
    if item == "memory":  # which a thread needs is not there for a while
        faulthandler.dump_traceback_later = no_memory
        until = time.monotonic() + 20
        time.sleep(0.7)  # the watchdog is renewed meanwhile
        while time.monotonic() < until:
            sum(range(1000))
    if item == "deaf":
        ctypes.PyDLL(None).sleep(60)  # lets no other thread run, like many a library
    return context, item, os.getpid()


def no_memory(*_: object, **__: object) -> None:
    """Fail as faulthandler without memory for a thread."""
    faulthandler.cancel_dump_traceback_later()
    raise RuntimeError("unable to start watchdog thread")


def outcomes(items: Iterable[Any], *, jobs: int = 2, seconds: float = 30, size: int = 7) -> list[Outcome[Any, Any]]:
    with Engine(jobs=jobs, seconds=seconds) as engine:
        return [outcome for some in engine.run(work, CONTEXT, items, size=size) for outcome in some]


def results(found: list[Outcome[Any, Any]]) -> dict[Any, Any]:
    assert len({outcome.item for outcome in found}) == len(found)
    return {outcome.item: outcome.failure or outcome.result for outcome in found}


def test_no_thread_and_no_process_of_the_engine_outlives_it_even_when_workers_are_dismissed_early() -> None:
    before = threading.active_count()
    with Engine(jobs=2, seconds=30) as engine:
        for _ in engine.run(work, CONTEXT, range(400)):
            pass
        engine.dismiss(wait=False)

    assert threading.active_count() == before
    assert multiprocessing.active_children() == []


@pytest.mark.parametrize("jobs", [1, 2, 3])
@pytest.mark.parametrize("count", [0, 1, 7, 199, 200, 400])
def test_every_item_comes_back_once(jobs: int, count: int) -> None:
    found = results(outcomes(range(count), jobs=jobs))

    assert sorted(found) == list(range(count))
    assert all(result[:2] == (CONTEXT, item) for item, result in found.items())
    assert len({result[2] for result in found.values()}) <= (jobs if count >= 200 else 1)
    assert os.getpid() not in {result[2] for result in found.values()}


@pytest.mark.parametrize("count", [20, 400])
@pytest.mark.parametrize("death", ["die", "exit"])
def test_an_item_that_ends_its_process_is_named_and_costs_no_other_its_result(death: str, count: int) -> None:
    found = results(outcomes([*range(count), death, *range(count, 2 * count)]))

    assert found.pop(death) == CRASHED
    assert sorted(found) == list(range(2 * count))
    assert all(result[1] == item for item, result in found.items())


def test_several_items_that_end_their_processes_are_each_named() -> None:
    found = results(outcomes([*range(200), "die", *range(200, 300), "exit", *range(300, 400)]))

    assert {item for item, result in found.items() if result == CRASHED} == {"die", "exit"}
    assert len(found) == 402


@pytest.mark.parametrize("item", ["busy", "stubborn", "deaf", "asleep", "memory"])
@pytest.mark.parametrize("count", [3, 200])
def test_an_item_that_takes_too_long_is_named_and_costs_no_other_its_result(item: str, count: int) -> None:
    found = results(outcomes([*range(count), item, *range(count, 2 * count)], seconds=0.3))

    assert found.pop(item) == SLOW
    assert sorted(found) == list(range(2 * count))


def test_a_process_that_is_paused_makes_no_item_slow(tmp_path: Path) -> None:
    program = """
import os, sys, time
from feedmaker.engine.batches import Engine
def work(folder, item):
    open(f"{folder}/{item}", "w").close()
    until = time.process_time() + 0.2
    while time.process_time() < until: pass
    return item
if __name__ == "__main__":
    with Engine(jobs=1, seconds=1) as engine:
        found = [outcome for some in engine.run(work, sys.argv[1], range(4)) for outcome in some]
    print(sorted(outcome.failure or outcome.result for outcome in found))
"""
    script = tmp_path / "program.py"
    script.write_text(program)
    marks = tmp_path / "marks"
    marks.mkdir()
    process = subprocess.Popen(
        [sys.executable, script, marks], stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    wait_for(lambda: any(marks.iterdir()))

    os.killpg(process.pid, signal.SIGSTOP)
    time.sleep(watchdog_seconds(1) + 1)
    os.killpg(process.pid, signal.SIGCONT)

    assert process.communicate(timeout=180)[0] == "[0, 1, 2, 3]\n"


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_error_of_the_system_ends_the_run(jobs: int) -> None:
    with pytest.raises(OSError, match="No space left") as error:
        outcomes([*range(10), "disk"], jobs=jobs)

    assert (error.value.errno, error.value.filename) == (28, "cache")


def test_a_defect_is_reported_for_the_item_that_shows_it() -> None:
    found = results(outcomes([*range(10), "defect", "unpicklable"]))

    assert found["defect"] == "ZeroDivisionError: of this item"
    assert "pickle" in found["unpicklable"]
    assert [item for item, result in found.items() if isinstance(result, str)] == ["defect", "unpicklable"]


@pytest.mark.parametrize(
    ("item", "failure"),
    [("leave", "SystemExit"), ("interrupt", "KeyboardInterrupt"), ("panic", "Panic"), ("defect", "ZeroDivisionError")],
)
@pytest.mark.parametrize("count", [3, 200])
def test_an_item_whose_library_asks_to_end_the_process_is_named_and_costs_no_other_its_result(
    item: str, failure: str, count: int
) -> None:
    found = results(outcomes([*range(count), item, *range(count, 2 * count)]))

    assert failure in found.pop(item)
    assert sorted(found) == list(range(2 * count))


def test_a_library_that_asks_to_end_the_process_ends_no_host_application() -> None:
    with ThreadPoolExecutor(1) as host, Engine(jobs=1, seconds=30, executor=host) as engine:
        found = results([outcome for some in engine.run(work, CONTEXT, [1, "leave", 2]) for outcome in some])

    assert found.pop("leave") == "a library raised SystemExit"
    assert sorted(found) == [1, 2]


def test_what_libraries_print_in_a_worker_is_dropped(capfd: pytest.CaptureFixture[str]) -> None:
    found = results(outcomes([1, "print", 2]))

    assert [result[1] for result in found.values()] == [1, "print", 2]
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("make", [ThreadPoolExecutor, ProcessPoolExecutor])
def test_an_executor_of_a_host_application_is_used_and_left_as_it_is(make: type[Executor]) -> None:
    handlers = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGPROF)]
    with make(2) as executor:  # type: ignore[call-arg]
        with Engine(jobs=None, seconds=0.1, executor=executor) as engine:
            found = results([outcome for some in engine.run(work, CONTEXT, range(300)) for outcome in some])
        assert executor.submit(pow, 2, 3).result() == 8

    assert sorted(found) == list(range(300))
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGPROF)] == handlers


def test_workers_are_used_again_by_the_next_run_and_are_gone_at_the_end() -> None:
    with Engine(jobs=2, seconds=30) as engine:
        first = {o.result[2] for some in engine.run(work, CONTEXT, range(400)) for o in some if o.result}
        second = {o.result[2] for some in engine.run(work, CONTEXT, range(400)) for o in some if o.result}
        assert first & second

    wait_for(lambda: not any(map(is_running, first | second)))


def leave_number(folder: str, _: None) -> None:
    """Leave the number of this process in a folder, and wait for that of another one."""
    Path(folder, str(os.getpid())).touch()
    until = time.monotonic() + 20
    while len(os.listdir(folder)) < 2 and time.monotonic() < until:
        time.sleep(0.01)


def test_each_idle_worker_is_prepared_for_the_next_run(tmp_path: Path) -> None:
    with Engine(jobs=2, seconds=30) as engine:
        workers = {o.result[2] for some in engine.run(work, CONTEXT, range(400)) for o in some if o.result}
        engine.warm_up(leave_number, str(tmp_path))
        wait_for(lambda: len(os.listdir(tmp_path)) == 2)

    assert workers <= set(map(int, os.listdir(tmp_path)))


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_single_idle_worker_is_prepared_where_another_core_is_free(tmp_path: Path, jobs: int) -> None:
    with Engine(jobs=jobs, seconds=30) as engine:
        (worker,) = {o.result[2] for some in engine.run(work, CONTEXT, range(7)) for o in some if o.result}
        engine.warm_up(touch_number, str(tmp_path))
        assert len(outcomes_of_run := list(engine.run(work, CONTEXT, range(7)))) == 1

    assert {o.result[2] for o in outcomes_of_run[0] if o.result} == {worker}
    assert os.listdir(tmp_path) == ([str(worker)] if jobs > 1 else [])


def touch_number(folder: str, _: None) -> None:
    """Leave the number of this process in a folder."""
    Path(folder, str(os.getpid())).touch()


def test_a_run_that_is_interrupted_leaves_no_worker() -> None:
    workers = set[int]()

    def interrupted() -> None:
        with Engine(jobs=2, seconds=30) as engine:
            for some in engine.run(work, CONTEXT, [*range(300), *["asleep"] * 2], size=50):
                workers.update(outcome.result[2] for outcome in some if outcome.result)
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()

    assert workers
    wait_for(lambda: not any(map(is_running, workers)))


def test_workers_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    program = """
import os, sys, time
from feedmaker.engine.batches import Engine
def work(folder, item):
    open(f"{folder}/{os.getpid()}", "w").close()
    time.sleep(60)
if __name__ == "__main__":
    with Engine(jobs=2, seconds=100) as engine:
        list(engine.run(work, sys.argv[1], range(400)))
"""
    script = tmp_path / "program.py"
    script.write_text(program)
    marks = tmp_path / "marks"
    marks.mkdir()
    process = subprocess.Popen([sys.executable, script, marks])
    wait_for(lambda: len(list(marks.iterdir())) == 2)

    process.kill()
    process.wait()

    wait_for(lambda: not any(is_running(int(mark.name)) for mark in marks.iterdir()))


def wait_for(condition: Any) -> None:
    until = time.monotonic() + 180
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.01)


def is_running(process: int) -> bool:
    try:
        # A process that has ended and was not yet waited for is a zombie.
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def in_parts(_context: None, parts: int) -> int:
    """Use 0.25 seconds of processor time for each part, which has the whole bound."""
    for _ in range(parts):
        renew_bound()
        end = time.thread_time() + 0.25
        while time.thread_time() < end:
            pass
    return parts


def test_each_part_of_an_item_has_the_whole_bound_in_a_thread() -> None:
    with ThreadPoolExecutor(1) as threads:
        assert threads.submit(run_batch, in_parts, None, [10], 2.0).result() == [10]


def test_a_process_whose_item_hangs_ends_even_where_that_cannot_be_reported() -> None:
    program = """
import threading, time
from feedmaker.engine.bounds import reporting_hang
from feedmaker.engine.workers import run_batch
def hang():
    with reporting_hang(lambda: 1 / 0):
        run_batch(lambda context, item: time.sleep(60), None, [1], 0.2)
thread = threading.Thread(target=hang)
thread.start()
thread.join(20)
print("it goes on", flush=True)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=90, check=False)
    assert (done.returncode, done.stdout) == (1, "")


def test_an_item_that_may_not_be_tried_again_is_returned_with_those_that_were_lost_with_it() -> None:
    calls: list[int] = []

    def fail(_context: None, item: int) -> int:
        calls.append(item)
        return 1 // item

    with ThreadPoolExecutor(1) as host, Engine(jobs=1, seconds=30, executor=host) as engine:
        outcomes = [one for batch in engine.run(fail, None, [1, 0, 2, 3], size=3, retry=False) for one in batch]

    assert sorted((one.item, one.failure) for one in outcomes) == [(0, CRASHED), (1, CRASHED), (2, CRASHED), (3, "")]
    assert calls == [1, 0, 3]
