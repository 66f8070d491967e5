"""config.yaml, or a mapping with the same keys → Config; all mistakes are reported at once, each with its remedy."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from feedmaker.config.schema import Config
from feedmaker.object_store import is_url
from feedmaker.problems import ConfigurationError, Problem
from feedmaker.text.messages import PATH_SHOWN, nearest, quoted

# document, keys and readers are imported late: importing feedmaker.config.schema must stay cheap
if TYPE_CHECKING:
    from feedmaker.text.yaml_nodes import Document

#: "source.path" and "output.path" → value and line, as written or by default; without a value that is invalid.
_Folders: TypeAlias = Mapping[str, tuple[str, int | None]]
_EMPTY = Problem(
    "config-empty", "contains no configuration", "write site: with title and url, or run `feedmaker init`", 1
)


class Reading(NamedTuple):
    """The result of reading a configuration: `config` is None if there are mistakes."""

    config: Config | None
    #: In the order of their lines.
    problems: tuple[Problem, ...]
    folders: _Folders


def load_config(
    config: str | Path | Mapping[str, object],
    *,
    source_path: str | None = None,
    output_path: str | None = None,
    check_folders: bool = True,
) -> Config:
    """Read a configuration.

    Args:
        config: the path of a config.yaml, or a mapping with its keys and with values as YAML or as Python has them
            (`{"site": {"title": …, "url": …}, "feeds": {"limit": 20}}`). Paths in a file are relative to its folder,
            those in a mapping to the current folder.
        source_path: replaces `source.path`; relative to the current folder.
        output_path: replaces `output.path`; relative to the current folder.
        check_folders: check on the disk that the source is a folder, and that nothing but a folder is where the output
            goes. If there are other mistakes, this is checked in any case.

    Raises:
        ConfigurationError: with a Problem for every mistake; those of a mapping name the key and no line.
    """
    from feedmaker.config.document import from_mapping, read_file

    if isinstance(config, Mapping):
        name, folder, document = "", Path(), from_mapping(config)
    else:
        file = Path(config)
        name, folder, document = str(file), file.parent, read_file(file)
    found, mistakes, written = read_document(document)
    paths = {"source.path": source_path, "output.path": output_path}
    replaced = {
        key: path if is_url(path) else str(Path(path).resolve()) for key, path in paths.items() if path is not None
    }
    problems = list(mistakes)
    if check_folders or problems:
        folders = {**written, **{key: (path, None) for key, path in replaced.items()}}
        found_wrong = (_folder_problem(key, value, line, folder) for key, (value, line) in folders.items())
        problems += filter(None, found_wrong)
    if problems or found is None:
        raise ConfigurationError([p.at(name) for p in sorted(problems, key=lambda problem: problem.line or 0)])
    source = replace(found.source, path=replaced.get("source.path", found.source.path))
    output = replace(found.output, path=replaced.get("output.path", found.output.path))
    return replace(found, source=source, output=output)


def read_document(document: "Document") -> Reading:
    """Read a configuration as nodes; mistakes are problems, nothing is raised."""
    from feedmaker.config.keys import CONFIG, FOLDERS, SECTIONS
    from feedmaker.config.readers import Context

    if document.root is None:
        return Reading(None, document.problems or (_EMPTY,), {})
    context = Context(document.problems, SECTIONS, {key: (default, None) for key, default in FOLDERS.items()})
    config = CONFIG(document.root, "", context)
    problems = sorted(dict.fromkeys(context.problems), key=lambda problem: problem.line or 0)
    return Reading(None if problems else config, tuple(problems), context.folders)


def _folder_problem(key: str, written: str, line: int | None, base: Path) -> Problem | None:
    if "://" in written:
        # Not quoted: it may hold a password.
        hint = "write s3://, gs:// or az:// and BUCKET/FOLDER; credentials come from the environment"
        return None if is_url(written) else Problem("config-folder", f"{key} is not the URL of a store", hint, line)
    if key == "state":
        return None
    folder = base / written
    try:
        if folder.is_dir():
            return None
        exists = folder.exists()
    except (OSError, ValueError) as error:
        return Problem("config-folder", f"{key} cannot be accessed: {quoted(written, PATH_SHOWN)}: {error}", "", line)
    if exists:
        return Problem("config-folder", f"{key} is not a folder: {quoted(written, PATH_SHOWN)}", "name a folder", line)
    if key == "output.path":
        return None
    near = nearest(written, _folders_in(base))
    if written.startswith("~"):
        hint = "write the whole path: ~ is not replaced"
        return Problem("config-source-missing", f"{key} does not exist: {quoted(written, PATH_SHOWN)}", hint, line)
    hint = f"write it as {near}" if near else f"name the folder of the articles, relative to {base.resolve()}"
    return Problem("config-source-missing", f"{key} does not exist: {quoted(written, PATH_SHOWN)}", hint, line)


def _folders_in(base: Path) -> list[str]:
    try:
        return sorted(entry.name for entry in base.iterdir() if entry.is_dir())
    except OSError:
        return []
