"""`feedmaker check`: the faults of feeds as lines."""

import sys
from pathlib import Path

import click


@click.command()
@click.option(
    "-c", "--config", "config_file", default="config.yaml", show_default=True, metavar="FILE", help="Configuration."
)
@click.argument("paths", nargs=-1, metavar="[DIR|FILE]...")
def check(paths: tuple[str, ...], config_file: str) -> None:
    """Validate feeds that were written, ours or anybody's: RSS 2.0, Atom 1.0, JSON Feed 1.1, OPML 2.0.

    In a folder, every feed in it and below is checked. Without a path it is the output that the configuration names.
    Exit status: 0 without errors, whatever else was found; 1 with errors; 2 where there is nothing to check.
    """
    from feedmaker.check import check_paths, format_fault

    chosen = [Path(path) for path in paths] or [_output(Path(config_file))]
    missing = [path for path in chosen if not path.exists()]
    if missing:
        raise click.UsageError(f"{missing[0]} does not exist: build the feeds first, or name a folder or file")
    faults = check_paths(chosen)
    for fault in faults:
        click.echo(format_fault(fault))
    errors = sum(fault.level == "error" for fault in faults)
    others = len(faults) - errors
    click.echo(f"{_count(errors, 'error')}, {_count(others, 'lesser fault')}", err=True)
    sys.exit(1 if errors else 0)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _output(config_file: Path) -> Path:
    """Name the folder of the output, relative to the present one where it lies in it."""
    from feedmaker.config import load_config

    if not config_file.exists():
        return Path("output")
    return config_file.parent / load_config(config_file, check_folders=False).output.path
