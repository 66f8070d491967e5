"""`feedmaker check`: prints the problems of feeds."""

import sys
from collections import Counter
from pathlib import Path

import click

from feedmaker.cli.console import config_option
from feedmaker.cli.terminal import LEVELS, paint, write
from feedmaker.text.messages import counted, printable

#: Warnings and notes of a rule that are printed: hundreds of feeds have the same ones.
_MAX_PER_RULE = 10


@click.command(short_help="Validate feeds of any generator.")
@config_option
@click.option("-v", "--verbose", is_flag=True, help="Print all warnings and notes.")
@click.argument("paths", nargs=-1, metavar="[DIR|FILE]...")
def check(paths: tuple[str, ...], config_file: str, *, verbose: bool) -> None:
    """Validate feeds of any generator: RSS 2.0, Atom 1.0, JSON Feed 1.1, OPML 2.0.

    In a folder, every feed at any depth is checked. Without a path, the output folder of the configuration is checked.
    Exit status: 0 without errors, even with warnings; 1 with errors; 2 if there is nothing to check.
    """
    from feedmaker.check import check as check_paths
    from feedmaker.check.run import format_problem, same_in_formats

    chosen = [Path(path) for path in paths] or [_output(Path(config_file))]
    missing = [path for path in chosen if not path.exists()]
    if missing:
        name = printable(str(missing[0]))
        raise click.UsageError(f"{name} does not exist: build the feeds first, or name a folder or file")
    found = same_in_formats(check_paths(chosen))
    printed: Counter[str] = Counter()
    for problem, *others in found:
        if problem.level != "error" and not verbose:
            printed[problem.code] += 1
            if printed[problem.code] > _MAX_PER_RULE:
                continue
        level = paint(problem.level, LEVELS[problem.level], err=False)
        write(format_problem(problem, *others, level=level), err=False)
    for code, count in printed.items():
        if count > _MAX_PER_RULE:
            click.echo(f"… and {count - _MAX_PER_RULE} more like this: {code} (feedmaker check -v prints all)")
    levels = Counter(problem.level for problem, *_ in found)
    counts = [counted(levels[level], level) for level in ("error", "warning", "note")]
    click.echo(", ".join(counts if levels["note"] else counts[:2]), err=True)
    sys.exit(1 if levels["error"] else 0)


def _output(config_file: Path) -> Path:
    """Return the output folder, relative to the current folder if it is in it."""
    from feedmaker.config import load_config

    if not config_file.exists():
        return Path("output")
    return config_file.parent / load_config(config_file, check_folders=False).output.path
