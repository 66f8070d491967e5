"""Odd disks, several configurations in one folder, expired articles: conditions that a developer's machine lacks."""

import json
import os
import shutil
import sqlite3
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from site_folder import Site, merged

from feedmaker import api, system
from feedmaker.build import flow, up_to_date
from feedmaker.build.lock import output_lock
from feedmaker.build.workers import read as reading
from feedmaker.build.workers import render as rendering
from feedmaker.build.workers.context import file_version
from feedmaker.loader import scan
from feedmaker.loader.metadata.ids import path_id
from feedmaker.problems import BuildRefused
from feedmaker.report import Report


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path / "site", articles={"permalink": "/:title/"})
    for number in range(6):
        site.article(f"news/{number}.md", f"Ship {number}", number, categories=["harbour"])
    return site


@pytest.mark.parametrize("inode", [2**63, 2**64 - 1])
def test_an_inode_beyond_63_bits_is_an_inode(site: Site, monkeypatch: pytest.MonkeyPatch, inode: int) -> None:
    """File systems such as mergerfs make them."""
    real = scan._read_folder

    def read_folder(*arguments: Any) -> Any:
        folder, below = real(*arguments)
        return folder._replace(files=[(*file[:3], inode) for file in folder.files]), below

    monkeypatch.setattr(scan, "_read_folder", read_folder)
    monkeypatch.setattr(reading, "file_version", version_with(inode))
    monkeypatch.setattr(rendering, "file_version", version_with(inode))

    assert site.build().articles.published == 6
    assert site.build().articles.parsed == 0
    site.article("news/0.md", "Ship 0", 0, "Edited.")
    assert site.build().articles.parsed == 1
    assert site.files() == site.build_afresh()


def version_with(inode: int) -> Any:
    return lambda size, mtime, _: file_version(size, mtime, inode)


@pytest.mark.parametrize("year", [1700, 1969, 2263, 2400])
def test_a_file_of_any_year_is_read(site: Site, year: int) -> None:
    mtime = (year - 1970) * 365.25 * 86_400
    try:
        site.article("odd.md", "Odd", 9)
        os.utime(site.source / "odd.md", (mtime, mtime))
    except (OSError, OverflowError):
        pytest.skip(f"the file system here has no files of {year}")

    assert site.build().articles.published == 7
    site.build()
    assert site.build().articles.parsed == 0
    assert "Odd" in site.ids()


def test_an_output_file_of_any_year_is_known(site: Site) -> None:
    site.build()
    os.utime(site.output / "rss.xml", (2**34, 2**34))  # 2514

    assert site.build().exit == 0
    assert site.build().exit == 0


def second_configuration(folder: Site, name: str, /, **changes: Any) -> Path:
    file = folder.folder / name
    file.write_text(yaml.safe_dump(merged(folder.config, changes), allow_unicode=True), encoding="utf-8")
    return file


def test_two_configurations_in_one_folder_have_states_of_their_own(site: Site) -> None:
    changes = {"output": {"path": "zh"}, "site": {"title": "港口", "feeds_url": "https://harbour.example/zh/"}}
    other = second_configuration(site, "zh.yaml", **changes)
    site.build()
    api.build(other, now=site.now)

    assert site.build().articles.parsed == 0
    assert api.build(other, now=site.now).articles.parsed == 0
    (site.source / "news" / "0.md").rename(site.source / "moved.md")
    before = site.ids()
    site.build()
    api.build(other, now=site.now)
    assert site.ids() == before
    assert api.build(other, now=site.now).feeds.written == 0


def test_feeds_of_two_configurations_differ_in_their_ids(site: Site) -> None:
    changes = {"output": {"path": "zh"}, "site": {"feeds_url": "https://harbour.example/zh/"}}
    api.build(second_configuration(site, "zh.yaml", **changes), now=site.now)
    site.build()

    def feed_id(path: Path) -> bytes:
        return path.read_bytes().partition(b"<id>")[2].partition(b"</id>")[0]

    for feed in ("atom.xml", "categories/harbour/atom.xml"):
        assert feed_id(site.output / feed) != feed_id(site.folder / "zh" / feed)


def other_build(file: Path, site: Site, **options: Any) -> Report:
    return api.build(file, jobs=1, now=site.now, **options)


def test_a_configuration_is_refused_the_output_of_another_one(site: Site) -> None:
    other = second_configuration(site, "zh.yaml", source={"path": "zh"}, categories={"default": "zh"})
    shutil.copytree(site.source / "news", site.folder / "zh")
    site.build()
    before = site.files()

    for options in ({}, {"dry_run": True}, {"full": True}):
        with pytest.raises(BuildRefused) as refusal:
            other_build(other, site, **options)
        assert str(site.config_file) in refusal.value.message
        assert str(other) in refusal.value.message
        assert "output.path" in refusal.value.hint
        assert site.files() == before
    assert site.run("build", "-c", "zh.yaml").returncode == 3

    assert other_build(other, site, new_urls=True, allow_empty=True).exit == 0
    with pytest.raises(BuildRefused):
        other_build(site.config_file, site)


def test_another_folders_configuration_is_refused_the_output_that_both_name(tmp_path: Path) -> None:
    sites = [Site(tmp_path / name, output={"path": str(tmp_path / "www")}) for name in ("one", "two")]
    for site in sites:
        site.article("a.md", f"Ship {site.folder.name}")
    other_build(sites[0].config_file, sites[0])

    with pytest.raises(BuildRefused, match=r"has the feeds of .*one"):
        other_build(sites[1].config_file, sites[1])


@pytest.mark.parametrize("output", ["output", "../www"])
@pytest.mark.parametrize("keeps_state", [True, False])
def test_a_project_that_moved_is_not_another_one(tmp_path: Path, output: str, keeps_state: bool) -> None:
    site = Site(tmp_path / "home" / "site", output={"path": output})
    site.article("a.md", "Ship")
    other_build(site.config_file, site)
    if not keeps_state:
        shutil.rmtree(site.state.parent)
    moved = tmp_path / "runner" / "work" / "checkout"
    moved.parent.mkdir(parents=True)
    site.folder.rename(moved)
    if output == "../www":
        (tmp_path / "home" / "www").rename(tmp_path / "runner" / "work" / "www")

    assert other_build(moved / "config.yaml", site).exit == 0
    (moved / "config.yaml").rename(moved / "feeds.yaml")
    assert other_build(moved / "feeds.yaml", site).exit == 0


def test_a_checkout_elsewhere_may_write_to_the_same_output_once_the_first_is_gone(tmp_path: Path) -> None:
    site = Site(tmp_path / "one", output={"path": str(tmp_path / "www")})
    site.article("a.md", "Ship")
    other_build(site.config_file, site)
    site.folder.rename(tmp_path / "two")

    assert other_build(tmp_path / "two" / "config.yaml", site).exit == 0


def test_releases_behind_one_link_are_one_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for release in ("1", "2"):
        site = Site(tmp_path / release, output={"path": str(tmp_path / "www")})
        site.article("a.md", "Ship")
        (tmp_path / "current").unlink(missing_ok=True)
        (tmp_path / "current").symlink_to(release)
        monkeypatch.chdir(tmp_path / "current")
        assert other_build(tmp_path / "current" / "config.yaml", site).exit == 0


def test_other_names_of_one_configuration_are_one(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    (site.folder / "link.yaml").symlink_to("config.yaml")
    site.build()
    monkeypatch.chdir(site.source)

    for file in ("../config.yaml", f"{site.folder}/./articles/../config.yaml", "../link.yaml"):
        assert other_build(Path(file), site).exit == 0


def test_a_manifest_without_a_configuration_is_accepted_and_so_is_a_configuration_without_a_file(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    other_build(site.config_file, site)
    manifest = site.output / ".feedmaker.json"
    values = json.loads(manifest.read_bytes())
    assert values.pop("configuration") == "../config.yaml"
    manifest.write_text(json.dumps(values))
    monkeypatch.chdir(site.folder)

    api.build(site.config, jobs=1, now=site.now, full=True)
    assert "configuration" not in site.files()
    other = second_configuration(site, "other.yaml")
    assert other_build(other, site).exit == 0
    assert json.loads(manifest.read_bytes())["configuration"] == "../other.yaml"


def test_articles_of_two_sites_on_one_host_have_ids_of_their_own(tmp_path: Path) -> None:
    ids = {}
    for language in ("en", "zh"):
        site = Site(tmp_path / language, site={"url": f"https://harbour.example/{language}/"})
        site.article("2024/boat.md", f"Boat {language}")
        site.build()
        ids[language] = set(site.ids().values())

    assert ids["en"].isdisjoint(ids["zh"])


def test_ids_of_before_that_were_made_of_the_host_alone_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = Site(tmp_path / "site", site={"url": "https://harbour.example/en/"})
    site.article("a.md", "Ship")
    with monkeypatch.context() as patch:
        patch.setattr("feedmaker.loader.article.site_address", lambda _: "harbour.example")
        site.build_here()
    before = site.ids()
    assert before["Ship"] == path_id("harbour.example", "a.md")

    assert site.build(full=True).exit == 0
    assert site.ids() == before


def test_a_new_path_of_the_site_changes_no_id_while_the_state_is_there(site: Site) -> None:
    site.build()
    before = site.ids()
    site.configure(site={"url": "https://harbour.example/blog/"})

    assert site.build().exit == 0
    assert site.ids() == before
    site.article("new.md", "New", 9)
    site.build()
    assert before.items() < site.ids().items()


def test_a_new_path_of_the_site_is_refused_where_the_state_is_lost_and_ids_depend_on_it(site: Site) -> None:
    site.build()
    site.configure(site={"url": "https://harbour.example/blog/"})
    site.state.unlink()

    with pytest.raises(BuildRefused, match=r"published for harbour\.example .* on harbour\.example/blog"):
        site.build()


def test_a_new_path_of_the_site_does_not_matter_if_articles_name_their_links(tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    site.article("a.md", "Ship", link="https://harbour.example/ship/")
    site.build()
    before = site.ids()
    site.configure(site={"url": "https://harbour.example/blog/"})
    site.state.unlink()

    assert site.build().exit == 0
    assert site.ids() == before


def test_another_source_on_the_command_line_leaves_the_state_alone(site: Site) -> None:
    site.build()
    shutil.copytree(site.source, site.folder / "others")
    (site.folder / "others" / "news" / "5.md").unlink()

    api.build(site.config_file, source=site.folder / "others", output=site.folder / "preview", now=site.now)

    assert site.build().articles.parsed == 0


def test_the_state_that_the_configuration_names_is_used(site: Site) -> None:
    other = second_configuration(site, "other.yaml", state="kept.sqlite3")
    api.build(other, now=site.now)

    assert (site.folder / "kept.sqlite3").exists()


def builds(site: Site, monkeypatch: pytest.MonkeyPatch) -> int:
    """Return how many of two runs take the lock."""
    count = 0
    real = flow.build_under_lock

    def build(*arguments: Any) -> Any:
        nonlocal count
        count += 1
        return real(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(flow, "build_under_lock", build)
        site.build()
        site.build()
    return count


def test_an_expired_article_that_is_kept_makes_no_later_run_write(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.configure(articles={"expired": "keep"})
    site.article("expired.md", "Expired", 20, expires="2024-02-02")
    site.build()

    assert builds(site, monkeypatch) == 0


def test_an_expired_article_that_is_dropped_makes_one_later_run_write(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.article("expires.md", "Expires", 20, expires="2024-06-03")
    site.build()
    site.now += timedelta(days=5)

    assert builds(site, monkeypatch) == 1
    assert "Expires" not in site.ids()


def test_ids_of_vanished_articles_are_forgotten_after_ten_years(site: Site) -> None:
    site.build()
    (site.source / "news" / "0.md").unlink()
    site.build()
    assert retired(site) == 1

    site.now += timedelta(days=10 * 365 + 10)
    (site.source / "news" / "1.md").unlink()
    site.build()

    assert retired(site) == 1


def retired(site: Site) -> int:
    with sqlite3.connect(site.state) as state:
        (count,) = state.execute("SELECT count(*) FROM retired_ids").fetchone()
    state.close()
    return int(count)


def test_a_run_that_finds_nothing_to_do_reads_problems_only_for_those_who_want_them(site: Site) -> None:
    site.put("broken.md", "---\ntitle: Broken\n---\nNo date.\n")
    first = site.build()

    assert [problem.code for problem in first.new_problems] == ["date-missing"]
    again = site.build()
    assert (again.problems, again.new_problems, again.known_problems) == (first.problems, (), 1)
    quiet = site.build(all_problems=False)
    assert (quiet.problems, quiet.new_problems, quiet.known_problems, quiet.exit) == ((), (), 1, 1)
    assert site.build(all_problems=False, strict=True).exit == 1


def test_versions_of_files_are_opaque_and_compared_as_texts() -> None:
    assert system.output_version(2**70, 2**80) != system.output_version(2**70, 2**80 + 1)
    assert up_to_date.published_versions("/nowhere")("rss.xml") == ""


@pytest.mark.parametrize("key", ["url", "feeds_url"])
def test_the_placeholder_of_init_is_refused(site: Site, key: str) -> None:
    site.configure(site={key: "https://example.org/"})

    done = site.run("build")

    assert done.returncode == 2
    assert f"site.{key} is a placeholder: 'https://example.org/'" in done.stderr
    assert "hint: write the address of your site" in done.stderr
    assert site.files() == {}


def test_a_wrong_configuration_is_in_the_report(site: Site) -> None:
    site.build()
    config = site.config_file.read_text()
    site.config_file.write_text(config + "feds: {}\n")
    site.run("build", "--report", "report.json")
    report = json.loads((site.folder / "report.json").read_text())

    assert (report["exit"], report["error"]) == (2, "the configuration is wrong")
    assert [problem["code"] for problem in report["problems"]] == ["config-unknown-key"]


def test_a_refusal_is_in_the_report(site: Site) -> None:
    site.build()
    for file in (site.source / "news").iterdir():
        file.unlink()
    done = site.run("build", "--report", "report.json")
    report = json.loads((site.folder / "report.json").read_text())

    assert (done.returncode, report["exit"]) == (3, 3)
    assert "only 0 of the 6 articles" in report["error"]


def test_a_lock_of_another_build_is_in_the_report(site: Site) -> None:
    site.build()
    site.article("news/0.md", "Ship 0", 0, "Edited.")
    with output_lock(str(site.output), 0, dry_run=False):
        done = site.run("build", "--report", "report.json")
    report = json.loads((site.folder / "report.json").read_text())

    assert (done.returncode, report["exit"]) == (4, 4)
    assert "another build holds" in report["error"]


def test_a_state_that_is_lost_with_ids_that_only_it_knew_is_a_notice(site: Site) -> None:
    site.build()
    (site.source / "news" / "0.md").rename(site.source / "renamed.md")
    assert site.build().notices == ()
    shutil.rmtree(site.state.parent)

    (notice,) = site.build().notices

    assert "1 article has an id that only it knew" in notice
    assert ".feedmaker" in notice
    assert site.build().notices == ()


def test_a_state_that_is_lost_with_nothing_in_it_is_no_notice(site: Site) -> None:
    site.build()
    shutil.rmtree(site.state.parent)

    assert site.build().notices == ()
