"""Parsers of npm that programs read feeds with: what they find is what the author wrote."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from site_folder import Site

HERE = Path(__file__).parent
TITLE = 'Fog & <b> in "Bay"'
CONTENT = "<em>thick</em> one: 大雾 &lt;b&gt;"
#: Parsers of both formats; node-feedparser removes what looks like a tag from a title, feed-parser decodes HTML once
#: too often.
PARSERS = [
    ("feedsmith", TITLE, CONTENT),
    ("feedparser", 'Fog &  in "Bay"', CONTENT),
    ("feedme", TITLE, CONTENT),
    ("@rowanmanning/feed-parser", TITLE, "<em>thick</em> one: 大雾 <b>"),
]


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    site = Site(tmp_path_factory.mktemp("node") / "site", articles={"permalink": "/:title/"})
    site.article(
        "note.md", 'Fog & <b> in "Bay"', 2, body="# Fog\n\nA *thick* one: 大雾 &lt;b&gt;", description="In short."
    )
    site.article("voice.md", "Voice", 1, audio="https://media.example.net/a.mp3?x=1&y=2", length=9)
    site.build()
    return site.output


@pytest.mark.parametrize("name", ["rss.xml", "atom.xml"])
@pytest.mark.parametrize(("parser", "title", "content"), PARSERS)
def test_a_parser_of_npm_finds_what_the_author_wrote(
    output: Path, parser: str, name: str, title: str, content: str
) -> None:
    if not shutil.which("node") or not (HERE / "node_modules" / parser).is_dir():
        pytest.skip(f"the npm package {parser} is not installed (make readers)")

    note, voice = parsed(parser, output / name)

    assert [note["title"], note["link"]] == [title, "https://harbour.example/note/"]
    assert note["id"] == json.loads((output / "feed.json").read_bytes())["items"][0]["id"]
    assert content in note["content"]
    assert note["enclosures"] == []
    assert voice["enclosures"] == ["https://media.example.net/a.mp3?x=1&y=2"]


def parsed(parser: str, file: Path) -> list[dict[str, Any]]:
    done = subprocess.run(
        ["node", HERE / "node_parsers.mjs", parser, file], capture_output=True, text=True, timeout=180, check=True
    )
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found
