"""`articles.split: headings`: a changelog becomes an entry for each heading with a version or a date."""

import json
from pathlib import Path
from typing import Any

import pytest
from site_folder import Site

import feedmaker
from feedmaker import Entry
from feedmaker.loader.sections import MOST, Section, find_sections

CHANGELOG = """# Changelog

All notable changes.

## [Unreleased]

- Something new

## [1.1.0] - 2024-05-30

### Added

- A winch, see [1.0.0]

```sh
## 9.9.9 - 2020-01-01
```

## [1.0.0] - 2024-04-30

- A rope
<!--
## [0.9.0] - 2020-01-01
-->

[1.1.0]: https://harbour.example/compare/1.0.0...1.1.0
[1.0.0]: https://harbour.example/tag/1.0.0
"""


def found(text: str, anchors: str = "github") -> list[Section]:
    """The sections of a text whose dates are those that begin with a year, or name May."""
    return find_sections(text, 0, 1, anchors=anchors, is_date=lambda date: date[:4].isdigit() or "May" in date)


@pytest.mark.parametrize(
    ("heading", "title", "date", "key"),
    [
        ("## [1.2.0] - 2024-05-31", "1.2.0", "2024-05-31", "1.2.0"),
        ("## 1.2.0 - 2024-05-31", "1.2.0", "2024-05-31", "1.2.0"),
        ("## [1.2.0] (2024-05-31)", "1.2.0", "2024-05-31", "1.2.0"),
        ("## [1.2.0](https://x.example/compare/v1...v2) (2024-05-31)", "1.2.0", "2024-05-31", "1.2.0"),
        ("### [1.2.0-rc.1+b](https://x.example/) (2024-05-31)", "1.2.0-rc.1+b", "2024-05-31", "1.2.0-rc.1+b"),
        ("# <a name='1.2.0'></a> v1.2.0 / 2024-05-31", "v1.2.0", "2024-05-31", "v1.2.0"),
        ("## **1.2.0** — 31 May 2024 ##", "1.2.0", "31 May 2024", "1.2.0"),
        ("## Version 1.2 (May 31st, 2024)", "Version 1.2", "May 31st, 2024", "version 1.2"),
        ("## [0.0.5] - 2014-08-09 [YANKED]", "0.0.5 YANKED", "2014-08-09", "0.0.5"),
        ("## 2024-05-31", "2024-05-31", "2024-05-31", "2024-05-31"),
        ("## 2024-05-31: The winch", "The winch", "2024-05-31", "the winch"),
        ("## 1.2.0", "1.2.0", "", "1.2.0"),
        ("## harbour@1.2.0 2024-05-31T10:00:00Z", "harbour@1.2.0", "2024-05-31T10:00:00Z", "harbour@1.2.0"),
        ("harbour 1.2.0 (2024-05-31)\n==========================", "harbour 1.2.0", "2024-05-31", "harbour 1.2.0"),
        ("1.2.0 / 2024-05-31\n------------------", "1.2.0", "2024-05-31", "1.2.0"),
        ("### 1.2.0\n\n_May 31, 2024_", "1.2.0", "May 31, 2024", "1.2.0"),
        ("## v1.2.0\nReleased on 2024-05-31", "v1.2.0", "2024-05-31", "v1.2.0"),
    ],
)
def test_headings_of_changelogs(heading: str, title: str, date: str, key: str) -> None:
    (section,) = found(f"# Log\n\n{heading}\n\ntext\n")

    assert (section.title, section.date, section.key, section.line) == (title, date, key, 3)


@pytest.mark.parametrize(
    "heading",
    [
        "## Unreleased",
        "## [Unreleased] - 2024-05-31",
        "## Next",
        "## Support for 3.8",
        "## Heading",
        "## 5 boats",
        "## 2024",
    ],
)
def test_headings_that_make_no_article(heading: str) -> None:
    assert found(f"{heading}\n\ntext\n") == []


def test_sections_of_other_levels_end_where_the_next_version_begins() -> None:
    text = "# 2.0.0 (2024-03-05)\n\n### Fixes\n\n* x\n\n## 1.9.1 (2024-03-01)\n\n### Fixes\n\n* y\n\n# Older\n\nz\n"

    assert [text[one.start : one.end].split() for one in found(text)] == [
        ["###", "Fixes", "*", "x"],
        ["###", "Fixes", "*", "y"],
    ]


def test_a_date_below_the_heading_is_no_part_of_the_text() -> None:
    text = "## 1.2.0\n\n_May 31, 2024_\n\n- A rope\n"

    (section,) = found(text)

    assert text[section.start : section.end] == "\n\n- A rope\n"


def test_a_patch_and_its_parts_on_one_level_are_one_section() -> None:
    text = "## 1.1.0 (2024-03-05)\n\n### Fixes\n\n* x\n\n### 1.0.1 (2024-03-01)\n\n### Fixes\n\n* y\n"

    assert [text[one.start : one.end].split()[-1] for one in found(text)] == ["x", "y"]


def test_keys_are_those_of_the_version_and_differ() -> None:
    text = "## 1.0 - 2024-05-31\n\na\n\n## 1.0 - 2024-05-30\n\nb\n"

    assert [one.key for one in found(text)] == ["1.0", "1.0 (2)"]
    assert [one.anchor for one in found(text)] == ["10---2024-05-31", "10---2024-05-30"]
    assert [one.anchor for one in found(text, "python-markdown")] == ["10-2024-05-31", "10-2024-05-30"]
    assert found("## 1.0 {#first}\n\na\n")[0].anchor == "first"


def test_a_file_of_very_many_headings_is_no_changelog() -> None:
    assert len(found("## 1.0\n\na\n\n" * MOST)) == MOST
    assert found("## 1.0\n\na\n\n" * (MOST + 1)) == []


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path / "site", articles={"permalink": "/:title/", "split": "headings"})
    site.put("CHANGELOG.md", CHANGELOG)
    return site


def entries(site: Site) -> dict[str, Entry]:
    return {entry.title: entry for entry in feedmaker.entries(site.config_file)}


def published(site: Site) -> dict[str, Any]:
    return {item["title"]: item for item in json.loads((site.output / "feed.json").read_text())["items"]}


def test_each_heading_is_an_entry_on_the_page_of_the_file(site: Site) -> None:
    site.article("plain.md", "Plain", 1, "## Heading\n\ntext")

    first, second, plain = feedmaker.entries(site.config_file)

    assert (first.title, second.title, plain.title) == ("1.1.0", "1.0.0", "Plain")
    assert first.link == "https://harbour.example/CHANGELOG/#110---2024-05-30"
    assert f"{first.published:%Y-%m-%d}" == "2024-05-30"
    assert '<a href="https://harbour.example/tag/1.0.0">1.0.0</a>' in first.content
    assert "## 9.9.9 - 2020-01-01" in first.content
    assert second.content == "<ul>\n<li>A rope</li>\n</ul>"


def test_every_article_is_accounted_for(site: Site) -> None:
    site.put("CHANGELOG.md", CHANGELOG.replace("## [1.0.0] - 2024-04-30", "## 1.0.0"))

    report = site.build()

    assert (report.articles.found, report.articles.published, report.articles.left_out) == (2, 1, 1)
    (problem,) = (problem for problem in report.problems if problem.code == "date-missing")
    assert (problem.path, problem.line) == ("articles/CHANGELOG.md", 19)


def test_a_version_without_date_gets_the_time_of_the_file_where_that_is_asked_for(site: Site) -> None:
    site.configure(articles={"undated": "file-time"})
    site.put("CHANGELOG.md", "## 1.0.0\n\n- A rope\n")

    assert list(entries(site)) == ["1.0.0"]


def test_a_date_that_does_not_exist_is_named_with_its_line(site: Site) -> None:
    site.put("CHANGELOG.md", "# Log\n\n## 1.0.0 - 2024-02-31\n\n- A rope\n")

    report = site.build()

    assert [(p.code, p.line) for p in report.problems if p.code.startswith("date")] == [("date-impossible", 3)]


def test_a_new_version_is_one_new_entry_and_the_others_stay(site: Site) -> None:
    site.build()
    before = published(site)
    site.put("CHANGELOG.md", CHANGELOG.replace("## [1.1.0]", "## [1.2.0] - 2024-05-31\n\n- A boat\n\n## [1.1.0]", 1))

    report = site.build()

    assert [(change.kind, change.title, change.path) for change in report.changes] == [("new", "1.2.0", "CHANGELOG.md")]
    after = published(site)
    assert {title: after[title] for title in before} == before
    assert list(after) == ["1.2.0", "1.1.0", "1.0.0"]


def test_an_id_survives_another_date_and_a_version_that_goes_is_gone(site: Site) -> None:
    site.build()
    before = published(site)
    site.put("CHANGELOG.md", CHANGELOG.replace("2024-05-30", "2024-05-29").partition("## [1.0.0]")[0])

    report = site.build(allow_empty=True)

    assert sorted((change.kind, change.title) for change in report.changes) == [("changed", "1.1.0"), ("gone", "1.0.0")]
    assert {title: item["id"] for title, item in published(site).items()} == {"1.1.0": before["1.1.0"]["id"]}


@pytest.mark.parametrize("step", ["unchanged", "touched", "edited", "removed", "not split"])
def test_incremental_equals_full(site: Site, step: str) -> None:
    site.article("plain.md", "Plain", 1)
    site.build()
    if step == "touched":
        site.touch("CHANGELOG.md")
    elif step == "edited":
        site.put("CHANGELOG.md", CHANGELOG.replace("A rope", "A chain"))
    elif step == "removed":
        (site.source / "CHANGELOG.md").unlink()
    elif step == "not split":
        site.configure(articles={"split": "none"})
    report = site.build(allow_empty=True, new_ids=True)

    assert site.files() == site.build_afresh()
    assert report.articles.found == {"removed": 1, "not split": 2}.get(step, 3)
    again = site.build()
    assert (again.feeds.written, again.articles.parsed) == (0, 0)


def test_front_matter_is_that_of_every_entry_and_may_ask_for_it_alone(site: Site) -> None:
    site.configure(articles={"split": "none"})
    site.put("CHANGELOG.md", f"---\ntitle: Log\nsplit: headings\ncategories: [Releases]\nauthor: Mo\n---\n{CHANGELOG}")
    site.put("other.md", "---\ntitle: Diary\ndate: 2024-01-01\n---\n## 2024-01-01\n\na\n")

    found = entries(site)

    assert list(found) == ["1.1.0", "1.0.0", "Diary"]
    assert found["1.1.0"].categories == ("Releases",)
    assert [author.name for author in found["1.1.0"].authors] == ["Mo"]


def test_defaults_ask_for_it_by_path(site: Site) -> None:
    site.configure(articles={"split": "none", "defaults": [{"path": "CHANGELOG.md", "values": {"split": "headings"}}]})

    assert list(entries(site)) == ["1.1.0", "1.0.0"]


def test_a_draft_has_no_entries(site: Site) -> None:
    site.put("CHANGELOG.md", f"---\ndraft: true\n---\n{CHANGELOG}")

    report = site.build()

    assert (report.articles.published, report.articles.draft) == (0, 2)


def test_a_page_that_depends_on_the_date_is_not_known(site: Site) -> None:
    site.configure(articles={"permalink": "/:year/:title/"})

    assert entries(site)["1.1.0"].link is None


def test_links_within_the_file_lead_to_its_page(site: Site) -> None:
    site.put("CHANGELOG.md", CHANGELOG.replace("A winch, see", "A [winch](#100---2024-04-30)"))

    assert 'href="https://harbour.example/CHANGELOG/#100---2024-04-30"' in entries(site)["1.1.0"].content


def test_the_library_and_inspect_know_each_article(site: Site) -> None:
    from feedmaker.build.inspection import inspect_article
    from feedmaker.project import open_project

    project = open_project(site.config_file)
    inspection = inspect_article(project.config, project.paths, "CHANGELOG.md", site.now)

    assert [article.title for article in feedmaker.articles(site.config_file)] == ["1.1.0", "1.0.0"]
    assert (inspection.status, inspection.why) == ("split", "2 articles, one for each heading (articles.split)")


def test_restructured_text_is_split_too(site: Site) -> None:
    site.configure(source={"include": ["**/*.rst"]})
    line = "=" * 24
    site.put("news.rst", f"harbour 1.1 (2024-02-03)\n{line}\n\n- A\n\nharbour 1.0 (2024-01-03)\n{line}\n\n- B\n")

    assert [(title, entry.link) for title, entry in entries(site).items()] == [
        ("harbour 1.1", "https://harbour.example/news/"),
        ("harbour 1.0", "https://harbour.example/news/"),
    ]
