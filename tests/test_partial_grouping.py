"""Grouping after few articles changed: the feeds without them are only counted, and the others are the same."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from site_folder import Site

from feedmaker.config.schema import Categories, Config, Feeds
from feedmaker.config.schema import Site as SiteSettings
from feedmaker.state.due import DueTable
from feedmaker.writer.grouping import Grouping
from feedmaker.writer.labels import ArticleLabels, dump_labels
from feedmaker.writer.newest import GroupedArticle
from feedmaker.writer.partial_grouping import PartialGrouping

NEWEST = 1_700_000_000
DAY = 86_400
NAMES = st.sampled_from(["Sea", "sea", "Air", "ａir", "Attic", "News"])
LABELS = st.builds(
    lambda paths, tags: dump_labels(ArticleLabels(tuple(map(tuple, paths)), tuple(tags), (), None)),
    st.lists(st.lists(NAMES, min_size=1, max_size=2), max_size=2),
    st.lists(st.sampled_from(["rope", "salt"]), max_size=1),
)


@settings(max_examples=150)
@given(
    articles=st.lists(st.tuples(LABELS, st.integers(0, 400)), max_size=40),
    changed=st.lists(LABELS, max_size=3),
    limit=st.integers(1, 4),
    tags=st.booleans(),
    archives=st.booleans(),
)
def test_changed_feeds_are_those_of_a_whole_grouping(
    articles: list[tuple[str, int]], changed: list[str], limit: int, tags: bool, archives: bool
) -> None:
    config = Config(
        SiteSettings("Harbour News", "https://harbour.example/", "https://harbour.example/"),
        feeds=Feeds(limit=limit, tags=tags, archives=archives),
        categories=Categories(hidden=("Attic",)),
    )
    rows = [
        GroupedArticle(days * DAY - NEWEST, f"id:{number}", number, b"", labels)
        for number, (labels, days) in enumerate(articles)
    ]
    whole, partial = Grouping(config, NEWEST), PartialGrouping(config, NEWEST)
    for row in rows:
        whole.add([row], row.labels)

    counts = Counter(row.labels for row in rows)
    recent = [row for row in rows if -row.minus_published > partial.weeks_begin]
    for labels, number in counts.items():
        partial.count(labels, number, [-row.minus_published for row in recent if row.labels == labels])
    wanted, after = partial.ask(changed, counts)
    for row in rows:
        if -row.minus_published > min(after, wanted.get(row.labels, after)):
            partial.add([row], row.labels)

    assert (partial.published, partial.hidden) == (whole.published, whole.hidden)
    assert partial.joined_spellings() == whole.joined_spellings()
    assert partial.left_out_feeds() == whole.left_out_feeds()
    groups = {group.key: group for group in whole.groups()}
    assert [group.key for group in partial.groups()] == list(groups)
    for group in partial.groups():
        same = groups[group.key]
        assert group == (replace(same, members=(), is_unchanged=True) if group.is_unchanged else same)
        assert not (group.is_unchanged and any(member.labels in changed for member in same.members))
        assert group.shown == len(same.members[: same.limit])


def test_no_article_of_an_unchanged_feed_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = Site(tmp_path / "site", feeds={"limit": 2})
    for number in range(12):
        site.article(f"{number}.md", f"Boat {number}", number * 10, categories=[["Sea", "Air", "News"][number % 3]])
    site.build_here()

    asked: list[int] = []
    rows_of = DueTable.rows_of

    def counting(table: DueTable, *arguments: object) -> object:
        rows = rows_of(table, *arguments)  # type: ignore[arg-type]
        asked.extend(row[2] for row in rows)
        return rows

    monkeypatch.setattr(DueTable, "rows_of", counting)
    monkeypatch.setattr(DueTable, "rows", lambda *_: pytest.fail("every article was asked for"))
    site.article("11.md", "Boat 11", 110, body="Another boat came in.", categories=["News"])
    report = site.build_here()

    assert {feed.path for feed in report.reasons.feeds} == {"", "categories/news"}
    assert len(asked) < 6


def test_a_feed_that_was_damaged_is_rendered_though_none_of_its_articles_changed(tmp_path: Path) -> None:
    site = Site(tmp_path / "site", feeds={"limit": 2})
    for number in range(4):
        site.article(f"{number}.md", f"Boat {number}", number, categories=[["Sea", "Air"][number % 2]])
    site.build_here()
    (site.output / "categories" / "air" / "rss.xml").unlink()

    site.article("2.md", "Boat 2", 2, body="Another boat came in.", categories=["Sea"])
    report = site.build_here()

    assert {feed.path for feed in report.reasons.feeds} == {"", "categories/sea", "categories/air"}
    assert site.files() == site.build_afresh()
