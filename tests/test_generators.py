"""`init` and the library beside the real generators: the same articles, links, dates, titles, categories and tags.

What each generator says is beside its site, in tests/generators/<generator>/<site>.json; `make generators` writes it.
"""

import json
import re
import shutil
from datetime import datetime
from pathlib import Path
from urllib.parse import urljoin

import click.testing
import pytest

import feedmaker
from feedmaker import Article, Entry
from feedmaker.cli.main import feedmaker as command
from feedmaker.config.schema import Config

TRUTHS = sorted((Path(__file__).parent / "generators").glob("*/*.json"))


@pytest.mark.parametrize("truth", TRUTHS, ids=[f"{file.parent.name}-{file.stem}" for file in TRUTHS])
def test_nothing_has_to_be_edited_for_what_the_generator_says(truth: Path, tmp_path: Path) -> None:
    expected = {article.pop("path"): article for article in json.loads(truth.read_text(encoding="utf-8"))}
    site = tmp_path / "site"
    shutil.copytree(truth.with_suffix(""), site)

    found = articles(site)

    assert sorted(found) == sorted(expected)
    for path, values in expected.items():
        assert {key: found[path][key] for key in values} == {key: comparable(key, values) for key in values}, path


def articles(site: Path) -> dict[str, dict[str, object]]:
    """Run init, and return what the library says of each published article by its path under the site."""
    result = click.testing.CliRunner().invoke(command, ["init", str(site), "-c", "feedmaker.yaml"])
    assert result.exit_code == 0, result.output
    config = feedmaker.load_config(site / "feedmaker.yaml")
    published = {entry.id: entry for entry in feedmaker.entries(site / "feedmaker.yaml")}
    return {
        path_in_site(site, config, article): values_of(article, published[article.id])
        for article in feedmaker.articles(site / "feedmaker.yaml")
        if article.id in published
    }


def path_in_site(site: Path, config: Config, article: Article) -> str:
    """Return the path of an article under the site: that in the source folder that has it."""
    paths = ((Path(folder.path) / article.path).as_posix() for folder in config.source.folders)
    return next(path for path in paths if (site / path).is_file())


def values_of(article: Article, entry: Entry) -> dict[str, object]:
    return {
        "link": article.link,
        "published": article.published,
        "updated": article.updated,
        "title": article.title,
        "categories": sorted("/".join(category) for category in article.categories),
        "tags": sorted(article.tags),
        "author": ", ".join(author.name for author in article.authors),
        "links": re.findall(r'<a [^>]*?href="([^"]*)"', entry.content),
    }


def comparable(key: str, values: dict[str, object]) -> object:
    value = values[key]
    if key in ("published", "updated"):
        return datetime.fromisoformat(str(value)).replace(microsecond=0)
    if key == "links":
        assert isinstance(value, list)
        return [urljoin(str(values["link"]), link) for link in value]
    if key in ("categories", "tags"):
        assert isinstance(value, list)
        return sorted(value)
    return value
