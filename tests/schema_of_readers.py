"""The JSON Schema of config.yaml (draft-07, which editors support), made of the readers that validate it.

`pytest --update-golden tests/test_json_schema.py` writes it to the file that the package ships.
It rejects what is wrong with a value alone: unknown keys, wrong types, numbers out of range, words that are not in a
list, and texts that no reader of their kind accepts. The readers are stricter.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from feedmaker.config import patterns, scalars
from feedmaker.config.keys import CONFIG, SECTIONS
from feedmaker.config.readers import UNSET, ByName, Either, FrontMatter, Many, Own, Read, Section, Text

JsonSchema: TypeAlias = dict[str, Any]

#: YAML reads `1.10` and `no` as no text; here they are text, as written.
_TEXT: JsonSchema = {"type": ["string", "number", "boolean"]}
_NAME = {**_TEXT, "pattern": r"\S"}
_URL = {"type": "string", "pattern": r"^\s*[Hh][Tt][Tt][Pp][Ss]?://[^/\\\s@]+(/[^\s\\]*|\?[^\s\\]*|#[^\s\\]*)?\s*$"}
_GLOB = {
    **_TEXT,
    "pattern": r"^(?!\s*!)(?!\s*/)(?!\s*[A-Za-z]:/)(?!(.*/)?\.\.(/|\s*$))(?!.*\*\*[^/\s])(?!.*[^/\s]\*\*)"
    r"(?!.*[^./\s]\s*//)[^\\]*[^/\\\s]\s*$",
}
_FLAG_WORDS = "|".join(
    "".join(f"[{letter.upper()}{letter}]" for letter in word) for word in ("true", "yes", "on", "false", "no", "off")
)
_STYLES = "|".join(sorted(patterns.PERMALINK_STYLES))
_KINDS = "|".join(patterns.CONDITIONS)
_NUMBER = r"^\s*[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?\s*$"

#: Function that reads a text → what it can take.
_READ_BY: Mapping[Callable[[str], object], JsonSchema] = {
    scalars.line_of_text: _TEXT,
    scalars.raw_text: _TEXT,
    scalars.name: _NAME,
    scalars.flag: {"type": ["boolean", "string"], "pattern": rf"^\s*({_FLAG_WORDS})\s*$"},
    scalars.url: _URL,
    scalars.site_url: _URL,
    scalars.language: {"type": "string", "pattern": r"^\s*[A-Za-z]{1,8}([-_][A-Za-z0-9]{1,8})*\s*$"},
    scalars.email: {"type": "string", "pattern": r"^\s*[^@\s]+@[^@\s]+\.[^@\s]+\s*$"},
    scalars.zone: {"type": "string", "pattern": r"^\s*[A-Za-z][A-Za-z0-9_+/-]*\s*$"},
    scalars.encoding: {"type": ["string", "number"], "pattern": r"\S"},
    scalars.share: {"type": ["number", "string"], "minimum": 0, "maximum": 1, "pattern": _NUMBER},
    scalars.seconds: {
        "type": ["number", "string"],
        "exclusiveMinimum": 0,
        "maximum": scalars.MOST_SECONDS,
        "pattern": _NUMBER,
    },
    scalars.time_of_day: {"type": "string", "pattern": r"^\s*([01]?[0-9]|2[0-3]):[0-5][0-9]\s*$"},
    scalars.compression: {"enum": list(scalars.COMPRESSIONS.words)},
    patterns.glob: _GLOB,
    patterns.suffix: {"type": "string", "pattern": r"^\s*\.[^\s/\\]*[^\s/\\.-]\s*$"},
    patterns.selector: _NAME,
    patterns.permalink: {"type": "string", "pattern": rf":[A-Za-z0-9_]|^\s*({_STYLES})\s*$"},
    patterns.feed_path: {"type": "string", "pattern": r"^\s*(?!/)[^{}\\]*\{category\}[^{}\\]*$"},
    patterns.condition: {"type": "string", "pattern": rf"^\s*({_KINDS})\s*[:：]\s*\S"},
}


def json_schema(about: Mapping[tuple[str, str], str]) -> JsonSchema:
    """Return the schema; `about` explains keys, by the name of their section and their own."""
    names = {id(keys): name for name, keys in SECTIONS.items()}

    def section(shape: Section) -> JsonSchema:
        name = names.get(id(shape.keys))
        properties = {}
        for key, reader in shape.keys.items():
            value = of(reader, may_be_null=key not in shape.required)
            text = about.get((name, key), "") if name is not None else ""
            properties[key] = {**value, "description": text} if text else value
        found: JsonSchema = {"type": "object", "properties": properties, "additionalProperties": False}
        if shape.required:
            found["required"] = list(shape.required)
        if shape.any_of:
            is_set: JsonSchema = {"not": {"enum": [None, "", [], {}]}}
            found["anyOf"] = [{"required": [key], "properties": {key: is_set}} for key in shape.any_of]
        return found

    def of(reader: Read, *, may_be_null: bool) -> JsonSchema:
        match reader:
            case Text(convert, like):
                return _or_null(_text(like or convert), may_be_null=may_be_null)
            case Many(item, allow_empty):
                found = {"type": "array", "items": of(item, may_be_null=False), "minItems": 0 if allow_empty else 1}
                unset = [{"enum": [None, ""]}] if may_be_null else []
                return _any(of(item, may_be_null=False), found, *unset)
            case ByName(value, empty):
                found = {"type": "object", "additionalProperties": of(value, may_be_null=empty is not UNSET)}
                return _or_null(found, may_be_null=may_be_null)
            case Section(required=required):
                return _or_null(section(reader), may_be_null=may_be_null and not required)
            case Either(one, other):
                return _any(of(one, may_be_null=may_be_null), of(other, may_be_null=False))
            case FrontMatter():
                return _or_null({"type": "object", "minProperties": 1}, may_be_null=may_be_null)
            case Own(like=like):
                return of(like, may_be_null=may_be_null)
        raise TypeError(reader)

    title = {"$schema": "http://json-schema.org/draft-07/schema#", "title": "Configuration of feedmaker"}
    return {**title, **of(CONFIG, may_be_null=False)}


def as_json(schema: JsonSchema) -> str:
    """Return a schema as the text of its file."""
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


def _text(convert: Callable[[str], object]) -> JsonSchema:
    if isinstance(convert, scalars.OneOf):
        return {"enum": list(convert.words)}
    if isinstance(convert, scalars.Whole):
        digits = r"^\s*[+-]?[0-9](_?[0-9])*\s*$"
        return {"type": ["integer", "string"], "minimum": convert.least, "maximum": scalars.MOST, "pattern": digits}
    return _READ_BY[convert]


def _or_null(schema: JsonSchema, *, may_be_null: bool) -> JsonSchema:
    """Let a key also be without a value, or with an empty text, which leave its default."""
    if not may_be_null:
        return schema
    if "enum" in schema:
        return {"enum": [*schema["enum"], None, ""]}
    types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    found = {**schema, "type": [*types, "null"]}
    return {**found, "pattern": f"^$|{schema['pattern']}"} if "pattern" in schema else found


def _any(*schemas: JsonSchema) -> JsonSchema:
    flat = (part for schema in schemas for part in (schema["anyOf"] if list(schema) == ["anyOf"] else [schema]))
    return {"anyOf": list(flat)}
