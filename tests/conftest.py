"""Options of the suite."""

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# Examples take as long as the machine lets them.
settings.register_profile("any-speed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any-speed")

if os.name == "posix":
    # Servers and cron are there, and the PATH of users of Debian does not have it.
    os.environ["PATH"] = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin"])


@pytest.fixture(scope="session", autouse=True)
def signals_that_stop_a_program() -> Iterator[None]:
    """Undo what nohup and background jobs of a shell set: signals that are ignored stay so in every child."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, getattr(signal, "SIGHUP", signal.SIGTERM))}
    for number, handler in before.items():
        if handler == signal.SIG_IGN:
            signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write the expected feeds of tests/golden and the help texts of docs/cli.md anew",
    )


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files of slow tests: begun last, one would keep the other processes of pytest-xdist waiting."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Return True if expected texts are to be written and not compared."""
    return bool(request.config.getoption("--update-golden"))


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Give a folder that every user may enter."""
    folder = Path(tempfile.mkdtemp(prefix="feedmaker-cron-"))
    yield folder
    shutil.rmtree(folder)
