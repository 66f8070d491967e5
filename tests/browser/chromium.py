"""A real browser for the tests: Debian's chromium driven by Playwright, and the server that it reads from."""

import functools
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from http_servers import QuietFolder, http_server

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

#: Milliseconds that a test waits for what it needs before it fails, long enough for a crowded machine.
PATIENCE = 180_000

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def missing() -> str:
    """Why no browser can be driven here, "" where one can."""
    if executable() is None:
        return "chromium is not installed (Debian: apt-get install chromium)"
    try:
        import playwright.sync_api  # noqa: F401 - only whether it is there
    except ImportError:
        return "the Python package playwright is not installed"
    return ""


def executable() -> str | None:
    """The browser of the system: Playwright's own downloads are not used."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


@contextmanager
def browser() -> Iterator["Browser"]:
    """A running browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=executable(), args=ARGUMENTS, timeout=PATIENCE)
        yield running
        running.close()


def context(running: "Browser", **options: Any) -> "BrowserContext":
    """A fresh context whose pages are waited for with patience."""
    fresh = running.new_context(**options)
    fresh.set_default_timeout(PATIENCE)
    return fresh


class _Folder(QuietFolder):
    """A folder over HTTP with the media types of the output."""

    extensions_map = {  # noqa: RUF012 - so the base class declares it
        "": "application/octet-stream",
        ".html": "text/html; charset=utf-8",
        ".css": "text/css; charset=utf-8",
        ".xml": "application/xml",
        ".opml": "text/x-opml",
    }


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder, and yield its URL, which ends in "/"."""
    with http_server(functools.partial(_Folder, directory=str(folder))) as url:
        yield url
