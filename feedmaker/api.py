"""A configuration file → one build: what the command line and the library share."""

import os
from datetime import datetime
from pathlib import Path

from feedmaker.build import Options, Places, Progress, build
from feedmaker.config import load_config
from feedmaker.config.schema import Config
from feedmaker.problems import ConfigurationError
from feedmaker.report import Report


def build_site(
    config_file: Path,
    options: Options,
    now: datetime,
    *,
    source: str | None = None,
    output: str | None = None,
    progress: Progress | None = None,
) -> Report:
    """Build the feeds that a config.yaml asks for; `source` and `output` stand in for what it says.

    Paths in the file are relative to its folder, those given here to the present one.

    Raises ConfigurationError with all mistakes, and what `feedmaker.build.build` raises.
    """
    try:
        config = load_config(config_file, source_path=source, output_path=output)
    except ConfigurationError:
        config = load_config(config_file, source_path=source, output_path=output, check_folders=False)
        if not _lost_its_source(places_of(config, config_file)):
            raise
    places = places_of(config, config_file)
    return build(config, places, options, now, progress)


def _lost_its_source(places: Places) -> bool:
    """Tell whether feeds had entries: a lost source is then no slip of the pen but what law 9 guards against."""
    from feedmaker.writer.publish import read_manifest

    manifest = read_manifest(places.output)
    return bool(manifest and manifest.published) and not Path(places.source).exists()


def places_of(config: Config, config_file: Path) -> Places:
    """Tell where a build of this configuration reads and writes."""
    folder = config_file.resolve().parent
    return Places(
        # The real paths: only they tell whether one lies inside the other.
        source=os.path.realpath(folder / config.source.path),
        output=os.path.realpath(folder / config.output.path),
        state=folder / config.state,
        project=str(folder),
        source_name=config.source.path.rstrip("/"),
    )
