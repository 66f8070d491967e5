"""One article with very many categories, and very many feeds: bounded, named, and no addresses lost without a word."""

from pathlib import Path

import pytest

import feedmaker
from feedmaker.problems import FeedmakerError


def site(folder: Path, most: int, articles: dict[str, str]) -> Path:
    """Write a site with at most this many feeds; return its config.yaml."""
    config = folder / "config.yaml"
    config.write_text(f"site: {{title: H, url: https://h.example/}}\nfeeds: {{max_feeds: {most}, formats: [json]}}\n")
    for name, head in articles.items():
        path = folder / "articles" / f"{name}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"---\ntitle: {name}\ndate: 2024-03-01\n{head}\n---\nA boat.\n")
    return config


def feeds(folder: Path) -> set[str]:
    return {path.parent.name for path in (folder / "output").rglob("feed.json")}


def test_an_article_with_very_many_categories_makes_few_feeds(tmp_path: Path) -> None:
    paths = "\n".join(f"- [{', '.join(f'c{path}s{step}' for step in range(10))}]" for path in range(500))

    report = feedmaker.build(site(tmp_path, 20_000, {"boat": f"categories:\n{paths}"}))

    assert report.articles.published == 1
    assert report.feeds.total == 501
    assert [problem.code for problem in report.problems] == ["names-left-out", "link-missing"]


def test_feeds_beyond_the_limit_are_left_out_and_named(tmp_path: Path) -> None:
    articles = {f"boat{number}": f"categories: c{number}" for number in range(9)} | {"ship": "categories: c5"}

    report = feedmaker.build(site(tmp_path, 4, articles))

    assert feeds(tmp_path) == {"output", "c5", "c0", "c1"}
    found = {problem.code: problem for problem in report.problems}
    assert found.keys() == {"feeds-too-many", "link-missing"}
    assert found["feeds-too-many"].path == "articles"
    assert "'c2, c3, c4, c6, c7, c8' (6)" in found["feeds-too-many"].message


def test_a_build_that_would_lose_most_addresses_to_the_limit_is_refused(tmp_path: Path) -> None:
    articles = {f"boat{number}": f"categories: c{number}" for number in range(9)}
    feedmaker.build(site(tmp_path, 100, articles))

    with pytest.raises(FeedmakerError, match="would lose their addresses"):
        feedmaker.build(site(tmp_path, 2, articles))

    assert len(feeds(tmp_path)) == 10
    assert feedmaker.build(site(tmp_path, 8, articles)).feeds.total == 8
    assert len(feeds(tmp_path)) == 8
    assert feedmaker.build(site(tmp_path, 100, articles)).feeds.total == 10


ODD_IDS = [
    "javascript:alert(1)", "JavaScript:alert(1)", "data:text/html,x", "file:///etc/passwd", "vbscript:x", "about:blank",
    "tag:x", "tag:harbour.example,20:x", "tag:Harbour,2024:x", "urn:uuid:12", "urn:uuid:", "urn:x", "3", "12345",
    "https://h.example/%zz", "https://h.example/[x]", "https://h.example/a b", "HTTPS://H.example", "https://[::1", "https://",
    "http://h.example/?p=3", "x:%", "x:[y]", "mailto:ann@h.example", "'tag:h.example,2024-13:x'", "at://did:plc:x/a",
    "tag:h.example,2024:boat", "{6ba7b811-9dad-11d1-80b4-00c04fd430c8}",
]  # fmt: skip
ODD_FILES = [
    "/a.mp3", "/a b.mp3", "/[a].mp3", "/%zz.mp3", "//[x/a.mp3", "https://h.example:99999/a.mp3", "javascript:a.mp3",
    "data:audio/mpeg;base64,AAAA", "/a.mp3?x=%", "ftp://h.example/a.mp3", "http://é.example/é.mp3",
    "/a.mp3 12 audio/mpeg", "/a.mp3 9999999999999999999999 audio/mpeg", "../../a.mp3", "file:///a.mp3",
    "http://h.example\\\\a.mp3", "/a|b^c`d.mp3",
]  # fmt: skip


def test_ids_and_enclosures_of_ours_pass_our_check(tmp_path: Path) -> None:
    heads = [f"guid: {identifier!r}" for identifier in ODD_IDS] + [f"enclosure: {file!r}" for file in ODD_FILES]
    config = site(tmp_path, 100, {f"boat{number}": head for number, head in enumerate(heads)})
    config.write_text(config.read_text().replace(", formats: [json]", ", limit: 100"))

    report = feedmaker.build(config)

    assert report.articles.published == len(heads)
    assert [problem for problem in feedmaker.check([tmp_path / "output"]) if problem.level == "error"] == []
    published = (tmp_path / "output" / "atom.xml").read_text(encoding="utf-8")
    assert not [scheme for scheme in ("avascript:", "vbscript:", "file:", "about:") if f"<id>{scheme}" in published]
    assert "<id>tag:h.example,2024:boat</id>" in published
    assert "<id>http://h.example/?p=3</id>" in published
