"""A configuration, and where it reads and writes."""

import os
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple, TypeAlias

from feedmaker.build import BuildPaths
from feedmaker.build.options import located, source_paths
from feedmaker.config import load_config
from feedmaker.config.schema import DEFAULT_STATE, Config
from feedmaker.object_store import is_url
from feedmaker.problems import ConfigurationError

PathLike: TypeAlias = str | os.PathLike[str]
Configuration: TypeAlias = PathLike | Mapping[str, object] | Config


class Project(NamedTuple):
    """A configuration and where it reads and writes."""

    config: Config
    paths: BuildPaths


def open_project(
    config: Configuration,
    *,
    source: PathLike | None = None,
    output: PathLike | None = None,
    lenient: bool = False,
) -> Project:
    """Return the Config and the paths of a configuration; with `lenient`, its folders need not exist.

    Raises ConfigurationError with all mistakes.
    """
    if isinstance(config, Config):
        file, settings = None, _with_paths(config, source, output)
    else:
        file = None if isinstance(config, Mapping) else Path(config)
        settings = _load(config, source, output, lenient=lenient)
    folder = file.resolve().parent if file else Path.cwd()
    output_folder = located(folder, settings.output.path)
    paths = BuildPaths(
        sources=source_paths(settings, folder),
        output=output_folder,
        state=_state_path(folder, settings, file, source),
        state_url=settings.state.rstrip("/") if is_url(settings.state) else "",
        project=str(folder),
        configuration=_relative(os.path.abspath(file), output_folder) if file and not is_url(output_folder) else "",
    )
    return Project(settings, paths)


def _state_path(folder: Path, config: Config, file: Path | None, source: PathLike | None) -> Path:
    """Return the file of the state: each configuration of a folder has its own, and each other source as well."""
    path = folder / (DEFAULT_STATE if is_url(config.state) else config.state)
    tags = []
    if file is not None and file.name != "config.yaml" and config.state == DEFAULT_STATE:
        tags.append(file.stem)
    if source is not None:
        (given,) = config.source.folders
        tags.append(sha256(os.fsencode(_relative(given.path, str(folder)))).hexdigest()[:8])
    return path.with_stem("-".join([path.stem, *tags]))


def _relative(path: str, folder: str) -> str:
    """Return a path relative to a folder, so that both may move together; as it is where they are on two drives."""
    try:
        return Path(os.path.relpath(path, folder)).as_posix()
    except ValueError:
        return Path(path).as_posix()


def _load(
    config: PathLike | Mapping[str, object], source: PathLike | None, output: PathLike | None, *, lenient: bool
) -> Config:
    """Load a configuration. A missing source is not a mistake where feeds had entries: then law 9 applies to it."""
    given = config if isinstance(config, Mapping) else Path(config)
    load = partial(
        load_config,
        given,
        source_path=None if source is None else str(source),
        output_path=None if output is None else str(output),
    )
    if lenient:
        return load(check_folders=False)
    try:
        return load()
    except ConfigurationError:
        from feedmaker.writer.output import open_output
        from feedmaker.writer.publish import read_manifest

        folder = Path.cwd() if isinstance(given, Mapping) else given.resolve().parent
        settings = load(check_folders=False)
        manifest = read_manifest(open_output(located(folder, settings.output.path)))
        if not (manifest and manifest.published) or all((folder / f.path).exists() for f in settings.source.folders):
            raise
        return settings


def _with_paths(config: Config, source: PathLike | None, output: PathLike | None) -> Config:
    if source is not None:
        config = replace(config, source=replace(config.source, path=_absolute(source)))
    if output is not None:
        config = replace(config, output=replace(config.output, path=_absolute(output)))
    return config


def _absolute(path: PathLike) -> str:
    return str(path) if is_url(str(path)) else str(Path(path).resolve())
