"""Feeds of other generators, as they were when the generators were run (tests/generator_feeds/run.py)."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

import feedmaker
from feedmaker.cli.main import feedmaker as command

ROOT = Path(__file__).parents[1]
HERE = Path(__file__).parent / "generator_feeds"
sys.path.insert(0, str(HERE))

import compared_sites  # noqa: E402 - beside the script that builds the sites
import run  # noqa: E402

FACTS = json.loads((HERE / "facts.json").read_text(encoding="utf-8"))
#: Generator → its name in docs/why.md.
NAMES = {
    "hexo": "Hexo", "jekyll": "Jekyll", "hugo": "Hugo", "pelican": "Pelican", "nikola": "Nikola",
    "eleventy": "Eleventy", "astro": "Astro", "docusaurus": "Docusaurus", "mkdocs": "MkDocs",
    "ablog": "ABlog",
}  # fmt: skip
#: Generator → articles.ids, by which subscribers of its own feed see nothing twice (docs/howto/moving.md).
IDS = {
    "hexo": "link",
    "jekyll": "jekyll",
    "hugo": "link",
    "pelican": "pelican",
    "nikola": "link",
    "eleventy": "link",
    "astro": "link",
    "docusaurus": "docusaurus",
    "mkdocs": "link",
}


def ids_after_moving(generator: str, folder: Path) -> dict[str, str]:
    """Give title → id of the entries that feedmaker makes of a generator's site after `init`."""
    compared_sites.write(generator, folder)
    result = CliRunner().invoke(command, ["init", str(folder), "-c", "feeds.yaml"])
    assert result.exit_code == 0, result.output
    config = yaml.safe_load((folder / "feeds.yaml").read_text(encoding="utf-8"))
    config.setdefault("articles", {})["ids"] = IDS[generator]
    (folder / "feeds.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    return {entry.title: entry.id for entry in feedmaker.entries(folder / "feeds.yaml")}


@pytest.mark.parametrize("generator", IDS)
def test_entries_keep_the_ids_of_the_generators_own_feed(generator: str, tmp_path: Path) -> None:
    ours, theirs = ids_after_moving(generator, tmp_path / "site"), FACTS[generator]["ids"]

    common = set(ours) & set(theirs)
    assert common >= {"The first boat", "High tide"}
    assert {title: ours[title] for title in common} == {title: theirs[title] for title in common}


def columns(name: str, facts: dict[str, Any]) -> tuple[list[str], list[str]]:
    """Give the row of a generator in each table."""
    boat, links, pictures = facts["ids"]["The first boat"], facts["links"], facts["pictures"]
    own = "link" if boat == facts["link"] else "its own" if boat.startswith("urn:") else "made of the link"
    relative = [each for each in (*links, *pictures) if not each.startswith("https://")]
    first = [
        ", ".join(facts["formats"]),
        "yes" if facts["category_feeds"] else "no",
        "whole" if facts["full"] else "summary",
        str(max(facts["entries"].values())),
        "absolute" if not relative else f"`{'`, `'.join(relative)}`",
        "yes" if facts["script"] else "removed",
        "named" if facts["language"] else "no",
    ]
    second = [
        own,
        "published" if facts["future"] else "held",
        "published" if facts["draft"] else "left out",
        facts["control"],
        facts["broken"],
        "the same" if facts["same_bytes"] else "others",
        "not touched" if facts["untouched"] else "written again",
    ]
    return [name, *first], [name, *second]


HEADS = (
    ["Feeds of", "Formats", "Of categories", "Text", "Entries", "Links and pictures", "Scripts", "Language"],
    ["", "Id", "Dated 2099", "Draft", "Control character", "Unreadable post", "Bytes of a second build", "Its files"],
)


def tables(facts: Mapping[str, dict[str, Any]]) -> str:
    """Write both tables, and what was run."""
    rows = [columns(name, values) for name, values in facts.items()]
    lines = []
    for number, head in enumerate(HEADS):
        lines += [f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}"]
        lines += [f"| {' | '.join(row[number])} |" for row in rows]
        lines.append("")
    ran = [f"{values['version']} ({values['date']})" for values in facts.values() if "version" in values]
    return "\n".join([*lines, f"Run: {'; '.join(ran)}.", ""])


def test_the_page_says_what_the_feeds_are_like(*, update_golden: bool) -> None:
    page = ROOT / "docs" / "why.md"
    before, mark, rest = page.read_text(encoding="utf-8").partition("<!-- facts: written by `make golden` -->\n")
    told, end, after = rest.partition("<!-- end of facts -->\n")
    assert mark
    assert end
    made = tables(
        {NAMES[name]: FACTS[name] for name in NAMES if name in FACTS} | {"**feedmaker**": run.facts_of("feedmaker")}
    )
    if update_golden:
        page.write_text(f"{before}{mark}{made}{end}{after}", encoding="utf-8")
        told = made

    assert told == made, "run pytest --update-golden"
