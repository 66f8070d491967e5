"""The template variables in the bodies of a site whose values are in its data: `articles.variables`."""

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from feedmaker.generators import article_files
from feedmaker.generators.recognition import Recognition
from feedmaker.generators.script_values import exported
from feedmaker.generators.site_folder import ScriptFile, SiteFolder, read_text
from feedmaker.loader.template_values import as_output
from feedmaker.text.patterns import portable

_MAX_FILES = 1_000
#: {{ metadata.title }}, {{ site.url | safe }}; {{< param "author.name" >}} is param.author.name
_VARIABLE = re.compile(portable(r"\{\{-?\s*+([A-Za-z_]\w*+(?:\.\w++)++)\s*+[-|}]"))
_PARAM = re.compile(r"""\{\{[<%]\s*+param\s++["']?([\w.-]++)["']?\s*+[>%]\}\}""")


def set_variables(found: Recognition, data: Mapping[str, object], origin: str) -> None:
    """Set the variables that articles use and whose values are plain text or integers in nested mappings."""
    if not data:
        return
    values = {name: as_output(_value(data, name)) for name in sorted(_used(found))}
    if known := {name: text for name, text in values.items() if text is not None}:
        found.set("articles.variables", known, origin)


def _used(found: Recognition) -> set[str]:
    roots = [found.site.base / folder for folder in found.source_folders]
    files = (root / path for root in roots for path in article_files.list_files(root))
    texts = [text for text in map(read_text, files) if text and "{{" in text]
    params = (f"param.{name.lower()}" for text in texts for name in _PARAM.findall(text))
    return {*params, *(name for text in texts for name in _VARIABLE.findall(text))}


def _value(data: object, name: str) -> object:
    for step in name.split("."):
        data = data.get(step) if isinstance(data, dict) else None
    return data


def data_files(site: SiteFolder, folder: str, endings: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], object]]:
    """Yield the names and the value of each file: `_data/a/b.json` is the data `a.b`."""
    root = site.path / folder
    paths = [os.path.relpath(os.path.join(place, name), root) for place, _, names in os.walk(root) for name in names]
    for path in sorted(paths)[:_MAX_FILES]:
        name = PurePosixPath(path.replace(os.sep, "/"))
        if name.suffix[1:] not in endings:
            continue
        settings = site.read_settings(f"{folder}/{name}")
        value = exported(settings.code) if isinstance(settings, ScriptFile) else settings and settings.written
        yield name.with_suffix("").parts, value


def put_data(data: dict[str, object], steps: tuple[str, ...], value: object) -> None:
    """Put a value at a path; a path that has a value has none that is known."""
    for step in steps[:-1]:
        inner = data.setdefault(step, {})
        if not isinstance(inner, dict):
            return
        data = inner
    data[steps[-1]] = None if steps[-1] in data else value
