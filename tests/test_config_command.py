"""`feedmaker config`: what is in force and where it comes from, as a config.yaml."""

from pathlib import Path
from typing import Any

import click.testing
import pytest
import yaml
from test_config_docs import ROWS
from test_histories import CONFIGURATIONS
from test_json_schema import place

from feedmaker.cli.main import feedmaker
from feedmaker.config import load_config, shipped_schema
from feedmaker.config.effective import as_yaml

ROOT = Path(__file__).parents[1]
CONFIG = """\
# Harbour News
site:
  title: Harbour News
  url: https://harbour.example/

source: posts
articles:
  permalink: "/:title/"
  body:
feeds: {limit: 20,
  formats: [rss]}
hub:
- https://hub.example/
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config.yaml").write_text(CONFIG)
    return tmp_path


def run(*arguments: str) -> str:
    result = click.testing.CliRunner().invoke(feedmaker, ["config", *arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.stdout


def test_each_value_has_its_origin(folder: Path) -> None:
    lines = run().splitlines()

    for line in (
        "  title: Harbour News  # config.yaml:3",
        "  url: https://harbour.example/  # config.yaml:4",
        "  feeds_url: https://harbour.example/  # default: site.url",
        "  timezone: UTC  # default",
        "  path: posts  # config.yaml:6",
        "  permalink: /:title/  # config.yaml:8",
        "  body: auto  # default",
        "  limit: 20  # config.yaml:10",
        "  formats: [rss]  # config.yaml:11",
        "hub: ['https://hub.example/']  # config.yaml:12",
    ):
        assert line in lines


def test_the_command_line_is_named(folder: Path) -> None:
    text = run("--output", "public")

    assert f"  path: {folder.resolve() / 'public'}  # command line" in text
    assert "  path: posts  # config.yaml:6" in text


def test_what_is_printed_is_a_configuration_with_the_same_values(folder: Path) -> None:
    before = load_config(folder / "config.yaml", check_folders=False)
    (folder / "config.yaml").write_text(run())

    assert load_config(folder / "config.yaml", check_folders=False) == before
    assert "  min_articles: 1  # config.yaml:" in run(), "now every key is in the file"


def assert_round_trip(values: dict[str, Any], folder: Path) -> None:
    config = load_config(values, check_folders=False)
    file = folder / "round.yaml"
    file.write_text(as_yaml(config, {}), encoding="utf-8")
    assert load_config(file, check_folders=False) == config


@pytest.mark.parametrize(("section", "key"), ROWS)
def test_every_key_keeps_its_value(tmp_path: Path, section: str, key: str) -> None:
    example = yaml.load(ROWS[section, key][3].strip("`"), yaml.BaseLoader)[key]
    assert_round_trip(place(section, key, example), tmp_path)


@pytest.mark.parametrize("changes", CONFIGURATIONS, ids=str)
def test_configurations_of_the_histories_keep_their_values(tmp_path: Path, changes: dict[str, Any]) -> None:
    site = {"title": "Harbour", "url": "https://harbour.example/", **changes.get("site", {})}
    assert_round_trip({**changes, "site": site}, tmp_path)


@pytest.mark.parametrize("file", sorted(ROOT.glob("tests/golden/*/config.yaml")), ids=lambda file: file.parent.name)
def test_configurations_of_sites_keep_their_values(tmp_path: Path, file: Path) -> None:
    config = load_config(file, check_folders=False)
    copy = tmp_path / "copy.yaml"
    copy.write_text(as_yaml(config, {}), encoding="utf-8")
    assert load_config(copy, check_folders=False) == config


@pytest.mark.parametrize(
    "text", ["yes", "1.10", "null", "12:30", "# x", "a: b", " x ", "'", '"', "{", "- a", "ship\u2028a", "é" * 200]
)
def test_texts_that_yaml_would_read_otherwise_keep_their_value(tmp_path: Path, text: str) -> None:
    site = {"title": f"{text}.", "url": "https://harbour.example/", "rights": text}
    settings = {name: {"title": text.strip()} for name in ("yes", "1.0", "a: b", "~", "金融/#1", "n" * 80)}
    assert_round_trip({"site": site, "categories": {"settings": settings, "separator": text}}, tmp_path)


@pytest.mark.parametrize("settings", [{"archives": False}, {"podcast": {"locked": False}}], ids=str)
def test_a_switch_of_a_category_that_is_off_stays_off(tmp_path: Path, settings: dict[str, Any]) -> None:
    site = {"title": "Harbour", "url": "https://harbour.example/"}
    categories = {"settings": {"News": settings}}
    assert_round_trip({"site": site, "categories": categories, "feeds": {"archives": True}}, tmp_path)


def test_a_wrong_configuration_is_refused_as_by_build(folder: Path) -> None:
    (folder / "config.yaml").write_text("site: {titel: x}")
    result = click.testing.CliRunner().invoke(feedmaker, ["config"])

    assert result.stdout == ""
    assert result.exception is not None


def test_the_schema_is_printed(folder: Path) -> None:
    assert run("--schema") == shipped_schema()


def test_the_line_for_editors_that_init_writes_leads_to_the_schema(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\ntitle: A\ndate: 2024-05-31\n---\nText.\n")
    click.testing.CliRunner().invoke(feedmaker, ["init", str(tmp_path)])
    first = (tmp_path / "config.yaml").read_text().splitlines()[0]

    assert first.startswith("# yaml-language-server: $schema=")
    assert (tmp_path / first.partition("$schema=")[2]).read_text(encoding="utf-8") == shipped_schema()


def test_init_that_cannot_write_the_schema_writes_the_configuration(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\ntitle: A\ndate: 2024-05-31\n---\nText.\n")
    (tmp_path / ".feedmaker").write_text("a file")
    result = click.testing.CliRunner().invoke(feedmaker, ["init", str(tmp_path)])

    assert (tmp_path / "config.yaml").exists()
    assert ".feedmaker/config.schema.json, which helps editors, cannot be written" in result.stderr
