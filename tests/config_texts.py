"""The text of a config.yaml → what feedmaker reads."""

from feedmaker.config.load import Reading, read_document
from feedmaker.text.yaml_nodes import read_yaml


def read_config(text: str) -> Reading:
    """Read the text of a config.yaml; mistakes are problems, nothing is raised."""
    return read_document(read_yaml(text))
