"""config.yaml → Config: every mistake at once, each with its line and the remedy."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from feedmaker.config.schema import Config
from feedmaker.problems import ConfigurationError, Problem
from feedmaker.text.messages import nearest, quoted

#: A larger file is no configuration, in bytes.
MAX_BYTES = 4_000_000


class Reading(NamedTuple):
    """A config.yaml as it was read: `config` is None where there are mistakes."""

    config: Config | None
    problems: tuple[Problem, ...]
    #: "source.path" and "output.path" as written or by default, with their line; without those that were refused.
    folders: Mapping[str, tuple[str, int | None]]


def read_config(text: str, *, check_selectors: bool = True) -> Reading:
    """Read the text of a config.yaml; mistakes are problems, in the order of the lines. Raises nothing.

    `check_selectors=False` spares the check of `articles.drop`, which takes longer than all the rest, for a text
    that has been accepted before.
    """
    # late, as importing feedmaker.config.schema imports this package and must stay cheap
    from feedmaker.config.keys import CONFIG, FOLDERS, SECTIONS
    from feedmaker.config.shapes import Notes
    from feedmaker.text.yaml_nodes import read_yaml

    root, problems = read_yaml(text)
    if root is None:
        return Reading(None, problems or (_EMPTY,), {})
    homes: dict[str, list[str]] = {}
    for section in sorted(SECTIONS, key=lambda name: name.count(".")):
        for key in SECTIONS[section]:
            homes.setdefault(key, []).append(section)
    folders = {key: (default, None) for key, default in FOLDERS.items()}
    notes = Notes(problems, folders, homes, check_selectors=check_selectors)
    config = CONFIG(root, "", notes)
    mistakes = sorted(dict.fromkeys(notes.problems), key=lambda problem: problem.line or 0)
    return Reading(None if mistakes else config, tuple(mistakes), notes.folders)


_EMPTY = Problem("config-empty", "holds no configuration", "write site: with title and url, or run `feedmaker init`", 1)


def parse_config(text: str, path: str, *, check_selectors: bool = True) -> Config:
    """Read the text of a config.yaml; `path` names the file in the problems.

    Raises:
        ConfigurationError: with a Problem for every mistake, in the order of the lines.
    """
    config, problems, _ = read_config(text, check_selectors=check_selectors)
    if config is None:
        raise ConfigurationError([problem.at(path) for problem in problems])
    return config


def load_config(file: Path, *, check_selectors: bool = True, check_folders: bool = True) -> Config:
    """Read a config.yaml from the disk.

    `source.path` and `output.path` are checked on the disk too. With `check_folders=False` what is wrong with them is
    told beside other mistakes only: for a caller that replaces them, or forgives, and calls `check_paths` itself.

    Raises:
        ConfigurationError: with a Problem for every mistake in the file, or one where it cannot be read.
    """
    config, mistakes, folders = read_config(_read_text(file), check_selectors=check_selectors)
    problems = [problem.at(str(file)) for problem in mistakes]
    if check_folders or problems:
        problems += _folder_problems(folders, file)
    if problems or config is None:
        raise ConfigurationError(sorted(problems, key=lambda problem: problem.line or 0))
    return config


def check_paths(config: Config, config_file: Path) -> list[Problem]:
    """Check on the disk that the source folder is there and that nothing but a folder stands where the output goes.

    The paths of `config` may come from elsewhere than the file; relative ones start at its folder. Those that stand
    in the file are named with their line.
    """
    folders: dict[str, tuple[str, int | None]]
    folders = {"source.path": (config.source.path, None), "output.path": (config.output.path, None)}
    problems = _folder_problems(folders, config_file)
    if problems:
        try:
            written = read_config(_read_text(config_file), check_selectors=False).folders
        except ConfigurationError:
            return problems
        known = {key: place for key, place in written.items() if place[0] == folders[key][0]}
        problems = _folder_problems({**folders, **known}, config_file)
    return problems


def _folder_problems(folders: Mapping[str, tuple[str, int | None]], config_file: Path) -> list[Problem]:
    found = (_folder_problem(key, value, line, config_file.parent) for key, (value, line) in folders.items())
    return [problem.at(str(config_file)) for problem in found if problem]


def _folder_problem(key: str, written: str, line: int | None, base: Path) -> Problem | None:
    folder = base / written
    try:
        if folder.is_dir():
            return None
        exists = folder.exists()
    except (OSError, ValueError) as error:
        return Problem("config-folder", f"{key} cannot be looked at: {quoted(written)}: {error}", "", line)
    if exists:
        return Problem("config-folder", f"{key} is not a folder: {quoted(written)}", "name a folder", line)
    if key == "output.path":
        return None
    near = nearest(written, _folders_in(base))
    hint = f"write it as {near}" if near else f"name the folder of the articles, counted from {base.resolve()}"
    return Problem("config-source-missing", f"{key} does not exist: {quoted(written)}", hint, line)


def _folders_in(base: Path) -> list[str]:
    try:
        return sorted(entry.name for entry in base.iterdir() if entry.is_dir())
    except OSError:
        return []


def _read_text(file: Path) -> str:
    try:
        if file.stat().st_size > MAX_BYTES:
            raise _unreadable(file, "config-too-large", f"is larger than {MAX_BYTES:,} bytes", "name another file")
        data = file.read_bytes()
    except FileNotFoundError:
        hint = "run `feedmaker init`, or name the file with -c"
        raise _unreadable(file, "config-missing", "does not exist", hint) from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise _unreadable(file, "config-unreadable", f"cannot be read: {reason}", "") from None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"is not UTF-8: byte 0x{data[error.start]:02x}"
        raise _unreadable(file, "config-not-utf8", message, "save the file as UTF-8", line) from None


def _unreadable(file: Path, code: str, message: str, hint: str, line: int | None = None) -> ConfigurationError:
    return ConfigurationError([Problem(code, message, hint, line, path=str(file))])
