"""`feedmaker watch`: builds whenever articles change."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import click

from feedmaker.cli.console import config_option, echo
from feedmaker.problems import FeedmakerError


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
