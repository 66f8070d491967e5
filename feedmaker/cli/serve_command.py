"""`feedmaker serve`: a preview of the output in browsers and readers of this computer."""

import time
from pathlib import Path

import click

from feedmaker.cli.console import config_option, echo
from feedmaker.cli.watch_command import end_on_interrupt, extra


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
