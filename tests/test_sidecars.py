"""`source.sidecar`: the front matter of an article in a file beside it (Nikola)."""

from pathlib import Path

import pytest
from site_folder import NOW, Site

HEAD = ".. title: {title}\n.. slug: boat\n.. date: 2024-03-03 10:00\n"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path / "site", source={"sidecar": ".meta"}, articles={"permalink": "/:title/"})
    site.put("boat.md", "A *boat* came in.\n")
    site.put("boat.meta", HEAD.format(title="Boat"))
    site.article("own.md", "Own", 2)
    return site


def test_the_file_beside_an_article_is_its_front_matter(site: Site) -> None:
    report = site.build()

    item = next(item for item in site.items() if item["title"] == "Boat")
    assert (item["content_html"], item["url"]) == (
        "<p>A <em>boat</em> came in.</p>",
        "https://harbour.example/boat/",
    )
    assert set(site.ids()) == {"Boat", "Own"}
    assert (report.articles.found, report.problems) == (2, ())


@pytest.mark.parametrize("change", ["title", "draft", "same size and time", "removed", "body"])
def test_a_change_of_either_file_gives_what_a_build_without_state_gives(site: Site, change: str) -> None:
    site.build()
    before = site.files()
    meta = site.source / "boat.meta"
    if change == "title":
        site.put("boat.meta", HEAD.format(title="The boat"))
    elif change == "draft":
        site.put("boat.meta", HEAD.format(title="Boat") + ".. status: draft\n")
    elif change == "same size and time":
        mtime = meta.stat().st_mtime
        site.put("other", HEAD.format(title="Ship"), mtime=mtime).rename(meta)
    elif change == "removed":
        meta.unlink()
    else:
        site.put("boat.md", "A *ship* came in.\n")

    report = site.build()

    assert site.files() != before
    assert site.files() == site.build_afresh()
    assert (report.articles.parsed, report.articles.left_out) == (1, change == "removed")
    assert site.build().articles.parsed == 0


def test_a_file_beside_an_article_appears(site: Site) -> None:
    site.put("late.md", "Late.\n")
    assert site.build().articles.left_out == 1

    site.put("late.meta", "---\ntitle: Late\ndate: 2024-04-04\n---\n")

    assert site.build().articles.published == 3
    assert site.files() == site.build_afresh()


def test_problems_name_the_file_that_has_the_line(site: Site) -> None:
    site.put("boat.meta", HEAD.format(title="Boat") + ".. updated: soon\n")
    site.put("odd.md", "Text.\n")
    site.put("odd.meta", "Some notes on boats\n")

    problems = {problem.path.rpartition("/")[2]: problem for problem in site.build().problems}

    assert problems["boat.md"].message.startswith("boat.meta:4: updated is not a date")
    assert (problems["odd.md"].code, problems["odd.md"].line) == ("front-matter-not-read", None)
    assert "odd" not in site.ids()


def test_lines_of_the_body_are_those_of_the_article(site: Site) -> None:
    site.put("boat.md", "A boat.\n\n{% youtube_of_ours x %}\n")

    assert [problem.line for problem in site.build().problems] == [3]


def test_without_the_setting_such_files_mean_nothing(site: Site) -> None:
    site.configure(source={"sidecar": None})

    assert site.build(now=NOW).articles.left_out == 1
