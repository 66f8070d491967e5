"""Readers of nodes, each with the shape of what it accepts: the JSON Schema of config.yaml is made of the shapes.

Tests make it, and compare it with the readers; the package ships the result.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from feedmaker.text.yaml_nodes import Node

if TYPE_CHECKING:
    from feedmaker.config.readers import Context

#: Name of the file in this package that holds the schema.
SCHEMA_FILE = "config.schema.json"


class TextShape(NamedTuple):
    """One value that a function reads."""

    convert: Callable[[str], object]


class ListShape(NamedTuple):
    """A list, or one of its items alone."""

    item: "Shape"
    allow_empty: bool


class MappingShape(NamedTuple):
    """A mapping whose keys are the user's."""

    value: "Shape"
    #: Whether a key may be without a value.
    allow_empty: bool


class SectionShape(NamedTuple):
    """A mapping whose keys are known."""

    keys: Mapping[str, "Read"]
    required: Collection[str]
    #: Keys of which at least one must be set.
    any_of: Collection[str]


class EitherShape(NamedTuple):
    """One of two shapes."""

    one: "Shape"
    other: "Shape"


class FrontMatterShape(NamedTuple):
    """A mapping with anything in it."""


#: What a reader accepts, as far as it can be known without calling it: the JSON Schema is made from it.
Shape: TypeAlias = TextShape | ListShape | MappingShape | SectionShape | EitherShape | FrontMatterShape


@dataclass(frozen=True, slots=True)
class Read:
    """A reader; calling it returns the value of a node, or UNSET."""

    function: Callable[[Node, str, "Context"], Any]
    shape: Shape

    def __call__(self, node: Node, key: str, context: "Context") -> Any:
        """Read a node whose dotted key is `key`."""
        return self.function(node, key, context)


def shaped(shape: Shape) -> Callable[[Callable[[Node, str, "Context"], Any]], Read]:
    """Make a reader of a function that reads nodes of this shape."""
    return lambda function: Read(function, shape)


def shipped_schema() -> str:
    """Return the JSON Schema that the package holds, for editors."""
    from importlib import resources  # late: a run in which nothing changed needs none

    return (resources.files(__package__) / SCHEMA_FILE).read_text("utf-8")
