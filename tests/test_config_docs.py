"""docs/configuration.md has every key of config.yaml, and no other."""

import dataclasses
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from config_texts import read_config

from feedmaker.config.keys import FIELDS, SECTIONS, TEXTS
from feedmaker.config.schema import (
    Articles,
    Categories,
    CategorySettings,
    Config,
    CustomFeed,
    Defaults,
    Feeds,
    Output,
    PermalinkRule,
    Site,
    Source,
    SourceFolder,
)
from feedmaker.loader.links.permalink import BUILT_IN
from feedmaker.loader.links.permalink_dialects import DIALECTS, OPTIONS, TOKENS, Dialect
from feedmaker.model import Author

PAGE = Path(__file__).parents[1] / "docs" / "configuration.md"
CLASSES = {
    "": Config,
    "site": Site,
    "site.author": Author,
    "source": Source,
    "source.path": SourceFolder,
    "articles": Articles,
    "articles.defaults": Defaults,
    "articles.permalink": PermalinkRule,
    "categories": Categories,
    "categories.settings.NAME": CategorySettings,
    "feeds": Feeds,
    "feeds.custom": CustomFeed,
    "output": Output,
}


def rows() -> dict[tuple[str, str], list[str]]:
    """Give section and key → takes, default, meaning, example."""
    section, found = "", {}
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            section = line.lstrip("# ").replace("The rest", "")
        elif line.startswith("| `"):
            key, *cells = [cell.strip() for cell in line.strip("|").split(" | ")]
            found[section, key.strip("`")] = cells
    return found


ROWS = rows()


def test_the_page_has_the_keys_that_are_read() -> None:
    assert set(ROWS) == {(section, key) for section, keys in SECTIONS.items() for key in keys}


def test_the_names_of_fields_and_texts_are_those_of_the_program() -> None:
    from feedmaker.loader.metadata import keys as fields
    from feedmaker.writer.pages.templates import texts_for

    assert set(FIELDS) == {*fields.FIELDS, *fields.SYNONYMS}
    assert set(TEXTS) == set(texts_for("en"))


@pytest.mark.parametrize(("names", "before"), [(FIELDS, "The fields:"), (TEXTS, "The texts:")])
def test_the_page_names_fields_and_texts(names: tuple[str, ...], before: str) -> None:
    paragraph = PAGE.read_text(encoding="utf-8").partition(before)[2].partition("\n\n")[0]

    assert set(re.findall(r"`(\w+)`", paragraph)) == set(names)


def defaults(of: Any) -> dict[str, Any]:
    """The keys of a section and their defaults, MISSING for one that has none."""
    if hasattr(of, "_fields"):
        return {name: of._field_defaults.get(name, dataclasses.MISSING) for name in of._fields}
    return {
        field.name.rstrip("_"): field.default
        if field.default_factory is dataclasses.MISSING
        else field.default_factory()
        for field in dataclasses.fields(of)
    }


@pytest.mark.parametrize("section", CLASSES)
def test_the_keys_that_are_read_are_the_fields_of_the_values(section: str) -> None:
    assert sorted(SECTIONS[section]) == sorted(defaults(CLASSES[section]))


@pytest.mark.parametrize(("section", "key"), [row for row in ROWS if row[0] in CLASSES])
def test_the_page_has_the_default(section: str, key: str) -> None:
    told = ROWS[section, key][1]
    default = defaults(CLASSES[section])[key]

    if default is dataclasses.MISSING:
        assert told in ("required", "`site.url`")
    elif isinstance(default, (bool, int, float, str)) and default != "":
        assert told == f"`{str(default).lower() if isinstance(default, bool) else default}`"
    elif key == "formats":
        assert told == "all three"
    elif isinstance(default, tuple) and default:
        assert told == ", ".join(f"`{item}`" for item in default)
    elif section:
        # None and what is empty: "none", or the key that stands in
        assert "`true`" not in told


@pytest.mark.parametrize(("section", "key"), ROWS)
def test_the_example_of_each_key_is_accepted(section: str, key: str) -> None:
    example = ROWS[section, key][3].strip("`")
    assert example.startswith(f"{key}: ")
    tree: dict[str, object] = {"site": {"title": "T", "url": "https://news.example.org/"}}
    place: dict[str, object] = tree
    for step in filter(None, section.split(".")):
        place = place.setdefault(step, {})  # type: ignore[assignment]  # a tree of plain dicts
    if section == "site.author":
        place["name"] = "Ann"
    if section == "source.path":
        place["path"] = "articles"
    if section == "articles.permalink":
        place["path"] = "**"
    if section == "feeds.custom":
        place.update(name="n", title="t", any="tag:x")
    if section == "articles.defaults":
        place.update(values={"draft": "true"})
    place.update(yaml.load(example, yaml.BaseLoader))

    assert read_config(yaml.safe_dump(tree, allow_unicode=True)).problems == ()


def test_the_smallest_configuration_of_the_page_is_accepted() -> None:
    block = re.search(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)

    assert block is not None
    assert read_config(block[1]).problems == ()


PERMALINKS = (PAGE.parent / "permalinks.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_page_of_permalinks_has_the_tokens_of_each_prefix(dialect: Dialect) -> None:
    row = re.search(rf"^\| `{dialect}:` \| (.*) \|$", PERMALINKS, re.MULTILINE)
    dates = PERMALINKS.partition("## Dates")[2].partition("## Options")[0]
    in_dates = set()
    for line in dates.splitlines():
        tokens, _, prefixes = [*line.strip("| ").split(" | "), "", ""][:3]
        if f"`{dialect}:`" in prefixes:
            in_dates |= set(re.findall(r"`:(\w+)`", tokens))

    assert row
    told = set(re.findall(r"`:(\w+)(?:\[[^`]*)?`", row[1])) | in_dates
    assert told - {"2006", "Jan"} == set(TOKENS[dialect])


def test_the_page_of_permalinks_has_every_option_and_every_name_of_jekyll() -> None:
    options = PERMALINKS.partition("## Options")[2]

    assert {word for words in re.findall(r"\(([\w,]+)\)", options) for word in words.split(",")} | set(
        re.findall(r"`(\w+)`", options)
    ) >= set(OPTIONS)
    assert set(re.findall(r"`(\w+)`", PERMALINKS.partition("one of Jekyll's names")[2].partition("\n")[0])) == set(
        BUILT_IN
    )
