"""The template variables in the bodies of a site whose values are in its data: `articles.variables`."""

import re
from collections.abc import Iterable, Mapping

from feedmaker.generators import article_files
from feedmaker.generators.recognition import Recognition
from feedmaker.generators.site_folder import read_text
from feedmaker.loader.template_values import as_output

#: {{ metadata.title }}, {{ site.url | safe }}
_VARIABLE = re.compile(r"\{\{-?\s*+([A-Za-z_]\w*+(?:\.\w++)++)\s*+[-|}]")


def set_variables(found: Recognition, data: Mapping[str, object], origin: str) -> None:
    """Set the variables that articles use and whose values are plain text or integers in nested mappings."""
    if not data:
        return
    values = {name: as_output(_value(data, name)) for name in sorted(_used(found))}
    if known := {name: text for name, text in values.items() if text is not None}:
        found.set("articles.variables", known, origin)


def _used(found: Recognition) -> set[str]:
    return {name for text in _texts(found) if "{{" in text for name in _VARIABLE.findall(text)}


def _texts(found: Recognition) -> Iterable[str]:
    for folder in found.source_folders:
        root = found.site.base / folder
        yield from (read_text(root / path) or "" for path in article_files.list_files(root))


def _value(data: object, name: str) -> object:
    for step in name.split("."):
        data = data.get(step) if isinstance(data, dict) else None
    return data
