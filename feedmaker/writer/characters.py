"""The characters of XML 1.0, where a value broke the law of the model that there are no others."""

import re
from dataclasses import fields, is_dataclass, replace
from typing import TypeVar

#: Everything that is no Char of XML 1.0 section 2.2.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Value = TypeVar("Value")


def legal(value: Value) -> Value:
    """Give the value with every string in it, however deep, freed of what XML cannot hold.

    Slow, and meant so: the loader cleans its text, this keeps one forgotten character from ending a build.
    """
    clean: object = value
    if isinstance(value, str):
        clean = _NOT_XML.sub("", value)
    elif isinstance(value, tuple):
        clean = tuple(legal(part) for part in value)
    elif is_dataclass(value) and not isinstance(value, type):
        clean = replace(value, **{field.name: legal(getattr(value, field.name)) for field in fields(value)})
    return clean  # type: ignore[return-value]  # each branch gives back the type it was given
