"""What readers do with entries of unusual kinds: each is a line of "Differences between readers" in docs/readers.md."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import feedparser
import pytest
import reader
from site_folder import Site

AUTHOR = "Ann (Quay)"
ARTICLES = {
    "reading.md": "title: Reading\ndescription: In short.\n---\n"
    "<ruby>漢<rt>kan</rt></ruby> [call](tel:+1) [sms](sms:+1)\n\n"
    '<details><summary>More</summary>\n\nhidden\n\n</details>\n\n<img src="/a.png" referrerpolicy="no-referrer">',
    "thirds.md": "title: Thirds\n---\n<math><mfrac><mn>1</mn><mn>3</mn></mfrac></math>",
    "20240302T0801.md": "title: ''\n---\nA note without a title.",
    "target.md": "title: Target\nlink: https://other.example/story\n---\nI was there.",
    "two.md": "title: Two\nauthors: [Ada, Bo]\n---\nx",
}


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    site = Site(tmp_path_factory.mktemp("differences") / "site", articles={"permalink": "/:title/"})
    site.configure(site={"author": AUTHOR}, feeds={"untitled": True})
    for number, (name, text) in enumerate(ARTICLES.items()):
        site.put(name, f"---\ndate: 2024-03-0{number + 1}\n{text}\n")
    site.build()
    return site.output


def parsed(output: Path, name: str) -> dict[str, Any]:
    entries = feedparser.parse(str(output / name)).entries
    return {entry.link.rsplit("/", 2)[1]: entry for entry in entries}


@pytest.mark.parametrize("name", ["rss.xml", "atom.xml"])
def test_feedparser_removes_ruby_summaries_and_addresses_that_it_does_not_know(output: Path, name: str) -> None:
    html = parsed(output, name)["reading"].content[0].value

    assert "漢kan" in html
    assert '<a href="">call</a> sms' in html
    assert "<details>More" in html
    assert '<img src="https://harbour.example/a.png" />' in html


def test_feedparser_keeps_mathml_and_the_name_of_an_author_with_parentheses(output: Path) -> None:
    entry = parsed(output, "rss.xml")["thirds"]

    assert '<math alttext="1/3"' in entry.summary
    assert (entry.author, entry.authors) == (AUTHOR, [{"name": AUTHOR}])


@pytest.mark.parametrize(("name", "author"), [("rss.xml", "Ann"), ("atom.xml", AUTHOR), ("feed.json", AUTHOR)])
def test_reader_takes_parentheses_of_an_author_in_rss_for_an_address(output: Path, name: str, author: str) -> None:
    with reader.make_reader(":memory:", feed_root=str(output)) as made:
        made.add_feed(name)
        made.update_feeds()
        entry = next(entry for entry in made.get_entries() if entry.title == "Thirds")

        assert entry.authors_str == author


def test_the_target_of_a_link_post_is_a_link_of_atom_and_in_the_text_of_every_format(output: Path) -> None:
    rss, atom = parsed(output, "rss.xml")["target"], parsed(output, "atom.xml")["target"]

    assert [link.rel for link in rss.links] == ["alternate"]
    assert [(link.rel, link.href) for link in atom.links][1:] == [("related", "https://other.example/story")]
    assert "https://other.example/story" in rss.summary


@pytest.mark.skipif(not shutil.which("sfeed"), reason="sfeed is not installed")
@pytest.mark.parametrize(("name", "title"), [("rss.xml", ""), ("atom.xml", "A note without a title.")])
def test_sfeed_has_no_title_for_a_note_in_rss(output: Path, name: str, title: str) -> None:
    told = subprocess.run(
        ["sfeed"], input=(output / name).read_bytes(), capture_output=True, check=True
    ).stdout.decode()
    lines = [line.split("\t") for line in told.splitlines()]

    assert {line[2].rsplit("/", 2)[1]: line[1] for line in lines}["20240302T0801"] == title
