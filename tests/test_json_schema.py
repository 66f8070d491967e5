"""The JSON Schema of config.yaml: made of the readers, shipped, and of one mind with them."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from config_texts import read_config
from schema_of_readers import as_json, json_schema
from test_config_docs import ROWS

from feedmaker.config import SCHEMA_FILE, shipped_schema
from feedmaker.config.keys import SECTIONS

ROOT = Path(__file__).parents[1]
FILE = ROOT / "feedmaker" / "config" / SCHEMA_FILE
SITE = {"title": "T", "url": "https://news.example.org/"}

#: What can be checked in a value alone. A text that only its reader understands, such as the name of a zone, is not.
STRUCTURAL = {"config-wrong-type", "config-unknown-key", "config-missing-key", "config-unknown-value"}


def made() -> str:
    """Return the text of the schema, with the explanations of docs/configuration.md."""
    about = {}
    for key, (_, default, meaning, _) in ROWS.items():
        text = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", meaning).replace("`", "")
        about[key] = f"{text} Default: {default.replace('`', '')}." if default != "required" else f"{text} Required."
    return as_json(json_schema(about))


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft7Validator:
    schema = json.loads(shipped_schema())
    jsonschema.Draft7Validator.check_schema(schema)
    return jsonschema.Draft7Validator(schema)


def test_the_shipped_schema_is_that_of_the_readers(*, update_golden: bool) -> None:
    if update_golden:
        FILE.write_text(made(), encoding="utf-8")
    assert shipped_schema() == made(), "run pytest --update-golden tests/test_json_schema.py"


def place(section: str, key: str, value: object) -> dict[str, Any]:
    """Return a configuration that has a value at a key, and what its section requires beside it."""
    tree: dict[str, Any] = {"site": dict(SITE)}
    here = tree
    for step in filter(None, section.split(".")):
        here = here.setdefault(step, {})
    beside: dict[str, dict[str, Any]] = {
        "site.author": {"name": "Ann"},
        "source.path": {"path": "articles"},
        "articles.permalink": {"path": "**"},
        "articles.defaults": {"values": {"draft": "true"}},
        "feeds.custom": {"name": "n", "title": "t", "any": "tag:x"},
    }
    here.update(beside.get(section, {}))
    here[key] = value
    if section == "source.path":
        tree["source"]["path"] = [tree["source"]["path"]]
    return tree


VALUES: list[object] = [
    None, "", " ", "word", 7, 0, -3, 0.4, 2.5, True, "yes", "NO", "maybe", "https://news.example.org/a/", "/a/:title/",
    "ftp://x.example", "zh-CN", "12:30", "25:00", "a@b.example", "a@b", ".meta", "meta", "c/{category}", "{category}",
    "c/{x}", "tag:news", "colour:red", "**/*.md", "!a", "/a", "a\\b", "a/", "1_000", "10.5", "rss", "gzip",
    "UTC",
    [], ["word"], [7, True], [None], [""], [[]], ["rss", "json"], ["tag:a", {"tag": ["b", "c"]}], [{"colour": "red"}],
    {}, {"word": "x"}, {"name": "Ann"}, {"name": None}, {"a": {"title": "A"}}, {"a": None}, {"title": ["Title"]},
    [{"path": "**", "pattern": "/:title/"}], [{"pattern": "/:title/"}], [{"path": "**", "colour": 1}],
    {"a": {"name": "A"}}, [{"path": "a"}, "b"],
    [{"name": "n", "title": "t", "any": "tag:x"}], [{"name": "n", "title": "t"}], {"values": {"a": 1}},
]  # fmt: skip


@pytest.mark.parametrize(("section", "key"), ROWS)
def test_schema_and_readers_agree_on_every_key(validator: jsonschema.Draft7Validator, section: str, key: str) -> None:
    """The schema refuses no configuration that the readers take, and every structural mistake that they refuse."""
    example = yaml.safe_load(ROWS[section, key][3].strip("`"))[key]
    accepted = 0
    for value in [*VALUES, example]:
        tree = place(section, key, value)
        problems = read_config(yaml.safe_dump(tree, allow_unicode=True)).problems
        errors = [error.message for error in validator.iter_errors(tree)]
        accepted += not problems
        if not problems:
            assert errors == [], (section, key, value)
        elif STRUCTURAL & {problem.code for problem in problems}:
            assert errors, (section, key, value, problems)
    assert accepted


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{}", "required"),
        ("site: {title: T}", "required"),
        ("site: {title: null, url: https://news.example.org/}", "type"),
        ("site: {title: T, url: news.example.org}", "pattern"),
        ("sight: {}", "additionalProperties"),
        ("feeds: {limit: 0}", "minimum"),
        ("feeds: {limit: 2000000000000}", "maximum"),
        ("feeds: {limt: 5}", "additionalProperties"),
        ("feeds: {formats: []}", "minItems"),
        ("feeds: {path: categories}", "pattern"),
        ("feeds: {custom: [{name: n, title: t}]}", "anyOf"),
        ("source: {guard: 2}", "maximum"),
        ("articles: {timeout: 0}", "exclusiveMinimum"),
        ("articles: {permalink: /same/}", "pattern"),
        ("output: {texts: {hello: x}}", "additionalProperties"),
        ("categories: {settings: {Finance: {colour: red}}}", "additionalProperties"),
        ("hub: [ftp://hub.example]", "pattern"),
    ],
)
def test_mistakes_are_refused_by_the_schema_and_by_the_readers(
    validator: jsonschema.Draft7Validator, text: str, why: str
) -> None:
    tree = yaml.safe_load(text)
    if "site" not in tree and tree and "sight" not in tree:
        tree["site"] = SITE

    assert read_config(yaml.safe_dump(tree)).problems
    assert why in {error.validator for error in leaves(validator.iter_errors(tree))}


def leaves(errors: Iterator[jsonschema.ValidationError]) -> Iterator[jsonschema.ValidationError]:
    for error in errors:
        yield error
        yield from leaves(iter(error.context or ()))


@pytest.mark.parametrize("file", sorted([*ROOT.glob("tests/golden/*/config.yaml"), ROOT / "config.yaml"]), ids=str)
def test_real_configurations_are_valid(validator: jsonschema.Draft7Validator, file: Path) -> None:
    assert [error.message for error in validator.iter_errors(yaml.safe_load(file.read_text("utf-8")))] == []


def test_every_key_is_explained(validator: jsonschema.Draft7Validator) -> None:
    schema = validator.schema
    assert isinstance(schema, dict)
    for section in ("site", "feeds", "output"):
        properties = schema["properties"][section]["properties"]
        assert sorted(properties) == sorted(SECTIONS[section])
        assert all(len(value["description"]) > 20 for value in properties.values())
