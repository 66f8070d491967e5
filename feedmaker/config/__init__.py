"""config.yaml → Config, and its JSON Schema, which is made in tests of the readers (config/readers)."""

from feedmaker.config.load import load_config

__all__ = ["load_config", "shipped_schema"]

#: Name of the file in this package that holds the schema.
SCHEMA_FILE = "config.schema.json"


def shipped_schema() -> str:
    """Return the JSON Schema that the package holds, for editors."""
    from importlib import resources  # late: a run in which nothing changed needs none

    return (resources.files(__package__) / SCHEMA_FILE).read_text("utf-8")
