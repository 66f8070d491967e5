r"""Paths whose bytes are not UTF-8: articles under them are named and left out, and any other path may have them."""

import json
import os
import sys
from pathlib import Path

import pytest
from site_folder import Site

pytestmark = pytest.mark.skipif(sys.platform in {"darwin", "win32"}, reason="names are always Unicode on this system")

#: A name of Latin-1, as old archives and disks have it.
CAFE = os.fsdecode(b"caf\xe9")


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path / "site", articles={"permalink": "/:title/"})
    for number in range(3):
        site.article(f"news/{number}.md", f"Ship {number}", number, categories=["harbour"])
    return site


def test_articles_in_a_folder_whose_name_is_not_utf8_are_named_and_left_out(site: Site) -> None:
    site.article(f"{CAFE}/a.md", "Coffee", 4)
    site.article(f"{CAFE}/below/b.md", "Tea", 5)
    site.put(f"{CAFE}/picture.png", b"")

    for report in (site.build(), site.build(), site.build(full=True)):
        assert [(problem.path, problem.message) for problem in report.problems] == [
            ("articles/caf\\xe9/a.md", "folder name is not valid UTF-8"),
            ("articles/caf\\xe9/below/b.md", "folder name is not valid UTF-8"),
        ]
        assert (report.articles.found, report.articles.published, report.articles.left_out) == (5, 3, 2)
        assert report.exit == 1


def test_articles_are_published_once_their_folder_is_renamed(site: Site) -> None:
    site.article(f"{CAFE}/a.md", "Coffee", 4)
    site.build()
    (site.source / CAFE).rename(site.source / "café")

    assert site.build().articles.published == 4
    (site.source / "café").rename(site.source / CAFE)
    assert site.build().articles.published == 3
    assert site.files() == site.build_afresh()


def test_a_folder_that_is_named_like_the_escapes_of_another_one_is_a_folder_of_its_own(site: Site) -> None:
    site.article("caf\\xe9/a.md", "Coffee", 4)
    site.article(f"{CAFE}/a.md", "Tea", 5)

    assert "Coffee" in {item["title"] for item in (site.build(), site.items())[1]}
    assert site.build().articles.parsed == 0
    assert site.build(full=True).articles.published == 4


def test_a_folder_whose_name_is_not_utf8_and_that_cannot_be_read_is_named(site: Site) -> None:
    site.article(f"{CAFE}/a.md", "Coffee", 4)
    (site.source / CAFE).chmod(0)

    done = site.run_unprivileged("build")

    (site.source / CAFE).chmod(0o755)
    assert "articles/caf\\xe9: folder cannot be read: Permission denied" in done.stderr
    assert len(site.items()) == 3


def test_a_link_in_a_folder_whose_name_is_not_utf8_is_named(site: Site) -> None:
    (site.source / CAFE).mkdir()
    (site.source / CAFE / "link.md").symlink_to(site.source / "news" / "0.md")

    report = site.build()

    assert [(problem.path, problem.code) for problem in report.problems] == [
        ("articles/caf\\xe9/link.md", "link-not-followed")
    ]


def test_inspect_says_what_is_wrong_with_such_a_path(site: Site) -> None:
    site.article(f"{CAFE}/a.md", "Coffee", 4)

    done = site.run("inspect", f"articles/{CAFE}/a.md")

    assert done.returncode == 2
    assert "articles/caf\\xe9/a.md: path is not valid UTF-8" in done.stderr


def test_project_source_output_configuration_and_report_may_have_such_names(tmp_path: Path) -> None:
    site = Site(tmp_path / CAFE, articles={"permalink": "/:title/"})
    site.article("a.md", "Coffee", 4)
    site.put("b.md", "---\ntitle: No date\n---\n")
    site.source.rename(site.folder / CAFE)
    site.config_file.rename(site.folder / f"{CAFE}.yaml")
    options = ["-c", f"{CAFE}.yaml", "--source", CAFE, "--output", f"out-{CAFE}", "--report", f"{CAFE}.json", "-v"]

    for _ in range(2):
        done = site.run("build", *options)
        assert done.returncode == 1, done.stderr
        assert "caf\\xe9/b.md:1: " in done.stderr
        problems = json.loads((site.folder / f"{CAFE}.json").read_text(encoding="utf-8"))["problems"]
        assert problems[0]["path"].endswith("caf\\xe9/b.md")
    assert (site.folder / f"out-{CAFE}" / "rss.xml").exists()
    assert site.run("check", f"out-{CAFE}").returncode == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ["build", "-c", f"{CAFE}.yaml"],
        ["build", "--source", CAFE],
        ["build", "--output", f"articles/news/0.md/{CAFE}"],
        ["build", "--report", f"{CAFE}/report.json"],
        ["inspect", CAFE],
        ["check", CAFE],
        ["init", CAFE],
        ["build", f"--{CAFE}"],
        [CAFE],
    ],
)
def test_a_path_of_the_command_line_that_leads_nowhere_is_a_message(site: Site, arguments: list[str]) -> None:
    done = site.run(*arguments)

    assert done.returncode in {2, 3}
    assert "internal error" not in done.stderr
    assert "Traceback" not in done.stderr
    assert "caf" in done.stderr


def test_a_failure_with_such_a_path_is_in_the_report(site: Site) -> None:
    output = site.folder / CAFE
    output.write_text("a file")

    done = site.run("build", "--output", CAFE, "--report", "report.json")

    assert done.returncode in {2, 3}
    assert "internal error" not in done.stderr
    assert json.loads((site.folder / "report.json").read_text(encoding="utf-8"))["exit"] == done.returncode


def test_files_of_the_output_may_be_beside_such_names(site: Site) -> None:
    site.build()
    (site.output / CAFE).mkdir()
    (site.output / CAFE / "page.html").write_text("mine")
    (site.output / "categories" / CAFE).write_text("mine")
    site.article("news/0.md", "Ship 0", 0, "Edited.", categories=["harbour"])

    assert site.build().exit == 0
    assert (site.output / CAFE / "page.html").read_text() == "mine"


def test_pictures_and_enclosures_may_be_beside_such_names(site: Site) -> None:
    (site.folder / "static" / CAFE).mkdir(parents=True)
    (site.folder / "static" / CAFE / "a.png").write_bytes(b"no picture")
    site.article("a.md", "Coffee", 4, cover="/caf%E9/a.png", enclosure="/caf%E9/a.mp3")
    site.article("b.md", "Tea", 4, cover="/caf\udce9/a.png".encode("utf-8", "replace").decode())

    assert site.build().articles.published == 5
