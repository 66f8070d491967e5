"""`feedmaker serve`: a preview of the output on this computer; `feedmaker watch`: builds whenever articles change."""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import click

from feedmaker.cli.console import config_option, echo
from feedmaker.problems import FeedmakerError


@click.command(short_help="Preview the feeds on this computer.")
@config_option
@click.option(
    "--port", type=click.IntRange(0, 65535), metavar="N", default=8000, show_default=True, help="Port; 0: any free one."
)
@click.option("--watch", is_flag=True, help="Build now and whenever articles change.")
def serve(config_file: str, port: int, *, watch: bool) -> None:
    """Serve the output on 127.0.0.1, for browsers and readers on this computer.

    Feeds and pages contain the address of the preview, so that a reader can subscribe to it; the output itself is not
    changed. Ctrl-C stops it, with exit status 0.
    """
    with extra("werkzeug"):
        from feedmaker.serve.server import serving
    if watch:
        with extra("watchfiles"):
            from feedmaker.serve.watching import watching

    file = Path(config_file)
    with end_on_interrupt(), serving(file, port, may_be_empty=watch) as url:
        if watch:
            watching(file, started=lambda: echo(f"{url} (Ctrl-C to end)"))
        echo(f"{url} (Ctrl-C to end)")
        while True:
            time.sleep(1)


@click.command(short_help="Build now, and after every change.")
@config_option
def watch(config_file: str) -> None:
    """Build now, and again whenever articles, config.yaml or the files that articles refer to change.

    Problems and mistakes are printed, and watching continues. If another build is running, it waits for that one.
    Ctrl-C stops it, with exit status 0.
    """
    with extra("watchfiles"):
        from feedmaker.serve.watching import watching

    with end_on_interrupt():
        watching(Path(config_file), started=lambda: echo("watching for changes (Ctrl-C to end)"))


@contextmanager
def extra(package: str) -> Iterator[None]:
    """Name the line that installs a package which an import in this context lacks."""
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] != package:
            raise
        text = f"this needs the package {package}, which is not installed"
        raise FeedmakerError(text, "install it: pip install 'feedmaker[serve]'") from None


@contextmanager
def end_on_interrupt() -> Iterator[None]:
    """End the context without an error when Ctrl-C or SIGTERM arrives: that is how it is meant to end."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with suppress(KeyboardInterrupt):
            yield
    finally:
        signal.signal(signal.SIGTERM, before)
