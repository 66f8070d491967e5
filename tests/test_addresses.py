"""Addresses of feeds are for ever too: feeds that move or are removed are reported, and many of them refused."""

import json
from pathlib import Path

import pytest
from site_folder import Site

from feedmaker.problems import BuildRefused
from feedmaker.report import MovedFeed


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path / "site", feeds={"min_articles": 1})
    for number in range(8):
        site.article(f"{number}.md", f"Ship {number}", number, categories=[f"port {number}"])
    site.build()
    return site


def test_a_change_that_moves_most_feeds_is_refused(site: Site) -> None:
    before = site.files()
    site.configure(feeds={"path": "c/{category}"})

    with pytest.raises(BuildRefused, match="8 of 9 feeds would lose their addresses") as refusal:
        site.build(new_urls=False)

    assert "categories/port-0/ would become c/port-0/" in refusal.value.message
    assert "--new-urls" in refusal.value.hint
    assert site.files() == before
    report = site.build(new_urls=True)
    assert (report.feeds.moved, report.feeds.removed) == (8, 0)
    assert report.moved_feeds[0] == MovedFeed("categories/port-0", "c/port-0")
    assert not (site.output / "categories").exists()


def test_a_change_that_removes_most_feeds_is_refused(site: Site) -> None:
    for number in range(8):
        site.article(f"{number}.md", f"Ship {number}", number, categories=["all"])

    with pytest.raises(BuildRefused, match="8 of 9 feeds") as refusal:
        site.build(new_urls=False)

    assert "categories/port-0/ would be removed" in refusal.value.message
    assert site.build(new_urls=True).removed_feeds == tuple(f"categories/port-{number}" for number in range(8))


def test_few_feeds_may_move_and_are_reported(site: Site) -> None:
    site.article("0.md", "Ship 0", 0, categories=["port 1"])
    site.configure(categories={"aliases": {"port 2": "haven"}})

    report = site.build(new_urls=False)

    assert report.removed_feeds == ("categories/port-0", "categories/port-2")
    assert report.feeds.removed == 2
    assert json.loads(report.to_json())["removed_feeds"] == ["categories/port-0", "categories/port-2"]


def test_a_small_site_may_lose_a_category(tmp_path: Path) -> None:
    site = Site(tmp_path / "small")
    site.article("a.md", "A", 1, categories=["one"])
    site.build()
    site.article("a.md", "A", 1, categories=["two"])

    assert site.build(new_urls=False).removed_feeds == ("categories/one",)


def test_a_dry_run_says_which_feeds_would_move(site: Site) -> None:
    site.configure(feeds={"path": "c/{category}"})

    done = site.run("build", "--dry-run", "--new-urls")

    assert "feed moved: categories/port-0/ to c/port-0/\n" in done.stdout
    assert "8 moved" in done.stderr
    refused = site.run("build")
    assert refused.returncode == 3
    assert "--new-urls" in refused.stderr
