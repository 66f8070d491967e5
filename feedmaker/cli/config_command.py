"""`feedmaker config`: the effective configuration, and its JSON Schema."""

import os
from pathlib import Path

import click

from feedmaker.cli.console import config_option


@click.command(short_help="Print the effective configuration and its origins.")
@config_option
@click.option("--source", metavar="DIR", type=click.Path(), help="Folder of articles, as for build.")
@click.option("--output", metavar="DIR", type=click.Path(), help="Folder for the feeds, as for build.")
@click.option("--schema", is_flag=True, help="Print the JSON Schema of config.yaml, for editors.")
def config(config_file: str, source: str | None, output: str | None, *, schema: bool) -> None:
    """Print the effective configuration as a config.yaml, with the origin of each value.

    A comment gives the origin: a line of the file, the command line, or the default. Paths from the command line are
    absolute.
    """
    if schema:
        from feedmaker.config import shipped_schema

        click.echo(shipped_schema(), nl=False)
        return
    from feedmaker.config import load_config
    from feedmaker.config.effective import as_yaml, lines_of_keys

    found = load_config(Path(config_file), source_path=source, output_path=output, check_folders=False)
    name = os.path.basename(config_file)
    lines = lines_of_keys(Path(config_file))
    origins = {key: f"{name}:{line}" for key, line in lines.items()}
    given = {"source.path": source, "output.path": output}
    origins |= {key: "command line" for key, value in given.items() if value is not None}
    click.echo(as_yaml(found, origins), nl=False)
